"""Days as people live them: clocks that change twice a year, and the days a country does not work.

The rules stand here, not in the machine's time zone database, so that an old machine makes the same demo as a new one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

SATURDAY = 6
EPOCH = date(1970, 1, 1)


class Region(NamedTuple):
    """Where people work: their clock and their holidays. `offset` is minutes east of UTC in winter."""

    key: str
    country: str
    time_zone: str
    offset: int
    daylight: str
    share: int
    holidays: tuple[str, ...]
    easter: tuple[int, ...]
    nth: tuple[tuple[int, int, int], ...]
    given: tuple[str, ...]
    family: tuple[str, ...]


def days_since_epoch(day: date) -> int:
    """Whole days since 1970-01-01."""
    return (day - EPOCH).days


def offset_on(region: Region, day: date) -> int:
    """Minutes east of UTC on that day, by the clock people go by at noon."""
    return region.offset + (60 if _is_summer(region.daylight, day) else 0)


def _is_summer(daylight: str, day: date) -> bool:
    year = day.year
    if daylight == "europe":
        return nth_weekday(year, 3, 7, -1) <= day < nth_weekday(year, 10, 7, -1)
    if daylight == "america":
        return nth_weekday(year, 3, 7, 2) <= day < nth_weekday(year, 11, 7, 1)
    if daylight == "australia":
        return not nth_weekday(year, 4, 7, 1) <= day < nth_weekday(year, 10, 7, 1)
    return False


def holidays(region: Region, years: range) -> frozenset[date]:
    """Every public holiday of the region in those years."""
    return frozenset(day for year in years for day in _of_year(region, year))


def _of_year(region: Region, year: int) -> Iterator[date]:
    for month_day in region.holidays:
        yield date.fromisoformat(f"{year}-{month_day}")
    for month, weekday, which in region.nth:
        yield nth_weekday(year, month, weekday, which)
    for distance in region.easter:
        yield easter(year) + timedelta(days=distance)


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The first (1), second (2) … or last (-1) Monday (1) … Sunday (7) of a month."""
    if which < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, rest = divmod(of_century, 4)
    weekday = (32 + 2 * left + 2 * leap_years - epact - rest) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
