"""How a subject's numbers spread over people, teams or repositories."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from aexy.context import Context
from aexy.features.insights import rows
from aexy.features.insights.counting import (
    COUNTED_AS,
    QUICK,
    STEP,
    TOGETHER,
    counted_with,
    lines_in,
    lines_of,
    read_enriched,
    seconds_to_keep,
    spread_in,
    spread_over,
)
from aexy.features.insights.guarding import Guard, Presence, shown_groups
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.schemas import Breakdown, Cell, Number, Row, SubjectName
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable, did_you_mean
from aexy.kernel.metric import Level, Metric
from aexy.kernel.periods import Period, PeriodType
from aexy.kernel.privacy import (
    BY_WEEKS,
    QUORUM,
    TOO_FEW,
    TOO_NEAR,
    is_guarded,
    run_holds,
    whole_weeks,
    withheld_person,
)
from aexy.kernel.text import plain
from aexy.store.session import session

STREAK = "longest_streak_days"
NOT_WITHIN = "A run of days is not counted within one repository or project."

Numbers = dict[int, dict[str, Number]]


@dataclass(frozen=True, slots=True)
class Spread:
    """How to break a number down: over whom, in what order (largest first, `-key` smallest first), trend by what.

    With `is_before` it is that of the window before, as much of it as has passed of this one.
    """

    by: Level
    sort: str | None = None
    limit: int = 50
    trend: PeriodType | None = None
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class _Counts:
    numbers: Numbers
    people: dict[int, int]
    trends: dict[int, list[float | None]]


async def breakdown(context: Context, viewer: Viewer, asked: Asked, spread: Spread) -> Breakdown:
    """One row per person, team or repository with facts in the window."""
    view = await look(context, viewer, subject=asked.subject, start=asked.start, end=asked.end, team=asked.team)
    view = replace(view, window=view.window.previous(view.clock)) if spread.is_before else view
    metrics = read_metrics(asked.metrics, spread.by)
    order = _order(spread.sort, metrics)
    counts = await _counts(context, view, metrics, spread)
    withheld = await _withheld(context, view, metrics, spread.by, counts)
    cells = {
        key: {m.key: _cell(m, numbers.get(m.key), withheld.get((key, m.key))) for m in metrics}
        for key, numbers in counts.numbers.items()
        if spread.by is not Level.TEAM or view.onlooker.reaches(key)
    }
    ranked = sorted(cells, key=lambda key: _rank(cells[key], order, key))
    shown = ranked[: spread.limit]
    async with context.database.reading(view.workspace_id) as connection:
        names = await rows.names(connection, spread.by, shown, context.now)
    first = metrics[0].key
    answer = [
        Row(
            subject=_name(spread.by, names[key]),
            readings=cells[key],
            trend=[] if withheld.get((key, first)) else counts.trends.get(key, []),
        )
        for key in shown
        if key in names
    ]
    window = view.window
    return Breakdown(as_of=context.now, start=window.start, end=window.end, rows=answer, total_rows=len(ranked))


async def everybody(context: Context, view: View, metric: Metric) -> Numbers:
    """Every person's numbers by key, nothing withheld: for what is said of none of them alone."""
    return (await _counts(context, view, [metric], Spread(Level.DEVELOPER))).numbers


def _cell(metric: Metric, number: Number | None, withheld: str | None) -> Cell:
    if withheld or number is None:
        return Cell(value=None, n=0, withheld=withheld)
    return Cell.of(metric, number)


def _order(sort: str | None, metrics: Sequence[Metric]) -> tuple[str, bool]:
    wanted = sort or metrics[0].key
    key, is_ascending = wanted.removeprefix("-"), wanted.startswith("-")
    if key not in {metric.key for metric in metrics}:
        keys = [metric.key for metric in metrics]
        raise Unusable(f"The rows have no {key!r} to sort by.", next_step=did_you_mean(key, keys), field="sort")
    return key, is_ascending


def _rank(cells: Mapping[str, Cell], order: tuple[str, bool], key: int) -> tuple[bool, float, int]:
    """Withheld and missing numbers come last, in an order that says nothing about them."""
    sort, is_ascending = order
    value = cells[sort].shown
    return (value is None, 0 if value is None else value if is_ascending else -value, key)


def _name(level: Level, row: Mapping[str, Any]) -> SubjectName:
    detail = plain(row["detail"]) if row["detail"] else None
    return SubjectName(kind=level, id=row["id"], name=plain(row["name"]), detail=detail)


