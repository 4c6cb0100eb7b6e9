"""A repository goes in at one end and numbers come out at the other, through the real job server."""

from collections import Counter
from pathlib import Path

import pytest
from temporalio.client import Client
from tests.doors.temporal.history import History
from tests.doors.temporal.watching import added, ended, synced

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.jobs.schemas import JobState
from aexy.jobs.job import SyncRepository
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import AccountId, JobId, WorkspaceId

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Ada makes three commits, then Bob two; the files get 1, 2, 3, 4 and 5 lines."""
    made = History(tmp_path / "project")
    for lines, who in enumerate(["Ada", "Ada", "Ada", "Bob", "Bob"], start=1):
        made.commit(who, f"Change {lines}", lines=lines)
    return made.save()


async def standings(context: Context, workspace: WorkspaceId) -> Counter[str]:
    async with context.database.workspace(workspace) as connection:
        rows = await connection.fetch("select standing, count(*) from commits group by standing")
    return Counter({row["standing"]: row["count"] for row in rows})


async def weekly(context: Context, workspace: WorkspaceId) -> list[tuple[str, int, int]]:
    """(start of the week, commits, lines added) of the whole workspace, from the stored snapshots."""
    async with context.database.workspace(workspace) as connection:
        rows = await connection.fetch(
            """
            select period_start, commits_count, lines_added
            from metric_snapshots
            where subject_kind = 'workspace'
              and period_type = 'weekly'
            order by period_start
            """
        )
    return [(row["period_start"].isoformat(), row["commits_count"], row["lines_added"]) for row in rows]


async def test_a_repository_is_read_placed_and_counted(
    context: Context, workspace: WorkspaceId, history: History
) -> None:
    _, job = await added(context, workspace, history.path)
    assert (job.state, job.stage, job.error) == (JobState.DONE, "Done", None)
    assert (job.done, job.total, job.unit) == (5, 5, "commits")
    told = job.details
    assert (told["commits_added"], told["files"], told["lines"], told["people"]) == (5, 5, 15, 2)
    assert told["seconds"] > 0
    assert await standings(context, workspace) == {"counted": 5}
    assert await weekly(context, workspace) == [("2024-01-01", 5, 15)]


async def test_a_second_sync_with_nothing_new_says_so(
    context: Context, workspace: WorkspaceId, history: History
) -> None:
    repository, _ = await added(context, workspace, history.path)
    job = await synced(context, workspace, repository)
    assert job.state is JobState.DONE
    assert job.details["commits_read"] == 0
    assert await standings(context, workspace) == {"counted": 5}


async def test_only_what_is_new_is_read(context: Context, workspace: WorkspaceId, history: History) -> None:
    repository, _ = await added(context, workspace, history.path)
    history.commit("Cy", "Join", lines=10).save()
    job = await synced(context, workspace, repository)
    assert (job.details["commits_read"], job.details["commits_added"], job.details["people"]) == (1, 1, 3)
    assert await weekly(context, workspace) == [("2024-01-01", 6, 25)]


async def test_rewritten_history_is_marked_and_not_counted(
    context: Context, workspace: WorkspaceId, history: History
) -> None:
    repository, _ = await added(context, workspace, history.path)
    history.rewrite_from(3).commit("Cy", "Do it differently", lines=7).save()
    job = await synced(context, workspace, repository)
    assert job.details["commits_added"] == 1
    assert await standings(context, workspace) == {"counted": 4, "unreachable": 2}
    assert await weekly(context, workspace) == [("2024-01-01", 4, 13)]


async def test_the_same_repository_added_twice_is_one_and_so_is_its_job(
    context: Context, workspace: WorkspaceId, history: History
) -> None:
    first, job = await service.add_repository(context, workspace, location=str(history.path), requested_by=None)
    second, again = await service.add_repository(context, workspace, location=str(history.path), requested_by=None)
    assert (first.id, job.id) == (second.id, again.id)
    await ended(context, workspace, JobId(job.id))
    assert await standings(context, workspace) == {"counted": 5}


async def test_an_order_given_again_after_its_end_changes_nothing(
    context: Context, client: Client, workspace: WorkspaceId, history: History
) -> None:
    repository, job = await added(context, workspace, history.path)
    job_id = JobId(job.id)
    await context.jobs.dispatch(SyncRepository(workspace_id=workspace, repository_id=repository.id, job_id=job_id))
    await client.get_workflow_handle(str(job.id)).result()
    assert await ended(context, workspace, JobId(job.id)) == job


async def test_a_source_that_is_gone_fails_with_a_sentence(
    context: Context, workspace: WorkspaceId, history: History
) -> None:
    repository, _ = await added(context, workspace, history.path)
    history.path.rename(history.path.with_name("elsewhere"))
    job = await synced(context, workspace, repository)
    assert job.state is JobState.FAILED
    assert job.error == f"There is nothing at {history.path}. Look at how the path is written."
    assert await standings(context, workspace) == {"counted": 5}
    history.path.with_name("elsewhere").rename(history.path)
    assert (await synced(context, workspace, repository)).state is JobState.DONE


async def test_an_empty_repository_is_no_error(context: Context, workspace: WorkspaceId, tmp_path: Path) -> None:
    _, job = await added(context, workspace, History(tmp_path / "empty").save().path)
    assert (job.state, job.done, job.total) == (JobState.DONE, 0, 0)


async def test_a_private_address_is_read_for_the_owner_of_the_machine_only(
    context: Context, workspace: WorkspaceId, account: AccountId
) -> None:
    repository, job = await service.add_repository(
        context, workspace, location="http://127.0.0.1:9/inside/project.git", requested_by=account
    )
    assert not repository.is_trusted
    over = await ended(context, workspace, JobId(job.id))
    assert over.state is JobState.FAILED
    assert over.error == "127.0.0.1 is a private address. Only the local owner may read from there."


async def test_a_folder_that_is_no_repository_is_refused_when_it_is_named(
    context: Context, workspace: WorkspaceId, tmp_path: Path
) -> None:
    with pytest.raises(Unusable, match="is no git repository"):
        await service.add_repository(context, workspace, location=str(tmp_path), requested_by=None)
    async with context.database.workspace(workspace) as connection:
        assert await connection.fetchval("select count(*) from repositories") == 0
