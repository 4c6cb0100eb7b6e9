"""Commits of one file, and how a repository's files stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


async def find_path(connection: Connection, workspace_id: WorkspaceId, repository: int, path: str) -> int | None:
    """The key of a file by its name."""
    found: int | None = await connection.fetchval(
        """
        select p.key
        from paths p
        where p.workspace_id = $1
          and p.repository_key = $2
          and md5(p.path)::uuid = md5($3)::uuid
          and p.path = $3
        """,
        workspace_id,
        repository,
        path,
    )
    return found


async def list_commits(
    connection: Connection, paths: Sequence[int], span: tuple[datetime, datetime], limit: int
) -> list[dict[str, Any]]:
    """The counted commits that changed one of these files in a time, newest first."""
    records = await connection.fetch(
        """
        select c.key,
               encode(c.sha, 'hex') as sha,
               c.subject,
               c.placed_at as at,
               sum(f.additions)::integer as additions,
               sum(f.deletions)::integer as deletions
        from commit_files f
        join commits c on c.key = f.commit_key
        where f.path_key = any($1::int[])
          and c.standing = 'counted'
          and not c.is_merge
          and c.placed_at >= $2
          and c.placed_at < $3
        group by c.key
        order by c.placed_at desc, c.key
        limit $4
        """,
        paths,
        *span,
        limit,
    )
    return [dict(record) for record in records]
