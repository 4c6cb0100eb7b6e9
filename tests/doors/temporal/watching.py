"""Ordering work and waiting for it; and a worker in a process of its own, for tests in which it dies."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.ingest.schemas import Repository
from aexy.features.jobs.schemas import Job
from aexy.features.jobs.service import get_job
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.settings import Settings

PATIENCE_SECONDS = 180  # a job ends when its lines are read, long after its numbers count


async def ended(context: Context, workspace: WorkspaceId, job_id: JobId, *, within: float = PATIENCE_SECONDS) -> Job:
    """The job once it is over, however it ended."""
    return await reached(context, workspace, job_id, lambda job: job.state.is_over, within=within)


async def reached(
    context: Context,
    workspace: WorkspaceId,
    job_id: JobId,
    is_there: Callable[[Job], bool],
    *,
    within: float = PATIENCE_SECONDS,
) -> Job:
    """The job once it has come so far."""
    deadline = time.monotonic() + within
    while not is_there(job := await get_job(context, workspace, job_id)):
        assert time.monotonic() < deadline, f"the job stands still: {job}"
        await asyncio.sleep(0.02)
    return job


async def added(context: Context, workspace: WorkspaceId, path: Path) -> tuple[Repository, Job]:
    """The repository read to the end, and the job that did it."""
    repository, job = await service.add_repository(context, workspace, location=str(path), requested_by=None)
    return repository, await ended(context, workspace, JobId(job.id))


async def synced(context: Context, workspace: WorkspaceId, repository: Repository) -> Job:
    """The job of one more sync, once it is over."""
    job = await service.sync(context, workspace, repository.id, requested_by=None)
    return await ended(context, workspace, JobId(job.id))


def start_worker(settings: Settings, log: Path) -> "subprocess.Popen[bytes]":
    """A worker as `aexy up` starts it, writing its log into a file."""
    environment = os.environ | {
        "AEXY_HOME": str(settings.home),
        "AEXY_DATABASE_URL": settings.database_url or "",
        "AEXY_REDIS_URL": settings.redis_url or "",
        "AEXY_TEMPORAL_ADDRESS": settings.temporal_address or "",
        "AEXY_INGEST_PROCESSES": "2",
    }
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "aexy.temporal.worker"], stdout=stream, stderr=stream, env=environment
        )


def end(worker: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        worker.kill()
    worker.wait()
