"""Tombstones as loaders need them: who was erased here, so that nothing of them is written down again.

Whoever writes what a source says reads them in the transaction it writes in, and holds a shared lock to its end; an
erasure writes its tombstones first and then waits for those who began before, so nobody slips through between the two.
"""

from aexy.kernel.erasing import NOBODY, Mark, Tombstones
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# One statement: whoever waits here waits for an erasure whose tombstones were there before it began to hold the lock.
_READ = """
with held as materialized (
    select pg_advisory_xact_lock_shared(hashtextextended($2, 0))
)
select k.key, t.kind, t.hash, e.token
from held
left join privacy_keys k on k.workspace_id = $1
left join tombstones t on t.workspace_id = $1
left join erasures e on e.id = t.erasure_id
"""


async def read_tombstones(connection: Connection, workspace_id: WorkspaceId) -> Tombstones:
    """Everybody who was erased in the workspace; most have nobody."""
    rows = await connection.fetch(_READ, workspace_id, lock_name(workspace_id))
    marks = {Mark(row["kind"], row["hash"]): row["token"] for row in rows if row["hash"] is not None}
    return Tombstones(rows[0]["key"], marks) if marks else NOBODY


async def wait_for_loaders(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Be alone with what sources say, to the end of the transaction."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", lock_name(workspace_id))


def lock_name(workspace_id: WorkspaceId) -> str:
    """What loaders hold together, and an erasure alone."""
    return f"aexy erase {workspace_id}"


__all__ = ["lock_name", "read_tombstones", "wait_for_loaders"]
