"""Teams and times in them as they are kept. A null `joined_at` outside is the beginning of time in here."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.features.people.schemas import DeveloperKind
from aexy.features.teams.schemas import Joining, Member, Team, TeamChange, TeamDetail
from aexy.kernel.ids import DeveloperId, TeamId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    t.id,
    t.slug,
    t.name,
    t.description,
    t.created_at,
    t.updated_at,
    array(
        select m.developer_id
        from team_members m
        where m.team_id = t.id
            and m.joined_at <= $1
            and (m.left_at is null or m.left_at > $1)
        order by m.developer_id
    ) as developer_ids"""

LIST = f"""
select {COLUMNS}
from teams t
where ($2::text is null or (t.name, t.id) > ($2, $3::uuid))
    and ($4::uuid[] is null or t.id = any($4))
order by t.name, t.id
limit $5"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from teams t
where t.id = $2"""  # noqa: S608 - likewise

MEMBERS = """
select m.developer_id, d.name, d.kind, m.role, nullif(m.joined_at, '-infinity') as joined_at, m.left_at
from team_members m
join developers d on d.id = m.developer_id
where m.team_id = $1
order by m.left_at desc nulls first, lower(d.name), m.developer_id, m.joined_at"""

ADD = """
insert into teams (workspace_id, slug, name, description, created_at, updated_at)
values (current_workspace(), $1, $2, $3, $4, $4)
on conflict (workspace_id, slug) do nothing
returning id"""

CHANGE = """
update teams
set name = coalesce($2, name),
    description = coalesce($3, description),
    updated_at = $4
where id = $1
returning id"""

DELETE = """
delete from teams
where id = $1
returning id"""

KNOWN = """
select id
from developers
where id = any($1::uuid[])"""

LEAVE_OVERLAPPING = """
delete from team_members
where team_id = $1
    and developer_id = $2
    and joined_at < coalesce($4::timestamptz, 'infinity')
    and coalesce(left_at, 'infinity') > coalesce($3::timestamptz, '-infinity')"""

JOIN = """
insert into team_members (workspace_id, team_id, developer_id, role, joined_at, left_at)
select current_workspace(), $1, who, $3, coalesce($4::timestamptz, '-infinity'), $5
from unnest($2::uuid[]) as who"""

ARE_IN = """
select coalesce(bool_and(is_in_teams(who, $1::uuid[], $3)), true)
from unnest($2::uuid[]) as who"""

LEAVE = """
delete from team_members
where team_id = $1
    and developer_id = $2
returning team_id"""


def _values(record: Record) -> dict[str, Any]:
    return {**record, "developer_ids": list(record["developer_ids"])}


async def by_name(
    connection: Connection,
    *,
    now: datetime,
    among: Collection[TeamId] | None,
    after: tuple[str, UUID] | None,
    limit: int,
) -> list[Team]:
    """At most `limit` teams by name, with who is in them now; of these, or of all."""
    name, team_id = after or (None, None)
    wanted = None if among is None else list(among)
    return [Team(**_values(row)) for row in await connection.fetch(LIST, now, name, team_id, wanted, limit)]


async def find(connection: Connection, team_id: TeamId, now: datetime) -> TeamDetail | None:
    """One team of the workspace with everybody who is or was in it."""
    record = await connection.fetchrow(ONE, now, team_id)
    if record is None:
        return None
    members = [
        Member(**{**row, "kind": DeveloperKind(row["kind"])}) for row in await connection.fetch(MEMBERS, team_id)
    ]
    return TeamDetail(**_values(record), members=members)


async def add(connection: Connection, *, slug: str, name: str, description: str | None, now: datetime) -> TeamId | None:
    """A team; None when another one has that slug."""
    found: UUID | None = await connection.fetchval(ADD, slug, name, description, now)
    return TeamId(found) if found else None


async def change(connection: Connection, team_id: TeamId, wish: TeamChange, now: datetime) -> bool:
    """Set what is mentioned; False when there is no such team."""
    return await connection.fetchval(CHANGE, team_id, wish.name, wish.description, now) is not None


async def delete(connection: Connection, team_id: TeamId) -> bool:
    """Take the team away, and all times in it; False when there is no such team."""
    return await connection.fetchval(DELETE, team_id) is not None


async def known(connection: Connection, developer_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that are developers of the workspace."""
    return {row["id"] for row in await connection.fetch(KNOWN, developer_ids)}


async def join(connection: Connection, team_id: TeamId, developer_ids: Sequence[UUID], wish: Joining) -> None:
    """They are in the team for that time, in which they were not in it before."""
    await connection.execute(JOIN, team_id, developer_ids, wish.role, wish.joined_at, wish.left_at)


async def are_in(
    connection: Connection, team_ids: Collection[TeamId], developer_ids: Sequence[UUID], now: datetime
) -> bool:
    """Whether each of them is in one of the teams now."""
    return bool(await connection.fetchval(ARE_IN, list(team_ids), list(developer_ids), now))


async def leave_overlapping(connection: Connection, team_id: TeamId, developer_id: DeveloperId, wish: Joining) -> None:
    """Make room for that time: those it overlaps go."""
    await connection.execute(LEAVE_OVERLAPPING, team_id, developer_id, wish.joined_at, wish.left_at)


async def leave(connection: Connection, team_id: TeamId, developer_id: DeveloperId) -> bool:
    """As if they had never been in the team; False when they never were."""
    return await connection.fetchval(LEAVE, team_id, developer_id) is not None
