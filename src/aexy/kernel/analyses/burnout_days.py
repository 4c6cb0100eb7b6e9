"""What somebody did on which day of theirs: the days `burnout` is counted from, for everybody at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.calendars import Calendars
from aexy.kernel.delivery.working_hours import HOURS, Shift
from aexy.kernel.facts import DAYS_OFF, SCHEDULES, UTC_INSTANT, Schema
from aexy.kernel.localtime import days_of, local
from aexy.kernel.periods import Clock, Period

# Counted commits by people, merges left out. `hour_known` is false where the clock was a server's.
COMMITTED: Schema = {
    "developer": pl.Int32(),
    "at": UTC_INSTANT,
    "offset_minutes": pl.Int16(),
    "hour_known": pl.Boolean(),
}
# Reviews of others' pull requests; `comments` are the remarks on lines, null where that is not known.
REVIEWED: Schema = {"developer": pl.Int32(), "at": UTC_INSTANT, "comments": pl.Int32()}

Numbers = NDArray[np.int64]
Table = NDArray[np.float64]

_MINUTE = 60_000_000  # microseconds
_MINUTES = 1440
GRACE = 60  # minutes on either side of working hours that are not after hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What there is to know of when people work: what they did, and when they said they do.

    `hours` are people's own (`kernel.delivery.working_hours`), `schedules` and `days_off` as in `kernel.facts`.
    """

    commits: pl.DataFrame
    reviews: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(REVIEWED)))
    schedules: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(SCHEDULES)))
    days_off: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(DAYS_OFF)))
    hours: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict(HOURS)))
    shift: Shift = field(default_factory=lambda: Shift(time(9), time(17)))


def days_by_person(worked: Worked, days: Period, clock: Clock) -> tuple[Numbers, Mapping[str, Table]]:
    """Everybody with a commit on one of these days, and tables of people and days.

    `commits`, those whose hour is `known`, those of them that were `late` (after hours), and those on days `off`.
    """
    at = worked.commits["at"].to_physical().to_numpy()
    offset = worked.commits["offset_minutes"].to_numpy().astype(np.int64) * _MINUTE
    shown = at + offset
    day = shown // (_MINUTES * _MINUTE)
    first = (days.start - date(1970, 1, 1)).days
    length = (days.end - days.start).days
    inside = np.flatnonzero((day >= first) & (day < first + length))
    whose = worked.commits["developer"].to_numpy()[inside]
    people, place = np.unique(whose, return_inverse=True)
    cell = place * length + (day[inside] - first)
    known = worked.commits["hour_known"].to_numpy()[inside]
    late = known & _is_late(worked, whose, at[inside], shown[inside])
    dates = pl.Series("day", day[inside].astype(np.int32)).cast(pl.Date)
    calendars = Calendars.of(worked.schedules, worked.days_off, clock)
    off = calendars.is_day_off(pl.Series(whose), dates).to_numpy()

    def table(counts: NDArray[np.bool_] | None) -> Table:
        which = cell if counts is None else cell[counts]
        return np.bincount(which, minlength=people.size * length).reshape(people.size, length).astype(float)

    tables = {"commits": table(None), "known": table(known), "late": table(late), "off": table(off)}
    return people.astype(np.int64), tables


def reviews_by_person(worked: Worked, people: Numbers, days: Period, clock: Clock) -> Mapping[str, Table]:
    """Tables of these people and weeks: `reviews` with a known number of remarks, and their `comments`.

    Weeks are the workspace's: a review has no clock of its own.
    """
    weeks = (days.end - days.start).days // 7
    known = worked.reviews.drop_nulls("comments").filter(pl.col("developer").is_in(people.tolist()))
    day = days_of(known["at"], clock.zone).to_physical().to_numpy().astype(np.int64)
    week = (day - (days.start - date(1970, 1, 1)).days) // 7
    inside = np.flatnonzero((week >= 0) & (week < weeks))
    place = np.searchsorted(people, known["developer"].to_numpy()[inside])
    cell, size = place * weeks + week[inside], people.size * weeks
    comments = known["comments"].to_numpy()[inside].astype(float)
    return {
        "reviews": np.bincount(cell, minlength=size).reshape(people.size, weeks).astype(float),
        "comments": np.bincount(cell, comments, minlength=size).reshape(people.size, weeks),
    }


def _is_late(worked: Worked, whose: NDArray[np.int32], at: Numbers, shown: Numbers) -> NDArray[np.bool_]:
    """Whether each was written outside of its author's hours: by their zone, else by the commit's own clock."""
    own = worked.hours.select(pl.col(name).cast(dtype) for name, dtype in HOURS.items()).unique("developer")
    there = shown.copy()
    for (zone,), people in own.drop_nulls("zone").partition_by("zone", as_dict=True).items():
        theirs = np.isin(whose, people["developer"].to_numpy())
        there[theirs] = local(at[theirs], ZoneInfo(str(zone)))
    begun, length = np.full(whose.size, worked.shift.first), np.full(whose.size, worked.shift.length)
    for developer, starts, ends in own.drop_nulls("starts").select("developer", "starts", "ends").iter_rows():
        theirs = whose == developer
        begun[theirs], length[theirs] = starts, (ends - starts - 1) % _MINUTES + 1
    since = (there // _MINUTE - begun + GRACE) % _MINUTES
    late: NDArray[np.bool_] = since >= length + 2 * GRACE
    return late
