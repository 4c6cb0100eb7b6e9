"""What a metric is, and `measure()`, which counts many of them in one pass over all people and periods.

A metric is one expression over one table of facts, plus the words that keep it honest. Everything else is derived from
the catalogue: snapshot columns, API fields, pages, terminal tables, documentation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

import numpy as np
import polars as pl

from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Facts
from aexy.kernel.ordering import DAYS_APART, in_order
from aexy.kernel.periods import Clock, Period, PeriodType, Window, period_of, period_start


class Family(StrEnum):
    """The five documented categories, and delivery."""

    VELOCITY = "velocity"
    EFFICIENCY = "efficiency"
    QUALITY = "quality"
    SUSTAINABILITY = "sustainability"
    COLLABORATION = "collaboration"


class Unit(StrEnum):
    """What a value is measured in. Shares lie between 0 and 1."""

    COUNT = "count"
    LINES = "lines"
    SHARE = "share"
    HOURS = "hours"
    DAYS = "days"
    PER_WORKING_DAY = "per_working_day"
    SCORE = "score"


class Better(StrEnum):
    """Which direction is an improvement, if either is."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Audience(StrEnum):
    """Who may see one person's number: that person, those who work with them, or the whole workspace."""

    SELF = "self"
    TEAM = "team"
    OPEN = "open"


class Level(StrEnum):
    """Whose number it is."""

    DEVELOPER = "developer"
    TEAM = "team"
    REPOSITORY = "repository"
    WORKSPACE = "workspace"


class Fact(StrEnum):
    """Which enriched table a metric reads."""

    COMMITS = "commits"
    PAIRS = "pairs"


EVERYBODY = frozenset(Level)
GROUPS = EVERYBODY - {Level.DEVELOPER}
PERSON = frozenset({Level.DEVELOPER})
NOT_REPOSITORIES = EVERYBODY - {Level.REPOSITORY}
WORKSPACE_KEY = 0  # the workspace is its own only subject
_MANY = 10_000  # rows


class Spread(NamedTuple):
    """What lies behind a number, row by row; drawn between linear `edges` where there are some, else on a log scale."""

    of: pl.Expr
    edges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number. `value` and `n` are aggregates over the rows of one subject in one period; `over` divides the value.

    Rows for which `where` is false (or null) add nothing to `value` or `n`: the columns they read are null there. A
    subject without rows has no value (null), or 0 where `is_zero_without_rows` and data covers the period.
    """

    key: str
    family: Family
    name: str
    facts: Fact
    value: pl.Expr
    n: pl.Expr
    unit: Unit
    better: Better
    says: str
    formula: str
    caution: str | None = None
    over: pl.Expr | None = None
    where: pl.Expr | None = None
    spread: Spread | None = None
    audience: Audience = Audience.OPEN
    quorum: int = 1
    levels: frozenset[Level] = EVERYBODY
    is_whole: bool = False
    is_zero_without_rows: bool = False
    version: int = 1

    @property
    def n_key(self) -> str:
        """The column that stands beside the value in what `measure` returns."""
        return f"{self.key}__n"

    @property
    def dtype(self) -> pl.DataType:
        """Whole numbers stay whole."""
        return pl.Int64() if self.is_whole else pl.Float64()


Buckets = PeriodType | Window


def measure(
    metrics: Iterable[Metric], facts: Facts | Enriched, *, by: Level, buckets: Buckets, clock: Clock
) -> pl.DataFrame:
    """Count every metric for every subject and period that has rows, one pass per table of facts.

    Returns `subject` (developer, team or repository key; 0 for the workspace), `period_start` (local date), `people`
    (distinct authors), and `<key>`, `<key>__n` per metric that has this level; sorted by subject and period.
    """
    enriched = facts if isinstance(facts, Enriched) else enrich(facts, clock)
    wanted = sorted((m for m in metrics if by in m.levels), key=lambda m: m.facts)
    counted = pl.DataFrame(schema={"subject": pl.Int32, "period_start": pl.Date, "people": pl.Int64})
    for fact, group in groupby(wanted, key=lambda m: m.facts):
        rows = rows_of(fact, enriched, by=by, buckets=buckets)
        counts = _count(list(group), rows, clock, buckets, by)
        counted = _beside(counted, counts)
    return _zeros(counted, wanted).sort("subject", "period_start")


def _beside(counted: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Two counts of the same subjects. `people` are authors where there are commits: they make the quorum."""
    joined = counted.join(counts, on=["subject", "period_start"], how="full", coalesce=True, suffix="_there")
    return joined.with_columns(pl.coalesce("people", "people_there").alias("people")).drop("people_there")


def _zeros(counted: pl.DataFrame, metrics: Sequence[Metric]) -> pl.DataFrame:
    """Who has rows in one table and none in another has 0 of what is counted there: the period has data."""
    absent = [metric for metric in metrics if metric.is_zero_without_rows]
    return counted.with_columns(
        *(
            pl.when(pl.col(m.n_key).is_not_null()).then(m.key).otherwise(pl.lit(0, m.dtype)).alias(m.key)
            for m in absent
        ),
        *(pl.col(m.n_key).fill_null(0) for m in metrics),
    )


