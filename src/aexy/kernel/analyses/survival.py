"""Code survival: of the lines written in a quarter or a year, how many still stand at each later time.

A cohort is what was added in a period. Its lines are followed to the commit that removed them; a changed line is one
that went and one that came. The half-life pools all cohorts by age: at each month of age the share that went of those
that were still there and are old enough to have lived through that month, one month after the other.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.periods import Clock, Period, PeriodType, period_of, periods_between

SAYS = (
    "Of the lines that were added in a period, without merges and without generated, vendored and lock files, how many "
    "still stand at the end of each later one. The half-life is the age by which half of all lines are gone."
)
CAUTION = (
    "A line that was changed or moved within its file counts as gone. Old lines are neither good nor bad: they may be "
    "what works, or what nobody dares to touch."
)
VERSION = 1
FEWEST_LINES = 500
"""At an age that fewer lines have reached nothing is said of lines in general."""

ADDED = {"commit": pl.Int64(), "at": pl.Datetime("us", "UTC"), "lines": pl.Int64()}
"""What each commit added."""

REMOVED = {"origin": pl.Int64(), "at": pl.Datetime("us", "UTC"), "lines": pl.Int64()}
"""How many lines of a commit went, and when."""

_MONTH = 365.25 / 12 * 86_400 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Cohort:
    """Lines added in a period; `standing` are those left at the end of each period from this one on."""

    period: Period
    added: int
    standing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """At so many months of age: the share of lines still there, judged by so many that were there the month before."""

    months: int
    share: float
    lines: int


@dataclass(frozen=True, slots=True)
class HalfLife:
    """In months; None where half of the lines outlive what is known, which `curve` says as far as it is known."""

    months: float | None
    curve: tuple[Age, ...]


def cohorts(
    added: pl.DataFrame, removed: pl.DataFrame, kind: PeriodType | None, clock: Clock, until: datetime
) -> list[Cohort]:
    """The cohorts from the first on; by year where `kind` is None."""
    if added.is_empty():
        return []
    first = added["at"].min()
    assert isinstance(first, datetime)  # noqa: S101 - there is one
    periods = _periods(first, until, kind, clock)
    ends = np.array([_microseconds(clock.midnight(period.start)) for period in periods[1:]], dtype=np.int64)
    born = _placed(added["at"], ends)
    counted = np.bincount(born, weights=added["lines"].to_numpy(), minlength=len(periods))
    places = pl.DataFrame({"origin": added["commit"], "born": born})
    gone = removed.join(places, on="origin")
    went = np.zeros((len(periods), len(periods)))
    np.add.at(went, (gone["born"].to_numpy(), _placed(gone["at"], ends)), gone["lines"].to_numpy())
    left = np.maximum(counted[:, None] - went.cumsum(axis=1), 0)
    return [
        Cohort(period, int(counted[at]), tuple(int(lines) for lines in left[at, at:]))
        for at, period in enumerate(periods)
    ]


def half_life(added: pl.DataFrame, removed: pl.DataFrame, until: datetime) -> HalfLife:
    """How long lines live, of all cohorts together."""
    known = added.filter(pl.col("at") <= until)
    if known.is_empty():
        return HalfLife(None, ())
    months = ((_microseconds(until) - known["at"].dt.epoch("us")) / _MONTH).floor().cast(pl.Int64)
    reached = known.select(origin="commit", born="at", reach=months)
    most = int(reached["reach"].max()) + 1  # type: ignore[arg-type]
    lines = np.bincount(reached["reach"].to_numpy(), weights=known["lines"].to_numpy(), minlength=most)
    gone = removed.join(reached, on="origin").with_columns(
        age=((pl.col("at") - pl.col("born")).dt.total_microseconds() / _MONTH).floor().clip(0).cast(pl.Int64)
    )
    gone = gone.filter(pl.col("age") < most)
    went = np.zeros((most, most))
    np.add.at(went, (gone["reach"].to_numpy(), gone["age"].to_numpy()), gone["lines"].to_numpy())
    before = went.cumsum(axis=1) - went
    share, curve = 1.0, [Age(0, 1.0, int(lines.sum()))]
    for age in range(most - 1):
        old = slice(age + 1, None)
        there = float((lines[old] - before[old, age]).sum())
        if there < FEWEST_LINES:
            break
        share *= 1 - min(1.0, float(went[old, age].sum()) / there)
        curve.append(Age(age + 1, share, int(there)))
    return HalfLife(_reaches_half(curve), tuple(curve))


def _reaches_half(curve: list[Age]) -> float | None:
    for before, after in pairwise(curve):
        if after.share <= 0.5:  # noqa: PLR2004 - half
            return before.months + (before.share - 0.5) / (before.share - after.share)
    return None


def _periods(first: datetime, until: datetime, kind: PeriodType | None, clock: Clock) -> list[Period]:
    start, end = (instant.astimezone(clock.zone).date() for instant in (first, until))
    if kind is not None:
        return periods_between(kind, period_of(kind, start).start, period_of(kind, end).end)
    return [Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in range(start.year, end.year + 1)]


def _placed(instants: pl.Series, ends: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.searchsorted(ends, instants.dt.epoch("us").to_numpy(), side="right")


def _microseconds(instant: datetime) -> int:
    return round(instant.timestamp() * 1_000_000)
