"""An issue's way, from its change log: what was changed when and by whom, and in which sprints it was."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from aexy.kernel.activity import InSprint, StatusCategory, Transition, TransitionField
from aexy.sources.jira.people import who
from aexy.sources.jira.words import Statuses
from aexy.sources.taking import needed_instant, needed_text, rows, text

_FIELDS: Final[Mapping[str, TransitionField]] = {
    "status": "status", "assignee": "assignee", "sprint": "sprint", "priority": "priority", "issuetype": "kind",
    "project": "project", "story points": "story_points", "story point estimate": "story_points",
}  # fmt: skip
_NAMES: Final = re.compile(r"\s*,\s*")


class Dates(NamedTuple):
    """When work on an issue began and when it was over, as far as its statuses say.

    `is_sure`: all of its statuses are known; of one that was deleted since, Jira does not say what it meant.
    """

    started_at: datetime | None
    closed_at: datetime | None
    is_sure: bool


def in_time(histories: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Entries of a change log, oldest first: Jira gives them newest first in one place and oldest first in another."""
    unlike = {needed_text(entry, "id"): entry for entry in histories}
    return sorted(
        unlike.values(), key=lambda entry: (needed_instant(entry, "created"), needed_text(entry, "id").zfill(20))
    )


def transitions(
    issue: str, histories: Sequence[Mapping[str, Any]], statuses: Statuses, points: Sequence[str], origin: str
) -> Iterator[Transition]:
    """What was changed, oldest first. `points` are the fields that hold story points."""
    resolution: str | None = None
    for entry in histories:
        items = rows(entry, "items")
        resolution = _resolution(items, resolution)
        for item in items:
            kind = _field(item, points)
            if kind is None:
                continue
            before, after = (
                _sprint_moved(item) if kind == "sprint" else (text(item, "fromString"), text(item, "toString"))
            )
            yield Transition(
                issue=issue,
                external_id=needed_text(entry, "id"),
                at=needed_instant(entry, "created"),
                field=kind,
                from_value=before,
                to_value=after,
                from_category=statuses.category(text(item, "from"), before) if kind == "status" else None,
                to_category=statuses.category(text(item, "to"), after, resolution=resolution)
                if kind == "status"
                else None,
                actor=who(entry.get("author"), origin),
            )


def dates(found: Sequence[Transition]) -> Dates:
    """The first move into work, and the move that ended it for as long as it has been over since."""
    moves = [move for move in found if move.field == "status"]
    started = next((move.at for move in moves if move.to_category == "in_progress"), None)
    closed: datetime | None = None
    for move in moves:
        if not _is_over(move.to_category):
            closed = None
        elif closed is None or not _is_over(move.from_category):
            closed = move.at
    return Dates(started, closed, all(None not in (move.from_category, move.to_category) for move in moves))


def sprints(
    issue: str, histories: Sequence[Mapping[str, Any]], now_in: Sequence[str], created_at: datetime
) -> Iterator[InSprint]:
    """The sprints an issue was in. The field keeps closed sprints, so only being taken out of one counts as leaving.

    An issue that was in a sprint before its first such change was made in it.
    """
    changes = [
        (needed_instant(entry, "created"), _ids(text(item, "from")), _ids(text(item, "to")))
        for entry in histories for item in rows(entry, "items") if (text(item, "field") or "").lower() == "sprint"
    ]  # fmt: skip
    added: dict[str, datetime] = dict.fromkeys(changes[0][1] if changes else now_in, created_at)
    removed: dict[str, datetime] = {}
    for at, before, after in changes:
        for sprint in after:
            added.setdefault(sprint, at)
            removed.pop(sprint, None)
        removed.update(dict.fromkeys((sprint for sprint in before if sprint not in after), at))
    for sprint in now_in:
        added.setdefault(sprint, created_at)
        removed.pop(sprint, None)
    for sprint, at in added.items():
        yield InSprint(issue=issue, sprint=sprint, added_at=at, removed_at=removed.get(sprint))


def _field(item: Mapping[str, Any], points: Sequence[str]) -> TransitionField | None:
    number, name = text(item, "fieldId"), (text(item, "field") or "").lower()
    if number is not None and number in points:
        return "story_points"
    kind = _FIELDS.get(name)
    # Another field that is called so as well is not the one that is counted.
    return None if kind == "story_points" and number is not None and points else kind


def _sprint_moved(item: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """From which sprint to which. The field lists all an issue was ever in: `7, 9` after `7` means from 7 to 9."""
    before, after = _named(item, "from", "fromString"), _named(item, "to", "toString")
    if before is None or after is None:
        return text(item, "fromString"), text(item, "toString")
    left = [name for number, name in before.items() if number not in after]
    entered = [name for number, name in after.items() if number not in before]
    if not left and entered:
        left = list(before.values())[-1:]
    return ", ".join(left) or None, ", ".join(entered) or None


def _named(item: Mapping[str, Any], numbers: str, names: str) -> dict[str, str] | None:
    """Sprints by number; None when a name has a comma in it, so that nobody can tell them apart."""
    ids, called = _ids(text(item, numbers)), _ids(text(item, names))
    return dict(zip(ids, called, strict=True)) if len(ids) == len(called) else None


def _resolution(items: Sequence[Mapping[str, Any]], before: str | None) -> str | None:
    """How the issue is resolved after this entry."""
    for item in items:
        if text(item, "field") == "resolution":
            return text(item, "toString")
    return before


def _is_over(category: StatusCategory | None) -> bool:
    return category in ("done", "cancelled")


def _ids(said: str | None) -> list[str]:
    return [each for each in _NAMES.split(said) if each] if said else []
