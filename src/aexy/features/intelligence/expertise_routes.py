"""`/intelligence/expertise` and `/intelligence/team/{workspace_id}/expertise`."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from aexy.features.intelligence import expertise_service as service
from aexy.features.intelligence.expertise_schemas import Expertise, SkillCommits, SkillKind, TeamExpertise
from aexy.features.paging import USUAL_PAGE, Cursor, Limit
from aexy.features.routing import Asking, AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/intelligence/expertise", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}/expertise", tag="intelligence")

Whose = Annotated[UUID | None, Query(description="About whom; whoever asks where it is left out.")]
Skill = Annotated[str, Path(max_length=200, description="A language, framework or domain, however capitalised.")]


@routes.get("", policy=Policy.VIEWER)
async def get_expertise(context: InContext, viewer: AskingByQuery, developer_id: Whose = None) -> Expertise:
    """What one person knows, with how sure that is."""
    return await service.expertise_of(context, viewer, developer_id)


@routes.post("/update", policy=Policy.VIEWER)
async def update_expertise(context: InContext, viewer: AskingByQuery, developer_id: Whose = None) -> Expertise:
    """Count it anew from the facts as they are, and keep it."""
    return await service.expertise_of(context, viewer, developer_id, fresh=True)


@routes.get("/commits", policy=Policy.VIEWER)
async def get_commits_of_skill(
    context: InContext,
    viewer: AskingByQuery,
    skill: Annotated[str, Query(max_length=200, description="As it is called in their expertise.")],
    kind: SkillKind = SkillKind.LANGUAGE,
    developer_id: Whose = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> SkillCommits:
    """The commits a skill of theirs rests on, newest first."""
    behind = service.Behind(developer_id, skill, kind)
    return await service.commits_behind(context, viewer, behind, cursor=cursor, limit=limit)


@team_routes.get("/{skill_name}", policy=Policy.VIEWER)
async def get_team_expertise(
    context: InContext,
    viewer: Asking,
    skill_name: Skill,
    kind: SkillKind | None = None,
    team_id: Annotated[UUID | None, Query(description="Only people who are in this team now.")] = None,
) -> TeamExpertise:
    """Who of a team or the workspace knows one thing how far."""
    return await service.team_expertise(context, viewer, skill_name, kind, team_id)
