"""Rows of Linear's pages into records: issue {…}, history, comments, attachments; comment; sprint; teams; people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from aexy.kernel.activity import (
    Comment,
    Gone,
    InSprint,
    Issue,
    IssueKind,
    IssueLink,
    Known,
    Project,
    Record,
    Sprint,
    StatusCategory,
    Transition,
    TransitionField,
    Who,
    Whole,
)
from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Options, Row, Scope
from aexy.sources.pulls import pull_address
from aexy.sources.taking import instant, needed_instant, needed_text, number, rows, said, text

_CATEGORIES: Final[Mapping[str, StatusCategory]] = {
    "triage": "todo", "backlog": "todo", "unstarted": "todo", "started": "in_progress", "completed": "done",
    "canceled": "cancelled", "duplicate": "cancelled",
}  # fmt: skip
_PRIORITIES: Final = {0: None, 1: "Urgent", 2: "High", 3: "Medium", 4: "Low"}
_NO_PRIORITY: Final = "No priority"
_KINDS: Final[Mapping[str, IssueKind]] = {
    "bug": "bug", "defect": "bug", "feature": "story", "story": "story", "user story": "story", "task": "task",
    "chore": "task", "incident": "incident", "epic": "epic", "improvement": "improvement", "enhancement": "improvement",
}  # fmt: skip


def read(stream: str, row: Row, scope: Scope) -> Iterator[Record]:
    """What a row says. Raises SourceFailed naming the field when it is not what Linear promises."""
    if "gone" in row:
        yield _gone(stream, row)
    elif stream == "issues":
        yield from _issue(row, scope)
    elif stream == "comments":
        yield _comment(said(row, "comment") or {}, needed_text(row, "comment.issue.id"))
    elif stream == "sprints":
        yield _sprint(said(row, "sprint") or {})
    elif stream == "projects":
        yield Project(needed_text(row, "id"), needed_text(row, "key"), needed_text(row, "name"))
    elif stream == "people":
        known = who(row)
        if known is not None:
            yield Known(known)
    else:
        raise SourceFailed(f"Linear has no stream {stream!r}.", next_step="Update Aexy: the page is of a later one.")


def who(user: object) -> Who | None:
    """Somebody; None for nobody."""
    account = text(user, "id")
    if account is None:
        return None
    return Who(
        provider="linear",
        external_id=account,
        username=text(user, "displayName"),
        name=text(user, "name"),
        email=text(user, "email"),
        account_type="App" if said(user, "app") is True else "User",
        avatar_url=text(user, "avatarUrl"),
    )


def _gone(stream: str, row: Row) -> Gone:
    number_, at = needed_text(row, "gone.id"), needed_instant(row, "gone.at")
    if stream == "issues":
        return Gone("issue", number_, at)
    if stream == "comments":
        return Gone("comment", number_, at)
    return Gone("sprint" if stream == "sprints" else "project", number_, at)


def _issue(row: Row, scope: Scope) -> Iterator[Record]:
    issue = said(row, "issue") or {}
    number_, version = needed_text(issue, "id"), needed_instant(issue, "updatedAt")
    entries = sorted(
        rows(row, "history"), key=lambda each: (needed_instant(each, "createdAt"), needed_text(each, "id"))
    )
    way = [move for entry in entries for move in _moves(number_, entry)]
    yield _told(row, issue, way, scope.options)
    yield Whole("fields", number_, version)
    yield from way
    yield Whole("transitions", number_, version)
    yield from _in_sprints(issue, entries)
    yield Whole("sprints", number_, version)
    yield from (_comment(each, number_) for each in rows(row, "comments"))
    yield Whole("comments", number_, version)
    yield from _links(row, number_)
    yield Whole("issue_links", number_, version)
    if said(issue, "trashed") is True:
        # What is archived alone is kept and counted: Linear archives whatever was finished a while ago.
        yield Gone("issue", number_, instant(issue, "archivedAt") or version)


def _told(row: Row, issue: Mapping[str, Any], way: Sequence[Transition], options: Options) -> Issue:
    category = _category(issue.get("state")) or "todo"
    labels = tuple(needed_text(each, "name") for each in rows(issue, "labels.nodes"))
    priority = text(issue, "priorityLabel")
    begun = next((move.at for move in way if move.field == "status" and move.to_category == "in_progress"), None)
    ended = _ended(way) or instant(issue, "completedAt") or instant(issue, "canceledAt")
    return Issue(
        external_id=needed_text(issue, "id"),
        version=needed_instant(issue, "updatedAt"),
        issue_key=needed_text(issue, "identifier"),
        title=text(issue, "title") or "",
        status=needed_text(issue, "state.name"),
        status_category=category,
        opened_at=needed_instant(issue, "createdAt"),
        project=needed_text(issue, "team.id"),
        kind=_kind(labels, options, is_part=said(issue, "parent") is not None),
        body=text(issue, "description"),
        url=text(issue, "url"),
        priority=None if priority == _NO_PRIORITY else priority,
        author=who(issue.get("creator")),
        assignee=who(issue.get("assignee")),
        parent=text(issue, "parent.id"),
        labels=labels,
        story_points=number(issue, "estimate"),
        started_at=begun or instant(issue, "startedAt"),
        closed_at=ended if category in ("done", "cancelled") else None,
        due_at=instant(issue, "dueDate"),
        comments_count=len(rows(row, "comments")),
    )


def _kind(labels: Sequence[str], options: Options, *, is_part: bool) -> IssueKind:
    """Linear has no kinds: labels tell, the connection's own table first."""
    own = options.get("kinds")
    table = {str(name).lower(): str(kind) for name, kind in own.items()} if isinstance(own, Mapping) else {}
    for label in labels:
        found = _KINDS.get(table.get(label.lower(), label.lower()))
        if found is not None:
            return found
    return "subtask" if is_part else "task"


