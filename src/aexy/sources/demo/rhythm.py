"""When somebody works: holidays, leave, part time, crunches, quiet weeks, and how much gets done on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from aexy.sources.demo.calendar import SATURDAY, days_since_epoch, holidays, offset_on
from aexy.sources.demo.dice import Dice, seeded, throws
from aexy.sources.demo.organization import DAYS, Person, Size

Weights = NDArray[np.int64]

_EFFORT = np.array([0, 0, 20, 40, 60, 80, 100, 100, 100, 120, 140, 160, 180, 220, 260, 340], dtype=np.int64)
_SICK_DAYS = 18
_CRUNCH = (DAYS // 2 - 40, DAYS // 2 - 26)
_CRUNCH_EFFORT, _QUIET_EFFORT, _ORDINARY_EFFORT = 190, 30, 100
_RAMP_DAYS = 60
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One person's days, one entry for each of the story: local minutes from which to which, and how much is done.

    `closes` is 0 on a day off; it may pass midnight. `midnights` are the instants (UTC seconds) local days begin.
    """

    opens: list[int]
    closes: list[int]
    offsets: list[int]
    midnights: list[int]
    weights: Weights

    def instant(self, day: int, minute: int, second: int = 0) -> int:
        """UTC seconds of a local minute of a day."""
        return self.midnights[day] + minute * 60 + second

    def next_free(self, instant: int, delay_minutes: int) -> int | None:
        """When they get to something that came up at `instant`: after that much working time, or never (None)."""
        day = max(0, (instant - self.midnights[0]) // 86_400)
        while day < DAYS:
            close = self.closes[day]
            begin = max(self.opens[day], (instant - self.midnights[day]) // 60)
            if begin < close:
                if begin + delay_minutes < close:
                    return self.instant(day, begin + delay_minutes, instant % 60)
                delay_minutes -= close - begin
            day += 1
        return None


def rhythm(size: Size, person: Person) -> Rhythm:
    """The rhythm of one person over the whole story."""
    days = [size.first_day + timedelta(days=day) for day in range(DAYS)]
    chance = throws(seeded(size.seed, "rhythm", person.index), 0, DAYS)
    weights = _weights(size, person, days, chance)
    offsets = [offset_on(person.region, day) for day in days]
    start = days_since_epoch(size.first_day) * 86_400
    swing = (chance >> np.uint64(8)).astype(np.int64) & 63
    opens = person.opens + swing - 32
    closes = np.where(weights > 0, opens + person.hours + ((chance >> np.uint64(14)).astype(np.int64) & 63) - 32, 0)
    if person.works_late:
        night = ((chance >> np.uint64(20)).astype(np.int64) & 7) < 5  # noqa: PLR2004 - five evenings of eight
        closes = np.where((weights > 0) & night, _MIDNIGHT + 75, closes)
        opens = np.where((weights > 0) & night, _MIDNIGHT - 11 * 60, opens)
    return Rhythm(
        opens.tolist(),
        closes.tolist(),
        offsets,
        [start + day * 86_400 - offset * 60 for day, offset in enumerate(offsets)],
        weights,
    )


def _weights(size: Size, person: Person, days: Sequence[date], chance: NDArray[np.uint64]) -> Weights:
    """How much of everything done on a day is this person's: 0 on days off."""
    off = holidays(person.region, range(size.first_day.year, size.ends_on.year + 1))
    effort = _EFFORT[(chance & np.uint64(15)).astype(np.int64)]
    weekday = np.array([day.isoweekday() for day in days])
    works = (weekday < SATURDAY) | ((chance >> np.uint64(32)).astype(np.int64) % 1000 < person.weekends)
    works &= weekday != (person.free_weekday or 0)
    works &= np.array([day not in off for day in days])
    works &= (chance >> np.uint64(44)).astype(np.int64) % 1000 >= _SICK_DAYS
    works &= ~_leave(size, person)
    place = np.arange(DAYS)
    works &= (place >= person.since) & (place < person.until)
    ramp = np.clip((place - person.since) * 100 // _RAMP_DAYS, 25, 100) if person.since else 100
    season = np.array([_season(day) for day in days])
    season[_CRUNCH[0] : _CRUNCH[1]] = _CRUNCH_EFFORT
    done: Weights = np.where(works, effort * person.pace * ramp * season // 10_000, 0).astype(np.int64)
    return done


def _season(day: date) -> int:
    """The weeks around the turn of the year are quiet."""
    quiet = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 4)
    return _QUIET_EFFORT if quiet else _ORDINARY_EFFORT


def _leave(size: Size, person: Person) -> NDArray[np.bool_]:
    """Ten blocks of leave in two years, a week or two each, one of them three weeks."""
    dice = Dice(size.seed, "leave", person.index)
    away = np.zeros(DAYS, dtype=np.bool_)
    for length in (4, 5, 5, 7, 7, 9, 12, 12, 14, 21):
        begin = dice.below(DAYS)
        away[begin : begin + length] = True
    return away
