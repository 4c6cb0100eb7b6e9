"""Two ways of counting, one answer: the kernel against plain SQL, counts exactly and the rest to nine digits."""

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from polars.testing import assert_frame_equal
from tests.seeding import MONDAY, seed

from aexy.kernel.enrich import enrich
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level, Unit, measure
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, PeriodType
from aexy.store.facts import EVERYTHING, read_facts, read_people
from aexy.store.postgres import Connection
from aexy.store.session import session

ORACLE = Path(__file__).with_name("weekly.sql")


async def test_the_kernel_counts_what_sql_counts(owner: Connection, database_url: str, workspace: WorkspaceId) -> None:
    await owner.execute("update workspaces set time_zone = 'Asia/Kolkata' where id = $1", workspace)
    await seed(owner, workspace, people=9, commits=1200, days=200)
    zone = await owner.fetchval("select time_zone from workspaces where id = $1", workspace)
    clock = Clock(MONDAY, ZoneInfo(zone))
    with session(database_url, workspace) as opened:
        enriched = enrich(read_facts(opened, EVERYTHING, read_people(opened)), clock)
    kernel = measure(CATALOGUE, enriched, by=Level.DEVELOPER, buckets=PeriodType.WEEKLY, clock=clock)
    found = await owner.fetch(ORACLE.read_text(encoding="utf-8"), workspace, zone, clock.late_from, clock.late_until)
    # Per working day is division by a calendar, which SQL does not know; its numerator is commits_count.
    keys = [m.key for m in CATALOGUE if Level.DEVELOPER in m.levels and m.unit is not Unit.PER_WORKING_DAY]
    oracle = pl.DataFrame(
        [dict(row) for row in found], schema={c: kernel.schema[c] for c in ("subject", "period_start", *keys)}
    )
    assert oracle.height > 150
    assert_frame_equal(kernel.select(oracle.columns), oracle, rel_tol=0, abs_tol=1e-9)
