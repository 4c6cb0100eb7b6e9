"""Names of the other repositories of a coupling."""

from collections.abc import Sequence
from uuid import UUID

from aexy.store.postgres import Connection


async def list_repositories(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[UUID, str]]:
    """Ids and names by key."""
    records = await connection.fetch(
        "select r.key, r.id, r.name from repositories r where r.key = any($1::int[])", keys
    )
    return {record["key"]: (record["id"], record["name"]) for record in records}
