"""Counting again what has changed: the closed periods that hold a touched day, and those that have closed since."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from aexy.context import Context
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, Period, PeriodType, period_of, periods_between
from aexy.store.facts import EVERYTHING, Scope, Span, read_days, read_days_before, read_facts, read_people
from aexy.store.session import Session, changing
from aexy.store.snapshots import Standing, delete_periods, note_counted, take_standing, write_snapshots

_DAY = timedelta(days=1)
_MOST_STRETCHES = 8  # more of them than this are counted as one: the work then no longer depends on how they lie
_REACH = timedelta(days=8)
# Whoever commits is at home there for 90 days (kernel/reaching), and may be main author for 730 (kernel/owning).
_LONGEST_REACH = timedelta(days=731)
_MARGIN = timedelta(hours=3)  # clocks set back past midnight give an hour or two to the day before once more

Starts = dict[PeriodType, frozenset[date]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run did. `statements` do not grow with the number of people."""

    snapshots: int
    statements: int


async def recompute(context: Context, workspace_id: WorkspaceId, *, everything: bool = False) -> dict[str, int]:
    """Bring the workspace's snapshots up to date; `everything` counts all of them again.

    Facts, dirty days and snapshots change in one transaction, so a reader never sees half of it.
    """
    url, now = context.database.url, context.now
    tally = await asyncio.to_thread(recompute_now, url, workspace_id, now, everything=everything)
    return {"workspaces_processed": 1, "snapshots_generated": tally.snapshots}


def recompute_now(url: str, workspace_id: WorkspaceId, now: datetime, *, everything: bool = False) -> Tally:
    """The same, for who is in a thread already."""
    with changing(url, workspace_id) as opened:
        standing = take_standing(opened, now)
        if everything or standing.is_stale or standing.counted_until is None:
            count = _count_everything(opened, standing)
        else:
            count = _count_touched(opened, standing)
        note_counted(opened, standing.clock)
        return Tally(count, opened.statements)


def _count_everything(opened: Session, standing: Standing) -> int:
    clock = standing.clock
    enriched = enrich(read_facts(opened, EVERYTHING, read_people(opened)), clock)
    delete_periods(opened, None)
    count = 0
    for kind in PeriodType:
        is_over = pl.col("period_start") < period_of(kind, clock.today).start
        counted = [(kind, level, _counted(enriched, level, kind).filter(is_over)) for level in Level]
        count += write_snapshots(opened, counted, standing, batch=kind)
    return count


def _count_touched(opened: Session, standing: Standing) -> int:
    stretches = _stretches(standing)
    if not stretches:
        return 0
    people = read_people(opened)
    starts = closed_starts(_with_runs(opened, people, stretches, standing.clock), standing.clock)
    if not any(starts.values()):
        return 0
    periods = list(joined(period_of(kind, start) for kind, found in starts.items() for start in found))
    facts = read_facts(opened, Scope(spans=_spans(periods, standing.clock)), people)
    before = read_days_before(opened, periods, standing.clock)
    enriched = enrich(facts.with_other_days(before), standing.clock)
    delete_periods(opened, [(kind, start) for kind, found in starts.items() for start in sorted(found)])
    counted = []
    for kind, found in starts.items():
        if found:
            counted += [(kind, level, _counted(enriched, level, kind, found)) for level in Level]
    return write_snapshots(opened, counted, standing, batch="touched")


def _counted(
    enriched: Enriched, level: Level, kind: PeriodType, starts: Collection[date] | None = None
) -> pl.DataFrame:
    """Of a week that is over, no day need be counted again but the touched one."""
    return measure(CATALOGUE, enriched, by=level, buckets=kind, clock=enriched.clock, starts=starts)


def _stretches(standing: Standing) -> list[Period]:
    """Touched days, and the days since the last run, as few stretches of days."""
    until = standing.clock.today + _DAY
    since = [Period(standing.counted_until, until)] if standing.counted_until and standing.counted_until < until else []
    days = [Period(day, day + _DAY) for day in standing.dirty]
    days += [Period(day, min(day + _LONGEST_REACH, until)) for day in standing.reaching if day < until]
    merged = list(joined([*days, *since], gap=timedelta(days=1)))
    return merged if len(merged) <= _MOST_STRETCHES else [Period(merged[0].start, max(until, merged[-1].end))]


def joined(stretches: Iterable[Period], *, gap: timedelta = timedelta()) -> Iterator[Period]:
    """The same days with stretches that touch, or lie no further apart than `gap`, made one; in order."""
    current: Period | None = None
    for stretch in sorted(stretches):
        if current is not None and stretch.start <= current.end + gap:
            current = Period(current.start, max(current.end, stretch.end))
        else:
            if current is not None:
                yield current
            current = stretch
    if current is not None:
        yield current


def _with_runs(opened: Session, people: pl.DataFrame, stretches: Sequence[Period], clock: Clock) -> list[Period]:
    """A day more or less changes the length of every run of days it belongs to, as far as the run goes on."""
    return list(joined(Period(s.start, _end_of_runs(opened, people, s, clock)) for s in stretches))


def _end_of_runs(opened: Session, people: pl.DataFrame, stretch: Period, clock: Clock) -> date:
    """The day after the last day that anybody reaches without a break from the end of the stretch."""
    look = _REACH
    while stretch.end <= clock.today:
        first = stretch.end - 2 * _DAY
        span = (clock.midnight(first) - _MARGIN, clock.midnight(stretch.end + look) + _MARGIN)
        days = read_days(opened, Scope(spans=(span,)), people)
        reached = _reach(days, first, stretch.end)
        if reached < stretch.end + look:
            return max(stretch.end, reached)
        look *= 4
    return stretch.end


def _reach(days: pl.DataFrame, first: date, end: date) -> date:
    """How far runs go that hold a day near `end`: the day after their last, by the latest author's clock."""
    run = (pl.col("own_day").cast(pl.Int32) - pl.int_range(pl.len())).over("author")
    runs = days.sort("author", "own_day").with_columns(run.alias("run")).group_by("author", "run")
    bounds = runs.agg(pl.col("own_day").min().alias("first"), pl.col("own_day").max().alias("last"))
    near = bounds.filter((pl.col("first") <= end + _DAY) & (pl.col("last") >= first))
    last = near.get_column("last").max()
    return last + 2 * _DAY if isinstance(last, date) else end


def closed_starts(stretches: Sequence[Period], clock: Clock) -> Starts:
    """By type: the starts of all periods that hold one of these days and are over."""
    return {
        kind: frozenset(
            period.start
            for stretch in stretches
            for period in periods_between(kind, stretch.start, min(stretch.end, clock.today))
            if not period.is_open(clock)
        )
        for kind in PeriodType
    }


def _spans(periods: Iterable[Period], clock: Clock) -> tuple[Span, ...]:
    return tuple((clock.midnight(p.start) - _MARGIN, clock.midnight(p.end) + _MARGIN) for p in periods)


__all__ = ["Tally", "closed_starts", "joined", "recompute", "recompute_now"]
