"""Signs that somebody's work is unlike what is usual for them: held against their own past and nobody else's.

A week is one of the workspace's that is over; days and hours are the person's own (the commit's distance from UTC, or
the zone their schedule names). The last four weeks stand beside the person's usual, the up to 52 weeks before them:

    value     the median of the last four weeks that count, two of them at least
    baseline  the median of the weeks before; fewer than twelve that count are no usual, and it abstains
    scale     max(1.4826 · MAD, 0.05 of shares, 1 day, commit or remark, a tenth of the baseline): a constant life has a
              MAD of 0
    z         (value - baseline) ÷ scale
    strength  0 up to one scale in the direction that wears people out, 1 from four scales on, even in between; and 0
              of a run of days that fits into a working week
    risk      1 - Π(1 - strength ÷ 2): one sign alone comes to a half at most, whatever it is. The two about rest are
              two views of the same, so the stronger of them counts

A median of four weeks and of a year is why one hard week, one week of holidays or a quiet December are no signs. The
same function counts one person and everybody, so that every door gives the same number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import inf
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.burnout_days import Worked, days_by_person, reviews_by_person
from aexy.kernel.analyses.burnout_words import alert_of, why_abstains, why_no_sign
from aexy.kernel.periods import Clock, Period, PeriodType, period_of

Matrix = NDArray[np.float64]

RECENT = 4  # weeks
RECENT_FEWEST = 2
BASELINE = 52
BASELINE_FEWEST = 12
TREND = 26
WEEKS = BASELINE + RECENT + TREND - 1
FEWEST_COMMITS = 3  # of fewer in a week no share is made
SIGNS_FEWEST = 3
_MAD = 1.4826
_WORKING_WEEK = 5.0  # days
_QUIET, _LOUD, _TOLD = 1.0, 4.0, 2.0  # scales
MODERATE, HIGH = 0.25, 0.6


class RiskLevel(StrEnum):
    """A word for a risk score: low < 0.25 ≤ moderate < 0.6 ≤ high. No sign alone makes it high."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is watched: which way it wears people out, and how small a difference says nothing.

    Up to `harmless` it is no sign whatever is usual; of those of one `kind` the strongest counts.
    """

    key: str
    says: str
    kind: str
    floor: float
    direction: int = 1
    harmless: float = -inf


SIGNS = (
    Sign("after_hours_share", "Commits outside of one's working hours and an hour on either side.", "hours", 0.05),
    Sign("weekend_share", "Commits on days off: outside one's week, holidays and leave.", "weekends", 0.05),
    Sign(
        "streak_days",
        "The longest run of days in a row with a commit, up to a day of the week.",
        "rest",
        1.0,
        harmless=_WORKING_WEEK,
    ),
    Sign(
        "days_since_break",
        "Days since the last two days in a row without a commit, at their most.",
        "rest",
        1.0,
        harmless=_WORKING_WEEK,
    ),
    Sign("daily_commits", "Commits on a day that has any.", "volume", 1.0),
    Sign("review_depth", "Remarks on lines per review given.", "reviews", 1.0, -1),
)

_INDICATOR = pl.Struct({
    "key": pl.String(), "value": pl.Float64(), "baseline": pl.Float64(), "scale": pl.Float64(), "z": pl.Float64(),
    "strength": pl.Float64(), "n": pl.Int64(), "weeks": pl.Int64(), "reason": pl.String(),
})  # fmt: skip
_ALERT = pl.Struct({"key": pl.String(), "says": pl.String()})
_WEEK = pl.Struct({
    "week": pl.Date(), "risk_score": pl.Float64(), **{sign.key: pl.Float64() for sign in SIGNS},
})  # fmt: skip
BURNOUT: Mapping[str, pl.DataType] = {
    "developer": pl.Int32(), "risk_score": pl.Float64(), "risk_level": pl.String(), "reason": pl.String(),
    "start": pl.Date(), "end": pl.Date(), "active_weeks": pl.Int64(), "baseline_weeks": pl.Int64(),
    "indicators": pl.List(_INDICATOR), "alerts": pl.List(_ALERT), "trend": pl.List(_WEEK),
}  # fmt: skip
"""A row a person. `reason` says why there is no score; `start` and `end` are the weeks held against the usual."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One sign of everybody, the weeks up to one held against those before."""

    value: Matrix
    baseline: Matrix
    scale: Matrix
    weeks: NDArray[np.int64]
    strength: Matrix

    @property
    def z(self) -> Matrix:
        """How many scales it is from the usual; not known where there is no scale."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.scale > 0, (self.value - self.baseline) / self.scale, np.nan)


def span(clock: Clock) -> Period:
    """The days of the weeks that are looked at, first to last: up to the week that is not over."""
    open_week = period_of(PeriodType.WEEKLY, clock.today).start
    return Period(open_week - timedelta(weeks=WEEKS), open_week)


def burnout(worked: Worked, clock: Clock) -> pl.DataFrame:
    """BURNOUT of everybody with a commit in these weeks, by developer."""
    looked_at = span(clock)
    people, days = days_by_person(worked, looked_at, clock)
    if not people.size:
        return pl.DataFrame(schema=dict(BURNOUT))
    reviews = reviews_by_person(worked, people, looked_at, clock)
    weekly, counted = _weekly(days, reviews)
    is_active = days["commits"].reshape(people.size, WEEKS, 7).sum(axis=2) > 0
    trend = [[_held(weekly[sign.key], sign, week) for sign in SIGNS] for week in range(WEEKS - TREND, WEEKS)]
    risks = np.stack([_risk(held) for held in trend], axis=1)
    rows = _Rows(looked_at, weekly, counted, is_active, trend[-1], risks)
    return pl.DataFrame([rows.of(place, int(who)) for place, who in enumerate(people)], schema=dict(BURNOUT))


def level_of(risk: float | None) -> RiskLevel | None:
    """The word for a score."""
    if risk is None:
        return None
    return RiskLevel.LOW if risk < MODERATE else RiskLevel.MODERATE if risk < HIGH else RiskLevel.HIGH


def _weekly(days: Mapping[str, Matrix], reviews: Mapping[str, Matrix]) -> tuple[dict[str, Matrix], dict[str, Matrix]]:
    """Each sign by person and week, NaN where a week does not count; and how much each rests on."""
    by_week = {name: table.reshape(len(table), WEEKS, 7).sum(axis=2) for name, table in days.items()}
    commits, known = by_week["commits"], by_week["known"]
    is_active = days["commits"] > 0
    active = is_active.reshape(len(is_active), WEEKS, 7).sum(axis=2).astype(float)
    values = {
        "after_hours_share": _share(by_week["late"], known, FEWEST_COMMITS),
        "weekend_share": _share(by_week["off"], commits, FEWEST_COMMITS),
        "streak_days": _most(_run(is_active), is_active),
        "days_since_break": _most(_since_break(is_active), is_active),
        "daily_commits": _share(commits, active, 1),
        "review_depth": _share(reviews["comments"], reviews["reviews"], 1),
    }
    counted = {
        "after_hours_share": known,
        "weekend_share": commits,
        "streak_days": active,
        "days_since_break": active,
        "daily_commits": active,
        "review_depth": reviews["reviews"],
    }
    return values, counted


def _share(part: Matrix, whole: Matrix, fewest: int) -> Matrix:
    counts = whole >= fewest
    return np.where(counts, part / np.where(counts, whole, 1), np.nan)


def _run(is_active: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of each day: days in a row with a commit up to and with it."""
    place = np.arange(is_active.shape[1])
    run: NDArray[np.int64] = place - np.maximum.accumulate(np.where(is_active, -1, place), axis=1)
    return run


