"""What commits come to (sources/git/patch_ids.py), and which other commits their messages name.

commit_patches       a row for each commit that is no merge and was looked at; patch_id is null where nothing changed
commit_references    what messages name as taken back or picked; store/linking/references.py finds what is meant
"""

from collections.abc import Sequence

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.kernel.references import Reference
from aexy.store.postgres import Connection


async def list_unread(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> list[bytes]:
    """The commits of any branch whose patch can be read and was not, oldest first."""
    return [
        row["sha"]
        for row in await connection.fetch(
            """
            select c.sha
            from commits c
            where c.workspace_id = $1
              and c.repository_key = $2
              and not c.is_merge
              and c.additions is not null
              and c.standing in ('counted', 'duplicate', 'other_ref')
              and not exists (select from commit_patches p where p.commit_key = c.key)
            order by c.committed_at, c.key
            """,
            workspace_id,
            repository_key,
        )
    ]


async def put_patches(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    patches: Sequence[tuple[bytes, bytes | None]],
) -> None:
    """Keep what commits, by their shas, come to. What is known stays: the same commit comes to the same."""
    await connection.execute(
        """
        insert into commit_patches (workspace_id, repository_key, commit_key, patch_id)
        select $1, $2, c.key, encode(n.patch_id, 'hex')::uuid
        from unnest($3::bytea[], $4::bytea[]) as n (sha, patch_id)
        join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = n.sha
        on conflict do nothing
        """,
        workspace_id,
        repository_key,
        [sha for sha, _ in patches],
        [patch_id for _, patch_id in patches],
    )


async def put_references(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    named: Sequence[tuple[bytes, Reference]],
) -> None:
    """Keep what the messages of commits, by their shas, name: of those that were stored before this was read."""
    await connection.execute(
        """
        insert into commit_references (workspace_id, commit_key, kind, named)
        select $1, c.key, n.kind, n.named
        from unnest($3::bytea[], $4::text[], $5::text[]) as n (sha, kind, named)
        join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = n.sha
        on conflict do nothing
        """,
        workspace_id,
        repository_key,
        [sha for sha, _ in named],
        [said.kind.value for _, said in named],
        [said.named for _, said in named],
    )


async def put_patched(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, tips_digest: bytes
) -> None:
    """Every commit that these tips reach was looked at."""
    await connection.execute(
        "update line_readings set patched = $3 where workspace_id = $1 and repository_key = $2",
        workspace_id,
        repository_key,
        tips_digest,
    )
