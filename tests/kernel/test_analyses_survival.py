"""Survival by hand: what of each quarter's lines stands at each later one, and by what age half of them are gone."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from aexy.kernel.analyses.survival import ADDED, REMOVED, cohorts, half_life
from aexy.kernel.periods import Clock, PeriodType

NOW = datetime(2025, 1, 20, tzinfo=UTC)
CLOCK = Clock(NOW)
MONTH = timedelta(days=365.25 / 12)


def added(*rows: tuple[int, str, int]) -> pl.DataFrame:
    """(commit, day, lines)."""
    return pl.DataFrame([(key, at(day), lines) for key, day, lines in rows], schema=ADDED, orient="row")


def removed(*rows: tuple[int, str, int]) -> pl.DataFrame:
    """(origin, day, lines)."""
    return pl.DataFrame([(key, at(day), lines) for key, day, lines in rows], schema=REMOVED, orient="row")


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_each_cohort_is_followed_from_its_quarter_to_the_present_one() -> None:
    came = added((1, "2024-02-01", 100), (2, "2024-03-31", 50), (3, "2024-08-01", 40))
    went = removed((1, "2024-03-01", 30), (1, "2024-08-02", 20), (2, "2025-01-10", 50), (3, "2024-12-31", 10))
    found = cohorts(came, went, PeriodType.QUARTERLY, CLOCK, NOW)
    assert [(one.period.start.isoformat(), one.added, one.standing) for one in found] == [
        ("2024-01-01", 150, (120, 120, 100, 100, 50)),
        ("2024-04-01", 0, (0, 0, 0, 0)),
        ("2024-07-01", 40, (40, 30, 30)),
        ("2024-10-01", 0, (0, 0)),
        ("2025-01-01", 0, (0,)),
    ]


def test_by_year_there_is_one_cohort_a_year() -> None:
    found = cohorts(added((1, "2023-06-01", 10)), removed((1, "2024-06-01", 4)), None, CLOCK, NOW)
    assert [(one.period.start.year, one.standing) for one in found] == [
        (2023, (10, 6, 6)),
        (2024, (0, 0)),
        (2025, (0,)),
    ]


def test_nothing_added_has_no_cohorts_and_no_half_life() -> None:
    assert cohorts(added(), removed(), None, CLOCK, NOW) == []
    assert half_life(added(), removed(), NOW).months is None


def test_half_of_the_lines_gone_within_the_fourth_month_is_a_half_life_of_three_and_a_bit() -> None:
    begun = NOW - 10 * MONTH - timedelta(hours=1)
    came = pl.DataFrame([(1, begun, 1000)], schema=ADDED, orient="row")
    # 200 go in the first month, 400 in the fourth: 1000, 800, 800, 800, 400.
    times = [(1, begun + 0.5 * MONTH, 200), (1, begun + 3.5 * MONTH, 400)]
    found = half_life(came, pl.DataFrame(times, schema=REMOVED, orient="row"), NOW)
    assert [one.share for one in found.curve[:5]] == pytest.approx([1.0, 0.8, 0.8, 0.8, 0.4])
    # From 0.8 at three months to 0.4 at four: half is three quarters of the way.
    assert found.months == pytest.approx(3.75)


def test_lines_too_young_for_an_age_have_no_part_in_it() -> None:
    old, young = NOW - 6 * MONTH - timedelta(hours=1), NOW - 1.5 * MONTH
    came = pl.DataFrame([(1, old, 1000), (2, young, 100_000)], schema=ADDED, orient="row")
    went = pl.DataFrame([(1, old + 2.5 * MONTH, 100), (2, young + 0.1 * MONTH, 50_000)], schema=REMOVED, orient="row")
    curve = half_life(came, went, NOW).curve
    # In the first month 50,000 of 101,000 went; in the third only the old ones are judged: 100 of 1,000.
    assert curve[1].share == pytest.approx(51_000 / 101_000)
    assert curve[3].share / curve[2].share == pytest.approx(0.9)
    assert [one.months for one in curve] == [0, 1, 2, 3, 4, 5, 6]


def test_where_half_outlives_what_is_known_there_is_no_half_life() -> None:
    begun = NOW - 4 * MONTH - timedelta(hours=1)
    came = pl.DataFrame([(1, begun, 1000)], schema=ADDED, orient="row")
    found = half_life(came, removed(), NOW)
    assert (found.months, found.curve[-1].share, found.curve[-1].months) == (None, 1.0, 4)


def test_few_lines_say_nothing() -> None:
    begun = NOW - 4 * MONTH - timedelta(hours=1)
    found = half_life(pl.DataFrame([(1, begun, 499)], schema=ADDED, orient="row"), removed(), NOW)
    assert (found.months, len(found.curve)) == (None, 1)
