"""Work that outlives its request stays in its workspace: orders, files and web hooks that name another's things."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import Clock
from tests.hub import a_hub, released
from tests.providers.serving import Hours
from tests.tenants.calls import Plan
from tests.tenants.checksums import fingerprint
from tests.tenants.objects import NOW
from tests.tenants.world import CANARY, World, a_world

from aexy.context import Context
from aexy.features.importing import uploads
from aexy.features.ingest.readers import Readers
from aexy.features.orders import carry_out
from aexy.features.webhooks import drain, rows
from aexy.jobs.job import GenerateSnapshots, ImportFile, Order, ReplayPages, SyncConnection, SyncRepository
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import ConnectionId, JobId, RepositoryId, WorkspaceId
from aexy.store.postgres import Connection, Database

# What a job of their own may leave behind in their own workspace.
SURROUNDINGS = {"jobs", "snapshot_state", "metric_snapshots", "dirty_days"}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW + timedelta(hours=1))


@pytest_asyncio.fixture
async def world(context: Context, owner: Connection, app: FastAPI) -> AsyncIterator[World]:
    hours = Hours(NOW)
    async with a_hub(hours) as hub:
        yield await a_world(replace(context, clock=hours.clock()), owner, hub, Plan.of(app))


@pytest_asyncio.fixture
async def readers() -> AsyncIterator[Readers]:
    made = Readers(1)
    yield made
    await made.close()


def _orders(world: World) -> list[Order]:
    """Each in their workspace about something of ours."""
    ours, theirs, place = world.ours.ids, world.theirs.ids, world.elsewhere
    mine, other = JobId(UUID(theirs["job"])), JobId(UUID(ours["job"]))
    repository, connection = RepositoryId(UUID(ours["repository"])), ConnectionId(UUID(ours["connection"]))
    return [
        SyncRepository(workspace_id=place, repository_id=repository, job_id=mine),
        SyncConnection(workspace_id=place, connection_id=connection, job_id=mine),
        ReplayPages(workspace_id=place, connection_id=connection, job_id=mine),
        ImportFile(workspace_id=place, job_id=mine, upload="0" * 32, wish={"table": "deployments"}, at=NOW.isoformat()),
        GenerateSnapshots(workspace_id=place, job_id=other),
    ]


async def test_an_order_of_one_workspace_does_nothing_to_what_another_has(world: World, readers: Readers) -> None:
    before = await fingerprint(world.owner, world.workspace)
    theirs = await fingerprint(world.owner, world.elsewhere)
    for order in _orders(world):
        await world.owner.execute(
            "update jobs set state = 'queued', error = null, finished_at = null where id = $1",
            UUID(world.theirs.ids["job"]),
        )
        await carry_out(world.context, readers, order)
        assert await fingerprint(world.owner, world.workspace) == before, order
        said = await world.owner.fetchval("select error from jobs where id = $1", UUID(world.theirs.ids["job"]))
        assert CANARY not in (said or ""), order
    after = await fingerprint(world.owner, world.elsewhere)
    assert {table for table in after if after[table] != theirs[table]} <= {f"public.{table}" for table in SURROUNDINGS}


async def test_a_file_is_found_in_the_workspace_it_was_brought_to_and_no_other(world: World) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"id,environment,status\n"

    settings = world.context.settings
    upload, path = await uploads.keep(settings, world.workspace, "mine.csv", body())
    assert uploads.find(settings, world.workspace, upload) == path
    with pytest.raises(Unusable, match="not here"):
        uploads.find(settings, world.elsewhere, upload)
    uploads.drop(settings, world.elsewhere, upload)
    assert path.exists()


async def test_a_hook_of_one_workspace_changes_no_repository_of_another(world: World) -> None:
    """Their connection, believed and signed, tells of a release of the repository that we follow."""
    number = 77
    await world.owner.execute(
        "update repositories set external_id = $2 where id = $1", UUID(world.ours.ids["repository"]), str(number)
    )
    before = await fingerprint(world.owner, world.workspace)
    connection_id = ConnectionId(UUID(world.theirs.ids["connection"]))
    body = orjson.dumps(released(1, repository=number))
    async with world.context.database.workspace(world.elsewhere) as connection:
        await rows.put(
            connection, world.elsewhere, connection_id, delivery="d-1", event="release", headers={},
            body=zlib.compress(body), now=NOW,
        )  # fmt: skip
    await drain.drain(world.context, world.elsewhere)
    assert await fingerprint(world.owner, world.workspace) == before
    states = await world.owner.fetch("select state from webhook_inbox where delivery = 'd-1'")
    assert [row["state"] for row in states] == ["ignored"]


@pytest.mark.parametrize("said", ["'; reset role; --", "00000000-0000-0000-0000-000000000000", "", None])
async def test_only_a_uuid_becomes_a_workspace(database: Database, said: str | None) -> None:
    with pytest.raises(TypeError, match="UUID"):
        async with database.workspace(WorkspaceId(said)):  # type: ignore[arg-type]
            pytest.fail("a workspace was entered")
    with pytest.raises(TypeError, match="UUID"):
        async with database.reading(WorkspaceId(said)):  # type: ignore[arg-type]
            pytest.fail("a workspace was entered")
