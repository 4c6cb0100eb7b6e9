"""On which days people work: each person's own week, less holidays and leave; everybody else goes by the workspace's.

A number per working day is divided by these, and work on any other day is what the weekend share counts.

    schedules   people whose week or holidays are not the workspace's. Null working days are the workspace's.
    days_off    holidays and leave. A row without a developer holds for the workspace itself and for everybody who has
                no schedule; whoever has one has each of their days off written out, the workspace's holidays among
                them if they keep those (`kernel.holidays.days_off` does so). Leave is always somebody's own row.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.facts import Facts
from aexy.kernel.ordering import DAYS_APART
from aexy.kernel.periods import Clock

Numbers = NDArray[np.int64]
Days = date | pl.Series

_WEEK = 7
_MONDAY = 3  # 1970-01-01, day 0, was a Thursday
_NULL = -(1 << 40)  # no person and no place
_NOBODY = 0  # the calendar of the workspace, and of everybody without one of their own


@dataclass(frozen=True, slots=True, eq=False)
class Calendars:
    """The workspace's calendar and those of people who have their own, each a number.

    `weeks` has a row per calendar: how many working days there are before each weekday, and in the whole week. `off`
    are the days off that fall on a working day, sorted, each with its calendar as one number.
    """

    people: Numbers = field(repr=False)
    weeks: Numbers = field(repr=False)
    off: Numbers = field(repr=False)

    @classmethod
    def of(cls, schedules: pl.DataFrame, days_off: pl.DataFrame, clock: Clock) -> Self:
        """From the tables of facts of these names, and the workspace's clock for the week most people work."""
        own = pl.concat([schedules["developer"], days_off["developer"].drop_nulls()]).unique().sort()
        people = own.to_numpy().astype(np.int64)
        weeks = np.tile(_week(clock.working_days), (people.size + 1, 1))
        alike = schedules.drop_nulls("working_days").group_by("working_days").agg("developer")
        for days, developers in alike.iter_rows():
            weeks[np.searchsorted(people, developers) + 1] = _week(days)
        calendars = cls(people, weeks, np.empty(0, dtype=np.int64))
        return replace(calendars, off=calendars._off(_written_out(schedules, days_off, own)))

    @classmethod
    def of_facts(cls, facts: Facts, clock: Clock) -> Self:
        """From everything the kernel knows of a workspace."""
        return cls.of(facts.schedules, facts.days_off, clock)

    def working_days(self, developers: pl.Series, start: Days, end: Days) -> pl.Series:
        """How many days each of these people works in `[start, end)`; null stands for the workspace.

        `start` and `end` are dates, or a date for each person. An end before its start leaves no day.
        """
        calendars = self._calendars(developers)
        first = _numbers(start, developers.len())
        last = np.maximum(_numbers(end, developers.len()), first)
        of_weeks = self._before(calendars, last) - self._before(calendars, first)
        places = calendars * DAYS_APART
        off = np.searchsorted(self.off, places + last) - np.searchsorted(self.off, places + first)
        return pl.Series(developers.name, of_weeks - off, dtype=pl.Int64)

    def working_days_elapsed(self, developers: pl.Series, start: Days, end: Days, clock: Clock) -> pl.Series:
        """The same of the days that have begun, today among them.

        Periods are the workspace's, so its clock says which day it is, for everybody: a period that is over has the
        same days whoever counts it, and when.
        """
        begun = (clock.today - date(1970, 1, 1)).days + 1
        last = pl.Series(np.minimum(_numbers(end, developers.len()), begun).astype(np.int32)).cast(pl.Date)
        return self.working_days(developers, start, last)

    def is_day_off(self, developers: pl.Series, days: pl.Series) -> pl.Series:
        """For each person and local date beside it: whether they do not work on it.

        Days outside the person's week, public holidays and leave alike: that somebody worked on such a day is what is
        worth knowing. A person who is null goes by the workspace's calendar.
        """
        if not days.len():
            return pl.Series(days.name, [], dtype=pl.Boolean)
        whose = developers.cast(pl.Int64).fill_null(_NULL).to_numpy()
        dates = _numbers(days, days.len())
        # Commits lie together by person and day, so one answer serves many rows.
        heads = np.flatnonzero(np.append(True, (whose[1:] != whose[:-1]) | (dates[1:] != dates[:-1])))
        answers = self._is_off(self._calendars(developers.gather(heads)), dates[heads])
        return pl.Series(days.name, np.repeat(answers, np.diff(heads, append=dates.size)))

    def _is_off(self, calendars: Numbers, days: Numbers) -> NDArray[np.bool_]:
        places = calendars * DAYS_APART + days
        found = np.searchsorted(self.off, places)
        off: NDArray[np.bool_] = self._outside(calendars, days) | (np.append(self.off, _NULL)[found] == places)
        return off

    def _outside(self, calendars: Numbers, days: Numbers) -> NDArray[np.bool_]:
        """Whether each day is none of that calendar's week."""
        outside: NDArray[np.bool_] = np.diff(self.weeks, axis=1)[calendars, (days + _MONDAY) % _WEEK] == 0
        return outside

    def _calendars(self, developers: pl.Series) -> Numbers:
        """The number of each person's calendar."""
        if not self.people.size:
            return np.full(developers.len(), _NOBODY, dtype=np.int64)
        wanted = developers.cast(pl.Int64).fill_null(_NULL).to_numpy()
        found = np.searchsorted(self.people, wanted)
        is_own = self.people[np.minimum(found, self.people.size - 1)] == wanted
        return np.where(is_own, found + 1, _NOBODY)

    def _before(self, calendars: Numbers, days: Numbers) -> Numbers:
        """Working days of each one's week before a day, from some Monday far away."""
        whole, rest = np.divmod(days + _MONDAY, _WEEK)
        counted: Numbers = whole * self.weeks[calendars, _WEEK] + self.weeks[calendars, rest]
        return counted

    def _off(self, days_off: pl.DataFrame) -> Numbers:
        calendars = self._calendars(days_off["developer"])
        days = _numbers(days_off["day"], days_off.height)
        is_worked = ~self._outside(calendars, days)
        return np.unique(calendars[is_worked] * DAYS_APART + days[is_worked])


def _written_out(schedules: pl.DataFrame, days_off: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """The days off, and for whoever has a calendar because of leave alone the workspace's holidays as well."""
    by_workspace = pl.DataFrame({"developer": own}).join(schedules.select("developer"), on="developer", how="anti")
    common = days_off.filter(pl.col("developer").is_null()).select("day")
    return pl.concat([days_off.select("developer", "day"), by_workspace.join(common, how="cross")])


def _week(working_days: frozenset[int] | list[int]) -> Numbers:
    """How many working days (ISO, Monday is 1) lie before each weekday, and in the week."""
    is_worked = [day in working_days for day in range(1, _WEEK + 1)]
    return np.concatenate([[0], np.cumsum(is_worked)]).astype(np.int64)


def _numbers(days: Days, length: int) -> Numbers:
    """Dates as days since 1970."""
    if isinstance(days, date):
        return np.full(length, (days - date(1970, 1, 1)) // timedelta(days=1), dtype=np.int64)
    return days.cast(pl.Date).to_physical().cast(pl.Int64).to_numpy()
