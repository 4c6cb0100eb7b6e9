"""`/workspaces/{workspace_id}/insights/…/code-churn`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from aexy.features.insights.churn import Churn, code_churn
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.metric import Level

routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")

Into = Annotated[Bucket, Query(description="Into what the window is divided.")]


def _days(
    from_: Annotated[date | None, Query(alias="from", description="The first local day; 12 weeks ago.")] = None,
    to: Annotated[date | None, Query(description="The day after the last; the end of the open week.")] = None,
) -> Days:
    return Days(from_, to)


AskedDays = Annotated[Days, Depends(_days)]


@routes.get("/workspace/code-churn", policy=Policy.VIEWER)
async def get_workspace_churn(
    context: InContext, viewer: Asking, days: AskedDays, bucket: Into = Bucket.WEEKLY
) -> Churn:
    """How many of the lines that were added went soon after (21 days, unless the settings say otherwise)."""
    return await code_churn(context, viewer, Level.WORKSPACE, None, days, bucket=bucket)


@routes.get("/developers/{developer_id}/code-churn", policy=Policy.VIEWER)
async def get_developer_churn(
    context: InContext, viewer: Asking, developer_id: UUID, days: AskedDays, bucket: Into = Bucket.WEEKLY
) -> Churn:
    """How many of a person's lines went within 21 days; for them, their teammates and managers."""
    return await code_churn(context, viewer, Level.DEVELOPER, developer_id, days, bucket=bucket)


@routes.get("/teams/{team_id}/code-churn", policy=Policy.VIEWER)
async def get_team_churn(
    context: InContext, viewer: Asking, team_id: UUID, days: AskedDays, bucket: Into = Bucket.WEEKLY
) -> Churn:
    """How many of the lines that people added while in a team went within 21 days."""
    return await code_churn(context, viewer, Level.TEAM, team_id, days, bucket=bucket)


@routes.get("/repositories/{repository_id}/code-churn", policy=Policy.VIEWER)
async def get_repository_churn(
    context: InContext, viewer: Asking, repository_id: UUID, days: AskedDays, bucket: Into = Bucket.WEEKLY
) -> Churn:
    """How many of the lines added to a repository went within 21 days, and in which files most did."""
    return await code_churn(context, viewer, Level.REPOSITORY, repository_id, days, bucket=bucket)
