"""Everybody's working days: their own week, their country's holidays, their leave; on whichever side of the world."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.calendars import Calendars
from aexy.kernel.errors import Unusable
from aexy.kernel.facts import DAYS_OFF, SCHEDULES, Facts
from aexy.kernel.holidays import days_off, public_holidays
from aexy.kernel.periods import Clock

ADA, BO, CY, DAN = 1, 2, 3, 70_000
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_NIGHT = datetime(2026, 5, 29, 23, 30, tzinfo=UTC)  # 01:30 of Saturday in Berlin
CLOCK = Clock(FRIDAY_NIGHT, BERLIN)
SUNDAY_TO_THURSDAY = [7, 1, 2, 3, 4]


def calendars(
    schedules: Iterable[tuple[int, list[int] | None]] = (),
    off: Iterable[tuple[int | None, date]] = (),
    clock: Clock = CLOCK,
) -> Calendars:
    weeks = pl.DataFrame([(who, days, None) for who, days in schedules], schema=dict(SCHEDULES), orient="row")
    return Calendars.of(weeks, pl.DataFrame(list(off), schema=dict(DAYS_OFF), orient="row"), clock)


def people(*keys: int | None) -> pl.Series:
    return pl.Series("author", keys, dtype=pl.Int32)


def kept(rows: Iterable[tuple[int, str | None, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows), schema={"developer": pl.Int32, "country": pl.String, "subdivision": pl.String}, orient="row"
    )


def away(rows: Iterable[tuple[int, date, date]]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows), schema={"developer": pl.Int32, "first_day": pl.Date, "last_day": pl.Date}, orient="row"
    )


def test_who_has_no_schedule_works_the_workspaces_week() -> None:
    assert calendars().working_days(people(ADA, None), date(2026, 5, 4), date(2026, 5, 11)).to_list() == [5, 5]


def test_a_week_from_sunday_to_thursday_has_other_days_of_the_same_period() -> None:
    both = calendars([(ADA, SUNDAY_TO_THURSDAY)])
    friday_and_saturday = both.working_days(people(ADA, BO), date(2026, 5, 8), date(2026, 5, 10))
    sunday = both.working_days(people(ADA, BO), date(2026, 5, 10), date(2026, 5, 11))
    assert (friday_and_saturday.to_list(), sunday.to_list()) == ([0, 1], [1, 0])


def test_a_period_ends_before_its_last_date() -> None:
    days = calendars(off=[(None, date(2026, 5, 11))])
    assert days.working_days(people(ADA), date(2026, 5, 4), date(2026, 5, 11)).item() == 5
    assert days.working_days(people(ADA), date(2026, 5, 4), date(2026, 5, 12)).item() == 5
    assert days.working_days(people(ADA), date(2026, 5, 11), date(2026, 5, 12)).item() == 0
    assert days.working_days(people(ADA), date(2026, 5, 12), date(2026, 5, 4)).item() == 0


def test_leave_over_a_weekend_takes_only_the_working_days_and_only_once() -> None:
    friday_to_monday = away([(BO, date(2026, 5, 8), date(2026, 5, 11)), (BO, date(2026, 5, 11), date(2026, 5, 11))])
    off = days_off(kept([]), friday_to_monday, default=None, start=date(2026, 5, 1), end=date(2026, 6, 1))
    found = Calendars.of(Facts().schedules, off, CLOCK)
    assert found.working_days(people(ADA, BO), date(2026, 5, 4), date(2026, 5, 18)).to_list() == [10, 8]


def test_people_in_two_countries_keep_the_holidays_of_their_own() -> None:
    schedules = kept([(ADA, "DE", "BY"), (BO, "US", None), (CY, None, None)])
    off = days_off(schedules, away([]), default=("GB", "ENG"), start=date(2026, 5, 1), end=date(2026, 6, 1))
    facts = Facts.of(
        schedules=pl.DataFrame({"developer": [ADA, BO, CY], "working_days": [None] * 3}, schema_overrides=SCHEDULES),
        days_off=off,
    )
    found = Calendars.of_facts(facts, CLOCK)
    whitsun = [date(2026, 5, 25), date(2026, 5, 26)]  # Germany and England keep the Monday, and so does America
    ascension, may_day = [date(2026, 5, 14), date(2026, 5, 15)], [date(2026, 5, 4), date(2026, 5, 5)]
    answers = [
        found.working_days(people(ADA, BO, CY, DAN, None), *days).to_list() for days in (whitsun, ascension, may_day)
    ]
    assert answers == [[0, 0, 0, 0, 0], [0, 1, 1, 1, 1], [1, 1, 0, 0, 0]]


def test_who_is_on_leave_and_has_no_schedule_keeps_the_workspaces_holidays_too() -> None:
    off = days_off(
        kept([]),
        away([(DAN, date(2026, 5, 13), date(2026, 5, 15))]),
        default=("DE", None),
        start=date(2026, 5, 11),
        end=date(2026, 5, 18),
    )
    found = Calendars.of(Facts().schedules, off, CLOCK)
    week = found.working_days(people(DAN, ADA), date(2026, 5, 11), date(2026, 5, 18))
    assert week.to_list() == [2, 4]  # Ascension is a holiday for both


def test_only_days_that_have_begun_by_the_workspaces_clock_are_elapsed() -> None:
    week = (date(2026, 5, 25), date(2026, 6, 1))
    six_days = [(ADA, [1, 2, 3, 4, 5, 6])]
    saturday_in_berlin = calendars(six_days).working_days_elapsed(people(ADA, BO), *week, CLOCK)
    friday_in_london = calendars(six_days).working_days_elapsed(
        people(ADA, BO), *week, Clock(FRIDAY_NIGHT, ZoneInfo("UTC"))
    )
    assert (saturday_in_berlin.to_list(), friday_in_london.to_list()) == ([6, 5], [5, 5])
    assert calendars().working_days_elapsed(people(ADA), date(2026, 6, 1), date(2026, 6, 8), CLOCK).item() == 0


def test_the_night_in_which_clocks_change_is_one_day() -> None:
    sunday = date(2026, 3, 29)
    for hour, days in ((22, 5), (23, 6)):  # of Saturday, by UTC; in Berlin 23:00 and midnight
        clock = Clock(datetime(2026, 3, 28, hour, tzinfo=UTC), BERLIN, frozenset({1, 2, 3, 4, 5, 7}))
        found = calendars(clock=clock).working_days_elapsed(people(ADA), date(2026, 3, 23), date(2026, 4, 6), clock)
        assert found.item() == days
    assert calendars([(ADA, [7])]).working_days(people(ADA), sunday, sunday + timedelta(days=1)).item() == 1


def test_everybody_may_have_a_period_of_their_own() -> None:
    starts = pl.Series([date(2026, 5, 4), date(2026, 5, 9), date(1969, 12, 29)])
    ends = pl.Series([date(2026, 5, 6), date(2026, 5, 11), date(1970, 1, 5)])
    assert calendars().working_days(people(ADA, ADA, BO), starts, ends).to_list() == [2, 0, 5]


def test_work_at_the_weekend_on_a_holiday_or_on_leave_is_work_on_a_day_off() -> None:
    found = calendars([(ADA, SUNDAY_TO_THURSDAY)], [(BO, date(2026, 5, 12)), (None, date(2026, 5, 14))])
    days = pl.Series([date(2026, 5, day) for day in (10, 12, 14, 15)])  # Sunday, Tuesday, Ascension, Friday
    whose = {who: found.is_day_off(people(*[who] * 4), days).to_list() for who in (ADA, BO, CY, None)}
    assert whose == {
        ADA: [False, False, False, True],  # who has a schedule has no holidays but those written out
        BO: [True, True, True, False],
        CY: [True, False, True, False],
        None: [True, False, True, False],
    }


weeks = st.lists(st.integers(1, 7), min_size=1, unique=True)
days = st.dates(date(1969, 1, 1), date(2030, 1, 1))


@given(weeks, weeks, st.lists(st.tuples(st.sampled_from([ADA, BO, DAN, None]), days)), days, st.integers(0, 60))
def test_days_off_and_days_of_work_make_up_every_period(
    own: list[int], usual: list[int], off: list[tuple[int | None, date]], start: date, length: int
) -> None:
    clock = Clock(FRIDAY_NIGHT, BERLIN, frozenset(usual))
    found = calendars([(ADA, own), (CY, None)], off, clock)
    dates = [start + timedelta(days=passed) for passed in range(length)]
    for who in (ADA, BO, CY, DAN, None):
        idle = found.is_day_off(people(*[who] * length), pl.Series(dates, dtype=pl.Date)).sum()
        assert found.working_days(people(who), start, start + timedelta(days=length)).item() == length - idle


def test_holidays_have_names_whatever_language_the_machine_speaks() -> None:
    bavaria = public_holidays("DE", "BY", [2026])
    assert bavaria[date(2026, 1, 6)] == "Epiphany"
    assert date(2026, 1, 6) not in public_holidays("DE", None, [2026])
    assert list(public_holidays("DE", None, [2027, 2026])) == sorted(public_holidays("DE", None, [2026, 2027]))


def test_a_holiday_kept_on_another_day_is_one() -> None:
    assert date(2026, 12, 28) in public_holidays("GB", None, [2026])  # Boxing Day is a Saturday


@pytest.mark.parametrize(
    ("country", "subdivision", "sentence"),
    [
        ("Germany", None, "Did you mean 'DE'?"),
        ("UK", None, "Did you mean 'GB'?"),
        ("XX", None, "Give its two letters of ISO 3166"),
        ("US", "CAL", "Did you mean 'CA'"),
        ("VA", "X", "Leave the subdivision out."),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest(country: str, subdivision: str | None, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        public_holidays(country, subdivision, [2026])
    assert sentence in refused.value.next_step


def test_days_off_are_known_a_day_to_either_side_and_no_further() -> None:
    leave = away([(ADA, date(2026, 1, 1), date(2026, 12, 31)), (BO, date(2025, 1, 1), date(2025, 2, 1))])
    found = days_off(kept([]), leave, default=("DE", None), start=date(2026, 5, 1), end=date(2026, 5, 3))
    assert found.filter(pl.col("developer") == ADA)["day"].to_list() == [
        date(2026, 4, 30) + timedelta(n) for n in range(4)
    ]
    assert found.filter(pl.col("developer").is_null())["day"].to_list() == [date(2026, 5, 1)]
    assert not found.filter(pl.col("developer") == BO).height
