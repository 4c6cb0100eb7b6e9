"""Every widget there is, in one list; a key is declared once."""

from collections.abc import Mapping

from aexy.features.dashboards.presets import LATER, PRESETS
from aexy.features.dashboards.schemas import WidgetAccess, WidgetShape
from aexy.features.dashboards.widget import Widget
from aexy.features.dashboards.widgets import (
    administration,
    ai,
    crm,
    delivery,
    documents,
    flow,
    forms,
    hiring,
    knowers,
    knowledge,
    matching,
    people,
    planning,
    profile,
    reviews,
    skills,
    sprints,
    teams,
    tickets,
    tracking,
    wellbeing,
)
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown, did_you_mean

WIDGETS: tuple[Widget, ...] = (
    *profile.WIDGETS,
    *delivery.WIDGETS,
    *flow.WIDGETS,
    *reviews.WIDGETS,
    *knowledge.WIDGETS,
    *knowers.WIDGETS,
    *planning.WIDGETS,
    *ai.WIDGETS,
    *skills.WIDGETS,
    *people.WIDGETS,
    *matching.WIDGETS,
    *teams.WIDGETS,
    *wellbeing.WIDGETS,
    *administration.WIDGETS,
    *tracking.WIDGETS,
    *sprints.WIDGETS,
    *tickets.WIDGETS,
    *forms.WIDGETS,
    *documents.WIDGETS,
    *hiring.WIDGETS,
    *crm.WIDGETS,
)  # fmt: skip
BY_KEY: Mapping[str, Widget] = {widget.key: widget for widget in WIDGETS}


def find(key: str) -> Widget:
    """The widget of that key; Unknown with the nearest ones, or with a word that it comes later."""
    widget = BY_KEY.get(key)
    if widget is not None:
        return widget
    if key in LATER:
        raise Unknown(f"The widget {key} is not available yet.", next_step="It comes with what it shows.", field="key")
    raise Unknown(f"There is no widget {key!r}.", next_step=did_you_mean(key, tuple(BY_KEY)), field="key")


def known_keys() -> frozenset[str]:
    """Those that may stand on a dashboard, whether they can be drawn yet or not."""
    named = {key for _, _, keys in PRESETS.values() for key in keys}
    return frozenset(BY_KEY) | named | frozenset(LATER)


def shape_of(widget: Widget) -> WidgetShape:
    """The declaration without its way to an answer."""
    return WidgetShape.model_validate(widget)


def access_to(widget: Widget, viewer: Viewer) -> WidgetAccess:
    """Whether whoever asks may have it."""
    reason = why_not(widget, viewer)
    return WidgetAccess(**shape_of(widget).model_dump(), accessible=reason is None, reason=reason)


def why_not(widget: Widget, viewer: Viewer) -> str | None:
    """Why somebody may not have a widget; None when they may."""
    if not viewer.role.includes(widget.role):
        return f"It is for the role {widget.role.value} and greater ones."
    return None
