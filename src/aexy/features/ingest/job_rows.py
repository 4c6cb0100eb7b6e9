"""The statements behind a job from its order to its end. Showing jobs is the jobs feature's affair."""

from collections.abc import Mapping
from typing import Any

import orjson

from aexy.features.ingest.schemas import JobKind
from aexy.features.jobs.schemas import JobState
from aexy.jobs.job import (
    AnalysePeople,
    ApplyRetention,
    ErasePeople,
    GenerateSnapshots,
    ImportFile,
    MakeDemo,
    Order,
    ReplayPages,
    SyncConnection,
    SyncRepository,
)
from aexy.kernel.ids import AccountId, ConnectionId, JobId, RepositoryId, WorkspaceId
from aexy.store.postgres import Connection, Record


async def put_job(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    kind: JobKind,
    unit: str,
    repository_id: RepositoryId | None = None,
    connection_id: ConnectionId | None = None,
    arguments: Mapping[str, object] | None = None,
    requested_by: AccountId | None,
) -> JobId:
    """A new job; the one under way where the same work was asked for before."""
    while True:
        job_id = await connection.fetchval(
            """
            with fresh as (
                insert into jobs
                    (workspace_id, kind, repository_id, connection_id, unit, arguments, requested_by, stage)
                values ($1, $2, $3, $7, $4, $5::jsonb, $6, 'Waiting for a worker')
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
              and connection_id is not distinct from $7
              and state in ('queued', 'running')
            limit 1
            """,
            workspace_id,
            kind,
            repository_id,
            unit,
            orjson.dumps(arguments or {}).decode(),
            requested_by,
            connection_id,
        )
        if job_id is not None:
            return JobId(job_id)


async def list_active_orders(connection: Connection, workspace_id: WorkspaceId) -> list[Order]:
    """The orders behind the jobs that are waited for, oldest first: each can be given again."""
    records = await connection.fetch(
        """
        select kind, id, repository_id, connection_id, arguments
        from jobs
        where workspace_id = $1
          and state in ('queued', 'running')
        order by created_at
        """,
        workspace_id,
    )
    return [_order(workspace_id, record) for record in records]


def _order(workspace_id: WorkspaceId, record: Record) -> Order:  # noqa: PLR0911 - one for each kind
    job_id, arguments = JobId(record["id"]), orjson.loads(record["arguments"])
    match JobKind(record["kind"]):
        case JobKind.SNAPSHOTS:
            return GenerateSnapshots(workspace_id=workspace_id, job_id=job_id, **arguments)
        case JobKind.ANALYSES:
            return AnalysePeople(workspace_id=workspace_id, job_id=job_id)
        case JobKind.DEMO:
            return MakeDemo(workspace_id=workspace_id, job_id=job_id, **arguments)
        case JobKind.IMPORT:
            return ImportFile(workspace_id=workspace_id, job_id=job_id, **arguments)
        case JobKind.ERASURE:
            return ErasePeople(workspace_id=workspace_id, job_id=job_id)
        case JobKind.RETENTION:
            return ApplyRetention(workspace_id=workspace_id, job_id=job_id)
        case JobKind.SYNC:
            return SyncRepository(workspace_id=workspace_id, job_id=job_id, repository_id=record["repository_id"])
        case JobKind.CONNECTION:
            return SyncConnection(
                workspace_id=workspace_id, job_id=job_id, connection_id=record["connection_id"], **arguments
            )
        case JobKind.REPLAY:
            return ReplayPages(workspace_id=workspace_id, job_id=job_id, connection_id=record["connection_id"])


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


async def beat(connection: Connection, workspace_id: WorkspaceId, job_id: JobId) -> None:
    """Say that it is alive."""
    await connection.execute(
        "update jobs set heartbeat_at = now() where workspace_id = $1 and id = $2 and state = 'running'",
        workspace_id,
        job_id,
    )


async def show(
    connection: Connection,
    workspace_id: WorkspaceId,
    job_id: JobId,
    *,
    stage: str,
    done: int,
    total: int | None,
    unit: str | None = None,
) -> None:
    """Say what it is doing and how far that is; `unit` where it counts something else from now on."""
    await connection.execute(
        """
        update jobs
        set stage = $3, done = $4, total = $5, unit = coalesce($6, unit), heartbeat_at = now()
        where workspace_id = $1
          and id = $2
          and state = 'running'
        """,
        workspace_id,
        job_id,
        stage,
        done,
        total,
        unit,
    )


async def tell(
    connection: Connection, workspace_id: WorkspaceId, job_id: JobId, *, details: Mapping[str, object]
) -> None:
    """Add to what it has brought so far."""
    await connection.execute(
        """
        update jobs
        set details = details || $3::jsonb
        where workspace_id = $1
          and id = $2
        """,
        workspace_id,
        job_id,
        orjson.dumps(dict(details)).decode(),
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
