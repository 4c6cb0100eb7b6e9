"""What rows about issues say, as GraphQL gives them (with their way) and as REST and web hooks do (without)."""

from collections.abc import Iterator, Mapping
from typing import Any

from aexy.kernel.activity import Gone, Issue, IssueKind, Record, StatusCategory, Transition, Whole
from aexy.sources.contract import Scope
from aexy.sources.github import folk
from aexy.sources.github.folk import ACTOR, USER, actor, clean, user
from aexy.sources.github.shapes import (
    Shape,
    at,
    at_times,
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
    perhaps,
    text,
)

Row = Mapping[str, Any]

_EVENT: Shape = (
    text("__typename")
    + at_times(text("id") + at("createdAt"))
    + perhaps(maybe_one("actor", ACTOR) + maybe_one("assignee", ACTOR) + maybe_text("stateReason"))
)
ISSUE: Shape = (
    number("number")
    + text("title", "body", "url", "state")
    + maybe_text("stateReason")
    + at("createdAt", "updatedAt")
    + maybe_at("closedAt")
    + maybe_one("author", ACTOR)
    + maybe_one("parent", number("number") + one("repository", maybe_number("databaseId")))
    + nodes("assignees", ACTOR)
    + nodes("labels", text("name"))
    + one("comments", number("totalCount"))
    + nodes("timelineItems", _EVENT)
)
REST: Shape = (
    number("number", "comments")
    + text("title", "html_url", "state")
    + maybe_text("body")
    + at("created_at", "updated_at")
    + maybe_at("closed_at")
    + maybe_one("user", USER)
    + maybe_one("assignee", USER)
    + many("labels", text("name"))
    + perhaps(maybe_text("state_reason"))
)
NUMBERS: Shape = number("after", "until") + at("listed_at")

_KINDS: tuple[tuple[IssueKind, frozenset[str]], ...] = (
    ("incident", frozenset({"incident", "outage", "postmortem"})),
    ("bug", frozenset({"bug", "defect", "regression", "fault"})),
    ("epic", frozenset({"epic"})),
    ("story", frozenset({"story", "user story", "feature", "feature request", "requirement"})),
    ("improvement", frozenset({"enhancement", "improvement", "refactoring", "refactor"})),
)
# A word before a colon or slash says what a label is about: `type: bug`, `kind/bug`.
_ABOUT = ("type", "kind", "t", "category")
_REASONS: dict[str, StatusCategory] = {"not_planned": "cancelled", "duplicate": "cancelled"}


def kind_of(labels: tuple[str, ...]) -> IssueKind:
    """What kind of work labels say it is; a task when they say nothing."""
    words = {_word(label) for label in labels}
    return next((kind for kind, names in _KINDS if words & names), "task")


def _word(label: str) -> str:
    plain = label.casefold().strip()
    for mark in (":", "/"):
        about, found, word = plain.partition(mark)
        if found and about.strip() in _ABOUT:
            return word.strip()
    return plain


def category(state: str, reason: str | None) -> StatusCategory:
    """Open is still to do; closed is done, unless the reason says that nobody will do it."""
    return "todo" if state != "closed" else _REASONS.get(reason or "", "done")


def issue(row: Row, scope: Scope) -> Iterator[Record]:
    """An issue as GraphQL gives it, with how it was opened, closed and handed on."""
    before, external_id = folk.prefix(scope), f"{scope.external_id}#{row['number']}"
    version, state, reason = instant(row["updatedAt"]), row["state"].lower(), (row["stateReason"] or "").lower()
    labels = tuple(sorted(each["name"] for each in row["labels"]["nodes"]))
    assignees, parent = row["assignees"]["nodes"], row["parent"]
    yield Issue(
        external_id=external_id, version=version, issue_key=f"#{row['number']}", title=clean(row["title"]),
        status=state, status_category=category(state, reason), opened_at=instant(row["createdAt"]),
        kind=kind_of(labels), body=clean(row["body"]), url=row["url"],
        resolution=reason if state == "closed" and reason else None, author=actor(row["author"], before),
        assignee=actor(assignees[0], before) if assignees else None,
        parent=f"{parent['repository']['databaseId']}#{parent['number']}" if parent else None, labels=labels,
        closed_at=maybe(row["closedAt"]), comments_count=row["comments"]["totalCount"],
    )  # fmt: skip
    yield from _transitions(row["timelineItems"]["nodes"], external_id, before)
    yield Whole("fields", external_id, version)
    yield Whole("transitions", external_id, version)


def _transitions(timeline: list[Row], external_id: str, before: str) -> Iterator[Record]:
    was, assigned = "open", None
    was_category: StatusCategory = "todo"
    for item in timeline:
        kind = item["__typename"]
        if kind in ("ClosedEvent", "ReopenedEvent"):
            now = "closed" if kind == "ClosedEvent" else "open"
            now_category = category(now, (item.get("stateReason") or "").lower())
            yield Transition(
                external_id, item["id"], instant(item["createdAt"]), "status", was, now, was_category, now_category,
                actor(item["actor"], before),
            )  # fmt: skip
            was, was_category = now, now_category
        elif kind in ("AssignedEvent", "UnassignedEvent"):
            who = actor(item["assignee"], before) if item["assignee"] else None
            name = who.username if who else None
            to = name if kind == "AssignedEvent" else None
            yield Transition(
                external_id, item["id"], instant(item["createdAt"]), "assignee",
                assigned if to else name, to, actor=actor(item["actor"], before),
            )  # fmt: skip
            assigned = to


def rest_issue(row: Row, scope: Scope) -> Iterator[Record]:
    """An issue as REST gives it. Pull requests are listed among them there; those say nothing here."""
    if row.get("pull_request") is not None:
        return
    before, external_id = folk.prefix(scope), f"{scope.external_id}#{row['number']}"
    state, reason = row["state"].lower(), (row.get("state_reason") or "").lower()
    labels = tuple(sorted(each["name"] for each in row["labels"]))
    yield Issue(
        external_id=external_id, version=instant(row["updated_at"]), issue_key=f"#{row['number']}",
        title=clean(row["title"]), status=state, status_category=category(state, reason),
        opened_at=instant(row["created_at"]), kind=kind_of(labels), body=clean(row["body"] or ""),
        url=row["html_url"], resolution=reason if state == "closed" and reason else None,
        author=user(row["user"], before), assignee=user(row["assignee"], before), labels=labels,
        closed_at=maybe(row["closed_at"]), comments_count=row["comments"],
    )  # fmt: skip


def gone_issue(row: Row, scope: Scope) -> Iterator[Record]:
    """An issue that was asked for and is not there."""
    number_ = row["number"]
    yield Gone("issue", f"{scope.external_id}#{number_}", instant(row["gone_at"]), number_)


def missing_numbers(row: Row, scope: Scope) -> Iterator[Record]:
    """Which numbers of a stretch are no issues (any more): where one was stored under it, it is gone."""
    there, listed_at = set(row["numbers"]), instant(row["listed_at"])
    for number_ in range(row["after"] + 1, row["until"] + 1):
        if number_ not in there:
            yield Gone("issue", f"{scope.external_id}#{number_}", listed_at, number_)
