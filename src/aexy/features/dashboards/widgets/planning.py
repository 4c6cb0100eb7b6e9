"""Widgets about what work is spent on."""

from datetime import timedelta

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    WidgetBar,
    WidgetBars,
    WidgetPoint,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.widget import Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.investment.schemas import AllocatedAmount, AllocatedMonth, Allocation
from aexy.features.investment.service import Asked as Question
from aexy.features.investment.service import allocation
from aexy.kernel.metric import Unit

_PAGE = "/insights/investment"
_NONE = "In no category"
_LINES = 5
_USUAL = timedelta(weeks=12)  # as everywhere on a dashboard; whole months are looked at


async def investment_mix(asked: Asked) -> Told:
    """What merged pull requests were for: all of the months, and month by month."""
    start = asked.start or (asked.end or asked.context.now.date()) - _USUAL
    question = Question(asked.subject, start, asked.end)
    found = await allocation(asked.context, asked.viewer, question)
    names = {one.key: one.name for one in found.categories}
    drawings: list[Drawing] = [_bars(found, names)]
    if len(found.months) > 1:
        drawings.append(_months(found, names))
    return Told(
        drawings if found.n else (),
        n=found.n,
        start=found.start,
        end=found.end,
        as_of=found.as_of,
        caution=f"{found.says} {found.caution}",
    )


def _name(one: AllocatedAmount, names: dict[str, str]) -> str:
    return _NONE if one.category is None else names.get(one.category, one.category)


def _bars(found: Allocation, names: dict[str, str]) -> WidgetBars:
    bars = [
        WidgetBar(
            key=one.category or "none",
            label=_name(one, names),
            value=one.share,
            text=f"{one.pulls:,} pull requests",
            n=found.n,
            href=_PAGE,
        )
        for one in found.total
        if one.pulls or one.category is not None
    ]
    return WidgetBars(title="Share of merged pull requests", unit=Unit.SHARE, bars=bars)


def _months(found: Allocation, names: dict[str, str]) -> WidgetTrend:
    """The largest categories over time; what is left out of five lines stands in the bars."""
    largest = sorted((one for one in found.total if one.pulls), key=lambda one: -one.pulls)[:_LINES]
    return WidgetTrend(
        title="Month by month",
        unit=Unit.SHARE,
        step="monthly",
        series=[
            WidgetSeries(name=_name(one, names), points=[_point(month, one.category) for month in found.months])
            for one in largest
        ],
    )


def _point(month: AllocatedMonth, category: str | None) -> WidgetPoint:
    value = next((one.share for one in month.amounts if one.category == category), None)
    return WidgetPoint(start=month.start, value=value, n=month.n, open=month.open)


WIDGETS = (
    Widget(
        key="investmentMix",
        title="What work is spent on",
        says="Merged pull requests of people by category, as rules sort them and people corrected them; by whole "
        "months.",
        categories=("planning",),
        size=WidgetSize.MEDIUM,
        answer=investment_mix,
        empty=Nothing(
            "Nobody merged a pull request in these months.", Link(label="Connect a provider", href="/integrations")
        ),
        rows=Link(label="The pull requests behind it", href=_PAGE),
        personas=(Persona.MANAGER, Persona.PRODUCT),
    ),
)
