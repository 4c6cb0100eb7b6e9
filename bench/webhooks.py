"""Web hooks on the running product: `python bench/webhooks.py`.

Starts Aexy in a folder of its own, knocks 200 times a second for 15 seconds with GitHub's signature, each delivery at
its own time whether the one before is answered or not, and prints how long an acknowledgement took (from the moment it
was due, and from the moment it was sent) beside the same server's empty endpoint asked at the same rate, what it cost
in processor time, whether every delivery is there, how fast they were read and by how many workflows.
"""

import argparse
import asyncio
import hashlib
import hmac
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg
import httptools
import orjson
import psutil
from pydantic import SecretStr
from temporalio.client import Client

from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.running import State, read_state
from aexy.settings import Settings
from aexy.store import sealing
from aexy.store.postgres import Database
from aexy.store.vault import Label

EMPTY = "GET /api/v1/health/live HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n"
REPOSITORY = 4001
CONNECTIONS = 16
PATIENCE = 120
AEXY = (sys.executable, "-m", "aexy.cli.main")


@contextmanager
def a_home() -> Iterator[Path]:
    """A folder for it, which PostgreSQL's own user may pass."""
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


@contextmanager
def product(home: Path) -> Iterator[State]:
    """`aexy up` in that folder, until we are done."""
    environment = os.environ | {"AEXY_HOME": str(home), "AEXY_PORT": "0"}
    with (home.parent / "said").open("wb") as said:
        process = subprocess.Popen([*AEXY, "up", "--no-demo"], env=environment, stdout=said, stderr=said)
    try:
        while "Aexy is up" not in (home.parent / "said").read_text():
            if process.poll() is not None:
                raise RuntimeError((home.parent / "said").read_text())
            time.sleep(0.1)
        state = read_state(home)
        assert state
        yield state
    finally:
        process.terminate()
        process.wait(60)


@dataclass(frozen=True, slots=True)
class Hook:
    """A connection with a web hook, and a repository that is followed through it."""

    workspace_id: WorkspaceId
    connection_id: ConnectionId
    secret: str

    def request(self, number: int, port: int, padding: int) -> bytes:
        """One delivery as GitHub sends it."""
        at = f"2026-11-20T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        body = orjson.dumps({
            "action": "published",
            "release": {
                "id": number, "tag_name": f"v{number}", "name": f"Release {number}", "body": "x" * padding,
                "draft": False, "prerelease": False, "created_at": at, "published_at": at, "updated_at": at,
                "html_url": f"https://hub.example/acme/pay/releases/{number}",
                "author": {"login": "ann", "id": 7, "type": "User"},
            },
            "repository": {"id": REPOSITORY, "name": "pay", "owner": {"login": "acme"}},
        })  # fmt: skip
        mark = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        head = (
            f"POST /api/v1/webhooks/{self.connection_id} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nx-github-event: release\r\n"
            f"x-github-delivery: delivery-{number}\r\nx-hub-signature-256: sha256={mark}\r\n\r\n"
        )
        return head.encode() + body


async def make_hook(state: State, home: Path) -> Hook:
    """Written straight into the database: no provider is asked."""
    url = state.addresses.owner_url or state.addresses.database_url
    owner = await asyncpg.connect(url)
    workspace = await owner.fetchval("insert into workspaces (slug, name) values ('bench', 'Bench') returning id")
    made = await owner.fetchval(
        """
        insert into connections (workspace_id, provider, name, base_url, origin, auth_kind)
        values ($1, 'github', 'bench', 'https://hub.example', 'hub.example', 'token') returning id
        """,
        workspace,
    )
    await owner.execute(
        """
        insert into repositories
            (workspace_id, connection_id, provider, origin, external_id, provider_id, url, owner, name, is_local)
        values ($1, $2, 'github', 'hub.example', $3, 'hub.example/acme/pay', 'https://hub.example/acme/pay', 'acme',
                'pay', false)
        """,
        workspace,
        made,
        str(REPOSITORY),
    )
    await owner.close()
    hook = Hook(WorkspaceId(UUID(str(workspace))), ConnectionId(UUID(str(made))), secrets.token_urlsafe(32))
    database = await Database.connect(state.addresses.database_url, size=1)
    async with database.workspace(hook.workspace_id) as connection:
        label = Label(hook.workspace_id, hook.connection_id, "webhook")
        await sealing.keep(connection, Settings(home=home), label, SecretStr(hook.secret))
    await database.close()
    return hook


