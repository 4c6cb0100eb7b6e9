"""`/dashboard`: the workspace is named in the query."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.dashboards import service
from aexy.features.dashboards.schemas import PresetShape, WidgetAccess, WidgetAnswer, WidgetShape
from aexy.features.routing import AskingByQuery, InContext, Named, Policy, Routes

routes = Routes("/dashboard", tag="dashboard", workspace=Named.IN_QUERY)

From = Annotated[date | None, Query(alias="from", description="The first day; twelve weeks ago when left out.")]
To = Annotated[date | None, Query(description="The day after the last; the end of the open week.")]
Team = Annotated[UUID | None, Query(description="Only this team, where a widget can be narrowed to one.")]


@routes.get("/presets", policy=Policy.VIEWER)
async def list_dashboard_presets(viewer: AskingByQuery) -> list[PresetShape]:
    """Every preset with all its widgets."""
    return service.presets(viewer)


@routes.get("/widgets", policy=Policy.VIEWER)
async def list_widgets() -> list[WidgetShape]:
    """Every widget there is."""
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
