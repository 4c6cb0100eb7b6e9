"""How fast widgets answer: `python bench/widgets.py [--developers N] [--commits N] [--home FOLDER] [--only KEY …]`.

The demo organization with its snapshots and analyses, as after a night; an owner who is one of its people asks for
every widget, of the workspace and of their team, and for what the overview shows, of the days pages ask for. First:
nothing was asked since the facts changed, and nothing was counted ahead. Ahead: the first answer after facts changed
and what had been looked at was counted, as after a web hook, and everything else, as a sync and each hour do. Again:
the same question within a minute. In milliseconds, with those that processors worked for either first answer and the
statements; in this process, without HTTP. With `--home` the organization is kept there.
"""

import argparse
import asyncio
import contextlib
import logging
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import psutil
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.complexity import make_demo

from aexy.context import Context
from aexy.features.dashboards import registry, service, warming
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.dashboards.widget import Widget
from aexy.features.insights import tables
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.counting import STEP
from aexy.features.insights.health import health
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked, readings
from aexy.features.insights.snapshots import recompute
from aexy.features.intelligence import everybody
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.periods import Clock, recent_weeks
from aexy.settings import Settings
from aexy.stack.children import unprivileged
from aexy.stack.home import Home
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.stack.valkey import Valkey
from aexy.store.cache import ValkeyCache
from aexy.store.migrate import migrate
from aexy.store.postgres import Database
from aexy.watch import traces

TARGET, FIRST = 50, 200  # milliseconds
ROUNDS = 3
NOWHERE = "http://127.0.0.1:9"
# Whoever wrote most in the last twelve weeks and is in a team, and their team.
SOMEBODY = """
select d.id, m.team_id
from commits c
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
join team_members m on m.developer_id = d.id and m.left_at is null
where d.workspace_id = $1
    and c.placed_at > now() - interval '12 weeks'
group by d.id, m.team_id
order by count(*) desc
limit 1"""


Change = Callable[[], Awaitable[object]]


class Row(NamedTuple):
    """Milliseconds three times, those processors worked for the first two, and what was shown."""

    first: float
    worked: float
    ahead: float
    worked_ahead: float
    again: float
    shows: str


class Question(NamedTuple):
    """What is asked: a widget, or a part of the overview."""

    key: str
    ask: Callable[[Context], Awaitable[object]]


class Statements(SpanProcessor):
    """Counts what the database was asked."""

    def __init__(self) -> None:
        self.n = 0

    def on_end(self, span: ReadableSpan) -> None:
        """One more, if it was a statement."""
        self.n += "db.system.name" in (span.attributes or {})


async def furnish(home: Path, urls: tuple[str, str], asked: argparse.Namespace) -> WorkspaceId:
    """The organization, made once."""
    owner = await asyncpg.connect(urls[1])
    known = await owner.fetchval("select id from workspaces where slug = 'demo'")
    if known is None:
        await make_demo(home, urls, asked.developers, asked.commits)
        known = await owner.fetchval("select id from workspaces where slug = 'demo'")
        await owner.execute("vacuum analyze")
    await owner.close()
    return WorkspaceId(known)


async def ask(context: Context, question: Question) -> tuple[float, str]:
    """Milliseconds an answer took, and what it consists of."""
    began = perf_counter()
    try:
        told = await question.ask(context)
    except AexyError as error:
        return 1000 * (perf_counter() - began), f"refused: {error}"
    took = 1000 * (perf_counter() - began)
    if not isinstance(told, WidgetAnswer):
        return took, ""
    return took, ", ".join(one.drawing for one in told.drawings) or told.withheld or "empty"


async def first(context: Context, viewer: Viewer, question: Question, server: int) -> tuple[float, float]:
    """The median of some first answers, and of what processors worked for them: others may be at work here as well."""
    took, worked = [], []
    for _ in range(ROUNDS):
        await context.cache.drop(viewer.workspace_id)
        before = _worked(server)
        took.append((await ask(context, question))[0])
        worked.append(1000 * (_worked(server) - before))
    return statistics.median(took), statistics.median(worked)


