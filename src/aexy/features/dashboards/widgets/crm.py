"""Widgets of deals. Amounts stand in their own currency, and those of two currencies are never added up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal

from aexy.features.dashboards.drawings import (
    Drawing,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigure,
    WidgetFigures,
    WidgetTable,
)
from aexy.features.dashboards.recording import (
    amount,
    days_of,
    href,
    nothing,
    of_work_records,
    owner_cell,
    record_cell,
    records,
)
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Persona, Told, Widget, WidgetSize
from aexy.features.work_records import counting
from aexy.features.work_records.counting_rows import Ended, Heap
from aexy.features.work_records.vocabulary import BY_KEY, DEAL, LOST, WON, place
from aexy.kernel.metric import Better, Unit

_LISTED = 10
_MOST_CURRENCIES = 3
_HOURS_A_DAY = 24
_SOON = timedelta(days=30)


def _by_currency(heaps: Iterable[Heap]) -> dict[str | None, list[Heap]]:
    """Heaps by currency, the one with most records first."""
    found: dict[str | None, list[Heap]] = defaultdict(list)
    for heap in heaps:
        found[heap.currency].append(heap)
    return dict(sorted(found.items(), key=lambda each: (-sum(one.records for one in each[1]), each[0] or "")))


def _sum(heaps: Sequence[Heap | Ended]) -> Decimal | None:
    known = [heap.amount for heap in heaps if heap.amount is not None]
    return sum(known, Decimal()) if known else None


async def crm_pipeline(asked: Asked) -> Told:
    """Open deals by stage, each currency by itself."""
    heaps = await counting.heaps(asked.context, asked.viewer, DEAL)
    currencies = _by_currency(heaps)
    drawings: list[Drawing] = [
        _stages(currency, currencies[currency]) for currency in list(currencies)[:_MOST_CURRENCIES]
    ]
    others = [str(currency or "none said") for currency in list(currencies)[_MOST_CURRENCIES:]]
    caution = f"Deals in other currencies are not drawn: {', '.join(others)}." if others else None
    return Told(drawings, sum(heap.records for heap in heaps), caution=caution)


def _stages(currency: str | None, heaps: Sequence[Heap]) -> WidgetBars:
    stages: dict[str | None, list[Heap]] = defaultdict(list)
    for heap in heaps:
        stages[heap.stage].append(heap)
    total = amount(_sum(heaps), currency)
    return WidgetBars(
        title=f"Open deals by stage · {total}",
        unit=Unit.COUNT,
        bars=[
            WidgetBar(
                key=stage or "none",
                label=stage.capitalize() if stage else "No stage said",
                value=sum(heap.records for heap in stages[stage]),
                text=amount(_sum(stages[stage]), currency),
                href=href(DEAL, stage=stage, state="open"),
            )
            for stage in sorted(stages, key=lambda stage: place(BY_KEY[DEAL].stages, stage))
        ],
    )


async def deal_stats(asked: Asked) -> Told:
    """What was won and lost in the period, how often and how fast, and what was won in each currency."""
    days = await days_of(asked)
    found = await counting.traffic(asked.context, asked.viewer, DEAL, days.span)
    if not found.opened and not found.closed:
        return Told()
    won = [one for one in found.ended[1:] if _is(one, WON)]
    many, lost = sum(one.records for one in won), sum(one.records for one in found.ended[1:] if _is(one, LOST))
    median = found.median_hours / _HOURS_A_DAY if found.median_hours is not None else None
    figures = [
        WidgetFigure(label="New deals", value=found.opened, previous=found.opened_before, unit=Unit.COUNT),
        WidgetFigure(
            label="Won of those decided", value=many / (many + lost) if many + lost else None, unit=Unit.SHARE,
            better=Better.HIGHER, n=many + lost, says=f"{many} won, {lost} lost.", href=href(DEAL, stage=WON),
        ),
        WidgetFigure(
            label="Median time to a decision", value=median, unit=Unit.DAYS, better=Better.LOWER, n=found.closed,
        ),
    ]  # fmt: skip
    for currency in sorted({one.currency for one in won}, key=lambda word: word or ""):
        own = [one for one in won if one.currency == currency]
        figures.append(_worth(f"Won in {currency or 'no currency said'}", own, currency))
    return Told([WidgetFigures(figures=figures)], found.closed, days.window.start, days.window.end)


def _is(one: Ended, stage: str) -> bool:
    return one.stage is not None and one.stage.lower() == stage


def _worth(label: str, heaps: Sequence[Heap | Ended], currency: str | None) -> WidgetFigure:
    """An amount as words, for there is no unit of money; `n` says of how many."""
    total, many = _sum(heaps), sum(heap.records for heap in heaps)
    return WidgetFigure(
        label=label, value=float(total) if total is not None else None, text=amount(total, currency), n=many,
        unit=Unit.COUNT,
    )  # fmt: skip


async def recent_deals(asked: Asked) -> Told:
    """Those that began last."""
    found = await counting.latest(asked.context, asked.viewer, DEAL, limit=_LISTED)
    if not found:
        return Told()
    rows = [
        [
            record_cell(one),
            WidgetCell(text=one.stage),
            WidgetCell(text=amount(one.amount, one.currency)),
            owner_cell(one),
            WidgetCell(at=one.opened_at),
        ]
        for one in found
    ]
    columns = [
        WidgetColumn(title="Deal"), WidgetColumn(title="Stage"), WidgetColumn(title="Amount"),
        WidgetColumn(title="Owner"), WidgetColumn(title="Began", kind="time"),
    ]  # fmt: skip
    total = await counting.count(asked.context, asked.viewer, DEAL)
    return Told([WidgetTable(title="Latest deals", columns=columns, rows=rows, total=total)], total)


async def crm_quick_view(asked: Asked) -> Told:
    """How many deals are open, worth how much in each currency, and how many are to be decided soon."""
    heaps = await counting.heaps(asked.context, asked.viewer, DEAL)
    if not heaps:
        return Told()
    _, soon = await counting.due(asked.context, asked.viewer, (DEAL,), back=timedelta(), ahead=_SOON, limit=1)
    many, late = sum(heap.records for heap in heaps), sum(heap.overdue for heap in heaps)
    figures = [
        WidgetFigure(label="Open deals", value=many, unit=Unit.COUNT, href=href(DEAL, state="open")),
        WidgetFigure(
            label="Expected within 30 days", value=soon, unit=Unit.COUNT, says=f"{late} past their day.",
            href=href(DEAL, state="open"),
        ),
    ]  # fmt: skip
    worth = [_worth(f"Open in {currency or 'no currency said'}", own, currency)
             for currency, own in list(_by_currency(heaps).items())[:_MOST_CURRENCIES]]  # fmt: skip
    return Told([WidgetFigures(figures=[*figures, *worth])], many)


_NOTHING = nothing("deals")
_APART = "Each currency stands by itself; nothing is converted or added up."

WIDGETS = of_work_records(
    Widget(
        key="crmPipeline",
        title="Deals by stage",
        says=f"Open deals and what they are worth, by stage. {_APART}",
        categories=("crm",),
        size=WidgetSize.LARGE,
        sizes=FROM_MEDIUM,
        answer=crm_pipeline,
        empty=nothing("open deals"),
        rows=records("Open deals", DEAL, state="open"),
        personas=(Persona.SALES,),
        takes_period=False,
    ),
    Widget(
        key="dealStats",
        title="Deals won and lost",
        says=(
            "Deals that began and were decided in the period, the share won of those won or lost, the median time from "
            f"begun to decided, and what was won. {_APART}"
        ),
        categories=("crm",),
        size=WidgetSize.MEDIUM,
        answer=deal_stats,
        empty=nothing("deals in this period"),
        rows=records("Decided deals", DEAL, state="closed"),
        personas=(Persona.SALES,),
    ),
    Widget(
        key="recentDeals",
        title="Latest deals",
        says="The deals that began last.",
        categories=("crm",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=recent_deals,
        empty=_NOTHING,
        rows=records("All deals", DEAL),
        personas=(Persona.SALES,),
        takes_period=False,
    ),
    Widget(
        key="crmQuickView",
        title="Deals at a glance",
        says=f"How many deals are open and what they are worth. {_APART}",
        categories=("crm",),
        size=WidgetSize.SMALL,
        answer=crm_quick_view,
        empty=nothing("open deals"),
        rows=records("Open deals", DEAL, state="open"),
        personas=(Persona.SUPPORT, Persona.SALES),
        takes_period=False,
    ),
)
