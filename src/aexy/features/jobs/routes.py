"""`/workspaces/{workspace_id}/jobs`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.jobs import service
from aexy.features.jobs.schemas import Job
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.ids import JobId, RepositoryId

routes = Routes("/workspaces/{workspace_id}/jobs", tag="jobs")


@routes.get("", policy=Policy.VIEWER)
async def list_jobs(
    context: InContext,
    viewer: Asking,
    repository_id: Annotated[UUID | None, Query(description="Only this repository's.")] = None,
    active: Annotated[bool | None, Query(description="Only those under way, or only those that are over.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Job]:
    """The workspace's jobs, newest first."""
    return await service.list_jobs(
        context,
        viewer.workspace_id,
        repository_id=RepositoryId(repository_id) if repository_id else None,
        active=active,
        cursor=cursor,
        limit=limit,
    )


@routes.get("/{job_id}", policy=Policy.VIEWER)
async def get_job(context: InContext, viewer: Asking, job_id: UUID) -> Job:
    """One job, as far as it is."""
    return await service.get_job(context, viewer.workspace_id, JobId(job_id))


@routes.post("/{job_id}/cancel", policy=Policy.MEMBER, status=202)
async def cancel_job(context: InContext, viewer: Asking, job_id: UUID) -> Job:
    """Ask a job to stop at its next step."""
    return await service.cancel_job(context, viewer.workspace_id, JobId(job_id))
