"""Orders given to the job server, or to one that is not there; and what happens by itself."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client
from tests.doors.temporal.conftest import free_port
from tests.doors.temporal.watching import ended

from aexy.context import Context
from aexy.features import orders
from aexy.features.ingest import service
from aexy.features.jobs.schemas import JobState
from aexy.features.jobs.service import cancel_job, list_jobs
from aexy.jobs.job import MakeDemo
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store.postgres import Connection
from aexy.temporal import schedules
from aexy.temporal.dispatch import TemporalDispatcher


async def states(context: Context, workspace: WorkspaceId) -> list[tuple[str, str]]:
    page = await list_jobs(context, workspace, repository_id=None, active=None, cursor=None, limit=50)
    return [(job.kind, job.state.value) for job in page.items]


async def test_the_same_order_twice_is_one_workflow(context: Context, client: Client, workspace: WorkspaceId) -> None:
    order = MakeDemo(workspace_id=workspace, job_id=JobId(uuid4()), developers=4, commits=100, seed=1)
    for _ in range(3):
        await context.jobs.dispatch(order)
    assert (await client.count_workflows(f"WorkflowId = '{order.job_id}'")).count <= 1
    assert await context.jobs.cancel(order.job_id)


async def test_cancelling_what_nobody_ordered_says_so(context: Context) -> None:
    assert not await context.jobs.cancel(JobId(uuid4()))


async def test_without_a_job_server_the_order_is_refused_and_the_job_says_why(
    context: Context, workspace: WorkspaceId
) -> None:
    nobody = await TemporalDispatcher.at(f"127.0.0.1:{free_port()}", "default")
    with pytest.raises(Unavailable, match="The job server cannot be reached"):
        await service.generate_snapshots(replace(context, jobs=nobody), workspace, requested_by=None)
    assert await states(context, workspace) == [("snapshots", "failed")]


async def test_a_job_whose_workflow_is_gone_can_still_be_cancelled(
    context: Context, workspace: WorkspaceId, owner: Connection
) -> None:
    job_id = await owner.fetchval(
        "insert into jobs (workspace_id, kind, state) values ($1, 'snapshots', 'running') returning id", workspace
    )
    assert (await cancel_job(context, workspace, JobId(job_id))).state is JobState.CANCELLED


@pytest.mark.usefixtures("worker")
async def test_the_demo_is_made(context: Context, workspace: WorkspaceId) -> None:
    job = await service.make_demo(context, workspace, developers=8, commits=400, seed=3, requested_by=None)
    finished = await ended(context, workspace, JobId(job.id))
    assert finished.state is JobState.DONE, finished.error
    assert finished.details["commits_added"] >= 400
    async with context.database.workspace(workspace) as connection:
        assert await connection.fetchval("select count(*) from teams") == 2
        assert await connection.fetchval("select count(*) from team_members") >= 7
        assert await connection.fetchval("select count(*) from raw_pages") > 0
        assert await connection.fetchval("select count(*) from metric_snapshots where subject_kind = 'team'") > 0


@pytest.mark.usefixtures("worker")
async def test_a_demo_that_cannot_be_made_says_why(context: Context, workspace: WorkspaceId) -> None:
    job = await service.make_demo(context, workspace, developers=5_000, commits=400, seed=3, requested_by=None)
    finished = await ended(context, workspace, JobId(job.id))
    assert finished.state is JobState.FAILED
    assert finished.error == "A demo of 5,000 developers cannot be made. Choose between 4 and 1,000."


@pytest.mark.usefixtures("worker")
async def test_a_day_that_begins_brings_snapshots_analyses_and_retention_once(
    context: Context, workspace: WorkspaceId
) -> None:
    await orders.keep_house(context)
    await orders.keep_house(context)
    assert sorted(kind for kind, _ in await states(context, workspace)) == ["analyses", "apply_retention", "snapshots"]


@pytest.mark.usefixtures("worker")
async def test_an_order_that_got_lost_is_given_again(
    context: Context, workspace: WorkspaceId, owner: Connection
) -> None:
    insert = "insert into jobs (workspace_id, kind, arguments) values ($1, 'snapshots', $2) returning id"
    lost = await owner.fetchval(insert, workspace, '{"everything": true}')
    await orders.keep_house(context)
    assert (await ended(context, workspace, JobId(lost))).state is JobState.DONE


async def test_the_schedule_can_be_registered_again_and_again(client: Client) -> None:
    for _ in range(2):
        await schedules.register(client)
    found = [one async for one in await client.list_schedules()]
    description = await client.get_schedule_handle(schedules.HOUSEKEEPING).describe()
    assert description.schedule.spec.intervals[0].every == timedelta(hours=1)
    assert len(found) <= 1


@pytest.mark.usefixtures("worker")
async def test_a_database_that_goes_away_for_a_moment_is_waited_for(
    context: Context, workspace: WorkspaceId, superuser_url: str, database_name: str
) -> None:
    """Every connection is cut and none is let in for a while; the job ends well all the same."""
    job = await service.make_demo(context, workspace, developers=8, commits=1_500, seed=3, requested_by=None)
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(f"alter database {database_name} allow_connections false")
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database_name
        )
        await asyncio.sleep(2)
    finally:
        await connection.execute(f"alter database {database_name} allow_connections true")
        await connection.close()
    finished = await ended(context, workspace, JobId(job.id))
    assert finished.state is JobState.DONE, finished.error
