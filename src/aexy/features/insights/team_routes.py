"""`/workspaces/{workspace_id}/insights`: teams, repositories, projects, the workspace, pull requests, forecasts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.insights import (
    executive,
    flow,
    forecasting,
    health,
    places,
    review_load,
    team_capacity,
    teams,
    workload,
)
from aexy.features.insights.executive import ExecutiveSummary
from aexy.features.insights.flow import USUAL_QUIET, TeamFlow
from aexy.features.insights.forecasting import THROUGHPUT, USUAL, Ahead, Forecast
from aexy.features.insights.health import Health
from aexy.features.insights.people_schemas import Trends
from aexy.features.insights.review_load import ReviewLoad
from aexy.features.insights.rollups import Days, Headlined, Rollup
from aexy.features.insights.team_capacity import TeamCapacity
from aexy.features.insights.teams import TeamRollup
from aexy.features.insights.workload import Workload
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, Bound, InContext, Policy, Routes
from aexy.kernel.forecast import LATEST, SOONEST
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType

routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")


def _days(
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
) -> Days:
    return Days(from_, to)


def _ahead(
    weeks: Annotated[int, Query(ge=SOONEST, le=LATEST, description="How many weeks ahead.")] = 4,
    items: Annotated[int | None, Query(ge=0, le=1_000_000, description="Also: when so many will be done.")] = None,
    metric: Annotated[str, Query(max_length=100, description=f"What is counted: {', '.join(THROUGHPUT)}.")] = USUAL,
) -> Ahead:
    return Ahead(weeks, items, metric)


AskedAhead = Annotated[Ahead, Depends(_ahead)]
AskedDays = Annotated[Days, Depends(_days)]
Keys = Annotated[str | None, Query(description="Keys with commas; those asked first when left out.", max_length=2000)]
Kind = Annotated[PeriodType, Query(description="Which periods.")]


QuietDays = Annotated[int, Query(ge=1, le=365, description="After how many days without anything it is quiet.")]


@routes.get("/teams", policy=Policy.VIEWER, kept=True)
async def list_team_insights(
    context: InContext, viewer: Asking, days: AskedDays, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Headlined]:
    """Teams by name, with the numbers people ask first."""
    return await teams.list_teams(context, viewer, days, cursor=cursor, limit=limit)


@routes.get("/teams/{team_id}", policy=Policy.VIEWER, kept=True)
async def get_team_insights(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> TeamRollup:
    """Every number of a team, and who is in it now."""
    return await teams.team(context, viewer, team_id, days)


@routes.get("/teams/{team_id}/trends", policy=Policy.VIEWER, kept=True)
async def get_team_trends(
    context: InContext,
    viewer: Asking,
    team_id: UUID,
    days: AskedDays,
    metrics: Keys = None,
    period_type: Kind = PeriodType.WEEKLY,
) -> Trends:
    """Whether a team's numbers rise or fall over closed periods."""
    return await teams.trends(context, viewer, team_id, days, metrics=metrics, kind=period_type)


@routes.get("/teams/{team_id}/workload", policy=Policy.VIEWER)
async def get_team_workload(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> Workload:
    """How a team's work is spread over its people; by name for those in it and managers."""
    return await workload.workload(context, viewer, team_id, days)


@routes.get("/teams/{team_id}/review-load", policy=Policy.VIEWER)
async def get_team_review_load(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> ReviewLoad:
    """Reviews asked for, waiting and given in a team."""
    return await review_load.review_load(context, viewer, team_id, days)


@routes.get("/teams/{team_id}/flow", policy=Policy.VIEWER)
async def get_team_flow(
    context: InContext, viewer: Asking, team_id: UUID, quiet_days: QuietDays = USUAL_QUIET
) -> TeamFlow:
    """What a team has open: how old, in which stage, and what has gone quiet."""
    return await flow.flow(context, viewer, team_id, quiet_days=quiet_days)


@routes.get("/teams/{team_id}/capacity", policy=Policy.VIEWER)
async def get_team_capacity(context: InContext, viewer: Asking, team_id: UUID, days: AskedDays) -> TeamCapacity:
    """How many days a team's people can be counted on, week by week; from this week on unless dates are given."""
    return await team_capacity.team_capacity(context, viewer, team_id, days)


@routes.get("/repositories", policy=Policy.VIEWER, kept=True)
async def list_repository_insights(
    context: InContext, viewer: Asking, days: AskedDays, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Headlined]:
    """Repositories by name, with the numbers people ask first."""
    return await places.list_repositories(context, viewer, days, cursor=cursor, limit=limit)


@routes.get("/repositories/{repository_id}", policy=Policy.VIEWER, kept=True)
async def get_repository_insights(context: InContext, viewer: Asking, repository_id: UUID, days: AskedDays) -> Rollup:
    """Every number of a repository."""
    return await places.repository(context, viewer, repository_id, days)


@routes.get("/projects/{project_id}", policy=Policy.VIEWER, kept=True)
async def get_project_insights(context: InContext, viewer: Asking, project_id: UUID, days: AskedDays) -> Rollup:
    """Every number of a project: of its repositories together."""
    return await places.project(context, viewer, project_id, days)


@routes.get("/workspace/health", policy=Policy.VIEWER, kept=True)
async def get_workspace_health(context: InContext, viewer: Asking) -> Health:
    """How the latest closed week compares with the twelve before it, part by part and without a score."""
    return await health.health(context, viewer)


@routes.get("/executive/summary", policy=Policy.VIEWER, kept=True)
async def get_executive_summary(context: InContext, viewer: Asking, days: AskedDays) -> ExecutiveSummary:
    """A window in sentences, each with the reading it is made of."""
    return await executive.summary(context, viewer, days)


@routes.get("/workspace/forecast", policy=Policy.VIEWER, kept=True, bound=Bound.EXPENSIVE)
async def get_workspace_forecast(context: InContext, viewer: Asking, ahead: AskedAhead) -> Forecast:
    """What the workspace is likely to get done, and when; with how often that would have been right."""
    return await forecasting.forecast(context, viewer, Level.WORKSPACE, None, ahead)


@routes.get("/teams/{team_id}/forecast", policy=Policy.VIEWER, kept=True, bound=Bound.EXPENSIVE)
async def get_team_forecast(context: InContext, viewer: Asking, team_id: UUID, ahead: AskedAhead) -> Forecast:
    """What a team is likely to get done, and when."""
    return await forecasting.forecast(context, viewer, Level.TEAM, team_id, ahead)


@routes.get("/developers/{developer_id}/forecast", policy=Policy.VIEWER, kept=True, bound=Bound.EXPENSIVE)
async def get_developer_forecast(context: InContext, viewer: Asking, developer_id: UUID, ahead: AskedAhead) -> Forecast:
    """What a person is likely to get done, and when: as private as the number it is made of."""
    return await forecasting.forecast(context, viewer, Level.DEVELOPER, developer_id, ahead)
