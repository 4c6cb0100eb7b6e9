"""Jira's words in ours: kinds of issues, categories of statuses, and which endings mean that nothing was done."""

from collections.abc import Mapping
from typing import Any, Final

from aexy.kernel.activity import IssueKind, StatusCategory
from aexy.sources.contract import Options
from aexy.sources.taking import said, text

CANCELLED: Final = (
    "won't do", "won't fix", "wont do", "wontfix", "will not do", "cancelled", "canceled", "duplicate",
    "cannot reproduce", "declined", "rejected", "abandoned", "obsolete", "invalid", "not a bug", "incomplete",
    "known error", "withdrawn",
)  # fmt: skip
"""Resolutions and statuses that mean an issue was given up, where a connection's options name no others."""

_CATEGORIES: Final[Mapping[str, StatusCategory]] = {
    "undefined": "todo", "new": "todo", "indeterminate": "in_progress", "done": "done",
}  # fmt: skip
_OURS: Final[Mapping[str, StatusCategory]] = {
    "todo": "todo", "in_progress": "in_progress", "done": "done", "cancelled": "cancelled",
}  # fmt: skip
_KINDS: Final[Mapping[str, IssueKind]] = {
    "bug": "bug", "defect": "bug", "story": "story", "user story": "story", "feature": "story", "new feature": "story",
    "task": "task", "technical task": "task", "chore": "task", "sub-task": "subtask", "subtask": "subtask",
    "epic": "epic", "incident": "incident", "[system] incident": "incident", "improvement": "improvement",
    "enhancement": "improvement",
}  # fmt: skip


def kind_of(issue_type: object, untranslated: Mapping[str, Any], options: Options) -> IssueKind:
    """What sort of work it is: by the connection's own table, by place in the hierarchy, by its name in English."""
    name = (text(issue_type, "name") or "").lower()
    own = options.get("kinds")
    if isinstance(own, Mapping) and name in (table := {str(key).lower(): str(value) for key, value in own.items()}):
        return _KINDS.get(table[name], "other")
    if said(issue_type, "subtask") is True:
        return "subtask"
    if said(issue_type, "hierarchyLevel") == 1:
        return "epic"
    english = str(untranslated.get(text(issue_type, "id") or "") or name).lower()
    return _KINDS.get(english) or _KINDS.get(name) or "other"


class Statuses:
    """What a status means: by the connection's table, by its category, and given up where a name says so."""

    def __init__(self, known: Mapping[str, Any], options: Options) -> None:
        own = options.get("categories")
        self._known = known
        self._own = (
            {str(key).lower(): _OURS.get(str(value)) for key, value in own.items()} if isinstance(own, Mapping) else {}
        )
        named = options.get("cancelled")
        self._cancelled = {str(name).lower() for name in (named if isinstance(named, list) else CANCELLED)}

    def is_cancelled(self, name: str | None) -> bool:
        """Whether a resolution or status of that name means it was given up."""
        return name is not None and name.strip().lower().replace("\u2019", "'") in self._cancelled

    def category(
        self, number: str | None, name: str | None, *, resolution: str | None = None, key: str | None = None
    ) -> StatusCategory | None:
        """The category of the status with that number and name; `key` is what the issue itself says of it."""
        own = self._own.get((name or "").lower())
        if own is not None:
            return own
        found = _CATEGORIES.get(str(self._known.get(number or "") or key or ""))
        if found == "done" and (self.is_cancelled(name) or self.is_cancelled(resolution)):
            return "cancelled"
        return found
