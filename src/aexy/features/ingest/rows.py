"""The statements behind an ingest: repositories, and the stretches of history a run still has to read."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from aexy.features.ingest.schemas import ChunkTally, Repository
from aexy.kernel.ids import JobId, RepositoryId, RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection, Record

_REPOSITORY = ", ".join(
    f"encode(r.{field.name}, 'hex') as {field.name}" if field.name.endswith("_digest") else f"r.{field.name}"
    for field in fields(Repository)
)


def _repository(record: Record) -> Repository:
    return Repository(**dict(record))


# Repositories


async def put_repository(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    owner: str | None,
    name: str,
    provider: str,
    provider_id: str,
    url: str,
    is_local: bool,
    branch_wanted: str | None,
    is_trusted: bool,
) -> Repository:
    """Add it, or find the one that is there already; a branch that is asked for replaces the one asked for before."""
    record = await connection.fetchrow(
        f"""
        insert into repositories as r
            (workspace_id, owner, name, provider, provider_id, url, is_local, branch_wanted, is_trusted)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (workspace_id, provider, provider_id) do update
        set branch_wanted = coalesce(excluded.branch_wanted, r.branch_wanted),
            is_trusted = r.is_trusted or excluded.is_trusted,
            updated_at = now()
        returning {_REPOSITORY}
        """,  # noqa: S608 (column names of our own dataclass)
        workspace_id,
        owner,
        name,
        provider,
        provider_id,
        url,
        is_local,
        branch_wanted,
        is_trusted,
    )
    return _repository(record)


async def find_repository(
    connection: Connection, workspace_id: WorkspaceId, repository_id: RepositoryId
) -> Repository | None:
    """One repository of the workspace."""
    record = await connection.fetchrow(
        f"select {_REPOSITORY} from repositories r where r.workspace_id = $1 and r.id = $2",  # noqa: S608 (as above)
        workspace_id,
        repository_id,
    )
    return record and _repository(record)


async def describe_repository(
    connection: Connection,
    repository: Repository,
    *,
    default_branch: str | None,
    object_format: str,
    mirror_bytes: int | None,
) -> None:
    """Keep what opening it showed; the row is left alone where nothing differs."""
    await connection.execute(
        """
        update repositories
        set default_branch = $3, object_format = $4, mirror_bytes = $5, updated_at = now()
        where workspace_id = $1
          and id = $2
          and (default_branch, object_format, mirror_bytes) is distinct from ($3, $4, $5::bigint)
        """,
        repository.workspace_id,
        repository.id,
        default_branch,
        object_format,
        mirror_bytes,
    )


async def mark_synced(connection: Connection, repository: Repository, *, is_shallow: bool, now: datetime) -> None:
    """It was read to the end: only now may the next run start from here."""
    await connection.execute(
        "update repositories set is_shallow = $3, last_synced_at = $4 where workspace_id = $1 and id = $2",
        repository.workspace_id,
        repository.id,
        is_shallow,
        now,
    )


async def list_known_refs(connection: Connection, repository: Repository) -> list[tuple[str, bool]]:
    """Hexadecimal sha of every tip of the last full reading, and whether it is the counted branch's."""
    records = await connection.fetch(
        """
        select encode(sha, 'hex') as sha, is_default
        from repository_refs
        where workspace_id = $1
          and repository_key = $2
        """,
        repository.workspace_id,
        repository.key,
    )
    return [(record["sha"], record["is_default"]) for record in records]


async def set_mirror_bytes(connection: Connection, repository: Repository, mirror_bytes: int | None) -> None:
    """How much of our disk it takes; None when nothing of it is left."""
    await connection.execute(
        "update repositories set mirror_bytes = $3, updated_at = now() where workspace_id = $1 and id = $2",
        repository.workspace_id,
        repository.id,
        mirror_bytes,
    )


async def is_being_read(connection: Connection, repository: Repository) -> bool:
    """Whether somebody is waiting for it."""
    found: bool = await connection.fetchval(
        """
        select exists (
            select
            from jobs
            where workspace_id = $1
              and repository_id = $2
              and state in ('queued', 'running')
        )
        """,
        repository.workspace_id,
        repository.id,
    )
    return found


# What a run still has to read


async def put_plan(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, plan: dict[str, Any]) -> None:
    """Write down, once, what a run set out to do."""
    await connection.execute(
        "update jobs set plan = $3::jsonb where workspace_id = $1 and id = $2 and plan is null",
        workspace_id,
        job_id,
        orjson.dumps(plan).decode(),
    )


async def put_chunks(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    chunks: list[tuple[dict[str, Any], int]],
    *,
    total: int,
) -> None:
    """Write down, once, the stretches it is to be read in: a `(spec, commits)` for each; merges may be in two."""
    await connection.execute(
        """
        insert into job_chunks (workspace_id, job_id, number, spec, total)
        select $1, $2, c.number - 1, c.spec::jsonb, c.total
        from unnest($3::text[], $4::bigint[]) with ordinality c (spec, total, number)
        on conflict do nothing
        """,
        workspace_id,
        job_id,
        [orjson.dumps(spec).decode() for spec, _ in chunks],
        [size for _, size in chunks],
    )
    await connection.execute(
        "update jobs set done = 0, total = $3 where workspace_id = $1 and id = $2",
        workspace_id,
        job_id,
        total,
    )


