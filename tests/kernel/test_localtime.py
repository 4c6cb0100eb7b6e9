"""What a clock shows somewhere, by arithmetic or by asking for each instant: the same."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from aexy.kernel.localtime import days_of

BEGIN = datetime(1987, 1, 1, tzinfo=UTC)
# Whole hours, half hours, a quarter; clocks that change at a minute past midnight, and by half an hour.
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe")
minutes = st.integers(0, 2 * 365 * 24 * 60)


@settings(max_examples=60)
@given(st.sampled_from(ZONES), st.sampled_from([0, 38]), st.lists(minutes, max_size=30))
def test_a_day_is_the_one_on_the_calendar_there(zone: str, years: int, passed: list[int]) -> None:
    begin = BEGIN + timedelta(days=365 * years)
    # Close together, so that hours are looked up; and all around each change of the clocks.
    near = [begin + timedelta(days=day, minutes=minute) for day in range(285, 320) for minute in range(0, 1440, 30)]
    at = pl.Series(
        "day", [*near, *(begin + timedelta(minutes=each) for each in passed)], dtype=pl.Datetime("us", "UTC")
    )
    assert_series_equal(days_of(at, ZoneInfo(zone)), at.dt.convert_time_zone(zone).dt.date())
