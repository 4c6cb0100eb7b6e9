"""A running Aexy for commands to talk to: the real application, database and readers, on a port of its own."""

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest
import uvicorn
from click.testing import CliRunner, Result
from tests.closing import serve_to_the_end

from aexy.api.app import create_app
from aexy.cli.main import cli
from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.ingest.readers import Readers
from aexy.features.orders import carry_out
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.running import Addresses, Part, State, cli_token_file, state_file
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database

_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class House:
    """A data folder in which Aexy runs, and what is typed there."""

    home: Path
    url: str
    token: str

    def run(self, *words: str, said: str | None = None, **environment: str) -> Result:
        """Type `aexy …` in this folder."""
        return type_in(self.home, *words, said=said, **environment)

    def answer(self, *words: str) -> Any:  # noqa: ANN401 - JSON is any of several things
        """What `aexy … --json` prints; the command must succeed."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        return orjson.loads(done.stdout)


def type_in(home: Path, *words: str, said: str | None = None, **environment: str) -> Result:
    """Type `aexy …` with this data folder."""
    surroundings = {"AEXY_HOME": str(home), "AEXY_SERVER": None, "AEXY_TOKEN": None, "TZ": "Europe/Berlin"}
    return CliRunner().invoke(cli, words, input=said, env={**surroundings, **environment}, prog_name="aexy")


def write_state(home: Path, url: str, *, pid: int | None = None) -> None:
    """Say that Aexy runs there, as `aexy up` does."""
    me = psutil.Process(pid or os.getpid())
    nowhere = Addresses(database_url="", redis_url="", temporal_address="")
    state = State(pid=me.pid, born=me.create_time(), started_at=datetime.now(UTC), addresses=nowhere, api=Part(url=url))
    state_file(home).parent.mkdir(parents=True, exist_ok=True)
    state_file(home).write_text(state.model_dump_json())


@asynccontextmanager
async def _surroundings(settings: Settings, database_url: str) -> AsyncIterator[Context]:
    database, readers = await Database.connect(database_url, size=6), Readers(2)

    async def run(order: Order) -> None:
        await carry_out(context.at(datetime.now(UTC)), readers, order)

    dispatcher = InlineDispatcher(run)
    context = Context(settings, database, NoCache(), dispatcher, datetime.now(UTC))
    try:
        yield context
    finally:
        await dispatcher.close()
        await readers.close()
        await database.close()


async def _serve(
    settings: Settings, database_url: str, listening: socket.socket, started: "Future[tuple[uvicorn.Server, str]]"
) -> None:
    async with _surroundings(settings, database_url) as context:
        owner = await accounts.ensure_local_owner(context)
        session = await accounts.make_cli_session(context, owner)

        @asynccontextmanager
        async def opener() -> AsyncIterator[Context]:
            yield context

        server = uvicorn.Server(uvicorn.Config(create_app(settings, opener), log_level="error"))
        started.set_result((server, session.token))
        await serve_to_the_end(server, listening)


@pytest.fixture(scope="module")
def house(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Aexy running in a new data folder with nothing in it."""
    home = tmp_path_factory.mktemp("house")
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    started: Future[tuple[uvicorn.Server, str]] = Future()
    settings = Settings(home=home, ingest_processes=2)

    def serve() -> None:
        try:
            asyncio.run(_serve(settings, database_url, listening, started))
        except Exception as error:
            if not started.done():
                started.set_exception(error)
            raise

    thread = threading.Thread(target=serve)
    thread.start()
    with listening:
        server, token = started.result(_PATIENCE_SECONDS)
        write_state(home, url)
        cli_token_file(home).write_text(token)
        yield House(home, url, token)
        server.should_exit = True
        thread.join(_PATIENCE_SECONDS)
