"""`/intelligence/commits`: what commits say, one by one and by type."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket
from aexy.features.intelligence import commits_service
from aexy.features.intelligence.commits_schemas import CommitDistribution, CommitsWish, SaidCommits
from aexy.features.routing import AskingByQuery, Bound, InContext, Named, Policy, Routes
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level

routes = Routes("/intelligence/commits", tag="intelligence", workspace=Named.IN_QUERY)

From = Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]
Into = Annotated[Bucket, Query(description="Into what the window is divided.")]


@routes.post("/analyze", policy=Policy.VIEWER, bound=Bound.READING)
async def analyze_commits(context: InContext, viewer: AskingByQuery, wish: CommitsWish | None = None) -> SaidCommits:
    """What a person's or a repository's commits say: type, scope, tags, breaking, quality, and why."""
    return await commits_service.analyze(context, viewer, wish or CommitsWish())


@routes.get("/distribution", policy=Policy.VIEWER)
async def get_commit_distribution(
    context: InContext,
    viewer: AskingByQuery,
    developer_id: Annotated[UUID | None, Query(description="A person.")] = None,
    team_id: Annotated[UUID | None, Query(description="A team.")] = None,
    repository_id: Annotated[UUID | None, Query(description="A repository; the workspace where none is named.")] = None,
    from_: From = None,
    to: To = None,
    bucket: Into = Bucket.MONTHLY,
) -> CommitDistribution:
    """Commits by type, of one person, a team, a repository or the workspace, period by period."""
    named = [
        (level, id_)
        for level, id_ in ((Level.DEVELOPER, developer_id), (Level.TEAM, team_id), (Level.REPOSITORY, repository_id))
        if id_ is not None
    ]
    if len(named) > 1:
        raise Unusable("This names more than one.", next_step="Name a person, a team or a repository.", field="team_id")
    level, id_ = named[0] if named else (Level.WORKSPACE, None)
    return await commits_service.distribution(context, viewer, level, id_, Days(from_, to), bucket=bucket)
