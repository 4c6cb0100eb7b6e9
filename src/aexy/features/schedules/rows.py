"""Schedules and leave as they are kept. Of people who were merged, it is the one they were merged into who has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from aexy.features.people.schemas import DeveloperKind
from aexy.features.schedules.schemas import Leave, LeaveKind, NewLeave, WorkingScheduleWish
from aexy.kernel.ids import DeveloperId, WorkspaceId
from aexy.store.postgres import Connection, Record

PERSON = """
select p.id, p.name, p.kind
from developers m
join developers p on p.id = coalesce(m.merged_into, m.id)
where m.id = $1
    and (p.id = $2 or is_in_teams(p.id, $3::uuid[], $4::timestamptz))"""

WORKSPACE = """
select w.time_zone, w.working_days, w.country, w.subdivision
from workspaces w
where w.id = $1"""

COLUMNS = """
    d.id as developer_id,
    d.key as developer,
    d.name,
    coalesce(lower(d.name), '') as sorted_by,
    s.working_days,
    s.starts_at,
    s.ends_at,
    s.time_zone,
    s.country,
    s.subdivision,
    s.updated_at
from developers d
left join schedules_in_force s on s.developer_id = d.id"""

ONE = f"""
select {COLUMNS}
where d.id = $1"""

MANY = f"""
select {COLUMNS}
where d.id = any($1::uuid[])
order by coalesce(lower(d.name), ''), d.id"""

LIST = f"""
select {COLUMNS}
where d.merged_into is null
    and d.kind = 'human'
    and ($1::text is null or (coalesce(lower(d.name), ''), d.id) > ($1, $2::uuid))
    and (d.id = $4 or is_in_teams(d.id, $5::uuid[], $6::timestamptz))
order by coalesce(lower(d.name), ''), d.id
limit $3"""

PUT = """
insert into working_schedules (
    workspace_id, developer_id, working_days, starts_at, ends_at, time_zone, country, subdivision, updated_at
)
values (current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8)
on conflict (developer_id) do update
set working_days = excluded.working_days,
    starts_at = excluded.starts_at,
    ends_at = excluded.ends_at,
    time_zone = excluded.time_zone,
    country = excluded.country,
    subdivision = excluded.subdivision,
    updated_at = excluded.updated_at"""

DELETE = """
delete from working_schedules s
using developers d
where d.id = s.developer_id
    and $1 in (d.id, d.merged_into)
returning s.developer_id"""

LEAVE = """
select l.id, l.first_day, l.last_day, l.kind, l.note
from leave_in_force l
where l.developer_id = $1
    and ($2::date is null or (l.first_day, l.id) < ($2, $3::uuid))
order by l.first_day desc, l.id desc
limit $4"""

AWAY = """
select l.developer, l.first_day, l.last_day
from leave_in_force l
where l.developer_id = any($1::uuid[])
    and l.first_day < $3
    and l.last_day >= $2"""

ADD_LEAVE = """
insert into leave (workspace_id, developer_id, first_day, last_day, kind, note, created_at)
values (current_workspace(), $1, $2, $3, $4, $5, $6)
returning id, first_day, last_day, kind, note"""

DROP_LEAVE = """
delete from leave l
using leave_in_force f
where f.id = l.id
    and f.developer_id = $1
    and l.id = $2
returning l.id"""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose schedules somebody sees: their own, and those of people in these teams; null teams: everybody's."""

    own: DeveloperId | None
    teams: Sequence[UUID] | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Whose schedule it is."""

    id: DeveloperId
    name: str | None
    kind: DeveloperKind


async def person(connection: Connection, developer_id: DeveloperId, sight: Sight | None = None) -> Person | None:
    """The developer, or whom they were merged into; None when the workspace has none of that id within sight."""
    seen = (sight.own, sight.teams, sight.now) if sight else (None, None, None)
    row = await connection.fetchrow(PERSON, developer_id, *seen)
    return Person(DeveloperId(row["id"]), row["name"], DeveloperKind(row["kind"])) if row else None


async def workspace(connection: Connection, workspace_id: WorkspaceId) -> dict[str, Any]:
    """`time_zone`, `working_days`, `country` and `subdivision` of whoever has none of their own."""
    return dict(await connection.fetchrow(WORKSPACE, workspace_id))


async def schedule(connection: Connection, developer_id: DeveloperId) -> Record:
    """Somebody's schedule; null is what is not their own."""
    return await connection.fetchrow(ONE, developer_id)


async def schedules(connection: Connection, developer_ids: Sequence[UUID]) -> list[Record]:
    """Those of several, by name."""
    found: list[Record] = await connection.fetch(MANY, developer_ids)
    return found


async def by_name(connection: Connection, sight: Sight, *, after: tuple[str, UUID] | None, limit: int) -> list[Record]:
    """At most `limit` people by name, from a place in that order on."""
    name, developer_id = after or (None, None)
    found: list[Record] = await connection.fetch(LIST, name, developer_id, limit, sight.own, sight.teams, sight.now)
    return found


async def put(connection: Connection, developer_id: DeveloperId, wish: WorkingScheduleWish, now: datetime) -> None:
    """It is this from now on."""
    await connection.execute(
        PUT,
        developer_id,
        wish.working_days,
        wish.starts_at,
        wish.ends_at,
        wish.time_zone,
        wish.country,
        wish.subdivision,
        now,
    )


async def delete(connection: Connection, developer_id: DeveloperId) -> bool:
    """They, and whoever was merged into them, have none; False when there was none."""
    return bool(await connection.fetch(DELETE, developer_id))


async def leave(
    connection: Connection, developer_id: DeveloperId, *, after: tuple[date, UUID] | None, limit: int
) -> list[Leave]:
    """When they are away, latest first."""
    day, leave_id = after or (None, None)
    return [_leave(row) for row in await connection.fetch(LEAVE, developer_id, day, leave_id, limit)]


async def away(connection: Connection, developer_ids: Sequence[UUID], start: date, end: date) -> list[Record]:
    """Who is away within `[start, end)`: `developer` (key), `first_day`, `last_day`."""
    found: list[Record] = await connection.fetch(AWAY, developer_ids, start, end)
    return found


async def add_leave(connection: Connection, developer_id: DeveloperId, wish: NewLeave, now: datetime) -> Leave:
    """They are away then."""
    return _leave(
        await connection.fetchrow(
            ADD_LEAVE, developer_id, wish.first_day, wish.last_day, wish.kind.value, wish.note, now
        )
    )


async def drop_leave(connection: Connection, developer_id: DeveloperId, leave_id: UUID) -> bool:
    """They are there after all; False when they have no leave of that id."""
    return await connection.fetchval(DROP_LEAVE, developer_id, leave_id) is not None


def _leave(row: Record) -> Leave:
    return Leave(**{**row, "kind": LeaveKind(row["kind"])})
