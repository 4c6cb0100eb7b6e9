"""Workspaces and who belongs to them, as they are kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from aexy.features.routing import Role
from aexy.features.workspaces.schemas import NewWorkspace, Workspace, WorkspaceChange
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

if TYPE_CHECKING:
    from aexy.kernel.holidays import Place

ADD = """
insert into workspaces (id, slug, name, time_zone, working_days, is_demo, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)
on conflict (slug) do nothing
returning id"""

ADD_MEMBER = """
insert into memberships (workspace_id, account_id, role, created_at)
values ($1, $2, $3, $4)
on conflict (workspace_id, account_id) do update
set role = excluded.role"""

LIST = """
select w.id, w.slug, w.name, w.time_zone, w.working_days, w.late_from, w.late_until, w.country, w.subdivision,
    w.is_demo, m.role, w.deleting_at, w.created_at, w.updated_at
from memberships m
join workspaces w on w.id = m.workspace_id
where m.account_id = $1
    and not w.is_going
    and (w.deleting_at is null or m.role = 'owner')
    and ($2::text is null or (w.name, w.id) > ($2, $3::uuid))
order by w.name, w.id
limit $4"""

ONE = """
select w.id, w.slug, w.name, w.time_zone, w.working_days, w.late_from, w.late_until, w.country, w.subdivision,
    w.is_demo, $2::text as role, w.deleting_at, w.created_at, w.updated_at
from workspaces w
where w.id = $1"""

STATE = """
select concat_ws(' ', w.data_version, w.updated_at, s.counted_at, d.rules_version, d.counted_at,
                 'settings', i.updated_at, ($2 at time zone w.time_zone)::date)
from workspaces w
left join snapshot_state s on s.workspace_id = w.id
left join delivery_state d on d.workspace_id = w.id
left join insight_settings i on i.workspace_id = w.id
where w.id = $1"""

CHANGE = """
update workspaces
set name = coalesce($2, name),
    time_zone = coalesce($3, time_zone),
    working_days = coalesce($4, working_days),
    late_from = coalesce($5, late_from),
    late_until = coalesce($6, late_until),
    updated_at = $7
where id = $1"""

PLACE = """
select country, subdivision
from workspaces
where id = $1"""

CHANGE_PLACE = """
update workspaces
set country = $2,
    subdivision = $3,
    updated_at = $4
where id = $1"""


async def add(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    slug: str,
    wish: NewWorkspace,
    now: datetime,
) -> bool:
    """Make it; False when another workspace has that slug."""
    added = await connection.fetchval(
        ADD, workspace_id, slug, wish.name, wish.time_zone, wish.working_days, wish.is_demo, now
    )
    return added is not None


async def add_member(
    connection: Connection, workspace_id: WorkspaceId, account_id: AccountId, role: Role, now: datetime
) -> None:
    """Make the account what it says in the workspace."""
    await connection.execute(ADD_MEMBER, workspace_id, account_id, role.value, now)


async def by_name(
    connection: Connection, account_id: AccountId, *, after: tuple[str, WorkspaceId] | None, limit: int
) -> list[Workspace]:
    """At most `limit` workspaces of the account by name, from a place in that order on."""
    name, workspace_id = after or (None, None)
    return [Workspace(**row) for row in await connection.fetch(LIST, account_id, name, workspace_id, limit)]


async def find(connection: Connection, workspace_id: WorkspaceId, role: Role) -> Workspace:
    """The workspace of the transaction, as whoever has this role in it sees it."""
    return Workspace(**await connection.fetchrow(ONE, workspace_id, role.value))


async def change(connection: Connection, workspace_id: WorkspaceId, wish: WorkspaceChange, now: datetime) -> None:
    """Set what is mentioned."""
    await connection.execute(
        CHANGE,
        workspace_id,
        wish.name,
        wish.time_zone,
        wish.working_days,
        wish.late_from,
        wish.late_until,
        now,
    )


async def place(connection: Connection, workspace_id: WorkspaceId) -> "Place | None":
    """Whose holidays it keeps; None when it keeps none."""
    row = await connection.fetchrow(PLACE, workspace_id)
    return (row["country"], row["subdivision"]) if row["country"] else None


async def change_place(connection: Connection, workspace_id: WorkspaceId, kept: "Place | None", now: datetime) -> None:
    """Keep the holidays of that country or part of it; None keeps none."""
    country, subdivision = kept or (None, None)
    await connection.execute(CHANGE_PLACE, workspace_id, country, subdivision, now)


async def state(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> str:
    """What every number of the workspace rests on, as one word: the same word, the same numbers."""
    return str(await connection.fetchval(STATE, workspace_id, now))
