"""Assistance of a team or the workspace: how much of it can be seen, and what became of changes with and without it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from aexy.context import Context
from aexy.features.assistance import counting
from aexy.features.assistance.counting import ORDER, Impact
from aexy.features.assistance.schemas import (
    AiImpact,
    AssistantUse,
    ImpactBounds,
    ImpactCell,
    ImpactChanges,
    ImpactChangesIn,
    ImpactEvidence,
    ImpactLevel,
    ImpactMeasure,
    ImpactSide,
)
from aexy.features.assistance.words import CAUTION, EVIDENCE, MEASURES, SAYS, TELEMETRY
from aexy.features.insights.churn import lines_read
from aexy.features.insights.counting import ALL_DAY, KEEP_SECONDS, Counted
from aexy.features.insights.guarding import Guard
from aexy.features.insights.looking import View, look, read_subject
from aexy.features.insights.schemas import Source
from aexy.features.insights.service import period_shape
from aexy.features.routing import Viewer
from aexy.kernel.analyses.assistance import (
    AUTHORED,
    BANDS,
    CO_AUTHORED,
    FEWEST,
    Compared,
    Side,
)
from aexy.kernel.errors import Unusable
from aexy.kernel.intervals import Estimate, share
from aexy.kernel.metric import Level
from aexy.kernel.periods import Period, PeriodType, period_start, periods_between
from aexy.kernel.privacy import BY_WEEKS, QUORUM, whole_weeks

USUAL = timedelta(weeks=26)


async def ai_impact(
    context: Context, viewer: Viewer, subject: str, start: date | None, end: date | None, *, is_brief: bool = False
) -> AiImpact:
    """All of it for one subject, by whole weeks that are over; withheld where it would speak of fewer than five.

    In brief without cells of types and sizes and without survival, whose bounds take most of the time; all other
    numbers are the same.
    """
    if read_subject(subject)[0] not in {Level.WORKSPACE, Level.TEAM}:
        raise Unusable(
            "Assistance is shown of a team or the workspace, never of a person or what few people work on.",
            next_step="Ask for workspace, or team: and its id.",
            field="subject",
        )
    view = await look(context, viewer, subject=subject, start=start or _usual_start(context, end), end=end)
    whose = (view.subject.level, view.subject.key, view.window.start, view.window.end)
    name = f"ai-impact:{view.data_version}:{view.clock.today}:{view.clock.zone.key}:{whose}"
    name += ":brief" if is_brief else ""
    kept = await context.cache.get(view.workspace_id, name)
    if kept is not None:
        return AiImpact.model_validate_json(kept)
    made = await _make(context, view, is_brief=is_brief)
    seconds = ALL_DAY if is_brief else KEEP_SECONDS
    await context.cache.put(view.workspace_id, name, made.model_dump_json().encode(), seconds=seconds)
    return made


async def _make(context: Context, view: View, *, is_brief: bool) -> AiImpact:
    window = whole_weeks(Period(view.window.start, view.window.end), view.clock)
    guard = Guard(context, view)
    shown, withheld = (None, BY_WEEKS) if window is None else await _shown(guard, window, is_brief=is_brief)
    asked = window or view.window
    read = await lines_read(context, view)
    return AiImpact(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=asked.start,
        end=asked.end,
        says=SAYS,
        caution=CAUTION,
        withheld=withheld,
        evidence=_evidence(shown),
        commits=_changes(view, asked, guard, shown.commits if shown else None, withheld),
        pulls=_changes(view, asked, guard, shown.pulls if shown else None, withheld),
        compared=_compared([*shown.cells[0].measures, *shown.survival]) if shown else [],
        cells=_cells(shown),
        sizes=dict(BANDS),
        fewest=FEWEST,
        repositories=read.repositories,
        repositories_read=read.done,
        usage=_usage(shown),
    )


def _usual_start(context: Context, end: date | None) -> date:
    """Half a year before, on a Monday: what is ninety days old has to be in it."""
    about = (end or context.now.date()) - USUAL
    return about - timedelta(days=about.weekday())


async def _shown(guard: Guard, window: Period, *, is_brief: bool) -> tuple[Impact | None, str | None]:
    """What was counted, or why it is not shown."""
    url = guard.context.database.url
    found = await asyncio.to_thread(counting.count, url, guard.view, window, is_brief=is_brief)
    await guard.read(window)
    withheld = guard.of(_counted(window, found.commits))
    return (None, withheld) if withheld else (found, None)


def _counted(period: Period, changes: pl.DataFrame) -> Counted:
    """As the guard wants it: agents are no people."""
    people = changes.filter(pl.col("level") != AUTHORED)["author"].n_unique()
    return Counted(period, Source.FACTS, people, {})


def _changes(
    view: View, window: Period, guard: Guard, changes: pl.DataFrame | None, withheld: str | None
) -> ImpactChanges:
    """Of the window, and of each two weeks in it."""
    if changes is None:
        return ImpactChanges(total=_changes_in(view, window, None, withheld), series=[])
    placed = changes.with_columns(period_start=period_start(PeriodType.BIWEEKLY, pl.col("day")))
    by_start = {key[0]: rows for key, rows in placed.partition_by("period_start", as_dict=True).items()}
    series = []
    for period in periods_between(PeriodType.BIWEEKLY, window.start, window.end):
        rows = by_start.get(period.start, placed.clear())
        is_whole = period.start >= window.start and period.end <= window.end
        if is_whole:
            series.append(_changes_in(view, period, rows, guard.of(_counted(period, rows))))
    return ImpactChanges(total=_changes_in(view, window, placed, None), series=series)


def _changes_in(view: View, period: Period, changes: pl.DataFrame | None, withheld: str | None) -> ImpactChangesIn:
    if changes is None or withheld:
        return ImpactChangesIn(period=period_shape(period, view), n=None, withheld=withheld, levels=[])
    counts = dict(changes.group_by("level").len().iter_rows())
    n = len(changes)
    return ImpactChangesIn(
        period=period_shape(period, view),
        n=n,
        withheld=None,
        levels=[
            ImpactLevel(level=level, n=counts.get(level, 0), **share(counts.get(level, 0), n)._asdict())
            for level in ORDER
        ],
    )


def _cells(found: Impact | None) -> list[ImpactCell]:
    """Those in which something can be compared; all others are too small."""
    if found is None:
        return []
    return [
        ImpactCell(type=one.type, size=one.band, measures=_compared(one.measures))
        for one in found.cells[1:]
        if any(measure.assisted.withheld is None for measure in one.measures)
    ]


def _compared(measures: Sequence[Compared]) -> list[ImpactMeasure]:
    return [_comparison(one) for one in measures]


def _comparison(one: Compared) -> ImpactMeasure:
    name, unit, says = MEASURES[one.measure]
    return ImpactMeasure(
        measure=one.measure,
        name=name,
        unit=unit,
        says=says,
        assisted=_side(one.assisted),
        other=_side(one.other),
        difference=ImpactBounds(**one.difference._asdict()),
    )


def _side(side: Side) -> ImpactSide:
    return ImpactSide(n=side.n, withheld=side.withheld, **_bounds(side.estimate))


def _bounds(estimate: Estimate) -> Mapping[str, float | None]:
    return estimate._asdict()


def _usage(found: Impact | None) -> list[AssistantUse]:
    """Days on which fewer than five people are told of are left out."""
    if found is None or found.usage.is_empty():
        return []
    told = found.usage.filter(pl.max_horizontal("people", "engaged", "active").fill_null(0) >= QUORUM)
    return [
        _used(str(assistant), rows)
        for (assistant,), rows in told.partition_by("assistant", as_dict=True, maintain_order=True).items()
    ]


def _used(assistant: str, days: pl.DataFrame) -> AssistantUse:
    sums = days.select(pl.col("suggestions", "acceptances", "lines_accepted").sum(), engaged=pl.col("engaged").mean())
    row = sums.row(0, named=True)
    return AssistantUse(
        assistant=assistant,
        days=len(days),
        mean_engaged_people=row["engaged"],
        suggestions=row["suggestions"],
        acceptances=row["acceptances"],
        acceptance_share=row["acceptances"] / row["suggestions"] if row["suggestions"] else None,
        lines_accepted=row["lines_accepted"],
    )


def _evidence(found: Impact | None) -> list[ImpactEvidence]:
    there = set() if found is None else set(found.commits["level"]) | set(found.pulls["level"])
    is_there = {**{level: level in there for level in (AUTHORED, CO_AUTHORED)}, TELEMETRY: bool(_usage(found))}
    return [ImpactEvidence(level=level, says=says, is_there=is_there[level]) for level, says in EVIDENCE.items()]
