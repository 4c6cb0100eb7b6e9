"""An import by way of the job server: a reader that dies in the middle leaves nothing half applied."""

from collections.abc import AsyncIterator
from contextlib import suppress

import psutil
import pytest
from tests.doors.temporal.watching import ended, reached

from aexy.context import Context
from aexy.features.importing import service
from aexy.features.importing.schemas import ImportWish
from aexy.features.jobs.schemas import JobState
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store.postgres import Connection

HEADER = "id,environment,status,finished_at,deployed_by\n"
ROWS = 10_000
A_WHILE = 150


async def start(context: Context, workspace: WorkspaceId, content: str) -> JobId:
    async def body() -> AsyncIterator[bytes]:
        yield content.encode()

    wish = ImportWish(table="deployments", name="deployments.csv")
    return JobId((await service.start(context, workspace, wish, body(), requested_by=None)).id)


def kill_readers() -> int:
    """Kill whatever reads files just now; how many that were."""
    killed = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "aexy.features.ingest.child" in process.cmdline():
                process.kill()
                killed += 1
    return killed


@pytest.mark.usefixtures("worker")
async def test_an_import_killed_in_the_middle_goes_on_behind_the_last_whole_stretch(
    context: Context, workspace: WorkspaceId, owner: Connection
) -> None:
    lines = (f"d-{n},production,success,2026-01-05T{n % 24:02}:00:00Z,p{n % 9}@example.org\n" for n in range(ROWS))
    job_id = await start(context, workspace, HEADER + "".join(lines))
    await reached(
        context, workspace, job_id, lambda job: job.details.get("import", {}).get("applied", 0) > 0, within=A_WHILE
    )
    assert kill_readers() == 1
    there: int = await owner.fetchval("select count(*) from deployments where workspace_id = $1", workspace)
    assert 0 < there < ROWS
    assert there % 2_000 == 0

    job = await ended(context, workspace, job_id, within=A_WHILE)
    assert (job.state, job.details["rows"], job.details["new"]) == (JobState.DONE, ROWS, ROWS)
    assert await owner.fetchval("select count(*) from deployments where workspace_id = $1", workspace) == ROWS


@pytest.mark.usefixtures("worker")
async def test_a_file_with_a_bad_row_is_not_tried_again(
    context: Context, workspace: WorkspaceId, owner: Connection
) -> None:
    job_id = await start(context, workspace, HEADER + "d-1,production,odd,2026-01-05T09:00:00Z,\n")
    job = await ended(context, workspace, job_id, within=A_WHILE)
    assert job.state is JobState.FAILED
    assert (job.error or "").startswith("1 row of 1 in deployments.csv cannot be taken, so nothing was.")
    assert await owner.fetchval("select count(*) from raw_pages where workspace_id = $1", workspace) == 0
