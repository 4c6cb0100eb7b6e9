"""Rows of Jira's pages into records.

A row of issues is put together of several answers, each as Jira gave it:

issue        the issue; its comments and work logs are taken out of its fields, being cut short there
changelog    all entries of its change log
comments, work_logs                    all of them
remote_links, pull_requests            what names pull requests; absent where it could not be asked
known        which fields are which, and what statuses, kinds and epics mean that the row mentions
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aexy.kernel.activity import (
    Comment,
    Gone,
    InSprint,
    Issue,
    IssueLink,
    Known,
    Project,
    Record,
    Sprint,
    Transition,
    Whole,
    WorkLog,
)
from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Row, Scope
from aexy.sources.jira import history
from aexy.sources.jira.people import who
from aexy.sources.jira.prose import prose
from aexy.sources.jira.sprints import sprint, sprint_objects
from aexy.sources.jira.words import Statuses, kind_of
from aexy.sources.pulls import pull_address
from aexy.sources.taking import instant, needed_instant, needed_text, number, rows, said, text, whole


def read(stream: str, row: Row, scope: Scope) -> Iterator[Record]:
    """What a row says. Raises SourceFailed naming the field when it is not what Jira promises."""
    if "gone" in row:
        yield _gone(stream, row)
    elif stream == "issues":
        yield from _issue(row, scope)
    elif stream == "sprints":
        yield sprint(said(row, "sprint") or {}, board=said(row, "board"), seen_at=instant(row, "seen_at"))
    elif stream == "projects":
        yield Project(needed_text(row, "id"), needed_text(row, "key"), needed_text(row, "name"), _browse(row, scope))
    elif stream == "people":
        known = who(row, scope.origin)
        if known is not None:
            yield Known(known)
    else:
        raise SourceFailed(f"Jira has no stream {stream!r}.", next_step="Update Aexy: the page is of a later one.")


def _gone(stream: str, row: Row) -> Gone:
    if stream == "issues":
        return Gone("issue", needed_text(row, "gone.id"), needed_instant(row, "gone.at"))
    if stream == "sprints":
        return Gone("sprint", needed_text(row, "gone.id"), needed_instant(row, "gone.at"))
    return Gone("project", needed_text(row, "gone.id"), needed_instant(row, "gone.at"))


def _issue(row: Row, scope: Scope) -> Iterator[Record]:
    issue = said(row, "issue") or {}
    number_, version = needed_text(issue, "id"), needed_instant(issue, "fields.updated")
    entries = history.in_time(rows(row, "changelog"))
    statuses = Statuses(said(row, "known.statuses") or {}, scope.options)
    way = list(history.transitions(number_, entries, statuses, story_point_fields(row, scope), scope.origin))
    yield _told(row, issue, way, scope)
    yield Whole("fields", number_, version)
    yield from _children(row, number_, scope)
    yield from way
    yield Whole("transitions", number_, version)
    yield from _sprints(row, number_, entries)
    yield Whole("sprints", number_, version)


def _told(row: Row, issue: Mapping[str, Any], way: list[Transition], scope: Scope) -> Issue:
    fields = said(issue, "fields") or {}
    statuses = Statuses(said(row, "known.statuses") or {}, scope.options)
    status, resolution = needed_text(fields, "status.name"), text(fields, "resolution.name")
    key = text(fields, "status.statusCategory.key")
    category = statuses.category(text(fields, "status.id"), status, resolution=resolution, key=key) or "todo"
    is_over, dates = category in ("done", "cancelled"), history.dates(way)
    told = instant(fields, "statuscategorychangedate") or instant(fields, "resolutiondate")
    ended = (dates.closed_at if dates.is_sure else None) or told or dates.closed_at
    return Issue(
        external_id=needed_text(issue, "id"),
        version=needed_instant(fields, "updated"),
        issue_key=needed_text(issue, "key"),
        title=text(fields, "summary") or "",
        status=status,
        status_category=category,
        opened_at=needed_instant(fields, "created"),
        project=text(fields, "project.id"),
        kind=kind_of(said(fields, "issuetype"), said(row, "known.types") or {}, scope.options),
        provider_kind=text(fields, "issuetype.name"),
        body=prose(said(fields, "description")),
        url=_browse(issue, scope),
        priority=text(fields, "priority.name"),
        resolution=resolution,
        author=who(said(fields, "reporter"), scope.origin) or who(said(fields, "creator"), scope.origin),
        assignee=who(said(fields, "assignee"), scope.origin),
        parent=_parent(row, fields),
        labels=tuple(str(label) for label in said(fields, "labels") or ()),
        story_points=_story_points(fields, story_point_fields(row, scope)),
        estimate_minutes=_minutes(whole(fields, "timeoriginalestimate")),
        spent_minutes=_minutes(whole(fields, "timespent")),
        started_at=dates.started_at,
        closed_at=ended if is_over else None,
        due_at=instant(fields, "duedate"),
        comments_count=len(rows(row, "comments")) if "comments" in row else None,
    )


def story_point_fields(row: Row, scope: Scope) -> list[str]:
    """The fields that hold story points: the one the options name, else those found by Jira's own words."""
    chosen = scope.options.get("story_points_field")
    if isinstance(chosen, str) and chosen.startswith("customfield_"):
        return [chosen]
    return [str(field) for field in said(row, "known.story_points") or ()]


