"""Which commits are known."""

from collections.abc import Collection

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

KNOWN = """
select distinct encode(c.sha, 'hex') as sha
from repositories r
join commits c on c.repository_key = r.key and c.sha = any($2::bytea[])
where r.workspace_id = $1"""


async def known_commits(connection: Connection, workspace_id: WorkspaceId, shas: Collection[str]) -> set[str]:
    """Those of these commits that are here, in lower case."""
    found = await connection.fetch(KNOWN, workspace_id, [bytes.fromhex(sha) for sha in shas])
    return {row["sha"] for row in found}
