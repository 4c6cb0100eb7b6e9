"""Dashboards as they come and go."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from aexy.features.dashboards.drawings import Drawing, Link
from aexy.features.dashboards.widget import Persona, WidgetHeight, WidgetSize
from aexy.features.paging import Shape, Wish
from aexy.features.policies import Role

MOST_WIDGETS = 60
MOST_PINNED = 20
MOST_PAGES = 100
KEY = r"^[a-z][A-Za-z]{1,39}$"
PAGE = r"^/[a-z][a-z0-9/-]{0,79}$"

Preset = Literal["developer", "manager", "product", "hr", "support", "sales", "admin", "custom"]
WidgetKey = Annotated[str, Field(pattern=KEY)]
PagePath = Annotated[str, Field(pattern=PAGE)]


class WidgetEmpty(Shape):
    """What would fill it, and the button."""

    sentence: str
    action: Link | None


class WidgetShape(Shape):
    """A widget of the registry."""

    key: str
    title: str
    says: str = Field(description="What it counts, in words.")
    categories: list[str]
    size: WidgetSize = Field(description="The size it has where nobody chose another.")
    sizes: list[WidgetSize]
    height: WidgetHeight = Field(description="How tall it is across the page; a card in all other sizes.")
    personas: list[Persona]
    role: Role = Field(description="Whom it is for: this role and greater ones.")
    metrics: list[str] = Field(description="Keys of the catalogue's metrics it shows.")
    of_me: bool = Field(description="Whether it is about whoever asks.")
    takes_period: bool
    takes_team: bool
    rows: Link


class WidgetAccess(WidgetShape):
    """A widget, and whether whoever asks may have it."""

    accessible: bool
    reason: str | None = Field(description="Why not.")


class WidgetAnswer(Shape):
    """What a widget shows now."""

    key: str
    title: str
    says: str
    as_of: datetime
    start: date | None = Field(serialization_alias="from")
    end: date | None = Field(serialization_alias="to")
    n: int | None
    caution: str | None
    withheld: str | None
    drawings: list[Drawing]
    rows: Link
    empty: WidgetEmpty | None = Field(description="There when nothing is drawn: what would fill it.")


class PresetShape(Shape):
    """A preset with all its widgets; those that are not available yet keep their places and are not drawn."""

    key: Preset
    title: str
    says: str
    widgets: list[str]
    available: list[str]


class PlacedWidget(Shape):
    """A widget in its place."""

    key: str
    size: WidgetSize
    available: bool


class ChecklistStep(Shape):
    """A step of getting started: done because facts say so, or because somebody ticked it."""

    id: str
    title: str
    says: str
    done: bool
    by_facts: bool = Field(description="Whether facts say it is done; then it cannot be unticked.")
    by_hand: bool = Field(description="Whether it is done by a tick; all others are done when they are done.")
    link: Link


class DashboardPreferences(Shape):
    """Somebody's dashboard in one workspace."""

    preset_type: Preset
    visible_widgets: list[str]
    widget_order: list[str]
    widget_sizes: dict[str, WidgetSize]
    layout: list[PlacedWidget] = Field(description="What is drawn, first to last.")
    changed_presets: list[Preset] = Field(description="Those somebody arranged otherwise than they come.")
    checklist: list[ChecklistStep]
    checklist_progress: list[str]
    checklist_dismissed: bool
    sidebar_page_visits: dict[str, int]
    sidebar_pinned_items: list[str]
    suggested_pages: list[str] = Field(description="What somebody opens most and has not pinned.")


class PreferencesWish(Wish):
    """What is to change; what is left out stays. Widgets are those of the preset named here, or of the current one."""

    preset_type: Preset | None = None
    visible_widgets: list[WidgetKey] | None = Field(default=None, max_length=MOST_WIDGETS)
    widget_order: list[WidgetKey] | None = Field(default=None, max_length=MOST_WIDGETS)
    widget_sizes: dict[WidgetKey, WidgetSize] | None = Field(default=None, max_length=MOST_WIDGETS)
    checklist_progress: list[Annotated[str, Field(max_length=40)]] | None = Field(default=None, max_length=20)
    checklist_dismissed: bool | None = None
    sidebar_pinned_items: list[PagePath] | None = Field(default=None, max_length=MOST_PINNED)


class ResetWish(Wish):
    """Which preset is to be as it came; the current one where nobody says."""

    preset_type: Preset | None = None


class VisitsWish(Wish):
    """Pages opened since the last time, and how often each."""

    visits: dict[PagePath, Annotated[int, Field(ge=1, le=1000)]] = Field(min_length=1, max_length=MOST_PAGES)


class VisitsTaken(Shape):
    """What is known now."""

    sidebar_page_visits: dict[str, int]
