"""The whole product with real servers, one for a module, and what a test does to them: stop, kill, fill."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from time import monotonic
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest
import pytest_asyncio
from tests.hub import a_hooked_connection, released, signed
from tests.running import Product, aexy, soon

from aexy.context import Context
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.running import cli_token_file, read_state
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database

SECRET = "a secret of sixteen letters"
COMMITS = 400


@dataclass
class World:
    """The product, and a client of whoever runs it."""

    product: Product
    client: httpx.Client
    workspace: WorkspaceId
    repository: Path

    def get(self, path: str, **words: Any) -> tuple[int, float]:
        """The status, and how long it took."""
        began = monotonic()
        answer = self.client.get(path, **words)
        return answer.status_code, monotonic() - began

    def ready(self) -> httpx.Response:
        return self.client.get("/api/v1/health/ready")

    def in_workspace(self, rest: str) -> str:
        return f"/api/v1/workspaces/{self.workspace}/{rest}"

    def members(self, part: str) -> list[psutil.Process]:
        """The process of that part, and all that came from it."""
        pid = self.product.state.parts[part].pid
        assert pid
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]

    @contextmanager
    def frozen(self, part: str) -> Iterator[None]:
        """It stands still meanwhile: it takes connections, and answers nothing."""
        members = self.members(part)
        for one in members:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(SIGSTOP)
        try:
            yield
        finally:
            for one in members:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(SIGCONT)

    def kill(self, part: str) -> int:
        """End it with no warning; the process id it had."""
        process = self.members(part)[0]
        process.send_signal(SIGKILL)
        return process.pid

    def is_back(self, part: str, before: int) -> bool:
        state = read_state(self.product.home)
        return state is not None and state.parts[part].is_alive and state.parts[part].pid != before

    def is_well(self) -> bool:
        with suppress(httpx.HTTPError):
            answer = self.ready()
            return answer.status_code == 200 and answer.json()["status"] == "ready"
        return False

    def order(self) -> str:
        """A sync of the repository; the job's id."""
        said = self.client.post(self.in_workspace("repositories"), json={"location": str(self.repository)})
        assert said.status_code < 300, said.text
        return str(said.json()["job"]["id"])

    def job(self, job_id: str) -> dict[str, Any]:
        answer = self.client.get(self.in_workspace(f"jobs/{job_id}"))
        return answer.json() if answer.status_code == 200 else {"state": f"unknown ({answer.status_code})"}

    def commits(self) -> int:
        """How many the product counts on the default branch."""
        (one,) = self.client.get(self.in_workspace("repositories")).json()["items"]
        return int(one["commits_counted"])


def grow(repository: Path, number: int) -> None:
    """So many more commits, in one go."""
    head = ask_git(repository, "rev-parse", "-q", "--verify", "main")
    count = int(ask_git(repository, "rev-list", "--count", "main") or 0)
    lines = []
    for each in range(count, count + number):
        body = f"line {each}\n"
        lines.append(
            f"commit refs/heads/main\ncommitter Ann <ann@example.org> {1_760_000_000 + each * 600} +0000\n"
            "data 5\nwork\n"
            + (f"from {head}\n" if head and each == count else "")
            + f"M 644 inline src/{each % 40}.py\ndata {len(body)}\n{body}\n"
        )
    subprocess.run(["git", "-C", str(repository), "fast-import", "--quiet"], input="".join(lines).encode(), check=True)


def ask_git(repository: Path, *words: str) -> str:
    """What it says, "" when it has nothing to say."""
    said = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, text=True, check=False)
    return said.stdout.strip() if said.returncode == 0 else ""


@pytest.fixture(scope="module")
def world(modules_place: Path) -> Iterator[World]:
    product = Product(modules_place / "home")
    product.start()
    try:
        repository = modules_place / "work"
        repository.mkdir()
        subprocess.run(["git", "-C", str(repository), "init", "-q", "-b", "main"], check=True)
        grow(repository, COMMITS)
        done = aexy("ingest", str(repository), home=product.home)
        assert done.returncode == 0, done.stderr
        token = cli_token_file(product.home).read_text().strip()
        with httpx.Client(
            base_url=product.state.url, headers={"authorization": f"Bearer {token}"}, timeout=60
        ) as client:
            own = client.get("/api/v1/auth/me").json()["workspaces"][0]
            assert soon(lambda: client.get("/api/v1/health/ready").json().get("status") == "ready")
            yield World(product, client, WorkspaceId(UUID(own["id"])), repository)
    finally:
        product.stop()


@pytest_asyncio.fixture(scope="module")
async def hooked(world: World) -> AsyncIterator[ConnectionId]:
    """A connection whose web hooks are signed with SECRET."""
    settings = Settings(home=world.product.home)
    database = await Database.connect(world.product.state.addresses.database_url, size=2)
    context = Context(settings, database, NoCache(), InlineDispatcher(_refuse), datetime.now(UTC))
    yield await a_hooked_connection(context, world.workspace, SECRET)
    await database.close()


async def _refuse(order: object) -> None:
    raise RuntimeError(f"Nothing is ordered here: {order}")


def knock(world: World, hooked: ConnectionId, number: int) -> int:
    """A signed delivery; the status."""
    headers, body = signed(SECRET, "release", released(number), f"d-{number}")
    return world.client.post(f"/api/v1/webhooks/{hooked}", headers=headers, content=body).status_code
