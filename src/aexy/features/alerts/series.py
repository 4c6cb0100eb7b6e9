"""The numbers a rule is about, period by period, through the eyes of whoever asks; and what the fold says of them.

They are readings like any other: what somebody may not see is withheld from their rules as well, so nothing can be
learned by making one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from aexy.context import Context
from aexy.features.alerts import rows
from aexy.features.insights import service as insights
from aexy.features.insights.schemas import Bucket, Compare, SubjectName
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel import alerting
from aexy.kernel.alert_words import Speaker
from aexy.kernel.alerting import Point, Watched, watch
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Metric
from aexy.kernel.periods import Clock, Period, PeriodType, period_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watching:
    """A metric by period, and what is worth a word."""

    metric: Metric
    kind: PeriodType
    condition: alerting.Condition

    @property
    def speaker(self) -> Speaker:
        """Who puts it into words."""
        return Speaker(self.metric.name, self.metric.unit, self.kind, self.condition)

    def first_needed(self, since: date) -> date:
        """The beginning of the earliest period that says what was usual before `since`."""
        return back(self.kind, since, self.condition.reach)


@dataclass(frozen=True, slots=True)
class Told:
    """One subject's series, folded."""

    subject: SubjectName
    watched: Watched


async def clock_of(context: Context, workspace_id: WorkspaceId) -> Clock:
    """The workspace's dates."""
    async with context.database.reading(workspace_id) as connection:
        zone = await rows.zone(connection, workspace_id)
    return Clock(context.now, ZoneInfo(zone))


def last_closed(kind: PeriodType, clock: Clock) -> Period:
    """The latest period that is over."""
    return period_of(kind, period_of(kind, clock.today).start - _DAY)


def back(kind: PeriodType, start: date, count: int) -> date:
    """The beginning of the period so many before the one that begins then."""
    for _ in range(count):
        start = period_of(kind, start - _DAY).start
    return start


async def look(context: Context, viewer: Viewer, watching: Watching, subject: str, *, since: date, until: date) -> Told:
    """Fold what this viewer sees of this subject from `since` to `until`, both where a period begins.

    Unknown for a subject that is not there, Unusable for a metric that is not counted for it.
    """
    asked = Asked(
        watching.metric.key, subject, watching.first_needed(since), until, Bucket(watching.kind.value), Compare.NONE
    )
    found = await insights.readings(context, viewer, asked)
    points = [
        Point(Period(one.period.start, one.period.end), one.value, one.n, one.withheld)
        for one in found.readings
        if one.metric == watching.metric.key and not one.period.open
    ]
    return Told(found.subject, folded(watching, points, since))


def folded(watching: Watching, points: Sequence[Point], since: date) -> Watched:
    """The fold: the same for what goes on and for what is only tried."""
    return watch(watching.condition, watching.metric.unit, points, since=since)
