"""Numbers of a subject by period: kept ones where they can be trusted, else counted from facts by the same kernel.

What is counted from facts alone is kept under a name that says of which facts, by which clock and day and in which
versions of the metrics. Whatever would change a number changes the name, so it may be kept until the day is over.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import orjson
import polars as pl

from aexy.context import Context
from aexy.features.insights import rows
from aexy.features.insights.looking import View
from aexy.features.insights.schemas import Number, Source, Subject
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.measuring import measure, narrowed
from aexy.kernel.metric import QUANTILES, Buckets, Level, Metric, divides
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, Period, PeriodType, Window, periods_between
from aexy.kernel.privacy import is_guarded, whole_weeks
from aexy.store.facts import Scope, Span, read_days, read_facts, read_people
from aexy.store.session import Session, session
from aexy.store.snapshots import catalogue_version

MARGIN = timedelta(hours=3)  # clocks set back past midnight give an hour or two to the day before once more
# Of what rests on more than its name says, or is asked for once.
KEEP_SECONDS = 600
# Of what rests on nothing but what its name says: until the day is over, or the cache is full.
ALL_DAY = 86_400
AN_HOUR = 3_600
# Whether reviewers know what they review takes longer to read than everything else together.
_OF_OWNERS = frozenset({"owns", "pull_known", "pull_owned"})
# What dashboards and the overview ask of the workspace's days at the same time; with lines of some metrics, by week.
TOGETHER = (Level.TEAM, Level.DEVELOPER, Level.REPOSITORY)
_COMMITS, _FIRST_REVIEW, STEP = "commits_count", "avg_time_to_first_review_hours", PeriodType.WEEKLY
# After an update metrics may be counted otherwise, or kept in another form (raise the number), while the cache goes on.
_FORM = 1
COUNTED_AS = hashlib.blake2b(f"{_FORM} {catalogue_version()}".encode(), digest_size=6).hexdigest()
_MAKING: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of one period; without rows there are none."""

    period: Period
    source: Source
    people: int
    numbers: Mapping[str, Number]


def seconds_to_keep(window: Window) -> int:
    """How long numbers of a window are kept: nobody asks again for one that is cut off at an hour once that is over."""
    return AN_HOUR if window.until else ALL_DAY


def needs_owners(metric: Metric) -> bool:
    """Whether a metric rests on who owns what was reviewed."""
    parts = [part for part in (metric.value, metric.n, metric.over) if part is not None]
    return any(_OF_OWNERS & part.columns for part in parts)


QUICK = tuple(metric for metric in CATALOGUE if not needs_owners(metric))


def counted_with(metrics: Sequence[Metric]) -> Sequence[Metric]:
    """What is counted where these are asked for: everything, but without owners where none of these needs them."""
    return CATALOGUE if any(needs_owners(metric) for metric in metrics) else QUICK


async def in_periods(
    context: Context, view: View, kind: PeriodType, window: Period, metrics: Sequence[Metric] = CATALOGUE
) -> list[Counted]:
    """Every period of this kind that shares a day with the window, with the numbers of some metrics at least."""
    periods = periods_between(kind, window.start, window.end)
    kept = [period for period in periods if view.kept_until is not None and period.end <= view.kept_until]
    found: dict[date, Counted] = {}
    if kept:
        span = (kept[0].start, kept[-1].end)
        async with context.database.reading(view.workspace_id) as connection:
            stored = await rows.snapshots(connection, view.workspace_id, view.subject, kind, span, among=metrics)
        by_start = {one.start: one for one in stored}
        found = {p.start: _kept(p, by_start.get(p.start)) for p in kept}
    rest = [period for period in periods if period.start not in found]
    if rest:
        counted = await _cached(context, view, kind, Window(rest[0].start, rest[-1].end), counted_with(metrics))
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
    url, seconds = context.database.url, seconds_to_keep(window)
    is_whole = isinstance(buckets, Window)
    names = [f"{'total' if is_whole else f'counted:{buckets}'}:{days}" for days in _names_of(view, window, asked)]

    def make() -> dict[str, Any]:
        if is_whole and view.subject.level is Level.WORKSPACE and (asked is CATALOGUE or asked is QUICK):
            return _count_together(url, view, window, asked)
        return {names[0]: _count(url, view, buckets, window, asked)}

    answer: dict[str, Any] = await _once(context, view, names, make, seconds)
    return answer


