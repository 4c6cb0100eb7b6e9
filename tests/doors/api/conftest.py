"""The whole application over a real database, called without a network; orders are only written down."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from aexy.api.app import create_app
from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

ADDRESS = "http://127.0.0.1:8000"

ClientOf = Callable[[AccountId | None], AbstractAsyncContextManager[httpx.AsyncClient]]


@dataclass(slots=True)
class OrderBook:
    """A dispatcher that keeps what it was told."""

    orders: list[Order] = field(default_factory=list)
    cancelled: list[JobId] = field(default_factory=list)

    async def dispatch(self, order: Order) -> None:
        self.orders.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        self.cancelled.append(job_id)
        return False


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is turned."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def orders() -> OrderBook:
    return OrderBook()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the pages are; a test that wants some puts them there before it asks for the application."""
    return tmp_path / "site"


@pytest.fixture
def context(database: Database, orders: OrderBook, clock: Clock, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), orders, clock.now)


@pytest_asyncio.fixture
async def app(context: Context, clock: Clock, site: Path) -> AsyncIterator[FastAPI]:
    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield context

    made = create_app(context.settings, opener, clock=clock, site=site)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def client_of(app: FastAPI, context: Context) -> ClientOf:
    """A client of somebody who is signed in, or of nobody."""

    @asynccontextmanager
    async def make(account_id: AccountId | None) -> AsyncIterator[httpx.AsyncClient]:
        headers = {}
        if account_id is not None:
            session = await accounts.make_cli_session(context, account_id)
            headers["authorization"] = f"Bearer {session.token}"
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
            yield client

    return make


@pytest_asyncio.fixture
async def client(client_of: ClientOf, account: AccountId) -> AsyncIterator[httpx.AsyncClient]:
    """The owner of the workspace."""
    async with client_of(account) as made:
        yield made


@pytest_asyncio.fixture
async def nobody(client_of: ClientOf) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(None) as made:
        yield made


@pytest_asyncio.fixture
async def stranger(client_of: ClientOf, owner: Connection) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody signed in who belongs to another workspace only."""
    elsewhere = await owner.fetchval(
        "insert into workspaces (slug, name) values ($1, 'Elsewhere') returning id", f"e-{uuid4().hex[:12]}"
    )
    made = await owner.fetchval("insert into accounts (name) values ('Stranger') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'owner')", elsewhere, made
    )
    async with client_of(AccountId(made)) as client:
        yield client


@pytest.fixture
def base(workspace: WorkspaceId) -> str:
    """Where everything of the workspace is."""
    return f"/api/v1/workspaces/{workspace}"
