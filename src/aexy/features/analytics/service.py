"""Skills, days and trends. Work in hand and the network are in `loads` and `together`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics import rows
from aexy.features.analytics.groups import Group, find_group, kept_frame, person_of, seen
from aexy.features.analytics.rows import Human
from aexy.features.analytics.schemas import (
    ActivityDay,
    ActivityHeatmap,
    Productivity,
    ProductivityWish,
    Skill,
    SkillColumn,
    SkillHeatmap,
    SkillRow,
    SkillsWish,
)
from aexy.features.insights import service as insights
from aexy.features.insights import settings
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import Bucket, Compare, Hours
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.analyses.heatmaps import HOURS, WEEK, daily, deeds, hourly
from aexy.kernel.analyses.skills import DEPTHS, HalfLives, skills
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Period
from aexy.kernel.privacy import withheld_of, withheld_person
from aexy.store.postgres import Connection
from aexy.store.session import Session

SKILLS_CAUTION = (
    "Counted from the languages of files in counted commits: what somebody knows and did not commit here is not in it."
)
ACTIVITY_CAUTION = "What was done where this workspace looks; thinking, talking and reading leave no trace here."
YEAR = timedelta(weeks=52)
LONGEST = timedelta(days=732)
AROUND = timedelta(hours=26)  # no two clocks are further apart
# What is asked first about commits, pull requests and reviews over time.
TRENDS = (
    "commits_count",
    "net_lines",
    "prs_merged",
    "avg_pr_cycle_time_hours",
    "avg_time_to_first_review_hours",
    "review_given_count",
)


async def skill_heatmap(context: Context, viewer: Viewer, wish: SkillsWish) -> SkillHeatmap:
    """Who of a group knows what how far, of those whom whoever asks may see."""
    group = await find_group(context, viewer, wish)
    found, lives = await known_skills(context, group, wish)
    if wish.skills:
        found = found.filter(pl.col("skill").is_in(wish.skills))
    there = seen(group, Audience.TEAM, found["developer"].unique())
    shown = there.people[: wish.limit]
    known = found.filter(pl.col("developer").is_in([human.key for human in shown]))
    by_person = known.partition_by("developer", as_dict=True)
    return SkillHeatmap(
        **there.says(group, context.now, SKILLS_CAUTION),
        half_life_days=lives.usual,
        skills=_columns(known),
        rows=[SkillRow(developer=person_of(human), skills=_skills(by_person.get((human.key,)))) for human in shown],
    )


async def known_skills(
    context: Context, group: Group, wish: SkillsWish | None = None, *, frameworks: bool = False
) -> tuple[pl.DataFrame, HalfLives]:
    """What everybody of a group knows, whoever asks, and how long it keeps; who is shown what the caller says.

    Languages, as the heat map; with `frameworks` those and libraries as well.
    """
    asked, today = wish or SkillsWish(), group.view.clock.today
    usual = await settings.decided(context, group.view.workspace_id)
    lives = HalfLives(asked.half_life_days or usual.half_life_days, {**usual.skill_half_lives, **asked.half_lives})

    def make(opened: Session) -> pl.DataFrame:
        return skills(rows.skill_days(opened, group.chosen, frameworks=frameworks), today=today, half_lives=lives)

    question = ("skills", group.chosen, frameworks, lives.usual, sorted(lives.of_skill.items()))
    return await kept_frame(context, group.view, question, make, seconds=ALL_DAY), lives


async def people_named(connection: Connection, ids: Sequence[UUID], now: datetime) -> list[Human]:
    """Those of these ids that are people of the workspace."""
    return await rows.people(connection, ids=ids, team=None, now=now)


def _skills(known: pl.DataFrame | None) -> dict[str, Skill]:
    return {} if known is None else {row["skill"]: _skill(row) for row in known.iter_rows(named=True)}


def _skill(row: Mapping[str, Any]) -> Skill:
    return Skill(n=row["days"], **{name: row[name] for name in Skill.model_fields if name != "n"})


def _columns(known: pl.DataFrame) -> list[SkillColumn]:
    counted = known.group_by("skill").agg(
        pl.len().alias("people"),
        pl.col("evidence").sort().sum(),
        *((pl.col("depth") == depth).sum().alias(depth) for depth in DEPTHS),
    )
    return [
        SkillColumn(skill=row["skill"], people=row["people"], depths={depth: row[depth] for depth in DEPTHS})
        for row in counted.sort("evidence", "skill", descending=[True, False]).iter_rows(named=True)
    ]


async def activity_heatmap(
    context: Context, viewer: Viewer, developer_id: UUID, *, start: date | None, end: date | None
) -> ActivityHeatmap:
    """What one person did, by day for whoever is in the workspace, by hour of the week for themselves alone."""
    subject = f"developer:{developer_id}"
    usual = await look(context, viewer, subject=subject, start=start, end=end)
    view = usual if start else replace(usual, window=replace(usual.window, start=usual.window.end - YEAR))
    window = Period(view.window.start, view.window.end)
    if window.end - window.start > LONGEST:
        raise Unusable("That is more than two years.", next_step="Ask for fewer days.", field="from")
    question = ("activity", view.subject.key, window.start, window.end)
    done = await kept_frame(context, view, question, lambda opened: _deeds(opened, view), seconds=ALL_DAY)
    return ActivityHeatmap(
        as_of=context.now,
        developer=view.name,
        start=window.start,
        end=window.end,
        days=_days(view, done, window),
        hours=_hours(view, done, window),
        caution=ACTIVITY_CAUTION,
    )


def _deeds(opened: Session, view: View) -> pl.DataFrame:
    """With some hours around the window: which day something belongs to, the person's own clock decides."""
    who = view.subject.key
    start, end = view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)
    zone = rows.zone_of(opened, who) or view.clock.zone.key
    return deeds(rows.done(opened, who, (start - AROUND, end + AROUND)), zone)


