"""Whether a person's or a group's numbers rise or fall from one closed period to the next."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import service
from aexy.features.insights.looking import look
from aexy.features.insights.people_schemas import Trend, TrendPoint, Trends
from aexy.features.insights.remembering import remembering
from aexy.features.insights.schemas import Bucket, Reading
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.periods import Clock, PeriodType, Window, period_of, periods_between
from aexy.kernel.trends import FEWEST_PERIODS, Slope, theil_sen

USUAL_PERIODS = 12
TOO_SHORT = f"Fewer than {FEWEST_PERIODS} closed periods have a number: of so few nothing is said."


async def trends(
    context: Context,
    viewer: Viewer,
    developer: UUID,
    kind: PeriodType,
    *,
    metrics: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Trends:
    """One person's trends."""
    return await trends_of(context, viewer, f"developer:{developer}", kind, metrics=metrics, start=start, end=end)


async def trends_of(
    context: Context,
    viewer: Viewer,
    subject: str,
    kind: PeriodType,
    *,
    metrics: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Trends:
    """The slope of each number over the closed periods that lie wholly in the window; twelve where nobody says."""
    once = remembering(context)
    view = await look(once, viewer, subject=subject, start=start, end=end)
    window = view.window if start or end else usual(kind, view.clock)
    asked = Asked(metrics, subject, window.start, window.end, Bucket(kind.value))
    found = (await service.readings(once, viewer, asked)).readings
    by_metric: dict[str, list[Reading]] = {}
    for one in found:
        inside = by_metric.setdefault(one.metric, [])
        if not one.period.open and window.start <= one.period.start and one.period.end <= window.end:
            inside.append(one)
    by_key = {one.metric: one for one in found}
    return Trends(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=window.start,
        end=window.end,
        period_type=kind,
        trends=[_trend(by_key[key], readings) for key, readings in by_metric.items()],
    )


def usual(kind: PeriodType, clock: Clock) -> Window:
    """The last twelve closed periods."""
    start = present = period_of(kind, clock.today).start
    while len(periods_between(kind, start, present)) < USUAL_PERIODS:
        start = period_of(kind, date.fromordinal(start.toordinal() - 1)).start
    return Window(start, present)


def _trend(of: Reading, closed: Sequence[Reading]) -> Trend:
    """What is a person's own is withheld in every period; of a group, some periods may be shown and others not."""
    reasons = [one.withheld for one in closed if one.withheld]
    withheld = of.withheld if not closed else reasons[0] if len(reasons) == len(closed) else None
    shown = [] if withheld else closed
    values = [one.shown for one in shown]
    slope = theil_sen(values)
    return Trend(
        metric=of.metric,
        unit=of.unit,
        better=of.better,
        caution=of.caution,
        points=[TrendPoint(period=one.period, value=one.shown, n=one.n, withheld=one.withheld) for one in shown],
        n=sum(value is not None for value in values),
        slope=slope.per_period if slope else None,
        low=slope.low if slope else None,
        high=slope.high if slope else None,
        direction=_direction(slope),
        abstains=None if slope or withheld else TOO_SHORT,
        withheld=withheld,
    )


def _direction(slope: Slope | None) -> str | None:
    if slope is None:
        return None
    if not slope.is_clear:
        return "level"
    return "rising" if slope.per_period > 0 else "falling"
