"""An import by way of the job server: a worker that dies in the middle leaves nothing half applied."""

from collections.abc import AsyncIterator
from pathlib import Path

from tests.doors.temporal.watching import end, ended, reached, start_worker

from aexy.context import Context
from aexy.features.importing import service
from aexy.features.importing.schemas import ImportWish
from aexy.features.jobs.schemas import JobState
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.postgres import Connection

HEADER = "id,environment,status,finished_at,deployed_by\n"
ROWS = 6_000
A_WHILE = 150


async def start(context: Context, workspace: WorkspaceId, content: str) -> JobId:
    async def body() -> AsyncIterator[bytes]:
        yield content.encode()

    wish = ImportWish(table="deployments", name="deployments.csv")
    return JobId((await service.start(context, workspace, wish, body(), requested_by=None)).id)


async def test_a_killed_workers_import_is_finished_by_the_next(
    context: Context, settings: Settings, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    lines = (f"d-{n},production,success,2026-01-05T{n % 24:02}:00:00Z,p{n % 9}@example.org\n" for n in range(ROWS))
    job_id = await start(context, workspace, HEADER + "".join(lines))
    first = start_worker(settings, tmp_path / "worker.log")
    try:
        await reached(
            context, workspace, job_id, lambda job: job.details.get("import", {}).get("applied", 0) > 0, within=A_WHILE
        )
    finally:
        end(first)
    there: int = await owner.fetchval("select count(*) from deployments where workspace_id = $1", workspace)
    assert 0 < there < ROWS
    assert there % 2_000 == 0

    second = start_worker(settings, tmp_path / "worker.log")
    try:
        job = await ended(context, workspace, job_id, within=A_WHILE)
        assert (job.state, job.details["rows"], job.details["new"]) == (JobState.DONE, ROWS, ROWS)
        bad = await ended(
            context, workspace, await start(context, workspace, HEADER + "d-1,production,odd,2026-01-05T09:00:00Z,\n")
        )
    finally:
        end(second)
    assert await owner.fetchval("select count(*) from deployments where workspace_id = $1", workspace) == ROWS
    assert bad.state is JobState.FAILED
    assert (bad.error or "").startswith("1 row of 1 in deployments.csv cannot be taken, so nothing was.")
