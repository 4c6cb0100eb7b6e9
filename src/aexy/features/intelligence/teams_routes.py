"""`/workspaces/{workspace_id}/teams/{team_id}/…`: what a team knows, lacks, gets done and has in hand."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.analytics.schemas import SkillHeatmap
from aexy.features.insights.rollups import Days
from aexy.features.insights.workload import Workload
from aexy.features.intelligence import teams_service as service
from aexy.features.intelligence.teams_schemas import TeamGaps, Velocity
from aexy.features.knowledge.schemas import TeamBusFactor
from aexy.features.routing import Asking, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/teams/{team_id}", tag="teams")


def _days(
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
) -> Days:
    return Days(from_, to)


AskedDays = Annotated[Days, Depends(_days)]


@routes.get("/skills", policy=Policy.VIEWER)
async def get_team_skills(context: InContext, viewer: Asking, team_id: UUID) -> SkillHeatmap:
    """Who of a team knows what, how far, and how sure that is."""
    return await service.team_skills(context, viewer, team_id)


@routes.get("/gaps", policy=Policy.VIEWER)
async def get_team_gaps(context: InContext, viewer: Asking, team_id: UUID) -> TeamGaps:
    """What a team's own repositories take and nobody, or one person, of it has; and what it forgets."""
    return await service.team_gaps(context, viewer, team_id)


@routes.get("/velocity", policy=Policy.VIEWER)
async def get_team_velocity(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> Velocity:
    """What a team got done, week by week, and sprint by sprint where there are sprints."""
    return await service.team_velocity(context, viewer, team_id, days)


@routes.get("/bus-factor", policy=Policy.VIEWER)
async def get_bus_factor_of_team(context: InContext, viewer: Asking, team_id: UUID) -> TeamBusFactor:
    """How many of a team have to leave until under half of its files have an author in it."""
    return await service.team_bus_factor(context, viewer, team_id)


@routes.get("/workload", policy=Policy.VIEWER)
async def get_team_work(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> Workload:
    """How a team's work is spread over its people; by name for those in it and managers."""
    return await service.team_workload(context, viewer, team_id, days)
