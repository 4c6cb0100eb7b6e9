"""Somebody's dashboard: which preset, how they arranged it, what they pinned, and what they open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from aexy.context import Context
from aexy.features.dashboards import registry, rows
from aexy.features.dashboards.checklist import BY_HAND, IDS, steps_of
from aexy.features.dashboards.presets import PRESETS
from aexy.features.dashboards.rows import Choice, Layout
from aexy.features.dashboards.schemas import (
    DashboardPreferences,
    PlacedWidget,
    PreferencesWish,
    Preset,
    ResetWish,
    VisitsTaken,
    VisitsWish,
)
from aexy.features.dashboards.widget import WidgetSize
from aexy.features.policies import Role
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable, did_you_mean
from aexy.store.postgres import Connection

FEWEST_VISITS = 3
MOST_SUGGESTED = 5
USUAL: Mapping[Role, Preset] = {Role.OWNER: "admin", Role.ADMIN: "admin", Role.MANAGER: "manager"}


async def get_preferences(context: Context, viewer: Viewer) -> DashboardPreferences:
    """The dashboard as whoever asks left it; the preset of their role where they never chose one."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return await _found(connection, viewer)


async def put_preferences(context: Context, viewer: Viewer, wish: PreferencesWish) -> DashboardPreferences:
    """Change what is mentioned. Unusable for a widget, a size or a step that does not exist; then nothing changes."""
    _check_steps(wish.checklist_progress or ())
    async with context.database.workspace(viewer.workspace_id) as connection:
        before = await rows.choice(connection, viewer)
        preset = wish.preset_type or before.preset or usual(viewer)
        made = Choice(
            wish.preset_type,
            _once(wish.checklist_progress),
            wish.checklist_dismissed,
            _once(wish.sidebar_pinned_items),
        )
        await rows.put_choice(connection, viewer, made, usual=preset, now=context.now)
        if (wish.visible_widgets, wish.widget_order, wish.widget_sizes) != (None, None, None):
            standing = (await rows.layouts(connection, viewer)).get(preset) or as_it_comes(preset)
            await rows.put_layout(connection, viewer, preset, arranged(standing, wish), context.now)
        return await _found(connection, viewer)


async def reset(context: Context, viewer: Viewer, wish: ResetWish) -> DashboardPreferences:
    """A preset is as it came. Other presets, pins and visits stay."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        before = await rows.choice(connection, viewer)
        await rows.drop_layout(connection, viewer, wish.preset_type or before.preset or usual(viewer))
        return await _found(connection, viewer)


async def track(context: Context, viewer: Viewer, wish: VisitsWish) -> VisitsTaken:
    """Add visits to those that are known, whoever else adds some at the same time."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.add_visits(connection, viewer, wish.visits, context.now)
        return VisitsTaken(sidebar_page_visits=await rows.visits(connection, viewer))


def usual(viewer: Viewer) -> Preset:
    """The preset somebody begins with."""
    return USUAL.get(viewer.role, "developer")


def as_it_comes(preset: Preset) -> Layout:
    """A preset nobody changed."""
    keys = PRESETS[preset][2]
    return Layout(keys, keys)


def arranged(standing: Layout, wish: PreferencesWish) -> Layout:
    """A layout after a wish. What is newly visible and has no place yet comes last; what is hidden keeps its place."""
    visible = _once(wish.visible_widgets) if wish.visible_widgets is not None else list(standing.visible)
    order = _once(wish.widget_order) if wish.widget_order is not None else list(standing.ordered)
    sizes = dict(standing.sizes) | dict(wish.widget_sizes or {})
    for field, keys in (("visible_widgets", visible), ("widget_order", order), ("widget_sizes", sizes)):
        _check_keys(keys or (), field)
    for key, size in (wish.widget_sizes or {}).items():
        _check_size(key, size)
    placed = list(dict.fromkeys([*(order or ()), *(visible or ())]))
    return Layout(visible or [], placed, {key: size for key, size in sizes.items() if key in placed})


def _check_keys(keys: Iterable[str], field: str) -> None:
    known = registry.known_keys()
    for key in keys:
        if key not in known:
            raise Unusable(f"There is no widget {key!r}.", next_step=did_you_mean(key, sorted(known)), field=field)


def _check_size(key: str, size: WidgetSize) -> None:
    widget = registry.BY_KEY.get(key)
    if widget is not None and size not in widget.sizes:
        raise Unusable(
            f"{widget.title} cannot be {size.value}.",
            next_step=f"Choose one of: {', '.join(one.value for one in widget.sizes)}.",
            field="widget_sizes",
        )


def _check_steps(ids: Sequence[str]) -> None:
    for step in ids:
        if step not in IDS:
            raise Unusable(f"There is no step {step!r}.", next_step=did_you_mean(step, IDS), field="checklist_progress")
        if step not in BY_HAND:
            raise Unusable(
                f"The step {step!r} is done when it is done, and not by a tick.",
                next_step=f"Only these can be ticked: {', '.join(sorted(BY_HAND))}.",
                field="checklist_progress",
            )


def _once(keys: Sequence[str] | None) -> list[str] | None:
    return None if keys is None else list(dict.fromkeys(keys))


async def _found(connection: Connection, viewer: Viewer) -> DashboardPreferences:
    chosen = await rows.choice(connection, viewer)
    changed = await rows.layouts(connection, viewer)
    visits = await rows.visits(connection, viewer)
    done = await rows.done(connection, viewer.workspace_id)
    preset = chosen.preset or usual(viewer)
    layout = replace(changed[preset]) if preset in changed else as_it_comes(preset)
    pinned, ticked = list(chosen.pinned or ()), list(chosen.checked or ())
    often = [page for page, times in visits.items() if times >= FEWEST_VISITS and page not in pinned]
    return DashboardPreferences(
        preset_type=preset,
        visible_widgets=list(layout.visible),
        widget_order=list(layout.ordered),
        widget_sizes=dict(layout.sizes),
        layout=_drawn(layout, viewer),
        changed_presets=[key for key in PRESETS if key in changed],
        checklist=steps_of(viewer, done, ticked),
        checklist_progress=ticked,
        checklist_dismissed=bool(chosen.is_dismissed),
        sidebar_page_visits=visits,
        sidebar_pinned_items=pinned,
        suggested_pages=often[:MOST_SUGGESTED],
    )


def _drawn(layout: Layout, viewer: Viewer) -> list[PlacedWidget]:
    visible = set(layout.visible)
    return [_placed(key, layout.sizes.get(key), viewer) for key in layout.ordered if key in visible]


def _placed(key: str, size: WidgetSize | None, viewer: Viewer) -> PlacedWidget:
    widget = registry.BY_KEY.get(key)
    if widget is None:
        return PlacedWidget(key=key, size=size or WidgetSize.MEDIUM, available=False)
    fits = size if size in widget.sizes else widget.size
    return PlacedWidget(key=key, size=fits or widget.size, available=registry.why_not(widget, viewer) is None)