async def spread_over(context: Context, view: View, by: Level, among: Sequence[Metric]) -> list[Any]:
    """Of the workspace's window the key of everything of a level there, its people, numbers, and lines by metric."""
    window, url = view.window, context.database.url
    names = [f"{by}:{days}" for days in _names_of(view, window, among)]
    found: list[Any] = await _once(
        context, view, names, lambda: _count_together(url, view, window, among), seconds_to_keep(window)
    )
    return found


async def _once(
    context: Context, view: View, names: Sequence[str], make: Callable[[], Mapping[str, Any]], seconds: int
) -> Any:  # noqa: ANN401 - JSON
    """What is kept under one of these names, else made, with all that is made with it, the first name among it.

    Who asks for it meanwhile waits for it.
    """
    found = await _first_kept(context, view, names)
    if found is None:
        days = f"{view.workspace_id}:{names[0].partition(':')[2]}"
        async with _MAKING.setdefault(days, asyncio.Lock()):
            found = await _first_kept(context, view, names)
            if found is None:
                made = {each: orjson.dumps(counted) for each, counted in (await asyncio.to_thread(make)).items()}
                for each, counted in made.items():
                    await context.cache.put(view.workspace_id, each, counted, seconds=seconds)
                found = made[names[0]]
    return orjson.loads(found)


async def _first_kept(context: Context, view: View, names: Sequence[str]) -> bytes | None:
    for name in names:
        found = await context.cache.get(view.workspace_id, name)
        if found is not None:
            return found
    return None


def _names_of(view: View, window: Window, among: Sequence[Metric]) -> list[str]:
    """Under which numbers of these days may be: where everything was counted, the quick ones were as well."""
    both = (among, CATALOGUE) if among is QUICK else (among,)
    return [_name_of(view, window, each) for each in both]


def _name_of(view: View, window: Window, among: Sequence[Metric]) -> str:
    """What numbers of these days are kept under: whose, by which clock, of which facts, and what was counted."""
    subject, clock = view.subject, view.clock
    by = (clock.today, clock.zone.key, sorted(clock.working_days), clock.late_from, clock.late_until)
    whose = (subject.level, subject.key, subject.team)
    cut = window.until.isoformat() if window.until else ""
    which = "" if among is CATALOGUE else "quick" if among is QUICK else ",".join(metric.key for metric in among)
    return f"{view.data_version}:{COUNTED_AS}:{by}:{whose}:{window.start}:{window.end}:{cut}:{which}"


def _count(url: str, view: View, buckets: Buckets, window: Window, asked: Sequence[Metric]) -> dict[str, Any]:
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, window, has_owned=any(needs_owners(metric) for metric in asked))
    return _counted_in(enriched, view, buckets, asked)


def _count_together(url: str, view: View, window: Window, among: Sequence[Metric]) -> dict[str, Any]:
    """The workspace's numbers, its teams' and its people's: reading the facts takes ten times as long as counting.

    And what a group shows of whole weeks alone, where they begin with the window.
    """
    with session(url, view.workspace_id) as opened:
        enriched = read_enriched(opened, view, window, has_owned=among is not QUICK)
    days = _name_of(view, window, among)
    made: dict[str, Any] = {f"{by}:{days}": _spread_with_lines(enriched, window, by, among) for by in TOGETHER}
    runs = [(window, among)]
    weeks = None if window.until else whole_weeks(window, view.clock)
    if weeks and weeks != Period(window.start, window.end):
        guarded = [metric for metric in CATALOGUE if is_guarded(metric, Level.TEAM)]
        runs.append((Window(weeks.start, weeks.end), guarded))
    for run, metrics in runs:
        made |= _totals(enriched, view, run, metrics)
    return made


