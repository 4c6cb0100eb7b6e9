"""What a review is on GitLab, which keeps none: made of verdicts and remarks on lines that belong together.

- A *verdict* (approved, requested changes) is a review. One that was taken back, or reset by a push, is dismissed.
- What somebody remarks on lines within a quarter of an hour of their verdict came with it.
- Other remarks of one person, each within a quarter of an hour of the last, are one review that commented.
- What somebody writes below within seconds of their verdict, as GitLab publishes a review's summary, is its body.
- The author's own remarks are answers, never a review. docs/how-to/gitlab.md says it for people.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from aexy.kernel.activity import Review, ReviewState, Who
from aexy.sources.gitlab.notes import Note

TOGETHER = timedelta(minutes=15)
AT_ONCE = timedelta(seconds=15)


class Verdict(NamedTuple):
    """Somebody approved or requested changes; `taken_back` when that no longer held."""

    id: str
    by: Who | None
    at: datetime
    state: ReviewState
    taken_back: datetime | None = None


class Told(NamedTuple):
    """Reviews, which of them a remark came with (remark's id → review's id), and the notes that are their bodies."""

    reviews: list[Review]
    belongs: dict[str, str]
    bodies: frozenset[str]


def reviews(number: int, author: Who | None, verdicts: Sequence[Verdict], notes: Iterable[Note]) -> Told:
    """The reviews of a merge request. `verdicts` and `notes` (of people, not of GitLab) in the order of time."""
    listed = list(notes)
    remarks = [note for note in listed if note.position is not None and not _is_same(note.author, author)]
    below = [note for note in listed if note.position is None and note.is_alone and not _is_same(note.author, author)]
    came_with = _came_with(verdicts, remarks)
    bodies = _bodies(verdicts, below)
    made = [_judged(number, each, came_with[each.id], bodies.get(each.id)) for each in verdicts]
    belongs = {note.id: verdict for verdict, theirs in came_with.items() for note in theirs}
    for burst in _bursts([note for note in remarks if note.id not in belongs]):
        review = _commented(number, burst)
        made.append(review)
        belongs |= {note.id: review.external_id for note in burst}
    return Told(made, belongs, frozenset(note.id for note in bodies.values()))


def _is_same(one: Who | None, other: Who | None) -> bool:
    return one is not None and other is not None and one.external_id == other.external_id


def _came_with(verdicts: Sequence[Verdict], remarks: Iterable[Note]) -> dict[str, list[Note]]:
    found: dict[str, list[Note]] = defaultdict(list)
    for note in remarks:
        near = [each for each in verdicts if _is_same(each.by, note.author) and abs(each.at - note.at) <= TOGETHER]
        if near:
            # The nearest; of two as near the earlier one.
            found[min(near, key=lambda each: abs(each.at - note.at)).id].append(note)
    return found


def _bodies(verdicts: Sequence[Verdict], below: Iterable[Note]) -> dict[str, Note]:
    found: dict[str, Note] = {}
    for note in below:
        for each in verdicts:
            if each.id not in found and _is_same(each.by, note.author) and abs(each.at - note.at) <= AT_ONCE:
                found[each.id] = note
                break
    return found


def _bursts(remarks: Iterable[Note]) -> list[list[Note]]:
    own: dict[str | None, list[list[Note]]] = defaultdict(list)
    for note in remarks:
        theirs = own[note.author.external_id if note.author else None]
        if theirs and note.at - theirs[-1][-1].at <= TOGETHER:
            theirs[-1].append(note)
        else:
            theirs.append([note])
    return [burst for theirs in own.values() for burst in theirs]


def _judged(number: int, verdict: Verdict, remarks: Sequence[Note], body: Note | None) -> Review:
    version = max(
        [
            verdict.at,
            *(note.at for note in remarks),
            *([body.version] if body else []),
            verdict.taken_back or verdict.at,
        ]
    )
    return Review(
        number, verdict.id, version, "dismissed" if verdict.taken_back else verdict.state, verdict.by, verdict.at,
        body.body if body else "", _sha(remarks), len(remarks),
    )  # fmt: skip


def _commented(number: int, burst: Sequence[Note]) -> Review:
    first = burst[0]
    return Review(
        number, f"remarks:{first.id}", max(note.at for note in burst), "commented", first.author, first.at, "",
        _sha(burst), len(burst),
    )  # fmt: skip


def _sha(remarks: Sequence[Note]) -> bytes | None:
    """The commit that was looked at, which only remarks on lines tell."""
    refs = remarks[-1].position.one("diff_refs") if remarks and remarks[-1].position else None
    return refs.sha_or("head_sha") if refs else None
