"""Signs that work is unlike what is usual for somebody, on lives simple enough to be worked by hand."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from aexy.kernel.analyses.burnout import SIGNS, WEEKS, Worked, burnout, level_of, span
from aexy.kernel.analyses.burnout_days import COMMITTED, REVIEWED
from aexy.kernel.delivery.working_hours import HOURS, Shift
from aexy.kernel.facts import DAYS_OFF, SCHEDULES
from aexy.kernel.periods import Clock

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday
CLOCK = Clock(NOW)
LAST = date(2026, 5, 25)  # the Monday of the last week that is over
BERLIN = 120

Commit = tuple[int, datetime, int, bool]


def week(ago: int) -> date:
    """The Monday of a week, 0 the last one that is over."""
    return LAST - timedelta(weeks=ago)


def at(day: date, hour: int, offset: int = 0) -> datetime:
    """What a clock there showed."""
    there = timezone(timedelta(minutes=offset))
    return datetime.combine(day, time(hour, 30), there).astimezone(UTC)


def days(
    who: int, weeks: Iterable[int], *, hours: Iterable[int] = (10, 14), of: int = 5, offset: int = 0
) -> Iterator[Commit]:
    """Commits at these hours on the first days of these weeks."""
    hours = tuple(hours)
    for ago in weeks:
        for day in range(of):
            for hour in hours:
                yield who, at(week(ago) + timedelta(days=day), hour, offset), offset, True


def worked(commits: Iterable[Commit], **more: Any) -> Worked:
    return Worked(commits=pl.DataFrame(list(commits), schema=dict(COMMITTED), orient="row"), **more)


def told(found: pl.DataFrame, who: int = 1) -> dict[str, Any]:
    row: dict[str, Any] = found.filter(pl.col("developer") == who).row(0, named=True)
    return row


def sign(found: pl.DataFrame, key: str, who: int = 1) -> dict[str, Any]:
    one: dict[str, Any] = next(one for one in told(found, who)["indicators"] if one["key"] == key)
    return one


def test_somebody_in_india_working_nine_to_six_has_no_after_hours() -> None:
    nine_to_six = days(1, range(30), hours=range(9, 18), offset=330)
    found = burnout(worked(nine_to_six), CLOCK)
    after_hours = sign(found, "after_hours_share")
    assert (after_hours["value"], after_hours["baseline"], after_hours["z"]) == (0, 0, 0)
    assert told(found)["risk_score"] == 0
    assert told(found)["risk_level"] == "low"


def test_eleven_weeks_of_history_abstain_and_say_so() -> None:
    found = burnout(worked(days(1, range(4 + 11))), CLOCK)
    assert told(found)["risk_score"] is None
    assert told(found)["reason"] == "11 weeks of the year before the last four had commits; a usual needs 12."
    assert {one["reason"] for one in told(found)["indicators"] if one["key"] != "review_depth"} == {
        "11 weeks before these say something of it; a usual needs 12."
    }


def test_twelve_weeks_are_enough() -> None:
    assert told(burnout(worked(days(1, range(4 + 12))), CLOCK))["risk_score"] == 0


def test_a_constant_night_worker_deviates_from_nothing() -> None:
    found = burnout(worked(days(1, range(40), hours=(23, 2))), CLOCK)
    after_hours = sign(found, "after_hours_share")
    assert (after_hours["value"], after_hours["baseline"], after_hours["z"]) == (1, 1, 0)
    assert told(found)["risk_score"] == 0


def test_nobody_active_is_no_row_and_somebody_gone_is_no_score() -> None:
    assert burnout(worked([]), CLOCK).height == 0
    gone = told(burnout(worked(days(1, range(4, 40))), CLOCK))
    assert gone["risk_score"] is None
    assert gone["risk_level"] is None
    assert gone["alerts"] == []
    assert gone["reason"] == (
        "No commit was seen in the last four weeks, so there is nothing to hold against what is usual."
    )


def test_a_week_of_holidays_is_no_sign_wherever_it_lies() -> None:
    without = told(burnout(worked(days(1, range(40))), CLOCK))
    for away in (0, 1, 3, 4, 20):
        leave = pl.DataFrame({"developer": [1] * 7, "day": [week(away) + timedelta(days=d) for d in range(7)]})
        off = leave.cast(pl.Schema(DAYS_OFF))
        found = told(burnout(worked(days(1, set(range(40)) - {away}), days_off=off), CLOCK))
        assert found["risk_score"] == without["risk_score"] == 0
        assert found["alerts"] == []


def test_work_on_leave_is_work_on_days_off() -> None:
    leave = pl.DataFrame({"developer": [1] * 28, "day": [week(3) + timedelta(days=d) for d in range(28)]})
    found = burnout(worked(days(1, range(40)), days_off=leave.cast(pl.Schema(DAYS_OFF))), CLOCK)
    weekend = sign(found, "weekend_share")
    assert (weekend["value"], weekend["baseline"], weekend["scale"]) == (1, 0, 0.05)
    assert weekend["z"] == pytest.approx(20)


def test_hours_and_zone_of_a_schedule_come_first() -> None:
    # A clock set to UTC says 14:30; where they live, in Sydney, it is after midnight.
    own = pl.DataFrame([(1, "Australia/Sydney", 9 * 60, 17 * 60)], schema=dict(HOURS), orient="row")
    commits = list(days(1, range(20), hours=(14,)))
    assert sign(burnout(worked(commits), CLOCK), "after_hours_share")["value"] == 0
    assert sign(burnout(worked(commits, hours=own), CLOCK), "after_hours_share")["value"] == 1


def test_own_hours_that_wrap_midnight_are_hours() -> None:
    night = pl.DataFrame([(1, None, 22 * 60, 6 * 60)], schema=dict(HOURS), orient="row")
    found = burnout(worked(days(1, range(20), hours=(23, 2)), hours=night), CLOCK)
    assert sign(found, "after_hours_share")["value"] == 0


def test_an_hour_on_either_side_of_working_hours_is_not_after_hours() -> None:
    shift = Shift(time(9), time(17))
    for hour, late in ((7, 1), (8, 0), (17, 0), (18, 1)):
        commits = days(1, range(20), hours=(hour,))
        assert sign(burnout(worked(commits, shift=shift), CLOCK), "after_hours_share")["value"] == late


def test_own_week_says_what_a_weekend_is() -> None:
    sunday_to_thursday = pl.DataFrame([(1, [7, 1, 2, 3, 4], None)], schema=dict(SCHEDULES), orient="row")
    found = burnout(worked(days(1, range(20)), schedules=sunday_to_thursday), CLOCK)
    assert sign(found, "weekend_share")["value"] == pytest.approx(1 / 5)


def test_squashes_of_a_server_have_no_hour() -> None:
    commits = [(who, when, offset, False) for who, when, offset, _ in days(1, range(20), hours=(23,))]
    after_hours = sign(burnout(worked(commits), CLOCK), "after_hours_share")
    assert (after_hours["value"], after_hours["n"], after_hours["weeks"]) == (None, 0, 0)


def test_evenings_after_a_year_without_are_told_plainly() -> None:
    usual = days(1, range(4, 40), hours=(9, 10, 11, 13, 14, 15, 16, 21))
    lately = days(1, range(4), hours=(9, 10, 11, 13, 21, 21, 22, 23))
    found = told(burnout(worked([*usual, *lately]), CLOCK))
    after_hours = next(one for one in found["indicators"] if one["key"] == "after_hours_share")
    # (0.5 - 0.125) ÷ 0.05 = 7.5 scales: as strong as a sign gets, and one alone is a half.
    assert (after_hours["value"], after_hours["baseline"], after_hours["z"]) == (0.5, 0.125, pytest.approx(7.5))
    assert (after_hours["n"], after_hours["weeks"]) == (160, 36)
    assert found["risk_score"] == 0.5
    assert found["risk_level"] == "moderate"
    assert found["alerts"] == [
        {
            "key": "after_hours_share",
            "says": "In the last four weeks about 50 % of your commits were outside of your working hours: "
            "four times your usual 12 %.",
        }
    ]


def test_one_hard_week_is_no_sign() -> None:
    usual = days(1, range(1, 40))
    hard = days(1, [0], hours=(9, 12, 20, 21, 22, 23), of=7)
    assert told(burnout(worked([*usual, *hard]), CLOCK))["risk_score"] == 0


def test_weeks_without_a_free_day_are_a_streak_and_no_break() -> None:
    found = burnout(worked([*days(1, range(4, 40)), *days(1, range(4), of=7)]), CLOCK)
    # From the Monday three weeks before the last: runs of 7, 14, 21 and 28 days.
    streak, unbroken = sign(found, "streak_days"), sign(found, "days_since_break")
    assert (streak["value"], streak["baseline"], streak["z"]) == (17.5, 5, 12.5)
    assert (unbroken["value"], unbroken["baseline"], unbroken["z"]) == (17.5, 5, 12.5)
    assert sign(found, "weekend_share")["value"] == pytest.approx(2 / 7)
    # Weekends and rest, as strong as they get; the streak and the missing break are one and the same.
    assert told(found)["risk_score"] == 1 - 0.5**2
    assert told(found)["risk_level"] == "high"


def test_a_working_week_is_no_sign_for_whoever_worked_a_day_a_week() -> None:
    found = burnout(worked([*days(1, range(4, 40), hours=(10, 12, 14), of=1), *days(1, range(4))]), CLOCK)
    assert sign(found, "streak_days")["z"] == 4
    assert told(found)["risk_score"] == 0
    assert told(found)["alerts"] == []


def test_one_more_commit_a_day_is_no_sign_for_whoever_makes_one() -> None:
    found = burnout(worked([*days(1, range(4, 40), hours=(10,)), *days(1, range(4), hours=(10, 14))]), CLOCK)
    assert sign(found, "daily_commits")["z"] == 1
    assert told(found)["risk_score"] == 0


def test_one_week_of_the_last_four_is_too_little() -> None:
    found = told(burnout(worked(days(1, [0, *range(4, 40)])), CLOCK))
    assert found["risk_score"] is None
    assert found["reason"] == "1 week of the last four had commits; 2 are needed."


def test_a_single_free_day_ends_a_streak_and_is_no_break() -> None:
    # Monday to Saturday every week: never two days in a row without.
    found = burnout(worked(days(1, range(40), of=6)), CLOCK)
    assert sign(found, "streak_days")["value"] == 6
    assert sign(found, "days_since_break")["value"] > 200


def test_fewer_remarks_than_usual_are_a_sign_and_more_are_none() -> None:
    def reviews(lately: int) -> pl.DataFrame:
        rows = [(1, at(week(ago), 12), lately if ago < 4 else 5) for ago in range(40)]
        return pl.DataFrame(rows, schema=dict(REVIEWED), orient="row")

    for lately, strength in ((1, 1), (3, pytest.approx(1 / 3)), (4, 0), (5, 0), (9, 0)):
        found = burnout(worked(days(1, range(40)), reviews=reviews(lately)), CLOCK)
        assert sign(found, "review_depth")["strength"] == strength


def test_the_trend_is_half_a_year_and_ends_in_the_score() -> None:
    found = told(burnout(worked([*days(1, range(4, 80)), *days(1, range(4), of=7)]), CLOCK))
    trend = found["trend"]
    assert [trend[0]["week"], trend[-1]["week"]] == [week(25), LAST]
    assert trend[-1]["risk_score"] == found["risk_score"]
    assert [one["risk_score"] for one in trend[:22]] == [0] * 22
    assert (found["start"], found["end"]) == (week(3), date(2026, 6, 1))


def test_the_open_week_is_not_looked_at() -> None:
    monday = date(2026, 6, 1)
    today = [(1, at(monday, hour), 0, True) for hour in range(24)]
    usual = list(days(1, range(40)))
    assert_frame_equal(burnout(worked([*usual, *today]), CLOCK), burnout(worked(usual), CLOCK))


def test_a_score_has_a_word() -> None:
    assert [level_of(score) for score in (None, 0.0, 0.24, 0.25, 0.59, 0.6, 1.0)] == [
        None, "low", "low", "moderate", "moderate", "high", "high",
    ]  # fmt: skip


@given(st.integers(0, 2**32 - 1))
def test_one_person_alone_comes_to_the_same_as_among_others(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = span(CLOCK).start
    rows = []
    for _ in range(600):
        day = first + timedelta(days=int(random.integers(0, WEEKS * 7 + 5)))
        offset = int(random.choice([-480, 0, 330]))
        rows.append(
            (
                int(random.integers(1, 4)),
                at(day, int(random.integers(0, 24)), offset),
                offset,
                bool(random.integers(0, 2)),
            )
        )
    everybody = burnout(worked(rows), CLOCK)
    for who in everybody["developer"]:
        alone = burnout(worked([row for row in rows if row[0] == who]), CLOCK)
        assert_frame_equal(alone, everybody.filter(pl.col("developer") == who))
        risk = alone["risk_score"][0]
        assert risk is None or 0 <= risk <= 1


def test_every_sign_is_said_in_words() -> None:
    assert [one.key for one in SIGNS] == [
        one["key"] for one in told(burnout(worked(days(1, range(20))), CLOCK))["indicators"]
    ]
    assert all(one.says.endswith(".") for one in SIGNS)
