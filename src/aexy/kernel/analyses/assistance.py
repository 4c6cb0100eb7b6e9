"""What became of changes that an AI assistant had a hand in, beside the others: how many, how they went, what is left.

Three levels of evidence, never added up:
    authored     an AI agent is the author of the commit or pull request
    co-authored  a person is, and the message names an assistant (a trailer, or "Generated with …")
    telemetry    the assistant's own count of how it is used, of everybody together; of no change in particular
Assisted is authored or co-authored, which is what can be seen: assistance without a trace is among the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from aexy.kernel.churn import gone
from aexy.kernel.facts import UTC_INSTANT, Schema
from aexy.kernel.intervals import (
    NOTHING,
    Estimate,
    Values,
    median,
    median_difference,
    ratio,
    ratio_difference,
    share,
    share_difference,
)
from aexy.kernel.periods import Clock
from aexy.kernel.privacy import QUORUM, TOO_FEW

AUTHORED, CO_AUTHORED, NEITHER = "authored", "co-authored", "none"
LEVEL = pl.Enum([AUTHORED, CO_AUTHORED, NEITHER])
FEWEST = 10
"""Under so many rows on either side nothing is compared."""
TOO_THIN = f"Fewer than {FEWEST} on one side."
SURVIVAL_DAYS = (30, 90)
BANDS = {"small": 50, "medium": 200, "large": None}
"""Of lines added and removed: under 50, under 200, and the rest."""

CHANGES: Schema = {
    "author": pl.Int32(),
    "at": UTC_INSTANT,
    "level": LEVEL,
}
"""Commits, or merged pull requests."""
PULLS: Schema = {
    **CHANGES,
    "type": pl.String(),
    "size": pl.Int64(),
    "response_hours": pl.Float64(),
    "cycle_hours": pl.Float64(),
    "is_reworked": pl.Boolean(),
}
"""Merged pull requests: hours until the first response and until the merge; null where they are not known."""


class Side(NamedTuple):
    """One side of a comparison: of how many rows and people, and why it is not shown."""

    estimate: Estimate
    n: int
    people: int
    withheld: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure of assisted changes beside that of others."""

    measure: str
    assisted: Side
    other: Side
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Cell:
    """Comparisons of the changes of one type, one size, or both; `None` where it does not matter."""

    type: str | None
    band: str | None
    measures: list[Compared]


def levels(agents: pl.Series) -> pl.Expr:
    """The level of each row, by who its `author` is and whether it names an assistant (`ai`)."""
    authored = pl.col("author").is_in(agents.implode())
    return (
        pl.when(authored)
        .then(pl.lit(AUTHORED))
        .when("ai")
        .then(pl.lit(CO_AUTHORED))
        .otherwise(pl.lit(NEITHER))
        .cast(LEVEL)
    )


def is_assisted() -> pl.Expr:
    """Whether an assistant is known to have had a hand in it."""
    return pl.col("level") != NEITHER


def band() -> pl.Expr:
    """The band of each row's `size`; null where that is not known."""
    size, (small, medium, large) = pl.col("size"), BANDS
    named = pl.when(size < BANDS[small]).then(pl.lit(small)).when(size < BANDS[medium]).then(pl.lit(medium))
    return pl.when(size.is_not_null()).then(named.otherwise(pl.lit(large)))


def cells(pulls: pl.DataFrame) -> Iterator[Cell]:
    """All together, by type, by size, and by both; types and sizes as they come."""
    banded = pulls.with_columns(band=band())
    yield Cell(None, None, list(_measures(banded)))
    for keys in (["type"], ["band"], ["type", "band"]):
        parts = banded.drop_nulls(keys).sort("type", "band").partition_by(keys, as_dict=True, maintain_order=True)
        for values, rows in parts.items():
            named = dict(zip(keys, values, strict=True))
            yield Cell(named.get("type"), named.get("band"), list(_measures(rows)))


def _measures(pulls: pl.DataFrame) -> Iterator[Compared]:
    for measure in ("response_hours", "cycle_hours"):
        ours, others = _sides(pulls.drop_nulls(measure))
        values = [_values(each, measure) for each in (ours, others)]
        yield _compared(measure, (ours, others), (median(values[0]), median(values[1])), median_difference(*values))
    ours, others = _sides(pulls.drop_nulls("is_reworked"))
    hits = [(int(each["is_reworked"].sum()), len(each)) for each in (ours, others)]
    yield _compared("rework_share", (ours, others), (share(*hits[0]), share(*hits[1])), share_difference(*hits))


def survival(added: pl.DataFrame, removed: pl.DataFrame, clock: Clock, days: int) -> Compared:
    """The share of lines that are still there after so many days, of those that are as old as that.

    `added` and `removed` are those of `kernel/churn.py`, the former with `level`. A commit's lines stand and fall
    together, so the bounds are of commits; n is lines.
    """
    window = timedelta(days=days)
    is_old = pl.col("at") + window <= pl.min_horizontal(pl.col("until"), clock.now)
    went = gone(added, removed, window).select("origin", lost=pl.col("by_author") + pl.col("by_others"))
    known = added.filter(is_old).join(went, left_on="commit", right_on="origin", how="left", maintain_order="left")
    left = known.with_columns(stays=pl.col("lines") - pl.col("lost").fill_null(0)).sort("commit")
    ours, others = _sides(left)
    sums = [(_values(each, "stays"), _values(each, "lines")) for each in (ours, others)]
    found = _compared(f"survived_{days}", (ours, others), (ratio(*sums[0]), ratio(*sums[1])), ratio_difference(*sums))
    lines = [int(each["lines"].sum()) for each in (ours, others)]
    return Compared(
        found.measure, found.assisted._replace(n=lines[0]), found.other._replace(n=lines[1]), found.difference
    )


def _sides(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return rows.filter(is_assisted()), rows.filter(~is_assisted())


def _values(rows: pl.DataFrame, column: str) -> Values:
    """In one order, whatever order rows came in: bounds are drawn by place."""
    return (
        np.sort(rows[column].to_numpy().astype(np.float64))
        if column.endswith("hours")
        else rows[column].to_numpy().astype(np.float64)
    )


def _compared(
    measure: str, rows: tuple[pl.DataFrame, pl.DataFrame], found: tuple[Estimate, Estimate], difference: Estimate
) -> Compared:
    """Shown where there are enough of both, and enough people wrote them that no one of them is spoken of."""
    people = [each.filter(pl.col("level") != AUTHORED)["author"].n_unique() for each in rows]
    few = any(0 < each < QUORUM for each in people)
    thin = any(len(each) < FEWEST for each in rows)
    why = TOO_FEW if few else TOO_THIN if thin else None
    ours, others = (
        Side(NOTHING if why else estimate, len(each), many, why)
        for each, estimate, many in zip(rows, found, people, strict=True)
    )
    return Compared(measure, ours, others, NOTHING if why else difference)
