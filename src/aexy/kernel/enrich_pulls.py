"""Pull requests ready to be counted: who proposed, who reviewed, how long each stage took, who met whom over it.

A review is one submitted by a human other than the author of the pull request. What cannot be known is null, so that a
mean leaves it out by itself; a span that would be negative is not known either. Tables are in an order of their own
whatever order the facts came in: the last digit of a sum of fractions depends on it.
"""

from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from aexy.kernel.crossing import crosses_team
from aexy.kernel.facts import Fact, Facts
from aexy.kernel.localtime import days_of, local
from aexy.kernel.matching import NOWHERE, Numbers, places_of
from aexy.kernel.pull_instants import (
    UNKNOWN,
    Flags,
    Pulls,
    earliest,
    first_known,
    flags,
    hours,
    in_order,
    instants,
    is_known,
    latest,
    moments,
)
from aexy.kernel.reaching import reach

_SLOT = 1_800_000_000  # microseconds


def pull_tables(facts: Facts, bots: pl.Series, zone: ZoneInfo) -> dict[Fact, pl.DataFrame]:
    """Every table that comes from pull requests; of `PAIRS` and `ACTS` the part that does."""
    if facts.pulls.is_empty() and facts.remarks.is_empty():
        return _nothing(zone)
    return _tables(facts, bots, zone)


@lru_cache(maxsize=8)
def _nothing(zone: ZoneInfo) -> dict[Fact, pl.DataFrame]:
    """The tables of a history that nobody ever proposed anything for."""
    return _tables(Facts(), pl.Series([], dtype=pl.Int32), zone)


def _tables(facts: Facts, bots: pl.Series, zone: ZoneInfo) -> dict[Fact, pl.DataFrame]:
    pulls = Pulls.of(facts, bots.to_numpy())
    reviews = _reviews(pulls, zone)
    given = reviews.select("review", "pull", "repository", "at", "state", "comments", "day", author="reviewer")
    received = _received(pulls, reviews)
    placed = {
        Fact.MERGED: _merged(pulls, facts),
        Fact.CLOSED: _closed(pulls),
        Fact.RESPONDED: _responded(pulls),
        Fact.REVIEWED: _reviewed(pulls, facts),
        Fact.ANSWERS: _answers(pulls, reviews, facts),
        Fact.ASKED: _asked(pulls, reviews, facts),
        Fact.ACTS: _acts(pulls, reviews, facts, zone),
    }
    return {
        **{fact: table.with_columns(days_of(table["at"], zone)) for fact, table in placed.items()},
        Fact.GIVEN: given,
        Fact.RECEIVED: received,
        Fact.EXCHANGES: _exchanges(given, received, facts),
        Fact.PAIRS: _met(received),
        Fact.REACH: _reach(pulls, reviews, facts, zone),
    }


def _reviews(pulls: Pulls, zone: ZoneInfo) -> pl.DataFrame:
    """Reviews by others, with the repository and the local day."""
    repositories = pulls.table["repository"].to_numpy()[pulls.reviewed_places]
    return pulls.reviews.with_columns(pl.Series("repository", repositories), days_of(pulls.reviews["at"], zone))


def _merged(pulls: Pulls, facts: Facts) -> pl.DataFrame:
    merged = pulls.instants("merged")
    which = pulls.proposed[merged[pulls.proposed] != UNKNOWN]
    merged, begun, written, approved = (each[which] for each in (merged, pulls.begun, pulls.written, pulls.approved))
    rows = pulls.rows(
        which, "pull", "author", "repository", "opened", "lines", "provider_lines", "merged_by", "deployed"
    )
    stages = _stages(pulls, which, merged)
    by, is_approved = rows["merged_by"], approved != UNKNOWN
    alone = (by == rows["author"]).fill_null(value=False).to_numpy() & ~is_approved
    is_whole = pulls.table["commits_known"].to_numpy()[which]
    counted = rows.select(
        "pull",
        "author",
        "repository",
        moments(merged).alias("at"),
        "opened",
        hours(begun, merged).alias("cycle_hours"),
        hours(written, merged).alias("first_commit_hours"),
        hours(stages[0], stages[1], is_whole).alias("coding_hours"),
        hours(stages[1], stages[2]).alias("pickup_hours"),
        hours(stages[2], stages[3]).alias("review_hours"),
        hours(stages[3], merged).alias("merge_hours"),
        hours(merged, instants(rows["deployed"])).alias("deploy_hours"),
        pl.coalesce("lines", "provider_lines").alias("size"),
        (pl.col("lines").is_null() & pl.col("provider_lines").is_not_null()).alias("is_providers_size"),
        flags(alone, by.is_not_null().to_numpy() | is_approved).alias("is_self_merged"),
    )
    return counted.with_columns(crosses_team(counted, facts.owners, facts.memberships))


