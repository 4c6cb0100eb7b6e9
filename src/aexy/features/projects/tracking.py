"""How issues stand, what is blocked or due, and time written down, for whoever may see it.

What a few people have in hand is for them and their managers. So a team's issues are for managers who reach it; those
of the whole workspace are for everybody in it, where five or more people are behind them. Written-down hours are shown
by whole weeks with five people in each, and to each person their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from aexy.context import Context
from aexy.features.policies import Role
from aexy.features.projects import tracking_rows as rows
from aexy.features.projects.tracking_rows import BlockedIssue, DueIssue, LoggedWeek, Standing, Traffic
from aexy.features.routing import Viewer
from aexy.kernel.periods import Clock, Period, Window
from aexy.kernel.privacy import BY_WEEKS, QUORUM, TOO_FEW, whole_weeks
from aexy.store.postgres import Connection

BLOCKED_WORDS: Final = r"^(is |status ?[:/] ?)?(blocked|on[ -]?hold|impediment)\y"
LATELY: Final = timedelta(weeks=12)
FOR_MANAGERS: Final = "What a team has in hand is for its managers."


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose issues whoever asks is shown: of these teams, of everybody (None), or why of nobody."""

    teams: list[UUID] | None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class Issues:
    """How issues stand, and what came of them in some days."""

    standing: list[Standing]
    traffic: Traffic
    withheld: str | None


@dataclass(frozen=True, slots=True)
class Logged:
    """Hours written down in whole weeks that are over, each with whether enough people are behind it, and their sum."""

    period: Period | None
    weeks: list[tuple[LoggedWeek, bool]]
    hours: float | None
    logs: int
    withheld: str | None
    own: tuple[float, int] | None
    has_any: bool


def whose(viewer: Viewer, team: UUID | None) -> Whose:
    """Of which teams somebody may be shown issues."""
    is_manager = viewer.role.includes(Role.MANAGER)
    if team is not None:
        return Whose([team]) if is_manager and viewer.reaches(team) else Whose(None, FOR_MANAGERS)
    if viewer.teams is not None:
        return Whose(sorted(viewer.teams, key=str)) if is_manager else Whose(None, FOR_MANAGERS)
    return Whose(None)


async def shown(connection: Connection, context: Context, viewer: Viewer, team: UUID | None) -> Whose:
    """The same of issues one by one: where fewer than five people had any lately, they are for managers."""
    return await _enough(connection, viewer, whose(viewer, team), context.now - LATELY)


async def _enough(connection: Connection, viewer: Viewer, seen: Whose, since: datetime) -> Whose:
    if seen.withheld is not None or viewer.role.includes(Role.MANAGER):
        return seen
    people = await rows.count_people(connection, since)
    return Whose(None, TOO_FEW) if 0 < people < QUORUM else seen


async def issues(context: Context, viewer: Viewer, team: UUID | None, window: Window, clock: Clock) -> Issues:
    """How open issues stand, and how many came and were done in the window."""
    since, until = clock.midnight(window.start), clock.midnight(window.end)
    async with context.database.reading(viewer.workspace_id) as connection:
        seen = await _enough(connection, viewer, whose(viewer, team), since)
        if seen.withheld is not None:
            return Issues([], Traffic(0, 0, 0), seen.withheld)
        standing = await rows.standing(connection, seen.teams, context.now)
        traffic = await rows.traffic(connection, seen.teams, context.now, since, until, since - (until - since))
    return Issues(standing, traffic, None)


async def blocked(context: Context, viewer: Viewer, team: UUID | None) -> tuple[list[BlockedIssue], str | None]:
    """Open issues that say they are blocked; whose they are is not said. Or why that is not for whoever asks."""
    seen = whose(viewer, team)
    if seen.withheld:
        return [], seen.withheld
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.blocked(connection, seen.teams, context.now, BLOCKED_WORDS), None


async def due(
    context: Context, viewer: Viewer, team: UUID | None, *, back: timedelta, ahead: timedelta, limit: int
) -> list[DueIssue]:
    """Open issues due from so long ago to so long from now, soonest first; none where they are not for whoever asks."""
    seen, now = whose(viewer, team), context.now
    if seen.withheld:
        return []
    async with context.database.reading(viewer.workspace_id) as connection:
        return await rows.due(connection, seen.teams, now, now - back, now + ahead, limit=limit)


async def logged(context: Context, viewer: Viewer, window: Window, clock: Clock) -> Logged:
    """Time written down for issues in the window: the workspace's by whole weeks, and one's own."""
    since, until = clock.midnight(window.start), clock.midnight(window.end)
    period = whole_weeks(window, clock)
    async with context.database.reading(viewer.workspace_id) as connection:
        known = await rows.logged(connection, since, until, clock.zone.key)
        mine = None
        if viewer.developer_id is not None:
            mine = await rows.own(connection, viewer.developer_id, since, until)
    if viewer.teams is not None:
        return Logged(None, [], None, 0, "This concerns the whole workspace; you see your own.", mine, bool(known))
    if period is None:
        return Logged(None, [], None, 0, BY_WEEKS if known else None, mine, bool(known))
    inside = [week for week in known if period.start <= week.week < period.end]
    shown = [(week, week.people >= QUORUM) for week in inside]
    # The sum is of what is shown week by week: it gives away nothing of the other weeks.
    counted = [week for week, is_shown in shown if is_shown]
    hours = sum(week.hours for week in counted) if counted else None
    withheld = TOO_FEW if inside and not counted else None
    return Logged(period, shown, hours, sum(week.logs for week in counted), withheld, mine, bool(known))
