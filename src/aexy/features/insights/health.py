"""How a workspace is doing, as parts beside their own past: what moved and which way, with no score made of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median, median_low

import numpy as np
from pydantic import Field

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.insights.per_person import there
from aexy.features.insights.rollups import Days, fresh, look_at
from aexy.features.insights.schemas import Bucket, Compare, Fresh, PeriodShape, Reading, SubjectName
from aexy.features.insights.service import Asked, readings
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.alerting import FEWEST_BEFORE, usual_deviation
from aexy.kernel.metric import Better, Family, Level, Metric, Unit
from aexy.kernel.periods import PeriodType, period_of

PARTS = (
    "prs_merged",
    "active_developers",
    "avg_pr_cycle_time_hours",
    "avg_time_to_first_review_hours",
    "avg_pr_size",
    "pr_merge_rate",
    "rework_ratio",
    "review_participation_rate",
    "review_turnaround_hours",
    "unanswered_review_requests",
    "self_merge_rate",
    "weekend_commit_ratio",
    "late_night_commit_ratio",
)
BASELINE_WEEKS = 12
_FAR = 1000.0  # where weeks never differed at all, anything else is far off
MOVED = 2.0  # usual deviations: nearer than this, weeks differ anyway


class PartDirection(StrEnum):
    """Where a part went; higher and lower where neither way is better."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    UNCHANGED = "unchanged"


class HealthPart(Shape):
    """One metric's latest closed week beside the twelve before it. Of durations it is the median."""

    metric: str
    name: str
    family: Family
    unit: Unit
    better: Better
    value: float | None
    is_median: bool
    n: int
    baseline: float | None = Field(
        description="The median of the weeks before that have a number; of whole things the lower of the middle two."
    )
    baseline_weeks: int
    deviation: float | None = Field(description="How many usual deviations (1.4826 x MAD, with a floor) it lies off.")
    direction: PartDirection | None
    abstains: str | None
    withheld: str | None
    caution: str | None


class Health(Shape):
    """All parts, and how many moved which way. There is no score: nothing is weighed."""

    as_of: datetime
    subject: SubjectName
    week: PeriodShape
    moved_from: float = Field(description="From how many usual deviations on a part counts as moved.")
    parts: list[HealthPart]
    judged: int
    worse: int
    better: int
    says: str
    fresh: Fresh


async def health(context: Context, viewer: Viewer) -> Health:
    """The workspace's latest closed week, part by part."""
    view = await look_at(context, viewer, Level.WORKSPACE, None, Days())
    metrics = {metric.key: metric for metric in there(PARTS, Level.WORKSPACE)}
    until = period_of(PeriodType.WEEKLY, view.clock.today).start
    since = until - timedelta(weeks=BASELINE_WEEKS + 1)
    keys = [key for key in PARTS if key in metrics]
    asked = Asked(",".join(keys), str(Level.WORKSPACE), since, until, Bucket.WEEKLY, Compare.NONE)
    weekly = (await readings(context, viewer, asked)).readings
    parts = [_part(metrics[key], [one for one in weekly if one.metric == key]) for key in keys]
    return _told(context, view, parts, until)


def _told(context: Context, view: View, parts: Sequence[HealthPart], until: date) -> Health:
    went = Counter(part.direction for part in parts)
    judged = sum(part.direction is not None for part in parts)
    return Health(
        as_of=context.now,
        subject=view.name,
        week=PeriodShape(start=until - timedelta(weeks=1), end=until, open=False),
        moved_from=MOVED,
        parts=list(parts),
        judged=judged,
        worse=went[PartDirection.WORSE],
        better=went[PartDirection.BETTER],
        says=_says(went[PartDirection.WORSE], went[PartDirection.BETTER], judged, len(parts) - judged),
        fresh=fresh(context, view),
    )


def _says(worse: int, better: int, judged: int, silent: int) -> str:
    if not judged:
        return "There is too little history to say anything yet."
    rest = f" {silent} cannot be judged." if silent else ""
    return f"{worse} of {judged} parts moved for the worse, {better} for the better.{rest}"


def _part(metric: Metric, weekly: Sequence[Reading]) -> HealthPart:
    """The last of these weeks beside those before it."""
    last, before = weekly[-1], [_number(metric, one) for one in weekly[:-1]]
    past = [value for value in before if value is not None]
    value = _number(metric, last)
    deviation = _deviation(value, past, metric.unit)
    return HealthPart(
        metric=metric.key,
        name=metric.name,
        family=metric.family,
        unit=metric.unit,
        better=metric.better,
        value=value,
        is_median=_is_median(metric),
        n=last.n,
        baseline=_usual(metric, past),
        baseline_weeks=len(past),
        deviation=deviation,
        direction=None if deviation is None else _direction(deviation, metric.better),
        abstains=None if deviation is not None or last.withheld else _abstains(value, len(past)),
        withheld=last.withheld,
        caution=metric.caution,
    )


def _usual(metric: Metric, past: Sequence[float]) -> float | None:
    """What is told of the weeks before: half a person or half a pull request is none."""
    if not past:
        return None
    return median_low(past) if metric.is_whole and not _is_median(metric) else median(past)


def _deviation(value: float | None, past: Sequence[float], unit: Unit) -> float | None:
    """How many usual deviations off the usual; None where there is too little to say what is usual."""
    if value is None or len(past) < FEWEST_BEFORE:
        return None
    distance, scale = value - median(past), usual_deviation(past, unit)
    return distance / scale if scale else float(np.sign(distance)) * _FAR


def _is_median(metric: Metric) -> bool:
    """One long wait moves a mean; what is usual is the median, where a period keeps it."""
    return bool(metric.quantile_keys)


def _number(metric: Metric, reading: Reading) -> float | None:
    return reading.median if _is_median(metric) else reading.value


def _direction(deviation: float, better: Better) -> PartDirection:
    if abs(deviation) < MOVED:
        return PartDirection.UNCHANGED
    is_up = deviation > 0
    if better is Better.NEITHER:
        return PartDirection.HIGHER if is_up else PartDirection.LOWER
    return PartDirection.BETTER if is_up == (better is Better.HIGHER) else PartDirection.WORSE


def _abstains(value: float | None, weeks: int) -> str:
    if value is None:
        return "There is no number of the latest closed week."
    return f"{FEWEST_BEFORE} of the {BASELINE_WEEKS} weeks before need a number; {weeks} have one."
