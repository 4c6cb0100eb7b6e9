"""What a row of the `pull_requests` stream says: a pull request as GraphQL gives it, with all that came along."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from aexy.kernel.activity import (
    Gone,
    MergeMethod,
    PullCommit,
    PullRequest,
    Record,
    Reference,
    Review,
    ReviewState,
    SameAs,
    Who,
    Whole,
)
from aexy.kernel.activity.changes import PullEvent
from aexy.sources.contract import Scope
from aexy.sources.github import folk
from aexy.sources.github.folk import ACTOR, actor, clean, clean_or_none, signature
from aexy.sources.github.reading_events import EVENT, events, ready_at
from aexy.sources.github.shapes import (
    Shape,
    at,
    big,
    flag,
    instant,
    many,
    maybe,
    maybe_at,
    maybe_number,
    maybe_one,
    maybe_text,
    nodes,
    number,
    one,
    sha,
    shas,
    text,
)

Row = Mapping[str, Any]

_COMMIT: Shape = one(
    "commit",
    shas("oid")
    + at("authoredDate", "committedDate")
    + text("messageHeadline")
    + maybe_one("author", maybe_text("name", "email", "date") + maybe_one("user", ACTOR)),
)
_REVIEW: Shape = (
    big("fullDatabaseId")
    + text("state", "body")
    + maybe_at("submittedAt")
    + at("updatedAt")
    + maybe_one("author", ACTOR)
    + maybe_one("commit", shas("oid"))
    + one("comments", number("totalCount"))
)
PULL: Shape = (
    number("number", "additions", "deletions", "changedFiles")
    + big("fullDatabaseId")
    + text("title", "body", "url", "headRefName", "baseRefName")
    + at("createdAt", "updatedAt")
    + maybe_at("closedAt", "mergedAt")
    + flag("isDraft", "isCrossRepository")
    + shas("headRefOid", "baseRefOid")
    + maybe_one("author", ACTOR)
    + maybe_one("mergedBy", ACTOR)
    + maybe_one("milestone", text("title"))
    + maybe_one("mergeCommit", shas("oid") + at("authoredDate") + one("parents", number("totalCount")))
    + one("comments", number("totalCount"))
    + nodes("labels", text("name"))
    + one("commits", number("totalCount") + many("nodes", _COMMIT))
    + nodes("reviews", _REVIEW)
    + nodes("timelineItems", EVENT)
    + nodes("closingIssuesReferences", number("number") + one("repository", maybe_number("databaseId")))
)
GONE: Shape = number("number") + at("gone_at")

_STATES: dict[str, ReviewState] = {
    "APPROVED": "approved", "CHANGES_REQUESTED": "changes_requested", "COMMENTED": "commented",
    "DISMISSED": "dismissed", "PENDING": "pending",
}  # fmt: skip


def review_state(said: str) -> ReviewState:
    """A review's state in our words; one that GitHub invents later says nothing but that somebody looked."""
    return _STATES.get(said.upper(), "commented")


def gone_pull(row: Row, scope: Scope) -> Iterator[Record]:
    """A pull request that was asked for and is not there."""
    yield Gone("pull_request", f"{scope.external_id}#{row['number']}", instant(row["gone_at"]), row["number"])


def pull(row: Row, scope: Scope) -> list[Record]:
    """A pull request and all its children."""
    before, number_, version = folk.prefix(scope), row["number"], instant(row["updatedAt"])
    timeline, reviews = row["timelineItems"]["nodes"], row["reviews"]["nodes"]
    records: list[Record] = [_pull(row, before, number_, version)]
    records += _commits(row["commits"]["nodes"], before, number_)
    records += _reviews(reviews, before, number_)
    records += _ends(row, before, number_)
    records += events(timeline, before, number_, records[0].merged_at)  # type: ignore[union-attr] # the pull request
    records += _references(row, number_)
    records += [
        Whole("fields", number_, version), Whole("events", number_, version), Whole("commits", number_, version),
        Whole("reviews", number_, version), Whole("review_requests", number_, version),
        Whole("comments", number_, version),
    ]  # fmt: skip
    return records


