"""Line facts: which commit removed lines were born in, and how far a repository's lines have been read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection

_TEMPORARY = """
create temporary table if not exists incoming_removals (sha bytea, path text, origin bytea, lines integer)
on commit delete rows
"""
_FORGET = """
delete from line_origins x
using commits c
where c.workspace_id = $1
  and c.repository_key = $2
  and c.sha = any($3::bytea[])
  and x.workspace_id = $1
  and x.commit_key = c.key
"""
_INSERT = """
insert into line_origins (workspace_id, commit_key, path_key, origin_commit_key, lines)
select $1, c.key, p.key, o.key, sum(i.lines)
from incoming_removals i
join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = i.sha
join paths p on p.workspace_id = $1 and p.repository_key = $2 and md5(p.path)::uuid = md5(i.path)::uuid
    and p.path = i.path
left join commits o on o.workspace_id = $1 and o.repository_key = $2 and o.sha = i.origin
group by c.key, p.key, o.key
"""

IncomingRemoval = tuple[bytes, str, bytes | None, int]
"""The remover's sha, the path, the origin's sha where it is known, and how many lines."""


@dataclass(frozen=True, slots=True)
class LineReading:
    """How far the lines of a repository were read: `tip` is a hexadecimal sha, None while it was never finished.

    `patched` is the digest of the tips from where every commit's patch was read, hexadecimal; None: never. `imports`
    are the rules by which the imports of every commit were read that was.
    """

    identity: str
    commits: int
    tip: str | None
    read_at: datetime
    failure: str | None
    patched: str | None
    imports: str | None


async def put_removals(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    shas: Sequence[bytes],
    removals: Sequence[IncomingRemoval],
) -> None:
    """What these commits removed, in place of what was known of them before."""
    await connection.execute(_FORGET, workspace_id, repository_key, shas)
    if not removals:
        return
    await connection.execute(_TEMPORARY)
    columns = ("sha", "path", "origin", "lines")
    await connection.copy_records_to_table("incoming_removals", records=removals, columns=columns)
    await connection.execute(_INSERT, workspace_id, repository_key)


async def find_reading(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> LineReading | None:
    """How far it was read; None when it never was."""
    record = await connection.fetchrow(
        """
        select identity, commits, encode(tip, 'hex') as tip, read_at, failure, encode(patched, 'hex') as patched,
               imports
        from line_readings
        where workspace_id = $1
          and repository_key = $2
        """,
        workspace_id,
        repository_key,
    )
    return record and LineReading(**dict(record))


async def put_reading(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    *,
    identity: str,
    commits: int,
    tip: str | None,
    now: datetime,
) -> None:
    """It was read so far; with a `tip` to its end. Another state's end is none of this one's."""
    await connection.execute(
        """
        insert into line_readings as r (workspace_id, repository_key, identity, commits, tip, read_at)
        values ($1, $2, $3, $4, decode($5, 'hex'), $6)
        on conflict (repository_key) do update
        set identity = excluded.identity,
            commits = excluded.commits,
            tip = coalesce(excluded.tip, case when r.identity = excluded.identity then r.tip end),
            read_at = excluded.read_at,
            failure = null
        """,
        workspace_id,
        repository_key,
        identity,
        commits,
        tip,
        now,
    )


async def put_failure(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, *, sentence: str, now: datetime
) -> None:
    """It could not be read to its end."""
    await connection.execute(
        """
        insert into line_readings (workspace_id, repository_key, identity, commits, read_at, failure)
        values ($1, $2, '', 0, $4, $3)
        on conflict (repository_key) do update
        set failure = excluded.failure, read_at = excluded.read_at
        """,
        workspace_id,
        repository_key,
        sentence,
        now,
    )
