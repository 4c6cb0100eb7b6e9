"""Days, weeks, fortnights, months and quarters, half-open, by the workspace's clock.

A period is a run of whole local dates: `[start, end)`. An instant belongs to the period its local date lies in, so the
periods of one kind never overlap and leave no gap, whatever the clocks did that night.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

import polars as pl

FORTNIGHT_ANCHOR = date(1970, 1, 5)  # a Monday
_DAY = timedelta(days=1)
_GREENWICH = ZoneInfo("UTC")


class PeriodType(StrEnum):
    """How long a period is and where it may begin."""

    DAILY = "daily"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True)
class Clock:
    """A workspace's idea of time: its zone, working days (ISO, Monday is 1), late hours, and the present instant."""

    now: datetime
    zone: ZoneInfo = _GREENWICH
    working_days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    late_from: int = 22
    late_until: int = 6

    @property
    def today(self) -> date:
        """The local date of the present instant."""
        return self.now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The first instant (UTC) of a local date. Where the clocks skip midnight, the instant they skip it at."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def working_days_in(self, start: date, end: date) -> int:
        """Working days that began in `[start, end)` and not after the present: today counts as one."""
        last = min(end, self.today + _DAY)
        return sum(day.isoweekday() in self.working_days for day in _days(start, last))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The local dates `[start, end)`."""

    start: date
    end: date

    def is_open(self, clock: Clock) -> bool:
        """Whether it is still going on, or yet to come."""
        return self.end > clock.today

    def days(self) -> Iterator[date]:
        """Each date, first to last."""
        return _days(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Window(Period):
    """Any run of whole local dates a person asks for, counted as one; `until` cuts it off at an instant.

    The cut serves comparison: what has passed of this week stands beside the same part of last week.
    """

    until: datetime | None = None

    def previous(self, clock: Clock) -> Self:
        """The same number of days just before. Of an open window only as much as has passed of it, in whole hours."""
        length = self.end - self.start
        before = replace(self, start=self.start - length, end=self.start, until=None)
        if not self.is_open(clock):
            return before
        hours = max((clock.now - clock.midnight(self.start)) // timedelta(hours=1), 0)
        return replace(before, until=clock.midnight(before.start) + timedelta(hours=hours))


def period_of(kind: PeriodType, day: date) -> Period:
    """The period of this kind that a local date lies in."""
    start = _start(kind, day)
    return Period(start, _next(kind, start))


def periods_between(kind: PeriodType, start: date, end: date) -> list[Period]:
    """Every period of this kind that shares a date with `[start, end)`, in order."""
    periods: list[Period] = []
    day = start
    while day < end:
        periods.append(period_of(kind, day))
        day = periods[-1].end
    return periods


def period_start(kind: PeriodType, day: pl.Expr) -> pl.Expr:
    """For a column of local dates: the first date of the period each lies in."""
    match kind:
        case PeriodType.DAILY:
            return day
        case PeriodType.WEEKLY:
            return day.dt.truncate("1w")
        case PeriodType.BIWEEKLY:
            since = day.cast(pl.Int32) - (FORTNIGHT_ANCHOR - date(1970, 1, 1)).days
            return (day.cast(pl.Int32) - since % 14).cast(pl.Date)
        case PeriodType.MONTHLY:
            return day.dt.truncate("1mo")
        case PeriodType.QUARTERLY:
            return day.dt.truncate("1q")


def recent_weeks(clock: Clock, count: int = 12) -> Window:
    """The last whole weeks and the open one: what is shown when nobody says which dates."""
    week = period_of(PeriodType.WEEKLY, clock.today)
    return Window(week.start - timedelta(weeks=count), week.end)


def _start(kind: PeriodType, day: date) -> date:
    match kind:
        case PeriodType.DAILY:
            return day
        case PeriodType.WEEKLY:
            return day - timedelta(days=day.weekday())
        case PeriodType.BIWEEKLY:
            return day - timedelta(days=(day - FORTNIGHT_ANCHOR).days % 14)
        case PeriodType.MONTHLY:
            return day.replace(day=1)
        case PeriodType.QUARTERLY:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _next(kind: PeriodType, start: date) -> date:
    match kind:
        case PeriodType.DAILY:
            return start + _DAY
        case PeriodType.WEEKLY:
            return start + timedelta(weeks=1)
        case PeriodType.BIWEEKLY:
            return start + timedelta(weeks=2)
        case PeriodType.MONTHLY:
            return _months_later(start, 1)
        case PeriodType.QUARTERLY:
            return _months_later(start, 3)


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=passed) for passed in range((end - start).days))
