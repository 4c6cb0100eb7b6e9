"""How fast numbers are counted and kept: `python bench/snapshots.py [--developers N] [--events N] [--home FOLDER]`.

Developer-weeks of every metric over 104 weeks: facts read, counted by the kernel, written; the same over half of the
history, for the exponent. Beside it, in the same run: DuckDB over the same frames in memory, plain set-based SQL in
the database, and two loops over snapshots, of which a sample is timed: one plain query per metric, and the 28
statements through an ORM that the published loop makes. Then a push of ten commits, and everything: all levels and
types of period. Each measured piece runs in a process of its own.
"""

import argparse
import asyncio
import math
import multiprocessing
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import twins
from bench.synthetic import WEEKS, make_workspace

from aexy.features.insights.snapshots import recompute_now
from aexy.kernel.enrich import enrich
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import PeriodType
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.facts import EVERYTHING, read_facts, read_people
from aexy.store.migrate import migrate
from aexy.store.postgres import Connection
from aexy.store.session import changing, session
from aexy.store.snapshots import delete_periods, take_standing, write_snapshots

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HERE = Path(__file__).parent
ORACLE = HERE.parent / "tests" / "oracle" / "weekly.sql"
LOOPED = 40  # snapshots of the loop that are timed
ROUNDS = 7
ONE_QUERY = """
select {value}
from commits c
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id
where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
    and d.key = $2 and c.placed_at >= $3 and c.placed_at < $4"""
PUSH = """
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     author_key, committer_key, is_merge, lines_added, lines_removed, subject, standing)
select c.workspace_id, c.repository_key, sha256(c.sha || convert_to(clock_timestamp()::text, 'UTF8')),
       $2::timestamptz, 0, $2, $2,
       c.author_key, c.committer_key, false, 10, 5, 'Pushed', 'counted'
from commits c
where c.workspace_id = $1
order by c.placed_at desc
limit $3"""


def developer_weeks(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """Read, count, write; seconds of each, rows, and the largest memory of the process in MB."""
    began = perf_counter()
    with changing(url, workspace) as opened:
        standing = take_standing(opened, NOW)
        facts = read_facts(opened, EVERYTHING, read_people(opened))
        read, busy = perf_counter(), process_time()
        enriched = enrich(facts, standing.clock)
        counted = measure(CATALOGUE, enriched, by=Level.DEVELOPER, buckets=PeriodType.WEEKLY, clock=standing.clock)
        measured, busy = perf_counter(), process_time() - busy
        rows = sum(table.height for table in (facts.commits, facts.pulls, facts.reviews, facts.remarks, facts.requests))
        rows += facts.pull_commits.height
        del facts, enriched
        delete_periods(opened, None)
        written = write_snapshots(opened, [(PeriodType.WEEKLY, Level.DEVELOPER, counted)], standing, batch="bench")
    done = perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "read": read - began,
        "kernel": measured - read,
        "busy": busy,
        "write": done - measured,
        "all": done - began,
        "memory": memory,
        "rows": rows,
        "snapshots": written,
    }


