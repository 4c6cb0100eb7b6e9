"""Ordering snapshots, and waiting a moment for them where whoever asks wants to know what came of it."""

from pydantic import Field

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job
from aexy.features.routing import Viewer
from aexy.kernel.ids import JobId

LONGEST_WAIT = 20.0
PAUSE = 0.2  # seconds between two looks at the job


class Generated(Job):
    """The job that counts, and what it came to once it is done."""

    workspaces_processed: int | None = Field(description="Null until the job is done.")
    snapshots_generated: int | None = Field(description="Null until the job is done.")


async def generate(context: Context, viewer: Viewer, *, everything: bool, wait: bool) -> Generated:
    """Count again what was touched, or everything; with `wait` look for at most 20 seconds whether it is done."""
    job = await ingest.generate_snapshots(
        context, viewer.workspace_id, everything=everything, requested_by=viewer.account_id
    )
    for _ in range(int(LONGEST_WAIT / PAUSE) if wait else 0):
        if job.state.is_over:
            break
        await context.ticking().sleep(PAUSE)
        job = await jobs.get_job(context, viewer.workspace_id, JobId(job.id))
    return Generated(
        **job.model_dump(),
        workspaces_processed=job.details.get("workspaces_processed"),
        snapshots_generated=job.details.get("snapshots_generated"),
    )