def _days(view: View, done: pl.DataFrame, window: Period) -> list[ActivityDay]:
    """How much somebody does is open to the workspace, as their number of commits is."""
    if withheld_person(find("commits_count"), view.subject.key, view.onlooker):
        return []
    return [ActivityDay(**row) for row in daily(done, window).iter_rows(named=True)]


def _hours(view: View, done: pl.DataFrame, window: Period) -> Hours:
    """When somebody works is theirs alone, as their late-night share is."""
    cells = [[0] * HOURS for _ in range(WEEK)]
    withheld = withheld_of(find("late_night_commit_ratio").audience, view.subject.key, view.onlooker)
    if withheld:
        return Hours(cells=cells, n=0, withheld=withheld)
    inside = done.filter(pl.col("day").is_between(window.start, window.end, closed="left"))
    for weekday, hour, n in hourly(inside).iter_rows():
        cells[weekday - 1][hour] = n
    return Hours(cells=cells, n=sum(map(sum, cells)))


async def productivity(context: Context, viewer: Viewer, wish: ProductivityWish) -> Productivity:
    """Numbers of commits, pull requests and reviews, period by period: the readings themselves, no second count."""
    subjects = [f"developer:{one}" for one in dict.fromkeys(wish.developer_ids)]
    whose = subjects or [f"team:{wish.team_id}" if wish.team_id else "workspace"]
    keys = wish.metrics or usual_trends(Level.DEVELOPER if subjects else Level.TEAM)
    asked = [
        Asked(",".join(keys), subject, wish.start, wish.end, wish.bucket, _compared(wish.bucket)) for subject in whose
    ]
    found = [await insights.readings(context, viewer, one) for one in asked]
    return Productivity(as_of=context.now, subjects=found)


def _compared(bucket: Bucket) -> Compare:
    return Compare.PREVIOUS if bucket is Bucket.TOTAL else Compare.NONE


def usual_trends(level: Level) -> list[str]:
    """What is asked first, of what the catalogue has at this level."""
    there = {metric.key for metric in CATALOGUE if level in metric.levels}
    return [key for key in TRENDS if key in there]
