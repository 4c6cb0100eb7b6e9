"""Days and hours of one person, counted by kind."""

from datetime import date

import polars as pl

from aexy.kernel.analyses.heatmaps import DEEDS, daily, hourly
from aexy.kernel.periods import Period

MONDAY = date(2026, 1, 5)
DEED = [
    ("commits", MONDAY, 1, 9),
    ("commits", MONDAY, 1, 9),
    ("commits", MONDAY, 1, None),
    ("reviews", MONDAY, 1, 23),
    ("remarks", date(2026, 1, 7), 3, 9),
    ("remarks", date(2026, 1, 9), 5, 0),
]


def deeds() -> pl.DataFrame:
    return pl.DataFrame(DEED, schema=dict(DEEDS), orient="row")


def test_every_day_of_the_window_has_its_counts_and_no_other_day_has() -> None:
    found = daily(deeds(), Period(MONDAY, date(2026, 1, 8)))
    assert found.rows() == [
        (MONDAY, 3, 1, 0),
        (date(2026, 1, 6), 0, 0, 0),
        (date(2026, 1, 7), 0, 0, 1),
    ]


def test_hours_are_those_that_are_known() -> None:
    found = {(weekday, hour): n for weekday, hour, n in hourly(deeds()).iter_rows()}
    assert len(found) == 168
    assert {place: n for place, n in found.items() if n} == {(1, 9): 2, (1, 23): 1, (3, 9): 1, (5, 0): 1}


def test_hours_of_some_kinds_only() -> None:
    assert hourly(deeds(), ["reviews"])["n"].sum() == 1


def test_without_any_deed_all_is_zero() -> None:
    nothing = deeds().clear()
    assert daily(nothing, Period(MONDAY, date(2026, 1, 7))).rows() == [(MONDAY, 0, 0, 0), (date(2026, 1, 6), 0, 0, 0)]
    assert hourly(nothing)["n"].sum() == 0
