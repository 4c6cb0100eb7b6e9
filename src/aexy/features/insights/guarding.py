"""Withholding: what a person may not see of others, and what a group's number would give away of its people."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from aexy.context import Context
from aexy.features.insights.counting import ALL_DAY, Counted
from aexy.features.insights.looking import View
from aexy.kernel.metric import Level, Metric
from aexy.kernel.periods import Clock, Period, Window
from aexy.kernel.privacy import (
    AROUND,
    BY_WEEKS,
    QUORUM,
    TOO_FEW,
    TOO_NEAR,
    is_guarded,
    run_holds,
    whole_weeks,
    withheld_person,
)
from aexy.kernel.showing import Atom, groups_to_show
from aexy.store.facts import read_memberships, read_people, read_presence
from aexy.store.session import session

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Presence:
    """Who was active where on which day, and who was in which team then."""

    rows: pl.DataFrame
    memberships: pl.DataFrame
    clock: Clock

    def pieces(self, level: Level, period: Period) -> tuple[dict[int, set[Atom]], set[Atom], dict[int, int]]:
        """Teams or repositories, everybody, and the days that were worked in each, by pieces of what people did.

        What one person did is a piece for each repository, or for each set of teams they were in at a time.
        """
        days = self.rows.filter(pl.col("day").is_between(period.start, period.end, closed="left"))
        if level is Level.REPOSITORY:
            kinds = days.with_columns(kind=pl.col("repository").cast(pl.String))
        else:
            days = days.select("author", "day").unique()
            teams = self._owned(days, level).group_by("author", "day").agg(pl.col("subject").unique().sort())
            named = teams.with_columns(kind=pl.col("subject").cast(pl.List(pl.String)).list.join(","))
            kinds = days.join(named.select("author", "day", "kind"), on=["author", "day"], how="left")
        groups: dict[int, set[Atom]] = {}
        sizes: dict[int, int] = {}
        everybody: set[Atom] = set()
        counted = kinds.group_by("kind", "author").len().sort("kind", "author")
        for number, ((kind,), rows) in enumerate(counted.partition_by("kind", as_dict=True).items()):
            piece = {(author, number) for author in rows["author"]}
            everybody |= piece
            for key in map(int, kind.split(",")) if kind else ():
                groups.setdefault(key, set()).update(piece)
                sizes[key] = sizes.get(key, 0) + int(rows["len"].sum())
        return groups, everybody, sizes

    def people_by_week(self, level: Level, key: int, period: Period) -> dict[date, int]:
        """How many people of one group were active in each week of the period and of the time before it."""
        days = self.rows.filter(pl.col("day").is_between(period.start - AROUND, period.end, closed="left"))
        owned = self._owned(days, level).filter(pl.col("subject") == key)
        weeks = owned.group_by(week=pl.col("day").dt.truncate("1w")).agg(people=pl.col("author").n_unique())
        return dict(weeks.select("week", "people").iter_rows())

    def _owned(self, days: pl.DataFrame, level: Level) -> pl.DataFrame:
        if level is Level.WORKSPACE:
            return days.with_columns(subject=pl.lit(0))
        if level is Level.REPOSITORY:
            return days.with_columns(subject=pl.col("repository"))
        # A day is wider than an instant: whoever joins or leaves on it, in any zone, counts as in the team.
        midnight = pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        begun = pl.col("joined").is_null() | (pl.col("joined") <= midnight + timedelta(days=2))
        lasting = pl.col("left").is_null() | (pl.col("left") > midnight - timedelta(days=1))
        teams = self.memberships.rename({"developer": "author", "team": "subject"})
        return days.join(teams, on="author").filter(begun & lasting)


def _read(url: str, view: View, period: Period) -> Presence:
    with session(url, view.workspace_id) as opened:
        around = Period(period.start - AROUND - _DAY, period.end + _DAY)
        rows = read_presence(opened, around, view.clock, read_people(opened))
        return Presence(rows, read_memberships(opened), view.clock)


@dataclass(slots=True)
class Guard:
    """Answers for one question whether its group may show what is each person's own; looks everything up once."""

    context: Context
    view: View
    presence: Presence | None = None

    async def of_window(self, counted: Counted) -> str | None:
        """Why not for the window as a whole; kept as long as the facts stay as they are."""
        subject = self.view.subject
        whose = (subject.level, subject.key, subject.team)
        cut = counted.period.until if isinstance(counted.period, Window) else None
        period = (counted.period.start, counted.period.end, cut, self.view.clock.today)
        name = f"guard:{self.view.data_version}:{whose}:{period}"
        found = await self.context.cache.get(self.view.workspace_id, name)
        if found is None:
            await self.read(counted.period)
            found = (self.of(counted) or "").encode()
            await self.context.cache.put(self.view.workspace_id, name, found, seconds=ALL_DAY)
        return found.decode() or None

    async def read(self, period: Period) -> Presence:
        """Learn who was active in this period."""
        self.presence = await asyncio.to_thread(_read, self.context.database.url, self.view, period)
        return self.presence

    def of(self, counted: Counted) -> str | None:
        """Why not for one of the periods read; None when it is shown, or there is nothing to show."""
        subject, presence = self.view.subject, self.presence
        period = Period(counted.period.start, counted.period.end)
        if whole_weeks(period, self.view.clock) != period:
            return BY_WEEKS
        if not counted.people:
            return None
        if counted.people < QUORUM:
            return TOO_FEW
        # What was narrowed to a team is two groups at once, and a project is made of repositories that are shown by
        # themselves: nobody watches those differences.
        if presence is None or subject.team is not None or subject.level is Level.PROJECT:
            return TOO_NEAR
        people = presence.people_by_week(subject.level, subject.key, period)
        is_shown = run_holds(people, period) and subject.key in shown_groups(presence, subject.level, period)
        return None if is_shown else TOO_NEAR


def shown_groups(presence: Presence, level: Level, period: Period) -> set[int]:
    """Which teams, or repositories, may show what is each person's own in this run of whole weeks."""
    if level is Level.WORKSPACE:
        days = presence.rows.filter(pl.col("day").is_between(period.start, period.end, closed="left"))
        return {0} if days["author"].n_unique() >= QUORUM else set()
    groups, everybody, sizes = presence.pieces(level, period)
    return groups_to_show(groups, everybody, sizes=sizes)


def withheld(metric: Metric, view: View) -> str | None:
    """Why a person's number is not shown; for groups see `withheld_group`."""
    if view.subject.level is not Level.DEVELOPER:
        return None
    return withheld_person(metric, view.subject.key, view.onlooker)


def guarded(metrics: Sequence[Metric], level: Level) -> list[Metric]:
    """Those a group shows only when nobody is given away."""
    return [metric for metric in metrics if is_guarded(metric, level)]
