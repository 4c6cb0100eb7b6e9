"""The key of a workspace that tombstones and pseudonyms are hashed with.

It is kept with the workspace and not made from the machine's keys: those are rotated and forgotten, and a pseudonym
has to stay the same. Whoever can read it can read the names beside it, so nothing is lost by keeping it there; it is in
the sealed backups with them, and goes with its workspace.
"""

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

_READ = "select key from privacy_keys where workspace_id = $1"
_MAKE = """
insert into privacy_keys (workspace_id, key)
values ($1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
on conflict do nothing
"""


async def privacy_key(connection: Connection, workspace_id: WorkspaceId) -> bytes:
    """The workspace's key, made when it is first wanted; in a transaction that may write."""
    found: bytes | None = await connection.fetchval(_READ, workspace_id)
    if found is None:
        await connection.execute(_MAKE, workspace_id)
        found = await connection.fetchval(_READ, workspace_id)
    if found is None:
        raise LookupError("The workspace has gone while its key was made.")
    return found


__all__ = ["privacy_key"]
