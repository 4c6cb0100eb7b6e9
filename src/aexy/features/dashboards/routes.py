"""`/dashboard`: the workspace is named in the query."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from aexy.features.attachments import Csv
from aexy.features.dashboards import preferences, service
from aexy.features.dashboards.schemas import (
    DashboardPreferences,
    PreferencesWish,
    PresetShape,
    ResetWish,
    VisitsTaken,
    VisitsWish,
    WidgetAccess,
    WidgetAnswer,
    WidgetShape,
)
from aexy.features.dashboards.writing import written
from aexy.features.routing import AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/dashboard", tag="dashboard", workspace=Named.IN_QUERY)

From = Annotated[date | None, Query(alias="from", description="The first day; twelve weeks ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]
Team = Annotated[UUID | None, Query(description="Only this team, where a widget can be narrowed to one.")]


@routes.post("/track-visits", policy=Policy.VIEWER)
async def track_visits(context: InContext, viewer: AskingByQuery, wish: VisitsWish) -> VisitsTaken:
    """Add to how often you opened pages; what is told at the same time from elsewhere is added as well."""
    return await preferences.track(context, viewer, wish)


@routes.get("/preferences", policy=Policy.VIEWER)
async def get_dashboard_preferences(context: InContext, viewer: AskingByQuery) -> DashboardPreferences:
    """Your dashboard in this workspace."""
    return await preferences.get_preferences(context, viewer)


@routes.put("/preferences", policy=Policy.VIEWER)
async def set_dashboard_preferences(
    context: InContext, viewer: AskingByQuery, wish: PreferencesWish
) -> DashboardPreferences:
    """Change what is mentioned; each preset keeps an arrangement of its own."""
    return await preferences.put_preferences(context, viewer, wish)


@routes.post("/preferences/reset", policy=Policy.VIEWER)
async def reset_dashboard_preferences(
    context: InContext, viewer: AskingByQuery, wish: ResetWish | None = None
) -> DashboardPreferences:
    """Bring a preset back to how it came; other presets stay."""
    return await preferences.reset(context, viewer, wish or ResetWish())


@routes.get("/presets", policy=Policy.VIEWER)
async def list_dashboard_presets(viewer: AskingByQuery) -> list[PresetShape]:
    """Every preset with all its widgets."""
    return service.presets(viewer)


@routes.get("/widgets", policy=Policy.VIEWER)
async def list_widgets(viewer: AskingByQuery) -> list[WidgetShape]:
    """Every widget there is."""
    del viewer  # the registry is the same for everybody in the workspace
    return service.widgets()


@routes.get("/accessible-widgets", policy=Policy.VIEWER)
async def list_accessible_widgets(viewer: AskingByQuery) -> list[WidgetShape]:
    """Those that whoever asks may have."""
    return service.accessible(viewer)


@routes.get("/widgets-with-permissions", policy=Policy.VIEWER)
async def list_widgets_with_permissions(viewer: AskingByQuery) -> list[WidgetAccess]:
    """All of them, each with whether whoever asks may have it, and why not."""
    return service.with_permissions(viewer)


@routes.get("/widgets/{widget}/data", policy=Policy.VIEWER)
async def get_widget_data(
    context: InContext, viewer: AskingByQuery, widget: str, from_: From = None, to: To = None, team_id: Team = None
) -> WidgetAnswer:
    """What a widget shows now: its drawings, or what would fill it."""
    return await service.answer(context, viewer, widget, start=from_, end=to, team=team_id)


@routes.get("/widgets/{widget}/data.csv", policy=Policy.VIEWER, answers=Csv)
async def export_widget_data(
    context: InContext, viewer: AskingByQuery, widget: str, from_: From = None, to: To = None, team_id: Team = None
) -> Response:
    """The same for a spreadsheet: a table for each drawing."""
    told = await service.answer(context, viewer, widget, start=from_, end=to, team=team_id)
    headers = {"content-disposition": f'attachment; filename="{told.key}.csv"'}
    return Response(written(told), media_type="text/csv; charset=utf-8", headers=headers)
