"""`/intelligence/technology` and `/intelligence/team/{workspace_id}/technology`: what work is made with."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.intelligence import technology_service as service
from aexy.features.intelligence.technology_schemas import PersonTechnologyAnswer, TeamTechnology, TechnologyHistory
from aexy.features.routing import Asking, AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/intelligence", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}/technology", tag="intelligence")

Whom = Annotated[UUID | None, Query(description="About whom; whoever asks where nobody is named.")]


@routes.get("/technology", policy=Policy.VIEWER)
async def get_technology(
    context: InContext, viewer: AskingByQuery, developer_id: Whom = None
) -> PersonTechnologyAnswer:
    """What somebody works with, in which versions, and how old those are."""
    return await service.person_technology(context, viewer, developer_id)


@routes.post("/technology/update", policy=Policy.MEMBER)
async def update_technology(
    context: InContext, viewer: AskingByQuery, developer_id: Whom = None
) -> PersonTechnologyAnswer:
    """The same, counted anew."""
    return await service.person_technology(context, viewer, developer_id, fresh=True)


@team_routes.get("", policy=Policy.VIEWER)
async def get_team_technology(context: InContext, viewer: Asking) -> TeamTechnology:
    """What the workspace's repositories are made with, by technology and by repository, and what to move to."""
    return await service.team_technology(context, viewer)


@team_routes.get("/history", policy=Policy.VIEWER)
async def get_technology_history(
    context: InContext, viewer: Asking, technology: Annotated[str, Query(max_length=100)]
) -> TechnologyHistory:
    """Every version of one technology that the counted branches had, from when until when."""
    return await service.technology_history(context, viewer, technology)
