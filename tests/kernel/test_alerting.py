"""Rules about numbers: when they fire, when that is over, and when they hold their tongue."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aexy.kernel.alert_words import Speaker
from aexy.kernel.alerting import Beyond, Condition, Kind, Point, Verdict, Watched, Why, usual_deviation, watch
from aexy.kernel.metric import Unit
from aexy.kernel.periods import PeriodType, period_of
from aexy.kernel.quiet import QuietHours

FIRST = date(2026, 9, 7)  # a Monday
ABOVE_24 = Condition(kind=Kind.THRESHOLD, at=24)

Value = float | None


def weeks(values: Sequence[Value | Point], *, n: int = 14) -> list[Point]:
    """One point a week, from the first on."""
    made = []
    for number, value in enumerate(values):
        period = period_of(PeriodType.WEEKLY, FIRST + timedelta(weeks=number))
        made.append(value if isinstance(value, Point) else Point(period, value, n if value is not None else 0))
    return made


def watched(condition: Condition, values: Sequence[Value], *, since: int = 0, unit: Unit = Unit.HOURS) -> Watched:
    return watch(condition, unit, weeks(values), since=FIRST + timedelta(weeks=since))


def verdicts(found: Watched) -> str:
    """One letter a period: F fires, C counts, H holds, R resolves, - calm, ? abstains."""
    letters = {Verdict.CALM: "-", Verdict.ABSTAINS: "?"}
    return "".join(letters.get(one.verdict, one.verdict.name[0]) for one in found.judged)


def test_it_fires_above_the_limit_and_is_over_a_tenth_below_it() -> None:
    found = watched(ABOVE_24, [20, 24, 31.2, 23, 25, 21.6, 20])
    assert verdicts(found) == "--FHFR-"
    (episode,) = found.episodes
    assert (episode.opened.point.value, episode.last.point.value) == (31.2, 25)
    assert episode.end == FIRST + timedelta(weeks=5)


def test_where_it_is_over_can_be_said() -> None:
    low = Condition(kind=Kind.THRESHOLD, side=Beyond.BELOW, at=0.5, clear_at=0.8)
    assert verdicts(watched(low, [0.6, 0.4, 0.7, 0.8, 0.6])) == "-FHR-"
    assert Condition(kind=Kind.THRESHOLD, side=Beyond.BELOW, at=10).over_at == 11


def test_it_may_take_several_periods_in_a_row() -> None:
    patient = Condition(kind=Kind.THRESHOLD, at=24, in_a_row=2)
    assert verdicts(watched(patient, [30, 20, 30, None, 30, 31])) == "C-C?FF"


def test_what_is_missing_neither_fires_nor_resolves() -> None:
    found = watched(ABOVE_24, [30, None, None, 20])
    assert verdicts(found) == "F??R"
    few = watch(Condition(kind=Kind.THRESHOLD, at=24, fewest=5), Unit.HOURS, weeks([30, 31], n=4), since=FIRST)
    assert [one.why_not for one in few.judged] == [Why.TOO_FEW, Why.TOO_FEW]
    hidden = Point(period_of(PeriodType.WEEKLY, FIRST), None, 0, "Only the person sees this.")
    told = watch(ABOVE_24, Unit.HOURS, [hidden], since=FIRST).judged[0]
    speaker = Speaker("Time to first review", Unit.HOURS, PeriodType.WEEKLY, ABOVE_24)
    assert speaker.says(told) == "Nothing is said of the week of 7 September 2026: Only the person sees this."


def test_a_change_is_held_against_the_period_before() -> None:
    half_more = Condition(kind=Kind.CHANGE, at=0.5)
    assert verdicts(watched(half_more, [10, 14, 22, 22, None, 40, 0, 5])) == "?-FR??-?"
    half_less = Condition(kind=Kind.CHANGE, side=Beyond.BELOW, at=0.5)
    assert verdicts(watched(half_less, [10, 4, 4])) == "?FR"


def test_a_deviation_is_held_against_ones_own_usual() -> None:
    unusual = Condition(kind=Kind.DEVIATION, at=3)
    usual: list[Value] = [10, 11, 9, 10, 12, 10, 9, 11]
    assert verdicts(watched(unusual, [*usual[:7], 40])) == "????????"
    assert verdicts(watched(unusual, [*usual, 14, 40, 11], since=8)) == "-FR"
    thin = watched(unusual, [None] * 6 + [10, 10, 40], since=8).judged[0]
    assert (thin.why_not, thin.past) == (Why.THIN_PAST, 2)


def test_the_scale_of_a_deviation_is_never_nothing() -> None:
    same = [0.02] * 12
    assert usual_deviation(same, Unit.SHARE) == 0.05
    assert usual_deviation([20.0] * 12, Unit.HOURS) == 2
    assert usual_deviation([3.0] * 12, Unit.DAYS) == 1
    assert (
        verdicts(watched(Condition(kind=Kind.DEVIATION, at=3), [*same, 0.15, 0.25], since=12, unit=Unit.SHARE)) == "-F"
    )
    never = watched(Condition(kind=Kind.DEVIATION, at=3), [*[0.0] * 12, 0.5], since=12)
    assert verdicts(never) == "F"


def test_the_past_before_a_rule_says_what_is_usual_and_fires_nothing() -> None:
    assert verdicts(watched(ABOVE_24, [30, 30, 20, 30], since=2)) == "-F"


def test_it_says_why_with_the_number_and_its_sample() -> None:
    speaker = Speaker("Time to first review", Unit.HOURS, PeriodType.WEEKLY, ABOVE_24)
    says = [speaker.says(one) for one in watched(ABOVE_24, [20, 31.2, 32, 23, 20]).judged]
    assert says == [
        "Time to first review stood at 20 h in the week of 7 September 2026 (n = 14).",
        "Time to first review stood at 31.2 h in the week of 14 September 2026 (n = 14); the rule fires above 24 h.",
        (
            "Time to first review stood at 32 h in the week of 21 September 2026 (n = 14); the rule fires above 24 h."
            " It is the second week in a row."
        ),
        (
            "Time to first review stood at 23 h in the week of 28 September 2026 (n = 14): no longer beyond the limit,"
            " but it is over only at 21.6 h or less."
        ),
        "Time to first review stood at 20 h in the week of 5 October 2026 (n = 14): it is over.",
    ]


def test_it_says_what_a_change_and_a_deviation_were_held_against() -> None:
    rise = Condition(kind=Kind.CHANGE, at=0.5)
    speaker = Speaker("Commits", Unit.COUNT, PeriodType.MONTHLY, rise)
    assert speaker.says(watched(rise, [10, 16], unit=Unit.COUNT).judged[1]) == (
        "Commits rose by 60 % to 16 in September 2026 (n = 14), from 10; the rule fires at a rise of more than 50 %."
    )
    unusual = Condition(kind=Kind.DEVIATION, at=3)
    weekly = Speaker("Weekend work", Unit.SHARE, PeriodType.WEEKLY, unusual)
    found = watched(unusual, [*[0.05] * 8, 0.3], since=8, unit=Unit.SHARE)
    assert weekly.says(found.judged[0]) == (
        "Weekend work stood at 30 % in the week of 2 November 2026 (n = 14), 5.0 usual deviations above its own usual"
        " 5 % (the median of 8 weeks); the rule fires beyond 3 usual deviations above what is usual."
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of November 2026, which begins on a Sunday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_quiet_hours_end_in_the_morning_by_their_own_clock() -> None:
    nights = QuietHours(zone=ZoneInfo("Asia/Kolkata"), start=time(20), end=time(8))
    assert nights.until(at(3, 10)) == at(3, 10)
    assert nights.until(at(3, 14, 30)) == at(4, 2, 30)  # 20:00 there
    assert nights.until(at(3, 20)) == at(4, 2, 30)


def test_a_quiet_weekend_ends_on_monday_when_the_night_does() -> None:
    both = QuietHours(zone=ZoneInfo("UTC"), start=time(20), end=time(8), weekends=True)
    assert both.until(at(6, 21)) == at(9, 8)
    assert QuietHours(zone=ZoneInfo("UTC"), weekends=True).until(at(7, 12)) == at(9, 0)
