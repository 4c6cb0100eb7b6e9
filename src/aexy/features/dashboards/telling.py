"""Readings of the catalogue as drawings: the same numbers as everywhere, so that none is counted twice."""

from collections.abc import Sequence
from typing import Literal

from aexy.features.dashboards.drawings import (
    About,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetPoint,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.widget import Asked, Told
from aexy.features.insights.schemas import Bucket, Cell, Compare, Reading, Readings, SubjectName
from aexy.features.insights.service import Asked as Question
from aexy.features.insights.service import readings
from aexy.kernel.metric import Level, Unit
from aexy.kernel.metrics import find

_AMOUNTS = frozenset({Unit.COUNT, Unit.LINES, Unit.DAYS})


def column(key: str, title: str | None = None) -> WidgetColumn:
    """A column of a metric's numbers; of durations it says that they are medians, which `cell` shows."""
    metric = find(key)
    name = title or metric.name
    return WidgetColumn(title=f"{name}, median" if metric.quantile_keys else name, kind="number", unit=metric.unit)


def cell(found: Cell | None) -> WidgetCell:
    """One number of a row as tables show it everywhere, with how many facts it rests on."""
    if found is None:
        return WidgetCell()
    return WidgetCell(value=found.shown, n=None if found.withheld else found.n, withheld=found.withheld)


def about(key: str, subject: SubjectName) -> About:
    """Whose number: what opens its definition and rows."""
    return About(metric=key, level=subject.kind, id=None if subject.kind is Level.WORKSPACE else subject.id)


def figure(reading: Reading, subject: SubjectName) -> WidgetFigure:
    """One reading with everything that keeps it honest."""
    return WidgetFigure(
        label=find(reading.metric).name,
        value=reading.value,
        median=reading.median,
        unit=reading.unit,
        better=reading.better,
        previous=reading.previous.value if reading.previous else None,
        previous_median=reading.previous.median if reading.previous else None,
        n=reading.n,
        withheld=reading.withheld,
        about=about(reading.metric, subject),
    )


async def read(
    asked: Asked, keys: Sequence[str], *, bucket: Bucket = Bucket.TOTAL, subject: str | None = None
) -> Readings:
    """Readings of some metrics, of what the dashboard is narrowed to or of another subject."""
    compare = Compare.PREVIOUS if bucket is Bucket.TOTAL else Compare.NONE
    wish = Question(
        metrics=",".join(keys), subject=subject or asked.subject, start=asked.start, end=asked.end, bucket=bucket,
        compare=compare,
    )  # fmt: skip
    return await readings(asked.context, asked.viewer, wish)


async def figures_of(asked: Asked, keys: Sequence[str], *, subject: str | None = None) -> Told:
    """Some metrics side by side; nothing where none of them was counted from anything."""
    found = await read(asked, keys, subject=subject)
    shown = [one for one in found.readings if one.metric in keys]
    drawings = [WidgetFigures(figures=[figure(one, found.subject) for one in shown])]
    is_there = any(one.n or one.withheld for one in shown)
    return Told(drawings if is_there else (), start=found.start, end=found.end, as_of=found.as_of)


async def trend_of(
    asked: Asked, key: str, *, step: Literal["daily", "weekly", "monthly"] = "weekly", subject: str | None = None
) -> WidgetTrend | None:
    """One metric over time; None where no step was counted from anything."""
    found = await read(asked, [key], bucket=Bucket(step), subject=subject)
    steps = [one for one in found.readings if one.metric == key]
    if not any(one.n for one in steps):
        return None
    metric = find(key)
    is_amount = metric.unit in _AMOUNTS and metric.is_zero_without_rows
    return WidgetTrend(
        title=metric.name,
        unit=metric.unit,
        better=metric.better,
        mark="bars" if is_amount else "line",
        step=step,
        series=[WidgetSeries(name=found.subject.name, points=[point(one) for one in steps])],
        about=about(key, found.subject),
    )


def point(one: Reading) -> WidgetPoint:
    """One reading as a point of a line: of durations the median."""
    value = one.median if one.unit is Unit.HOURS and one.median is not None else one.value
    return WidgetPoint(start=one.period.start, value=value, n=one.n, open=one.period.open)
