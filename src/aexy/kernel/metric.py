"""What a metric is, and `measure()`, which counts many of them in one pass over all people and periods.

A metric is one expression over one table of facts, plus the words that keep it honest. Everything else is derived from
the catalogue: snapshot columns, API fields, pages, terminal tables, documentation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Fact, Facts
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
    PER_WEEK = "per_week"
    PER_REVIEW = "per_review"
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
    PROJECT = "project"
    WORKSPACE = "workspace"


EVERYBODY = frozenset(Level)
GROUPS = EVERYBODY - {Level.DEVELOPER}
PERSON = frozenset({Level.DEVELOPER})
NOT_REPOSITORIES = EVERYBODY - {Level.REPOSITORY}
QUANTILES: Mapping[str, float] = {"median": 0.5, "p75": 0.75, "p90": 0.9}
_WEEK = 7  # days
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
    subject without rows has no value (null), or 0 where `is_zero_without_rows` and data covers the period. `beside`
    names what this number must not be shown without, `lacks` what is said of rows that `where` leaves out.
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
    lacks: str | None = None
    spread: Spread | None = None
    audience: Audience = Audience.OPEN
    quorum: int = 1
    levels: frozenset[Level] = EVERYBODY
    is_whole: bool = False
    is_zero_without_rows: bool = False
    beside: tuple[str, ...] = ()
    version: int = 1

    @property
    def n_key(self) -> str:
        """The column that stands beside the value in what `measure` returns."""
        return f"{self.key}__n"

    @property
    def stored_keys(self) -> Mapping[str, str]:
        """Each column of what `measure` returns of it, by the name it is kept under."""
        return {self.key: self.key, f"{self.key}_n": self.n_key} | {
            f"{self.key}_{name}": f"{self.key}__{name}" for name in QUANTILES if self.quantile_keys
        }

    @property
    def quantile_keys(self) -> Mapping[str, float]:
        """Of a duration: the columns of its quantiles, which stand beside its mean wherever that stands."""
        is_duration = self.unit is Unit.HOURS and self.spread is not None
        return {f"{self.key}__{name}": share for name, share in QUANTILES.items()} if is_duration else {}

    @property
    def dtype(self) -> pl.DataType:
        """Whole numbers stay whole."""
        return pl.Int64() if self.is_whole else pl.Float64()


Buckets = PeriodType | Window


def measure(
    metrics: Iterable[Metric], facts: Facts | Enriched, *, by: Level, buckets: Buckets, clock: Clock
) -> pl.DataFrame:
    """Count every metric for every subject and period that has rows, one pass per table of facts.

    Returns `subject` (developer, team, repository or project key; 0 for the workspace), `period_start` (local date),
    `people` (distinct authors), and `<key>`, `<key>__n` per metric that has this level, of durations `<key>__median`,
    `__p75` and `__p90` as well; sorted by subject and period.
    """
    enriched = facts if isinstance(facts, Enriched) else enrich(facts, clock)
    wanted = sorted((m for m in metrics if by in m.levels), key=lambda m: m.facts)
    counted = pl.DataFrame(schema={"subject": pl.Int32, "period_start": pl.Date, "people": pl.Int64})
    for fact, group in groupby(wanted, key=lambda m: m.facts):
        rows = rows_of(fact, enriched, by=by, buckets=buckets) if enriched.of(fact).height else None
        if rows is None or not rows.height:
            counted = counted.with_columns(column for metric in group for column in _nothing(metric))
            continue
        counts = _count(list(group), rows, enriched, buckets, by)
        counted = _beside(counted, counts, is_commits=fact is Fact.COMMITS)
    columns = [name for metric in wanted for name in metric.stored_keys.values()]
    found = _zeros(counted, wanted, enriched, buckets, by).sort("subject", "period_start")
    return found.select("subject", "period_start", "people", *columns)


def _nothing(metric: Metric) -> list[pl.Expr]:
    """The columns of a metric nothing was counted of."""
    none = {metric.key: metric.dtype, metric.n_key: pl.Int64(), **dict.fromkeys(metric.quantile_keys, pl.Float64())}
    return [pl.lit(None, dtype).alias(name) for name, dtype in none.items()]


def _beside(counted: pl.DataFrame, counts: pl.DataFrame, *, is_commits: bool) -> pl.DataFrame:
    """Two counts of the same subjects. `people` are authors where there are commits: they make the quorum."""
    joined = counted.join(counts, on=["subject", "period_start"], how="full", coalesce=True, suffix="_there")
    first, second = ("people_there", "people") if is_commits else ("people", "people_there")
    return joined.with_columns(pl.coalesce(first, second).alias("people")).drop("people_there")


def _zeros(
    counted: pl.DataFrame, metrics: Sequence[Metric], enriched: Enriched, buckets: Buckets, by: Level
) -> pl.DataFrame:
    """Who has rows in one table and none in another has 0 of what is counted there, where facts cover the period."""
    if not counted.height:
        return counted
    ends = {start: bucket(buckets, start).end for start in counted["period_start"].unique()}
    end = pl.col("period_start").replace_strict(ends, return_dtype=pl.Date)
    covered = counted.join(enriched.covered(by), on="subject", how="left")
    clock = enriched.clock
    absent = [metric for metric in metrics if metric.is_zero_without_rows]
    zeros = []
    for metric in absent:
        known = pl.any_horizontal(pl.col(f"{source}_from") < end for source in sources(metric.facts)).fill_null(False)  # noqa: FBT003
        long = [start for start, end in ends.items() if divides(metric, clock, _window(buckets, start, end))]
        nothing = pl.when(known & pl.col("period_start").is_in(long)).then(pl.lit(0, metric.dtype))
        zeros.append(pl.when(pl.col(metric.n_key).is_not_null()).then(metric.key).otherwise(nothing).alias(metric.key))
    ns = [pl.col(metric.n_key).fill_null(0) for metric in metrics]
    return covered.with_columns(*zeros, *ns).select(counted.columns)


def divides(metric: Metric, clock: Clock, window: Window) -> bool:
    """Whether there is anything to divide nothing by: without working days, 0 a day is no number."""
    if metric.unit is Unit.PER_WORKING_DAY:
        return working_days(clock, window, window.start) > 0
    return metric.unit is not Unit.PER_WEEK or days_begun(clock, window, window.start) >= _WEEK


def _window(buckets: Buckets, start: date, end: date) -> Window:
    return buckets if isinstance(buckets, Window) else Window(start, end)


def sources(fact: Fact) -> tuple[str, ...]:
    """Which kinds of facts a table is made of: any of them covers it."""
    if fact is Fact.COMMITS:
        return ("commits",)
    return ("commits", "pulls") if fact in {Fact.PAIRS, Fact.ACTS} else ("pulls",)


def rows_of(fact: Fact, enriched: Enriched, *, by: Level, buckets: Buckets) -> pl.DataFrame:
    """The rows of one table inside the buckets, each with its `subject` and `period_start`."""
    return _owned(_placed(enriched.of(fact), buckets), enriched, by)


def _placed(rows: pl.DataFrame, buckets: Buckets) -> pl.DataFrame:
    if isinstance(buckets, PeriodType):
        return rows.with_columns(period_start(buckets, pl.col("day")).alias("period_start"))
    inside = pl.col("day").is_between(buckets.start, buckets.end, closed="left")
    if buckets.until is not None:
        inside &= pl.col("at") < buckets.until
    return rows.filter(inside).with_columns(pl.lit(buckets.start).alias("period_start"))


def _owned(rows: pl.DataFrame, enriched: Enriched, by: Level) -> pl.DataFrame:
    """A row belongs to the team its person was in at its instant; to several, if they were in several."""
    match by:
        case Level.WORKSPACE:
            return rows.with_columns(pl.lit(WORKSPACE_KEY, dtype=pl.Int32).alias("subject"))
        case Level.TEAM:
            teams = enriched.memberships.rename({"developer": "author", "team": "subject"})
            begun = pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at"))
            lasting = pl.col("left").is_null() | (pl.col("at") < pl.col("left"))
            return rows.join(teams, on="author").filter(begun & lasting).drop("joined", "left")
        case Level.DEVELOPER:
            return rows.with_columns(pl.col("author").alias("subject"))
        case Level.REPOSITORY:
            return rows.with_columns(pl.col("repository").alias("subject"))
        case Level.PROJECT:
            return rows.join(enriched.holdings.rename({"project": "subject"}), on="repository")


def _count(
    metrics: Sequence[Metric], rows: pl.DataFrame, enriched: Enriched, buckets: Buckets, by: Level
) -> pl.DataFrame:
    values = {metric.key: _of_enough(metric, metric.value, by) for metric in metrics}
    ns = {metric.n_key: _of_enough(metric, metric.n, by).fill_null(0).cast(pl.Int64) for metric in metrics}
    overs = {f"{metric.key}__over": metric.over for metric in metrics if metric.over is not None}
    spreads = {
        name: _of_enough(metric, metric.spread.of.quantile(share, "linear"), by).cast(pl.Float64)
        for metric in metrics
        if metric.spread is not None
        for name, share in metric.quantile_keys.items()
    }
    people = {"people": pl.col("author").n_unique().cast(pl.Int64)}
    counted = _by_place(rows, people | values | ns | overs | spreads)
    divided = _divided(counted, metrics, enriched, buckets, by)
    return divided.with_columns(pl.col(metric.key).cast(metric.dtype) for metric in metrics)


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


def _divided(
    counted: pl.DataFrame, metrics: Sequence[Metric], enriched: Enriched, buckets: Buckets, by: Level
) -> pl.DataFrame:
    """Divide by what a value is over, or by the days or weeks of its period; by none it is null.

    Divided here: Polars multiplies by the reciprocal where all rows have one divisor, and the last digit of a number
    would depend on its neighbours.
    """
    divided = []
    for metric in metrics:
        over = _over(metric, counted, enriched, buckets, by)
        if over is not None:
            divisors = np.array(over, dtype=np.float64)
            divisors[divisors == 0] = np.nan
            values = counted[metric.key].to_numpy().astype(np.float64) / divisors
            divided.append(pl.Series(metric.key, values).fill_nan(None))
    return counted.with_columns(divided).drop(pl.selectors.ends_with("__over"))


def _over(
    metric: Metric, counted: pl.DataFrame, enriched: Enriched, buckets: Buckets, by: Level
) -> Sequence[float] | np.ndarray[Any, Any] | None:
    """What each value is divided by; None where it is not."""
    if metric.over is not None:
        return counted[f"{metric.key}__over"].to_numpy()
    clock = enriched.clock
    starts = counted["period_start"].unique().to_list()
    if metric.unit is Unit.PER_WORKING_DAY:
        ends = {start: bucket(buckets, start).end for start in starts}
        whose = counted["subject"] if by is Level.DEVELOPER else pl.Series([None] * counted.height, dtype=pl.Int32)
        end = counted["period_start"].replace_strict(ends, return_dtype=pl.Date)
        cut = _cut(clock, buckets) if isinstance(buckets, Window) else clock
        return enriched.calendars.working_days_elapsed(whose, counted["period_start"], end, cut).to_numpy()
    if metric.unit is Unit.PER_WEEK:
        begun = {start: days_begun(clock, buckets, start) for start in starts}
        weeks = {start: days / _WEEK if days >= _WEEK else 0 for start, days in begun.items()}
        return [weeks[start] for start in counted["period_start"]]
    return None


def working_days(clock: Clock, buckets: Buckets, start: date) -> int:
    """Working days that have begun in the bucket that starts on this date."""
    period = bucket(buckets, start)
    return _cut(clock, period).working_days_in(period.start, period.end)


def days_begun(clock: Clock, buckets: Buckets, start: date) -> int:
    """Days that have begun in the bucket that starts on this date."""
    period = bucket(buckets, start)
    return max((min(period.end, _cut(clock, period).today + timedelta(days=1)) - period.start).days, 0)


def _cut(clock: Clock, period: Period) -> Clock:
    cut = period.until if isinstance(period, Window) else None
    return replace(clock, now=cut or clock.now)


def bucket(buckets: Buckets, start: date) -> Period:
    """The dates of the bucket that starts on this date."""
    return buckets if isinstance(buckets, Window) else period_of(buckets, start)
