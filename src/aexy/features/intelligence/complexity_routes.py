"""`/intelligence`: how much there is to pull requests."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.analytics.schemas import WindowWish
from aexy.features.intelligence import complexity_service as service
from aexy.features.intelligence.complexity_schemas import (
    ChangesComplexity,
    ComplexityWish,
    PersonComplexity,
    TeamComplexity,
)
from aexy.features.routing import Asking, AskingByQuery, Bound, InContext, Named, Policy, Routes

own_routes = Routes("/intelligence", tag="intelligence", workspace=Named.IN_QUERY)
team_routes = Routes("/intelligence/team/{workspace_id}", tag="intelligence")

Who = Annotated[UUID | None, Query(description="About whom; about yourself when left out.")]
Team = Annotated[UUID | None, Query(description="A team as it is now; everybody when left out.")]
From = Annotated[date | None, Query(alias="from", description="The first day; half a year ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last.")]


@own_routes.get("/complexity", policy=Policy.VIEWER)
async def get_complexity(context: InContext, viewer: AskingByQuery, developer_id: Who = None) -> PersonComplexity:
    """How much there is to one person's pull requests, of what sort they are, and what they touch."""
    return await service.of_person(context, viewer, developer_id)


@own_routes.post("/complexity/update", policy=Policy.MEMBER, within_teams=True)
async def update_complexity(context: InContext, viewer: AskingByQuery, developer_id: Who = None) -> PersonComplexity:
    """The same counted anew, after learning again what takes long to review here."""
    return await service.of_person(context, viewer, developer_id, anew=True)


@own_routes.post("/complexity/analyze", policy=Policy.VIEWER, bound=Bound.READING)
async def analyze_complexity(context: InContext, viewer: AskingByQuery, wish: ComplexityWish) -> ChangesComplexity:
    """A batch of pull requests: how much there is to each, and why."""
    return await service.analyze(context, viewer, wish)


@team_routes.get("/complexity", policy=Policy.VIEWER, kept=True)
async def get_team_complexity(
    context: InContext, viewer: Asking, team_id: Team = None, from_: From = None, to: To = None
) -> TeamComplexity:
    """How much there is to the pull requests of a team or the workspace, by level and category, over time."""
    wish = WindowWish.model_validate({"team_id": team_id, "from": from_, "to": to})
    return await service.of_group(context, viewer, wish)
