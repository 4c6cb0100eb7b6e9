"""Widgets of hiring. Candidates are people outside: managers of the whole workspace see them, nobody else does."""

from collections import Counter
from datetime import timedelta

from aexy.features.dashboards.drawings import (
    Drawing,
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetItems,
    WidgetTable,
)
from aexy.features.dashboards.recording import (
    days_of,
    href,
    item,
    nothing,
    of_work_records,
    owner_cell,
    record_cell,
    records,
    traffic_trend,
)
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Persona, Told, Widget, WidgetSize
from aexy.features.work_records import counting
from aexy.features.work_records.vocabulary import BY_KEY, CANDIDATE, HIRED, INTERVIEW, POSITION, place
from aexy.kernel.metric import Better, Unit

_LISTED = 10
_HOURS_A_DAY = 24
_AHEAD, _BACK = timedelta(days=14), timedelta(hours=2)
WHO = "Candidates are people outside: managers of the whole workspace see this, nobody else."


async def hiring_pipeline(asked: Asked) -> Told:
    """Whom a decision is awaited for, by stage, and what was decided."""
    days = await days_of(asked)
    if not await counting.has_any(asked.context, asked.viewer, CANDIDATE):
        return Told()
    heaps = await counting.heaps(asked.context, asked.viewer, CANDIDATE)
    found = await counting.traffic(asked.context, asked.viewer, CANDIDATE, days.span)
    still = Counter[str | None]()
    for heap in heaps:
        still[heap.stage] += heap.records
    hired = sum(one.records for one in found.ended[1:] if _is_hired(one.stage))
    late = sum(heap.overdue for heap in heaps)
    figures = [
        WidgetFigure(label="In the pipeline", value=still.total(), unit=Unit.COUNT, href=href(CANDIDATE, state="open")),
        WidgetFigure(label="Applied", value=found.opened, previous=found.opened_before, unit=Unit.COUNT),
        WidgetFigure(label="Hired", value=hired, unit=Unit.COUNT, href=href(CANDIDATE, stage=HIRED)),
        WidgetFigure(
            label="Wait for an answer too long", value=late, unit=Unit.COUNT, better=Better.LOWER,
            href=href(CANDIDATE, state="overdue"),
        ),
    ]  # fmt: skip
    bars = [
        WidgetBar(
            key=stage or "none", label=stage.capitalize() if stage else "No stage said", value=still[stage],
            href=href(CANDIDATE, stage=stage, state="open"),
        )
        for stage in sorted(still, key=lambda stage: place(BY_KEY[CANDIDATE].stages, stage))
    ]  # fmt: skip
    drawn: list[Drawing] = [
        WidgetFigures(figures=figures),
        WidgetBars(title="Open by stage", unit=Unit.COUNT, bars=bars),
    ]
    return Told(drawn, still.total(), days.window.start, days.window.end)


async def candidate_stats(asked: Asked) -> Told:
    """How many applied, what was decided and how long that took, and how they came."""
    days = await days_of(asked)
    found = await counting.traffic(asked.context, asked.viewer, CANDIDATE, days.span)
    by_channel = await counting.opened_by(asked.context, asked.viewer, CANDIDATE, "channel", days.span)
    if not found.opened and not found.closed:
        return Told()
    hired = sum(one.records for one in found.ended[1:] if _is_hired(one.stage))
    median = found.median_hours / _HOURS_A_DAY if found.median_hours is not None else None
    figures = [
        WidgetFigure(label="Applied", value=found.opened, previous=found.opened_before, unit=Unit.COUNT),
        WidgetFigure(label="Decided", value=found.closed, unit=Unit.COUNT, says=f"{hired} of them hired."),
        WidgetFigure(
            label="Median time to a decision", value=median, unit=Unit.DAYS, better=Better.LOWER, n=found.closed,
        ),
    ]  # fmt: skip
    bars = [
        WidgetBar(key=word or "none", label=word.capitalize() if word else "Not said", value=count)
        for word, count in sorted(by_channel.items(), key=lambda each: (-each[1], each[0] is None, each[0] or ""))
    ]
    trend = traffic_trend("Applications by week", found, days, names=("Applied",))
    channels = WidgetBars(title="How they came", unit=Unit.COUNT, ordered=True, bars=bars)
    return Told([WidgetFigures(figures=figures), trend, channels], found.opened, days.window.start, days.window.end)


