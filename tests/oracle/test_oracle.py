"""Two ways of counting, one answer: the kernel against plain SQL, counts exactly and the rest to nine digits."""

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from polars.testing import assert_frame_equal
from tests.proposing import propose
from tests.seeding import MONDAY, seed

from aexy.kernel.enrich import enrich
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level, Unit
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, PeriodType
from aexy.store.facts import EVERYTHING, read_facts, read_people
from aexy.store.postgres import Connection, Database
from aexy.store.session import session

HERE = Path(__file__).parent
# The oracle's names for the quantiles of one duration, for all of which one expression stands.
QUANTILES = {f"avg_pr_cycle_time_hours__{name}": f"cycle_{name}" for name in ("median", "p75", "p90")}
# Divided by a calendar, which SQL does not know (their numerators are counted); and deployments: none are made.
BESIDE = {"commit_frequency", "pr_throughput", "pr_deploy_hours"}


async def oracle(owner: Connection, workspace: WorkspaceId, clock: Clock) -> pl.DataFrame:
    """What the two statements give, put together; what is not there and can be 0 is 0: facts cover all of it."""
    zone = clock.zone.key
    asked = {"weekly": (workspace, zone, clock.late_from, clock.late_until), "pulls": (workspace, zone)}
    parts = []
    for name, parameters in asked.items():
        found = await owner.fetch((HERE / f"{name}.sql").read_text(encoding="utf-8"), *parameters)
        rows = pl.DataFrame([dict(row) for row in found], infer_schema_length=None)
        numbers = rows.select(pl.exclude("subject", "period_start").cast(pl.Float64))
        parts.append(rows.select(pl.col("subject").cast(pl.Int32), "period_start").hstack(numbers))
    joined = parts[0].join(parts[1], on=["subject", "period_start"], how="full", coalesce=True)
    zeros = [name for name in joined.columns[2:] if name not in QUANTILES.values() and find(name).is_zero_without_rows]
    lines = {"lines_added", "lines_removed", "net_lines"}  # null where somebody's lines are not known
    nobody = pl.col("commits_count").is_null()
    return joined.with_columns(
        *(pl.col(name).fill_null(0) for name in zeros if name not in lines),
        *(pl.when(nobody).then(0.0).otherwise(pl.col(name)).alias(name) for name in sorted(lines)),
    ).sort("subject", "period_start")


async def test_the_kernel_counts_what_sql_counts(
    database: Database, owner: Connection, database_url: str, workspace: WorkspaceId
) -> None:
    await owner.execute("update workspaces set time_zone = 'Asia/Kolkata' where id = $1", workspace)
    made = await seed(owner, workspace, people=9, commits=1200, days=200)
    await propose(database, owner, made, pulls=300, days=200)
    clock = Clock(MONDAY, ZoneInfo("Asia/Kolkata"))
    with session(database_url, workspace) as opened:
        enriched = enrich(read_facts(opened, EVERYTHING, read_people(opened)), clock)
    kernel = measure(CATALOGUE, enriched, by=Level.DEVELOPER, buckets=PeriodType.WEEKLY, clock=clock)
    told = await oracle(owner, workspace, clock)
    keys = [m.key for m in CATALOGUE if Level.DEVELOPER in m.levels and m.key not in BESIDE]
    assert not [m.key for m in CATALOGUE if m.unit is Unit.PER_WORKING_DAY and m.key not in BESIDE]
    ours = kernel.select("subject", "period_start", *keys, *QUANTILES).rename(dict(QUANTILES))
    assert told.height > 200
    assert all(told[key].n_unique() > 2 for key in keys), "every number is put to the test"
    assert_frame_equal(
        ours.with_columns(pl.exclude("subject", "period_start").cast(pl.Float64)),
        told.select(ours.columns),
        rel_tol=0,
        abs_tol=1e-9,
    )
