"""Columns every metric wants, added once: the workspace's day, the author's own hour, weekend, streak, collaborators.

What cannot be known is null, so that a mean over the column leaves it out by itself and `count()` says how many stayed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.calendars import Calendars
from aexy.kernel.cells import Column, column_of
from aexy.kernel.enrich_pulls import pull_tables
from aexy.kernel.facts import COVERAGE, HOLDINGS, MEMBERSHIPS, Fact, Facts, Schema
from aexy.kernel.grid import Owners
from aexy.kernel.localtime import days_of
from aexy.kernel.matching import places_of
from aexy.kernel.ordering import DAYS_APART, in_order
from aexy.kernel.periods import Clock

_SLOT_SECONDS = 1800
_NEVER = 1 << 40  # days
_MANY = 500_000  # rows


def _empty(schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """Facts ready to be counted, a table for each `Fact`: what people did, with who (`author`), where and when.

    All tables have `author`, `repository` (null where there is none), `at` and `day` (the workspace's). `commits` adds
    `own_day`, `own_hour`, `slot` (half-hours since 1970, author's clock), `weekend` (a day its author does not work),
    `late`, `streak` (days in a row up to and with this one), `added`, `removed`, `size`, and is in order of person and
    day. `pairs` has one row per commit or review, person and other person: `author` is whose row it is, `other` the one
    met.
    """

    tables: Mapping[Fact, pl.DataFrame]
    clock: Clock
    calendars: Calendars
    memberships: pl.DataFrame = field(default_factory=lambda: _empty(MEMBERSHIPS))
    holdings: pl.DataFrame = field(default_factory=lambda: _empty(HOLDINGS))
    coverage: pl.DataFrame = field(default_factory=lambda: _empty(COVERAGE))
    _columns: dict[tuple[Fact, str], Column] = field(init=False, default_factory=dict, repr=False)
    _derived: dict[str, Any] = field(init=False, default_factory=dict, repr=False)

    @property
    def commits(self) -> pl.DataFrame:
        """Non-merge commits by people."""
        return self.of(Fact.COMMITS)

    def of(self, fact: Fact) -> pl.DataFrame:
        """One of the tables."""
        return self.tables[fact]

    def each(self, change: Callable[[Fact, pl.DataFrame], pl.DataFrame]) -> Self:
        """The same with every table changed."""
        return replace(self, tables={fact: change(fact, table) for fact, table in self.tables.items()})

    def column(self, fact: Fact, name: str) -> Column:
        """One column of a table, as numbers; kept where that is not much."""
        if self.tables[fact].height > _MANY:
            return column_of(self.tables[fact][name])
        if (fact, name) not in self._columns:
            self._columns[fact, name] = column_of(self.tables[fact][name])
        return self._columns[fact, name]

    @property
    def teams(self) -> Owners:
        """Which team somebody's work belongs to, from when until when."""
        teams: Owners = self._once("teams", lambda: Owners.of(self.memberships, "developer", "team", "joined", "left"))
        return teams

    @property
    def projects(self) -> Owners:
        """Which projects a repository's work belongs to."""
        projects: Owners = self._once("projects", lambda: Owners.of(self.holdings, "repository", "project"))
        return projects

    def covered_from(self, by: str, source: str, subjects: NDArray[np.int64]) -> NDArray[np.int64]:
        """From which local day on commits, or pull requests, are known of each subject: far away where none are.

        A repository's own, a project's from its repositories; anybody else's from the workspace's first.
        """
        keys, days = self._once(f"{by} {source}", lambda: self._covered(by, source))
        if by not in {"repository", "project"}:
            return np.full(subjects.size, days[0])
        found: NDArray[np.int64] = days[places_of(keys, subjects)]  # the last of them is never
        return found

    def _covered(self, by: str, source: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        known = self.coverage.drop_nulls(source)
        if by == "project":
            known = known.join(self.holdings, on="repository")
        if by not in {"repository", "project"}:
            known, by = known.with_columns(everybody=pl.lit(0)), "everybody"
        first = known.group_by(by).agg(pl.col(source).min()).sort(by)
        days = days_of(first[source], self.clock.zone).to_physical().to_numpy().astype(np.int64)
        return first[by].to_numpy().astype(np.int64), np.append(days, _NEVER)

    def _once(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it makes
        if name not in self._derived:
            self._derived[name] = make()
        return self._derived[name]


def enrich(facts: Facts, clock: Clock) -> Enriched:
    """Add what can be said of each row by itself, and what needs others: streaks, first reviews, who met whom."""
    bots = facts.developers.filter(pl.col("kind") != "human")["developer"]
    people = facts.commits.filter(~pl.col("is_merge") & ~pl.col("author").is_in(bots.implode()))
    placed = people.with_columns(days_of(people["at"], clock.zone))
    # First in order, then the rest: of what is derived, nothing has to be carried from one place to another.
    commits = in_order(placed, placed["author"], placed["day"]).with_columns(_slot())
    commits = commits.with_columns(*_own_time(clock), *_lines())
    commits = commits.with_columns(_streaks(commits, facts.other_days))
    calendars = Calendars.of_facts(facts, clock)
    is_off = calendars.is_day_off(commits["author"], commits["own_day"]).alias("weekend")
    commits = commits.with_columns(is_off)
    tables = pull_tables(facts, bots, clock.zone)
    shared = _pairs(commits, facts.co_authors, bots)
    return Enriched(
        tables={
            **tables,
            Fact.COMMITS: commits,
            Fact.PAIRS: pl.concat([shared, tables[Fact.PAIRS]]),
            Fact.ACTS: pl.concat([commits.select(tables[Fact.ACTS].columns), tables[Fact.ACTS]]),
        },
        clock=clock,
        calendars=calendars,
        memberships=facts.memberships,
        holdings=facts.holdings,
        coverage=_coverage(facts),
    )


def _coverage(facts: Facts) -> pl.DataFrame:
    """As it was said, else from the first facts there are."""
    if facts.coverage.height:
        return facts.coverage
    commits = facts.commits.group_by("repository").agg(pl.col("at").min().alias("commits"))
    pulls = facts.pulls.group_by("repository").agg(pl.col("opened").min().alias("pulls"))
    return commits.join(pulls, on="repository", how="full", coalesce=True)


def _slot() -> pl.Expr:
    local_seconds = pl.col("at").dt.epoch("s") + pl.col("offset_minutes").cast(pl.Int64) * 60
    return (local_seconds // _SLOT_SECONDS).cast(pl.Int32).alias("slot")


def _own_time(clock: Clock) -> list[pl.Expr]:
    own_day = pl.col("slot") // 48
    hour = (pl.col("slot") % 48 // 2).cast(pl.Int8)
    known = pl.col("hour_known")
    weekday = (own_day + 3) % 7 + 1  # 1970-01-01 was a Thursday
    return [
        own_day.cast(pl.Date).alias("own_day"),
        weekday.cast(pl.Int8).alias("own_weekday"),
        pl.when(known).then(hour).alias("own_hour"),
        pl.when(known).then(is_late(hour, clock)).alias("late"),
        pl.when(known).then(pl.col("slot")).alias("slot"),
    ]


def is_late(hour: pl.Expr, clock: Clock) -> pl.Expr:
    """Whether an hour (0 to 23) lies in the workspace's late hours, which may wrap midnight; equal ends mean never."""
    if clock.late_from <= clock.late_until:
        return (hour >= clock.late_from) & (hour < clock.late_until)
    return (hour >= clock.late_from) | (hour < clock.late_until)


def _lines() -> list[pl.Expr]:
    return [
        pl.col("lines_added").cast(pl.Int64).alias("added"),
        pl.col("lines_removed").cast(pl.Int64).alias("removed"),
        (pl.col("lines_added").cast(pl.Int64) + pl.col("lines_removed").cast(pl.Int64)).alias("size"),
    ]


def _streaks(commits: pl.DataFrame, other_days: pl.DataFrame) -> pl.Series:
    """Days in a row up to a row's own; a run starts where the day before has no row, wherever that row came from.

    Rows lie together by person and day, so what has to be looked up is one place for many rows.
    """
    if not commits.height:
        return pl.Series("streak", [], dtype=pl.Int32)
    places = _places(commits)
    heads = np.flatnonzero(np.diff(places, prepend=places[0] - 1))
    here = places[heads]
    known = np.sort(np.concatenate([here, _places(other_days)]), kind="stable")  # hardly out of order: np.unique hashes
    known = known[np.diff(known, prepend=known[0] - 1) > 0]
    starts = np.diff(known, prepend=known[0] - 2) > 1
    streaks = known - np.maximum.accumulate(np.where(starts, known, known[0])) + 1
    found = streaks[np.searchsorted(known, here)].astype(np.int32)
    return pl.Series("streak", np.repeat(found, np.diff(heads, append=places.size)))


def _places(days: pl.DataFrame) -> Any:  # noqa: ANN401 - an array of numpy's
    """One number for a person's own day."""
    place = pl.col("author").cast(pl.Int64) * DAYS_APART + pl.col("own_day").cast(pl.Int32)
    return days.select(place).to_series().to_numpy()


def _pairs(commits: pl.DataFrame, co_authors: pl.DataFrame, bots: pl.Series) -> pl.DataFrame:
    """Everybody a commit names, paired with everybody else it names. A bot's commit pairs nobody."""
    named = co_authors.filter(~pl.col("developer").is_in(bots.implode()))
    shared = commits.select("commit", "repository", "at", "day", "author").join(
        named.select("commit"), on="commit", how="semi"
    )
    hands = pl.concat([shared.select("commit", person="author"), named.select("commit", person="developer")]).unique()
    met = (
        shared.drop("author")
        .join(hands.rename({"person": "author"}), on="commit")
        .join(hands.rename({"person": "other"}), on="commit")
        .filter(pl.col("author") != pl.col("other"))
    )
    none = pl.lit(None, pl.Int64)
    return met.select("author", "other", "repository", "at", "day", "commit", none.alias("review"), none.alias("pull"))
