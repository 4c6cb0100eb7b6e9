"""Behind one number: how its values are distributed, what was left out, and the rows it was counted from."""

import asyncio
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.insights.behind import Kind, kind_of, read_words
from aexy.features.insights.counting import scope_of, span_of, within
from aexy.features.insights.left_out import left_out
from aexy.features.insights.looking import View, look, read_metrics
from aexy.features.insights.schemas import (
    Compare,
    Explanation,
    Fresh,
    Histogram,
    LeftOut,
    MetricShape,
    Quantiles,
    Reading,
    Subject,
    beside,
)
from aexy.features.insights.service import Asked, window_reading
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.errors import Unusable, did_you_mean
from aexy.kernel.metric import Level, Metric, rows_of
from aexy.kernel.metrics import find
from aexy.kernel.periods import Window
from aexy.kernel.privacy import NO_ROWS, withheld_person
from aexy.store.facts import read_facts, read_people
from aexy.store.session import session

_LAST = -(1 << 62)  # where an unknown size stands
_LOG_EDGES = [0, 1, 2, 5, *(step * 10**power for power in range(1, 10) for step in (1, 2, 5))]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of the window behind a number: those that count for it and may be seen, and all the others."""

    counted: pl.DataFrame
    before: pl.DataFrame
    visible: pl.DataFrame
    left_out: list[LeftOut]


async def explain(
    context: Context, viewer: Viewer, key: str, asked: Asked, *, cursor: str | None, limit: int, sort: str | None
) -> Explanation:
    """Everything there is to say about one number, and a page of its rows."""
    view, metric, reading = await _asked(context, viewer, key, asked)
    kind = kind_of(metric)
    place = _place(kind, sort, cursor)
    behind = (
        None if reading.withheld else await asyncio.to_thread(read_behind, context.database.url, view, metric, reading)
    )
    page, next_cursor = _page(kind, behind.visible, sort or "at", place, limit) if behind else ([], None)
    is_complete = behind is None or behind.visible.height == behind.counted.height
    return Explanation(
        metric=MetricShape.of(metric),
        reading=reading,
        beside=await _beside(context, view, metric),
        quantiles=_quantiles(metric, behind),
        histogram=_histogram(metric, behind, has_previous=reading.previous is not None),
        left_out=behind.left_out if behind else [],
        columns=list(kind.columns),
        rows=await _with_words(context, view, kind, page),
        rows_withheld=reading.withheld or (None if is_complete else NO_ROWS),
        total_rows=behind.visible.height if behind else 0,
        next_cursor=next_cursor,
        fresh=_fresh(context, view),
    )


async def _beside(context: Context, view: View, metric: Metric) -> list[Reading]:
    """What the number is never shown without, of the same window."""
    others = [find(key) for key in beside(metric.key)]
    return [
        await window_reading(context, view, other, Compare.PREVIOUS)
        for other in others
        if view.subject.level in other.levels
    ]


def columns(key: str) -> list[str]:
    """The columns of the rows behind a metric."""
    return [column.key for column in kind_of(find(key)).columns]


async def all_rows(
    context: Context, viewer: Viewer, key: str, asked: Asked, *, sort: str | None
) -> list[dict[str, Any]]:
    """Every row behind a number that may be seen; none of a number that is withheld."""
    view, metric, reading = await _asked(context, viewer, key, asked)
    kind = kind_of(metric)
    place = _place(kind, sort, None)
    if reading.withheld:
        return []
    behind = await asyncio.to_thread(read_behind, context.database.url, view, metric, reading)
    page, _ = _page(kind, behind.visible, sort or "at", place, max(behind.visible.height, 1))
    return await _with_words(context, view, kind, page)


async def _asked(context: Context, viewer: Viewer, key: str, asked: Asked) -> tuple[View, Metric, Reading]:
    find(key)
    view = await look(context, viewer, subject=asked.subject, start=asked.start, end=asked.end, team=asked.team)
    metric = read_metrics(key, view.subject.level)[0]
    return view, metric, await window_reading(context, view, metric, Compare.PREVIOUS)


def read_behind(url: str, view: View, metric: Metric, reading: Reading) -> Behind:
    """Read the window and the one before it, merges and bots included, and part them."""
    window = Window(reading.period.start, reading.period.end)
    before = window.previous(view.clock)
    both = Window(before.start, window.end)
    with session(url, view.workspace_id) as opened:
        people = read_people(opened)
        facts = read_facts(opened, scope_of(view.subject, span_of(both, view.clock)), people, only_counted=False)
    enriched = within(enrich(facts, view.clock), view.subject)
    counted = _rows(metric, enriched, view.subject, window)
    return Behind(
        counted,
        _rows(metric, enriched, view.subject, before),
        counted.filter(_may_be_seen(metric, view, counted)),
        left_out(metric, facts, enriched, view, window),
    )


def _rows(metric: Metric, enriched: Enriched, subject: Subject, window: Window) -> pl.DataFrame:
    found = rows_of(metric.facts, enriched, by=subject.level, buckets=window).filter(subject=subject.key)
    return found if metric.where is None else found.filter(metric.where)


def _may_be_seen(metric: Metric, view: View, counted: pl.DataFrame) -> pl.Series:
    """Rows of a group are its people's: only those whose own number is for this onlooker to see."""
    if view.subject.level is Level.DEVELOPER:
        return pl.repeat(value=True, n=counted.height, eager=True)
    seen = [key for key in counted["author"].unique() if withheld_person(metric, key, view.onlooker) is None]
    return counted["author"].is_in(seen)


