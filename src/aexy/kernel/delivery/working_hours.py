"""How many hours somebody could have worked between two instants, beside how many went by.

A working hour is one within the hours of a day that is worked: a day of the week, no holiday, and no leave. A person's
own week, hours, clock and holidays hold where they said them, the workspace's everywhere else. A shift that ends before
it begins ends on the day after, and belongs to the day it began on. What is asked of nobody goes by the workspace's.
"""

from dataclasses import dataclass, field
from datetime import time
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.calendars import Calendars
from aexy.kernel.facts import UTC_INSTANT, Schema
from aexy.kernel.localtime import local
from aexy.kernel.periods import Clock

# People with hours or a clock of their own; minutes after midnight, null where they are the workspace's.
HOURS: Schema = {"developer": pl.Int32(), "zone": pl.String(), "starts": pl.Int16(), "ends": pl.Int16()}

Numbers = NDArray[np.int64]

_MINUTE = 60_000_000  # microseconds
_DAY = 1440 * _MINUTE
_HOUR = 60 * _MINUTE
_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Shift:
    """When a working day begins and ends, by the clock of whose it is."""

    starts: time = time(9)
    ends: time = time(17)

    @property
    def first(self) -> int:
        """Minutes from midnight to its beginning."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def length(self) -> int:
        """How many minutes it has."""
        return (self.ends.hour * 60 + self.ends.minute - self.first - 1) % _MINUTES + 1

    @property
    def hours(self) -> float:
        """How many hours a working day has."""
        return self.length / 60


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The calendars, hours and clocks of a workspace and its people."""

    calendars: Calendars
    own: pl.DataFrame
    zone: ZoneInfo
    shift: Shift = field(default_factory=Shift)

    @classmethod
    def of(cls, schedules: pl.DataFrame, days_off: pl.DataFrame, own: pl.DataFrame, clock: Clock, shift: Shift) -> Self:
        """From the tables of facts `schedules` and `days_off`, people's own HOURS, and the workspace's."""
        hours = own.select(pl.col(name).cast(dtype) for name, dtype in HOURS.items()).unique("developer")
        return cls(Calendars.of(schedules, days_off, clock), hours, clock.zone, shift)

    def between(self, since: pl.Series, until: pl.Series, developers: pl.Series | None = None) -> pl.Series:
        """Working hours from one instant to the other, of each of these people; null where an instant is not known.

        Without people, or for one who is null, by the workspace's hours. Nothing where `until` comes first.
        """
        people = developers if developers is not None else pl.Series([None] * since.len(), dtype=pl.Int32)
        known = since.is_not_null() & until.is_not_null()
        whose = people.filter(known)
        # Both ends at once: what little there is to do costs less than to begin.
        ends = pl.concat([one.filter(known).cast(UTC_INSTANT) for one in (until, since)])
        before = self._until(ends, pl.concat([whose, whose]))
        worked = before[: whose.len()] - before[whose.len() :]
        found = np.full(since.len(), np.nan)
        found[known.to_numpy()] = np.maximum(worked, 0) / _HOUR
        return pl.Series(since.name, found, nan_to_null=True).round(10)

    def _until(self, at: pl.Series, people: pl.Series) -> Numbers:
        """Microseconds of work before each instant, counted from far away."""
        frame = pl.DataFrame({"developer": people.cast(pl.Int32), "at": at})
        frame = frame.join(self.own, on="developer", how="left", maintain_order="left").with_row_index("place")
        defaults = {"zone": self.zone.key, "starts": self.shift.first, "ends": self.shift.first + self.shift.length}
        frame = frame.with_columns(pl.col(name).fill_null(value) for name, value in defaults.items())
        found = np.zeros(frame.height, dtype=np.int64)
        for (zone,), part in frame.partition_by("zone", as_dict=True).items():
            found[part["place"].to_numpy()] = self._by_one_clock(part, ZoneInfo(str(zone)))
        return found

    def _by_one_clock(self, part: pl.DataFrame, zone: ZoneInfo) -> Numbers:
        shown = local(part["at"].to_physical().to_numpy(), zone)
        days = shown // _DAY
        first = part["starts"].to_numpy().astype(np.int64) * _MINUTE
        length = ((part["ends"].to_numpy().astype(np.int64) - part["starts"].to_numpy() - 1) % _MINUTES + 1) * _MINUTE
        people = part["developer"]

        def date_of(numbers: Numbers) -> pl.Series:
            return pl.Series(numbers.astype(np.int32)).cast(pl.Date)

        def of_shift(day: Numbers) -> Numbers:
            is_worked = ~self.calendars.is_day_off(people, date_of(day)).to_numpy()
            done: Numbers = np.clip(shown - day * _DAY - first, 0, length)
            return np.where(is_worked, done, 0)

        start = pl.Series(np.zeros(part.height, dtype=np.int32)).cast(pl.Date)
        # Whole shifts are over two days later, whatever hours they have.
        whole = self.calendars.working_days(people, start, date_of(days - 1)).to_numpy().astype(np.int64)
        found: Numbers = whole * length + of_shift(days - 1) + of_shift(days)
        return found


__all__ = ["HOURS", "Shift", "WorkingHours"]