def rows_of(fact: Fact, enriched: Enriched, *, by: Level, buckets: Buckets) -> pl.DataFrame:
    """The rows of one table inside the buckets, each with its `subject` and `period_start`."""
    rows = enriched.commits if fact is Fact.COMMITS else enriched.pairs
    return _owned(_placed(rows, buckets), enriched.memberships, by)


def _placed(rows: pl.DataFrame, buckets: Buckets) -> pl.DataFrame:
    if isinstance(buckets, PeriodType):
        return rows.with_columns(period_start(buckets, pl.col("day")).alias("period_start"))
    inside = pl.col("day").is_between(buckets.start, buckets.end, closed="left")
    if buckets.until is not None:
        inside &= pl.col("at") < buckets.until
    return rows.filter(inside).with_columns(pl.lit(buckets.start).alias("period_start"))


def _owned(rows: pl.DataFrame, memberships: pl.DataFrame, by: Level) -> pl.DataFrame:
    """A row belongs to the team its person was in at its instant; to several, if they were in several."""
    match by:
        case Level.WORKSPACE:
            return rows.with_columns(pl.lit(WORKSPACE_KEY, dtype=pl.Int32).alias("subject"))
        case Level.TEAM:
            teams = memberships.rename({"developer": "author", "team": "subject"})
            begun = pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at"))
            lasting = pl.col("left").is_null() | (pl.col("at") < pl.col("left"))
            return rows.join(teams, on="author").filter(begun & lasting).drop("joined", "left")
        case Level.DEVELOPER:
            return rows.with_columns(pl.col("author").alias("subject"))
        case Level.REPOSITORY:
            return rows.with_columns(pl.col("repository").alias("subject"))


def _count(metrics: Sequence[Metric], rows: pl.DataFrame, clock: Clock, buckets: Buckets, by: Level) -> pl.DataFrame:
    values = {metric.key: _of_enough(metric, metric.value, by) for metric in metrics}
    ns = {metric.n_key: _of_enough(metric, metric.n, by).fill_null(0).cast(pl.Int64) for metric in metrics}
    overs = {f"{metric.key}__over": metric.over for metric in metrics if metric.over is not None}
    people = {"people": pl.col("author").n_unique().cast(pl.Int64)}
    counted = _divided(_by_place(rows, people | values | ns | overs), metrics, clock, buckets)
    return counted.with_columns(pl.col(metric.key).cast(metric.dtype) for metric in metrics)


def _by_place(rows: pl.DataFrame, numbers: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Each number of each subject and period.

    Rows that lie together are counted several times quicker, and putting many so costs less than that saves.
    """
    named = [number.alias(name) for name, number in numbers.items()]
    if rows.height < _MANY:
        return rows.group_by("subject", "period_start").agg(named)
    place = pl.col("subject").cast(pl.Int64) * DAYS_APART + pl.col("period_start").cast(pl.Int32)
    placed = rows.with_columns(place.alias("place"))
    if not placed["place"].is_sorted():
        needed = {name for number in numbers.values() for name in number.meta.root_names()}
        narrow = placed.select("subject", "period_start", "place", *sorted(needed))
        placed = in_order(narrow, narrow["place"])
    whose = (pl.col("subject").first(), pl.col("period_start").first())
    counted = placed.with_columns(pl.col("place").set_sorted()).group_by("place", maintain_order=True)
    return counted.agg(*whose, *named).drop("place")


def _of_enough(metric: Metric, counted: pl.Expr, by: Level) -> pl.Expr:
    """A group's number about part of its rows rests on the people in that part: they too must make the quorum."""
    if metric.where is None or metric.quorum == 1 or by is Level.DEVELOPER:
        return counted
    people = pl.col("author").filter(metric.where).n_unique()
    return pl.when(people >= metric.quorum).then(counted)


def _divided(counted: pl.DataFrame, metrics: Sequence[Metric], clock: Clock, buckets: Buckets) -> pl.DataFrame:
    """Divide by what a value is over, or by the working days of its period; by none it is null.

    Divided here: Polars multiplies by the reciprocal where all rows have one divisor, and the last digit of a number
    would depend on its neighbours.
    """
    days = {start: working_days(clock, buckets, start) for start in counted["period_start"].unique()}
    calendar = [days[start] for start in counted["period_start"]]
    divided = []
    for metric in metrics:
        if metric.over is not None or metric.unit is Unit.PER_WORKING_DAY:
            over = calendar if metric.over is None else counted[f"{metric.key}__over"].to_numpy()
            divisors = np.array(over, dtype=np.float64)
            divisors[divisors == 0] = np.nan
            values = counted[metric.key].to_numpy().astype(np.float64) / divisors
            divided.append(pl.Series(metric.key, values).fill_nan(None))
    return counted.with_columns(divided).drop(pl.selectors.ends_with("__over"))


def working_days(clock: Clock, buckets: Buckets, start: date) -> int:
    """Working days that have begun in the bucket that starts on this date."""
    period = bucket(buckets, start)
    cut = period.until if isinstance(period, Window) else None
    return replace(clock, now=cut or clock.now).working_days_in(period.start, period.end)


def bucket(buckets: Buckets, start: date) -> Period:
    """The dates of the bucket that starts on this date."""
    return buckets if isinstance(buckets, Window) else period_of(buckets, start)
