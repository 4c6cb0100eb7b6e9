"""Widgets about delivery: DORA's five of the workspace or a team, where the lead time goes, and what is open."""

from collections.abc import Iterable, Sequence

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    WidgetBar,
    WidgetBars,
    WidgetFigure,
    WidgetFigures,
    WidgetPoint,
    WidgetSentence,
    WidgetSeries,
    WidgetTrend,
)
from aexy.features.dashboards.ways import DELIVERY, RULES, delivery_metric
from aexy.features.dashboards.widget import FROM_MEDIUM, Answer, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.dashboards.widgets.flow import hours
from aexy.features.delivery.dora import DoraAsked, dora
from aexy.features.delivery.dora_schemas import Dora, DoraKey, DoraReading
from aexy.kernel.metric import Better, Unit

_PERSONAS = (Persona.DEVELOPER, Persona.MANAGER, Persona.PRODUCT)
_NO_DEPLOYMENTS = Nothing(
    "Nothing counts as a deployment yet: rules say what does.", Link(label="Say what a deployment is", href=RULES)
)
_ROWS = Link(label="Delivery", href=DELIVERY)


async def _asked_dora(asked: Asked) -> Dora:
    return await dora(asked.context, asked.viewer, DoraAsked(asked.subject, asked.start, asked.end))


def _is_known(found: Dora) -> bool:
    """Whether any service of the subject has deployments: otherwise nothing counts as one, and 0 would be no number."""
    return found.services > found.services_without_deployments


def _told(found: Dora, drawings: Sequence[Drawing], n: int | None, caution: str | None) -> Told:
    return Told(
        drawings if _is_known(found) else (), n=n, start=found.start, end=found.end, as_of=found.as_of, caution=caution
    )


def _of(found: Dora, key: DoraKey) -> DoraReading:
    return next(one for one in found.metrics if one.key is key)


def _figure(one: DoraReading) -> WidgetFigure:
    """One of the five. It is no key of the catalogue: its definition and rows are in the drawer of its page."""
    return WidgetFigure(
        label=one.name,
        value=one.value,
        unit=one.unit,
        better=one.better,
        previous=one.previous,
        n=one.n,
        low=one.low,
        high=one.high,
        says=_beside(one),
        withheld=one.withheld,
        href=delivery_metric(one.key),
    )


def _beside(one: DoraReading) -> str | None:
    """The tier, and the first count that it must not be shown without."""
    parts = [f"Tier: {one.tier.name} (DORA {one.tier.edition})"] if one.tier else []
    first = next((each for each in one.beside if each.value is not None), None)
    if first is not None:
        parts.append(f"{first.name}: {first.value:g}")
    return " · ".join(parts) or None


def _trend(found: Dora, one: DoraReading) -> list[Drawing]:
    """One of the five week by week; nothing where no week has a number."""
    if not any(point.value is not None for point in one.trend):
        return []
    points = [
        WidgetPoint(start=at.start, value=at.value, n=at.n, low=at.low, high=at.high, open=at.open) for at in one.trend
    ]
    return [
        WidgetTrend(
            title=one.name,
            unit=one.unit,
            better=one.better,
            mark="bars" if one.unit is Unit.PER_WEEK else "line",
            series=[WidgetSeries(name=found.subject.name, points=points)],
        )
    ]


async def dora_overview(asked: Asked) -> Told:
    """All five, and the two that are asked about most over time."""
    found = await _asked_dora(asked)
    frequency, lead = _of(found, DoraKey.DEPLOYMENT_FREQUENCY), _of(found, DoraKey.LEAD_TIME)
    drawings = [
        WidgetFigures(figures=[_figure(one) for one in found.metrics]),
        *_trend(found, frequency),
        *_trend(found, lead),
        *_without(found),
    ]
    return _told(found, drawings, frequency.n, lead.caution)


def _without(found: Dora) -> Iterable[Drawing]:
    missing = found.services_without_deployments
    if missing:
        said = "service has" if missing == 1 else "services have"
        text = f"{missing} {said} no deployment that counts, and no part in these numbers."
        yield WidgetSentence(text=text, link=Link(label="Look at the rules", href=RULES))


