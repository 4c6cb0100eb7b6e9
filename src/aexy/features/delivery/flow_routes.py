"""`/workspaces/{workspace_id}/delivery`: open work, who waits for whom, review rounds, and what has gone quiet."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.delivery import flow_rounds, flow_service, flow_waiting
from aexy.features.delivery.flow_looking import Asked
from aexy.features.delivery.flow_schemas import OpenFlow, ReviewRounds, Stale, Step, Waiting
from aexy.features.delivery.flow_service import OpenWish
from aexy.features.insights.flow import USUAL_QUIET
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.delivery.stays import PullStage

routes = Routes("/workspaces/{workspace_id}/delivery", tag="delivery")

Team = Annotated[UUID | None, Query(description="Only what people of this team opened, while they were in it.")]
Repository = Annotated[UUID | None, Query(description="Only of this repository.")]
At = Annotated[
    str | None,
    Query(max_length=40, description="A date (its end counts) or an instant as 2026-05-01T12:00:00Z; now."),
]


def _asked(
    team: Team = None,
    repository: Repository = None,
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
) -> Asked:
    return Asked(team, repository, from_, to)


def _asked_once(team: Team = None, repository: Repository = None) -> Asked:
    return Asked(team, repository)


AskedWindow = Annotated[Asked, Depends(_asked)]
AskedOnce = Annotated[Asked, Depends(_asked_once)]
Stage = Annotated[PullStage | None, Query(description="List only what is in this stage; the numbers stay.")]
Author = Annotated[UUID | None, Query(description="List only what this person opened; the numbers stay.")]
Awaited = Annotated[UUID | None, Query(description="List only waits for this person; the numbers stay.")]
StepOf = Annotated[Step, Query(description="Whether the history is by days or by weeks.")]
QuietDays = Annotated[int, Query(ge=1, le=365, description="Nothing has happened for so many days.")]


@routes.get("/flow", policy=Policy.VIEWER)
async def get_open_flow(
    context: InContext,
    viewer: Asking,
    asked: AskedWindow,
    at: At = None,
    stage: Stage = None,
    step: StepOf = Step.WEEKLY,
    author: Author = None,
) -> OpenFlow:
    """Open work by stage and age at any instant, and at the end of each day or week of a window."""
    return await flow_service.open_flow(context, viewer, asked, OpenWish(at, stage, step, author))


@routes.get("/waiting", policy=Policy.VIEWER)
async def get_waiting(
    context: InContext, viewer: Asking, asked: AskedOnce, at: At = None, awaited: Awaited = None
) -> Waiting:
    """Who waits for whom, since when and what for; by name for those who may see it."""
    return await flow_waiting.waiting(context, viewer, asked, at=at, awaited=awaited)


@routes.get("/review-rounds", policy=Policy.VIEWER)
async def get_review_rounds(context: InContext, viewer: Asking, asked: AskedWindow) -> ReviewRounds:
    """How often changes went back and forth before they were merged, by week."""
    return await flow_rounds.review_rounds(context, viewer, asked)


@routes.get("/stale", policy=Policy.VIEWER)
async def get_stale(
    context: InContext, viewer: Asking, asked: AskedOnce, days: QuietDays = USUAL_QUIET, at: At = None
) -> Stale:
    """Open pull requests nothing has happened to for some days."""
    return await flow_service.stale(context, viewer, asked, days=days, at=at)
