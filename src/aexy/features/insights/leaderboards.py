"""People in the order of one number: off until an admin turns it on and says what for."""

from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import breaking, settings
from aexy.features.insights.breaking import Spread
from aexy.features.insights.comparing import CAUTION
from aexy.features.insights.looking import look
from aexy.features.insights.schemas import PeriodShape
from aexy.features.insights.service import Asked
from aexy.features.insights.standing import EVERYBODY
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.comparison import shared_ranks
from aexy.kernel.errors import Forbidden, Unusable
from aexy.kernel.metric import Audience, Better, Family, Level, Metric, Unit
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import PeriodType, period_of
from aexy.kernel.privacy import QUORUM, TOO_FEW

USUAL = "commits_count"


class Ranked(Shape):
    """One person's place; who ties shares it."""

    rank: int
    developer_id: UUID
    name: str
    value: float
    n: int


class Leaderboard(Shape):
    """Everybody who was active in one closed period, in the order of one number."""

    as_of: datetime
    metric: str
    unit: Unit
    better: Better
    caution: str | None
    period_type: PeriodType
    period: PeriodShape
    purpose: str
    turned_on_by: str | None
    turned_on_at: datetime | None
    people: list[Ranked]
    withheld: str | None = Field(description="Why nobody is ranked, where nobody is.")
    fairness: str


async def velocity(context: Context, viewer: Viewer, kind: PeriodType | None, key: str | None) -> Leaderboard:
    """The latest closed period of this kind. Forbidden while nobody has turned leaderboards on."""
    decided = await settings.decided(context, viewer.workspace_id)
    if not decided.leaderboards or not decided.leaderboard_purpose:
        raise Forbidden(
            "Nobody is ranked here: leaderboards are off.",
            next_step="An admin can turn leaderboards on in the settings, with a purpose.",
        )
    metric = read_metric(key or USUAL)
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    kind = kind or decided.default_period
    period = period_of(kind, period_of(kind, view.clock.today).start - timedelta(days=1))
    ranked = await _ranked(context, viewer, metric, (period.start, period.end))
    is_few = len(ranked) < QUORUM
    return Leaderboard(
        as_of=context.now,
        metric=metric.key,
        unit=metric.unit,
        better=metric.better,
        caution=metric.caution,
        period_type=kind,
        period=PeriodShape(start=period.start, end=period.end, open=False),
        purpose=decided.leaderboard_purpose,
        turned_on_by=decided.leaderboards_by,
        turned_on_at=decided.leaderboards_at,
        people=[] if is_few else ranked,
        withheld=TOO_FEW if is_few else None,
        fairness=CAUTION,
    )


def read_metric(key: str) -> Metric:
    """A number of velocity that everybody may see; Unusable for another, Unknown for none."""
    metric = find(key)
    if not is_ranked(metric):
        keys = ", ".join(known.key for known in CATALOGUE if is_ranked(known))
        raise Unusable(f"Nobody is ranked by {metric.key}.", next_step=f"Ask for one of: {keys}.", field="metric")
    return metric


def is_ranked(metric: Metric) -> bool:
    """Whether people may be put in its order."""
    return metric.family is Family.VELOCITY and metric.audience is Audience.OPEN and Level.DEVELOPER in metric.levels


async def _ranked(context: Context, viewer: Viewer, metric: Metric, days: tuple[date, date]) -> list[Ranked]:
    asked = Asked(metric.key, "workspace", *days)
    found = await breaking.breakdown(context, viewer, asked, Spread(Level.DEVELOPER, limit=EVERYBODY))
    cells = [(row.subject, row.readings[metric.key]) for row in found.rows]
    known = [(who, cell, cell.value) for who, cell in cells if cell.value is not None and not cell.withheld]
    ranks = shared_ranks([value for _, _, value in known])
    ranked = [
        Ranked(rank=rank, developer_id=who.id, name=who.name, value=value, n=cell.n)
        for rank, (who, cell, value) in zip(ranks, known, strict=True)
    ]
    return sorted(ranked, key=lambda one: (one.rank, one.name))


__all__ = ["Leaderboard", "Ranked", "is_ranked", "read_metric", "velocity"]
