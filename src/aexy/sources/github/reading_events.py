"""What happened to a pull request, from its timeline: events, review requests, and what was said below it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from aexy.kernel.activity import Comment, PullEvent, PullEventKind, Record, ReviewRequest
from aexy.sources.github.folk import ACTOR, actor, clean, slug
from aexy.sources.github.shapes import Shape, at, at_times, big, instant, maybe_one, maybe_text, perhaps, shas, text

Row = Mapping[str, Any]

_OWN: Shape = at_times(text("id", "body", "previousTitle") + at("createdAt", "updatedAt") + big("fullDatabaseId"))
_REST: Shape = perhaps(
    maybe_one("actor", ACTOR)
    + maybe_one("author", ACTOR)
    + maybe_one("requestedReviewer", ACTOR)
    + maybe_one("assignee", ACTOR)
    + maybe_one("label", text("name"))
    + maybe_one("afterCommit", shas("oid"))
    + maybe_one("deployment", maybe_text("latestEnvironment"))
    + maybe_one("review", big("fullDatabaseId"))
)
EVENT: Shape = text("__typename") + _OWN + _REST

_KINDS: dict[str, PullEventKind] = {
    "ReadyForReviewEvent": "ready", "ConvertToDraftEvent": "converted_to_draft",
    "ReviewRequestedEvent": "review_requested", "ReviewRequestRemovedEvent": "review_request_removed",
    "ReviewDismissedEvent": "review_dismissed", "HeadRefForcePushedEvent": "force_pushed",
    "HeadRefDeletedEvent": "head_ref_deleted", "ClosedEvent": "closed", "ReopenedEvent": "reopened",
    "LabeledEvent": "labeled", "UnlabeledEvent": "unlabeled", "AssignedEvent": "assigned",
    "UnassignedEvent": "unassigned", "RenamedTitleEvent": "renamed", "DeployedEvent": "deployed",
}  # fmt: skip
# Merging writes a closing into the timeline as well, a moment later: that is not an end of its own.
_SAME_MOMENT = timedelta(seconds=10)


def ready_at(timeline: Iterable[Row], opened_at: datetime, *, is_draft: bool) -> datetime | None:
    """When it could be reviewed: the first ready event of one that began as a draft, else when it was opened."""
    for item in timeline:
        kind = item["__typename"]
        if kind == "ReadyForReviewEvent":
            return instant(item["createdAt"])
        if kind == "ConvertToDraftEvent":
            return opened_at
    return None if is_draft else opened_at


def events(timeline: Iterable[Row], before: str, number: int, merged_at: datetime | None) -> Iterator[Record]:
    """The timeline of a pull request; what this version does not know is passed over, it is in the raw page."""
    asked: list[Row] = []
    taken_back: dict[str, datetime] = {}
    for item in timeline:
        typename = item["__typename"]
        if typename == "IssueComment":
            yield from _comment(item, before, number)
            continue
        kind = _KINDS.get(typename)
        if kind is None:
            continue
        when = instant(item["createdAt"])
        if kind == "closed" and merged_at is not None and abs(when - merged_at) <= _SAME_MOMENT:
            continue
        subject = item.get("requestedReviewer") or item.get("assignee")
        who = actor(subject, before) if subject else None
        yield PullEvent(number, kind, when, item["id"], actor(item["actor"], before), who, _detail(item))
        if kind == "review_requested" and subject:
            asked.append(item)
        elif kind == "review_request_removed" and subject:
            for each in asked:
                if _is_of(each, subject):
                    taken_back.setdefault(each["id"], when)
    for item in asked:
        yield from _request(item, before, number, taken_back.get(item["id"]))


def _is_of(item: Row, subject: Row) -> bool:
    asked = item["requestedReviewer"]
    return all(asked.get(name) == subject.get(name) for name in ("__typename", "databaseId", "slug"))


def _request(item: Row, before: str, number: int, removed_at: datetime | None) -> Iterator[Record]:
    subject = item["requestedReviewer"]
    who, team = actor(subject, before), slug(subject)
    if who is not None or team is not None:
        asked_by = actor(item["actor"], before)
        yield ReviewRequest(number, item["id"], instant(item["createdAt"]), asked_by, who, team, removed_at)


def _comment(item: Row, before: str, number: int) -> Iterator[Record]:
    external_id, when = str(item["fullDatabaseId"]), instant(item["createdAt"])
    who = actor(item["author"], before)
    yield Comment(external_id, instant(item["updatedAt"]), when, number, None, who, clean(item["body"]))
    yield PullEvent(number, "commented", when, external_id, who)


def _detail(item: Row) -> str | None:
    """What an event is about, beside people: a label, a team, a commit, a title, an environment, a review."""
    if (label := item.get("label")) is not None:
        return clean(label["name"])
    if (reviewer := item.get("requestedReviewer")) is not None:
        return slug(reviewer)
    if (commit := item.get("afterCommit")) is not None:
        return str(commit["oid"])
    if (title := item.get("previousTitle")) is not None:
        return clean(title)
    if (deployment := item.get("deployment")) is not None:
        environment: str | None = deployment["latestEnvironment"]
        return environment
    review = item.get("review")
    return str(review["fullDatabaseId"]) if review else None
