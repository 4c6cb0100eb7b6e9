"""A real job server for the run, and a worker in this process."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from temporalio.client import Client
from temporalio.service import RPCError
from tests.doors.temporal.watching import PATIENCE_SECONDS

from aexy.context import Context
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database
from aexy.temporal.dispatch import TemporalDispatcher
from aexy.temporal.worker import serve

TEMPORAL = Path(sys.executable).with_name("temporal")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def temporal_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The development server, its file in a folder of its own."""
    folder = tmp_path_factory.mktemp("temporal")
    address = f"127.0.0.1:{free_port()}"
    words = ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", address.partition(":")[2]]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [TEMPORAL, *words, "--db-filename", folder / "temporal.db", "--log-level", "error"], stdout=log, stderr=log
        )
    try:
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest_asyncio.fixture(scope="module")
async def client(temporal_address: str) -> Client:
    """Connected to a server that answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connected = await Client.connect(temporal_address)
            await connected.count_workflows()
        except (RuntimeError, RPCError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return connected


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str, temporal_address: str) -> Settings:
    return Settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=database_url,
        redis_url="redis://127.0.0.1:1",  # nothing here asks it for anything
        temporal_address=temporal_address,
        ingest_processes=2,
    )


@pytest.fixture(scope="module")
def context(settings: Settings, database: Database, client: Client) -> Context:
    return Context(settings, database, NoCache(), TemporalDispatcher(client), datetime.now(UTC))


@pytest_asyncio.fixture(scope="module")
async def worker(context: Context, client: Client) -> AsyncIterator[None]:
    """Carries out what is ordered, in this process."""
    until = asyncio.Event()
    serving = asyncio.create_task(serve(client, context, until=until))
    yield
    until.set()
    await serving
