"""Days and hours of one person, counted by kind."""

from datetime import UTC, date, datetime

import polars as pl

from aexy.kernel.analyses.heatmaps import DEEDS, DONE, daily, deeds, hourly
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


def week() -> pl.DataFrame:
    return pl.DataFrame(DEED, schema=dict(DEEDS), orient="row")


def test_every_day_of_the_window_has_its_counts_and_no_other_day_has() -> None:
    found = daily(week(), Period(MONDAY, date(2026, 1, 8)))
    assert found.rows() == [
        (MONDAY, 3, 1, 0),
        (date(2026, 1, 6), 0, 0, 0),
        (date(2026, 1, 7), 0, 0, 1),
    ]


def test_hours_are_those_that_are_known() -> None:
    found = {(weekday, hour): n for weekday, hour, n in hourly(week()).iter_rows()}
    assert len(found) == 168
    assert {place: n for place, n in found.items() if n} == {(1, 9): 2, (1, 23): 1, (3, 9): 1, (5, 0): 1}


def test_hours_of_some_kinds_only() -> None:
    assert hourly(week(), ["reviews"])["n"].sum() == 1


def test_without_any_deed_all_is_zero() -> None:
    nothing = week().clear()
    assert daily(nothing, Period(MONDAY, date(2026, 1, 7))).rows() == [(MONDAY, 0, 0, 0), (date(2026, 1, 6), 0, 0, 0)]
    assert hourly(nothing)["n"].sum() == 0


def test_a_commit_goes_by_its_own_clock_and_the_rest_by_the_persons_zone() -> None:
    late = datetime(2026, 1, 4, 23, 30, tzinfo=UTC)  # a Sunday
    done = pl.DataFrame(
        [
            ("commits", late, -300, True),
            ("commits", late, 345, True),
            ("commits", late, 0, False),
            ("reviews", late, None, True),
            ("remarks", datetime(2026, 7, 1, 22, 0, tzinfo=UTC), None, True),
        ],
        schema=dict(DONE),
        orient="row",
    )
    assert deeds(done, "Europe/Berlin").rows() == [
        ("commits", date(2026, 1, 4), 7, 18),
        ("commits", MONDAY, 1, 5),
        ("commits", date(2026, 1, 4), 7, None),
        ("reviews", MONDAY, 1, 0),
        ("remarks", date(2026, 7, 2), 4, 0),
    ]