def _worked(server: int) -> float:
    """Seconds of processor time, ours and PostgreSQL's."""
    process = psutil.Process(server)
    times = [process.cpu_times(), *(child.cpu_times() for child in process.children())]
    return process_time() + sum(one.user + one.system for one in times) + times[0].children_user


async def timed(
    context: Context, viewer: Viewer, questions: list[Question], server: int, change: Change
) -> dict[str, Row]:
    """Of each question: first, after everything was counted ahead, again, and what it shows."""
    for question in questions:  # modules and plans are loaded
        await ask(context, question)
    alone = {one.key: await first(context, viewer, one, server) for one in questions}
    await context.cache.drop(viewer.workspace_id)
    for question in questions:  # somebody looks, and then facts change
        await ask(context, question)
    await change()
    for name, count in (("what was looked at", warming.warm_seen), ("everything", warming.warm)):
        began, before = perf_counter(), _worked(server)
        n = await count(context, viewer.workspace_id)
        cost = f"{perf_counter() - began:.1f} s, processors {_worked(server) - before:.1f} s"
        print(f"counted ahead, {name}: {n} questions in {cost}", flush=True)
    ahead = {}
    for one in questions:
        before = _worked(server)
        took = (await ask(context, one))[0]
        ahead[one.key] = took, 1000 * (_worked(server) - before)
    again = {one.key: [await ask(context, one) for _ in range(ROUNDS)] for one in questions}
    return {
        key: Row(*alone[key], *ahead[key], statistics.median(one for one, _ in found), found[0][1])
        for key, found in again.items()
    }


async def counted(context: Context, viewer: Viewer, questions: list[Question]) -> dict[str, int]:
    """Statements of each first answer."""
    counting = Statements()
    provider = trace.get_tracer_provider()
    assert isinstance(provider, TracerProvider)
    provider.add_span_processor(counting)
    found = {}
    for question in questions:
        await context.cache.drop(viewer.workspace_id)
        before = counting.n
        await ask(context, question)
        found[question.key] = counting.n - before
    return found


def of_widget(widget: Widget, viewer: Viewer, days: tuple[date, date], team: UUID | None) -> Question:
    """As a page asks for it."""
    start, end = days if widget.takes_period else (None, None)
    return Question(
        widget.key,
        lambda context: service.answer(context, viewer, widget.key, start=start, end=end, team=team),
    )


def of_overview(viewer: Viewer, days: tuple[date, date]) -> list[Question]:
    """What the overview asks of the workspace."""
    start, end = days
    whole = Asked(start=start, end=end)
    before = Asked(start=start - (end - start), end=start)
    year = Asked("commits_count", start=end - timedelta(days=365), end=end, bucket=Bucket.DAILY, compare=Compare.NONE)
    weekly = replace(whole, bucket=Bucket.WEEKLY, compare=Compare.NONE)

    def spread(name: str, by: Level, asked: Asked, metrics: str = "commits_count") -> Question:
        wish = replace(asked, metrics=metrics)
        return Question(name, lambda context: breakdown(context, viewer, wish, Spread(by, trend=STEP, limit=200)))

    return [
        Question("readings", lambda context: readings(context, viewer, whole)),
        Question("readings by week", lambda context: readings(context, viewer, weekly)),
        Question("days of a year", lambda context: readings(context, viewer, year)),
        Question("hours", lambda context: tables.hours(context, viewer, whole)),
        Question("languages", lambda context: tables.languages(context, viewer, whole)),
        Question("last week", lambda context: health(context, viewer)),
        Question("checks", lambda context: tables.checks(context, viewer, Asked())),
        spread("teams", Level.TEAM, whole),
        spread("teams before", Level.TEAM, before),
        spread("teams by review", Level.TEAM, whole, "avg_time_to_first_review_hours"),
        spread("repositories", Level.REPOSITORY, whole),
        spread("repositories before", Level.REPOSITORY, before),
        spread("people", Level.DEVELOPER, whole),
    ]


