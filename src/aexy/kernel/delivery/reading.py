"""Counts made numbers: of every subject in every period asked for, also where there was nothing to count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from aexy.kernel.delivery.counting import CELL, Ready
from aexy.kernel.delivery.metrics import FIVE, DeliveryMetric
from aexy.kernel.metric import QUANTILES, Buckets, days_begun, placed
from aexy.kernel.periods import Period, Window

# Hours, each about twice the one before, and where people have a word for it: an hour, a day, a week, a month.
EDGES = (0, 1, 2, 4, 8, 24, 48, 96, 168, 336, 730, 1461, 4383)
# Deployments on one day.
_A_DAY = (0, 1, 2, 3, 5, 10, 20, 50)


class Figure(NamedTuple):
    """One number with its sample; quantiles and the median's bounds where it is a duration."""

    value: float | None
    n: int
    median: float | None = None
    p75: float | None = None
    p90: float | None = None
    low: float | None = None
    high: float | None = None


class Bin(NamedTuple):
    """How many lie in `[start, end)`; None is without end."""

    start: float
    end: float | None
    n: int


Counts = Mapping[str, object]


def counted(
    ready: Ready,
    buckets: Buckets,
    periods: Sequence[Period],
    known: Mapping[int, datetime],
    subjects: Sequence[int],
    *,
    with_stages: bool = False,
) -> pl.DataFrame:
    """A row for each of these subjects in each of these periods, with every count and the `value` of the five.

    Before anything is known of a subject's deployments there is no number; after that, none is 0.
    """
    clock = ready.clock
    dated = [(one.start, days_begun(clock, one), clock.midnight(one.end)) for one in periods]
    since = [(key, known.get(key)) for key in subjects]
    times = pl.DataFrame(
        dated, schema={"period_start": pl.Date, "days": pl.Int64, "end": pl.Datetime("us", "UTC")}, orient="row"
    )
    whose = pl.DataFrame(since, schema={"subject": pl.Int32, "since": pl.Datetime("us", "UTC")}, orient="row")
    found = ready.counted(buckets, with_stages=with_stages)
    every = whose.join(times, how="cross").join(found, on=CELL, how="left", maintain_order="left")
    zeros = [pl.col(name).fill_null(0) for name, dtype in found.schema.items() if dtype.is_integer()]
    is_known = (pl.col("since") < pl.col("end")).fill_null(value=False)
    values = [
        (pl.when(is_known).then(metric.value) if metric.is_zero else metric.value).alias(metric.key) for metric in FIVE
    ]
    return every.with_columns(zeros).with_columns(*values, *(m.n.alias(f"{m.key}__n") for m in FIVE))


def figure(metric: DeliveryMetric, counts: Counts) -> Figure:
    """One of the five out of a row of `counted`."""
    value, n = _float(counts[metric.key]), int(_float(counts[f"{metric.key}__n"]) or 0)
    if metric.spans is None:
        return Figure(value, n)
    spans = [_float(counts[f"{metric.spans}_{name}"]) for name in QUANTILES]
    bounds = [_float(counts[f"{metric.spans}_{name}"]) if metric.is_bounded else None for name in ("low", "high")]
    return Figure(value, n, *spans, *bounds)


def _float(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) else None


def distribution(metric: DeliveryMetric, ready: Ready, window: Window) -> list[Bin]:
    """How the spans behind a median are spread, and how many deployments there were on a day; of a share nothing."""
    match metric.key:
        case "deployment_frequency":
            return _days(ready, window)
        case "lead_time_hours":
            rows = placed(ready.gone_live, window).filter(pl.col("pull").is_not_null() & (pl.col("by") == "people"))
            return _binned(rows["lead_hours"], EDGES)
        case "recovery_time_hours":
            failed = pl.col("failed_by").is_not_null() & (pl.col("outcome") == "success")
            return _binned(placed(ready.deployments, window).filter(failed)["recovery_hours"], EDGES)
    return []


def _days(ready: Ready, window: Window) -> list[Bin]:
    """Of the days that have begun, so many had so many deployments."""
    live = placed(ready.deployments, window).filter(pl.col("outcome") == "success")
    on_a_day = live.group_by("day").len()["len"]
    none = days_begun(ready.clock, window) - on_a_day.len()
    bins = _binned(on_a_day.cast(pl.Float64), _A_DAY)
    return [bins[0]._replace(n=bins[0].n + max(none, 0)), *bins[1:]]


def _binned(values: pl.Series, edges: Sequence[float]) -> list[Bin]:
    known = values.drop_nulls()
    least = [*edges, None]
    return [Bin(low, high, int(_inside(known, low, high).sum())) for low, high in pairwise(least) if low is not None]


def _inside(values: pl.Series, low: float, high: float | None) -> pl.Series:
    return values >= low if high is None else (values >= low) & (values < high)
