"""`/workspaces/{workspace_id}/insights/settings`, `/leaderboards` and `/sync-status`."""

from typing import Annotated

from fastapi import Query

from aexy.features.insights import freshness, leaderboards, settings
from aexy.features.insights.freshness import SyncStatus
from aexy.features.insights.leaderboards import Leaderboard
from aexy.features.insights.settings_schemas import InsightSettings, InsightSettingsWish, SettingChange
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.periods import PeriodType

routes = Routes("/workspaces/{workspace_id}/insights", tag="insights")


@routes.get("/settings", policy=Policy.VIEWER)
async def get_insight_settings(context: InContext, viewer: Asking) -> InsightSettings:
    """What is decided about numbers, with the workspace's calendar beside it."""
    return await settings.get_settings(context, viewer)


@routes.put("/settings", policy=Policy.ADMIN)
async def set_insight_settings(context: InContext, viewer: Asking, wish: InsightSettingsWish) -> InsightSettings:
    """Change what is mentioned; what is not mentioned stays. Leaderboards need a purpose."""
    return await settings.set_settings(context, viewer, wish)


@routes.get("/settings/changes", policy=Policy.VIEWER)
async def list_insight_setting_changes(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[SettingChange]:
    """Who changed which setting when, the latest first."""
    return await settings.list_changes(context, viewer, cursor=cursor, limit=limit)


@routes.get("/leaderboards/velocity", policy=Policy.VIEWER)
async def get_velocity_leaderboard(
    context: InContext,
    viewer: Asking,
    period_type: Annotated[
        PeriodType | None, Query(description="The latest closed period of this kind; as in the settings.")
    ] = None,
    metric: Annotated[str | None, Query(description="A key of velocity; commits_count.", max_length=100)] = None,
) -> Leaderboard:
    """Everybody active in the order of one number; refused until an admin turns leaderboards on, with a purpose."""
    return await leaderboards.velocity(context, viewer, period_type, metric)


@routes.get("/sync-status", policy=Policy.VIEWER)
async def get_sync_status(context: InContext, viewer: Asking) -> SyncStatus:
    """How fresh the snapshots, the repositories and the providers are."""
    return await freshness.sync_status(context, viewer)
