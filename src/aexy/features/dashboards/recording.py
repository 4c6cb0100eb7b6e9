"""What widgets of work records share: their days, the way to the rows, cells, and who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from aexy.features.dashboards.drawings import (
    Link,
    Tone,
    WidgetCell,
    WidgetItem,
    WidgetPoint,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.widget import Answer, Asked, Nothing, Told, Widget
from aexy.features.insights.looking import read_window, standing
from aexy.features.routing import Role
from aexy.features.work_records import counting
from aexy.features.work_records.counting import Span, Traffic
from aexy.features.work_records.schemas import WorkRecord
from aexy.kernel.metric import Unit
from aexy.kernel.periods import Clock, PeriodType, Window, period_of, periods_between
from aexy.kernel.text import plain

HOW = "Import a file or post them to the API."


@dataclass(frozen=True, slots=True)
class Days:
    """The days a widget is asked about, by the workspace's clock."""

    clock: Clock
    window: Window

    @property
    def span(self) -> Span:
        """As instants."""
        return Span.of(self.window, self.clock)


async def days_of(asked: Asked) -> Days:
    """Those asked for, or the last twelve weeks."""
    async with asked.context.database.reading(asked.viewer.workspace_id) as connection:
        clock, _ = await standing(connection, asked.viewer.workspace_id, asked.context.now)
    return Days(clock, read_window(asked.start, asked.end, clock))


def of_work_records(*widgets: Widget) -> tuple[Widget, ...]:
    """Widgets of what is kept in work records: for managers, of the whole workspace, and as fresh as the records."""
    return tuple(
        replace(one, answer=_for_managers(one.answer), role=Role.MANAGER, takes_team=False, rests_on_facts=False)
        for one in widgets
    )


def _for_managers(answer: Answer) -> Answer:
    """The answer, for those records are for; a sentence for everybody else."""

    async def answered(asked: Asked) -> Told:
        reason = counting.withheld(asked.viewer)
        return Told(withheld=reason) if reason else await answer(asked)

    return answered


def records(label: str, kind: str | None = None, **filters: str) -> Link:
    """The page of records, with these filters in its address."""
    asked = ({"kind": kind} if kind else {}) | filters
    return Link(label=label, href=f"/records?{urlencode(asked)}" if asked else "/records")


def href(kind: str, **filters: str | None) -> str:
    """The same as an address; a filter that is None is none."""
    return records("", kind, **{name: word for name, word in filters.items() if word is not None}).href


def nothing(what: str) -> Nothing:
    """There are no records of that kind."""
    return Nothing(f"There are no {what} yet. {HOW}", Link(label="See how", href="/records"))


def amount(value: Decimal | None, currency: str | None) -> str:
    """An amount in its own currency, without cents."""
    if value is None:
        return "no amount said"
    number = f"{value:,.0f}"
    return f"{currency} {number}" if currency else f"{number}, no currency said"


def record_cell(record: WorkRecord) -> WidgetCell:
    """A record's title, leading to it among the records."""
    return WidgetCell(text=plain(record.title), href=href(record.kind, id=record.external_id))


def owner_cell(record: WorkRecord) -> WidgetCell:
    """Whose it is."""
    return WidgetCell(text=plain(record.owner.name) if record.owner and record.owner.name else None)


def item(record: WorkRecord, detail: str | None, *, tone: Tone = Tone.PLAIN) -> WidgetItem:
    """A record in a list, at its time."""
    return WidgetItem(
        title=plain(record.title), detail=detail, at=record.due_at, tone=tone,
        href=href(record.kind, id=record.external_id),
    )  # fmt: skip


def traffic_trend(title: str, found: Traffic, days: Days, *, names: tuple[str, ...]) -> WidgetTrend:
    """What came, and with two names what ended, by week; weeks in which nothing did are there as well."""
    known = {week.week: week for week in found.weeks}
    starts = [period.start for period in periods_between(PeriodType.WEEKLY, days.window.start, days.window.end)]
    open_week = period_of(PeriodType.WEEKLY, days.clock.today).start
    counts: tuple[Mapping[date, int], ...] = (
        {start: week.opened for start, week in known.items()},
        {start: week.closed for start, week in known.items()},
    )
    return WidgetTrend(
        title=title,
        unit=Unit.COUNT,
        mark="bars" if len(names) == 1 else "line",
        step="weekly",
        series=[
            WidgetSeries(
                name=name,
                points=[
                    WidgetPoint(start=start, value=counts[place].get(start, 0), open=start >= open_week)
                    for start in starts
                    if start <= days.clock.today
                ],
            )
            for place, name in enumerate(names)
        ],
    )
