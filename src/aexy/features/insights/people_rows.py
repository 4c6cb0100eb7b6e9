"""People as they are listed beside their numbers, and who belongs to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from aexy.features.insights.people_schemas import InTeam, ListedPerson
from aexy.store.postgres import Connection

LATELY = timedelta(weeks=12)

PEOPLE = """
select d.id,
       coalesce(d.name, 'Nobody knows') as name,
       d.avatar_url,
       d.first_activity_at,
       d.last_activity_at,
       coalesce(d.last_activity_at >= $2, false) as active,
       coalesce(lower(d.name), '') as sorted_by,
       (
           select coalesce(
               jsonb_agg(
                   jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'role', m.role) order by t.name
               ),
               '[]'
           )
           from team_members m
           join teams t on t.id = m.team_id
           where m.developer_id = d.id
               and m.joined_at <= $1
               and (m.left_at is null or m.left_at > $1)
       ) as teams
from developers d
where d.workspace_id = current_workspace()
    and d.kind = 'human'
    and d.merged_into is null
    and ($3::bool is null or coalesce(d.last_activity_at >= $2, false) = $3)
    and (
        ($4::uuid is null and $5::text is null)
        or exists (
            select
            from team_members m
            where m.developer_id = d.id
                and ($4::uuid is null or m.team_id = $4)
                and ($5::text is null or m.role = $5)
                and m.joined_at <= $1
                and (m.left_at is null or m.left_at > $1)
        )
    )
    and ($6::text is null or (coalesce(lower(d.name), ''), d.id) > ($6, $7::uuid))
order by coalesce(lower(d.name), ''), d.id
limit $8"""

STINTS = """
select m.team_id, t.name as team, m.role
from team_members m
join teams t on t.id = m.team_id
where m.workspace_id = current_workspace()
    and m.developer_id = $1
    and m.joined_at <= $2
    and (m.left_at is null or m.left_at > $2)
order by m.joined_at desc, t.name"""

MEMBERS = """
select distinct m.developer_id
from team_members m
where m.workspace_id = current_workspace()
    and ($1::uuid is null or m.team_id = $1)
    and ($2::text is null or m.role = $2)
    and m.joined_at <= $3
    and (m.left_at is null or m.left_at > $3)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is listed: all where nothing is said."""

    active: bool | None = None
    team: UUID | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Stint:
    """A team somebody is in now, and as what."""

    team_id: UUID
    team: str
    role: str


async def people(
    connection: Connection, now: datetime, wanted: Wanted, *, after: tuple[str, UUID] | None, limit: int
) -> list[tuple[str, ListedPerson]]:
    """At most `limit` people by name, each with what they are sorted by."""
    place = after or (None, None)
    found = await connection.fetch(PEOPLE, now, now - LATELY, wanted.active, wanted.team, wanted.role, *place, limit)
    return [(row["sorted_by"], _somebody(row)) for row in found]


def _somebody(row: Mapping[str, Any]) -> ListedPerson:
    return ListedPerson(**{**row, "teams": [InTeam(**team) for team in orjson.loads(row["teams"])]})


async def stints(connection: Connection, developer: UUID, now: datetime) -> list[Stint]:
    """The teams somebody is in now, the one they joined last first."""
    return [Stint(**row) for row in await connection.fetch(STINTS, developer, now)]


async def members(connection: Connection, now: datetime, *, team: UUID | None, role: str | None) -> frozenset[UUID]:
    """Who is in this team now, or has this role in any."""
    return frozenset(row["developer_id"] for row in await connection.fetch(MEMBERS, team, role, now))
