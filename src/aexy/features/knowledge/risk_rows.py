"""Names of the repositories of pull requests."""

from collections.abc import Sequence

from aexy.features.insights.schemas import SubjectName
from aexy.kernel.metric import Level
from aexy.kernel.text import plain
from aexy.store.postgres import Connection


async def list_repositories(connection: Connection, keys: Sequence[int]) -> dict[int, SubjectName]:
    """By key."""
    records = await connection.fetch(
        """
        select r.key, r.id, r.name, r.owner
        from repositories r
        where r.key = any($1::int[])
        """,
        keys,
    )
    return {
        record["key"]: SubjectName(
            kind=Level.REPOSITORY,
            id=record["id"],
            name=plain(record["name"]),
            detail=plain(record["owner"]) if record["owner"] else None,
        )
        for record in records
    }
