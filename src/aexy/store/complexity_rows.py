"""How complex files were, and how far that was read. Rows come commit by commit, newest last, or once from before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection


class FileFigures(NamedTuple):
    """A file at a commit; what is about functions is None where nobody knows them."""

    path: str
    blob: bytes
    method: str
    nloc: int
    functions: int | None
    total: int
    largest: int | None
    longest: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class ComplexityReading:
    """How far it was read: `tip` is a hexadecimal sha, None while it is not finished; `since` None before the past."""

    measured_by: str
    tip: str | None
    since: datetime | None
    failure: str | None


_TEMPORARY = """
create temporary table if not exists incoming_figures (
    path text, blob bytea, method text, nloc integer, functions integer, total integer, largest integer,
    longest integer, name text
) on commit delete rows
"""
_COMING = """
with coming as (
    select p.key, i.*
    from incoming_figures i
    join paths p on p.workspace_id = $1 and p.repository_key = $2 and md5(p.path)::uuid = md5(i.path)::uuid
        and p.path = i.path
)"""
_INSERT = """
insert into file_complexity
    (workspace_id, repository_key, path_key, since, until, blob, method, nloc, functions, total, largest, longest, name)
select $1, $2, i.key, $3, $4, i.blob, i.method, i.nloc, i.functions, i.total, i.largest, i.longest, i.name
from coming i
on conflict do nothing"""
_REACH_BACK = """
update file_complexity f
set since = $3
from coming i
where f.path_key = i.key
    and f.until is null
    and f.blob = i.blob
    and f.since > $3"""
_END = """
update file_complexity f
set until = $4
from unnest($3::text[]) n (path)
join paths p on p.repository_key = $2 and md5(p.path)::uuid = md5(n.path)::uuid and p.path = n.path
where f.workspace_id = $1
    and f.path_key = p.key
    and f.until is null"""
_DROP = """
delete from file_complexity f
where f.workspace_id = $1
    and f.repository_key = $2
    and f.until <= f.since"""


async def find_reading(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> ComplexityReading | None:
    """How far it was read; None when it never was."""
    record = await connection.fetchrow(
        """
        select measured_by, encode(tip, 'hex') as tip, since, failure
        from complexity_readings
        where workspace_id = $1
          and repository_key = $2
        """,
        workspace_id,
        repository_key,
    )
    return record and ComplexityReading(**dict(record))


async def put_reading(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    reading: ComplexityReading,
    *,
    now: datetime,
) -> None:
    """It was read so far."""
    await connection.execute(
        """
        insert into complexity_readings (workspace_id, repository_key, measured_by, tip, since, failure, read_at)
        values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7)
        on conflict (repository_key) do update
        set measured_by = excluded.measured_by,
            tip = excluded.tip,
            since = excluded.since,
            failure = excluded.failure,
            read_at = excluded.read_at
        """,
        workspace_id,
        repository_key,
        reading.measured_by,
        reading.tip,
        reading.since,
        reading.failure,
        now,
    )


async def put_failure(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, *, sentence: str, now: datetime
) -> None:
    """It could not be read to its end; the next sync tries again."""
    await connection.execute(
        """
        insert into complexity_readings (workspace_id, repository_key, measured_by, failure, read_at)
        values ($1, $2, '', $3, $4)
        on conflict (repository_key) do update
        set failure = excluded.failure, read_at = excluded.read_at, tip = null
        """,
        workspace_id,
        repository_key,
        sentence,
        now,
    )


async def list_standing(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> list[FileFigures]:
    """The files as they were last seen at the tip."""
    return [
        FileFigures(*record)
        for record in await connection.fetch(
            """
            select p.path, f.blob, f.method, f.nloc, f.functions, f.total, f.largest, f.longest, f.name
            from file_complexity f
            join paths p on p.key = f.path_key
            where f.workspace_id = $1
              and f.repository_key = $2
              and f.until is null
            """,
            workspace_id,
            repository_key,
        )
    ]


async def forget(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> None:
    """Nothing is known of this repository's files: they are measured by other rules."""
    for table in ("file_complexity", "complexity_readings"):
        await connection.execute(
            f"delete from {table} where workspace_id = $1 and repository_key = $2",  # noqa: S608 - names of our own
            workspace_id,
            repository_key,
        )


async def forget_past(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> None:
    """What files were before they were what they are: the look back was broken off, and begins anew."""
    await connection.execute(
        "delete from file_complexity where workspace_id = $1 and repository_key = $2 and until is not null",
        workspace_id,
        repository_key,
    )


async def put_files(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    files: Sequence[FileFigures],
    *,
    at: datetime,
) -> None:
    """These files are so since a commit of that date; as they were before, they were until then."""
    if not files:
        return
    await end_files(connection, workspace_id, repository_key, [file.path for file in files], at=at)
    await _copy(connection, files)
    await connection.execute(_COMING + _INSERT, workspace_id, repository_key, at, None)


async def end_files(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    paths: Sequence[str],
    *,
    at: datetime,
) -> None:
    """These files are so no more since a commit of that date. A row that never held, after a rewriting, goes."""
    await connection.execute(_END, workspace_id, repository_key, paths, at)
    await connection.execute(_DROP, workspace_id, repository_key)


async def put_past(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    files: Sequence[FileFigures],
    *,
    at: datetime,
    until: datetime,
) -> None:
    """How files were at an earlier commit: what is the same since was so all the while, the rest until then."""
    if not files:
        return
    await _copy(connection, files)
    await connection.execute(_COMING + _REACH_BACK, workspace_id, repository_key, at)
    await connection.execute(_COMING + _INSERT, workspace_id, repository_key, at, until)


async def _copy(connection: Connection, files: Sequence[FileFigures]) -> None:
    await connection.execute(_TEMPORARY)
    await connection.execute("delete from incoming_figures")
    await connection.copy_records_to_table("incoming_figures", records=files, columns=FileFigures._fields)
