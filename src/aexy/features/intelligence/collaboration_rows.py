"""Who is in which team now, and what people are called."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from aexy.features.analytics.rows import Human
from aexy.store.postgres import Connection

TEAMS = """
select d.key, array_agg(t.name order by t.name, t.id) as teams
from team_members m
join teams t on t.id = m.team_id
join developers d on d.id = m.developer_id and d.kind = 'human'
where m.joined_at <= $1
    and (m.left_at is null or m.left_at > $1)
group by d.key"""
NAMED = """
select d.key, d.id, coalesce(d.name, d.email, 'Nobody knows') as name
from developers d
where d.id = any($1)"""


async def teams(connection: Connection, now: datetime) -> Mapping[int, list[str]]:
    """The names of everybody's teams now, by their key."""
    return {row["key"]: list(row["teams"]) for row in await connection.fetch(TEAMS, now)}


async def named(connection: Connection, ids: Collection[UUID]) -> Mapping[UUID, Human]:
    """These people, by id."""
    return {row["id"]: Human(**row) for row in await connection.fetch(NAMED, list(ids))}