async def open_positions(asked: Asked) -> Told:
    """What is to be filled, since when, and how many are in the running."""
    found = await counting.still_open(asked.context, asked.viewer, POSITION, limit=_LISTED)
    if not found:
        return Told()
    heaps = await counting.heaps(asked.context, asked.viewer, POSITION)
    running = await counting.open_by(asked.context, asked.viewer, CANDIDATE, "position")
    now = asked.context.now
    rows = [
        [
            record_cell(one),
            WidgetCell(text=one.status),
            WidgetCell(value=running.get(one.external_id, 0)),
            WidgetCell(value=(now - one.opened_at).days if one.opened_at else None),
            WidgetCell(at=one.due_at, tone=Tone.ATTENTION if one.due_at and one.due_at < now else Tone.PLAIN),
            owner_cell(one),
        ]
        for one in found
    ]
    columns = [
        WidgetColumn(title="Position"), WidgetColumn(title="Status"),
        WidgetColumn(title="Candidates", kind="number", unit=Unit.COUNT),
        WidgetColumn(title="Open for", kind="number", unit=Unit.DAYS), WidgetColumn(title="To be filled", kind="time"),
        WidgetColumn(title="Owner"),
    ]  # fmt: skip
    total = sum(heap.records for heap in heaps)
    return Told([WidgetTable(title="Open positions", columns=columns, rows=rows, total=total)], total)


async def interview_schedule(asked: Asked) -> Told:
    """The interviews of the next two weeks."""
    found, total = await counting.due(
        asked.context, asked.viewer, (INTERVIEW,), back=_BACK, ahead=_AHEAD, limit=_LISTED
    )
    items = [item(one, one.stage.capitalize() if one.stage else None) for one in found]
    drawn = [WidgetItems(title="The next two weeks", items=items, total=total)] if items else []
    return Told(drawn, total)


def _is_hired(stage: str | None) -> bool:
    return stage is not None and stage.lower() == HIRED


WIDGETS = of_work_records(
    Widget(
        key="hiringPipeline",
        title="Hiring pipeline",
        says=f"Candidates nothing was decided about yet, by stage, and who applied and was hired in the period. {WHO}",
        categories=("hiring",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=hiring_pipeline,
        empty=nothing("candidates"),
        rows=records("All candidates", CANDIDATE),
        personas=(Persona.HR, Persona.ADMIN),
    ),
    Widget(
        key="candidateStats",
        title="Candidates",
        says=f"Who applied in the period and how they came; what was decided, and the median time to it. {WHO}",
        categories=("hiring",),
        size=WidgetSize.MEDIUM,
        answer=candidate_stats,
        empty=nothing("candidates in this period"),
        rows=records("All candidates", CANDIDATE),
        personas=(Persona.HR,),
    ),
    Widget(
        key="openPositions",
        title="Open positions",
        says="Positions neither filled nor given up, for how long, and how many candidates are in the running.",
        categories=("hiring",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=open_positions,
        empty=nothing("open positions"),
        rows=records("Open positions", POSITION, state="open"),
        personas=(Persona.HR,),
        takes_period=False,
    ),
    Widget(
        key="interviewSchedule",
        title="Interviews",
        says=f"Interviews that take place in the next two weeks, soonest first. {WHO}",
        categories=("hiring",),
        size=WidgetSize.MEDIUM,
        answer=interview_schedule,
        empty=nothing("interviews in the next two weeks"),
        rows=records("Planned interviews", INTERVIEW, state="open"),
        personas=(Persona.HR,),
        takes_period=False,
    ),
)
