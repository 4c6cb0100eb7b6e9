"""Widgets of tickets: how many come and go, which promises about them were kept, the latest, how urgent they are."""

from aexy.features.dashboards.drawings import (
    Tone,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetTable,
)
from aexy.features.dashboards.recording import (
    days_of,
    href,
    nothing,
    of_work_records,
    owner_cell,
    record_cell,
    records,
    traffic_trend,
)
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Persona, Told, Widget, WidgetSize
from aexy.features.work_records import counting
from aexy.features.work_records.vocabulary import PRIORITIES, TICKET, place
from aexy.kernel.metric import Better, Unit

_LISTED = 12
_LATE = frozenset({"urgent", "high"})


async def ticket_stats(asked: Asked) -> Told:
    """How many are open, came, were solved, and how long that took."""
    days = await days_of(asked)
    if not await counting.has_any(asked.context, asked.viewer, TICKET):
        return Told()
    heaps = await counting.heaps(asked.context, asked.viewer, TICKET)
    found = await counting.traffic(asked.context, asked.viewer, TICKET, days.span)
    still = sum(heap.records for heap in heaps)
    late = sum(heap.overdue for heap in heaps)
    figures = [
        WidgetFigure(label="Open now", value=still, unit=Unit.COUNT, href=href(TICKET, state="open")),
        WidgetFigure(label="Came in", value=found.opened, previous=found.opened_before, unit=Unit.COUNT),
        WidgetFigure(label="Solved", value=found.closed, unit=Unit.COUNT, href=href(TICKET, state="closed")),
        WidgetFigure(
            label="Median time to solve", value=found.median_hours, unit=Unit.HOURS, better=Better.LOWER,
            n=found.closed,
        ),
        WidgetFigure(
            label="Past their day", value=late, unit=Unit.COUNT, better=Better.LOWER,
            href=href(TICKET, state="overdue"),
        ),
    ]  # fmt: skip
    trend = traffic_trend("Tickets by week", found, days, names=("Came in", "Solved"))
    return Told([WidgetFigures(figures=figures), trend], still, days.window.start, days.window.end)


async def sla_overview(asked: Asked) -> Told:
    """Which of the promises that were recorded were kept."""
    days = await days_of(asked)
    found = await counting.promises(asked.context, asked.viewer, TICKET, days.span)
    answers, ends = found.answers_kept + found.answers_broken, found.kept + found.broken
    if not answers + ends + found.running:
        return Told()
    figures = [
        WidgetFigure(
            label="First answer in time", value=found.answers_kept / answers if answers else None, unit=Unit.SHARE,
            better=Better.HIGHER, n=answers, says=f"{found.answers_broken} too late or still unanswered.",
        ),
        WidgetFigure(
            label="Solved in time", value=found.kept / ends if ends else None, unit=Unit.SHARE, better=Better.HIGHER,
            n=ends, says=f"{found.broken} too late or still open.", href=href(TICKET, state="overdue"),
        ),
        WidgetFigure(
            label="Median time to a first answer", value=found.median_answer_hours, unit=Unit.HOURS,
            better=Better.LOWER, n=found.answered,
        ),
        WidgetFigure(
            label="Still in time", value=found.running, unit=Unit.COUNT, says="Open, and not due yet.",
        ),
    ]  # fmt: skip
    without = found.records - ends - found.running
    caution = f"{without} of {found.records} tickets carry no day by which they were to be solved." if without else None
    return Told([WidgetFigures(figures=figures)], found.records, days.window.start, days.window.end, caution=caution)


async def recent_tickets(asked: Asked) -> Told:
    """The latest."""
    found = await counting.latest(asked.context, asked.viewer, TICKET, limit=_LISTED)
    if not found:
        return Told()
    now = asked.context.now
    rows = []
    for one in found:
        priority = one.attributes.get("priority")
        is_late = one.closed_at is None and one.due_at is not None and one.due_at < now
        rows.append([
            record_cell(one),
            WidgetCell(text=one.status),
            WidgetCell(text=str(priority) if priority else None, tone=_tone(priority, is_open=one.closed_at is None)),
            owner_cell(one),
            WidgetCell(at=one.opened_at),
            WidgetCell(at=one.due_at, tone=Tone.ATTENTION if is_late else Tone.PLAIN),
        ])  # fmt: skip
    columns = [
        WidgetColumn(title="Ticket"), WidgetColumn(title="Status"), WidgetColumn(title="Priority"),
        WidgetColumn(title="Owner"), WidgetColumn(title="Came in", kind="time"), WidgetColumn(title="Due", kind="time"),
    ]  # fmt: skip
    total = await counting.count(asked.context, asked.viewer, TICKET)
    return Told([WidgetTable(title="Latest tickets", columns=columns, rows=rows, total=total)], total)


def _tone(priority: object, *, is_open: bool) -> Tone:
    return Tone.ATTENTION if is_open and str(priority).lower() in _LATE else Tone.PLAIN


async def tickets_by_priority(asked: Asked) -> Told:
    """Open ones by how urgent somebody said they are."""
    found = await counting.open_by(asked.context, asked.viewer, TICKET, "priority")
    bars = [
        WidgetBar(key=word or "none", label=word.capitalize() if word else "No priority said", value=found[word])
        for word in sorted(found, key=lambda word: place(PRIORITIES, word))
    ]
    drawn = [WidgetBars(title="Open tickets by priority", unit=Unit.COUNT, bars=bars)] if bars else []
    return Told(drawn, sum(found.values()))


_NOTHING = nothing("tickets")
_ROWS = records("All tickets", TICKET)

WIDGETS = of_work_records(
    Widget(
        key="ticketStats",
        title="Tickets",
        says="Tickets that are open, came in and were solved in the period, and the median time from filed to solved.",
        categories=("tickets",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=ticket_stats,
        empty=_NOTHING,
        rows=_ROWS,
        personas=(Persona.SUPPORT, Persona.ADMIN),
    ),
    Widget(
        key="slaOverview",
        title="Promises about tickets",
        says=(
            "Of the tickets that came in during the period: whether they were first answered and solved by the "
            "instants recorded with them (first_response_due_at, due_at). What nobody promised is in no number."
        ),
        categories=("tickets",),
        size=WidgetSize.MEDIUM,
        answer=sla_overview,
        empty=nothing("tickets with a promise: a due_at, or a first_response_due_at"),
        rows=records("Tickets past their day", TICKET, state="overdue"),
        personas=(Persona.SUPPORT,),
    ),
    Widget(
        key="recentTickets",
        title="Latest tickets",
        says="The tickets filed last, with their status, priority, owner and when they are due.",
        categories=("tickets",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=recent_tickets,
        empty=_NOTHING,
        rows=_ROWS,
        personas=(Persona.SUPPORT,),
        takes_period=False,
    ),
    Widget(
        key="ticketsByPriority",
        title="Tickets by priority",
        says="Open tickets by the priority recorded with them.",
        categories=("tickets",),
        size=WidgetSize.MEDIUM,
        answer=tickets_by_priority,
        empty=_NOTHING,
        rows=records("Open tickets", TICKET, state="open"),
        personas=(Persona.SUPPORT,),
        takes_period=False,
    ),
)
