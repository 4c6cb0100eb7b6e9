"""What a team knows, what its repositories take that it lacks, what it gets done, and how its work is spread.

No number is counted here that something else counts: the matrix is the skill heat map's, velocity the catalogue's
readings, workload the one of the team's insights, the bus factor the one definition there is.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics import service as analytics
from aexy.features.analytics.groups import Group, Seen, find_group, kept_frame, seen
from aexy.features.analytics.schemas import GroupWish, SkillHeatmap, SkillsWish
from aexy.features.insights import service as insights
from aexy.features.insights import workload as work
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.insights.workload import Workload
from aexy.features.intelligence import teams_rows as rows
from aexy.features.intelligence.teams_gaps import Naming, gaps_of
from aexy.features.intelligence.teams_rows import OwnRepository
from aexy.features.intelligence.teams_schemas import OwnedPlace, SprintPoints, TeamGaps, Velocity
from aexy.features.knowledge import service as knowledge
from aexy.features.knowledge.schemas import TeamBusFactor
from aexy.features.paging import LARGEST_PAGE
from aexy.features.routing import Viewer
from aexy.kernel.analyses.gaps import YEAR, gaps, needed
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import QUORUM, TOO_FEW
from aexy.store.postgres import Record
from aexy.store.session import Session

BY_PARTS = "Shown to whoever may see what everybody in the team knows."
NO_REPOSITORIES = "Nobody said which repositories the team owns: name it as the owner of one."
DEFINITION = (
    "A skill (a language, framework or library) is needed where anybody worked in it on 26 days or more of the last "
    "year in repositories the team owns. "
    "It is a gap where nobody or one person of the team has it at intermediate or above, or nobody has used it for "
    "ninety days."
)
GAPS_CAUTION = (
    "Counted from commits: what somebody knows and did not commit here is not in it. A gap is a question to the team, "
    "not a shortcoming of anybody."
)
VELOCITY_CAUTION = "What was finished, not how hard it was: points are a team's own and compare with no other team's."
COUNTED = ("prs_merged", "commits_count")


async def team_skills(context: Context, viewer: Viewer, team_id: UUID) -> SkillHeatmap:
    """Who of a team knows what how far: the skill heat map of those in it now."""
    return await analytics.skill_heatmap(context, viewer, SkillsWish(team_id=team_id, limit=LARGEST_PAGE))


async def team_gaps(context: Context, viewer: Viewer, team_id: UUID) -> TeamGaps:
    """What the team's own repositories take and its people lack; for whoever may see what all of them know."""
    group = await find_group(context, viewer, GroupWish(team_id=team_id))
    async with context.database.reading(viewer.workspace_id) as connection:
        owned = await rows.owned(connection, team_id, context.now)
    there = seen(group, Audience.TEAM, pl.Series([human.key for human in group.people], dtype=pl.Int32))
    withheld = BY_PARTS if there.withheld else None if owned else NO_REPOSITORIES
    if withheld:
        return _gaps(context, group, owned, withheld=withheld)
    known, _ = await analytics.known_skills(context, group, frameworks=True)
    worked = await _worked(context, group, owned)
    today = group.view.clock.today
    naming = Naming.of(group.view.subject.name, group.people, owned, known)
    found = [gaps_of(row, naming) for row in gaps(worked, known, today=today).iter_rows(named=True)]
    answer = _gaps(context, group, owned, withheld=None)
    return answer.model_copy(update={"n": needed(worked, today=today).height, "gaps": found})


def _gaps(context: Context, group: Group, owned: Sequence[OwnRepository], *, withheld: str | None) -> TeamGaps:
    return TeamGaps(
        as_of=context.now,
        subject=group.view.name,
        n=0,
        people=len(group.people),
        repositories=[OwnedPlace(id=one.id, name=one.name) for one in owned],
        gaps=None,
        withheld=withheld,
        definition=DEFINITION,
        caution=GAPS_CAUTION,
    )


async def _worked(context: Context, group: Group, owned: Sequence[OwnRepository]) -> pl.DataFrame:
    keys = sorted(one.key for one in owned)
    clock = group.view.clock
    since = clock.midnight(clock.today - YEAR)

    def make(opened: Session) -> pl.DataFrame:
        return rows.worked(opened, keys, since)

    return await kept_frame(context, group.view, ("worked", keys), make)


async def team_velocity(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> Velocity:
    """Pull requests merged and commits week by week, as the readings say, and points sprint by sprint."""
    asked = Asked(",".join(COUNTED), f"team:{team_id}", days.start, days.end, Bucket.WEEKLY, Compare.NONE)
    readings = await insights.readings(context, viewer, asked)
    group = await find_group(context, viewer, GroupWish(team_id=team_id))
    clock = group.view.clock
    span = clock.midnight(readings.start), clock.midnight(readings.end)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.sprints(connection, team_id, context.now, span)
    there = seen(group, Audience.TEAM, pl.Series([human.key for human in group.people], dtype=pl.Int32))
    return Velocity(
        as_of=context.now,
        subject=group.view.name,
        readings=readings,
        sprints=[_sprint(row, there) for row in found] or None,
        caution=VELOCITY_CAUTION,
    )


def _sprint(row: Record, there: Seen) -> SprintPoints:
    """Points of fewer than five people are theirs: for whoever may see each of them."""
    shown = {human.key for human in there.people}
    is_shown = len(row["developers"]) >= QUORUM or set(row["developers"]) <= shown
    told = {name: row[name] for name in ("done", "points", "points_done")} if is_shown else {}
    nothing: dict[str, datetime | None] = dict.fromkeys(("done", "points", "points_done"))
    return SprintPoints(
        **{name: row[name] for name in ("name", "board", "state", "start", "end")},
        **{**nothing, **told},
        n=row["n"] if is_shown else 0,
        people=len(row["developers"]) if is_shown else None,
        withheld=None if is_shown else TOO_FEW,
    )


async def team_bus_factor(context: Context, viewer: Viewer, team_id: UUID) -> TeamBusFactor:
    """How many of a team have to leave until half of what it knows is known by nobody in it: the one definition."""
    return await knowledge.bus_factor_of_team(context, viewer, team_id)


async def team_workload(context: Context, viewer: Viewer, team_id: UUID, days: Days) -> Workload:
    """How the team's work is spread over its people: the one of its insights."""
    return await work.workload(context, viewer, team_id, days)


__all__ = ["team_bus_factor", "team_gaps", "team_skills", "team_velocity", "team_workload"]
