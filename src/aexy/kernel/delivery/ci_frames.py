"""Runs of workflows and pipelines and their jobs, and what each took: how long it ran and waited, and its minutes.

- A run **began** when the first of its jobs did; without jobs, or when it was run again (an attempt after the first),
  when its provider says. Jobs that were skipped begin nothing.
- It **took** from then until it was finished, if it succeeded or failed: how long something went on before it was
  cancelled says nothing about the work.
- It **waited** from when it was asked for until it began; an attempt after the first was asked for at a time nobody
  told, so it has no wait.
- Its **minutes** are those of its jobs, added up, where the length of any of them is known; else its own from start to
  end. What was skipped cost none. They are not rounded up, as invoices may be.

A span that ends before it begins is no span: it is null, and counted.
"""

import polars as pl

from aexy.kernel.facts import UTC_INSTANT, Schema
from aexy.kernel.localtime import days_of
from aexy.kernel.periods import Clock, PeriodType, period_start

RUN_STATUS = pl.Enum(["queued", "running", "success", "failure", "cancelled", "skipped", "other"])
MINUTES_OF = pl.Enum(["jobs", "run"])
# One row per run. `name` is the workflow's or pipeline's, null where it has none; `attempt` is null where none is told.
RUNS: Schema = {
    "run": pl.Int64(),
    "repository": pl.Int32(),
    "name": pl.String(),
    "sha": pl.Binary(),
    "status": RUN_STATUS,
    "created": UTC_INSTANT,
    "started": UTC_INSTANT,
    "finished": UTC_INSTANT,
    "attempt": pl.Int32(),
}
# One row per job of a run, those of earlier attempts among them where they are known.
JOBS: Schema = {
    "run": pl.Int64(),
    "job": pl.String(),
    "status": RUN_STATUS,
    "started": UTC_INSTANT,
    "finished": UTC_INSTANT,
}
# A run as it is counted: spans and `cost` (what it cost) in whole microseconds, so that sums are exact.
TIMED: Schema = {
    **RUNS,
    "began": UTC_INSTANT,
    "took": pl.Int64(),
    "waited": pl.Int64(),
    "took_backwards": pl.Boolean(),
    "waited_backwards": pl.Boolean(),
    "cost": pl.Int64(),
    "cost_of": MINUTES_OF,
}
PASSED_OR_FAILED = pl.col("status").is_in(["success", "failure"])


def timed(runs: pl.DataFrame, jobs: pl.DataFrame) -> pl.DataFrame:
    """Each run with when it began, how long it took and waited, and what it cost; the columns of `TIMED`."""
    is_first = pl.col("attempt").fill_null(1) <= 1
    is_skipped = pl.col("status") == "skipped"
    took, waited = _span("began", "finished"), _span("created", "began")
    own = _span("started", "finished")
    return (
        runs.join(_of_runs(jobs), on="run", how="left", maintain_order="left")
        .with_columns(pl.when(is_first).then(pl.coalesce("first_job", "started")).otherwise("started").alias("began"))
        .with_columns(
            pl.when(PASSED_OR_FAILED).then(took).alias("took"),
            pl.when(is_first & ~is_skipped).then(waited).alias("waited"),
            pl.when(is_skipped).then(0).when(own >= 0).then(own).alias("own"),
        )
        .with_columns(
            (pl.col("took") < 0).fill_null(value=False).alias("took_backwards"),
            (pl.col("waited") < 0).fill_null(value=False).alias("waited_backwards"),
            *(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in ("took", "waited")),
            pl.coalesce("jobs_cost", "own").alias("cost"),
        )
        .with_columns(
            pl.when(pl.col("jobs_cost").is_not_null())
            .then(pl.lit("jobs"))
            .when(pl.col("own").is_not_null())
            .then(pl.lit("run"))
            .cast(MINUTES_OF)
            .alias("cost_of")
        )
        .select(list(TIMED))
    )


def _of_runs(jobs: pl.DataFrame) -> pl.DataFrame:
    """By run: when its first job began, and what its jobs took together, null where no job's length is known."""
    return (
        jobs.group_by("run")
        .agg(
            pl.col("started").filter(pl.col("status") != "skipped").min().alias("first_job"),
            cost_of_job().sum().alias("jobs_cost"),
            cost_of_job().count().alias("known"),
        )
        .select("run", "first_job", pl.when(pl.col("known") > 0).then("jobs_cost").alias("jobs_cost"))
    )


def cost_of_job() -> pl.Expr:
    """What a job cost, in microseconds: null where its length is not known, or would be negative."""
    took = _span("started", "finished")
    return pl.when(pl.col("status") == "skipped").then(0).when(took >= 0).then(took)


def in_periods(rows: pl.DataFrame, at: str, kind: PeriodType, clock: Clock) -> pl.DataFrame:
    """The same with the first local date of the period that an instant lies in, as `period_start`."""
    day = days_of(rows[at], clock.zone)
    return rows.with_columns(day).with_columns(period_start(kind, pl.col("day")).alias("period_start")).drop("day")


def _span(start: str, end: str) -> pl.Expr:
    return (pl.col(end) - pl.col(start)).dt.total_microseconds()
