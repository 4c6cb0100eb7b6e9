"""Pull requests ready to be counted: who proposed, who reviewed, how long each stage took, who met whom over it.

A review is one submitted by a human other than the author of the pull request. What cannot be known is null, so that a
mean leaves it out by itself; a span that would be negative is not known either.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from aexy.kernel.crossing import crosses_team
from aexy.kernel.facts import Fact, Facts
from aexy.kernel.periods import Clock
from aexy.kernel.reaching import reach

_SLOT_SECONDS = 1800
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_HOURS_A_MICROSECOND = 1 / 3_600_000_000


@dataclass(frozen=True, slots=True)
class _Pulls:
    """What all tables are made of: pull requests by people, with the instants others give them; all reviews."""

    proposed: pl.DataFrame
    reviews: pl.DataFrame
    answers: pl.DataFrame


def pull_tables(facts: Facts, bots: pl.Series, clock: Clock) -> dict[Fact, pl.DataFrame]:
    """Every table that comes from pull requests; of `PAIRS` and `ACTS` the part that does."""
    if facts.pulls.is_empty() and facts.remarks.is_empty():
        return _nothing(clock.zone)
    return _tables(facts, bots, clock)


@lru_cache(maxsize=8)
def _nothing(zone: ZoneInfo) -> dict[Fact, pl.DataFrame]:
    """The tables of a history that nobody ever proposed anything for."""
    return _tables(Facts(), pl.Series([], dtype=pl.Int32), Clock(_ANY_TIME, zone))


def _tables(facts: Facts, bots: pl.Series, clock: Clock) -> dict[Fact, pl.DataFrame]:
    is_bot = pl.col("author").is_in(bots.implode()).fill_null(value=False)
    pulls = _read(facts, facts.pulls.with_columns(is_bot=is_bot))
    placed = {
        Fact.MERGED: _merged(pulls, facts),
        Fact.CLOSED: _closed(pulls),
        Fact.RESPONDED: _responded(pulls),
        Fact.REVIEWED: _reviewed(pulls, facts),
        Fact.GIVEN: _given(pulls),
        Fact.RECEIVED: _received(pulls),
        Fact.ANSWERS: pulls.answers,
        Fact.ASKED: _asked(pulls, facts),
        Fact.REACH: reach(pulls.proposed, pulls.reviews, facts.presence),
        Fact.EXCHANGES: _exchanges(pulls, facts),
        Fact.PAIRS: _met(pulls),
    }
    day = pl.col("at").dt.convert_time_zone(clock.zone.key).dt.date().alias("day")
    tables = {fact: table.with_columns(day) for fact, table in placed.items()}
    pairs = ("author", "other", "repository", "at", "day", "commit", "review", "pull")
    return {**tables, Fact.PAIRS: tables[Fact.PAIRS].select(pairs), Fact.ACTS: _acts(pulls, facts, clock, day)}


def _read(facts: Facts, pulls: pl.DataFrame) -> _Pulls:
    ready = pl.max_horizontal("opened", "ready").alias("begun")  # opened where it is not known
    whole = pulls.with_columns(ready)
    whose = whole.select("pull", "repository", "begun", "is_bot", proposer="author")
    others = pl.col("proposer").is_null() | (pl.col("reviewer") != pl.col("proposer"))
    reviews = facts.reviews.join(whose, on="pull").filter(others)
    remarks = facts.remarks.filter("on_lines").join(whose.select("pull", "proposer"), on="pull")
    remarks = remarks.filter(pl.col("proposer").is_null() | (pl.col("author") != pl.col("proposer")))
    said = pl.concat([reviews.select("pull", "at"), remarks.select("pull", "at")])
    approved = reviews.filter(pl.col("state") == "approved")
    dated = (
        whole.join(said.group_by("pull").agg(responded=pl.col("at").min()), on="pull", how="left")
        .join(reviews.group_by("pull").agg(reviewed=pl.col("at").min()), on="pull", how="left")
        .join(approved.group_by("pull").agg(approved=pl.col("at").max()), on="pull", how="left")
        .join(facts.pull_commits.group_by("pull").agg(written=pl.col("authored").min()), on="pull", how="left")
        .with_columns(pl.when("commits_known").then("written").alias("written"))
    )
    # In one order whatever order they came in: the last digit of a sum of fractions depends on it.
    proposed = dated.filter(pl.col("author").is_not_null() & ~pl.col("is_bot")).sort("pull")
    return _Pulls(proposed, reviews, _answers(reviews, facts.requests))


def _hours(since: str, until: str) -> pl.Expr:
    """Hours from one instant to another; null where one is missing, or they come the other way round."""
    span = (pl.col(until) - pl.col(since)).dt.total_microseconds()
    # Polars divides many by one number otherwise than one: the last digit would depend on how many there are.
    return pl.when(span >= 0).then((span * _HOURS_A_MICROSECOND).round(10))


def _merged(pulls: _Pulls, facts: Facts) -> pl.DataFrame:
    rows = pulls.proposed.filter(pl.col("merged").is_not_null()).with_columns(at="merged")
    was_approved = pl.col("approved").is_not_null()
    approval = pl.col("merged_by") == pl.col("author")
    stages = rows.with_columns(_stages())
    counted = stages.select(
        "pull",
        "author",
        "repository",
        "at",
        "opened",
        _hours("begun", "merged").alias("cycle_hours"),
        _hours("written", "merged").alias("first_commit_hours"),
        pl.when("commits_known").then(_hours("e0", "e1")).alias("coding_hours"),
        _hours("e1", "e2").alias("pickup_hours"),
        _hours("e2", "e3").alias("review_hours"),
        _hours("e3", "merged").alias("merge_hours"),
        _hours("merged", "deployed").alias("deploy_hours"),
        pl.coalesce("lines", "provider_lines").alias("size"),
        (pl.col("lines").is_null() & pl.col("provider_lines").is_not_null()).alias("is_providers_size"),
        pl.when(was_approved).then(pl.lit(value=False)).otherwise(approval).alias("is_self_merged"),
    )
    return counted.with_columns(crosses_team(counted, facts.owners, facts.memberships))


def _stages() -> list[pl.Expr]:
    """The instants between the stages, each no earlier than the one before and no later than the merge.

    A missing event takes the place of the one before it: its stage has no width, and the stages still add up.
    """
    start = pl.min_horizontal("written", "opened")
    instants = [start]
    for event in ("begun", "responded", "approved"):
        later = pl.max_horizontal(instants[-1], pl.col(event))  # nulls are left out
        instants.append(pl.min_horizontal(later, pl.col("merged")))
    return [instant.alias(f"e{place}") for place, instant in enumerate(instants)]


def _closed(pulls: _Pulls) -> pl.DataFrame:
    rows = pulls.proposed.with_columns(at=pl.coalesce("merged", "closed"))
    is_merged = pl.col("merged").is_not_null().alias("is_merged")
    return rows.filter(pl.col("at").is_not_null()).select("pull", "author", "repository", "at", "opened", is_merged)


def _responded(pulls: _Pulls) -> pl.DataFrame:
    """Hours need to know when it was ready: what was still a draft has none."""
    rows = pulls.proposed.filter(pl.col("responded").is_not_null())
    hours = pl.when(pl.col("ready").is_not_null()).then(_hours("begun", "responded")).alias("response_hours")
    return rows.select("pull", "author", "repository", pl.col("responded").alias("at"), "opened", hours)


def _reviewed(pulls: _Pulls, facts: Facts) -> pl.DataFrame:
    """Reworked: a commit after the first review, before the last approval, else the merge, else its end or today."""
    rows = pulls.proposed.filter(pl.col("reviewed").is_not_null())
    until = pl.coalesce("approved", "merged", "closed")
    bounds = rows.select("pull", "reviewed", until.alias("until"))
    later = facts.pull_commits.join(bounds, on="pull").filter(
        (pl.col("committed") > pl.col("reviewed"))
        & (pl.col("until").is_null() | (pl.col("committed") < pl.col("until")))
    )
    again = pl.when("commits_known").then(pl.col("pull").is_in(later["pull"].unique().implode()))
    at = pl.col("reviewed").alias("at")
    return rows.select("pull", "author", "repository", at, "opened", again.alias("is_reworked"))


def _given(pulls: _Pulls) -> pl.DataFrame:
    return pulls.reviews.select("review", "pull", "repository", "at", "state", "comments", author="reviewer")


def _received(pulls: _Pulls) -> pl.DataFrame:
    rows = pulls.reviews.filter(pl.col("proposer").is_not_null() & ~pl.col("is_bot"))
    return rows.select("review", "pull", "repository", "at", "state", author="proposer", other="reviewer")


def _answers(reviews: pl.DataFrame, requests: pl.DataFrame) -> pl.DataFrame:
    """Each reviewer's first review of a pull request, and the hours since they were first asked, else it was ready."""
    first = reviews.sort("at", "review").group_by("pull", "reviewer", maintain_order=True).first()
    asked = (
        requests.join(first.select("pull", "reviewer", answered="at"), on=["pull", "reviewer"])
        .filter(pl.col("at") <= pl.col("answered"))
        .group_by("pull", "reviewer")
        .agg(asked=pl.col("at").min())
    )
    since = pl.coalesce("asked", "begun").alias("since")
    rows = first.join(asked, on=["pull", "reviewer"], how="left").sort("review").with_columns(since)
    hours = _hours("since", "at").alias("hours")
    return rows.select("pull", "review", "repository", "at", "since", hours, author="reviewer")


