"""Messages of commits that were stored before anybody asked what stands in them besides the first line."""

from collections.abc import Sequence

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.messages import Body
from aexy.store.postgres import Connection

_UNREAD = """
from commits c
where c.workspace_id = $1
  and c.repository_key = $2
  and c.body_characters is null
  and c.standing in ('counted', 'duplicate')
"""


async def has_unread(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> bool:
    """Whether a commit that counts has a message that was not read whole."""
    found = await connection.fetchval(f"select exists (select {_UNREAD})", workspace_id, repository_key)
    return bool(found)


async def list_unread(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> list[bytes]:
    """Those commits, oldest first."""
    rows = await connection.fetch(
        f"select c.sha {_UNREAD} order by c.committed_at, c.key",
        workspace_id,
        repository_key,
    )
    return [row["sha"] for row in rows]


async def put_bodies(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, read: Sequence[tuple[bytes, Body]]
) -> None:
    """Keep what the messages of commits, by their shas, say. Results that rest on it are old from now on."""
    await connection.execute(
        """
        update commits c
        set says_breaking = n.says_breaking,
            body_characters = n.characters
        from unnest($3::bytea[], $4::boolean[], $5::integer[]) as n (sha, says_breaking, characters)
        where c.workspace_id = $1
          and c.repository_key = $2
          and c.sha = n.sha
          and c.body_characters is null
        """,
        workspace_id,
        repository_key,
        [sha for sha, _ in read],
        [one.says_breaking for _, one in read],
        [one.characters for _, one in read],
    )
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)
