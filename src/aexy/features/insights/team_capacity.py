"""How many days a team's people can be counted on, week by week: their own weeks less holidays and leave."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import SubjectName
from aexy.features.insights.teams import members_now
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.features.schedules.leave import capacity
from aexy.features.schedules.schemas import Capacity
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level
from aexy.kernel.periods import Period, PeriodType, period_of, periods_between
from aexy.kernel.text import plain

_USUAL_WEEKS = 6
_MOST_WEEKS = 53


class OnePersonsDays(Shape):
    """One person's days of a week. Why somebody is away is nobody's business here."""

    developer_id: UUID
    name: str
    working_days: int
    holidays: int
    away: int
    left: int


class WeekOfTeam(Shape):
    """One week: days its people would work, what holidays and leave take of them, and what is left."""

    start: date
    end: date
    working_days: int
    holidays: int
    away: int
    left: int
    people: list[OnePersonsDays]


class TeamCapacity(Shape):
    """The weeks asked about, for the people who are in the team now; days are whole ones."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    n: int = Field(description="How many people are in the team now.")
    working_days: int
    left: int
    weeks: list[WeekOfTeam]
    caution: str = "Only leave that was entered, and the holidays of where people said they are, are known."


async def team_capacity(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> TeamCapacity:
    """The days of those in the team now in each week that shares a day with the dates; this one and five more usually.

    Unusable for more than a year.
    """
    view = await look_at(context, viewer, Level.TEAM, team_id, Days())
    weeks = _weeks(view, days)
    people = [one.developer_id for one in await members_now(context, viewer, team_id)]
    found = [_week(week, await capacity(context, viewer.workspace_id, people, week)) for week in weeks]
    return TeamCapacity(
        as_of=context.now,
        subject=view.name,
        start=weeks[0].start,
        end=weeks[-1].end,
        n=len(people),
        working_days=sum(week.working_days for week in found),
        left=sum(week.left for week in found),
        weeks=found,
    )


def _weeks(view: View, days: Days) -> list[Period]:
    start = days.start or period_of(PeriodType.WEEKLY, view.clock.today).start
    end = days.end or start + timedelta(weeks=_USUAL_WEEKS)
    weeks = periods_between(PeriodType.WEEKLY, start, end) if start < end else []
    if not 0 < len(weeks) <= _MOST_WEEKS:
        raise Unusable(
            f"From {start} to {end} is no plan.",
            next_step="`to` is the day after the last one, at most a year after `from`.",
            field="from",
        )
    return weeks


def _week(week: Period, people: Sequence[Capacity]) -> WeekOfTeam:
    return WeekOfTeam(
        start=week.start,
        end=week.end,
        working_days=sum(one.working_days for one in people),
        holidays=sum(one.holidays for one in people),
        away=sum(one.away for one in people),
        left=sum(one.left for one in people),
        people=[
            OnePersonsDays(
                developer_id=one.developer_id,
                name=plain(one.name or ""),
                working_days=one.working_days,
                holidays=one.holidays,
                away=one.away,
                left=one.left,
            )
            for one in people
        ],
    )
