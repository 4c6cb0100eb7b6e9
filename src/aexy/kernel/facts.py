"""The tables numbers are counted from, with column types. A database, a parser or a test can fill them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

import polars as pl

from aexy.kernel.errors import Unusable

Schema = Mapping[str, pl.DataType]

UTC_INSTANT = pl.Datetime("us", "UTC")
KIND = pl.Enum(["human", "bot", "agent"])


class Fact(StrEnum):
    """What a metric can be counted from: tables of facts, made ready by `enrich`."""

    COMMITS = "commits"  # counted commits · author · when they were written
    PAIRS = "pairs"  # two people who met over a commit or a review · either · then
    ACTS = "acts"  # commits, reviews and remarks · who did them · then
    MERGED = "merged"  # merged pull requests · author · merge
    CLOSED = "closed"  # merged and rejected pull requests · author · then
    RESPONDED = "responded"  # pull requests somebody responded to · author · first response
    REVIEWED = "reviewed"  # pull requests somebody reviewed · author · first review
    GIVEN = "given"  # reviews · reviewer · submission
    RECEIVED = "received"  # reviews · author of the pull request · submission
    ANSWERS = "answers"  # a pull request and one of its reviewers · reviewer · their first review
    ASKED = "asked"  # a pull request and somebody asked to review it · they · the first request
    REACH = "reach"  # a pull request and somebody at home in its repository · they · its opening
    EXCHANGES = "exchanges"  # reviews, once for who gave and once for who got them · either · submission


# One row per counted commit. `at` is where it stands in time, `offset_minutes` its author's distance from UTC.
# `additions` and `deletions` are git's own; `lines_added` and `lines_removed` the same without generated, vendored and
# lock files; all four are null at a shallow boundary. `hour_known` is false for squashes made by a provider's server.
COMMITS: Schema = {
    "commit": pl.Int64(),
    "repository": pl.Int32(),
    "author": pl.Int32(),
    "at": UTC_INSTANT,
    "offset_minutes": pl.Int16(),
    "hour_known": pl.Boolean(),
    "is_merge": pl.Boolean(),
    "is_revert": pl.Boolean(),
    "ai": pl.Boolean(),
    "additions": pl.Int32(),
    "deletions": pl.Int32(),
    "lines_added": pl.Int32(),
    "lines_removed": pl.Int32(),
}
# One row per person a commit names beside its author.
CO_AUTHORS: Schema = {"commit": pl.Int64(), "developer": pl.Int32()}
# One row per pull request. `author` and `merged_by` are null where nobody is known. `ready` is the first ready event of
# a draft, else the opening; null for what is still a draft, or not known. `lines` are added and removed without
# generated, vendored and lock files, of the commit or commits it became; `provider_lines` the provider's own total;
# each null where it is not known. `commits_known`: all of its commits are in `pull_commits`. `deployed`: the end of the
# first successful production deployment that brought its merge commit.
PULLS: Schema = {
    "pull": pl.Int64(),
    "repository": pl.Int32(),
    "author": pl.Int32(),
    "opened": UTC_INSTANT,
    "ready": UTC_INSTANT,
    "closed": UTC_INSTANT,
    "merged": UTC_INSTANT,
    "merged_by": pl.Int32(),
    "lines": pl.Int64(),
    "provider_lines": pl.Int64(),
    "commits_known": pl.Boolean(),
    "deployed": UTC_INSTANT,
}
STATE = pl.Enum(["approved", "changes_requested", "commented", "dismissed"])
# One row per submitted review. `comments` are the remarks on lines it came with, null where that is not known.
REVIEWS: Schema = {
    "review": pl.Int64(),
    "pull": pl.Int64(),
    "reviewer": pl.Int32(),
    "at": UTC_INSTANT,
    "state": STATE,
    "comments": pl.Int32(),
}
# One row per thing said by a person on or below a pull request or an issue (then `pull` is null). `on_lines`: a remark
# on lines, which is a response of a reviewer.
REMARKS: Schema = {"pull": pl.Int64(), "author": pl.Int32(), "at": UTC_INSTANT, "on_lines": pl.Boolean()}
# One row per person asked for a review; `withdrawn` is when the request was taken back.
REQUESTS: Schema = {"pull": pl.Int64(), "reviewer": pl.Int32(), "at": UTC_INSTANT, "withdrawn": UTC_INSTANT}
# One row per commit of a pull request.
PULL_COMMITS: Schema = {"pull": pl.Int64(), "authored": UTC_INSTANT, "committed": UTC_INSTANT}
# Who had a commit or a review where, by instants, in the ninety days before any of the facts here and within them.
PRESENCE: Schema = {"author": pl.Int32(), "repository": pl.Int32(), "at": UTC_INSTANT}
# Of reviews whose pull request's files are known: whether the reviewer is main author of one of them.
OWNED: Schema = {"review": pl.Int64(), "owns": pl.Boolean()}
# Which team owned a repository from when (null: always) until when (null: still).
OWNERS: Schema = {"repository": pl.Int32(), "team": pl.Int32(), "since": UTC_INSTANT, "until": UTC_INSTANT}
# Which repositories are a project's.
HOLDINGS: Schema = {"project": pl.Int32(), "repository": pl.Int32()}
# People with a week, holidays or a clock of their own: ISO weekdays and zone, each null where it is the workspace's.
SCHEDULES: Schema = {"developer": pl.Int32(), "working_days": pl.List(pl.Int8()), "zone": pl.String()}
# Local dates on which somebody does not work though their week says so: holidays and leave. Without a developer: the
# workspace, and everybody who is not in `schedules`.
DAYS_OFF: Schema = {"developer": pl.Int32(), "day": pl.Date()}
# From when on a repository's commits and pull requests are known (null: none are): nothing counted after that is 0.
COVERAGE: Schema = {"repository": pl.Int32(), "commits": UTC_INSTANT, "pulls": UTC_INSTANT}
# Who is no person. A developer that is not listed is human.
DEVELOPERS: Schema = {"developer": pl.Int32(), "kind": KIND}
# Who was in which team from when (null: always) until when (null: still).
MEMBERSHIPS: Schema = {"developer": pl.Int32(), "team": pl.Int32(), "joined": UTC_INSTANT, "left": UTC_INSTANT}
# Days (by the author's own clock) with a commit, outside `commits`, that may belong to the same streak.
OTHER_DAYS: Schema = {"author": pl.Int32(), "own_day": pl.Date()}

_DEFAULTS: Mapping[str, object] = {
    "offset_minutes": 0,
    "hour_known": True,
    "is_merge": False,
    "is_revert": False,
    "ai": False,
    "additions": None,
    "deletions": None,
    "joined": None,
    "left": None,
    "kind": "human",
    "ready": None,
    "closed": None,
    "merged": None,
    "merged_by": None,
    "lines": None,
    "provider_lines": None,
    "commits_known": False,
    "deployed": None,
    "comments": None,
    "on_lines": True,
    "withdrawn": None,
    "since": None,
    "until": None,
    "zone": None,
    "working_days": None,
    "pulls": None,
}


def _table(schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the kernel knows of a workspace, or of the part of it that matters."""

    commits: pl.DataFrame = field(default_factory=lambda: _table(COMMITS))
    co_authors: pl.DataFrame = field(default_factory=lambda: _table(CO_AUTHORS))
    developers: pl.DataFrame = field(default_factory=lambda: _table(DEVELOPERS))
    memberships: pl.DataFrame = field(default_factory=lambda: _table(MEMBERSHIPS))
    other_days: pl.DataFrame = field(default_factory=lambda: _table(OTHER_DAYS))
    pulls: pl.DataFrame = field(default_factory=lambda: _table(PULLS))
    reviews: pl.DataFrame = field(default_factory=lambda: _table(REVIEWS))
    remarks: pl.DataFrame = field(default_factory=lambda: _table(REMARKS))
    requests: pl.DataFrame = field(default_factory=lambda: _table(REQUESTS))
    pull_commits: pl.DataFrame = field(default_factory=lambda: _table(PULL_COMMITS))
    presence: pl.DataFrame = field(default_factory=lambda: _table(PRESENCE))
    owned: pl.DataFrame = field(default_factory=lambda: _table(OWNED))
    owners: pl.DataFrame = field(default_factory=lambda: _table(OWNERS))
    holdings: pl.DataFrame = field(default_factory=lambda: _table(HOLDINGS))
    schedules: pl.DataFrame = field(default_factory=lambda: _table(SCHEDULES))
    days_off: pl.DataFrame = field(default_factory=lambda: _table(DAYS_OFF))
    coverage: pl.DataFrame = field(default_factory=lambda: _table(COVERAGE))

    @classmethod
    def of(cls, **tables: pl.DataFrame) -> Self:
        """Build from frames whose columns are named as the schemas here; columns that have a default may be missing.

        Raises Unusable for a table or column that is missing or unknown.
        """
        for name in tables.keys() - SCHEMAS.keys():
            raise Unusable(
                f"There is no table of facts called {name!r}.", next_step=f"There are: {', '.join(SCHEMAS)}."
            )
        return cls(**{name: _shaped(name, frame) for name, frame in tables.items()})

    def with_other_days(self, days: pl.DataFrame) -> Self:
        """The same, knowing of these days as well."""
        return replace(self, other_days=_shaped("other_days", days))


SCHEMAS: Mapping[str, Schema] = {
    "commits": COMMITS,
    "co_authors": CO_AUTHORS,
    "developers": DEVELOPERS,
    "memberships": MEMBERSHIPS,
    "other_days": OTHER_DAYS,
    "pulls": PULLS,
    "reviews": REVIEWS,
    "remarks": REMARKS,
    "requests": REQUESTS,
    "pull_commits": PULL_COMMITS,
    "presence": PRESENCE,
    "owned": OWNED,
    "owners": OWNERS,
    "holdings": HOLDINGS,
    "schedules": SCHEDULES,
    "days_off": DAYS_OFF,
    "coverage": COVERAGE,
}


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    schema = SCHEMAS[name]
    missing = [column for column in schema if column not in frame.columns and column not in _DEFAULTS]
    if missing:
        raise Unusable(
            f"The table of {name} lacks {', '.join(missing)}.", next_step="Give every column its schema names."
        )
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(_DEFAULTS[column])).cast(dtype).alias(column)
        for column, dtype in schema.items()
    )
