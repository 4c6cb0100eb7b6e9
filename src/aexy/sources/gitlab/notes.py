"""What GitLab itself writes below merge requests and issues, in English sentences: its only record of many events."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from aexy.kernel.activity import Who
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.people import person

Kind = Literal[
    "approved", "unapproved", "approvals_reset", "changes_requested", "review_requested", "review_request_removed",
    "ready", "draft", "pushed", "merged", "closed", "reopened", "labeled", "unlabeled", "assigned", "unassigned",
    "renamed", "head_ref_deleted", "weight",
]  # fmt: skip

_NAME = r"@([A-Za-z0-9_][A-Za-z0-9_.-]*[A-Za-z0-9_]|[A-Za-z0-9_])"
_NAMES = re.compile(_NAME)
_LABELS = re.compile(r'~("[^"]+"|[^\s]+)')
_SIMPLE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("approved", re.compile(r"approved this merge request\b", re.IGNORECASE)),
    ("unapproved", re.compile(r"unapproved this merge request\b", re.IGNORECASE)),
    ("changes_requested", re.compile(r"requested changes\b")),
    ("ready", re.compile(r"marked th\w+ merge request as \*\*ready|unmarked .*\*\*work in progress", re.IGNORECASE)),
    ("draft", re.compile(r"marked th\w+ merge request as \*\*draft|marked .*\*\*work in progress", re.IGNORECASE)),
    ("pushed", re.compile(r"added \d+ (new )?commits?\b")),
    ("merged", re.compile(r"merged\b")),
    ("closed", re.compile(r"closed\b")),
    ("reopened", re.compile(r"(reopened|opened)\b")),
    ("head_ref_deleted", re.compile(r"deleted .*\bbranch\b")),
)  # fmt: skip
_RENAMED = re.compile(r"changed title from \*\*(.*)\*\* to \*\*(.*)\*\*", re.DOTALL)
_WEIGHT = re.compile(r"changed weight to \*\*(\d+)\*\*|removed the weight")
_REQUESTED = re.compile(r"requested review from (.*?)(?:,? and removed review request for (.*))?", re.DOTALL)
_TAKEN_BACK = re.compile(r"removed review request for (.*)", re.DOTALL)
_RESET = re.compile(r"(?:reset|removed) approvals? (?:from|by|of) (.*?)(?: by pushing.*)?", re.DOTALL | re.IGNORECASE)
_ASSIGNED = re.compile(r"assigned to (.*?)(?:,? and unassigned (.*))?", re.DOTALL)
_UNASSIGNED = re.compile(r"unassigned (.*)|removed assignee", re.DOTALL)
_LABELED = re.compile(
    r"added (~.+?|\d+ deleted) *labels?(?: and removed (.+?) *labels?)?|removed (~.+?|\d+ deleted) *labels?", re.DOTALL
)


class Note(NamedTuple):
    """A note. `discussion` is its first note's id when this is an answer; `position` where in the change it stands."""

    id: str
    at: datetime
    version: datetime
    author: Who | None
    body: str
    is_system: bool
    reply_to: str | None
    is_alone: bool
    position: Fields | None


class Happening(NamedTuple):
    """What a sentence of GitLab's says. `names` are usernames, `words` a title, a weight or label references."""

    kind: Kind
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def notes(row: Fields, before: str) -> list[Note]:
    """All notes of a merge request or issue, as they came."""
    found: list[Note] = []
    for discussion in row.many("discussions"):
        thread = discussion.many("notes")
        first = _id(thread[0]) if thread else None
        found.extend(_note(each, before, first, is_alone=len(thread) == 1) for each in thread)
    return sorted(found, key=lambda note: (note.at, len(note.id), note.id))


def _note(note: Fields, before: str, first: str | None, *, is_alone: bool) -> Note:
    own, at = _id(note), note.at("created_at")
    # A label note of two events has one id and one time; what tells it apart is in its body.
    return Note(
        own, at, note.at_or("updated_at") or at, person(note.one("author"), before), note.text("body"),
        bool(note.flag_or("system")), None if own == first else first, is_alone, note.one("position"),
    )  # fmt: skip


def _id(note: Fields) -> str:
    """The number; of a note that GitLab makes up from an event, the event's discussion."""
    said = note.row.get("id")
    return str(said) if isinstance(said, int) and not isinstance(said, bool) else note.text("id").rpartition("/")[2]


def happenings(body: str) -> Iterator[Happening]:
    """What one of GitLab's own sentences says; nothing for those that are no event for us."""
    plain = body.strip()
    for kind, sentence in _SIMPLE:
        if sentence.match(plain):
            yield Happening(kind)
            return
    yield from _with_names(plain)
    if found := _RENAMED.fullmatch(plain):
        yield Happening("renamed", words=(_plain(found[1]), _plain(found[2])))
    elif found := _WEIGHT.fullmatch(plain):
        yield Happening("weight", words=(found[1] or "",))
    elif found := _LABELED.fullmatch(plain):
        yield from _labels(found)


def _with_names(plain: str) -> Iterator[Happening]:
    if found := _REQUESTED.fullmatch(plain):
        yield Happening("review_requested", _names(found[1]))
        if found[2]:
            yield Happening("review_request_removed", _names(found[2]))
    elif found := _TAKEN_BACK.fullmatch(plain):
        yield Happening("review_request_removed", _names(found[1]))
    elif found := _RESET.fullmatch(plain):
        yield Happening("approvals_reset", _names(found[1]))
    elif found := _ASSIGNED.fullmatch(plain):
        yield Happening("assigned", _names(found[1]))
        if found[2]:
            yield Happening("unassigned", _names(found[2]))
    elif found := _UNASSIGNED.fullmatch(plain):
        yield Happening("unassigned", _names(found[1] or ""))


def _labels(found: re.Match[str]) -> Iterator[Happening]:
    added, taken = found[1], found[2] or found[3]
    # What is taken away comes first: a scoped label takes another's place.
    if taken and (words := _references(taken)):
        yield Happening("unlabeled", words=words)
    if added and (words := _references(added)):
        yield Happening("labeled", words=words)


def _names(text: str) -> tuple[str, ...]:
    return tuple(_NAMES.findall(text))


def _references(text: str) -> tuple[str, ...]:
    return tuple(each.strip('"') for each in _LABELS.findall(text))


def _plain(title: str) -> str:
    """A title without the marks of what changed in it."""
    return re.sub(r"\{[-+](.*?)[-+]\}", r"\1", title)
