"""CI counted twice on the demo's story: by the kernel and by plain SQL, counts exactly and the rest to nine digits."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from polars.testing import assert_frame_equal
from tests.features.ingest.test_demo_facts import tell

from aexy.kernel.delivery.ci import ci
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.sources.demo.organization import Size, found
from aexy.store.ci_facts import Runs, read_runs
from aexy.store.postgres import Connection, Database
from aexy.store.session import session

ENDS_ON = date(2026, 3, 2)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


async def test_the_kernel_counts_what_sql_counts(
    database: Database, owner: Connection, database_url: str, workspace: WorkspaceId
) -> None:
    # Of tables that were filled a moment ago the planner knows nothing, and would look at each run with each.
    organization = found(Size(ends_on=ENDS_ON, developers=8, commits=1200, seed=5))
    await tell(database, workspace, organization)
    clock = Clock(datetime(2026, 3, 2, tzinfo=UTC), ZoneInfo("Asia/Kolkata"))
    with session(database_url, workspace) as opened:
        runs, jobs = read_runs(opened, Runs(), SINCE, clock.now + timedelta(days=9))
        assert opened.statements == 2
    ours = ci(runs, jobs, SINCE, clock).by(["repository", "name", "period_start"])
    await owner.execute("analyze pipelines; analyze pipeline_jobs; set enable_nestloop = off")
    asked = Path(__file__).with_name("ci.sql").read_text(encoding="utf-8")
    told = pl.DataFrame([dict(row) for row in await owner.fetch(asked, workspace, clock.zone.key)]).rename(
        {"repository_key": "repository", "week": "period_start"}
    )
    numbers = [name for name in told.columns if name not in {"repository", "name", "period_start"}]
    assert told.height > 100
    assert told["flaky"].sum() > 10
    assert told["wasted_cancelled"].cast(pl.Float64).sum() > 0
    assert_frame_equal(
        ours.select("repository", "name", "period_start", pl.col(numbers).cast(pl.Float64)),
        told.select(pl.col("repository").cast(pl.Int32), "name", "period_start", pl.col(numbers).cast(pl.Float64)),
        rel_tol=0,
        abs_tol=1e-9,
    )