@dataclass(slots=True)
class Answer:
    """Collects one answer's status."""

    done: bool = False
    parser: httptools.HttpResponseParser = field(init=False)

    def __post_init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)

    def on_message_complete(self) -> None:
        """All of it is here."""
        self.done = True


@dataclass(slots=True)
class Knocking:
    """Milliseconds from when each delivery was due, and from when it was sent, to its answer."""

    due: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)


async def knock(port: int, requests: list[bytes], rate: float, expected: int = 202) -> Knocking:
    """Send each at its time; RuntimeError for an answer that is not the expected one."""
    took, begin = Knocking(), time.perf_counter() + 0.5
    numbers = iter(range(len(requests)))

    async def send() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent = time.perf_counter()
            writer.write(requests[number])
            answer = Answer()
            while not answer.done:
                answer.parser.feed_data(await reader.read(65536))
            now = time.perf_counter()
            if answer.parser.get_status_code() != expected:
                raise RuntimeError(f"The server answered {answer.parser.get_status_code()}.")
            took.due.append(1000 * (now - due))
            took.sent.append(1000 * (now - sent))
        writer.close()

    await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return took


def spent(pid: int) -> dict[str, float]:
    """Processor seconds so far of what `aexy up` started."""
    parts = {
        "aexy.cli.serve": "API",
        "aexy.temporal.worker": "worker",
        "postgres": "PostgreSQL",
        "temporal": "Temporal",
    }
    seconds = dict.fromkeys(parts.values(), 0.0)
    for one in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            words = " ".join(one.cmdline())
            name = next((part for word, part in parts.items() if word in words), None)
            if name:
                used = one.cpu_times()
                seconds[name] += used.user + used.system
    return seconds


async def drained(state: State, hook: Hook, count: int, began: float) -> tuple[float, int, int]:
    """Seconds since `began` until all is read, facts there are afterwards, workflows that read."""
    owner = await asyncpg.connect(state.addresses.owner_url or state.addresses.database_url)
    there = await owner.fetchval("select count(*) from webhook_inbox where connection_id = $1", hook.connection_id)
    if there != count:
        raise RuntimeError(f"{there} of {count} deliveries are there.")
    while await owner.fetchval("select count(*) from webhook_inbox where state <> 'done'"):
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("The inbox was not drained.")
        await asyncio.sleep(0.2)
    seconds = time.perf_counter() - began
    facts = await owner.fetchval("select count(*) from releases where workspace_id = $1", hook.workspace_id)
    await owner.close()
    client = await Client.connect(state.addresses.temporal_address)
    runs = [each async for each in client.list_workflows("WorkflowType = 'DrainInbox'")]
    return seconds, facts, len(runs)


def percentile(took: list[float], share: float) -> float:
    """The value that this share of them does not pass."""
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


async def main(rate: float, seconds: float, padding: int) -> None:
    """One run."""
    with a_home() as home, product(home) as state:
        hook, port = await make_hook(state, home), state.api.port or int(state.url.rpartition(":")[2])
        count = int(rate * seconds)
        warm = [hook.request(10**6 + number, port, padding) for number in range(100)]
        await knock(port, warm, rate)
        empty = await knock(port, [EMPTY.format(port=port).encode()] * int(rate * 5), rate, expected=200)
        requests = [hook.request(number, port, padding) for number in range(count)]
        load, before, began = os.getloadavg()[0], spent(state.pid), time.perf_counter()
        took = await knock(port, requests, rate)
        cost = {name: 1000 * (used - before[name]) / count for name, used in spent(state.pid).items()}
        knocked = time.perf_counter() - began
        whole, facts, runs = await drained(state, hook, count + len(warm), began)
    for name, values in (
        ("empty endpoint, since it was sent", empty.sent), ("delivery, since it was sent", took.sent),
        ("delivery, since it was due", took.due),
    ):  # fmt: skip
        shown = ", ".join(f"{title} {percentile(values, share):.1f} ms" for title, share in
                          (("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("longest", 1.0)))  # fmt: skip
        print(f"{name}: {shown}")
    print(f"processor time of a delivery: {', '.join(f'{name} {each:.2f} ms' for name, each in cost.items())}")
    print(f"{count:,} deliveries of {padding + 600:,} bytes in {knocked:.1f} s, all there; {facts:,} facts")
    print(f"all read after {whole:.1f} s ({count / whole:.0f}/s), by {runs} workflow run(s); load {load:.1f} before")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=float, default=200)
    options.add_argument("--seconds", type=float, default=15)
    options.add_argument("--bytes", type=int, default=8000, help="of filling in each body")
    chosen = options.parse_args()
    asyncio.run(main(chosen.rate, chosen.seconds, chosen.bytes))
