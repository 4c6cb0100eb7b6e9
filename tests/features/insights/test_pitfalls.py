"""What people stumble over with numbers of others, each by its name; and what is counted once and kept."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from tests.features.insights.conftest import NOW, Orders
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.insights import breaking, comparing, explaining, generating, people, service, tables, trends
from aexy.features.insights.breaking import Spread
from aexy.features.insights.people import When
from aexy.features.insights.schemas import Bucket, Source
from aexy.features.insights.service import Asked
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Family, Level
from aexy.kernel.periods import PeriodType
from aexy.sources.dialect import Clock
from aexy.store.postgres import Connection

START, END = date(2026, 1, 12), date(2026, 3, 30)
FOCUS, ACROSS = "focus_score", "cross_team_pr_ratio"

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=6, commits=150)


async def test_pitfall_focus_score_is_always_beside_cross_team_pr_ratio(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    person, other = seeded.developers["Person 0"], seeded.developers["Person 4"]
    me, subject = viewer(developer=person), f"developer:{person}"
    await recompute(context, seeded.workspace)
    asked = Asked(FOCUS, subject, START, END)
    shown: dict[str, set[str]] = {
        "readings": {one.metric for one in (await service.readings(context, me, asked)).readings}
    }
    weekly = replace(asked, bucket=Bucket.WEEKLY)
    shown["series"] = {one.metric for one in (await service.readings(context, me, weekly)).readings}
    broken = await breaking.breakdown(context, me, replace(asked, subject="workspace"), Spread(Level.DEVELOPER))
    shown["breakdown"] = set(broken.rows[0].readings)
    kept = await tables.history(context, me, asked, kind=PeriodType.WEEKLY, cursor=None, limit=1)
    shown["history"] = set(kept.items[0].readings)
    for family in (None, Family.SUSTAINABILITY):
        numbers = await people.numbers(context, me, person, When(START, END), family=family)
        shown[f"people {family}"] = {one.metric for each in numbers.families for one in each.readings}
    compared = await comparing.compare(context, me, f"{person},{other}", asked)
    shown["compare"] = {one.metric for one in compared.metrics}
    rising = await trends.trends(context, me, person, PeriodType.WEEKLY, metrics=FOCUS)
    shown["trends"] = {one.metric for one in rising.trends}
    behind = await explaining.explain(context, me, FOCUS, asked, cursor=None, limit=1, sort=None)
    shown["explain"] = {behind.reading.metric, *(one.metric for one in behind.beside)}
    assert {door for door, keys in shown.items() if not {FOCUS, ACROSS} <= keys} == set()
    assert service.metric(FOCUS).beside == [ACROSS]


async def test_pitfall_backfill_recounts_affected_snapshots(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    asked = Asked("commits_count", f"developer:{seeded.developers['Person 0']}", START, date(2026, 2, 9))

    async def stored() -> dict[date, tuple[float | None, datetime]]:
        found = await tables.history(context, viewer(), asked, kind=PeriodType.WEEKLY, cursor=None, limit=50)
        return {one.period.start: (one.readings["commits_count"].value, one.as_of) for one in found.items}

    await recompute(context, seeded.workspace)
    before = await stored()
    await seeded.commit(owner, "Person 0", MONDAY + timedelta(days=15, hours=9), "api")
    context = context.at(NOW + timedelta(minutes=5))
    counted = await recompute(context, seeded.workspace)
    after = await stored()
    touched = date(2026, 1, 19)
    assert after[touched] == ((before[touched][0] or 0) + 1, context.now)
    assert {start: value for start, (value, _) in after.items() if start != touched} == {
        start: value for start, (value, _) in before.items() if start != touched
    }
    assert after[date(2026, 1, 12)] == before[date(2026, 1, 12)]
    assert counted["snapshots_generated"] > 0


async def test_pitfall_no_today_tile_from_yesterdays_snapshot(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    person = seeded.developers["Person 0"]
    await recompute(context, seeded.workspace)
    await seeded.commit(owner, "Person 0", NOW - timedelta(hours=1), "api")
    found = await people.numbers(context, viewer(), person, When(period_type=PeriodType.DAILY), family=Family.VELOCITY)
    yesterday, today = (one for one in found.families[0].readings if one.metric == "commits_count")
    assert (today.period.start, today.period.open, today.source, today.value) == (NOW.date(), True, Source.FACTS, 1)
    assert (yesterday.period.open, yesterday.source) == (False, Source.SNAPSHOT)
    # An hour after midnight nothing was stored for the day that is over: it is counted, not taken for an empty one.
    after = context.at((NOW + timedelta(days=1)).replace(hour=1))
    found = await people.numbers(after, viewer(), person, When(period_type=PeriodType.DAILY), family=Family.VELOCITY)
    over, present = (one for one in found.families[0].readings if one.metric == "commits_count")
    assert (over.period.start, over.source, over.value) == (NOW.date(), Source.FACTS, 1)
    assert (present.period.open, present.source) == (True, Source.FACTS)


@dataclass
class Shelf:
    """A cache in memory that says how often something had to be counted."""

    kept: dict[tuple[WorkspaceId, str], bytes] = field(default_factory=dict)
    counted: int = 0

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        return self.kept.get((workspace_id, key))

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        assert seconds > 0
        self.counted += 1
        self.kept[workspace_id, key] = value

    async def drop(self, workspace_id: WorkspaceId) -> None:
        del workspace_id
        self.kept.clear()


async def test_default_parameters_are_counted_once_and_again_after_new_facts(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    shelf = Shelf()
    asking = replace(context.at(MONDAY + timedelta(days=40)), cache=shelf)
    person = seeded.developers["Person 0"]

    async def ask() -> list[object]:
        readings = (await service.readings(asking, viewer(), Asked())).readings
        rollup = await people.numbers(asking, viewer(), person, When())
        return [*readings, *(one for family in rollup.families for one in family.readings)]

    first, counted = await ask(), shelf.counted
    assert counted > 0
    assert (await ask(), shelf.counted) == (first, counted)
    await seeded.commit(owner, "Person 0", MONDAY + timedelta(days=39, hours=9), "api")
    assert await ask() != first
    assert shelf.counted > counted


async def test_snapshots_are_waited_for_where_somebody_asks_to(
    context: Context, viewer: Asker, seeded: Seeded, account: AccountId
) -> None:
    orders = Orders()
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        """Whoever waits lets the job get on."""
        waited.append(seconds)
        if len(waited) == 3:
            await carry_out(orders.taken[0])

    async def carry_out(order: Order) -> None:
        assert await ingest.begin(asking, seeded.workspace, order.job_id, stage="Counting")
        counted = await recompute(asking, seeded.workspace, everything=True)
        await ingest.finish(asking, seeded.workspace, order.job_id, details=counted)

    asking = replace(context, jobs=orders, clock=Clock(now=lambda: NOW, sleep=sleep))
    me = replace(viewer(), account=replace(viewer().account, id=account))
    found = await generating.generate(asking, me, everything=True, wait=True)
    assert (found.state.value, found.workspaces_processed, len(waited)) == ("done", 1, 3)
    assert (found.snapshots_generated or 0) > 100
    assert found.details["snapshots_generated"] == found.snapshots_generated
    at_once = await generating.generate(asking, me, everything=False, wait=False)
    assert (at_once.state.value, at_once.snapshots_generated, len(waited)) == ("queued", None, 3)
