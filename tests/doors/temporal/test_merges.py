"""Histories of many merges: numbers are there before what merges change has been read, and a death in between heals."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors.temporal.history import FIRST
from tests.doors.temporal.watching import end, ended, reached, start_worker, synced
from tests.repositories import environment

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.jobs.schemas import Job, JobState
from aexy.features.jobs.service import cancel_job
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.settings import Settings

MERGES = 3_000
FILES = 50


@pytest.fixture(scope="module")
def branches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of every three commits two lie on a branch, and the third brings them home: a merge of two files.

    Each branch touches its file twice, so what its merge changes is nowhere to be found but in the merge.
    """
    path = tmp_path_factory.mktemp("branches") / "project"
    subprocess.run(["git", "init", "-q", "-b", "main", path], check=True, env=environment())
    words = [_commit(1, "Begin", [], {"start": "1\n"})]
    for number in range(MERGES):
        home, first = 3 * number + 1, 3 * number + 2
        words += [
            _commit(first, "Try", [home], {f"f{number % FILES}": f"{number}\n"}),
            _commit(first + 1, "Mend", [first], {f"f{number % FILES}": f"{number}\nmore\n", "log": f"{number}\n"}),
            _commit(
                first + 2, "Join", [home, first + 1], {f"f{number % FILES}": f"{number}\nmore\n", "log": f"{number}\n"}
            ),
        ]
    subprocess.run(["git", "-C", path, "fast-import", "--quiet"], input="".join(words).encode(), check=True)
    return path


def _commit(mark: int, subject: str, parents: list[int], files: dict[str, str]) -> str:
    signature = f"Ada <ada@example.org> {FIRST + mark * 60} +0000"
    lines = [f"commit refs/heads/main\nmark :{mark}\nauthor {signature}\ncommitter {signature}"]
    lines += [f"data {len(subject)}\n{subject}"]
    lines += [f"{word} :{parent}" for word, parent in zip(("from", "merge"), parents, strict=False)]
    lines += [f"M 100644 inline {name}\ndata {len(body)}\n{body}" for name, body in files.items()]
    return "\n".join(lines) + "\n\n"


@pytest.fixture
def workers(settings: Settings, tmp_path: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    started = [start_worker(settings, tmp_path / "worker.log")]
    yield started
    for worker in started:
        end(worker)


def is_at_merges(job: Job) -> bool:
    return job.stage == "Reading merges" and job.done > 0 and not job.state.is_over


async def figures(context: Context, workspace: WorkspaceId) -> tuple[int, ...]:
    """Commits that count, merges among them that are complete, their lines, files of commits, commits in snapshots."""
    async with context.database.workspace(workspace) as connection:
        row = await connection.fetchrow(
            """
            select count(*), count(additions) filter (where is_merge), sum(additions) filter (where is_merge),
                   (select count(*) from commit_files),
                   (
                       select sum(commits_count)
                       from metric_snapshots
                       where subject_kind = 'workspace' and period_type = 'daily'
                   )
            from commits
            where standing = 'counted'
            """
        )
    return tuple(int(one or 0) for one in row)


# A file's first version has two lines, each later one changes one of them.
WHOLE = (3 * MERGES + 1, MERGES, 2 * MERGES + FILES, 5 * MERGES + 1, 2 * MERGES + 1)


@pytest.mark.usefixtures("workers")
async def test_numbers_are_there_before_the_merges_are_read(
    context: Context, workspace: WorkspaceId, branches: Path
) -> None:
    _, job = await service.add_repository(context, workspace, location=str(branches), requested_by=None)
    half_way = await reached(context, workspace, JobId(job.id), is_at_merges)
    assert half_way.total == MERGES
    assert half_way.details["seconds_until_counted"] > 0
    assert "snapshots_generated" in half_way.details
    commits, _, _, _, counted = await figures(context, workspace)
    assert (commits, counted) == (3 * MERGES + 1, 2 * MERGES + 1)
    finished = await ended(context, workspace, JobId(job.id))
    assert (finished.state, finished.stage, finished.error) == (JobState.DONE, "Done", None)
    assert (finished.done, finished.total) == (3 * MERGES + 1, 3 * MERGES + 1)
    assert finished.details["commits_added"] == finished.details["commits_read"] == 3 * MERGES + 1
    assert finished.details["files"] == 5 * MERGES + 1
    assert finished.details["seconds_until_counted"] < finished.details["seconds"]
    assert await figures(context, workspace) == WHOLE


async def test_a_worker_killed_among_the_merges_is_replaced_by_the_next(
    context: Context,
    settings: Settings,
    workspace: WorkspaceId,
    workers: list["subprocess.Popen[bytes]"],
    branches: Path,
    tmp_path: Path,
) -> None:
    _, job = await service.add_repository(context, workspace, location=str(branches), requested_by=None)
    await reached(context, workspace, JobId(job.id), is_at_merges)
    workers[0].kill()
    await asyncio.to_thread(workers[0].wait)
    assert (await figures(context, workspace))[1] < MERGES
    workers.append(start_worker(settings, tmp_path / "worker.log"))
    finished = await ended(context, workspace, JobId(job.id))
    assert (finished.state, finished.done) == (JobState.DONE, 3 * MERGES + 1)
    assert await figures(context, workspace) == WHOLE


@pytest.mark.usefixtures("workers")
async def test_a_job_cancelled_among_the_merges_is_made_good_by_the_next(
    context: Context, workspace: WorkspaceId, branches: Path
) -> None:
    repository, job = await service.add_repository(context, workspace, location=str(branches), requested_by=None)
    await reached(context, workspace, JobId(job.id), is_at_merges)
    await cancel_job(context, workspace, JobId(job.id))
    assert (await ended(context, workspace, JobId(job.id))).state in {JobState.CANCELLED, JobState.DONE}
    again = await synced(context, workspace, repository)
    assert again.state is JobState.DONE
    assert await figures(context, workspace) == WHOLE
    nothing = await synced(context, workspace, repository)
    assert nothing.details["commits_read"] == 0
