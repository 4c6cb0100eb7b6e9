"""What somebody made of their dashboard, as it is kept; and the facts behind the steps of getting started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import orjson

from aexy.features.dashboards.schemas import MOST_PAGES, Preset
from aexy.features.dashboards.widget import WidgetSize
from aexy.features.routing import Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

CHOICE = """
select c.preset, c.checked, c.is_dismissed, c.pinned
from dashboard_choices c
where c.workspace_id = $1
    and c.account_id = $2"""

PUT_CHOICE = """
insert into dashboard_choices (workspace_id, account_id, preset, checked, is_dismissed, pinned, updated_at)
values (
    $1, $2, coalesce($3::text, $8::text), coalesce($4::text[], '{}'), coalesce($5::boolean, false),
    coalesce($6::text[], '{}'), $7::timestamptz
)
on conflict (workspace_id, account_id) do update set
    preset = coalesce($3, dashboard_choices.preset),
    checked = coalesce($4::text[], dashboard_choices.checked),
    is_dismissed = coalesce($5::boolean, dashboard_choices.is_dismissed),
    pinned = coalesce($6::text[], dashboard_choices.pinned),
    updated_at = $7"""

LAYOUTS = """
select l.preset, l.visible, l.ordered, l.sizes
from dashboard_layouts l
where l.workspace_id = $1
    and l.account_id = $2"""

PUT_LAYOUT = """
insert into dashboard_layouts (workspace_id, account_id, preset, visible, ordered, sizes, updated_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (workspace_id, account_id, preset) do update set
    visible = excluded.visible, ordered = excluded.ordered, sizes = excluded.sizes, updated_at = excluded.updated_at"""

DROP_LAYOUT = "delete from dashboard_layouts where workspace_id = $1 and account_id = $2 and preset = $3"

VISITS = """
select v.page, v.visits
from page_visits v
where v.workspace_id = $1
    and v.account_id = $2
order by v.visits desc, v.last_at desc, v.page"""

# Whoever counts at the same time adds to the other's. Rows are taken in one order: two never wait for each other.
ADD_VISITS = """
insert into page_visits (workspace_id, account_id, page, visits, last_at)
select $1, $2, page, visits, $5
from unnest($3::text[], $4::bigint[]) t (page, visits)
order by page
on conflict (workspace_id, account_id, page) do update set
    visits = page_visits.visits + excluded.visits, last_at = greatest(page_visits.last_at, excluded.last_at)"""

FORGET_VISITS = """
delete from page_visits v
using (
    select page
    from page_visits
    where workspace_id = $1
        and account_id = $2
    order by last_at desc, visits desc, page
    offset $3
) o
where v.workspace_id = $1
    and v.account_id = $2
    and v.page = o.page"""

DONE = """
select exists (select from repositories where workspace_id = $1 and gone_at is null) as repository,
       exists (select from connections where workspace_id = $1) as source,
       exists (select from teams where workspace_id = $1) as team,
       (select count(*) from (select from memberships where workspace_id = $1 limit 2) m) > 1
           or exists (select from invitations where workspace_id = $1) as people,
       exists (select from working_schedules where workspace_id = $1)
           or exists (select from workspaces where id = $1 and country is not null) as hours,
       exists (select from delivery_rules where workspace_id = $1) as delivery"""


@dataclass(frozen=True, slots=True)
class Layout:
    """How somebody arranged a preset: `ordered` has the hidden ones as well."""

    visible: Sequence[str]
    ordered: Sequence[str]
    sizes: Mapping[str, WidgetSize] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose that is the same for all presets."""

    preset: Preset | None = None
    checked: Sequence[str] | None = None
    is_dismissed: bool | None = None
    pinned: Sequence[str] | None = None


async def choice(connection: Connection, viewer: Viewer) -> Choice:
    """What whoever asks chose; nothing where they never did."""
    found = await connection.fetchrow(CHOICE, *_whose(viewer))
    return Choice() if found is None else Choice(**dict(found))


async def put_choice(connection: Connection, viewer: Viewer, made: Choice, *, usual: Preset, now: datetime) -> None:
    """Keep what is mentioned, and `usual` as the preset where none ever was."""
    said = (made.preset, made.checked, made.is_dismissed, made.pinned)
    await connection.execute(PUT_CHOICE, *_whose(viewer), *said, now, usual)


async def layouts(connection: Connection, viewer: Viewer) -> dict[Preset, Layout]:
    """Those presets that whoever asks arranged otherwise than they come."""
    found = await connection.fetch(LAYOUTS, *_whose(viewer))
    return {cast("Preset", one["preset"]): _layout(one["visible"], one["ordered"], one["sizes"]) for one in found}


async def put_layout(connection: Connection, viewer: Viewer, preset: Preset, made: Layout, now: datetime) -> None:
    """They arranged it like this."""
    sizes = orjson.dumps(dict(made.sizes)).decode()
    await connection.execute(PUT_LAYOUT, *_whose(viewer), preset, made.visible, made.ordered, sizes, now)


async def drop_layout(connection: Connection, viewer: Viewer, preset: Preset) -> None:
    """It is as it comes again."""
    await connection.execute(DROP_LAYOUT, *_whose(viewer), preset)


async def visits(connection: Connection, viewer: Viewer) -> dict[str, int]:
    """How often whoever asks opened each page, most first."""
    found = await connection.fetch(VISITS, *_whose(viewer))
    return {one["page"]: one["visits"] for one in found}


async def add_visits(connection: Connection, viewer: Viewer, more: Mapping[str, int], now: datetime) -> None:
    """So many more; of more pages than are kept, those opened longest ago are forgotten."""
    await connection.execute(ADD_VISITS, *_whose(viewer), list(more), list(more.values()), now)
    await connection.execute(FORGET_VISITS, *_whose(viewer), MOST_PAGES)


async def done(connection: Connection, workspace_id: WorkspaceId) -> dict[str, bool]:
    """Which steps of getting started the workspace's facts say are done."""
    found = await connection.fetchrow(DONE, workspace_id)
    return dict(found or {})


def _whose(viewer: Viewer) -> tuple[WorkspaceId, AccountId]:
    return viewer.workspace_id, viewer.account_id


def _layout(visible: list[str], ordered: list[str], sizes: Any) -> Layout:  # noqa: ANN401 - JSON
    told = orjson.loads(sizes) if isinstance(sizes, str) else sizes
    return Layout(visible, ordered, {key: WidgetSize(size) for key, size in told.items()})
