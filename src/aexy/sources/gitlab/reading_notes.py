"""What happened to a merge request and what was said about it, from its notes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from aexy.kernel.activity import Comment, PullEvent, PullEventKind, Record, Review, ReviewComment, ReviewRequest, Who
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.notes import Happening, Note, happenings
from aexy.sources.gitlab.people import person
from aexy.sources.gitlab.reviewing import Told, Verdict, reviews

_EVENTS: Final[dict[str, PullEventKind]] = {
    "ready": "ready", "draft": "converted_to_draft", "review_requested": "review_requested",
    "review_request_removed": "review_request_removed", "pushed": "pushed", "closed": "closed", "reopened": "reopened",
    "labeled": "labeled", "unlabeled": "unlabeled", "assigned": "assigned", "unassigned": "unassigned",
    "renamed": "renamed", "head_ref_deleted": "head_ref_deleted", "unapproved": "review_dismissed",
    "approvals_reset": "review_dismissed",
}  # fmt: skip
_JUDGED: Final = frozenset({"approved", "changes_requested"})


class Course(NamedTuple):
    """A merge request's way, told by its notes."""

    happened: list[tuple[Note, Happening]]
    spoken: list[Note]
    told: Told
    named: Mapping[str, Who]
    ready_at: datetime | None
    closed_at: datetime | None
    merged_by: Who | None
    comments: int
    remarks: int


def course(row: Fields, notes: list[Note], before: str) -> Course:
    """Everything the notes say, read once."""
    happened = [(note, each) for note in notes if note.is_system for each in happenings(note.body)]
    spoken = [note for note in notes if not note.is_system]
    author = person(row.one("author"), before)
    told = reviews(row.number("iid"), author, _verdicts(row, happened, before), spoken)
    remarks = sum(note.position is not None for note in spoken)
    closings = [note.at for note, each in happened if each.kind == "closed"]
    return Course(
        happened, spoken, told, _named(row, notes, before), _ready_at(row, happened),
        closings[-1] if closings else None,
        next((note.author for note, each in happened if each.kind == "merged"), None),
        len(spoken) - remarks - len(told.bodies), remarks,
    )  # fmt: skip


def _named(row: Fields, notes: list[Note], before: str) -> dict[str, Who]:
    """Sentences name people by username: these are the accounts, of all that the row shows."""
    shown = [person(row.one(field), before) for field in ("author", "merge_user", "merged_by")]
    for field in ("reviewers", "assignees", "approved_by", "participants"):
        shown += [person(each, before) for each in row.many(field)]
    return {who.username: who for who in (*(note.author for note in notes), *shown) if who and who.username}


def _ready_at(row: Fields, happened: list[tuple[Note, Happening]]) -> datetime | None:
    """When it could be reviewed: the first ready event of one that began as a draft, else when it was opened."""
    for note, each in happened:
        if each.kind == "ready":
            return note.at
        if each.kind == "draft":
            return row.at("created_at")
    return None if row.flag_or("draft") else row.at("created_at")


def _verdicts(row: Fields, happened: list[tuple[Note, Happening]], before: str) -> list[Verdict]:
    """All verdicts; an approval ends when it is taken back, reset by a push, or is not among those that hold."""
    found: list[Verdict] = []
    for note, each in happened:
        if each.kind in _JUDGED:
            state = "approved" if each.kind == "approved" else "changes_requested"
            found.append(Verdict(note.id, note.author, note.at, state))  # type: ignore[arg-type] # one of the two words
        elif each.kind in ("unapproved", "approvals_reset"):
            found = [_taken_back(one, note, each) for one in found]
    if row.has("approved_by"):
        holding = {who.external_id for each in row.many("approved_by") if (who := person(each, before))}
        found = [_lapsed(one, holding, row.at("updated_at")) for one in found]
    return found


def _taken_back(verdict: Verdict, note: Note, how: Happening) -> Verdict:
    if verdict.state != "approved" or verdict.taken_back or verdict.by is None:
        return verdict
    own = note.author is not None and note.author.external_id == verdict.by.external_id
    is_meant = own if how.kind == "unapproved" else verdict.by.username in how.names
    return verdict._replace(taken_back=note.at) if is_meant else verdict


def _lapsed(verdict: Verdict, holding: set[str], now: datetime) -> Verdict:
    if verdict.state != "approved" or verdict.taken_back or verdict.by is None or verdict.by.external_id in holding:
        return verdict
    return verdict._replace(taken_back=now)


def said(row: Fields, before: str, number: int, told: Course) -> Iterator[Record]:
    """Events, review requests, reviews, remarks and comments."""
    for note, each in told.happened:
        yield from _events(number, note, each, told.named)
    yield from _requests(row, before, number, told)
    yield from _reviewed(number, told.told.reviews)
    for note in told.spoken:
        yield from _spoken(number, note, told.told)


def _events(number: int, note: Note, happened: Happening, named: Mapping[str, Who]) -> Iterator[Record]:
    kind = _EVENTS.get(happened.kind)
    if kind is None:
        return
    if happened.names:
        for name in happened.names:
            yield PullEvent(number, kind, note.at, f"{note.id}:{name}", note.author, named.get(name))
    elif happened.words and kind in ("labeled", "unlabeled"):
        for word in happened.words:
            yield PullEvent(number, kind, note.at, f"{note.id}:{word}", note.author, None, word)
    else:
        yield PullEvent(
            number, kind, note.at, note.id, note.author, None, happened.words[0] if happened.words else None
        )


def _requests(row: Fields, before: str, number: int, told: Course) -> Iterator[Record]:
    """Who was asked when, by the sentences; who was asked from the start, by the list of reviewers."""
    asked: list[ReviewRequest] = []
    for note, each in told.happened:
        if each.kind == "review_requested":
            asked += [
                ReviewRequest(number, f"{note.id}:{name}", note.at, note.author, told.named.get(name))
                for name in each.names
            ]
        elif each.kind == "review_request_removed":
            gone = {told.named[name].external_id for name in each.names if name in told.named}
            asked = [_without(one, gone, note.at) for one in asked]
    yield from asked
    known = {one.reviewer.external_id for one in asked if one.reviewer}
    author = person(row.one("author"), before)
    for reviewer in row.many("reviewers"):
        who = person(reviewer, before)
        if who is not None and who.external_id not in known:
            yield ReviewRequest(number, f"reviewer:{who.external_id}", row.at("created_at"), author, who)


def _without(request: ReviewRequest, gone: set[str], at: datetime) -> ReviewRequest:
    is_gone = request.reviewer is not None and request.reviewer.external_id in gone
    return request._replace(removed_at=at) if is_gone and request.removed_at is None else request


def _reviewed(number: int, made: list[Review]) -> Iterator[Record]:
    for review in made:
        yield review
        if review.submitted_at is not None:
            yield PullEvent(number, "reviewed", review.submitted_at, review.external_id, review.reviewer)


def _spoken(number: int, note: Note, told: Told) -> Iterator[Record]:
    if note.position is not None:
        refs = note.position.one("diff_refs")
        yield ReviewComment(
            number, note.id, note.version, note.at, note.author, told.belongs.get(note.id), note.reply_to, note.body,
            note.position.text_or("file_path"),
            note.position.number_or("new_line") or note.position.number_or("old_line"),
            refs.sha_or("head_sha") if refs else None,
        )  # fmt: skip
    elif note.id not in told.bodies:
        yield Comment(note.id, note.version, note.at, number, None, note.author, note.body)
        yield PullEvent(number, "commented", note.at, note.id, note.author)
