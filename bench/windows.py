"""A team over any window, counted from facts: `python bench/windows.py [--pulls N] [--developers N] [--home FOLDER]`.

Every number of one team (a hundred of them, ten people each) for windows of twelve weeks, a quarter, a year and two
years, none of them asked before: one question read from the tables and counted by the kernel. Medians of seven.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.snapshots import NOW
from bench.synthetic import make_workspace

from aexy.context import Context
from aexy.features.insights.schemas import Compare
from aexy.features.insights.service import Asked, readings
from aexy.features.insights.snapshots import recompute_now
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.cache import NoCache
from aexy.store.migrate import migrate
from aexy.store.postgres import Database

ROUNDS = 7
WINDOWS = {"12 weeks": 84, "a quarter": 91, "a year": 365, "two years": 728}


async def refuse(order: object) -> None:
    raise RuntimeError(order)


async def ask(home: Path, url: str, workspace: WorkspaceId, teams: list[UUID]) -> None:
    database = await Database.connect(url, size=2)
    viewer = Viewer(Account(AccountId(uuid4()), "Bench", None, is_local_owner=True), workspace, Role.OWNER, None)
    for name, days in WINDOWS.items():
        took = []
        for place in range(ROUNDS):
            context = Context(
                Settings(home=home), database, NoCache(), InlineDispatcher(refuse), NOW, outbox=MemoryOutbox()
            )
            end = date(2025, 12, 29) - timedelta(days=place)
            asked = Asked(
                subject=f"team:{teams[place]}", start=end - timedelta(days=days), end=end, compare=Compare.NONE
            )
            began = perf_counter()
            answer = await readings(context, viewer, asked)
            took.append(1000 * (perf_counter() - began))
        shown = sum(reading.value is not None for reading in answer.readings)
        print(f"a team over {name}: {statistics.median(took):.0f} ms ({shown} numbers)")
    await database.close()


async def run(home: Path, developers: int, pulls: int) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        workspace = await make_workspace(cluster.url(OWNER), developers=developers, events=pulls * 30)
        owner = await asyncpg.connect(cluster.url(OWNER), command_timeout=3600)
        teams = [row["id"] for row in await owner.fetch("select id from teams where workspace_id = $1", workspace)]
        known = await owner.fetchval("select count(*) from pull_requests where workspace_id = $1", workspace)
        await owner.close()
        await asyncio.to_thread(recompute_now, cluster.url(APPLICATION), workspace, NOW)
        print(f"{known:,} pull requests, {developers} people, {len(teams)} teams")
        await ask(home, cluster.url(APPLICATION), workspace, teams)
    finally:
        await postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--developers", type=int, default=1000)
    parser.add_argument("--pulls", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="keep the made-up workspace here for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked.developers, asked.pulls))


if __name__ == "__main__":
    main()
