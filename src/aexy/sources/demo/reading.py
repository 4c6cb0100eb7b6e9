"""Rows of the demo's pages, as records. Pure: the same row gives the same records.

The demo's accounts never rename themselves: a login is what stays of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from aexy.kernel.activity import (
    Comment,
    Deployment,
    Incident,
    InSprint,
    Issue,
    Job,
    Known,
    Pipeline,
    Project,
    PullCommit,
    PullEvent,
    PullRequest,
    Record,
    Reference,
    Release,
    Review,
    ReviewComment,
    ReviewRequest,
    SameAs,
    Sprint,
    Transition,
    Who,
    Whole,
    WorkLog,
)

PROVIDER = ORIGIN = "demo"
Row = Mapping[str, Any]


def read(stream: str, row: Row) -> Iterable[Record]:
    """What a row of that stream says."""
    return _READERS[stream](row)


@lru_cache(maxsize=4_096)
def _account(login: str) -> Who:
    return Who(PROVIDER, login, username=login)


@lru_cache(maxsize=4_096)
def _signature(name: str, email: str) -> Who:
    return Who("git", f"{name} <{email}>", name=name, email=email)


def _who(login: str | None) -> Who | None:
    return None if login is None else _account(login)


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _then(row: Row, name: str) -> datetime:
    """An instant that is always there."""
    return datetime.fromisoformat(row[name])


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _sha(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def _person(row: Row) -> Iterator[Record]:
    yield Known(Who(PROVIDER, row["login"], row["login"], row["name"], row["email"], row["type"]))


def _project(row: Row) -> Iterator[Record]:
    yield Project(row["prefix"], row["prefix"], row["name"])


def _sprint(row: Row) -> Iterator[Record]:
    yield Sprint(
        str(row["id"]), _then(row, "updated_at"), row["name"], row["state"], row["project"], row["board"], row["goal"],
        _at(row["starts_at"]), _at(row["ends_at"]), _at(row["completed_at"]),
    )  # fmt: skip


def _pull_request(row: Row) -> Iterator[Record]:
    number, version = row["number"], _then(row, "updated_at")
    opened_at = _then(row, "opened_at")
    ready_at = None if row["is_draft"] else _at(row["ready_for_review_at"]) or opened_at
    yield PullRequest(
        number, str(row["id"]), version, row["title"], opened_at,
        author=_account(row["author"]["login"]),
        body=row["body"], url=row["url"], is_draft=row["is_draft"], ready_at=ready_at, closed_at=_at(row["closed_at"]),
        merged_at=_at(row["merged_at"]), merged_by=_who(row["merged_by"]), merge_sha=_sha(row["merge_commit_sha"]),
        merge_method=row["merge_method"] if row["merged_at"] else None, head_ref=row["head_ref"],
        base_ref=row["base_ref"], head_sha=_sha(row["head_sha"]), is_cross_repository=False,
        additions=row["additions"], deletions=row["deletions"], changed_files=row["changed_files"],
        commits_count=len(row["commits"]), comments_count=len(row["comments"]),
        review_comments_count=sum(len(each["comments"]) for each in row["reviews"]), labels=tuple(row["labels"]),
    )  # fmt: skip
    yield from _events(row, number)
    yield from _commits(row, number)
    for asked in row["review_requests"]:
        yield ReviewRequest(
            number, str(asked["id"]), _then(asked, "requested_at"), _who(asked["requested_by"]), _who(asked["reviewer"])
        )
    for review in row["reviews"]:
        yield from _review(review)
    for said in row["comments"]:
        yield _comment(said, number=number)
    for mention in row["issues"]:
        if mention["evidence"] == "closing_reference":
            yield Reference(number, mention["key"], "closing_reference")
    for children in ("events", "commits", "review_requests", "reviews", "review_comments", "comments", "fields"):
        yield Whole(children, number, version)


def _events(row: Row, number: int) -> Iterator[Record]:
    """What happened, as it follows from the row."""
    author, by = _who(row["author"]["login"]), str(row["id"])
    yield PullEvent(number, "opened", _then(row, "opened_at"), by, author)
    if row["ready_for_review_at"]:
        yield PullEvent(number, "ready", _then(row, "ready_for_review_at"), by, author)
    for asked in row["review_requests"]:
        yield PullEvent(
            number, "review_requested", _then(asked, "requested_at"), str(asked["id"]), _who(asked["requested_by"]),
            _who(asked["reviewer"]),
        )  # fmt: skip
    for made in row["reviews"]:
        yield PullEvent(number, "reviewed", _then(made, "submitted_at"), str(made["id"]), _who(made["reviewer"]))
    for said in row["comments"]:
        yield PullEvent(number, "commented", _then(said, "created_at"), str(said["id"]), _who(said["author"]))
    if row["merged_at"]:
        yield PullEvent(number, "merged", _then(row, "merged_at"), by, _who(row["merged_by"]))
    elif row["closed_at"]:
        yield PullEvent(number, "closed", _then(row, "closed_at"), by, author)


def _commits(row: Row, number: int) -> Iterator[Record]:
    same: dict[Who, str] = {}
    for position, each in enumerate(row["commits"]):
        author = each["author"]
        who = _signature(author["name"], author["email"])
        if author["login"]:
            same[who] = author["login"]
        yield PullCommit(
            number, bytes.fromhex(each["sha"]), position, _at(each["authored_at"]), each["author_offset_minutes"],
            _at(each["committed_at"]), who, each["subject"],
        )  # fmt: skip
    for who, login in same.items():
        yield SameAs(who, _account(login), f"The demo's provider knows {who.email} as {login}.")


def _review(row: Row) -> Iterator[Record]:
    number, review = row["pull_request"], str(row["id"])
    remarks = row["comments"]
    submitted_at = _then(row, "submitted_at")
    own = sum(1 for each in remarks if each["reply_to"] is None)
    yield Review(
        number, review, submitted_at, row["state"].lower(), _who(row["reviewer"]), submitted_at, row["body"],
        _sha(row["sha"]), own,
    )  # fmt: skip
    for each in remarks:
        at = _then(each, "created_at")
        yield ReviewComment(
            number, str(each["id"]), at, at, _who(each["author"]), review, _text(each["reply_to"]), each["body"],
            each["path"], each["line"], _sha(row["sha"]),
        )  # fmt: skip


def _comment(row: Row, *, number: int | None = None, issue: str | None = None) -> Comment:
    return Comment(
        str(row["id"]), _then(row, "updated_at"), _then(row, "created_at"), number, issue, _who(row["author"]),
        row["body"],
    )  # fmt: skip


def _issue(row: Row) -> Iterator[Record]:
    issue, version = row["key"], _then(row, "updated_at")
    yield Issue(
        issue, version, row["key"], row["title"], row["status"], row["status_category"], _then(row, "created_at"),
        project=row["project"], kind=row["kind"], provider_kind=row["kind"].capitalize(), body=row["body"],
        priority=row["priority"], resolution=row["resolution"], author=_who(row["reporter"]),
        assignee=_who(row["assignee"]), parent=row["parent"], labels=tuple(row["labels"]),
        story_points=row["story_points"], started_at=_at(row["started_at"]), closed_at=_at(row["closed_at"]),
        spent_minutes=sum(each["seconds"] for each in row["work_logs"]) // 60 if row["work_logs"] else None,
        comments_count=len(row["comments"]),
    )  # fmt: skip
    for each in row["transitions"]:
        yield Transition(
            issue, str(each["id"]), _then(each, "at"), each["field"], each["from"], each["to"], each["from_category"],
            each["to_category"], _who(each["actor"]),
        )  # fmt: skip
    for each in row["sprints"]:
        yield InSprint(issue, str(each["id"]), _at(each["added_at"]))
    for each in row["work_logs"]:
        yield WorkLog(
            issue, str(each["id"]), _then(each, "created_at"), _then(each, "started_at"), each["seconds"],
            _who(each["author"]), each["comment"],
        )  # fmt: skip
    for said in row["comments"]:
        yield _comment(said, issue=issue)
    for children in ("transitions", "sprints", "work_logs", "comments", "fields"):
        yield Whole(children, issue, version)


def _pipeline(row: Row) -> Iterator[Record]:
    pipeline, version = str(row["id"]), _then(row, "finished_at")
    yield Pipeline(
        pipeline, version, row["status"], _then(row, "created_at"), row["name"], row["ref"], _sha(row["sha"]),
        row["event"], row["status"], _at(row["started_at"]), version, row["attempt"], _who(row["actor"]),
    )  # fmt: skip
    for each in row["jobs"]:
        yield Job(
            pipeline, str(each["id"]), version, each["name"], each["status"], each["stage"], each["status"],
            started_at=_at(each["started_at"]), finished_at=_at(each["finished_at"]),
        )  # fmt: skip


def _release(row: Row) -> Iterator[Record]:
    published_at = _then(row, "published_at")
    yield Release(
        str(row["id"]), published_at, row["tag"], row["name"], row["body"], _sha(row["sha"]), _who(row["author"]),
        created_at=_at(row["created_at"]), published_at=published_at,
    )  # fmt: skip


def _deployment(row: Row) -> Iterator[Record]:
    finished_at = _then(row, "finished_at")
    yield Deployment(
        str(row["id"]), finished_at, row["environment"], row["environment"], row["status"], _then(row, "created_at"),
        sha=_sha(row["sha"]), ref=row["ref"], provider_status=row["status"], started_at=_at(row["started_at"]),
        finished_at=finished_at, deployed_by=_who(row["deployed_by"]), is_rollback=row["is_rollback"],
        fixes_incident=_text(row["fixes_incident"]),
    )  # fmt: skip


def _incident(row: Row) -> Iterator[Record]:
    yield Incident(
        str(row["id"]), _then(row, "updated_at"), row["title"], _then(row, "started_at"), _at(row["resolved_at"]),
        row["severity"], row["status"], deployment=_text(row["deployment"]), fixed_by=row["fixed_by_pull_request"],
        issue=row["issue"],
    )  # fmt: skip


_READERS: Mapping[str, Callable[[Row], Iterator[Record]]] = {
    "people": _person,
    "projects": _project,
    "sprints": _sprint,
    "pull_requests": _pull_request,
    "issues": _issue,
    "pipelines": _pipeline,
    "releases": _release,
    "deployments": _deployment,
    "incidents": _incident,
}