def duckdb_weeks(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """The same numbers by DuckDB from the same frames; nothing where it is not installed."""
    try:
        duckdb = import_module("duckdb")  # a peer, for this benchmark alone
    except ImportError:
        return {}
    with session(url, workspace) as opened:
        facts = read_facts(opened, EVERYTHING, read_people(opened))
    connection = duckdb.connect()
    with tempfile.TemporaryDirectory() as folder:
        tables = {"commits_of_facts": facts.commits, "co_authors_of_facts": facts.co_authors, **twins.frames(facts)}
        for name, frame in tables.items():
            frame.write_parquet(Path(folder) / name)
            connection.execute(f"create table {name} as from read_parquet('{Path(folder) / name}')")
    statement = (HERE / "duckdb.sql").read_text(encoding="utf-8")
    took, busy = [], []
    for _ in range(3):
        began, at_work = perf_counter(), process_time()
        connection.execute(f"create or replace table counted as {statement}")
        connection.execute(f"create or replace table of_pulls as {twins.for_duckdb()}")
        took.append(perf_counter() - began)
        busy.append(process_time() - at_work)
    rows = connection.execute("select count(*) from counted").fetchone()[0]
    return {"all": statistics.median(took), "busy": statistics.median(busy), "snapshots": rows}


def everything(url: str, workspace: WorkspaceId) -> dict[str, float]:
    """All levels and types of period."""
    began = perf_counter()
    tally = recompute_now(url, workspace, NOW, everything=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "all": perf_counter() - began,
        "snapshots": tally.snapshots,
        "statements": tally.statements,
        "memory": memory,
    }


def alone(work: Callable[[str, WorkspaceId], dict[str, float]], url: str, workspace: WorkspaceId) -> dict[str, float]:
    """Run it in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, url, workspace).result()


async def sql_weeks(connection: Connection, workspace: WorkspaceId) -> float:
    began = perf_counter()
    statement = ORACLE.read_text(encoding="utf-8")
    await connection.execute("set statement_timeout = 0")
    await connection.fetch(statement, workspace, "UTC", 22, 6, timeout=3600)
    await connection.fetch(twins.for_postgres(), workspace, timeout=3600)
    return perf_counter() - began


async def loop(connection: Connection, workspace: WorkspaceId) -> float:
    """Seconds a snapshot takes with one query per metric."""
    keys = await connection.fetch("select key from developers where workspace_id = $1 order by key limit 10", workspace)
    values = [
        "count(*)",
        "sum(c.lines_added)",
        "avg(c.lines_added + c.lines_removed)",
        "count(distinct c.repository_key)",
    ]
    began = perf_counter()
    for number in range(LOOPED):
        since = NOW - timedelta(weeks=4 + number)
        for value in (values * 5)[: len([m for m in CATALOGUE if Level.DEVELOPER in m.levels])]:
            statement = ONE_QUERY.format(value=value)
            await connection.fetchval(statement, workspace, keys[number % 10]["key"], since, since + timedelta(weeks=1))
    return (perf_counter() - began) / LOOPED


async def orm_loop(owner: Connection, url: str, workspace: WorkspaceId) -> float | None:
    """Seconds a snapshot takes with 28 statements through an ORM; nothing where there is none."""
    try:
        peer = import_module("bench.peer_loop")
    except ImportError:
        return None
    keys = "select key from developer_identities where workspace_id = $1 order by key limit 10"
    authors = [row[0] for row in await owner.fetch(keys, workspace)]
    return float(await peer.seconds_each(url, workspace, authors, NOW, LOOPED))


async def pushes(owner: Connection, url: str, workspace: WorkspaceId, now: datetime) -> tuple[list[float], int]:
    """Milliseconds and statements from ten commits of yesterday committed to their snapshots committed."""
    recompute_now(url, workspace, now)
    took, statements = [], 0
    for number in range(ROUNDS):
        at = now - timedelta(days=1, minutes=number)
        async with owner.transaction():
            await owner.execute(PUSH, workspace, at, 10)
            await owner.execute("insert into dirty_days values ($1, $2), ($1, $3)", workspace, at.date(), now.date())
        began = perf_counter()
        statements = (await asyncio.to_thread(recompute_now, url, workspace, now)).statements
        took.append(1000 * (perf_counter() - began))
    return took, statements


async def run(home: Path, developers: int, events: int) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        url, owner_url = cluster.url(APPLICATION), cluster.url(OWNER)
        whole = await make_workspace(owner_url, developers=developers, events=events)
        half = await make_workspace(owner_url, developers=developers, events=events // 2, weeks=WEEKS // 2)
        owner = await asyncpg.connect(owner_url, command_timeout=3600)
        await report(owner, owner_url, url, whole, half)
        await owner.close()
    finally:
        await postgres.stop()


async def report(owner: Connection, owner_url: str, url: str, whole: WorkspaceId, half: WorkspaceId) -> None:
    rounds = [alone(developer_weeks, url, whole) for _ in range(3)]
    halves = [alone(developer_weeks, url, half) for _ in range(3)]
    ours = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
    less = statistics.median(one["all"] for one in halves)
    print(f"{ours['snapshots']:,.0f} developer-weeks, {ours['rows']:,.0f} events counted, medians of 3")
    print(
        f"  read {ours['read']:.2f} s, kernel {ours['kernel']:.2f} s, write {ours['write']:.2f} s: {ours['all']:.2f} s"
    )
    print(f"  {ours['memory']:.0f} MB; exponent {math.log2(ours['all'] / less):.2f}")
    peer = alone(duckdb_weeks, url, whole)
    if peer:
        ratio, busy = ours["kernel"] / peer["all"], ours["busy"] / peer["busy"]
        print(f"  DuckDB {peer['all']:.2f} s ({peer['snapshots']:,.0f} rows): kernel / DuckDB = {ratio:.2f}")
        print(f"  in processor time: kernel {ours['busy']:.2f} s, DuckDB {peer['busy']:.2f} s, ratio {busy:.2f}")
    sql = await sql_weeks(owner, whole)
    print(f"  SQL {sql:.2f} s: kernel / SQL = {ours['kernel'] / sql:.2f}")
    each = {"plain queries": await loop(owner, whole), "28 ORM statements": await orm_loop(owner, owner_url, whole)}
    for name, seconds in each.items():
        looped = (seconds or 0) * ours["snapshots"]
        print(f"  a loop of {name} {looped / 60:.1f} min (from {LOOPED} snapshots): {looped / ours['all']:.0f} x ours")
    full = alone(everything, url, whole)
    print(
        f"everything: {full['snapshots']:,.0f} snapshots in {full['all']:.1f} s, "
        f"{full['statements']:.0f} statements, {full['memory']:.0f} MB"
    )
    for name, now in (("in the middle of a week", NOW + timedelta(days=2)), ("on a Monday", NOW)):
        took, statements = await pushes(owner, url, whole, now)
        print(f"a push of 10 commits {name}: {statistics.median(took):.0f} ms, {statements} statements")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--developers", type=int, default=1000)
    parser.add_argument("--events", type=int, default=3_000_000)
    parser.add_argument("--home", type=Path, help="keep the made-up workspace here for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked.developers, asked.events))


if __name__ == "__main__":
    main()
