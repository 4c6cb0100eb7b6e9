"""What the pull requests are called that somebody reviewed."""

from collections.abc import Collection

from aexy.store.postgres import Connection, Record

PULLS = """
select p.key, r.name as repository, p.number, p.title, p.url
from pull_requests p
join repositories r on r.key = p.repository_key
where p.key = any($1::bigint[])"""


async def pulls(connection: Connection, keys: Collection[int]) -> dict[int, Record]:
    """By key."""
    return {row["key"]: row for row in await connection.fetch(PULLS, sorted(keys))}
