"""The five metrics from facts: `python bench/dora.py [--services N] [--commits N] [--deployments N]`.

All five, with everything that stands beside them, of 52 weeks and every service, none of it stored: read from the
tables in a fixed number of statements and counted by the kernel. Then single questions as the API asks them, of windows
nobody asked for before. By default 50 services, 500,000 commits, 100,000 pull requests, 20,000 deployments and some
2,000 incidents over two years. Medians of seven.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID, uuid4

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.delivery_world import make_delivery_world
from bench.ingest import server_processor

from aexy.context import Context
from aexy.features.delivery.dora import DoraAsked, dora, dora_services
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.delivery.belonging import Whose, known_since
from aexy.kernel.delivery.counting import Ready
from aexy.kernel.delivery.reading import counted
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.periods import Clock, PeriodType, periods_between
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.cache import NoCache
from aexy.store.delivery import bring
from aexy.store.delivery_facts import DeliveryScope, read_delivery
from aexy.store.migrate import migrate
from aexy.store.postgres import Database
from aexy.store.session import session

ROUNDS = 7
NOW = datetime(2025, 12, 31, 12, tzinfo=UTC)
YEAR = (date(2024, 12, 30), date(2025, 12, 29))
TEAMS = """
with team as (
    insert into teams (workspace_id, slug, name)
    select $1, 'team-' || n, 'Team ' || n from generate_series(1, 20) n
    returning id, substr(slug, 6)::int as place
), member as (
    insert into team_members (workspace_id, team_id, developer_id, joined_at)
    select $1, t.id, d.id, '-infinity'
    from (select id, row_number() over () % 20 + 1 as place from developers where workspace_id = $1) d
    join team t on t.place = d.place
)
insert into repository_teams (workspace_id, repository_id, team_id)
select $1, r.id, t.id
from (select id, row_number() over () % 20 + 1 as place from repositories where workspace_id = $1) r
join team t on t.place = r.place"""
COUNTS = """
select (select count(*) from commits where workspace_id = $1),
       (select count(*) from pull_requests where workspace_id = $1),
       (select count(*) from counted_deployments where workspace_id = $1),
       (select count(*) from counted_incidents where workspace_id = $1),
       (select count(*) from deliveries where workspace_id = $1)"""


async def refuse(order: object) -> None:
    raise RuntimeError(order)


def all_services(url: str, workspace: WorkspaceId, server: int) -> str:
    """Every service in each of 52 weeks, from the tables."""
    clock, took = Clock(NOW), []
    span = (clock.midnight(YEAR[0]) - timedelta(hours=3), clock.midnight(YEAR[1]) + timedelta(hours=3))
    weeks = periods_between(PeriodType.WEEKLY, *YEAR)
    for _ in range(ROUNDS):
        began, ours, theirs = perf_counter(), process_time(), server_processor(server)
        with session(url, workspace) as opened:
            facts = read_delivery(opened, DeliveryScope(Whose.WORKSPACE, 0, span))
        read = perf_counter()
        known = known_since(facts, Whose.SERVICE)
        ready = Ready.of(facts, Whose.SERVICE, clock)
        found = counted(ready, PeriodType.WEEKLY, weeks, known, sorted(known), with_stages=True)
        ended = perf_counter()
        took.append((ended - began, read - began, process_time() - ours, server_processor(server) - theirs))
    whole, reading, ours, theirs = (statistics.median(each) for each in zip(*took, strict=True))
    return (
        f"all five and their stages, {len(known)} services x {len(weeks)} weeks: {whole:.2f} s"
        f" (reading {reading:.2f} s; processor: ours {ours:.2f} s, PostgreSQL {theirs:.2f} s),"
        f" {opened.statements} statements, {found.height:,} rows of numbers, {facts.changes.height:,} changes"
    )


async def ask(home: Path, url: str, owner: asyncpg.Connection, workspace: WorkspaceId) -> None:
    """Single questions, each of a window of its own."""
    database = await Database.connect(url, size=2)
    context = Context(Settings(home=home), database, NoCache(), InlineDispatcher(refuse), NOW, outbox=MemoryOutbox())
    viewer = Viewer(Account(AccountId(uuid4()), "Bench", None, is_local_owner=True), workspace, Role.OWNER, None)
    ids = {
        table: [row["id"] for row in await owner.fetch(f"select id from {table} where workspace_id = $1", workspace)]  # noqa: S608 - names of our own
        for table in ("services", "teams", "repositories")
    }

    def one(kind: str, known: list[UUID]) -> Callable[[int, int], Awaitable[object]]:
        def asked(place: int, days: int) -> Awaitable[object]:
            end = date(2025, 12, 29) - timedelta(days=place)
            subject = f"{kind}:{known[place]}" if known else kind
            return dora(context, viewer, DoraAsked(subject, end - timedelta(days=days), end))

        return asked

    for kind, known in (
        ("service", ids["services"]), ("team", ids["teams"]), ("repository", ids["repositories"]), ("workspace", []),
    ):  # fmt: skip
        for days in (28, 84, 364):
            print(f"the answer of one {kind} over {days} days: {await timed(one(kind, known), days):.0f} ms")

    def services(place: int, days: int) -> Awaitable[object]:
        end = date(2025, 12, 29) - timedelta(days=place)
        return dora_services(context, viewer, DoraAsked("", end - timedelta(days=days), end), cursor=None, limit=200)

    print(f"the list of all services over 84 days: {await timed(services, 84):.0f} ms")
    await database.close()


async def timed(question: Callable[[int, int], Awaitable[object]], days: int) -> float:
    """The median of its rounds, in milliseconds."""
    took = []
    for place in range(ROUNDS):
        began = perf_counter()
        await question(place, days)
        took.append(1000 * (perf_counter() - began))
    return statistics.median(took)


async def run(home: Path, services: int, commits: int, deployments: int) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        owner = await asyncpg.connect(cluster.url(OWNER), command_timeout=3600)
        found = await owner.fetchval("select id from workspaces where slug like 'delivery-%'")
        workspace = found and WorkspaceId(found)
        if workspace is None:
            workspace = await make_delivery_world(
                cluster.url(OWNER), services=services, commits=commits, deployments=deployments
            )
            await owner.execute(TEAMS, workspace)
            database = await Database.connect(cluster.url(APPLICATION), size=1, patience=None)
            async with database.workspace(workspace) as connection:
                await bring(connection, workspace, None)
            await database.close()
            await owner.execute("vacuum analyze")
        counts = await owner.fetchrow(COUNTS, workspace)
        words = ("commits", "pull requests", "deployments", "incidents", "deliveries")
        print(", ".join(f"{count:,} {word}" for count, word in zip(counts, words, strict=True)))
        print(await asyncio.to_thread(all_services, cluster.url(APPLICATION), workspace, postgres.pid))
        await ask(home, cluster.url(APPLICATION), owner, workspace)
        await owner.close()
        print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    finally:
        await postgres.stop()


def main() -> None:
    """Ask what is wanted and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=50)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--deployments", type=int, default=400)
    parser.add_argument("--home", type=Path, help="keep the made-up workspace here for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked.services, asked.commits, asked.deployments))


if __name__ == "__main__":
    main()