def _asked(pulls: _Pulls, facts: Facts) -> pl.DataFrame:
    """Each person asked for a review of a pull request, once, and whether they gave one after that."""
    kept = facts.requests.filter(pl.col("withdrawn").is_null())
    first = kept.group_by("pull", "reviewer").agg(pl.col("at").min())
    last = pulls.reviews.group_by("pull", "reviewer").agg(last=pl.col("at").max())
    places = facts.pulls.select("pull", "repository")
    rows = first.join(places, on="pull").join(last, on=["pull", "reviewer"], how="left")
    is_answered = (pl.col("last") >= pl.col("at")).fill_null(value=False).alias("is_answered")
    return rows.select("pull", "repository", "at", is_answered, author="reviewer")


def _exchanges(pulls: _Pulls, facts: Facts) -> pl.DataFrame:
    given = _given(pulls).join(facts.owned, on="review", how="left").with_columns(is_given=pl.lit(value=True))
    received = _received(pulls).with_columns(is_given=pl.lit(value=False), owns=pl.lit(None, pl.Boolean))
    columns = ("review", "pull", "author", "repository", "at", "is_given", "owns")
    both = pl.concat([given.select(columns), received.select(columns)])
    known, owned = pl.col("is_given") & pl.col("owns").is_not_null(), pl.col("is_given") & pl.col("owns")
    which = (pl.when(those).then("pull").alias(f"pull_{name}") for name, those in (("known", known), ("owned", owned)))
    return both.with_columns(which)