async def find_plan(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId
) -> tuple[dict[str, Any], int] | None:
    """What the run set out to read and in how many stretches; None before that was written down."""
    record = await connection.fetchrow(
        """
        select j.plan, (select count(*) from job_chunks c where c.workspace_id = $1 and c.job_id = j.id) as chunks
        from jobs j
        where j.workspace_id = $1
          and j.id = $2
          and j.plan is not null
        """,
        workspace_id,
        job_id,
    )
    return record and (orjson.loads(record["plan"]), record["chunks"])


async def find_chunk(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, number: int
) -> dict[str, Any] | None:
    """The stretch's spec; None when it has been read already, or the run is over."""
    record = await connection.fetchrow(
        """
        select c.spec
        from job_chunks c
        join jobs j on j.workspace_id = c.workspace_id and j.id = c.job_id
        where c.workspace_id = $1
          and c.job_id = $2
          and c.number = $3
          and c.finished_at is null
          and j.state = 'running'
        """,
        workspace_id,
        job_id,
        number,
    )
    found: dict[str, Any] | None = record and orjson.loads(record["spec"])
    return found


async def show_chunk(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    number: int,
    *,
    done: int,
    tally: ChunkTally | None = None,
) -> None:
    """How far the latest attempt at a stretch is, and with it the whole job; with a `tally` the stretch is finished."""
    await connection.execute(
        """
        with chunk as (
            update job_chunks
            set done = $4,
                added = coalesce($5, added),
                files = coalesce($6, files),
                lines = coalesce($7, lines),
                finished_at = case when $5::bigint is not null then now() end
            where workspace_id = $1
              and job_id = $2
              and number = $3
        )
        update jobs
        set heartbeat_at = now(),
            done = $4 + (
                select coalesce(sum(c.done), 0)
                from job_chunks c
                join job_chunks mine on mine.job_id = c.job_id and mine.number = $3
                where c.workspace_id = $1
                  and c.job_id = $2
                  and c.number <> $3
                  and (c.spec ->> 'part' = 'merges') is not distinct from (mine.spec ->> 'part' = 'merges')
            )
        where workspace_id = $1
          and id = $2
          and state = 'running'
        """,
        workspace_id,
        job_id,
        number,
        done,
        tally and tally.added,
        tally and tally.files,
        tally and tally.lines,
    )


async def note_counted(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, details: dict[str, Any]
) -> None:
    """Numbers are right although the job goes on: add when that was, and what was counted, to what it tells."""
    await connection.execute(
        """
        update jobs
        set details = details || $3::jsonb || jsonb_build_object(
                'seconds_until_counted', round(extract(epoch from clock_timestamp() - started_at), 3)
            )
        where workspace_id = $1
          and id = $2
          and state = 'running'
        """,
        workspace_id,
        job_id,
        orjson.dumps(details).decode(),
    )


async def tally(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> ChunkTally:
    """What all stretches of a run brought together."""
    record = await connection.fetchrow(
        """
        select coalesce(sum(done) filter (where spec ->> 'part' is distinct from 'merges'), 0)::bigint as read,
               coalesce(sum(added) filter (where spec ->> 'part' is distinct from 'merges'), 0)::bigint as added,
               coalesce(sum(files), 0)::bigint as files,
               coalesce(sum(lines), 0)::bigint as lines
        from job_chunks
        where workspace_id = $1
          and job_id = $2
        """,
        workspace_id,
        job_id,
    )
    return ChunkTally(**dict(record))


async def count_people(connection: Connection, workspace_id: WorkspaceId) -> int:
    """People the workspace knows, without bots and agents."""
    count: int = await connection.fetchval(
        "select count(*) from developers where workspace_id = $1 and kind = 'human'", workspace_id
    )
    return count


# Housekeeping


async def list_workspaces_due(connection: Connection) -> list[WorkspaceId]:
    """Workspaces in which no snapshots were ordered since their own last midnight."""
    return [WorkspaceId(r[0]) for r in await connection.fetch("select * from workspaces_due(now())")]


async def list_workspaces_with_open_jobs(connection: Connection) -> list[WorkspaceId]:
    """Workspaces in which something is waited for."""
    return [WorkspaceId(r[0]) for r in await connection.fetch("select * from workspaces_with_open_jobs()")]


async def holds_somebody_erased(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey
) -> bool:
    """Whether somebody who was erased wrote, committed or helped to write a commit of it."""
    return bool(
        await connection.fetchval(
            """
            with erased as (
                select key
                from developer_identities
                where workspace_id = $1
                  and external_id like 'erased:%'
            )
            select exists (
                select
                from commits c
                where c.workspace_id = $1
                  and c.repository_key = $2
                  and (
                      c.author_key in (select key from erased)
                      or c.committer_key in (select key from erased)
                      or exists (
                          select
                          from commit_coauthors o
                          where o.commit_key = c.key
                            and o.identity_key in (select key from erased)
                      )
                  )
            )
            """,
            workspace_id,
            repository_key,
        )
    )