def _story_points(fields: Mapping[str, Any], names: list[str]) -> float | None:
    return next((points for name in names if (points := number(fields, name)) is not None), None)


def _children(row: Row, issue: str, scope: Scope) -> Iterator[Record]:
    version = needed_instant(row, "issue.fields.updated")
    for each in rows(row, "comments"):
        yield _comment(each, issue, scope)
    if "comments" in row:
        yield Whole("comments", issue, version)
    for each in rows(row, "work_logs"):
        yield _work_log(each, issue, scope)
    if "work_logs" in row:
        yield Whole("work_logs", issue, version)
    yield from _links(row, issue)
    if "remote_links" in row and "pull_requests" in row:
        yield Whole("issue_links", issue, version)


def _comment(said_: Mapping[str, Any], issue: str, scope: Scope) -> Comment:
    created = needed_instant(said_, "created")
    return Comment(
        external_id=needed_text(said_, "id"),
        version=instant(said_, "updated") or created,
        commented_at=created,
        issue=issue,
        author=who(said(said_, "author"), scope.origin),
        body=prose(said(said_, "body")),
    )


def _work_log(said_: Mapping[str, Any], issue: str, scope: Scope) -> WorkLog:
    started = needed_instant(said_, "started")
    return WorkLog(
        issue=issue,
        external_id=needed_text(said_, "id"),
        version=instant(said_, "updated") or instant(said_, "created") or started,
        started_at=started,
        seconds=whole(said_, "timeSpentSeconds") or 0,
        author=who(said(said_, "author"), scope.origin),
        comment=prose(said(said_, "comment")),
    )


def _links(row: Row, issue: str) -> Iterator[IssueLink]:
    named = [(said(each, "object.url"), text(each, "object.title")) for each in rows(row, "remote_links")]
    named += [(said(each, "url"), text(each, "name")) for each in rows(row, "pull_requests")]
    found: dict[str, str | None] = {}
    for address, title in named:
        url = pull_address(address)
        if url is not None:
            found[url] = found.get(url) or title
    yield from (IssueLink(issue, url, title) for url, title in sorted(found.items()))


def _sprints(row: Row, issue: str, entries: list[Mapping[str, Any]]) -> Iterator[Sprint | InSprint]:
    fields = said(row, "issue.fields") or {}
    held = [each for name in said(row, "known.sprint") or () for each in sprint_objects(fields.get(name))]
    for each in held:
        if text(each, "state") and text(each, "name"):
            yield sprint(each)
    yield from history.sprints(
        issue, entries, [needed_text(each, "id") for each in held], needed_instant(fields, "created")
    )


def _parent(row: Row, fields: Mapping[str, Any]) -> str | None:
    """The issue it is a part of: a subtask's, or its epic, which servers name by its key in a field of its own."""
    above = text(fields, "parent.id") or text(fields, "epic.id")
    keys: Iterable[Any] = (fields.get(name) for name in said(row, "known.epic") or ())
    return above or next((text(said(row, "known.epics"), key) for key in keys if isinstance(key, str)), None)


def _browse(named: Mapping[str, Any], scope: Scope) -> str | None:
    """Where people look at it. Behind Atlassian's gateway an address of the API says nothing of that."""
    base, is_rest, _ = (text(named, "self") or "").partition("/rest/")
    if not is_rest or "/ex/jira/" in base:
        base = f"https://{scope.origin}"
    return f"{base}/browse/{needed_text(named, 'key')}"


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else round(seconds / 60)