def _place(kind: Kind, sort: str | None, cursor: str | None) -> list[Any] | None:
    key = (sort or "at").removeprefix("-")
    if key not in kind.sorts:
        raise Unusable(f"The rows cannot be sorted by {key!r}.", next_step=did_you_mean(key, kind.sorts), field="sort")
    return read_cursor(f"explain {sort or 'at'}", cursor, (int, int))


def _page(
    kind: Kind, found: pl.DataFrame, sort: str, place: list[Any] | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page in this order: largest or latest first, with a leading minus the other way round; unknown sizes last."""
    is_ascending = sort.startswith("-")
    rank = kind.sorts[sort.removeprefix("-")].cast(pl.Int64)
    ranked = found.with_columns((-rank if is_ascending else rank).fill_null(_LAST).alias("rank"), row=kind.row)
    if place is not None:
        after = (pl.col("rank") < place[0]) | ((pl.col("rank") == place[0]) & (pl.col("row") < place[1]))
        ranked = ranked.filter(after)
    page = ranked.sort("rank", "row", descending=True).head(limit + 1)
    shown = page.head(limit).to_dicts()
    more = write_cursor(f"explain {sort}", shown[-1]["rank"], shown[-1]["row"]) if page.height > limit else None
    return shown, more


async def _with_words(context: Context, view: View, kind: Kind, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    async with context.database.reading(view.workspace_id) as connection:
        words = await read_words(connection, page, context.now)
    return [said for row in page if (said := kind.say(row, words)) is not None]


def _quantiles(metric: Metric, behind: Behind | None) -> Quantiles | None:
    if behind is None or metric.spread is None or metric.spread.edges:
        return None
    at = {"median": 0.5, "p75": 0.75, "p90": 0.9}
    found = behind.counted.select(metric.spread.of.quantile(share, "linear").alias(name) for name, share in at.items())
    return Quantiles(**found.row(0, named=True))


def _histogram(metric: Metric, behind: Behind | None, *, has_previous: bool) -> Histogram | None:
    """Without a number of the window before, that window is not drawn either."""
    if behind is None or metric.spread is None:
        return None
    now, before = (
        part.select(metric.spread.of).to_series().drop_nulls().cast(pl.Float64)
        for part in (behind.counted, behind.before)
    )
    edges: list[float] = [*metric.spread.edges] or _edges(pl.concat([now, before]) if has_previous else now)
    return Histogram(
        edges=edges,
        counts=_counts(now, edges),
        previous_counts=_counts(before, edges) if has_previous else None,
        scale="linear" if metric.spread.edges else "log",
    )


def _edges(values: pl.Series) -> list[float]:
    """Steps of 1, 2 and 5 up to the first that is larger than every value."""
    inside = [edge for edge in _LOG_EDGES if (values >= edge).any()]
    return [*inside, _LOG_EDGES[len(inside)]]


def _counts(values: pl.Series, edges: list[float]) -> list[int]:
    below = [int((values < edge).sum()) for edge in edges]
    return [upper - lower for lower, upper in pairwise(below)]


def _fresh(context: Context, view: View) -> Fresh:
    fresh = view.fresh
    return Fresh(
        as_of=context.now,
        last_synced_at=fresh.last_synced_at,
        repositories=fresh.repositories,
        repositories_syncing=fresh.repositories_syncing,
    )