def _ended(way: Sequence[Transition]) -> datetime | None:
    """The move that ended it for as long as it has been over since."""
    ended: datetime | None = None
    for move in way:
        if move.field == "status":
            is_over, was_over = (each in ("done", "cancelled") for each in (move.to_category, move.from_category))
            ended = (ended if was_over and ended else move.at) if is_over else None
    return ended


class _Change(NamedTuple):
    field: TransitionField
    before: str | None
    after: str | None


def _moves(issue: str, entry: Mapping[str, Any]) -> Iterator[Transition]:
    """An entry of the history may hold several changes."""
    changes = (
        _Change("status", text(entry, "fromState.name"), text(entry, "toState.name")),
        _Change("assignee", _handle(entry.get("fromAssignee")), _handle(entry.get("toAssignee"))),
        _Change("sprint", _cycle_name(entry.get("fromCycle")), _cycle_name(entry.get("toCycle"))),
        _Change("story_points", _plain(number(entry, "fromEstimate")), _plain(number(entry, "toEstimate"))),
        _Change("priority", _priority(entry, "fromPriority"), _priority(entry, "toPriority")),
        _Change("project", text(entry, "fromTeam.key"), text(entry, "toTeam.key")),
    )
    for change in changes:
        if change.before != change.after:
            is_status = change.field == "status"
            yield Transition(
                issue=issue,
                external_id=needed_text(entry, "id"),
                at=needed_instant(entry, "createdAt"),
                field=change.field,
                from_value=change.before,
                to_value=change.after,
                from_category=_category(entry.get("fromState")) if is_status else None,
                to_category=_category(entry.get("toState")) if is_status else None,
                actor=who(entry.get("actor")),
            )


def _in_sprints(issue: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Iterator[InSprint]:
    """Which cycles it was in. Linear moves what is unfinished to the next cycle at the end: that is not leaving one."""
    added: dict[str, datetime | None] = {}
    removed: dict[str, datetime] = {}
    for entry in entries:
        at, before, after = needed_instant(entry, "createdAt"), entry.get("fromCycle"), entry.get("toCycle")
        left, entered, ends_at = text(before, "id"), text(after, "id"), instant(before, "endsAt")
        if left == entered:
            continue
        if left is not None:
            added.setdefault(left, needed_instant(issue, "createdAt"))
            if ends_at is None or at < ends_at:
                removed[left] = at
        if entered is not None:
            added.setdefault(entered, at)
            removed.pop(entered, None)
    current = text(issue, "cycle.id")
    if current is not None:
        added.setdefault(current, needed_instant(issue, "createdAt"))
        removed.pop(current, None)
    number_ = needed_text(issue, "id")
    yield from (InSprint(number_, cycle, at, removed.get(cycle)) for cycle, at in added.items())


def _comment(row: Mapping[str, Any], issue: str) -> Comment:
    created = needed_instant(row, "createdAt")
    return Comment(
        external_id=needed_text(row, "id"),
        version=instant(row, "updatedAt") or created,
        commented_at=created,
        issue=issue,
        author=who(row.get("user")),
        body=text(row, "body"),
    )


def _links(row: Row, issue: str) -> Iterator[IssueLink]:
    found: dict[str, str | None] = {}
    for each in rows(row, "attachments"):
        url = pull_address(each.get("url"))
        if url is not None:
            found[url] = found.get(url) or text(each, "title")
    yield from (IssueLink(issue, url, title) for url, title in sorted(found.items()))


def _sprint(row: Mapping[str, Any]) -> Sprint:
    """A cycle. It begins and ends by itself, so its version is the last of what is known to have happened to it."""
    starts, ends, completed = instant(row, "startsAt"), instant(row, "endsAt"), instant(row, "completedAt")
    is_over, is_future = completed is not None or said(row, "isPast") is True, said(row, "isFuture") is True
    happened = [needed_instant(row, "updatedAt"), completed, ends if is_over else None, None if is_future else starts]
    return Sprint(
        external_id=needed_text(row, "id"),
        version=max(at for at in happened if at is not None),
        name=_cycle_name(row) or needed_text(row, "id"),
        state="closed" if is_over else "future" if is_future else "active",
        project=text(row, "team.id"),
        goal=text(row, "description"),
        starts_at=starts,
        ends_at=ends,
        completed_at=completed,
    )


def _category(state: object) -> StatusCategory | None:
    return _CATEGORIES.get(text(state, "type") or "")


def _cycle_name(cycle: object) -> str | None:
    """Cycles without a name are called by their number."""
    place = number(cycle, "number")
    return text(cycle, "name") or (None if place is None else f"Cycle {place:.0f}")


def _handle(user: object) -> str | None:
    return text(user, "displayName") or text(user, "name")


def _priority(entry: Mapping[str, Any], end: str) -> str | None:
    place = number(entry, end)
    return None if place is None else _PRIORITIES.get(round(place))


def _plain(points: float | None) -> str | None:
    return None if points is None else f"{points:g}"
