"""`/intelligence`: who works with whom."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.analytics.schemas import CollaborationWish, Days
from aexy.features.intelligence import collaboration_service as service
from aexy.features.intelligence.collaboration_schemas import CollaborationGraph, Collaborators, TeamCollaboration
from aexy.features.routing import Asking, AskingByQuery, InContext, Named, Policy, Routes
from aexy.kernel.analyses.decay import HALF_LIFE_DAYS

own_routes = Routes("/intelligence", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}", tag="intelligence")

Who = Annotated[UUID | None, Query(description="About whom; about yourself when left out.")]
Team = Annotated[UUID | None, Query(description="A team as it is now; everybody when left out.")]
From = Annotated[date | None, Query(alias="from", description="The first day; 720 days ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last.")]
HalfLife = Annotated[Days, Query(description="After how long an interaction counts half.")]


@own_routes.get("/collaborators", policy=Policy.VIEWER)
async def get_collaborators(context: InContext, viewer: AskingByQuery, developer_id: Who = None) -> Collaborators:
    """Whom one person works with most, how far that goes both ways, and how many people it reaches."""
    return await service.collaborators(context, viewer, developer_id)


@team_routes.get("/collaboration", policy=Policy.VIEWER, kept=True)
async def get_team_collaboration(
    context: InContext,
    viewer: Asking,
    team_id: Team = None,
    from_: From = None,
    to: To = None,
    half_life_days: HalfLife = HALF_LIFE_DAYS,
) -> TeamCollaboration:
    """How a team or the workspace works together: cohesion, reciprocity, silos and who joins them, and since when."""
    return await service.team(context, viewer, _wish(team_id, from_, to, half_life_days))


@team_routes.get("/collaboration/graph", policy=Policy.VIEWER, kept=True)
async def get_collaboration_graph(
    context: InContext,
    viewer: Asking,
    team_id: Team = None,
    from_: From = None,
    to: To = None,
    half_life_days: HalfLife = HALF_LIFE_DAYS,
) -> CollaborationGraph:
    """The whole network: people with their betweenness and teams, and what passes between them."""
    return await service.graph(context, viewer, _wish(team_id, from_, to, half_life_days))


def _wish(team: UUID | None, start: date | None, end: date | None, half_life_days: float) -> CollaborationWish:
    return CollaborationWish.model_validate({
        "team_id": team, "from": start, "to": end, "half_life_days": half_life_days,
    })  # fmt: skip
