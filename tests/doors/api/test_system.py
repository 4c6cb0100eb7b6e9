"""How the product is, as far as each may know."""

from dataclasses import replace

import httpx
import pytest
from tests.doors.api.conftest import ClientOf

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.system import service
from aexy.features.system.probing import probe
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

SYSTEM = "/api/v1/admin/system"
READY = "/api/v1/health/ready"


async def test_an_admin_sees_the_workspace_and_nothing_of_the_machine(
    client: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    answer = await client.get(SYSTEM, params={"workspace_id": str(workspace)})
    said = answer.json()
    assert answer.status_code == 200, said
    assert said["machine"] is None
    assert [one["queue"] for one in said["workspace"]["queues"]] == ["SYNC", "ANALYSIS", "OPERATIONS"]
    assert said["parts"][0] == {
        "key": "database", "title": "PostgreSQL", "state": "up", "means": "Everything is kept here.",
    }  # fmt: skip


async def test_who_runs_the_machine_sees_all_of_it(
    client_of: ClientOf, context: Context, owner: Connection, workspace: WorkspaceId
) -> None:
    local = await accounts.ensure_local_owner(context)
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'owner') on conflict do nothing",
        workspace,
        local,
    )
    async with client_of(local) as client:
        said = (await client.get(SYSTEM, params={"workspace_id": str(workspace)})).json()
    machine = said["machine"]
    assert machine["disk"]["total"] > machine["disk"]["free"] > 0
    assert {pool["name"] for pool in machine["pools"]} == {"changes", "reads"}
    assert machine["workspaces"] >= 1
    assert machine["version"]


async def test_a_member_is_told_that_it_takes_an_admin(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId
) -> None:
    member = AccountId(await owner.fetchval("insert into accounts (name) values ('Member') returning id"))
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, member
    )
    async with client_of(member) as client:
        assert (await client.get(SYSTEM, params={"workspace_id": str(workspace)})).status_code == 403


async def test_failed_jobs_of_the_last_day_are_shown_and_a_neighbours_are_not(
    context: Context, owner: Connection, workspace: WorkspaceId
) -> None:
    put = "insert into jobs (workspace_id, kind, state, error, finished_at) values ($1, 'snapshots', 'failed', $2, $3)"
    other = await owner.fetchval("insert into workspaces (slug, name) values ('next-door', 'Next door') returning id")
    await owner.execute(put, workspace, "The disk is full.", context.now)
    await owner.execute(put, other, "Not ours.", context.now)
    said = await service.look(context, workspace, is_machine_shown=False)
    assert [one.error for one in said.workspace.failed] == ["The disk is full."]
    assert {one.queue: one.failed_last_day for one in said.workspace.queues}["ANALYSIS"] == 1


async def test_a_part_that_does_not_answer_is_named_within_a_moment(context: Context, workspace: WorkspaceId) -> None:
    async def never() -> bool:
        raise TimeoutError

    async def away() -> bool:
        return False

    broken = replace(context, probes={"cache": never, "jobs": away})
    said = await service.look(broken, workspace, is_machine_shown=False)
    assert not said.is_well
    assert said.sentence == "Does not answer: Valkey, Temporal."
    assert [one.is_up for one in await probe(broken)] == [True, False, False]


@pytest.mark.usefixtures("workspace")
async def test_ready_says_which_parts_answer(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(READY)
    assert answer.json() == {"status": "ready", "parts": [{"part": "database", "state": "up"}]}
