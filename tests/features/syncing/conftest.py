"""A connection to a GitHub that tells the demo's story, made as people make one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from tests.hub import NOON
from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import scenario
from tests.providers.serving import Hours

from aexy.context import Context
from aexy.features.accounts.service import LOCAL_OWNER, ensure_local_owner
from aexy.features.connections import service as connections
from aexy.features.connections.schemas import Following, NewConnection
from aexy.features.jobs.schemas import Job
from aexy.features.syncing import service
from aexy.jobs.job import Order, ReplayPages, SyncConnection
from aexy.kernel.ids import ConnectionId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection as Row
from aexy.store.postgres import Database


class OrderBook:
    """Orders are written down; a test carries out those it is about."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    async def dispatch(self, order: Order) -> None:
        self.orders.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        del job_id
        return False


@dataclass
class Connected:
    """A workspace with one connection, its provider, and the machinery of a sync without a job server."""

    context: Context
    workspace: WorkspaceId
    id: ConnectionId
    github: FakeGitHub
    book: OrderBook
    owner: Row
    hours: Hours

    async def sync(self, *, full: bool = False) -> Job:
        """Ask for a sync and carry it out; whatever it raises comes out."""
        self.context = self.context.at(self.hours.now)
        job = await service.start(self.context, self.workspace, self.id, full=full, requested_by=LOCAL_OWNER)
        order = next(one for one in self.book.orders if isinstance(one, SyncConnection) and one.job_id == job.id)
        if await service.read(self.context, order):
            await service.finish(self.context, order, {})
        return job

    async def replay(self) -> None:
        """Read the kept pages again."""
        job = await service.start_replay(self.context, self.workspace, self.id, requested_by=LOCAL_OWNER)
        order = next(one for one in self.book.orders if isinstance(one, ReplayPages) and one.job_id == job.id)
        assert await service.replay(self.context, order)
        await service.finish(self.context, order, {})

    async def count(self, table: str) -> int:
        """How many rows of the workspace a table has."""
        found: int = await self.owner.fetchval(
            f"select count(*) from {table} where workspace_id = $1",  # noqa: S608 - a table's name
            self.workspace,
        )
        return found


@pytest.fixture
def hours() -> Hours:
    return Hours(NOON)


@pytest_asyncio.fixture
async def github(hours: Hours) -> AsyncIterator[FakeGitHub]:
    async with FakeGitHub(scenario(developers=4, commits=100), hours) as made:
        yield made


@pytest_asyncio.fixture
async def connected(
    database: Database, workspace: WorkspaceId, owner: Row, hours: Hours, github: FakeGitHub, tmp_path: Path
) -> Connected:
    book = OrderBook()
    context = Context(Settings(home=tmp_path), database, NoCache(), book, hours.now, hours.clock())
    await ensure_local_owner(context)
    wish = NewConnection.model_validate({"provider": "github", "base_url": github.url, "tokens": ["secret"]})
    made = await connections.create(context, workspace, wish, requested_by=LOCAL_OWNER)
    found = ConnectionId(made.id)
    await connections.set_followed(context, workspace, found, Following(follows_all=True))
    return Connected(context, workspace, found, github, book, owner, hours)
