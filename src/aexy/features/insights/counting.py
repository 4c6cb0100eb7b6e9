"""Numbers of a subject by period: kept ones where they can be trusted, else counted from facts by the same kernel."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

import orjson
import polars as pl

from aexy.context import Context
from aexy.features.insights import rows
from aexy.features.insights.looking import View
from aexy.features.insights.schemas import Number, Source, Subject
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.measuring import measure, narrowed
from aexy.kernel.metric import QUANTILES, Buckets, Level, Metric, divides
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, Period, PeriodType, Window, periods_between
from aexy.store.facts import Scope, Span, read_days, read_facts, read_people
from aexy.store.session import Session, session

MARGIN = timedelta(hours=3)  # clocks set back past midnight give an hour or two to the day before once more
KEEP_SECONDS = 600
# Whether reviewers know what they review takes longer to read than everything else together.
_OF_OWNERS = frozenset({"owns", "pull_known", "pull_owned"})


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of one period; without rows there are none."""

    period: Period
    source: Source
    people: int
    numbers: Mapping[str, Number]


def needs_owners(metric: Metric) -> bool:
    """Whether a metric rests on who owns what was reviewed."""
    parts = [part for part in (metric.value, metric.n, metric.over) if part is not None]
    return any(_OF_OWNERS & part.columns for part in parts)


QUICK = tuple(metric for metric in CATALOGUE if not needs_owners(metric))


def counted_with(metrics: Sequence[Metric]) -> Sequence[Metric]:
    """What is counted where these are asked for: everything, but without owners where none of these needs them."""
    return CATALOGUE if any(needs_owners(metric) for metric in metrics) else QUICK


async def in_periods(context: Context, view: View, kind: PeriodType, window: Period) -> list[Counted]:
    """Every period of this kind that shares a day with the window."""
    periods = periods_between(kind, window.start, window.end)
    kept = [period for period in periods if view.kept_until is not None and period.end <= view.kept_until]
    found: dict[date, Counted] = {}
    if kept:
        span = (kept[0].start, kept[-1].end)
        async with context.database.reading(view.workspace_id) as connection:
            stored = await rows.snapshots(connection, view.workspace_id, view.subject, kind, span)
        by_start = {one.start: one for one in stored}
        found = {p.start: _kept(p, by_start.get(p.start)) for p in kept}
    rest = [period for period in periods if period.start not in found]
    if rest:
        counted = await _cached(context, view, kind, Window(rest[0].start, rest[-1].end))
        found |= {p.start: _fresh(p, counted.get(p.start.isoformat())) for p in rest}
    return [found[period.start] for period in periods]


async def in_window(context: Context, view: View, window: Window, *, metrics: Sequence[Metric] = CATALOGUE) -> Counted:
    """The window as a whole, with quantiles; of some metrics only where no others will be asked of these days."""
    counted = await _cached(context, view, window, window, metrics)
    return _fresh(window, counted.get(window.start.isoformat()))


def _kept(period: Period, stored: rows.Period | None) -> Counted:
    return Counted(period, Source.SNAPSHOT, stored.people if stored else 0, stored.numbers if stored else {})


def _fresh(period: Period, counted: list[Any] | None) -> Counted:
    people, numbers = counted or (0, {})
    return Counted(period, Source.FACTS, people, {key: Number(*number) for key, number in numbers.items()})


async def _cached(
    context: Context, view: View, buckets: Buckets, window: Window, asked: Sequence[Metric] = CATALOGUE
) -> dict[str, Any]:
    """Counted from facts, and kept as long as the facts stay as they are and the day lasts."""
    subject, clock = view.subject, view.clock
    parts = (
        view.data_version,
        clock.today,
        clock.zone.key,
        sorted(clock.working_days),
        clock.late_from,
        clock.late_until,
    )
    whose = (subject.level, subject.key, subject.team)
    cut = window.until.isoformat() if window.until else ""
    kind = buckets if isinstance(buckets, PeriodType) else "total"
    which = "" if asked is CATALOGUE else "quick" if asked is QUICK else ",".join(metric.key for metric in asked)
    name = f"counted:{parts}:{whose}:{kind}:{window.start}:{window.end}:{cut}:{which}"
    found = await context.cache.get(view.workspace_id, name)
    if found is None:
        counted = await asyncio.to_thread(_count, context.database.url, view, buckets, window, asked)
        found = orjson.dumps(counted)
        await context.cache.put(view.workspace_id, name, found, seconds=KEEP_SECONDS)
    answer: dict[str, Any] = orjson.loads(found)
    return answer


def _count(url: str, view: View, buckets: Buckets, window: Window, asked: Sequence[Metric]) -> dict[str, Any]:
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, window, has_owned=any(needs_owners(metric) for metric in asked))
    level, key = view.subject.level, view.subject.key
    metrics = [metric for metric in asked if level in metric.levels]
    is_window = isinstance(buckets, Window)
    counted = measure(metrics, enriched, by=level, buckets=buckets, clock=view.clock, with_sizes=is_window)
    return {
        row["period_start"].isoformat(): [
            row["people"],
            {m.key: astuple(number_in(m, row)) for m in metrics},
        ]
        for row in counted.filter(subject=key).iter_rows(named=True)
    }


def number_in(metric: Metric, row: Mapping[str, Any]) -> Number:
    """One metric's number out of a row of what `measure` returns, with quantiles where there are some."""
    own = {name: row[f"{metric.key}__{name}"] for name in QUANTILES if f"{metric.key}__{name}" in row}
    return Number(row[metric.key], row[metric.n_key], **own)


def read_enriched(
    opened: Session, view: View, window: Period, *, streak_of: int | None = None, has_owned: bool = True
) -> Enriched:
    """The subject's rows in the window, ready to be counted; the streaks of the person asked about are whole.

    Without `has_owned` nothing is known of who knows what they review, which takes long and only few numbers ask for.
    """
    scope = scope_of(view.subject, span_of(window, view.clock))
    people = read_people(opened)
    facts = read_facts(opened, scope, people, has_owned=has_owned)
    person = view.subject.key if view.subject.level is Level.DEVELOPER else streak_of
    if person is not None:
        days = read_days(opened, Scope(Level.DEVELOPER, person), people)
        facts = facts.with_other_days(days.filter(pl.col("author") == person))
    return within(enrich(facts, view.clock), view.subject)


def scope_of(subject: Subject, span: Span) -> Scope:
    """What to read for a subject."""
    return Scope(subject.level, subject.key, (span,))


def span_of(window: Period, clock: Clock) -> Span:
    """Its instants, and some hours around them: which rows are in it is decided by their day."""
    return clock.midnight(window.start) - MARGIN, clock.midnight(window.end) + MARGIN


def within(enriched: Enriched, subject: Subject) -> Enriched:
    """Only rows of the subject, and of its team where it was narrowed to one."""
    for level, key in ((subject.level, subject.key), (Level.TEAM, subject.team)):
        if key is not None and level is not Level.WORKSPACE:
            enriched = narrowed(enriched, level, key)
    return enriched


def number_of(metric: Metric, counted: Counted, view: View) -> Number:
    """The number, and what nothing means: 0 where facts cover the period and 0 is a number for it, else null."""
    found = counted.numbers.get(metric.key)
    if found is not None:
        return found
    period = counted.period
    window = period if isinstance(period, Window) else Window(period.start, period.end)
    is_zero = metric.is_zero_without_rows and view.covers(metric, period) and divides(metric, view.clock, window)
    return Number(0 if is_zero else None, 0)