def _pull(row: Row, before: str, number_: int, version: datetime) -> PullRequest:
    opened_at, merge, milestone = instant(row["createdAt"]), row["mergeCommit"], row["milestone"]
    merged_at, reviews = maybe(row["mergedAt"]), row["reviews"]["nodes"]
    return PullRequest(
        number_, str(row["fullDatabaseId"]), version, clean(row["title"]), opened_at, actor(row["author"], before),
        clean(row["body"]), row["url"], row["isDraft"],
        ready_at(row["timelineItems"]["nodes"], opened_at, is_draft=row["isDraft"]), maybe(row["closedAt"]),
        merged_at, actor(row["mergedBy"], before), bytes.fromhex(merge["oid"]) if merge and merged_at else None,
        _method(merge, row["commits"]["nodes"]) if merge and merged_at else None,
        row["headRefName"], row["baseRefName"], sha(row["headRefOid"]), sha(row["baseRefOid"]),
        row["isCrossRepository"], row["additions"], row["deletions"], row["changedFiles"],
        row["commits"]["totalCount"], row["comments"]["totalCount"],
        sum([each["comments"]["totalCount"] for each in reviews]),
        tuple(sorted(each["name"] for each in row["labels"]["nodes"])), clean_or_none(milestone and milestone["title"]),
    )  # fmt: skip


def _method(merge: Row, commits: list[Row]) -> MergeMethod:
    """How it was merged: a merge commit has two parents, a rebase keeps the author's time, a squash makes it new."""
    if merge["parents"]["totalCount"] > 1:
        return "merge"
    last = commits[-1]["commit"] if commits else None
    return "rebase" if last and last["authoredDate"] == merge["authoredDate"] else "squash"


def _commits(commits: list[Row], before: str, number_: int) -> Iterator[Record]:
    for position, each in enumerate(commits):
        commit = each["commit"]
        author = commit["author"]
        signed = signature(author["name"], author["email"]) if author else None
        yield PullCommit(
            number_, bytes.fromhex(commit["oid"]), position, instant(commit["authoredDate"]),
            _offset(author["date"]) if author else None, instant(commit["committedDate"]), signed,
            clean(commit["messageHeadline"]),
        )  # fmt: skip
        if signed and author["user"] and (account := actor(author["user"], before)):
            yield _same(signed, account)


@lru_cache(maxsize=50_000)
def _same(signed: Who, account: Who) -> SameAs:
    return SameAs(signed, account, "GitHub shows commits with this signature as this account's")


def _offset(date: str | None) -> int | None:
    """Minutes ahead of UTC, from `2025-03-04T10:12:00+01:00`."""
    ahead = datetime.fromisoformat(date).utcoffset() if date else None
    return None if ahead is None else ahead // timedelta(minutes=1)


def _reviews(reviews: list[Row], before: str, number_: int) -> Iterator[Record]:
    for each in reviews:
        external_id, commit = str(each["fullDatabaseId"]), each["commit"]
        who, submitted = actor(each["author"], before), maybe(each["submittedAt"])
        yield Review(
            number_, external_id, instant(each["updatedAt"]), review_state(each["state"]), who, submitted,
            clean(each["body"]), bytes.fromhex(commit["oid"]) if commit else None, each["comments"]["totalCount"],
        )  # fmt: skip
        if submitted is not None:
            yield PullEvent(number_, "reviewed", submitted, external_id, who)


def _ends(row: Row, before: str, number_: int) -> Iterator[Record]:
    """How it began and how it ended, under names that a web hook can know as well."""
    yield PullEvent(number_, "opened", instant(row["createdAt"]), "opened", actor(row["author"], before))
    if row["mergedAt"] is not None:
        yield PullEvent(number_, "merged", instant(row["mergedAt"]), "merged", actor(row["mergedBy"], before))


def _references(row: Row, number_: int) -> Iterator[Record]:
    for issue in row["closingIssuesReferences"]["nodes"]:
        if (repository := issue["repository"]["databaseId"]) is not None:
            yield Reference(number_, f"{repository}#{issue['number']}", "closing_reference")
