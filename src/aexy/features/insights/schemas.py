"""What is asked about numbers, and what is answered."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from aexy.features.insights.mending import Mend
from aexy.features.paging import Shape, Wish
from aexy.kernel.metric import Better, Family, Level, Metric, Unit
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import PeriodType


def beside(key: str) -> list[str]:
    """The keys that always stand beside this one: alone it would mislead."""
    there = {metric.key for metric in CATALOGUE}
    return [other for other in find(key).beside if other in there]


class Bucket(StrEnum):
    """Into what a window is divided; `total` leaves it whole."""

    TOTAL = "total"
    DAILY = "daily"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SPRINT = "sprint"

    @property
    def period_type(self) -> PeriodType | None:
        """The kind of period; None for the whole window, and for sprints, which are as long as they are."""
        return None if self in {Bucket.TOTAL, Bucket.SPRINT} else PeriodType(self.value)


class Compare(StrEnum):
    """What a number of the whole window stands beside."""

    PREVIOUS = "previous"
    NONE = "none"


class Source(StrEnum):
    """Where a number was read: kept when its period was over, or counted just now."""

    SNAPSHOT = "snapshot"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose numbers. `team` narrows a repository's or a person's to what was done in that team."""

    level: Level
    key: int
    id: UUID
    name: str
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """One value with its sample size; quantiles where there is something to distribute. Kept as it is in the cache."""

    value: float | None
    n: int
    median: float | None = None
    p75: float | None = None
    p90: float | None = None


class SubjectName(Shape):
    """Whose numbers, for people."""

    kind: Level
    id: UUID
    name: str
    detail: str | None = None


class MetricShape(Shape):
    """A metric as the catalogue declares it."""

    key: str
    name: str
    family: Family
    unit: Unit
    better: Better
    says: str
    formula: str
    caution: str | None
    quorum: int = Field(description="How many people have to be active before a group's number is shown.")
    audience: str = Field(description="Who sees one person's number: self, team (mates) or open (to the workspace).")
    version: int
    levels: list[Level]
    empty: str = Field(description="What a covered period without facts gives: zero or null.")
    beside: list[str] = Field(description="Keys of the metrics it is always shown with.")
    shown_first: Literal["value", "median"] = Field(
        description="What stands for it: what the formula gives, or of durations the median of the same rows."
    )

    @classmethod
    def of(cls, metric: Metric) -> "MetricShape":
        """The declaration without its expressions."""
        others = {"levels", "empty", "audience", "beside", "shown_first"}
        return cls(
            **{name: getattr(metric, name) for name in cls.model_fields if name not in others},
            audience=metric.audience.value,
            levels=[level for level in Level if level in metric.levels],
            empty="zero" if metric.is_zero_without_rows else "null",
            beside=beside(metric.key),
            shown_first="median" if metric.quantile_keys else "value",
        )


class PeriodShape(Shape):
    """Local dates `[start, end)`; `open` while it is not over. A sprint has a name."""

    start: date
    end: date
    open: bool
    name: str | None = None


class Previous(Shape):
    """The same number of the window before; of an open window only as much of it as has passed."""

    value: float | None
    n: int
    median: float | None = Field(default=None, description="Of durations, which are held against each other by it.")
    start: date
    end: date

    @classmethod
    def of(cls, number: "Number | Reading", unit: Unit, start: date, end: date) -> "Previous":
        """That number of those days; amounts and sizes are held against each other by their value alone."""
        median = number.median if unit is Unit.HOURS else None
        return cls(value=number.value, n=number.n, median=median, start=start, end=end)


class Reading(Shape):
    """One number of one period, with what keeps it honest."""

    metric: str
    unit: Unit
    better: Better
    period: PeriodShape
    value: float | None
    n: int
    median: float | None = None
    p75: float | None = None
    p90: float | None = None
    caution: str | None
    withheld: str | None = Field(description="Why it is not shown; null when it is, or when there is nothing to show.")
    source: Source
    version: int
    previous: Previous | None = None

    @property
    def shown(self) -> float | None:
        """What is drawn and held against others: a few long waits pull a mean, so of durations it is the median."""
        return self.median if self.unit is Unit.HOURS and self.median is not None else self.value