async def told(context: Context, workspace: WorkspaceId, owner_url: str, server: int, only: list[str]) -> None:
    """The tables."""
    owner = await asyncpg.connect(owner_url)
    who = await owner.fetchrow(SOMEBODY, workspace)
    zone = await owner.fetchval("select time_zone from workspaces where id = $1", workspace)
    account = Account(AccountId(who["id"]), "Somebody", None, is_local_owner=True)
    viewer = Viewer(account, workspace, Role.OWNER, DeveloperId(who["id"]))
    widgets = [one for one in registry.WIDGETS if not only or one.key in only]
    clock = Clock(context.now, ZoneInfo(zone))
    days = recent_weeks(clock).start, clock.today + timedelta(days=1)
    everything = [
        ("the workspace", [of_widget(one, viewer, days, None) for one in widgets]),
        ("one team", [of_widget(one, viewer, days, who["team_id"]) for one in widgets if one.takes_team]),
        ("the overview", [] if only else of_overview(viewer, days)),
    ]

    async def change() -> None:
        await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace)

    times = [await timed(context, viewer, questions, server, change) for _, questions in everything]
    await owner.close()
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # nobody listens where spans are sent
    traces.start(Settings(home=context.settings.home, otlp_endpoint=NOWHERE, trace_sample=1.0), "bench")
    # Connections opened from here on are counted.
    database = await Database.connect(context.database.url, size=4)
    watched = Context(context.settings, database, context.cache, context.jobs, context.now)
    for (name, questions), rows in zip(everything, times, strict=True):
        report(name, rows, await counted(watched, viewer, questions))
    await database.close()


def report(name: str, rows: dict[str, Row], statements: dict[str, int]) -> None:
    """A line for each widget; those beyond what is aimed at are marked."""
    print(f"\n{name}: milliseconds (aimed at: {TARGET} ahead and again, {FIRST} first)")
    print(f"{'':26}{'first':>7}{'worked':>8}{'ahead':>8}{'worked':>8}{'again':>7}{'statements':>12}  shows")
    for key, row in rows.items():
        times = f"{row.first:7.0f}{row.worked:8.0f}{row.ahead:8.0f}{row.worked_ahead:8.0f}{row.again:7.1f}"
        mark = " !" if max(row.ahead, row.again) > TARGET or row.first > FIRST else "  "
        print(f"{mark}{key:24}{times}{statements[key]:12}  {row.shows}")


async def run(home: Path, asked: argparse.Namespace) -> None:
    place = Home(home)
    place.prepare(guest=unprivileged())
    cluster, valkey = cluster_at(place), Valkey(place)
    postgres, cache = await start_postgres(cluster), await valkey.start()
    urls = cluster.url(APPLICATION), cluster.url(OWNER)
    try:
        await migrate(urls[1])
        workspace = await furnish(home, urls, asked)
        database = await Database.connect(urls[0], size=4)
        context = Context(
            Settings(home=home), database, ValkeyCache(valkey.url), InlineDispatcher(_refuse), datetime.now(UTC)
        )
        began = perf_counter()
        await recompute(context, workspace)
        await asyncio.to_thread(everybody.analyse_now, urls[0], workspace, context.now)
        print(f"snapshots and analyses: {perf_counter() - began:.1f} s")
        await told(context, workspace, urls[1], postgres.pid, asked.only)
        await database.close()
    finally:
        await cache.stop()
        await postgres.stop()


async def _refuse(order: object) -> None:
    raise RuntimeError(f"A benchmark orders nothing: {order}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="where the organization is kept, or was")
    parser.add_argument("--developers", type=int, default=200)
    parser.add_argument("--commits", type=int, default=60_000)
    parser.add_argument("--only", nargs="*", default=[], help="keys of widgets")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = asked.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aexy-bench-")))
        asyncio.run(run(folder, asked))


if __name__ == "__main__":
    main()
