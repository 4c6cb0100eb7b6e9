"""An issue's way through its states, from what GitLab writes below it: closings, labels that stand for fields, weights.

Label sentences name labels by number (`~12`); `label_names` of the row says which those are. A label that was deleted
since is named nowhere any more: what it meant is lost.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from aexy.kernel.activity import StatusCategory, Transition, TransitionField
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.notes import Happening, Note, happenings
from aexy.sources.gitlab.words import field_of, status_category

# What an issue is given when it is opened is no change.
_AT_FIRST = timedelta(seconds=3)
_OPENED, _CLOSED = "opened", "closed"
_FIELDS: Final[dict[str, TransitionField]] = {"status": "status", "kind": "kind", "priority": "priority"}


def transitions(row: Fields, external_id: str, notes: list[Note]) -> Iterator[Transition]:
    """What became of it, in time. A status label and a closing at the same moment are one step."""
    names = row.row.get("label_names")
    way = _Way(external_id, names if isinstance(names, Mapping) else {}, row.at("created_at") + _AT_FIRST)
    for note in notes:
        if note.is_system:
            for happened in happenings(note.body):
                way.step(note, happened)
    yield from way.steps()


class _Way:
    """Follows an issue; remembers what every field was."""

    def __init__(self, external_id: str, names: Mapping[str, str], begins_at: datetime) -> None:
        self._issue, self._names, self._begins_at = external_id, names, begins_at
        self._said: dict[str, str | None] = {"status": None, "kind": None, "priority": None, "weight": None}
        self._is_closed = False
        self._assignee: str | None = None
        self._found: list[Transition] = []

    def step(self, note: Note, happened: Happening) -> None:
        """One thing that happened."""
        if happened.kind in ("labeled", "unlabeled"):
            self._label(note, happened)
        elif happened.kind in (_CLOSED, "reopened"):
            self._close(note, is_closed=happened.kind == _CLOSED)
        elif happened.kind == "weight":
            self._set(note, "weight", "story_points", happened.words[0] or None)
        elif happened.kind in ("assigned", "unassigned"):
            self._assign(note, happened)

    def steps(self) -> list[Transition]:
        """What was found."""
        return self._found

    def _label(self, note: Note, happened: Happening) -> None:
        for word in happened.words:
            found = field_of(self._names.get(word, word))
            if found is None:
                continue
            field, value = found
            if happened.kind == "labeled":
                self._set(note, field, _FIELDS[field], value)
            elif self._said[field] == value and not self._is_replaced(note, field):
                self._set(note, field, _FIELDS[field], None)

    def _is_replaced(self, note: Note, field: str) -> bool:
        """GitLab takes a scoped label away in the sentence that adds the next one."""
        return any(
            each.kind == "labeled"
            and any((field_of(self._names.get(word, word)) or ("",))[0] == field for word in each.words)
            for each in happenings(note.body)
        )

    def _set(self, note: Note, remembered: str, field: TransitionField, value: str | None) -> None:
        before = self._shown(remembered)
        was = self._category() if field == "status" else None
        self._said[remembered] = value
        self._add(note, field, before, self._shown(remembered), was, self._category() if field == "status" else None)

    def _close(self, note: Note, *, is_closed: bool) -> None:
        before, was = self._shown("status"), self._category()
        self._is_closed = is_closed
        last = self._found[-1] if self._found else None
        if last and last.field == "status" and last.at == note.at and self._category() == last.to_category:
            return
        self._add(note, "status", before, self._shown("status"), was, self._category())

    def _assign(self, note: Note, happened: Happening) -> None:
        before = self._assignee
        if happened.kind == "assigned":
            self._assignee = happened.names[0] if happened.names else before
        elif before in happened.names or not happened.names:
            self._assignee = None
        if self._assignee != before:
            self._add(note, "assignee", before, self._assignee, None, None)

    def _add(
        self, note: Note, field: TransitionField, before: str | None, after: str | None,
        was: StatusCategory | None, becomes: StatusCategory | None,
    ) -> None:  # fmt: skip
        if before == after or note.at <= self._begins_at:
            return
        own = f"{note.id}:{field}:{after or ''}"
        self._found.append(Transition(self._issue, own, note.at, field, before, after, was, becomes, note.author))

    def _shown(self, remembered: str) -> str | None:
        value = self._said[remembered]
        if remembered != "status":
            return value
        if value and (self._of(value) in ("done", "cancelled")) == self._is_closed:
            return value
        return _CLOSED if self._is_closed else value or _OPENED

    def _of(self, status: str) -> StatusCategory:
        return status_category(status, is_closed=False)

    def _category(self) -> StatusCategory:
        return status_category(self._said["status"], is_closed=self._is_closed)