class Readings(Shape):
    """Numbers of one subject, metric by metric, first period to last."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    bucket: Bucket
    readings: list[Reading]


class Cell(Shape):
    """One number of a row. Of durations `value` is the mean and `median` what is shown and sorted by."""

    value: float | None
    n: int
    median: float | None = Field(default=None, description="Of durations only: shown first, as in every headline.")
    withheld: str | None = None

    @classmethod
    def of(cls, metric: Metric, number: Number) -> "Cell":
        """The number of a metric, with its median if it is a duration."""
        return cls(value=number.value, n=number.n, median=number.median if metric.unit is Unit.HOURS else None)

    @property
    def shown(self) -> float | None:
        """What stands in a table: a few long waits pull a mean, so of durations it is the median."""
        return self.value if self.median is None else self.median


class Row(Shape):
    """One person, team or repository."""

    subject: SubjectName
    readings: dict[str, Cell]
    trend: list[float | None] = Field(description="The first metric, period by period; empty when withheld.")


class Breakdown(Shape):
    """How a subject's numbers spread over people, teams or repositories."""

    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    rows: list[Row]
    total_rows: int


class Language(Shape):
    """Lines somebody wrote in one language; `share` is of all lines added and removed in known languages."""

    language: str
    lines_added: int
    lines_removed: int
    commits: int
    share: float


class UnknownLanguage(Shape):
    """Lines in files of no known language."""

    lines_added: int
    lines_removed: int
    commits: int


class Languages(Shape):
    """What was written in, most lines first; without generated, vendored and lock files."""

    items: list[Language]
    unknown: UnknownLanguage


class Hours(Shape):
    """Commits by the author's own weekday (Monday first) and hour; n of them have a known hour."""

    cells: list[list[int]]
    n: int
    withheld: str | None = None


class Quantiles(Shape):
    """Half, three quarters and nine tenths of the values lie at or below these (interpolated linearly)."""

    median: float | None
    p75: float | None
    p90: float | None


class Histogram(Shape):
    """How many values lie in each `[edge, next edge)`, now and in the window before."""

    edges: list[float]
    counts: list[int]
    previous_counts: list[int] | None
    scale: str


class LeftOut(Shape):
    """Commits of the window that are not in the number, or not wholly, and why."""

    reason: str
    n: int


class Column(Shape):
    """One column of the rows: its key in them, its title, unit and kind (text, number, instant, sha)."""

    key: str
    title: str
    unit: str | None
    kind: str


class Fresh(Shape):
    """How fresh the facts are."""

    as_of: datetime
    last_synced_at: datetime | None
    repositories: int
    repositories_syncing: int


class Explanation(Shape):
    """A number with its meaning, its distribution, what was left out, and the rows behind it."""

    metric: MetricShape
    reading: Reading
    beside: list[Reading] = Field(description="Numbers it is never shown without.")
    quantiles: Quantiles | None
    histogram: Histogram | None
    left_out: list[LeftOut]
    columns: list[Column]
    rows: list[dict[str, Any]]
    rows_withheld: str | None = None
    total_rows: int
    next_cursor: str | None
    fresh: Fresh


class Check(Shape):
    """Something about the data that makes numbers less than they could be: `n` of `of`."""

    key: str
    says: str
    n: int
    of: int | None
    severity: str
    next_step: str | None
    mend: Mend | None = Field(description="Where in the product it is mended; null where it cannot be.")
    affects: list[str] = Field(description="Keys of the metrics that are less than they could be for it.")


class Checks(Shape):
    """All checks, those that found something first."""

    checks: list[Check]


class Kept(Shape):
    """One stored snapshot."""

    period_type: PeriodType
    period: PeriodShape
    as_of: datetime
    readings: dict[str, Cell]


class History(Shape):
    """Stored snapshots of one subject, latest first."""

    subject: SubjectName
    items: list[Kept]
    next_cursor: str | None


class GenerateWish(Wish):
    """Which snapshots to count again: those of touched and newly closed periods, or everything."""

    everything: bool = False
