"""Watching and stopping jobs. What a job does is its own feature's affair."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.jobs import rows
from aexy.features.jobs.schemas import Job, JobState
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.kernel.errors import Conflict, Unknown
from aexy.kernel.ids import JobId, RepositoryId, WorkspaceId
from aexy.store.postgres import Connection

LIST = "jobs"


async def get_job(context: Context, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """The job; Unknown when the workspace has none of that id."""
    async with context.database.reading(workspace_id) as connection:
        job = await rows.find(connection, job_id)
    if job is None:
        raise Unknown(f"There is no job {job_id}.", next_step="List the workspace's jobs.", field="job_id")
    return job


async def list_jobs(
    context: Context,
    workspace_id: WorkspaceId,
    *,
    repository_id: RepositoryId | None,
    active: bool | None,
    cursor: str | None,
    limit: int,
) -> Page[Job]:
    """The workspace's jobs, newest first."""
    async with context.database.reading(workspace_id) as connection:
        found = await rows.newest(
            connection, before=_place(cursor), repository_id=repository_id, active=active, limit=limit + 1
        )
    return Page(items=found[:limit], next_cursor=_cursor(found[limit - 1]) if len(found) > limit else None)


async def latest_of(
    connection: Connection, repository_ids: Sequence[RepositoryId]
) -> dict[tuple[RepositoryId, bool], Job]:
    """By (repository, whether it is under way) the latest job of each, in one statement."""
    found = await rows.latest_of(connection, repository_ids)
    return {(RepositoryId(job.repository_id), not job.state.is_over): job for job in found if job.repository_id}


async def is_reading(connection: Connection) -> bool:
    """Whether facts are being read now, or soon: what is counted of them now would be counted again."""
    return await rows.is_reading(connection)


async def cancel_job(context: Context, workspace_id: WorkspaceId, job_id: JobId) -> Job:
    """Ask it to stop at its next step; Conflict when it is over already."""
    job = await get_job(context, workspace_id, job_id)
    if job.state.is_over:
        raise Conflict(f"The job is {job.state.value} already.", next_step="There is nothing left to cancel.")
    somebody_will_end_it = await context.jobs.cancel(job_id)
    states = [JobState.QUEUED] if somebody_will_end_it else [JobState.QUEUED, JobState.RUNNING]
    async with context.database.workspace(workspace_id) as connection:
        await rows.cancel(connection, job_id, context.now, states=states)
    return await get_job(context, workspace_id, job_id)


def _cursor(job: Job) -> str:
    return write_cursor(LIST, job.created_at, job.id)


def _place(cursor: str | None) -> tuple[datetime, JobId] | None:
    place = read_cursor(LIST, cursor, (datetime, UUID))
    return (place[0], JobId(place[1])) if place else None