def _stages(pulls: Pulls, which: Numbers, merged: Numbers) -> list[Numbers]:
    """The instants between the stages of those, up to the merge."""
    return in_order(
        pulls.started[which], (each[which] for each in (pulls.begun, pulls.responded, pulls.approved)), merged
    )


def _placed(pulls: Pulls, at: Numbers, **columns: pl.Series) -> pl.DataFrame:
    """A row for each proposed pull request that has such an instant."""
    is_there = at[pulls.proposed] != UNKNOWN
    which = pulls.proposed[is_there]
    rows = pulls.rows(which, "pull", "author", "repository", "opened").with_columns(moments(at[which]).alias("at"))
    found = (each.filter(pl.Series(is_there)).alias(name) for name, each in columns.items())
    return rows.select("pull", "author", "repository", "at", "opened").with_columns(found)


def _closed(pulls: Pulls) -> pl.DataFrame:
    merged = pulls.instants("merged")
    is_merged = pl.Series(merged[pulls.proposed] != UNKNOWN)
    return _placed(pulls, first_known(merged, pulls.instants("closed")), is_merged=is_merged)


def _responded(pulls: Pulls) -> pl.DataFrame:
    """Hours need to know when it was ready: what was still a draft has none."""
    is_ready = pulls.instants("ready")[pulls.proposed] != UNKNOWN
    took = hours(pulls.begun[pulls.proposed], pulls.responded[pulls.proposed], is_ready)
    return _placed(pulls, pulls.responded, response_hours=took)


def _reviewed(pulls: Pulls, facts: Facts) -> pl.DataFrame:
    """Reworked: a commit after the first review, before the last approval, else the merge, else its end or today."""
    until = first_known(pulls.approved, pulls.instants("merged"), pulls.instants("closed"))
    committed = instants(facts.pull_commits["committed"])
    places = places_of(pulls.keys, facts.pull_commits["pull"].to_numpy())
    told = (places != NOWHERE) & (committed != UNKNOWN)
    places, committed = places[told], committed[told]
    since, end = pulls.reviewed[places], until[places]
    again = np.zeros(pulls.keys.size, dtype=np.bool_)
    again[places[(since != UNKNOWN) & (committed > since) & ((end == UNKNOWN) | (committed < end))]] = True
    is_whole = pulls.table["commits_known"].to_numpy()[pulls.proposed]
    return _placed(pulls, pulls.reviewed, is_reworked=flags(again[pulls.proposed] & is_whole, is_whole))


def _received(pulls: Pulls, reviews: pl.DataFrame) -> pl.DataFrame:
    authors, places = pulls.authors, pulls.reviewed_places
    whose = pl.Series("author", authors.values[places])
    is_a_persons = pl.Series((is_known(authors) & ~pulls.is_bot)[places])
    rows = reviews.with_columns(whose).filter(is_a_persons)
    return rows.select("review", "pull", "repository", "at", "state", "author", "day", other="reviewer")


