"""What is shown as a table instead of a number: languages, hours of the day, checks of the data, stored snapshots."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.insights import guarding, other_rows, pull_checks, rows
from aexy.features.insights.counting import ALL_DAY, AN_HOUR, Counted, number_of, read_enriched
from aexy.features.insights.guarding import Guard
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.pull_checks import check
from aexy.features.insights.remembering import asked_once, counted_once
from aexy.features.insights.schemas import (
    Cell,
    Check,
    Checks,
    Compare,
    History,
    Hours,
    Kept,
    Language,
    Languages,
    Source,
    UnknownLanguage,
)
from aexy.features.insights.service import Asked, period_shape, window_reading
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Level, Metric, rows_of
from aexy.kernel.metrics import find
from aexy.kernel.periods import Period, PeriodType, Window, period_of
from aexy.kernel.privacy import QUORUM, TOO_FEW, is_guarded
from aexy.store.session import session

_HOURS, _WEEKDAYS = 24, 7


async def _look(context: Context, viewer: Viewer, asked: Asked) -> View:
    return await look(context, viewer, subject=asked.subject, start=asked.start, end=asked.end, team=asked.team)


def _instants(view: View) -> tuple[datetime, datetime]:
    return view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)


async def languages(context: Context, viewer: Viewer, asked: Asked) -> Languages:
    """Lines by language, without generated, vendored and lock files, without merges and bots."""
    view = await _look(context, viewer, asked)
    found = await asked_once(context, view, "languages", lambda: _languages(context, view), seconds=ALL_DAY)
    known = [dict(row) for row in found if row["language"] is not None]
    rest = next((dict(row) for row in found if row["language"] is None), None)
    lines = sum(map(_lines, known))
    return Languages(
        items=[
            Language(**row, share=(row["lines_added"] + row["lines_removed"]) / lines if lines else 0) for row in known
        ],
        unknown=UnknownLanguage(**({"lines_added": 0, "lines_removed": 0, "commits": 0} | (rest or {}))),
    )


async def _languages(context: Context, view: View) -> list[dict[str, Any]]:
    async with context.database.reading(view.workspace_id) as connection:
        found = await other_rows.languages(connection, view.workspace_id, view.subject, *_instants(view))
    return [dict(row) for row in found]


def _lines(row: Mapping[str, int]) -> int:
    return row["lines_added"] + row["lines_removed"]


async def hours(context: Context, viewer: Viewer, asked: Asked) -> Hours:
    """When commits are written, by their authors' own clocks: as private as the late-night share."""
    view = await _look(context, viewer, asked)
    reading = await window_reading(context, view, find("late_night_commit_ratio"), Compare.NONE)
    empty = [[0] * _HOURS for _ in range(_WEEKDAYS)]
    if reading.withheld:
        return Hours(cells=empty, n=0, withheld=reading.withheld)
    window = Window(reading.period.start, reading.period.end)
    count = partial(_count_hours, context.database.url, view, window)
    found, people = await counted_once(context, replace(view, window=window), "hours", count, seconds=ALL_DAY)
    if found and people < QUORUM and view.subject.level is not Level.DEVELOPER:
        return Hours(cells=empty, n=0, withheld=TOO_FEW)
    for weekday, hour, n in found:
        empty[weekday - 1][hour] = n
    return Hours(cells=empty, n=sum(n for _, _, n in found))


def _count_hours(url: str, view: View, window: Window) -> tuple[list[tuple[int, int, int]], int]:
    """Commits by own weekday and hour, and how many people wrote them."""
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, window, has_owned=False)
    there = rows_of(Fact.COMMITS, enriched, by=view.subject.level, buckets=window).filter(subject=view.subject.key)
    known = there.filter(pl.col("hour_known"))
    counted = known.group_by("own_weekday", "own_hour").len()
    return counted.rows(), known["author"].n_unique()


