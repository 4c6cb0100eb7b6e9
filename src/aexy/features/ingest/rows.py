"""The statements behind an ingest: repositories, the jobs people watch, and the stretches of history still to read."""

from dataclasses import fields
from typing import Any

import orjson

from aexy.features.ingest.schemas import ChunkTally, JobKind, Repository
from aexy.features.jobs.schemas import JobState
from aexy.jobs.job import GenerateSnapshots, MakeDemo, Order, SyncRepository
from aexy.kernel.ids import AccountId, JobId, RepositoryId, WorkspaceId
from aexy.store.postgres import Connection, Record

_REPOSITORY = ", ".join(f"r.{field.name}" for field in fields(Repository))


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
) -> Repository:
    """Add it, or find the one that is there already; a branch that is asked for replaces the one asked for before."""
    record = await connection.fetchrow(
        f"""
        insert into repositories as r
            (workspace_id, owner, name, provider, provider_id, url, is_local, branch_wanted)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (workspace_id, provider, provider_id) do update
        set branch_wanted = coalesce(excluded.branch_wanted, r.branch_wanted),
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
    is_shallow: bool,
    mirror_bytes: int | None,
) -> None:
    """Keep what opening it showed; the row is left alone where nothing differs."""
    await connection.execute(
        """
        update repositories
        set default_branch = $3, object_format = $4, is_shallow = $5, mirror_bytes = $6, updated_at = now()
        where workspace_id = $1
          and id = $2
          and (default_branch, object_format, is_shallow, mirror_bytes) is distinct from ($3, $4, $5, $6::bigint)
        """,
        repository.workspace_id,
        repository.id,
        default_branch,
        object_format,
        is_shallow,
        mirror_bytes,
    )


async def set_mirror_bytes(connection: Connection, repository: Repository, mirror_bytes: int | None) -> None:
    """How much of our disk it takes; None when nothing of it is left."""
    await connection.execute(
        "update repositories set mirror_bytes = $3, updated_at = now() where workspace_id = $1 and id = $2",
        repository.workspace_id,
        repository.id,
        mirror_bytes,
    )


# Jobs


async def put_job(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    kind: JobKind,
    unit: str,
    repository_id: RepositoryId | None = None,
    arguments: dict[str, object] | None = None,
    requested_by: AccountId | None,
) -> JobId:
    """A new job; the one under way where the same work was asked for before."""
    while True:
        job_id = await connection.fetchval(
            """
            with fresh as (
                insert into jobs (workspace_id, kind, repository_id, unit, arguments, requested_by, stage)
                values ($1, $2, $3, $4, $5::jsonb, $6, 'Waiting for a worker')
                on conflict do nothing
                returning id
            )
            select id from fresh
            union all
            select id
            from jobs
            where workspace_id = $1
              and kind = $2
              and repository_id is not distinct from $3
              and state in ('queued', 'running')
            limit 1
            """,
            workspace_id,
            kind,
            repository_id,
            unit,
            orjson.dumps(arguments or {}).decode(),
            requested_by,
        )
        if job_id is not None:
            return JobId(job_id)


async def list_active_orders(connection: Connection, workspace_id: WorkspaceId) -> list[Order]:
    """The orders behind the jobs that are waited for, oldest first: each can be given again."""
    records = await connection.fetch(
        """
        select kind, id, repository_id, arguments
        from jobs
        where workspace_id = $1
          and state in ('queued', 'running')
        order by created_at
        """,
        workspace_id,
    )
    return [_order(workspace_id, record) for record in records]


def _order(workspace_id: WorkspaceId, record: Record) -> Order:
    job_id, arguments = JobId(record["id"]), orjson.loads(record["arguments"])
    match JobKind(record["kind"]):
        case JobKind.SNAPSHOTS:
            return GenerateSnapshots(workspace_id=workspace_id, job_id=job_id, **arguments)
        case JobKind.DEMO:
            return MakeDemo(workspace_id=workspace_id, job_id=job_id, **arguments)
        case JobKind.SYNC:
            return SyncRepository(workspace_id=workspace_id, job_id=job_id, repository_id=record["repository_id"])


async def begin(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, *, stage: str) -> bool:
    """Mark it as running and say at what; False when it is over, or was never there."""
    record = await connection.fetchrow(
        """
        update jobs
        set state = 'running', stage = $3, started_at = coalesce(started_at, now()), heartbeat_at = now()
        where workspace_id = $1
          and id = $2
          and state in ('queued', 'running')
        returning id
        """,
        workspace_id,
        job_id,
        stage,
    )
    return record is not None


async def show(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, *, stage: str, done: int, total: int | None
) -> None:
    """Say what it is doing and how far that is."""
    await connection.execute(
        """
        update jobs
        set stage = $3, done = $4, total = $5, heartbeat_at = now()
        where workspace_id = $1
          and id = $2
          and state = 'running'
        """,
        workspace_id,
        job_id,
        stage,
        done,
        total,
    )


async def end(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    state: JobState,
    stage: str | None = None,
    error: str | None = None,
    details: dict[str, Any] | None = None,
) -> bool:
    """Bring it to an end once; False when it had one before. The seconds it took are added to its details."""
    record = await connection.fetchrow(
        """
        update jobs
        set state = $3,
            stage = coalesce($4, stage),
            error = $5,
            details = details || $6::jsonb || jsonb_build_object(
                'seconds', round(extract(epoch from clock_timestamp() - coalesce(started_at, clock_timestamp())), 3)
            ),
            done = case when $3 = 'done' then coalesce(total, done) else done end,
            heartbeat_at = clock_timestamp(),
            finished_at = clock_timestamp()
        where workspace_id = $1
          and id = $2
          and state in ('queued', 'running')
        returning id
        """,
        workspace_id,
        job_id,
        state,
        stage,
        error,
        orjson.dumps(details or {}).decode(),
    )
    return record is not None


# What a run still has to read


async def put_plan(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    plan: dict[str, Any],
    chunks: list[tuple[dict[str, Any], int]],
) -> None:
    """Write down, once, what a run set out to read: a `(spec, commits)` per stretch."""
    await connection.execute(
        """
        with planned as (
            update jobs
            set plan = $3::jsonb, total = $4, done = 0, heartbeat_at = now()
            where workspace_id = $1
              and id = $2
              and plan is null
            returning id
        )
        insert into job_chunks (workspace_id, job_id, number, spec, total)
        select $1, p.id, c.number - 1, c.spec::jsonb, c.total
        from planned p, unnest($5::text[], $6::bigint[]) with ordinality c (spec, total, number)
        """,
        workspace_id,
        job_id,
        orjson.dumps(plan).decode(),
        sum(total for _, total in chunks),
        [orjson.dumps(spec).decode() for spec, _ in chunks],
        [total for _, total in chunks],
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
) -> tuple[dict[str, Any], int] | None:
    """The stretch's spec and its commits; None when it has been read already, or the run is over."""
    record = await connection.fetchrow(
        """
        select c.spec, c.total
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
    return record and (orjson.loads(record["spec"]), record["total"])


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
                where c.workspace_id = $1
                  and c.job_id = $2
                  and c.number <> $3
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
    )


async def tally(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> ChunkTally:
    """What all stretches of a run brought together."""
    record = await connection.fetchrow(
        """
        select coalesce(sum(done), 0)::bigint as read,
               coalesce(sum(added), 0)::bigint as added,
               coalesce(sum(files), 0)::bigint as files
        from job_chunks
        where workspace_id = $1
          and job_id = $2
        """,
        workspace_id,
        job_id,
    )
    return ChunkTally(**dict(record))


# Housekeeping


async def list_workspaces_due(connection: Connection) -> list[WorkspaceId]:
    """Workspaces in which no snapshots were ordered since their own last midnight."""
    return [WorkspaceId(r[0]) for r in await connection.fetch("select * from workspaces_due(now())")]


async def list_workspaces_with_open_jobs(connection: Connection) -> list[WorkspaceId]:
    """Workspaces in which something is waited for."""
    return [WorkspaceId(r[0]) for r in await connection.fetch("select * from workspaces_with_open_jobs()")]
