"""A worker may die at any moment. What it was doing is done by the next one, and nothing is there twice."""

import asyncio
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio
from tests.doors.temporal.history import History
from tests.doors.temporal.watching import end, ended, reached, start_worker

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.jobs.schemas import JobState
from aexy.features.jobs.service import cancel_job
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.settings import Settings

COMMITS = 40_000


def a_history(path: Path, *, commits: int) -> History:
    made = History(path)
    for number in range(commits):
        made.commit(("Ada", "Bob", "Cy")[number % 3], f"Change {number}", lines=1 + number % 5)
    return made.save()


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return a_history(tmp_path_factory.mktemp("long") / "project", commits=COMMITS)


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; nothing when it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class Workers:
    """Worker processes of one test, and their log."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._settings, self.log = settings, log
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        self._started.append(start_worker(self._settings, self.log))
        return self._started[-1]

    def end(self) -> None:
        for worker in self._started:
            end(worker)

    @property
    def said(self) -> list[str]:
        return [json.loads(line)["message"] for line in self.log.read_text().splitlines() if line.startswith("{")]


@pytest.fixture
def workers(settings: Settings, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(settings, tmp_path / "worker.log")
    yield made
    made.end()


async def everything(context: Context, workspace: WorkspaceId) -> list[list[tuple[object, ...]]]:
    """All that was read and counted, without the keys that only say in which order it came in."""
    statements = [
        """
        select encode(c.sha, 'hex'), c.standing, c.lines_added, c.lines_removed, c.files_changed, i.email, d.name
        from commits c
        join developer_identities i on i.key = c.author_key
        join developers d on d.id = i.developer_id
        order by 1
        """,
        """
        select encode(c.sha, 'hex'), p.path, f.additions, f.deletions
        from commit_files f
        join commits c on c.key = f.commit_key
        join paths p on p.key = f.path_key
        order by 1, 2
        """,
        """
        select s.subject_kind, s.period_type, s.period_start, coalesce(d.email, r.name),
               s.commits_count, s.lines_added, s.active_days, s.longest_streak_days
        from metric_snapshots s
        left join developers d on s.subject_kind = 'developer' and d.key = s.subject_key
        left join repositories r on s.subject_kind = 'repository' and r.key = s.subject_key
        order by 1, 2, 3, 4
        """,
        "select email, count(*) from developer_identities group by email order by email",
    ]
    async with context.database.workspace(workspace) as connection:
        return [[tuple(row) for row in await connection.fetch(statement)] for statement in statements]


@pytest_asyncio.fixture(scope="module")
async def undisturbed(
    context: Context,
    owner_url: str,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    long_history: History,
) -> object:
    """What a worker that nobody kills makes of the same repository."""
    connection = await asyncpg.connect(owner_url)
    insert = "insert into workspaces (slug, name) values ('undisturbed', 'Undisturbed') returning id"
    workspace = WorkspaceId(await connection.fetchval(insert))
    await connection.close()
    worker = start_worker(settings, tmp_path_factory.mktemp("undisturbed") / "worker.log")
    try:
        _, job = await service.add_repository(context, workspace, location=str(long_history.path), requested_by=None)
        finished = await ended(context, workspace, JobId(job.id))
        assert finished.state is JobState.DONE, finished.error
        return await everything(context, workspace)
    finally:
        end(worker)


async def test_a_worker_killed_while_it_reads_is_replaced_by_the_next(
    context: Context, workspace: WorkspaceId, workers: Workers, long_history: History, undisturbed: object
) -> None:
    first = workers.start()
    _, job = await service.add_repository(context, workspace, location=str(long_history.path), requested_by=None)
    job_id = JobId(job.id)
    half_way = await reached(context, workspace, job_id, lambda job: 0 < job.done < COMMITS)
    children = psutil.Process(first.pid).children(recursive=True)
    first.kill()
    first.wait()
    assert half_way.state is JobState.RUNNING
    _, alive = await asyncio.to_thread(psutil.wait_procs, children, 10)
    assert not alive, "what the worker had started outlived it"
    workers.start()
    finished = await ended(context, workspace, job_id)
    assert (finished.state, finished.done) == (JobState.DONE, COMMITS)
    assert await everything(context, workspace) == undisturbed


async def test_a_reader_that_is_killed_is_replaced_and_its_stretch_read_again(
    context: Context, workspace: WorkspaceId, workers: Workers, long_history: History, undisturbed: object
) -> None:
    worker = workers.start()
    _, job = await service.add_repository(context, workspace, location=str(long_history.path), requested_by=None)
    await reached(context, workspace, JobId(job.id), lambda job: 0 < job.done < COMMITS)
    readers = [one for one in psutil.Process(worker.pid).children() if "aexy.features.ingest.child" in words_of(one)]
    assert readers
    for reader in readers:
        reader.kill()
    finished = await ended(context, workspace, JobId(job.id))
    assert finished.state is JobState.DONE
    assert await everything(context, workspace) == undisturbed


async def test_a_cancelled_job_stops_and_the_next_one_goes_on_from_there(
    context: Context, workspace: WorkspaceId, workers: Workers, tmp_path: Path
) -> None:
    # A wish to cancel arrives with the next heartbeat, a second later at most: there must be more to read than that.
    endless = a_history(tmp_path / "endless", commits=3 * COMMITS)
    workers.start()
    repository, job = await service.add_repository(context, workspace, location=str(endless.path), requested_by=None)
    await reached(context, workspace, JobId(job.id), lambda job: job.done > 0)
    await cancel_job(context, workspace, JobId(job.id))
    stopped = await ended(context, workspace, JobId(job.id))
    assert (stopped.state, stopped.error) == (JobState.CANCELLED, None)
    assert stopped.done < len(endless)
    again = await service.sync(context, workspace, repository.id, requested_by=None)
    finished = await ended(context, workspace, JobId(again.id))
    assert finished.state is JobState.DONE
    async with context.database.workspace(workspace) as connection:
        counted = await connection.fetchval("select count(distinct sha) from commits where standing = 'counted'")
        files = await connection.fetchval("select count(*) from commit_files")
    assert (counted, files) == (len(endless), len(endless))


async def test_a_worker_told_to_stop_stops_in_order(workers: Workers) -> None:
    worker = workers.start()
    while "ready" not in workers.said:
        await asyncio.sleep(0.05)
        assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.wait, 15) == 0
    assert workers.said[-1] == "stopped"


async def test_a_worker_told_to_stop_leaves_what_it_was_doing_to_the_next(
    context: Context, workspace: WorkspaceId, workers: Workers, long_history: History, undisturbed: object
) -> None:
    first = workers.start()
    _, job = await service.add_repository(context, workspace, location=str(long_history.path), requested_by=None)
    await reached(context, workspace, JobId(job.id), lambda job: 0 < job.done < COMMITS)
    first.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(first.wait, 15) == 0
    workers.start()
    finished = await ended(context, workspace, JobId(job.id))
    assert (finished.state, finished.error) == (JobState.DONE, None)
    assert await everything(context, workspace) == undisturbed


async def test_the_address_of_the_database_is_in_nobodys_arguments(
    context: Context, workspace: WorkspaceId, workers: Workers, long_history: History
) -> None:
    worker = workers.start()
    _, job = await service.add_repository(context, workspace, location=str(long_history.path), requested_by=None)
    await reached(context, workspace, JobId(job.id), lambda job: job.done > 0)
    words = [word for one in psutil.Process(worker.pid).children(recursive=True) for word in words_of(one)]
    assert words
    assert not [word for word in words if "postgresql://" in word]
    await context.jobs.cancel(JobId(job.id))
    await ended(context, workspace, JobId(job.id))
