"""What widgets there are for whom, and what each shows now."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from aexy.context import Context
from aexy.features.dashboards import glances, registry
from aexy.features.dashboards.presets import PRESETS
from aexy.features.dashboards.schemas import (
    PresetShape,
    WidgetAccess,
    WidgetAnswer,
    WidgetEmpty,
    WidgetShape,
)
from aexy.features.dashboards.widget import Asked, Nothing, Told, Widget
from aexy.features.routing import Viewer
from aexy.features.teams import service as teams
from aexy.features.workspaces.service import state_of
from aexy.kernel.errors import Forbidden
from aexy.kernel.ids import TeamId

KEPT_SECONDS = 60


def presets(viewer: Viewer) -> list[PresetShape]:
    """Every preset with all its widgets, and which of them can be drawn for whoever asks."""
    return [
        PresetShape(key=key, title=title, says=says, widgets=list(keys), available=available(keys, viewer))
        for key, (title, says, keys) in PRESETS.items()
    ]


def widgets() -> list[WidgetShape]:
    """The registry."""
    return [registry.shape_of(widget) for widget in registry.WIDGETS]


def accessible(viewer: Viewer) -> list[WidgetShape]:
    """Those that whoever asks may have."""
    return [registry.shape_of(one) for one in registry.WIDGETS if registry.why_not(one, viewer) is None]


def with_permissions(viewer: Viewer) -> list[WidgetAccess]:
    """All of them, each with whether whoever asks may have it, and why not."""
    return [registry.access_to(one, viewer) for one in registry.WIDGETS]


async def answer(
    context: Context, viewer: Viewer, key: str, *, start: date | None, end: date | None, team: UUID | None
) -> WidgetAnswer:
    """What a widget shows. The same question again is answered from what was said a moment ago, if facts allow it."""
    widget = registry.find(key)
    reason = registry.why_not(widget, viewer)
    if reason is not None:
        raise Forbidden(f"{widget.title} is not for you. {reason}", next_step="Ask an admin for the role.")
    if team is not None:
        await teams.get_team(context, viewer, TeamId(team))
    asked = Asked(context, viewer, start, end, team)
    if not widget.rests_on_facts:
        return said(widget, asked, await widget.answer(asked))
    name = await _question(asked, widget)
    kept = await context.cache.get(viewer.workspace_id, name)
    if kept is not None:
        return WidgetAnswer.model_validate_json(kept)
    await glances.note(widget, asked)
    made = said(widget, asked, await widget.answer(asked))
    await context.cache.put(viewer.workspace_id, name, made.model_dump_json().encode(), seconds=KEPT_SECONDS)
    return made


async def _question(asked: Asked, widget: Widget) -> str:
    """Everything an answer depends on: facts, rules, settings and the day; what is asked, and who asks."""
    viewer = asked.viewer
    state = await state_of(asked.context, viewer.workspace_id)
    reach = sorted(map(str, viewer.teams)) if viewer.teams is not None else None
    who = (viewer.role.value, str(viewer.developer_id), reach)
    what = (widget.key, asked.start, asked.end, asked.team)
    return f"widget:{state}:{what}:{who}"


def said(widget: Widget, asked: Asked, told: Told) -> WidgetAnswer:
    """A widget's answer as it goes out: its empty state where there is nothing to draw."""
    empty = None if told.drawings or told.withheld else _empty(told.empty or widget.empty)
    return WidgetAnswer(
        key=widget.key,
        title=widget.title,
        says=widget.says,
        as_of=told.as_of or asked.context.now,
        start=told.start,
        end=told.end,
        n=told.n,
        caution=told.caution,
        withheld=told.withheld,
        drawings=list(told.drawings),
        rows=told.rows or widget.rows,
        empty=empty,
    )


def _empty(nothing: Nothing) -> WidgetEmpty:
    return WidgetEmpty(sentence=nothing.sentence, action=nothing.action)


def available(keys: Sequence[str], viewer: Viewer) -> list[str]:
    """Those of some keys that can be drawn for whoever asks, in their order."""
    return [key for key in keys if key in registry.BY_KEY and registry.why_not(registry.BY_KEY[key], viewer) is None]