async def lead_time_stages(asked: Asked) -> Told:
    """The lead time, and its five parts in the order they happen."""
    found = await _asked_dora(asked)
    lead = _of(found, DoraKey.LEAD_TIME)
    bars = [
        WidgetBar(
            key=stage.key,
            label=stage.name,
            value=stage.mean,
            text=f"median {hours(stage.median)}",
            n=stage.n,
            href=delivery_metric(lead.key),
        )
        for stage in found.stages
    ]
    drawings: list[Drawing] = [WidgetFigures(figures=[_figure(lead)])]
    if lead.n:
        title = "Mean hours in each part, in the order they happen"
        drawings.append(WidgetBars(title=title, unit=Unit.HOURS, better=Better.LOWER, bars=bars))
    return _told(found, drawings, lead.n, lead.caution)


async def deployment_frequency(asked: Asked) -> Told:
    """How often something goes live, and how that went week by week."""
    return await _one(asked, DoraKey.DEPLOYMENT_FREQUENCY, with_trend=True)


async def change_fail_rate(asked: Asked) -> Told:
    """Which part of the deployments failed."""
    return await _one(asked, DoraKey.CHANGE_FAIL_RATE)


async def recovery_time(asked: Asked) -> Told:
    """How long it takes until a failed deployment is mended."""
    return await _one(asked, DoraKey.RECOVERY_TIME)


async def rework_rate(asked: Asked) -> Told:
    """Which part of the deployments nobody had planned."""
    return await _one(asked, DoraKey.REWORK_RATE)


async def _one(asked: Asked, key: DoraKey, *, with_trend: bool = False) -> Told:
    found = await _asked_dora(asked)
    one = _of(found, key)
    drawings = [WidgetFigures(figures=[_figure(one)]), *(_trend(found, one) if with_trend else ())]
    return _told(found, drawings, one.n, one.caution)


def _dora_widget(
    key: str, title: str, says: str, size: WidgetSize, answer: Answer, sizes: tuple[WidgetSize, ...] = tuple(WidgetSize)
) -> Widget:
    return Widget(
        key=key, title=title, says=says, categories=("delivery",), size=size, sizes=sizes, answer=answer,
        empty=_NO_DEPLOYMENTS, rows=_ROWS, personas=_PERSONAS,
    )  # fmt: skip


WIDGETS = (
    _dora_widget(
        "doraOverview",
        "Delivery at a glance",
        "DORA's five: how often something goes live, how long a change takes until it does, how often that fails, how "
        "long it takes to mend, and how much was unplanned. Times are medians.",
        WidgetSize.LARGE,
        dora_overview,
        FROM_MEDIUM,
    ),
    _dora_widget(
        "leadTimeStages",
        "Where lead time goes",
        "From the first commit of a change until it is live, in five parts that add up to it: coding, pickup, review, "
        "merge, deploy.",
        WidgetSize.MEDIUM,
        lead_time_stages,
    ),
    _dora_widget(
        "deploymentFrequency",
        "Deployment frequency",
        "Successful production deployments per week, by when they were live.",
        WidgetSize.MEDIUM,
        deployment_frequency,
    ),
    _dora_widget(
        "changeFailRate",
        "Change fail rate",
        "Of the deployments that went live, the share that caused an incident, was rolled back or had to be fixed at "
        "once.",
        WidgetSize.SMALL,
        change_fail_rate,
    ),
    _dora_widget(
        "recoveryTime",
        "Recovery time",
        "From when a failed deployment was live until service was restored; what is not restored yet counts as lasting "
        "longer.",
        WidgetSize.SMALL,
        recovery_time,
    ),
    _dora_widget(
        "reworkRate",
        "Deployment rework",
        "Of the deployments that went live, the share nobody had planned: made to mend an incident.",
        WidgetSize.SMALL,
        rework_rate,
    ),
)
