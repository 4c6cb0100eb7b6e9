"""The API against its own empty endpoint, and against an ORM with a response model: `python bench/api.py`.

Three servers' worth of addresses, one after the other and round about, by 16 connections that each wait for an answer:
the empty endpoint (what HTTP costs), a stored reading of one developer (three metrics, twelve weeks), the same from the
peer. A reading is asked in three ways: always the same one, one of 500 developers after the other, and questions never
asked before (what an answer costs that is not kept). Prints medians of the rounds and their ratios.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.load import Load, ask
from bench.synthetic import make_workspace

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.insights.snapshots import recompute
from aexy.jobs.inline import InlineDispatcher
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.stack.valkey import Valkey
from aexy.store.cache import NoCache
from aexy.store.migrate import migrate
from aexy.store.postgres import Database

KEYS = "commits_count,lines_added,avg_commit_size"
WINDOW = "bucket=weekly&from=2025-09-01&to=2025-11-24&compare=none"
DEVELOPERS, EVENTS = 500, 200_000
NEVER_REPEATED = 200


@dataclass(frozen=True, slots=True)
class World:
    """What the servers are asked about, and how they find it."""

    database_url: str
    owner_url: str
    redis_url: str
    token: str
    access: str
    home: Path
    workspace: str
    developers: list[str]


@asynccontextmanager
async def world(home: Path) -> AsyncIterator[World]:
    """PostgreSQL and Valkey with a workspace of 500 developers and two years of snapshots."""
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster, valkey = cluster_at(place), Valkey(place)
    postgres, cache = await start_postgres(cluster), await valkey.start()
    try:
        await migrate(cluster.url(OWNER))
        workspace = await make_workspace(cluster.url(OWNER), developers=DEVELOPERS, events=EVENTS)
        database = await Database.connect(cluster.url(APPLICATION), size=2)
        context = Context(Settings(home=home), database, NoCache(), InlineDispatcher(_refuse), datetime.now(UTC))
        await recompute(context, workspace, everything=True)
        owner = await accounts.ensure_local_owner(context)
        session = await accounts.make_cli_session(context, owner)
        link = await accounts.make_sign_in_link(context, owner, address="")
        tokens = await accounts.redeem(context, link.partition("#token=")[2])
        await database.close()
        connection = await asyncpg.connect(cluster.url(OWNER))
        await connection.execute(
            "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'owner') on conflict do nothing",
            workspace,
            owner,
        )
        rows = await connection.fetch("select id from developers where workspace_id = $1", workspace)
        await connection.execute("vacuum analyze metric_snapshots")
        await connection.close()
        yield World(
            cluster.url(APPLICATION),
            cluster.url(OWNER),
            valkey.url,
            session.token,
            tokens.access,
            home,
            str(workspace),
            [str(row["id"]) for row in rows],
        )
    finally:
        await cache.stop()
        await postgres.stop()


async def _refuse(order: object) -> None:
    raise RuntimeError(f"A benchmark orders nothing: {order}")


@contextmanager
def server(world: World) -> Iterator[int]:
    """Our API on a port of its own, as `aexy up` starts it."""
    environment = os.environ | {
        "AEXY_HOME": str(world.home),
        "AEXY_DATABASE_URL": world.database_url,
        "AEXY_REDIS_URL": world.redis_url,
        "AEXY_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "AEXY_LOG_LEVEL": "warning",
        # Counted like everywhere, and never reached: what is measured is the counting.
        "AEXY_LIMIT_READING": "100000000",
    }
    command = [sys.executable, "-m", "aexy.cli.serve", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline().rsplit(":", 1)[1])
        finally:
            process.terminate()


@contextmanager
def peer(world: World) -> Iterator[int]:
    """The ORM's server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, str(Path(__file__).with_name("peer_orm.py")), str(port)]
    with subprocess.Popen(command, env=os.environ | {"AEXY_BENCH_DATABASE": world.owner_url}) as process:
        try:
            for _ in range(200):
                with socket.socket() as attempt:
                    if attempt.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def reading(world: World, developer: str) -> str:
    """The address of a stored reading."""
    return (
        f"/api/v1/workspaces/{world.workspace}/insights/readings?metrics={KEYS}&subject=developer:{developer}&{WINDOW}"
    )


async def compare(world: World, *, rounds: int, seconds: float, connections: int) -> dict[str, list[Load]]:
    """Every address in every round, so that whatever else the machine does befalls all alike."""
    one = [reading(world, world.developers[0])]
    many = [reading(world, developer) for developer in world.developers]
    new = [f"{path}&_={number}" for number in range(NEVER_REPEATED) for path in many]
    with server(world) as ours, peer(world) as theirs:
        asked = {
            "empty endpoint": (ours, cycle(["/api/v1/health/live"]), world.token),
            "stored reading, asked again": (ours, cycle(one), world.token),
            "the same by an access token": (ours, cycle(one), world.access),
            "stored readings of 500 people": (ours, cycle(many), world.token),
            "each asked for the first time": (ours, iter(new), world.token),
            "the same by an ORM": (theirs, cycle([f"/readings/{world.workspace}/{world.developers[0]}"]), world.token),
        }
        found: dict[str, list[Load]] = {name: [] for name in asked}
        for number in range(rounds + 1):
            for name, (port, paths, token) in asked.items():
                load = await ask(port, paths, token, connections=connections, seconds=seconds)
                if number:  # the first round warms up
                    found[name].append(load)
        return found


def show(found: dict[str, list[Load]]) -> None:
    """Medians of the rounds, and ratios to the empty endpoint and to the ORM."""
    middle = {name: statistics.median(load.rate for load in loads) for name, loads in found.items()}
    print(f"{'':32} {'answers/s':>10} {'median ms':>10} {'p99 ms':>8} {'÷ empty':>8} {'÷ ORM':>7}")
    for name, loads in found.items():
        median = statistics.median(load.median for load in loads)
        slowest = statistics.median(load.p99 for load in loads)
        ratios = f"{middle[name] / middle['empty endpoint']:8.2f} {middle[name] / middle['the same by an ORM']:7.1f}"
        print(f"{name:32} {middle[name]:10,.0f} {median:10.2f} {slowest:8.2f} {ratios}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="Keep the made-up workspace here; else it is made each time.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as scratch:
        async with world(asked.home or Path(scratch) / "home") as made:
            show(await compare(made, rounds=asked.rounds, seconds=asked.seconds, connections=asked.connections))


if __name__ == "__main__":
    asyncio.run(main())
