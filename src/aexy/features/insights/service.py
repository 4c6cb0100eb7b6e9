"""Readings: numbers of one subject, of a window as a whole or period by period."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import guarding
from aexy.features.insights.counting import Counted, counted_with, in_periods, in_window, number_of
from aexy.features.insights.guarding import Guard
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import (
    Bucket,
    Compare,
    MetricShape,
    Number,
    PeriodShape,
    Previous,
    Reading,
    Readings,
    Source,
)
from aexy.features.projects import sprints
from aexy.features.projects.schemas import ProjectId
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level, Metric
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Period, PeriodType, Window
from aexy.kernel.privacy import BY_WEEKS, is_guarded, whole_weeks


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one subject's numbers."""

    metrics: str | None = None
    subject: str = "workspace"
    start: date | None = None
    end: date | None = None
    bucket: Bucket = Bucket.TOTAL
    compare: Compare = Compare.PREVIOUS
    team: UUID | None = None
    project: UUID | None = None
    board: str | None = None


def catalogue() -> list[MetricShape]:
    """Every metric there is."""
    return [MetricShape.of(metric) for metric in CATALOGUE]


def metric(key: str) -> MetricShape:
    """One metric; Unknown with the nearest keys."""
    return MetricShape.of(find(key))


async def readings(context: Context, viewer: Viewer, asked: Asked) -> Readings:
    """The numbers asked for, metric by metric, first period to last."""
    view = await look(context, viewer, subject=asked.subject, start=asked.start, end=asked.end, team=asked.team)
    metrics = read_metrics(asked.metrics, view.subject.level)
    if asked.bucket is Bucket.SPRINT:
        found = await _in_sprints(context, view, metrics, asked)
    elif asked.bucket.period_type is None:
        once, among = remembering(context), counted_with(metrics)
        if asked.compare is Compare.PREVIOUS:
            await _count_both(once, view, metrics, among)
        found = [await window_reading(once, view, metric, asked.compare, among=among) for metric in metrics]
    else:
        found = await _series(context, view, metrics, asked.bucket.period_type)
    return Readings(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        bucket=asked.bucket,
        readings=found,
    )


async def _count_both(context: Context, view: View, metrics: Sequence[Metric], among: Sequence[Metric]) -> None:
    """Count a group's window and the one before at the same time: both are asked for in a moment."""
    level = view.subject.level
    if level is not Level.DEVELOPER and not all(is_guarded(metric, level) for metric in metrics):
        both = (view.window, view.window.previous(view.clock))
        await asyncio.gather(*(in_window(context, view, window, metrics=among) for window in both))


async def window_reading(
    context: Context, view: View, metric: Metric, compare: Compare, *, among: Sequence[Metric] = CATALOGUE
) -> Reading:
    """One number of the window as a whole, beside that of the window before; `among` are counted with it."""
    window = view.window
    if is_guarded(metric, view.subject.level):
        weeks = whole_weeks(window, view.clock)
        if weeks is None:
            return reading(metric, Counted(window, Source.FACTS, 0, {}), Number(None, 0), view, withheld=BY_WEEKS)
        window = Window(weeks.start, weeks.end)
    guard = Guard(context, view)
    counted, withheld, number = await _guarded(guard, metric, window, among)
    before: Previous | None = None
    if compare is Compare.PREVIOUS and withheld is None:
        earlier, why_not, was = await _guarded(guard, metric, window.previous(view.clock), among)
        before = None if why_not else Previous.of(was, metric.unit, earlier.period.start, earlier.period.end)
    return reading(metric, counted, number, view, withheld=withheld, previous=before)


async def _guarded(
    guard: Guard, metric: Metric, window: Window, among: Sequence[Metric]
) -> tuple[Counted, str | None, Number]:
    """The count of a window, why this metric is withheld of it, and the number."""
    view = guard.view
    is_group = is_guarded(metric, view.subject.level)
    # Whole weeks that are over are asked for what needs them, all of which is counted together.
    is_apart = is_group and window not in {view.window, view.window.previous(view.clock)}
    which = guarding.guarded(CATALOGUE, view.subject.level) if is_apart else among
    counted = await in_window(guard.context, view, window, metrics=which)
    withheld = await guard.of_window(counted) if is_group else guarding.withheld(metric, view)
    return counted, withheld, number_of(metric, counted, view)


async def _series(context: Context, view: View, metrics: Sequence[Metric], kind: PeriodType) -> list[Reading]:
    counted = await in_periods(context, view, kind, view.window, metrics)
    guard = Guard(context, view)
    if guarding.guarded(metrics, view.subject.level):
        await guard.read(Period(counted[0].period.start, counted[-1].period.end))
    return [
        reading(metric, one, number_of(metric, one, view), view, withheld=_why_not(guard, metric, one))
        for metric in metrics
        for one in counted
    ]


async def _in_sprints(context: Context, view: View, metrics: Sequence[Metric], asked: Asked) -> list[Reading]:
    """Each sprint of the board that shares a day with the window, as a whole."""
    own = view.subject.id if view.subject.level is Level.PROJECT else None
    project = ProjectId(asked.project) if asked.project else ProjectId(own) if own else None
    async with context.database.reading(view.workspace_id) as connection:
        known = await sprints.windows(connection, view.clock, project_id=project, board=asked.board)
    inside = [one for one in known if one.window.start < view.window.end and view.window.start < one.window.end]
    once = remembering(context)
    found = []
    for metric in metrics:
        for sprint in inside:
            one = await window_reading(once, replace(view, window=sprint.window), metric, Compare.NONE)
            found.append(one.model_copy(update={"period": one.period.model_copy(update={"name": sprint.name})}))
    return found


def _why_not(guard: Guard, metric: Metric, counted: Counted) -> str | None:
    if is_guarded(metric, guard.view.subject.level):
        return guard.of(counted)
    return guarding.withheld(metric, guard.view)


def reading(
    metric: Metric,
    counted: Counted,
    number: Number,
    view: View,
    *,
    withheld: str | None,
    previous: Previous | None = None,
) -> Reading:
    """A number as it is answered; withheld, it has neither value nor sample size."""
    shown = Number(None, 0) if withheld else number
    return Reading(
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        period=period_shape(counted.period, view),
        value=shown.value,
        n=shown.n,
        median=shown.median,
        p75=shown.p75,
        p90=shown.p90,
        caution=metric.caution,
        withheld=withheld,
        source=counted.source,
        version=metric.version,
        previous=previous,
    )


def period_shape(period: Period, view: View) -> PeriodShape:
    """A period as it is answered."""
    return PeriodShape(start=period.start, end=period.end, open=period.is_open(view.clock))