def _met(pulls: _Pulls) -> pl.DataFrame:
    """Who reviews and who is reviewed have met, both ways."""
    rows = _received(pulls).with_columns(commit=pl.lit(None, pl.Int64))
    columns = ("author", "other", "repository", "at", "commit", "review", "pull")
    back = rows.rename({"author": "other", "other": "author"})
    return pl.concat([rows.select(columns), back.select(columns)])


def _acts(pulls: _Pulls, facts: Facts, clock: Clock, day: pl.Expr) -> pl.DataFrame:
    """Reviews and remarks by the half-hour, on the clock of their author: the schedule's, else the workspace's."""
    reviews = pulls.reviews.select("repository", "at", author="reviewer")
    remarks = facts.remarks.join(facts.pulls.select("pull", "repository"), on="pull", how="left")
    rows = pl.concat([reviews.select("author", "repository", "at"), remarks.select("author", "repository", "at")])
    zones = facts.schedules.select(pl.col("developer").alias("author"), "zone")
    zoned = rows.join(zones, on="author", how="left").with_columns(pl.col("zone").fill_null(clock.zone.key))
    local = [_local(part, zone) for (zone,), part in zoned.partition_by("zone", as_dict=True).items()]
    placed = pl.concat(local) if local else zoned.with_columns(pl.lit(None, pl.Int32).alias("slot"))
    known = pl.lit(value=True).alias("hour_known")
    return placed.with_columns(day, known).select("author", "repository", "at", "day", "slot", "hour_known")


def _local(rows: pl.DataFrame, zone: str) -> pl.DataFrame:
    there = pl.col("at").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return rows.with_columns((there.dt.epoch("s") // _SLOT_SECONDS).cast(pl.Int32).alias("slot"))
