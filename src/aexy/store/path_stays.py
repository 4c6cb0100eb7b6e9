"""From when until when files stood on the counted branch: `path_stays`, and how far a repository's trees were read."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aexy.kernel.commits import Classify
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.dimensions import path_keys
from aexy.store.postgres import Connection

_INSERT = """
insert into path_stays (workspace_id, repository_key, path_key, since, until)
select $1, $2, n.path_key, to_timestamp(n.since), to_timestamp(n.until)
from unnest($3::integer[], $4::bigint[], $5::bigint[]) as n (path_key, since, until)
on conflict (path_key, since) do update
set until = excluded.until
"""
_LEAVE = """
update path_stays s
set until = to_timestamp(n.until)
from unnest($3::integer[], $4::bigint[]) as n (path_key, until)
where s.workspace_id = $1
  and s.repository_key = $2
  and s.path_key = n.path_key
  and s.until is null
"""


class Stay(NamedTuple):
    """A file that stood from one instant until another (seconds since 1970); None: it still stands."""

    path: str
    since: int
    until: int | None


async def find_tip(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> str | None:
    """The commit (hexadecimal) whose tree was looked at last; None when none ever was."""
    tip: str | None = await connection.fetchval(
        "select encode(tip, 'hex') from tree_readings where workspace_id = $1 and repository_key = $2",
        workspace_id,
        repository_key,
    )
    return tip


async def forget(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> None:
    """The branch's history is another one now."""
    await connection.execute(
        "delete from path_stays where workspace_id = $1 and repository_key = $2", workspace_id, repository_key
    )


async def put(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    *,
    came: Sequence[Stay],
    went: Sequence[tuple[str, int]],
    classify: Classify,
) -> None:
    """Keep the stays that began, and when those ended that were known as lasting."""
    paths = sorted({stay.path for stay in came} | {path for path, _ in went})
    keys = await path_keys(connection, workspace_id, repository_key, paths, classify)
    await connection.execute(
        _LEAVE, workspace_id, repository_key, [keys[path] for path, _ in went], [until for _, until in went]
    )
    await connection.execute(
        _INSERT,
        workspace_id,
        repository_key,
        [keys[stay.path] for stay in came],
        [stay.since for stay in came],
        [stay.until for stay in came],
    )


async def put_tip(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, *, tip: str, now: datetime
) -> None:
    """Its trees were looked at up to this commit; answers given before are no longer good."""
    await connection.execute(
        """
        insert into tree_readings (workspace_id, repository_key, tip, read_at)
        values ($1, $2, decode($3, 'hex'), $4)
        on conflict (repository_key) do update
        set tip = excluded.tip, read_at = excluded.read_at
        """,
        workspace_id,
        repository_key,
        tip,
        now,
    )
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)
