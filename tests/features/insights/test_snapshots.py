"""What is stored is what the facts say, always: for every metric, level and type of period, whatever changed since."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.features.insights.conftest import NOW
from tests.proposing import propose
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights.snapshots import recompute, recompute_now
from aexy.kernel.enrich import enrich
from aexy.kernel.facts import Facts
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, PeriodType, period_of
from aexy.store.facts import EVERYTHING, read_facts, read_people
from aexy.store.postgres import Connection, Database
from aexy.store.session import changing, session
from aexy.store.snapshots import take_standing, write_snapshots

STORED = """
select subject_key as subject, period_start, people::bigint as people, {columns}
from metric_snapshots
where workspace_id = '{workspace}' and period_type = '{kind}' and subject_kind = '{level}'
order by subject_key, period_start"""


def stored(url: str, workspace: WorkspaceId, kind: PeriodType, level: Level) -> pl.DataFrame:
    kept = {there: name for m in CATALOGUE if level in m.levels for name, there in m.stored_keys.items()}
    names = [f"{name} as {there}" for there, name in kept.items()]
    with session(url, workspace) as opened:
        return opened.frame(STORED.format(columns=", ".join(names), workspace=workspace, kind=kind, level=level))


async def assert_stored_is_live(url: str, owner: Connection, workspace: WorkspaceId, now: datetime = NOW) -> None:
    zone = await owner.fetchrow("select time_zone, working_days from workspaces where id = $1", workspace)
    clock = Clock(now, ZoneInfo(zone["time_zone"]), frozenset(zone["working_days"]))
    with session(url, workspace) as opened:
        enriched = enrich(read_facts(opened, EVERYTHING, read_people(opened)), clock)
    for kind in PeriodType:
        for level in Level:
            live = measure(CATALOGUE, enriched, by=level, buckets=kind, clock=clock)
            closed = live.filter(pl.col("period_start") < period_of(kind, clock.today).start)
            assert_frame_equal(closed, stored(url, workspace, kind, level), check_column_order=False, check_exact=True)


@pytest.fixture
async def seeded(database: Database, owner: Connection, workspace: WorkspaceId) -> Seeded:
    await owner.execute("update workspaces set time_zone = 'Europe/Berlin' where id = $1", workspace)
    made = await seed(owner, workspace)
    await propose(database, owner, made)
    return made


async def test_stored_numbers_are_those_of_the_facts(
    context: Context, database_url: str, owner: Connection, seeded: Seeded
) -> None:
    counted = await recompute(context, seeded.workspace)
    assert counted["workspaces_processed"] == 1
    assert counted["snapshots_generated"] > 500
    await assert_stored_is_live(database_url, owner, seeded.workspace)
    assert not await owner.fetchval("select count(*) from dirty_days where workspace_id = $1", seeded.workspace)


async def test_a_touched_day_is_counted_again_and_so_are_the_streaks_it_is_part_of(
    context: Context, database_url: str, owner: Connection, seeded: Seeded
) -> None:
    whole = await recompute(context, seeded.workspace)
    for offset in range(20):  # a long run that lacks one day in its middle
        if offset != 7:
            await seeded.commit(owner, "Person 3", MONDAY + timedelta(days=40 + offset, hours=12), "web")
    await recompute(context, seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace)
    await seeded.commit(
        owner, "Person 3", MONDAY + timedelta(days=47, hours=12), "web", lines=(5, 5), co_authors=["Person 1"]
    )
    again = await recompute(context, seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace)
    # Days before the touched one are left alone; later ones rest on who was at home where, and who wrote what.
    assert 0 < again["snapshots_generated"] < whole["snapshots_generated"] * 0.8


async def test_what_is_taken_away_is_counted_no_more(
    context: Context, database_url: str, owner: Connection, seeded: Seeded
) -> None:
    await recompute(context, seeded.workspace)
    at = await owner.fetchval(
        "update commits set standing = 'unreachable' where key ="
        " (select max(key) from commits where workspace_id = $1 and standing = 'counted') returning placed_at",
        seeded.workspace,
    )
    await seeded.touch(owner, at)
    await recompute(context, seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace)
    await owner.execute("delete from repositories where id = $1", seeded.repositories["docs"][0])
    await recompute(context, seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace)


async def test_periods_that_have_ended_since_are_counted(
    context: Context, database_url: str, owner: Connection, seeded: Seeded
) -> None:
    early = MONDAY + timedelta(days=50, hours=9)
    await recompute(context.at(early), seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace, early)
    for later in (early + timedelta(days=1), early + timedelta(days=3), early + timedelta(days=45)):
        await recompute(context.at(later), seeded.workspace)
        await assert_stored_is_live(database_url, owner, seeded.workspace, later)


@pytest.mark.parametrize(
    "change",
    [
        "update workspaces set time_zone = 'America/Los_Angeles' where id = $1",
        "update workspaces set working_days = '{7,1,2,3,4}' where id = $1",
        "delete from team_members where workspace_id = $1 and left_at is not null",
        "update developers set kind = 'bot' where workspace_id = $1 and name = 'Person 1'",
        """update developer_identities
           set developer_id = (select id from developers d where d.workspace_id = $1 and d.name = 'Person 2')
           where workspace_id = $1 and name = 'Person 3'""",
    ],
)
async def test_a_change_of_clock_team_or_person_is_noticed(
    context: Context, database_url: str, owner: Connection, seeded: Seeded, change: str
) -> None:
    await recompute(context, seeded.workspace)
    await owner.execute(change, seeded.workspace)
    await recompute(context, seeded.workspace)
    await assert_stored_is_live(database_url, owner, seeded.workspace)


async def test_the_number_of_statements_does_not_grow_with_the_number_of_people(
    database_url: str, owner: Connection, workspace: WorkspaceId
) -> None:
    made = await seed(owner, workspace, people=5, commits=60, days=100)
    few = recompute_now(database_url, workspace, NOW, everything=True)
    for number in range(40):
        await made.developer(owner, f"Another {number}")
        await made.commit(owner, f"Another {number}", MONDAY + timedelta(days=number), "api")
    many = recompute_now(database_url, workspace, NOW, everything=True)
    assert many.snapshots > few.snapshots
    assert many.statements == few.statements
    at = NOW - timedelta(days=1)
    for number in range(10):
        await made.commit(owner, f"Another {number}", at, "web")
    push = recompute_now(database_url, workspace, NOW)
    assert push.snapshots >= 10
    assert push.statements <= 12


async def test_nothing_new_is_nothing_done(context: Context, seeded: Seeded) -> None:
    await recompute(context, seeded.workspace)
    assert await recompute(context, seeded.workspace) == {"workspaces_processed": 1, "snapshots_generated": 0}


async def test_an_empty_workspace_has_no_snapshots(context: Context, workspace: WorkspaceId) -> None:
    assert (await recompute(context, workspace))["snapshots_generated"] == 0
    assert (await recompute(context.at(NOW + timedelta(days=1)), workspace))["snapshots_generated"] == 0


async def test_a_workspace_that_goes_takes_its_snapshots_along(
    context: Context, owner: Connection, workspace: WorkspaceId
) -> None:
    gone = await owner.fetchval("insert into workspaces (slug, name) values ('gone', 'Gone') returning id")
    for each in (workspace, gone):
        made = await seed(owner, each, people=5, commits=5, days=30)
        await recompute(context, made.workspace)
    await owner.execute("delete from workspaces where id = $1", gone)
    kept = "select count(*) from metric_snapshots where workspace_id = $1"
    assert await owner.fetchval(kept, workspace)
    assert not await owner.fetchval(kept, gone)


async def test_many_snapshots_are_kept_as_they_were_counted(database_url: str, workspace: WorkspaceId) -> None:
    commits = pl.DataFrame({"commit": range(12_000)}, schema={"commit": pl.Int64}).with_columns(
        repository=pl.col("commit") % 3,
        author=pl.col("commit") // 300,
        at=MONDAY - pl.duration(days=pl.col("commit") % 300),
        lines_added=pl.col("commit") % 7,
        lines_removed=pl.lit(0),
    )
    with changing(database_url, workspace) as opened:
        standing = take_standing(opened, NOW)
        counted = measure(
            CATALOGUE, Facts.of(commits=commits), by=Level.DEVELOPER, buckets=PeriodType.DAILY, clock=standing.clock
        )
        written = write_snapshots(opened, [(PeriodType.DAILY, Level.DEVELOPER, counted)], standing, batch="many")
    assert written == counted.height == 12_000
    kept = stored(database_url, workspace, PeriodType.DAILY, Level.DEVELOPER)
    assert_frame_equal(counted, kept, check_column_order=False, check_exact=True)
