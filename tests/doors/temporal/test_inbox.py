"""What providers knock about is read by one workflow a workspace, however often it is told of something new."""

import asyncio
import time
import zlib

import orjson
import pytest
from temporalio.client import Client
from tests.doors.temporal.watching import PATIENCE_SECONDS
from tests.hub import a_hooked_connection, followed_repository, released

from aexy.context import Context
from aexy.features.webhooks import rows
from aexy.jobs.job import DrainInbox
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.store.postgres import Connection as Row

pytestmark = pytest.mark.usefixtures("worker")


async def put(context: Context, workspace: WorkspaceId, found: ConnectionId, number: int) -> None:
    async with context.database.workspace(workspace) as connection:
        await rows.put(
            connection, workspace, found, delivery=f"d-{number}", event="release", headers={},
            body=zlib.compress(orjson.dumps(released(number))), now=context.now,
        )  # fmt: skip
    await context.jobs.dispatch(DrainInbox(workspace_id=workspace))


async def until_read(owner: Row, found: ConnectionId) -> None:
    asked = "select count(*) from webhook_inbox where connection_id = $1 and state <> 'done'"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while await owner.fetchval(asked, found):
        assert time.monotonic() < deadline, "the inbox stands still"
        await asyncio.sleep(0.05)


async def test_deliveries_become_facts_by_one_workflow_that_is_told_of_each(
    context: Context, workspace: WorkspaceId, owner: Row, client: Client
) -> None:
    found = await a_hooked_connection(context, workspace, "secret")
    await followed_repository(context, workspace, found)
    for number in range(3):
        await put(context, workspace, found, number)
    await until_read(owner, found)
    reader = client.get_workflow_handle(str(DrainInbox(workspace_id=workspace).job_id))
    run_id = (await reader.describe()).run_id
    await put(context, workspace, found, 3)
    await until_read(owner, found)
    assert (await reader.describe()).run_id == run_id
    facts = await owner.fetch("select external_id from releases where workspace_id = $1 order by 1", workspace)
    assert [each["external_id"] for each in facts] == ["0", "1", "2", "3"]
