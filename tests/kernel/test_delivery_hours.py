"""Two clocks side by side: hours that went by, and hours somebody could have worked in them."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flowing import ANN, BEN, at, hours

from aexy.kernel.delivery.working_hours import Shift, WorkingHours


def worked(clock: WorkingHours, since: datetime, until: datetime, who: int | None = None) -> float:
    frame = pl.DataFrame({"since": [since], "until": [until], "who": pl.Series([who], dtype=pl.Int32)})
    found: float = clock.between(frame["since"], frame["until"], frame["who"])[0]
    return found


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("Mon 09:00", "Mon 17:00", 8),
        ("Mon 08:00", "Mon 18:00", 8),
        ("Mon 16:00", "Tue 10:00", 2),
        ("Fri 16:00", "Mon+1 10:00", 2),  # a weekend is in none of it
        ("Sat 10:00", "Sun 20:00", 0),
        ("Mon 17:00", "Tue 09:00", 0),
        ("Mon 09:00", "Mon+1 09:00", 40),
        ("Tue 12:00", "Mon 12:00", 0),
    ],
)
def test_a_working_hour_lies_within_the_hours_of_a_day_that_is_worked(since: str, until: str, expected: float) -> None:
    assert worked(hours(), at(since), at(until)) == expected


def test_hours_are_those_of_the_workspaces_own_clock() -> None:
    tokyo = hours(zone="Asia/Tokyo")  # 9 to 17 there is 0 to 8 in Greenwich
    assert worked(tokyo, at("Mon 00:00"), at("Mon 09:00")) == 8
    assert worked(tokyo, at("Mon 07:00"), at("Tue 01:00")) == 2


def test_a_holiday_is_nobodys_working_day_and_leave_is_ones_own() -> None:
    off = [(None, date(2026, 1, 6)), (ANN, date(2026, 1, 6)), (ANN, date(2026, 1, 7))]
    clock = hours(off=off)
    assert worked(clock, at("Mon 09:00"), at("Thu 09:00")) == 16
    assert worked(clock, at("Mon 09:00"), at("Thu 09:00"), ANN) == 8


def test_a_person_has_their_own_week_hours_and_clock() -> None:
    weeks = [(ANN, [1, 2], None), (BEN, None, "America/New_York")]
    own = [(ANN, None, 600, 720), (BEN, "America/New_York", None, None)]
    clock = hours(weeks=weeks, own=own)
    assert worked(clock, at("Mon 00:00"), at("Sun 00:00"), ANN) == 4  # two days from 10 to 12
    assert worked(clock, at("Mon 12:00"), at("Mon 23:00"), BEN) == 8  # 14:00 to 22:00 in Greenwich
    assert worked(clock, at("Mon 12:00"), at("Mon 23:00")) == 5


def test_a_shift_over_midnight_belongs_to_the_day_it_began_on() -> None:
    night = hours(shift=Shift(time(22), time(6)))
    assert night.shift.hours == 8
    assert worked(night, at("Mon 00:00"), at("Mon 12:00")) == 0  # Sunday's is none
    assert worked(night, at("Fri 20:00"), at("Sun 00:00")) == 8  # Friday's ends on Saturday
    assert worked(night, at("Mon 23:00"), at("Tue 02:00")) == 3


def test_a_day_on_which_clocks_change_has_as_many_working_hours() -> None:
    berlin = hours(zone="Europe/Berlin")
    thursday, monday = (datetime(2026, 3, day, 10, tzinfo=ZoneInfo("Europe/Berlin")) for day in (26, 30))
    assert worked(berlin, thursday, monday) == 16


@given(st.integers(0, 100_000).map(Random))
@settings(max_examples=40, deadline=None)
def test_working_hours_are_those_counted_minute_by_minute(random: Random) -> None:
    starts = time(random.randrange(24), 30)
    ends = time((starts.hour + random.randrange(1, 23)) % 24)
    zone = random.choice(["UTC", "Europe/Berlin", "Asia/Kolkata"])
    day_off = date(2026, 1, random.randrange(5, 12))
    clock = hours(zone=zone, shift=Shift(starts, ends), off=[(None, day_off)])
    since = at("Mon 00:00") + timedelta(minutes=10 * random.randrange(1000))
    until = since + timedelta(minutes=10 * random.randrange(500))
    length = timedelta(minutes=clock.shift.length)
    counted, now = 0, since
    while now < until:
        there = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        for begun in (there.date(), there.date() - timedelta(days=1)):
            first = datetime.combine(begun, starts)
            if begun.isoweekday() <= 5 and begun != day_off and first <= there < first + length:
                counted += 10
        now += timedelta(minutes=10)
    assert worked(clock, since, until) == pytest.approx(counted / 60)