async def checks(context: Context, viewer: Viewer, asked: Asked) -> Checks:
    """What is known to be missing or doubtful in the data; over all time unless dates are given."""
    view = await _look(context, viewer, asked)
    window = view.window if asked.start or asked.end else Window(date(1970, 1, 1), view.clock.today + timedelta(days=1))
    span = view.clock.midnight(window.start), view.clock.midnight(window.end)
    repository = view.subject.key if view.subject.level is Level.REPOSITORY else None
    whole = replace(view, window=window)
    hour = context.at(context.now.replace(minute=0, second=0, microsecond=0))  # what is quiet by now is so for an hour
    what = f"checks of {hour.now:%H}"
    kept = await asked_once(context, whole, what, lambda: _checked(hour, view, span), seconds=AN_HOUR)
    found, others = kept["commits"], [Check(**one) for one in kept["others"]]
    async with context.database.reading(view.workspace_id) as connection:
        syncs = await other_rows.failed_syncs(connection, view.workspace_id, repository)
    of = found["commits"]
    listed = [
        check("failed_syncs", "Repositories whose latest sync failed: their newest commits are missing.",
              syncs["failed"], syncs["repositories"], "serious", "Look at its last job, and sync it again."),
        check("shallow_boundaries", "Commits at the edge of a shallow clone: their lines cannot be known.",
              found["shallow"], of, "notable", "Run `git fetch --unshallow` in the clone, and sync again."),
        check("unknown_authors", "Commits whose author left no usable address: they are a person of their own.",
              found["unknown"], of, "notable", "Add the address to the repository's .mailmap, and sync again."),
        check("implausible_dates", "Commits whose author's date cannot be true: they stand at their committer's date.",
              found["implausible"], of, "minor", None),
        check("unknown_hours", "Commits squashed by a provider's server: they say nothing about anybody's hours.",
              found["no_hour"], of, "minor", None),
    ]  # fmt: skip
    return Checks(checks=sorted([*listed, *others], key=lambda one: one.n == 0))


async def _checked(context: Context, view: View, span: tuple[datetime, datetime]) -> dict[str, Any]:
    """What is known of facts alone: of commits, and checks of all the rest."""
    async with context.database.reading(view.workspace_id) as connection:
        found = await other_rows.quality(connection, view.workspace_id, view.subject, *span)
        others = await pull_checks.checks(context, view, connection, span)
    return {"commits": found, "others": [one.model_dump() for one in others]}


async def history(
    context: Context, viewer: Viewer, asked: Asked, *, kind: PeriodType, cursor: str | None, limit: int
) -> History:
    """Stored snapshots of one subject, latest period first, as they were counted."""
    view = await _look(context, viewer, asked)
    metrics = read_metrics(asked.metrics, view.subject.level)
    place = read_cursor(f"history {kind}", cursor, (str,))
    until = date.fromisoformat(place[0]) if place else view.clock.today + timedelta(days=1)
    since = asked.start or date(1970, 1, 1)
    async with context.database.reading(view.workspace_id) as connection:
        span = (since, until)
        stored = await rows.snapshots(connection, view.workspace_id, view.subject, kind, span, limit=limit + 1)
    shown = [(one, _counted(kind, one)) for one in stored[:limit]]
    guard = Guard(context, view)
    if shown and guarding.guarded(metrics, view.subject.level):
        await guard.read(Period(shown[-1][1].period.start, shown[0][1].period.end))
    items = []
    for one, counted in shown:
        cells = {metric.key: _cell(metric, guard, counted) for metric in metrics}
        items.append(Kept(period_type=kind, period=period_shape(counted.period, view), as_of=one.as_of, readings=cells))
    more = write_cursor(f"history {kind}", shown[-1][0].start.isoformat()) if len(stored) > limit else None
    return History(subject=view.name, items=items, next_cursor=more)


def _cell(metric: Metric, guard: Guard, counted: Counted) -> Cell:
    is_group = is_guarded(metric, guard.view.subject.level)
    withheld = guard.of(counted) if is_group else guarding.withheld(metric, guard.view)
    if withheld:
        return Cell(value=None, n=0, withheld=withheld)
    number = number_of(metric, counted, guard.view)
    return Cell.of(metric, number)


def _counted(kind: PeriodType, stored: rows.Period) -> Counted:
    return Counted(period_of(kind, stored.start), Source.SNAPSHOT, stored.people, stored.numbers)
