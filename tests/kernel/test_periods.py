"""Periods of one kind share no instant and leave none out, whatever the clocks do, in Python and in columns."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.periods import (
    Clock,
    Period,
    PeriodType,
    Window,
    period_of,
    period_start,
    periods_between,
    recent_weeks,
)

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",  # half an hour
    "Asia/Kathmandu",  # three quarters
    "Australia/Lord_Howe",  # summer time of half an hour
    "America/Sao_Paulo",  # skipped midnights
    "Pacific/Apia",  # skipped a whole day
    "Africa/Casablanca",  # summer time backwards
]
instants = st.integers(5 * 86400, 67 * 365 * 86400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
kinds = st.sampled_from(PeriodType)
dates = st.dates(min_value=date(1970, 1, 6), max_value=date(2105, 1, 1))


@given(kinds, dates)
def test_every_day_lies_in_one_period_and_the_next_begins_where_it_ends(kind: PeriodType, day: date) -> None:
    period = period_of(kind, day)
    assert period.start <= day < period.end
    assert all(period_of(kind, within) == period for within in period.days())
    assert period_of(kind, period.end).start == period.end


@given(kinds, dates, st.integers(0, 500))
def test_periods_between_two_days_cover_them_without_a_gap(kind: PeriodType, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    periods = periods_between(kind, start, end)
    assert all(a.end == b.start for a, b in pairwise(periods))
    assert not periods if not length else periods[0].start <= start and end <= periods[-1].end
    assert all(period.start < end and start < period.end for period in periods)


@given(kinds, st.lists(dates, min_size=1, max_size=20))
def test_columns_and_python_agree(kind: PeriodType, days: list[date]) -> None:
    column = pl.DataFrame({"day": days}).select(period_start(kind, pl.col("day"))).to_series().to_list()
    assert column == [period_of(kind, day).start for day in days]


@given(instants, st.sampled_from(ZONES))
def test_an_instant_lies_in_the_day_its_local_date_names(at: datetime, zone: str) -> None:
    clock = Clock(at, ZoneInfo(zone))
    column = pl.DataFrame({"at": [at]}).select(pl.col("at").dt.convert_time_zone(zone).dt.date()).item()
    assert column == clock.today
    assert clock.midnight(clock.today) <= at < clock.midnight(clock.today + timedelta(days=1))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("UTC", date(2024, 2, 29), 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(zone: str, day: date, hours: float) -> None:
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo(zone))
    assert clock.midnight(day + timedelta(days=1)) - clock.midnight(day) == timedelta(hours=hours)


def test_fortnights_begin_on_the_mondays_that_are_even_weeks_from_the_fifth_of_january_1970() -> None:
    assert period_of(PeriodType.BIWEEKLY, date(1970, 1, 18)) == Period(date(1970, 1, 5), date(1970, 1, 19))
    assert period_of(PeriodType.BIWEEKLY, date(2026, 1, 7)).start.weekday() == 0


def test_the_leap_day_belongs_to_february_and_its_quarter() -> None:
    assert period_of(PeriodType.MONTHLY, date(2024, 2, 29)) == Period(date(2024, 2, 1), date(2024, 3, 1))
    assert period_of(PeriodType.QUARTERLY, date(2024, 2, 29)) == Period(date(2024, 1, 1), date(2024, 4, 1))


def test_a_period_is_open_until_its_last_local_day_is_over() -> None:
    week = period_of(PeriodType.WEEKLY, date(2026, 1, 5))
    berlin = ZoneInfo("Europe/Berlin")
    assert week.is_open(Clock(datetime(2026, 1, 11, 22, 59, tzinfo=UTC), berlin))
    assert not week.is_open(Clock(datetime(2026, 1, 11, 23, 0, tzinfo=UTC), berlin))


def test_an_open_window_is_compared_with_as_much_of_the_one_before() -> None:
    clock = Clock(datetime(2026, 1, 14, 12, tzinfo=UTC))
    week = Window(date(2026, 1, 12), date(2026, 1, 19))
    assert week.previous(clock) == Window(date(2026, 1, 5), date(2026, 1, 12), datetime(2026, 1, 7, 12, tzinfo=UTC))
    assert Window(date(2026, 1, 5), date(2026, 1, 12)).previous(clock) == Window(date(2025, 12, 29), date(2026, 1, 5))


def test_working_days_are_those_that_have_begun() -> None:
    clock = Clock(datetime(2026, 1, 14, 12, tzinfo=UTC))
    assert clock.working_days_in(date(2026, 1, 5), date(2026, 1, 12)) == 5
    assert clock.working_days_in(date(2026, 1, 12), date(2026, 1, 19)) == 3
    assert clock.working_days_in(date(2026, 1, 19), date(2026, 1, 26)) == 0


def test_nobody_says_which_dates_so_twelve_weeks_and_the_open_one_are_shown() -> None:
    clock = Clock(datetime(2026, 1, 14, 12, tzinfo=UTC))
    assert recent_weeks(clock) == Window(date(2025, 10, 20), date(2026, 1, 19))
