"""A window in sentences: each made of one reading by a template, with the numbers it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pydantic import Field

from aexy.context import Context
from aexy.features.insights.counting import counted_with
from aexy.features.insights.per_person import there
from aexy.features.insights.remembering import remembering
from aexy.features.insights.rollups import Days, fresh, look_at
from aexy.features.insights.schemas import Compare, Fresh, Reading, SubjectName
from aexy.features.insights.service import window_reading
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.metric import Better, Level, Metric, Unit

# What is said of a number; `{value}` is the median where the metric has one.
SENTENCES: Mapping[str, str] = {
    "active_developers": "People who wrote commits: {value}, {change}.",
    "prs_merged": "Merged pull requests: {value}, {change}.",
    "avg_pr_cycle_time_hours": "Half of the pull requests were merged within {value} of being ready, {change}.",
    "avg_time_to_first_review_hours": "Half of the reviewed pull requests waited at most {value} for it, {change}.",
    "avg_pr_size": "Half of the merged pull requests changed at most {value}, {change}.",
    "pr_merge_rate": "{value} of the pull requests that were closed had been merged, {change}.",
    "rework_ratio": "{value} of the reviewed pull requests were changed again after their first review, {change}.",
    "self_merge_rate": "{value} of the pull requests were merged by their author without any approval, {change}.",
    "review_turnaround_hours": "Half of the reviews came within {value} of being asked for, {change}.",
    "unanswered_review_requests": "Requests for review that nobody answered: {value}, {change}.",
    "ai_assisted_share": "{value} of the commits name an AI assistant, {change}.",
}
_TWO_DAYS = 48
_DAY = 24
_WHOLE_FROM = 10


class SummarySentence(Shape):
    """One sentence, and the reading it says: `value` and `previous` are medians where `is_median`."""

    metric: str
    says: str
    unit: Unit
    better: Better
    value: float
    is_median: bool
    n: int
    previous: float | None
    previous_n: int
    caution: str | None


class Unsaid(Shape):
    """A number nothing is said about, and why."""

    metric: str
    reason: str


class ExecutiveSummary(Shape):
    """The sentences of a window, and what is left unsaid."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    compared_from: date
    compared_to: date
    sentences: list[SummarySentence]
    unsaid: list[Unsaid]
    fresh: Fresh


async def summary(context: Context, viewer: Viewer, days: Days) -> ExecutiveSummary:
    """The workspace's window in sentences, beside the window before."""
    view = await look_at(context, viewer, Level.WORKSPACE, None, days)
    once, earlier = remembering(context), view.window.previous(view.clock)
    before = replace(view, window=earlier)
    metrics = {metric.key: metric for metric in there(SENTENCES, Level.WORKSPACE)}
    chosen = [metrics[key] for key in SENTENCES if key in metrics]
    among = counted_with(chosen)
    now = [await window_reading(once, view, metric, Compare.NONE, among=among) for metric in chosen]
    then = [await window_reading(once, before, metric, Compare.NONE, among=among) for metric in chosen]
    return ExecutiveSummary(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        compared_from=earlier.start,
        compared_to=earlier.end,
        sentences=_sentences(chosen, now, then),
        unsaid=_unsaid(chosen, now),
        fresh=fresh(context, view),
    )


def _number(metric: Metric, reading: Reading) -> float | None:
    return reading.median if _is_median(metric) else reading.value


def _is_median(metric: Metric) -> bool:
    return metric.spread is not None and not metric.spread.edges and metric.unit in {Unit.HOURS, Unit.LINES}


def _sentences(metrics: Sequence[Metric], now: Sequence[Reading], then: Sequence[Reading]) -> list[SummarySentence]:
    found = []
    for metric, reading, earlier in zip(metrics, now, then, strict=True):
        value, was = _number(metric, reading), _number(metric, earlier)
        if value is None:
            continue
        says = SENTENCES[metric.key].format(value=figure(value, metric.unit), change=change(value, was, metric.unit))
        found.append(
            SummarySentence(
                metric=metric.key,
                says=says,
                unit=metric.unit,
                better=metric.better,
                value=value,
                is_median=_is_median(metric),
                n=reading.n,
                previous=was,
                previous_n=earlier.n,
                caution=metric.caution,
            )
        )
    return found


def _unsaid(metrics: Sequence[Metric], now: Sequence[Reading]) -> list[Unsaid]:
    return [
        Unsaid(metric=metric.key, reason=reading.withheld or "There is nothing to count.")
        for metric, reading in zip(metrics, now, strict=True)
        if _number(metric, reading) is None
    ]


def change(value: float, was: float | None, unit: Unit) -> str:
    """How it stands to the window before, in words."""
    if was is None:
        return "with nothing before to compare it with"
    before = figure(was, unit)
    if before == figure(value, unit):
        return "as in the window before"
    return f"{'up' if value > was else 'down'} from {before} in the window before"


def figure(value: float, unit: Unit) -> str:
    """A number with its unit, as one says it."""
    if unit is Unit.SHARE:
        return f"{value * 100:.0f} %"
    if unit is Unit.HOURS:
        return f"{_rounded(value / _DAY)} days" if value >= _TWO_DAYS else f"{_rounded(value)} hours"
    if unit is Unit.LINES:
        return f"{value:,.0f} lines"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.1f}"
