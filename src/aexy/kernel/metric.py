"""What a metric is: an aggregate of one table of facts, plus the words that keep it honest.

Everything else is derived from the catalogue: snapshot columns, API fields, pages, terminal tables, documentation. Many
are counted at once by `kernel.measuring`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from aexy.kernel.aggregates import Aggregate
from aexy.kernel.enrich import Enriched
from aexy.kernel.facts import Fact
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
WEEK = 7  # days
WORKSPACE_KEY = 0  # the workspace is its own only subject


class Spread(NamedTuple):
    """What lies behind a number, row by row; drawn between linear `edges` where there are some, else on a log scale."""

    column: str
    edges: tuple[int, ...] = ()

    @property
    def of(self) -> pl.Expr:
        """The column, for whoever asks a table for it."""
        return pl.col(self.column)


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
    value: Aggregate
    n: Aggregate
    unit: Unit
    better: Better
    says: str
    formula: str
    caution: str | None = None
    over: Aggregate | None = None
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
        return self.all_quantile_keys if self.unit is Unit.HOURS else {}

    @property
    def all_quantile_keys(self) -> Mapping[str, float]:
        """The same of everything that has something to distribute, as sizes have."""
        has_some = self.spread is not None and not self.spread.edges
        return {f"{self.key}__{name}": share for name, share in QUANTILES.items()} if has_some else {}

    @property
    def dtype(self) -> pl.DataType:
        """Whole numbers stay whole."""
        return pl.Int64() if self.is_whole else pl.Float64()


Buckets = PeriodType | Window


def divides(metric: Metric, clock: Clock, period: Period) -> bool:
    """Whether there is anything to divide nothing by: without working days, 0 a day is no number."""
    if metric.unit is Unit.PER_WORKING_DAY:
        cut = cut_off(clock, period)
        return cut.working_days_in(period.start, period.end) > 0
    return metric.unit is not Unit.PER_WEEK or days_begun(clock, period) >= WEEK


def sources(fact: Fact) -> tuple[str, ...]:
    """Which kinds of facts a table is made of: any of them covers it."""
    if fact is Fact.COMMITS:
        return ("commits",)
    return ("commits", "pulls") if fact in {Fact.PAIRS, Fact.ACTS} else ("pulls",)


def rows_of(fact: Fact, enriched: Enriched, *, by: Level, buckets: Buckets) -> pl.DataFrame:
    """The rows of one table inside the buckets, each with its `subject` and `period_start`."""
    return _owned(placed(enriched.of(fact), buckets), enriched, by)


def placed(rows: pl.DataFrame, buckets: Buckets) -> pl.DataFrame:
    """Rows with a `day` and an instant `at`, inside the buckets, each with its `period_start`."""
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


def days_begun(clock: Clock, period: Period) -> int:
    """Days of a period that have begun."""
    return max((min(period.end, cut_off(clock, period).today + timedelta(days=1)) - period.start).days, 0)


def cut_off(clock: Clock, period: Period) -> Clock:
    """The clock as it stood where a window ends early."""
    cut = period.until if isinstance(period, Window) else None
    return clock if cut is None else replace(clock, now=cut)


def bucket(buckets: Buckets, start: date) -> Period:
    """The dates of the bucket that starts on this date."""
    return buckets if isinstance(buckets, Window) else period_of(buckets, start)