def _answers(pulls: Pulls, reviews: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Each reviewer's first review of a pull request, and the hours since they were first asked, else it was ready."""
    at, who, places = instants(reviews["at"]), reviews["reviewer"].to_numpy(), pulls.reviewed_places
    pairs = _pairs(places, who)
    keys = reviews["review"].to_numpy()
    order = np.lexsort((keys, at, pairs))
    heads = order[np.flatnonzero(_begins(pairs[order]))]
    requests = facts.requests
    asked = places_of(
        pairs[heads], _pairs(places_of(pulls.keys, requests["pull"].to_numpy()), requests["reviewer"].to_numpy())
    )
    when = instants(requests["at"])
    in_time = (asked != NOWHERE) & (when <= np.append(at[heads], UNKNOWN)[asked])
    since = first_known(earliest(heads.size, asked[in_time], when[in_time]), pulls.begun[places[heads]])
    in_turn = np.argsort(keys[heads])
    heads, since = heads[in_turn], since[in_turn]
    rows = reviews.select("pull", "review", "repository", "at", "reviewer")[pl.Series(heads.astype(np.uint32))]
    took = hours(since, at[heads]).alias("hours")
    return rows.select("pull", "review", "repository", "at", moments(since).alias("since"), took, author="reviewer")


def _asked(pulls: Pulls, reviews: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Each person asked for a review of a pull request, once, and whether they gave one after that."""
    kept = facts.requests.filter(pl.col("withdrawn").is_null())
    places = places_of(pulls.keys, kept["pull"].to_numpy())
    kept, places = kept.filter(pl.Series(places != NOWHERE)), places[places != NOWHERE]
    who, at = kept["reviewer"].to_numpy(), instants(kept["at"])
    pairs = _pairs(places, who)
    order = np.lexsort((at, pairs))
    heads = order[np.flatnonzero(_begins(pairs[order]))]
    theirs = places_of(pairs[heads], _pairs(pulls.reviewed_places, reviews["reviewer"].to_numpy()))
    last = latest(heads.size, theirs, instants(reviews["at"]))
    rows = kept.select("pull", "at", "reviewer")[pl.Series(heads.astype(np.uint32))]
    where = pl.Series("repository", pulls.table["repository"].to_numpy()[places[heads]])
    answered = pl.Series("is_answered", last >= at[heads])
    return rows.select("pull", where, "at", answered, author="reviewer")


def _pairs(places: Numbers, people: Numbers) -> Numbers:
    """A pull request and a person as one number."""
    return (places << 32) | people.astype(np.int64)


def _begins(numbers: Numbers) -> Flags:
    begins: Flags = np.append(True, numbers[1:] != numbers[:-1])[: numbers.size]
    return begins


def _exchanges(given: pl.DataFrame, received: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    columns = ("review", "pull", "author", "repository", "at", "is_given", "owns", "pull_known", "pull_owned", "day")
    gave = given.join(facts.owned, on="review", how="left") if facts.owned.height else given.with_columns(owns=_NULL)
    owned = (
        pl.when(pl.col("owns").is_not_null()).then("pull").alias("pull_known"),
        pl.when("owns").then("pull").alias("pull_owned"),
    )
    nothing = pl.lit(None, pl.Int64)
    gave = gave.with_columns(*owned, is_given=pl.lit(value=True))
    got = received.with_columns(is_given=pl.lit(value=False), owns=_NULL, pull_known=nothing, pull_owned=nothing)
    return pl.concat([gave.select(columns), got.select(columns)])


_NULL = pl.lit(None, pl.Boolean)


def _met(received: pl.DataFrame) -> pl.DataFrame:
    """Who reviews and who is reviewed have met, both ways."""
    rows = received.with_columns(commit=pl.lit(None, pl.Int64))
    columns = ("author", "other", "repository", "at", "day", "commit", "review", "pull")
    back = rows.rename({"author": "other", "other": "author"})
    return pl.concat([rows.select(columns), back.select(columns)])


def _reach(pulls: Pulls, reviews: pl.DataFrame, facts: Facts, zone: ZoneInfo) -> pl.DataFrame:
    proposed = pulls.rows(pulls.proposed, "pull", "author", "repository", "opened")
    dated = proposed.with_columns(days_of(proposed["opened"], zone))
    return reach(dated, reviews.select("pull", author="reviewer"), facts.presence)


def _acts(pulls: Pulls, reviews: pl.DataFrame, facts: Facts, zone: ZoneInfo) -> pl.DataFrame:
    """Reviews and remarks by the half-hour, on the clock of their author: the schedule's, else the workspace's."""
    places = places_of(pulls.keys, facts.remarks["pull"].fill_null(UNKNOWN).to_numpy())
    where = np.append(pulls.table["repository"].to_numpy(), 0).astype(np.int32)[places]
    known = places != NOWHERE
    repositories = pl.Series(where) if known.all() else pl.Series(where).set(pl.Series(~known), None)
    remarks = facts.remarks.select("author", repositories.alias("repository"), "at")
    rows = pl.concat(
        [reviews.select("repository", "at", author="reviewer").select("author", "repository", "at"), remarks]
    )
    at, who = instants(rows["at"]), rows["author"].to_numpy()
    there = local(at, zone)
    own = facts.schedules.drop_nulls("zone")
    for (name,), people in own.partition_by("zone", as_dict=True).items():
        theirs = np.isin(who, people["developer"].to_numpy())
        there = there.copy()
        there[theirs] = local(at[theirs], ZoneInfo(str(name)))
    slot = pl.Series("slot", (there // _SLOT).astype(np.int32))
    return rows.with_columns(slot, hour_known=pl.lit(value=True))
