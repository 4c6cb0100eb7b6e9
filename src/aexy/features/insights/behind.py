"""What the rows behind a number look like: commits, pull requests, reviews, or who met whom; and in which words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import polars as pl

from aexy.features.insights import rows
from aexy.features.insights.schemas import Column
from aexy.kernel.facts import Fact
from aexy.kernel.metric import Level, Metric
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

Row = Mapping[str, Any]
SHORT_SHA = 12
_AUTHOR_BITS = 24  # more people than anybody has


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row: its columns, what it can be sorted by, what tells rows apart, and how a row is said.

    `row` is a whole number no other row of the kind has. `keys` names the columns whose words are looked up.
    """

    columns: tuple[Column, ...]
    sorts: Mapping[str, pl.Expr]
    row: pl.Expr
    say: Callable[[Row, "Words"], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Words:
    """What commits, pull requests and people are called."""

    commits: Mapping[int, Row]
    pulls: Mapping[int, Row]
    people: Mapping[int, Row]

    def person(self, key: int | None) -> str | None:
        """A person's name; None for nobody known."""
        found = self.people.get(key) if key is not None else None
        return plain(found["name"]) if found else None

    def of_pull(self, key: int | None) -> dict[str, Any]:
        """What a pull request is recognised by."""
        found = self.pulls.get(key) if key is not None else None
        if found is None:
            return {"number": None, "title": None, "repository": None, "url": None}
        return {
            "number": f"#{found['number']}",
            "title": plain(found["title"]),
            "repository": plain(found["repository"]),
            "url": found["url"],
        }


async def read_words(connection: Connection, page: Sequence[Row], now: datetime) -> Words:
    """Look up what the rows of a page are called, each kind of thing in one statement."""

    def keys(*columns: str) -> list[int]:
        return sorted({row[column] for row in page for column in columns if row.get(column) is not None})

    return Words(
        await rows.commits(connection, keys("commit")),
        await rows.pulls(connection, keys("pull")),
        await rows.names(connection, Level.DEVELOPER, keys("author", "other"), now),
    )


def _text(key: str, title: str) -> Column:
    return Column(key=key, title=title, unit=None, kind="text")


def _instant(title: str) -> Column:
    return Column(key="at", title=title, unit=None, kind="instant")


def _number(key: str, title: str, unit: str | None) -> Column:
    return Column(key=key, title=title, unit=unit, kind="number")


def _flag(key: str, title: str) -> Column:
    return Column(key=key, title=title, unit=None, kind="flag")


_AT = {"at": pl.col("at").dt.epoch("us")}


def _say_commit(row: Row, words: Words) -> dict[str, Any] | None:
    found = words.commits.get(row["commit"])
    if found is None:
        return None
    at: datetime = row["at"].replace(tzinfo=UTC)
    return {
        "sha": found["sha"][:SHORT_SHA],
        "subject": plain(found["subject"]),
        "repository": plain(found["repository"]),
        "author": plain(found["author"] or ""),
        "at": at.astimezone(timezone(timedelta(minutes=row["offset_minutes"]))).isoformat(),
        "lines_added": row["lines_added"],
        "lines_removed": row["lines_removed"],
    }


COMMITS = Kind(
    (
        Column(key="sha", title="Commit", unit=None, kind="sha"),
        _text("subject", "Subject"),
        _text("repository", "Repository"),
        _text("author", "Author"),
        _instant("Author's time"),
        _number("lines_added", "Added", "lines"),
        _number("lines_removed", "Removed", "lines"),
    ),
    {**_AT, "lines_added": pl.col("added"), "lines_removed": pl.col("removed"), "size": pl.col("size")},
    pl.col("commit"),
    _say_commit,
)


def _pulls(who: str, when: str, *own: Column) -> Kind:
    """Rows of pull requests with the columns that matter to the number; hours to a hundredth."""

    def say(row: Row, words: Words) -> dict[str, Any]:
        values = {c.key: round(row[c.key], 2) if isinstance(row[c.key], float) else row[c.key] for c in own}
        return {**words.of_pull(row["pull"]), "author": words.person(row["author"]), "at": _utc(row["at"]), **values}

    numbers = {column.key: (pl.col(column.key) * 1000) for column in own if column.kind == "number"}
    columns = (_text("number", "No."), _text("title", "Pull request"), _text("repository", "Repository"))
    person = _text("author", who)
    key = pl.col("pull") * (1 << _AUTHOR_BITS) + pl.col("author").cast(pl.Int64)
    return Kind((*columns, person, _instant(when), *own), {**_AT, **numbers}, key, say)


def _utc(at: datetime) -> str:
    return at.replace(tzinfo=UTC).isoformat()


def _say_review(row: Row, words: Words) -> dict[str, Any]:
    said = {"state": row.get("state"), "comments": row.get("comments")}
    other = words.person(row.get("other"))
    return {
        **words.of_pull(row["pull"]),
        "author": words.person(row["author"]),
        "other": other,
        "at": _utc(row["at"]),
        "is_given": row.get("is_given"),
        "owns": row.get("owns"),
        **said,
    }


def _reviews(who: str, *own: Column) -> Kind:
    columns = (_text("number", "No."), _text("title", "Pull request"), _text("repository", "Repository"))
    numbers = {column.key: pl.col(column.key) for column in own if column.kind == "number"}
    key = pl.col("review") * (1 << _AUTHOR_BITS) + pl.col("author").cast(pl.Int64)
    return Kind((*columns, _text("author", who), _instant("Submitted"), *own), {**_AT, **numbers}, key, _say_review)


def _say_meeting(row: Row, words: Words) -> dict[str, Any]:
    commit = words.commits.get(row["commit"]) if row["commit"] is not None else None
    pull = words.of_pull(row["pull"])
    return {
        "author": words.person(row["author"]),
        "other": words.person(row["other"]),
        "over": "a review" if commit is None else "a commit",
        "subject": plain(commit["subject"]) if commit else pull["title"],
        "repository": plain(commit["repository"]) if commit else pull["repository"],
        "at": _utc(row["at"]),
    }


def _say_act(row: Row, words: Words) -> dict[str, Any]:
    return {"author": words.person(row["author"]), "at": _utc(row["at"])}


_MEETINGS = Kind(
    (
        _text("author", "Person"),
        _text("other", "Met"),
        _text("over", "Over"),
        _text("subject", "Subject"),
        _text("repository", "Repository"),
        _instant("When"),
    ),
    _AT,
    pl.struct("author", "other", "at", "commit", "review").rank("ordinal").cast(pl.Int64),
    _say_meeting,
)
_ACTS = Kind(
    (_text("author", "Person"), _instant("When")),
    _AT,
    pl.struct("author", "at", "slot").rank("ordinal").cast(pl.Int64),
    _say_act,
)
_OF_MERGED = (
    _number("size", "Size", "lines"),
    _flag("is_providers_size", "With generated files"),
    _number("cycle_hours", "Cycle", "hours"),
    _number("first_commit_hours", "From first commit", "hours"),
    _number("coding_hours", "Coding", "hours"),
    _number("pickup_hours", "Pickup", "hours"),
    _number("review_hours", "Review", "hours"),
    _number("merge_hours", "Merge", "hours"),
    _number("deploy_hours", "Deploy", "hours"),
    _flag("is_self_merged", "Merged alone"),
    _flag("crosses_team", "Another team's"),
)
_BESIDE = {"size": ("is_providers_size",)}
_KINDS: Mapping[Fact, Kind] = {
    Fact.COMMITS: COMMITS,
    Fact.PAIRS: _MEETINGS,
    Fact.ACTS: _ACTS,
    Fact.CLOSED: _pulls("Author", "Closed", _flag("is_merged", "Merged")),
    Fact.RESPONDED: _pulls("Author", "First review", _number("response_hours", "Waited", "hours")),
    Fact.REVIEWED: _pulls("Author", "First review", _flag("is_reworked", "Changed after it")),
    Fact.ANSWERS: _pulls("Reviewer", "First review", _number("hours", "Took", "hours")),
    Fact.ASKED: _pulls("Asked", "First asked", _flag("is_answered", "Reviewed")),
    Fact.REACH: _pulls("Person", "Opened", _flag("has_reviewed", "Reviewed")),
    Fact.GIVEN: _reviews("Reviewer", _text("state", "Said"), _number("comments", "Remarks", "count")),
    Fact.RECEIVED: _reviews("Author", _text("other", "Reviewer"), _text("state", "Said")),
    Fact.EXCHANGES: _reviews("Person", _flag("is_given", "Given"), _flag("owns", "Main author of a file")),
}


def kind_of(metric: Metric) -> Kind:
    """The kind of row behind a metric. Of merged pull requests, which many numbers rest on, the columns it reads."""
    if metric.facts is not Fact.MERGED:
        return _KINDS[metric.facts]
    read = metric.value.columns & {column.key for column in _OF_MERGED} or frozenset({"size", "cycle_hours"})
    shown = read.union(*(_BESIDE.get(key, ()) for key in read))
    return _pulls("Author", "Merged", *(column for column in _OF_MERGED if column.key in shown))
