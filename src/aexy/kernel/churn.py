"""Code churn: of the lines somebody added, how many were removed or rewritten within three weeks, or another window.

A line belongs to the day it was added, and is judged when it is as old as that: what was added since is told beside.
"""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from aexy.kernel.aggregates import NOTHING
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Audience, Better, Buckets, Family, Metric, Unit
from aexy.kernel.periods import Clock, PeriodType, period_start

DAYS = 21
WINDOW = timedelta(days=DAYS)

ADDED: Mapping[str, pl.DataType] = {
    "commit": pl.Int64(),
    "author": pl.Int32(),
    "at": pl.Datetime("us", "UTC"),
    "lines": pl.Int64(),
    "until": pl.Datetime("us", "UTC"),
}
"""Commits that count: who wrote them, when, how many lines they added, and until when their fate is known."""

REMOVED: Mapping[str, pl.DataType] = {
    "origin": pl.Int64(),
    "remover": pl.Int32(),
    "at": pl.Datetime("us", "UTC"),
    "lines": pl.Int64(),
}
"""Lines that went: in which commit they were born, and who removed them when; `remover` is null for nobody known."""

CODE_CHURN = Metric(
    key="code_churn",
    family=Family.QUALITY,
    name="Code churn",
    facts=Fact.COMMITS,
    value=NOTHING,
    n=NOTHING,
    unit=Unit.SHARE,
    better=Better.NEITHER,
    says="The share of added lines that were removed or rewritten within 21 days, by anybody.",
    formula="lines removed within 21 days of being added ÷ lines added, of lines that are 21 days old",
    caution=(
        "Trying things out, answering a review and finishing in small steps all rewrite lines; a moved line counts as "
        "rewritten unless its whole file moved."
    ),
    audience=Audience.TEAM,
)
"""What code churn is. It is no key of the catalogue: it is counted from lines, which come after everything else."""


def said_of(text: str, days: int) -> str:
    """What is said of code churn, of a window of so many days."""
    return text.replace(f"{DAYS} days", "1 day" if days == 1 else f"{days} days")


def churn(
    added: pl.DataFrame, removed: pl.DataFrame, buckets: Buckets, clock: Clock, *, window: timedelta = WINDOW
) -> pl.DataFrame:
    """By `period_start`, the day lines were added: how many, and how many of them went within the window.

    `n` lines are old enough, of which `by_author` went by the hand of who wrote them and `by_others` by another;
    `pending` are younger, of which `gone_so_far` went already. Of a commit no more lines go than it added.
    """
    local = pl.col("at").dt.convert_time_zone(clock.zone.key).dt.date()
    start = period_start(buckets, local) if isinstance(buckets, PeriodType) else pl.lit(buckets.start, pl.Date)
    is_old = pl.col("at") + window <= pl.min_horizontal(pl.col("until"), clock.now)
    lines, went = pl.col("lines"), pl.col("by_author") + pl.col("by_others")
    return (
        added.join(gone(added, removed, window), left_on="commit", right_on="origin", how="left")
        .with_columns(pl.col("by_author", "by_others").fill_null(0), start.alias("period_start"))
        .group_by("period_start")
        .agg(
            lines.filter(is_old).sum().alias("n"),
            pl.col("by_author", "by_others").filter(is_old).sum(),
            lines.filter(~is_old).sum().alias("pending"),
            went.filter(~is_old).sum().alias("gone_so_far"),
        )
        .sort("period_start")
    )


def soon_gone(added: pl.DataFrame, removed: pl.DataFrame, window: timedelta = WINDOW) -> pl.DataFrame:
    """The removals within the window, each with whether it was `is_own`; a clock set back makes none too late."""
    born = added.select("commit", "author", pl.col("at").alias("born"))
    is_own = pl.col("remover").eq_missing(pl.col("author"))
    return (
        removed.join(born, left_on="origin", right_on="commit")
        .filter(pl.col("at") - pl.col("born") <= window)
        .with_columns(is_own.alias("is_own"))
    )


def gone(added: pl.DataFrame, removed: pl.DataFrame, window: timedelta) -> pl.DataFrame:
    """By `origin`: lines gone within the window `by_author` and `by_others`.

    Two branches may each remove the same line before they meet; then the earlier removal is the one that counts.
    """
    most = added.select("commit", pl.col("lines").alias("most"))
    before = pl.col("lines").cum_sum().over("origin") - pl.col("lines")
    counted = pl.min_horizontal(pl.col("lines"), (pl.col("most") - before).clip(lower_bound=0))
    return (
        soon_gone(added, removed, window)
        .join(most, left_on="origin", right_on="commit")
        .sort("origin", "at", "is_own", "lines", descending=[False, False, True, True])
        .with_columns(counted.alias("counted"))
        .group_by("origin")
        .agg(
            pl.col("counted").filter(pl.col("is_own")).sum().alias("by_author"),
            pl.col("counted").filter(~pl.col("is_own")).sum().alias("by_others"),
        )
    )
