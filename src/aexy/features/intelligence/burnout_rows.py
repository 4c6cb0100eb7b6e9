"""Who is in which team now."""

from datetime import datetime

from aexy.store.postgres import Connection

MEMBERS = """
select t.key as team, d.key as developer
from team_members m
join teams t on t.id = m.team_id
join developers d on d.id = m.developer_id and d.kind = 'human'
where m.joined_at <= $1
    and (m.left_at is null or m.left_at > $1)"""


async def members(connection: Connection, now: datetime) -> dict[int, set[int]]:
    """People by team, both by their keys."""
    found: dict[int, set[int]] = {}
    for row in await connection.fetch(MEMBERS, now):
        found.setdefault(row["team"], set()).add(row["developer"])
    return found
