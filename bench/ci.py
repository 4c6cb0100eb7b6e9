"""CI counted from facts: `python bench/ci.py [--runs N] [--home FOLDER]`.

As many runs as asked (200,000) of 50 repositories in a year, with three jobs each, one run in eleven red: everything
the page of CI shows of that year, asked for the first time, and beside it only reading them. Medians of seven.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from aexy.context import Context
from aexy.features.delivery import ci_service
from aexy.features.delivery.ci_counting import CiAsked
from aexy.features.insights.schemas import Bucket
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.store.cache import NoCache
from aexy.store.ci_facts import Runs, read_runs
from aexy.store.migrate import migrate
from aexy.store.postgres import Database
from aexy.store.session import session

ROUNDS = 7
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 2, 1, tzinfo=UTC)
REPOSITORIES = """
insert into repositories (workspace_id, provider, provider_id, url, name, is_local)
select $1, 'git', 'r' || n, 'https://hub.example/r' || n, 'r' || n, false
from generate_series(1, 50) n"""
RUNS = """
insert into pipelines (workspace_id, repository_key, external_id, version, name, ref, sha, event, status, created_at,
                       started_at, finished_at, attempt, url)
select $1, r.key, n::text, t.at + interval '20 min', 'workflow ' || n / 50 % 4, 'main',
       decode(lpad(to_hex(n / 300), 40, '0'), 'hex'), 'push',
       case when n % 11 = 0 then 'failure' when n % 37 = 0 then 'cancelled' else 'success' end,
       t.at, t.at + interval '8 s', t.at + make_interval(secs => 200 + n % 700), 1, 'https://hub.example/runs/' || n
from generate_series(1, $2::int) n
cross join lateral (select $3::timestamptz + n * (($4::timestamptz - $3) / ($2 + 1)) as at) t
join (select key, row_number() over (order by key) - 1 as place from repositories where workspace_id = $1) r
    on r.place = n % 50"""
JOBS = """
insert into pipeline_jobs (workspace_id, repository_key, pipeline_external_id, external_id, version, name, status,
                           started_at, finished_at)
select p.workspace_id, p.repository_key, p.external_id, p.external_id || '-' || j, p.version, 'job ' || j,
       case when j = 2 then p.status else 'success' end,
       p.created_at + make_interval(secs => 10 + j * 60), p.created_at + make_interval(secs => 60 + j * 60)
from pipelines p
cross join generate_series(1, 3) j
where p.workspace_id = $1"""


async def refuse(order: object) -> None:
    raise RuntimeError(order)


async def fill(url: str, runs: int) -> WorkspaceId:
    owner = await asyncpg.connect(url, command_timeout=3600)
    found = await owner.fetchval("select id from workspaces where slug = 'ci'")
    if found is None:
        async with owner.transaction():
            found = await owner.fetchval("insert into workspaces (slug, name) values ('ci', 'CI') returning id")
            await owner.execute(REPOSITORIES, found)
            await owner.execute(RUNS, found, runs, FIRST, LAST)
            await owner.execute(JOBS, found)
        await owner.execute("analyze")
    await owner.close()
    return WorkspaceId(found)


async def ask(home: Path, url: str, workspace: WorkspaceId) -> None:
    database = await Database.connect(url, size=2)
    viewer = Viewer(Account(AccountId(uuid4()), "Bench", None, is_local_owner=True), workspace, Role.OWNER, None)
    took: list[float] = []
    for _ in range(ROUNDS):
        dispatcher = InlineDispatcher(refuse)
        context = Context(Settings(home=home), database, NoCache(), dispatcher, NOW, outbox=MemoryOutbox())
        began = perf_counter()
        asked = CiAsked(start=date(2025, 1, 1), end=date(2026, 1, 1))
        answer = await ci_service.report(context, viewer, asked, Bucket.WEEKLY)
        took.append(1000 * (perf_counter() - began))
    await database.close()
    total = answer.total
    print(f"{total.runs:,} runs, {total.flaky_commits:,} flaky of {total.passed_commits:,} commits")
    print(f"{total.minutes or 0:,.0f} minutes, {len(answer.workflows)} of {answer.workflow_count} workflows")
    print(f"the whole answer: {statistics.median(took):.0f} ms ({min(took):.0f} to {max(took):.0f})")


def read(url: str, workspace: WorkspaceId) -> None:
    took: list[float] = []
    for _ in range(ROUNDS):
        began = perf_counter()
        with session(url, workspace) as opened:
            runs, jobs = read_runs(opened, Runs(), FIRST, LAST)
        took.append(1000 * (perf_counter() - began))
    print(f"only reading {runs.height:,} runs and {jobs.height:,} jobs: {statistics.median(took):.0f} ms")


async def run(home: Path, runs: int) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster = cluster_at(place)
    postgres = await start_postgres(cluster)
    try:
        await migrate(cluster.url(OWNER))
        workspace = await fill(cluster.url(OWNER), runs)
        await asyncio.to_thread(read, cluster.url(APPLICATION), workspace)
        await ask(home, cluster.url(APPLICATION), workspace)
    finally:
        await postgres.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--home", type=Path, help="keep the made-up workspace here for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aexy-bench-") as folder:
        asyncio.run(run(asked.home or Path(folder), asked.runs))


if __name__ == "__main__":
    main()
