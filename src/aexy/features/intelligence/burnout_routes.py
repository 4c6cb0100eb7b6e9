"""`/intelligence/burnout` about oneself, `/intelligence/team/{workspace_id}/burnout` about a group."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.intelligence import burnout_service
from aexy.features.intelligence.burnout_schemas import Burnout, TeamBurnout
from aexy.features.routing import Asking, AskingByQuery, Bound, InContext, Named, Policy, Routes

routes = Routes("/intelligence", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}", tag="intelligence")

Whom = Annotated[UUID | None, Query(description="Whose; whoever asks when left out.")]
OfTeam = Annotated[UUID | None, Query(description="A team; the whole workspace when left out.")]


@routes.get("/burnout", policy=Policy.VIEWER)
async def get_burnout(context: InContext, viewer: AskingByQuery, developer_id: Whom = None) -> Burnout:
    """How far somebody's last weeks are from their own usual; shown to themselves alone."""
    return await burnout_service.of_person(context, viewer, developer_id)


@routes.post("/burnout/update", policy=Policy.VIEWER, bound=Bound.READING)
async def update_burnout(context: InContext, viewer: AskingByQuery, developer_id: Whom = None) -> Burnout:
    """Count it anew and keep it, whatever is kept."""
    return await burnout_service.of_person(context, viewer, developer_id, fresh=True)


@team_routes.get("/burnout", policy=Policy.MANAGER, within_teams=True)
async def get_team_burnout(context: InContext, viewer: Asking, team_id: OfTeam = None) -> TeamBurnout:
    """How signs are spread in a group of five or more; never who."""
    return await burnout_service.of_group(context, viewer, team_id)
