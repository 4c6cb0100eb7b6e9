"""Teams as a whole: all their numbers, who is in them, and how the numbers went."""

from datetime import datetime
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import rollups
from aexy.features.insights.people_schemas import Trends
from aexy.features.insights.rollups import Days, Headlined, Rollup
from aexy.features.insights.schemas import SubjectName
from aexy.features.insights.trends import trends_of
from aexy.features.paging import Page, Shape
from aexy.features.routing import Viewer
from aexy.features.teams import service as teams
from aexy.kernel.ids import TeamId
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.kernel.text import plain


class MemberNow(Shape):
    """Somebody who is in a team now; `joined_at` is null for who always was."""

    developer_id: UUID
    name: str | None
    role: str
    joined_at: datetime | None


class TeamRollup(Rollup):
    """All numbers of a team, and who is in it now."""

    members: list[MemberNow]


async def list_teams(
    context: Context, viewer: Viewer, days: Days, *, cursor: str | None, limit: int
) -> Page[Headlined]:
    """The workspace's teams by name, with the numbers people ask first."""
    page = await teams.list_teams(context, viewer, cursor=cursor, limit=limit)
    named = [
        SubjectName(kind=Level.TEAM, id=team.id, name=plain(team.name), detail=_people(len(team.developer_ids)))
        for team in page.items
    ]
    items = await rollups.headlined(context, viewer, named, days, by=Level.TEAM)
    return Page(items=items, next_cursor=page.next_cursor)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


async def team(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> TeamRollup:
    """Every number of a team; a row belongs to it when its person was in it then."""
    found = await rollups.rollup(context, viewer, Level.TEAM, team_id, days)
    values = {name: getattr(found, name) for name in Rollup.model_fields}
    members = await members_now(context, viewer, team_id)
    return TeamRollup(**values, members=members)


async def members_now(context: Context, viewer: Viewer, team_id: UUID) -> list[MemberNow]:
    """Who is in the team at this instant; bots and agents are not counted as people."""
    known = await teams.get_team(context, viewer, TeamId(team_id))
    now = set(known.developer_ids)
    return [
        MemberNow(developer_id=each.developer_id, name=each.name, role=each.role, joined_at=each.joined_at)
        for each in known.members
        if each.developer_id in now and each.kind == "human" and _is_now(each.joined_at, each.left_at, context.now)
    ]


def _is_now(joined: datetime | None, left: datetime | None, now: datetime) -> bool:
    return (joined is None or joined <= now) and (left is None or left > now)


async def trends(
    context: Context, viewer: Viewer, team_id: UUID, days: Days, *, metrics: str | None, kind: PeriodType
) -> Trends:
    """How a team's numbers went over closed periods; those people ask first where none are named."""
    keys = metrics or ",".join(rollups.headlines(Level.TEAM))
    subject = f"{Level.TEAM}:{team_id}"
    return await trends_of(context, viewer, subject, kind, metrics=keys, start=days.start, end=days.end)