def _totals(enriched: Enriched, view: View, window: Window, asked: Sequence[Metric]) -> dict[str, Any]:
    """The numbers of the workspace and of each team there is, under the names they are asked by."""
    made: dict[str, Any] = {}
    for level, subjects in ((Level.WORKSPACE, [view.subject.key]), (Level.TEAM, np.unique(enriched.teams.subjects))):
        metrics = [metric for metric in asked if level in metric.levels]
        counted = measure(metrics, enriched, by=level, buckets=window, clock=view.clock, with_sizes=True)
        rows_by_subject = {row["subject"]: row for row in counted.iter_rows(named=True)}
        for key in map(int, subjects):
            whose = replace(view, subject=replace(view.subject, level=level, key=key))
            found = [rows_by_subject[key]] if key in rows_by_subject else []
            made[f"total:{_name_of(whose, window, asked)}"] = _as_kept(found, metrics)
    return made


def _spread_with_lines(enriched: Enriched, window: Window, by: Level, among: Sequence[Metric]) -> list[Any]:
    lines = {key: lines_in(enriched, find(key), by, STEP, window) for key in lines_of(by)}
    return [
        [*one, {key: found.get(one[0], []) for key, found in lines.items()}]
        for one in spread_in(enriched, window, by, among)
    ]


def lines_of(by: Level) -> tuple[str, ...]:
    """Of which metrics lines are drawn first at this level."""
    return (_COMMITS, _FIRST_REVIEW) if by is Level.TEAM else (_COMMITS,)


def lines_in(
    enriched: Enriched, metric: Metric, by: Level, step: PeriodType, window: Window
) -> dict[int, list[float | None]]:
    """One metric of everything of a level, step by step through the window."""
    starts = [period.start for period in periods_between(step, window.start, window.end)]
    counted = measure([metric], enriched, by=by, buckets=step, clock=enriched.clock)
    nothing = 0 if metric.is_zero_without_rows else None
    # A few long waits pull a mean: of durations it is the median that is drawn.
    median = f"{metric.key}__median"
    drawn = median if median in metric.quantile_keys else metric.key
    found: dict[int, list[float | None]] = {}
    for row in counted.filter(pl.col("period_start").is_in(starts)).iter_rows(named=True):
        line = found.setdefault(row["subject"], [nothing] * len(starts))
        line[starts.index(row["period_start"])] = row[drawn]
    return found


def spread_in(enriched: Enriched, window: Window, by: Level, among: Sequence[Metric]) -> list[Any]:
    """Every subject with facts in the window: its key, its people and its numbers; some of them in whole weeks."""
    metrics = [metric for metric in among if by in metric.levels]
    weeks = whole_weeks(window, enriched.clock) if any(is_guarded(metric, by) for metric in metrics) else None
    whole = _by_subject(enriched, metrics, by, window)
    in_weeks = _by_subject(enriched, metrics, by, Window(weeks.start, weeks.end)) if weeks else {}
    return [
        [
            key,
            in_weeks[key]["people"] if key in in_weeks else 0,
            {m.key: astuple(_number(m, in_weeks.get(key) if is_guarded(m, by) else row)) for m in metrics},
        ]
        for key, row in whole.items()
    ]


def _by_subject(enriched: Enriched, metrics: Sequence[Metric], by: Level, window: Window) -> dict[int, dict[str, Any]]:
    counted = measure(metrics, enriched, by=by, buckets=window, clock=enriched.clock)
    return {row["subject"]: row for row in counted.iter_rows(named=True)}


def _number(metric: Metric, row: Mapping[str, Any] | None) -> Number:
    return number_in(metric, row) if row else Number(None, 0)


def _counted_in(enriched: Enriched, view: View, buckets: Buckets, asked: Sequence[Metric]) -> dict[str, Any]:
    """The subject's numbers out of its facts, by the first day of each period."""
    level, key = view.subject.level, view.subject.key
    metrics = [metric for metric in asked if level in metric.levels]
    is_window = isinstance(buckets, Window)
    counted = measure(metrics, enriched, by=level, buckets=buckets, clock=view.clock, with_sizes=is_window)
    return _as_kept(counted.filter(subject=key).iter_rows(named=True), metrics)


def _as_kept(rows: Iterable[Mapping[str, Any]], metrics: Sequence[Metric]) -> dict[str, Any]:
    """People and numbers by the first day of each period."""
    return {
        row["period_start"].isoformat(): [row["people"], {m.key: astuple(number_in(m, row)) for m in metrics}]
        for row in rows
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
