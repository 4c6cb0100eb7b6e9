"""Columns every metric wants, added once: the workspace's day, the author's own hour, weekend, streak, collaborators.

What cannot be known is null, so that a mean over the column leaves it out by itself and `count()` says how many stayed.
"""

from dataclasses import dataclass

import polars as pl

from aexy.kernel.facts import Facts
from aexy.kernel.periods import Clock

_SLOT_SECONDS = 1800
_DAYS_APART = 1 << 24  # further than any two dates, so that no streak crosses from one person to the next


@dataclass(frozen=True, slots=True)
class Enriched:
    """Facts ready to be counted: non-merge commits by people, and pairs of people who share one.

    `commits` adds `day` (workspace), `own_day`, `own_hour`, `slot` (half-hours since 1970, author's clock), `weekend`,
    `late`, `streak` (days in a row up to and with this one), `added`, `removed`, `size`. `pairs` has one row per
    commit, person and other person: `author` is whose row it is, `other` the one worked with.
    """

    commits: pl.DataFrame
    pairs: pl.DataFrame
    memberships: pl.DataFrame
    clock: Clock


def enrich(facts: Facts, clock: Clock) -> Enriched:
    """Add what can be said of each row by itself, and the streaks, which need a person's other days."""
    bots = facts.developers.filter(pl.col("kind") != "human")["developer"]
    people = facts.commits.filter(~pl.col("is_merge") & ~pl.col("author").is_in(bots.implode()))
    commits = _with_streaks(
        people.with_columns(_when(clock)).with_columns(*_own_time(clock), *_lines()), facts.other_days
    )
    return Enriched(commits, _pairs(commits, facts.co_authors, bots), facts.memberships, clock)


def _when(clock: Clock) -> list[pl.Expr]:
    local_seconds = pl.col("at").dt.epoch("s") + pl.col("offset_minutes").cast(pl.Int64) * 60
    return [
        pl.col("at").dt.convert_time_zone(clock.zone.key).dt.date().alias("day"),
        (local_seconds // _SLOT_SECONDS).cast(pl.Int32).alias("slot"),
    ]


def _own_time(clock: Clock) -> list[pl.Expr]:
    own_day = pl.col("slot") // 48
    hour = (pl.col("slot") % 48 // 2).cast(pl.Int8)
    known = pl.col("hour_known")
    weekday = (own_day + 3) % 7 + 1  # 1970-01-01 was a Thursday
    return [
        own_day.cast(pl.Date).alias("own_day"),
        weekday.cast(pl.Int8).alias("own_weekday"),
        (~weekday.is_in(sorted(clock.working_days))).alias("weekend"),
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


def _with_streaks(commits: pl.DataFrame, other_days: pl.DataFrame) -> pl.DataFrame:
    """Rows sorted by person and own day; a run starts where the day before has no row, wherever that row came from."""
    rows = pl.concat([commits, other_days], how="diagonal") if other_days.height else commits
    place = pl.col("author").cast(pl.Int64) * _DAYS_APART + pl.col("own_day").cast(pl.Int32)
    rows = rows.with_columns(place.alias("place")).sort("place")
    starts = (pl.col("place") - pl.col("place").shift(1) > 1).fill_null(value=True)
    streak = pl.col("place") - pl.when(starts).then("place").forward_fill() + 1
    rows = rows.with_columns(streak.cast(pl.Int32).alias("streak")).drop("place")
    return rows.filter(pl.col("at").is_not_null()) if other_days.height else rows


def _pairs(commits: pl.DataFrame, co_authors: pl.DataFrame, bots: pl.Series) -> pl.DataFrame:
    """Everybody a commit names, paired with everybody else it names. A bot's commit pairs nobody."""
    named = co_authors.filter(~pl.col("developer").is_in(bots.implode()))
    shared = commits.select("commit", "repository", "at", "day", "author").join(
        named.select("commit"), on="commit", how="semi"
    )
    hands = pl.concat([shared.select("commit", person="author"), named.select("commit", person="developer")]).unique()
    return (
        shared.drop("author")
        .join(hands.rename({"person": "author"}), on="commit")
        .join(hands.rename({"person": "other"}), on="commit")
        .filter(pl.col("author") != pl.col("other"))
    )