async def _counts(context: Context, view: View, asked: Sequence[Metric], spread: Spread) -> _Counts:
    first, among = asked[0], counted_with(asked)
    subject, clock = view.subject, view.clock
    if _is_plain(view, asked, spread):
        counted = await spread_over(context, view, spread.by, among)
        return _read([[*one, lines[first.key] if spread.trend else []] for *one, lines in counted])
    clock_parts = (clock.today, clock.zone.key, sorted(clock.working_days), clock.late_from, clock.late_until)
    # Days of before are read of whoever asks, for their own row; a team's row is its own reading, whoever asks.
    asks = view.onlooker.developer if spread.by is Level.DEVELOPER else None
    whose = (subject.level, subject.key, subject.team, asks)
    # All metrics are counted whichever is asked for; only a trend is of one of them.
    trend = spread.trend and (first.key, spread.trend)
    what = (spread.by, trend, view.window.start, view.window.end, view.window.until)
    which = f"{'quick' if among is QUICK else ''}:{COUNTED_AS}"
    name = f"breakdown:{which}:{view.data_version}:{clock_parts}:{whose}:{what}"
    found = await context.cache.get(view.workspace_id, name)
    if found is None:
        counted = await asyncio.to_thread(_count, context.database.url, view, (first, among), spread)
        found = orjson.dumps(counted)
        await context.cache.put(view.workspace_id, name, found, seconds=seconds_to_keep(view.window))
    return _read(orjson.loads(found))


def _is_plain(view: View, asked: Sequence[Metric], spread: Spread) -> bool:
    """Whether everybody gets the same of the whole workspace: no other line, and nobody's runs of days whole."""
    is_own = view.onlooker.developer is not None and any(metric.key == STREAK for metric in asked)
    return (
        spread.by in TOGETHER
        and view.subject.level is Level.WORKSPACE
        and (spread.trend is None or (spread.trend is STEP and asked[0].key in lines_of(spread.by)))
        and not (is_own and spread.by is Level.DEVELOPER)
    )


def _read(counted: Sequence[Any]) -> _Counts:
    return _Counts(
        {key: {m: Number(*number) for m, number in numbers.items()} for key, _, numbers, _ in counted},
        {key: people for key, people, _, _ in counted},
        {key: trend for key, _, _, trend in counted},
    )


def _count(url: str, view: View, asked: tuple[Metric, Sequence[Metric]], spread: Spread) -> list[Any]:
    """Everything that is counted together at this level; what needs whole weeks is counted in them."""
    first, among = asked
    with session(url, view.workspace_id) as opened:
        streak_of = view.onlooker.developer if spread.by is Level.DEVELOPER else None
        enriched = read_enriched(opened, view, view.window, streak_of=streak_of, has_owned=among is not QUICK)
    trends = lines_in(enriched, first, spread.by, spread.trend, view.window) if spread.trend else {}
    return [[*one, trends.get(one[0], [])] for one in spread_in(enriched, view.window, spread.by, among)]


async def _withheld(
    context: Context, view: View, metrics: Sequence[Metric], by: Level, counts: _Counts
) -> dict[tuple[int, str], str]:
    """Why a cell is not shown, by row and metric; without an entry it is."""
    if by is Level.DEVELOPER:
        found = {(key, m.key): _of_person(m, key, view) for key in counts.numbers for m in metrics}
    else:
        guarded = [metric for metric in metrics if is_guarded(metric, by)]
        why_not = await _of_groups(context, view, by, counts) if guarded else {}
        found = {(key, metric.key): why_not[key] for key in why_not for metric in guarded}
    return {cell: why for cell, why in found.items() if why is not None}


def _of_person(metric: Metric, key: int, view: View) -> str | None:
    if metric.key == STREAK and view.subject.level in {Level.REPOSITORY, Level.PROJECT}:
        return NOT_WITHIN
    return withheld_person(metric, key, view.onlooker)


async def _of_groups(context: Context, view: View, by: Level, counts: _Counts) -> dict[int, str | None]:
    weeks = whole_weeks(view.window, view.clock)
    if weeks is None:
        return dict.fromkeys(counts.numbers, BY_WEEKS)
    # A project is made of repositories, whose numbers stand elsewhere: nobody watches the differences.
    if view.subject.level is not Level.WORKSPACE or by is Level.PROJECT:
        return dict.fromkeys(counts.numbers, TOO_NEAR)
    guard = Guard(context, view)
    presence = await guard.read(weeks)
    shown = shown_groups(presence, by, weeks)
    return {
        key: _of_group(presence, by, key, weeks, counts.people[key], is_beside=key in shown) for key in counts.numbers
    }


def _of_group(presence: Presence, by: Level, key: int, weeks: Period, people: int, *, is_beside: bool) -> str | None:
    if people < QUORUM:
        return TOO_FEW
    by_week = presence.people_by_week(by, key, weeks)
    return None if is_beside and run_holds(by_week, weeks) else TOO_NEAR
