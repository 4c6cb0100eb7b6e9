"""Open work of any day: `python bench/flow.py [--pulls N] [--developers N] [--home FOLDER]`.

Each question about flow of a workspace and of one team, never asked before, read from the tables and counted by the
kernel: medians of five. Beside it the usual way in the same run: the same history of a year's days by one query a day.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.snapshots import NOW
from bench.synthetic import make_workspace

from aexy.context import Context
from aexy.features.delivery.agreements_keeping import keepings
from aexy.features.delivery.agreements_schemas import AgreementWish
from aexy.features.delivery.agreements_service import add_agreement
from aexy.features.delivery.agreements_words import templates
from aexy.features.delivery.flow_looking import Asked
from aexy.features.delivery.flow_rounds import review_rounds
from aexy.features.delivery.flow_schemas import OpenFlow, Step
from aexy.features.delivery.flow_service import OpenWish, open_flow, stale
from aexy.features.delivery.flow_waiting import waiting
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

ROUNDS = 5
END = date(2025, 12, 29)
YEAR = Asked(start=END - timedelta(days=364), end=END)
# What a day would ask of a database that keeps events: how many were open in which stage at its end.
A_DAY = """
with alive as (
    select p.key, d.key as author, p.is_draft
    from pull_requests p
    join developer_identities i on i.key = p.author_key
    join developers d on d.id = i.developer_id and d.kind = 'human'
    where p.workspace_id = $1
        and p.gone_at is null
        and p.opened_at <= $2
        and (coalesce(p.merged_at, p.closed_at) is null or coalesce(p.merged_at, p.closed_at) > $2)
),
said as (
    select a.key, w.key as who, v.state, v.submitted_at
    from alive a
    join reviews v on v.pull_key = a.key and v.state <> 'pending' and v.submitted_at <= $2
    join developer_identities i on i.key = v.reviewer_key
    join developers w on w.id = i.developer_id and w.kind = 'human' and w.key <> a.author
),
latest as (
    select distinct on (s.key, s.who) s.key, s.state
    from said s
    where s.state in ('approved', 'changes_requested', 'dismissed')
    order by s.key, s.who, s.submitted_at desc
)
select count(*) as n,
       count(*) filter (where (
           select bool_or(l.state = 'approved') and not bool_or(l.state = 'changes_requested')
           from latest l
           where l.key = a.key
       )) as approved,
       count(*) filter (where exists (select from said s where s.key = a.key)) as heard
from alive a"""


async def refuse(order: object) -> None:
    raise RuntimeError(order)


async def timed(name: str, ask: Callable[[], Awaitable[Any]]) -> tuple[Any, float]:
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        answer = await ask()
        took.append(1000 * (perf_counter() - began))
    print(f"{name}: {statistics.median(took):.0f} ms")
    return answer, statistics.median(took)


async def by_days(owner_url: str, workspace: WorkspaceId, days: list[datetime]) -> list[int]:
    owner = await asyncpg.connect(owner_url, command_timeout=3600)
    found = [(await owner.fetchrow(A_DAY, workspace, day))["n"] for day in days]
    await owner.close()
    return found


async def ask(home: Path, urls: tuple[str, str], workspace: WorkspaceId, team: UUID, account: UUID) -> None:
    database = await Database.connect(urls[0], size=2)
    viewer = Viewer(Account(AccountId(account), "Bench", None, is_local_owner=True), workspace, Role.OWNER, None)
    context = Context(Settings(home=home), database, NoCache(), InlineDispatcher(refuse), NOW, outbox=MemoryOutbox())
    weeks = Asked(start=END - timedelta(weeks=12), end=END)
    await timed("open now, with twelve weeks", lambda: open_flow(context, viewer, weeks, OpenWish()))
    of_team = Asked(team, None, weeks.start, weeks.end)
    await timed("the same of one team", lambda: open_flow(context, viewer, of_team, OpenWish()))
    await timed("who waits for whom", lambda: waiting(context, viewer, Asked(), at=None))
    await timed("stale", lambda: stale(context, viewer, Asked(), days=7, at=None))
    await timed("review rounds of twelve weeks", lambda: review_rounds(context, viewer, weeks))
    for one in templates():
        await add_agreement(
            context, viewer, AgreementWish(name=one.name, kind=one.kind, limit=one.limit, unit=one.unit)
        )
    await timed("six agreements over twelve weeks", lambda: keepings(context, viewer, weeks))
    wish = OpenWish(step=Step.DAILY)
    year: OpenFlow
    year, ours = await timed("a year by days", lambda: open_flow(context, viewer, YEAR, wish))
    began = perf_counter()
    theirs = await by_days(urls[1], workspace, [point.at for point in year.history])
    took = 1000 * (perf_counter() - began)
    assert theirs == [point.n for point in year.history]
    print(f"{len(theirs)} queries, one a day: {took:.0f} ms; ours is {took / ours:.1f} times as fast, same counts")
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
        team = await owner.fetchval("select id from teams where workspace_id = $1 limit 1", workspace)
        account = await owner.fetchval("insert into accounts (id, name) values ($1, 'Bench') returning id", uuid4())
        known = await owner.fetchval("select count(*) from pull_requests where workspace_id = $1", workspace)
        await owner.execute("analyze")
        await owner.close()
        print(f"{known:,} pull requests, {developers} people")
        await ask(home, (cluster.url(APPLICATION), cluster.url(OWNER)), workspace, team, account)
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
