"""Which days are public holidays where, and whose days off they are. Only this module opens the tables of holidays.

It stands beside `calendars`, which counts, because the tables take half a second to open and most counting needs none.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

import polars as pl
from holidays import country_holidays, list_supported_countries
from holidays.registry import COUNTRIES

from aexy.kernel.errors import Unusable, did_you_mean
from aexy.kernel.facts import DAYS_OFF

_DAY = timedelta(days=1)
_LANGUAGE = "en_US"  # else the names would follow the language of the machine

Place = tuple[str, str | None]


def public_holidays(country: str, subdivision: str | None, years: Iterable[int]) -> dict[date, str]:
    """Each public holiday of these years with its English name, in order; of a whole country, or of a part of it too.

    `country` is two letters of ISO 3166, `subdivision` a code as the country's own: ('DE', 'BY'). Where a holiday that
    falls on a weekend is kept on another day, that day is one as well. Unusable when either is not known.
    """
    check_place(country, subdivision)
    found = (_holidays(country, subdivision, year) for year in sorted(set(years)))
    return {day: name for year in found for day, name in sorted(year.items())}


def check_place(country: str, subdivision: str | None) -> None:
    """Unusable, with the nearest, when no holidays are known of that country or part of it."""
    parts = _countries().get(country)
    if parts is None:
        raise Unusable(
            f"No holidays are known of a country {country!r}.",
            next_step=_nearest_country(country),
            field="country",
        )
    if subdivision is not None and subdivision not in parts:
        raise Unusable(
            f"{country} has no part {subdivision!r} with holidays of its own.",
            next_step=did_you_mean(subdivision, parts) if parts else "Leave the subdivision out.",
            field="subdivision",
        )


def parts_of(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own; none of one that is not known."""
    return _countries().get(country, ())


def days_off(
    schedules: pl.DataFrame, leave: pl.DataFrame, *, default: Place | None, start: date, end: date
) -> pl.DataFrame:
    """The table DAYS_OFF of the facts, for the days `[start, end)` and one to either side, as `calendars` reads it.

    `schedules` has a row per person with a schedule: `developer` (key), `country`, `subdivision`; a null country is
    the workspace's, which is `default` (None: it keeps no holidays). `leave` has `developer`, `first_day` and
    `last_day`, both days off. The days beside are those that people's own clocks may show.
    """
    first, last = start - _DAY, end + _DAY
    workspace = _frame([None], default, first, last)
    places = schedules.select("developer", "country", "subdivision").group_by("country", "subdivision").all()
    own = [
        _frame(developers, (country, subdivision) if country else default, first, last)
        for country, subdivision, developers in places.iter_rows()
    ]
    away = leave.select(
        pl.col("developer").cast(DAYS_OFF["developer"]),
        pl.date_ranges(
            pl.max_horizontal(pl.col("first_day"), pl.lit(first)),
            pl.min_horizontal(pl.col("last_day"), pl.lit(last - _DAY)),
        ).alias("day"),
    )
    return pl.concat([workspace, *own, away.explode("day").drop_nulls("day")]).unique().sort("developer", "day")


def _frame(developers: Iterable[int | None], place: Place | None, start: date, end: date) -> pl.DataFrame:
    whose = pl.DataFrame({"developer": list(developers)}, schema={"developer": DAYS_OFF["developer"]})
    return whose.join(
        pl.DataFrame({"day": list(_between(place, start, end))}, schema={"day": DAYS_OFF["day"]}), how="cross"
    )


def _between(place: Place | None, start: date, end: date) -> Iterator[date]:
    if place is not None:
        found = public_holidays(*place, range(start.year, end.year + 1))
        yield from (day for day in found if start <= day < end)


@cache
def _holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    known = country_holidays(country, subdiv=subdivision, years=year, language=_LANGUAGE)
    return MappingProxyType({day: name for day, name in known.items() if day.year == year})


def _nearest_country(wanted: str) -> str:
    names = _country_names()
    near = get_close_matches(wanted.upper(), names, n=1)
    return f"Did you mean {names[near[0]]!r}?" if near else "Give its two letters of ISO 3166, as 'DE' or 'US'."


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    known = list_supported_countries(include_aliases=False)
    return MappingProxyType({country: tuple(parts) for country, parts in known.items()})


@cache
def _country_names() -> Mapping[str, str]:
    """Everything a country may be called, with its two letters: `germany`, `DEU`, `DE`."""
    return {name.upper(): codes[1] for word, codes in COUNTRIES.items() for name in (word.replace("_", " "), *codes)}