def _since_break(is_active: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of each day: days since two in a row without a commit; a history begins after such."""
    place = np.arange(is_active.shape[1])
    before = np.pad(is_active, ((0, 0), (1, 0)))[:, :-1]
    since: NDArray[np.int64] = place - np.maximum.accumulate(np.where(is_active | before, -1, place), axis=1)
    return since


def _most(daily: NDArray[np.int64], is_active: NDArray[np.bool_]) -> Matrix:
    """The most on a day with a commit, week by week."""
    found = np.where(is_active, daily, 0).reshape(len(daily), WEEKS, 7).max(axis=2).astype(float)
    return np.where(found > 0, found, np.nan)


def _held(weekly: Matrix, sign: Sign, last: int) -> _Held:
    """The weeks up to `last` against those before them."""
    first = last - RECENT + 1
    recent, before = weekly[:, first : last + 1], weekly[:, max(first - BASELINE, 0) : first]
    weeks = (~np.isnan(before)).sum(axis=1)
    baseline = np.where(weeks >= BASELINE_FEWEST, _median(before), np.nan)
    spread = _MAD * _median(np.abs(before - baseline[:, None]))
    scale = np.maximum(np.maximum(spread, sign.floor), np.abs(baseline) / 10)
    value = np.where((~np.isnan(recent)).sum(axis=1) >= RECENT_FEWEST, _median(recent), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = sign.direction * (value - baseline) / np.where(scale > 0, scale, np.nan)
    strength = np.clip((far - _QUIET) / (_LOUD - _QUIET), 0, 1)
    strength = np.where(value <= sign.harmless, strength * 0, strength)
    return _Held(value, baseline, scale, weeks, strength)


def _median(table: Matrix) -> Matrix:
    """Of each row, of what is known; as `np.nanmedian`, many times as fast for short rows."""
    ordered = np.sort(table, axis=1)  # what is not known comes last
    known = (~np.isnan(table)).sum(axis=1)
    place = np.arange(len(table))
    lower, upper = np.maximum(known - 1, 0) // 2, np.maximum(known, 1) // 2
    middle: Matrix = (ordered[place, lower] + ordered[place, np.minimum(upper, table.shape[1] - 1)]) / 2
    return middle


def _risk(held: list[_Held]) -> Matrix:
    strengths = np.stack([one.strength for one in held])
    known = (~np.isnan(strengths)).sum(axis=0)
    kinds = dict.fromkeys(sign.kind for sign in SIGNS)
    told = np.nan_to_num(strengths)
    strongest = np.stack([told[[sign.kind == kind for sign in SIGNS]].max(axis=0) for kind in kinds])
    risk = 1 - np.prod(1 - strongest / 2, axis=0)
    return np.where(known >= SIGNS_FEWEST, risk, np.nan)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was counted of everybody, to be told person by person."""

    days: Period
    weekly: Mapping[str, Matrix]
    counted: Mapping[str, Matrix]
    is_active: NDArray[np.bool_]
    now: list[_Held]
    risks: Matrix

    def of(self, place: int, developer: int) -> dict[str, Any]:
        """BURNOUT of one person."""
        recent = int(self.is_active[place, -RECENT:].sum())
        before = int(self.is_active[place, -RECENT - BASELINE : -RECENT].sum())
        risk = _number(self.risks[place, -1])
        reason = None
        if risk is None or not recent or before < BASELINE_FEWEST:
            risk, reason = None, why_abstains(recent, before, fewest=(RECENT_FEWEST, BASELINE_FEWEST))
        indicators = [self._indicator(sign, held, place) for sign, held in zip(SIGNS, self.now, strict=True)]
        return {
            "developer": developer,
            "risk_score": risk,
            "risk_level": level_of(risk),
            "reason": reason,
            "start": self.days.end - timedelta(weeks=RECENT),
            "end": self.days.end,
            "active_weeks": recent,
            "baseline_weeks": before,
            "indicators": indicators,
            "alerts": [
                {"key": sign.key, "says": alert_of(sign.key, one["value"], one["baseline"])}
                for sign, one in zip(SIGNS, indicators, strict=True)
                if one["strength"] and sign.direction * one["z"] >= _TOLD
            ],
            "trend": [self._week(place, week) for week in range(TREND)],
        }

    def _indicator(self, sign: Sign, held: _Held, place: int) -> dict[str, Any]:
        value, baseline, z = (_number(each[place]) for each in (held.value, held.baseline, held.z))
        weeks = int(held.weeks[place])
        return {
            "key": sign.key,
            "value": value,
            "baseline": baseline,
            "scale": _number(held.scale[place]),
            "z": z,
            "strength": _number(held.strength[place]),
            "n": int(self.counted[sign.key][place, -RECENT:].sum()),
            "weeks": weeks,
            "reason": None if z is not None else why_no_sign(value, weeks, fewest=BASELINE_FEWEST),
        }

    def _week(self, place: int, week: int) -> dict[str, Any]:
        column = WEEKS - TREND + week
        monday: date = self.days.start + timedelta(weeks=column)
        values = {sign.key: _number(self.weekly[sign.key][place, column]) for sign in SIGNS}
        return {"week": monday, "risk_score": _number(self.risks[place, week]), **values}


def _number(value: float) -> float | None:
    """Six digits are more than anybody looks at, and the same whichever way they were summed."""
    return None if np.isnan(value) else round(float(value), 6)


__all__ = ["BURNOUT", "SIGNS", "RiskLevel", "Sign", "Worked", "burnout", "level_of", "span"]
