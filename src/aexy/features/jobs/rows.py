"""Jobs as they are kept: one row a run, newest first."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from aexy.features.jobs.schemas import Job, JobState
from aexy.kernel.ids import JobId, RepositoryId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    j.id,
    j.kind,
    j.repository_id,
    r.name as repository_name,
    j.connection_id,
    c.name as connection_name,
    j.state,
    j.stage,
    j.done,
    j.total,
    j.unit,
    j.error,
    j.details,
    j.created_at,
    j.started_at,
    j.heartbeat_at,
    j.finished_at"""

LIST = f"""
select {COLUMNS}
from jobs j
left join repositories r on r.id = j.repository_id
left join connections c on c.id = j.connection_id
where ($1::timestamptz is null or (j.created_at, j.id) < ($1, $2::uuid))
    and ($3::uuid is null or j.repository_id = $3)
    and ($4::boolean is null or (j.state in ('queued', 'running')) = $4)
order by j.created_at desc, j.id desc
limit $5"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from jobs j
left join repositories r on r.id = j.repository_id
left join connections c on c.id = j.connection_id
where j.id = $1"""  # noqa: S608 - likewise

LATEST = f"""
select distinct on (j.repository_id, j.finished_at is null) {COLUMNS}
from jobs j
join repositories r on r.id = j.repository_id
left join connections c on c.id = j.connection_id
where j.repository_id = any($1::uuid[])
order by j.repository_id, j.finished_at is null, j.created_at desc"""  # noqa: S608 - likewise

CANCEL = """
update jobs
set state = 'cancelled',
    stage = null,
    finished_at = $2
where id = $1
    and state = any($3)"""


def read(record: Record) -> Job:
    """A row as a Job; asyncpg hands JSON over as text."""
    return Job(**{**record, "details": orjson.loads(record["details"]), "state": JobState(record["state"])})


IS_READING = """
select exists (
    select
    from jobs
    where state in ('queued', 'running')
        and kind in ('sync_repository', 'sync_connection', 'replay_pages', 'import_file', 'demo')
)"""


async def find(connection: Connection, job_id: JobId) -> Job | None:
    """The job, when it is of this workspace."""
    record = await connection.fetchrow(ONE, job_id)
    return read(record) if record else None


async def newest(
    connection: Connection,
    *,
    before: tuple[datetime, JobId] | None,
    repository_id: RepositoryId | None,
    active: bool | None,
    limit: int,
) -> list[Job]:
    """At most `limit` jobs, newest first, older than `before`."""
    created_at, job_id = before or (None, None)
    return [read(row) for row in await connection.fetch(LIST, created_at, job_id, repository_id, active, limit)]


async def latest_of(connection: Connection, repository_ids: Sequence[RepositoryId]) -> list[Job]:
    """Of each of these repositories the latest job under way and the latest that is over."""
    return [read(row) for row in await connection.fetch(LATEST, repository_ids)]


async def cancel(connection: Connection, job_id: JobId, now: datetime, *, states: Sequence[JobState]) -> None:
    """End a job nobody else will bring to an end, if it is in one of these states."""
    await connection.execute(CANCEL, job_id, now, list(states))


async def is_reading(connection: Connection) -> bool:
    """Whether a job that brings facts is under way, or waits to be."""
    found: bool = await connection.fetchval(IS_READING)
    return found
