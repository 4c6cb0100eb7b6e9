"""The life of a pull request: opened, perhaps as a draft, reviewed by others, reworked, merged or given up."""

from typing import NamedTuple

from aexy.kernel.commits import FileChange, Signature
from aexy.sources.demo.crew import Member
from aexy.sources.demo.dice import Dice, early

_DAY = 86_400
# Working minutes until somebody turns to it, drawn by a throw crowded towards the first.
_PICKUP = (4, 9, 15, 22, 30, 40, 55, 70, 90, 110, 140, 170, 210, 260, 330, 420, 540, 700, 950, 1400)
_MOST_MORE = 8
_COMMENTS = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 15)


class Review(NamedTuple):
    """One review. `comments` are the remarks on lines that came with it; times are UTC seconds."""

    reviewer: str
    state: str
    submitted_at: int
    comments: int


class Request(NamedTuple):
    """Somebody was asked for a review."""

    reviewer: str
    requested_at: int


class PullCommit(NamedTuple):
    """A commit of a pull request, which a squash hides from the default branch."""

    sha: bytes
    author: Signature
    committed_at: int
    subject: str


class Mention(NamedTuple):
    """A pull request says where (branch, title, body, closing_reference) that it belongs to an issue."""

    key: str
    number: int
    evidence: str


class PullRequest(NamedTuple):
    """What the provider knows of a change. `ready_at` is set for a draft only; who did what is a username."""

    number: int
    title: str
    body: str
    head_ref: str
    author: str
    author_is_bot: bool
    opened_at: int
    was_draft: bool
    ready_at: int | None
    closed_at: int | None
    merged_at: int | None
    merged_by: str | None
    merge_sha: bytes | None
    method: str
    commits: tuple[PullCommit, ...]
    additions: int
    deletions: int
    changed_files: int
    paths: tuple[str, ...]
    labels: tuple[str, ...]
    mentions: tuple[Mention, ...]
    requests: tuple[Request, ...]
    reviews: tuple[Review, ...]


class Verdict(NamedTuple):
    """How it went. `rework_at` is when the author answered a review that asked for changes; no `ended_at`: open."""

    was_draft: bool
    ready_at: int | None
    requests: tuple[Request, ...]
    reviews: tuple[Review, ...]
    rework_at: int | None
    ended_at: int | None
    is_merged: bool


def judge(dice: Dice, author: Member, others: tuple[Member, ...], opened_at: int, end: int) -> Verdict:
    """What colleagues make of a pull request opened at that instant; nothing happens from `end` on."""
    bits = dice.bits()
    ready_at = author.rhythm.next_free(opened_at, 60 + (bits & 511)) if bits >> 9 & 15 == 0 else None
    begins = ready_at or opened_at
    reviewers = _reviewers(others, author, begins, bits >> 13)
    requests = tuple(Request(each.person.username, begins) for each in reviewers if begins < end)
    reviews: list[Review] = []
    rework_at: int | None = None
    last: int | None = begins
    for reviewer in reviewers:
        at = _turns_to(reviewer, begins, dice.bits(), end)
        if at is None:
            last = None
            continue
        asks = rework_at is None and dice.happens(210)
        reviews.append(_review(reviewer, "CHANGES_REQUESTED" if asks else "APPROVED", at, dice))
        if asks:
            rework_at = _within(author.rhythm.next_free(at, 25 + dice.below(200)), end)
            at = _turns_to(reviewer, rework_at, dice.bits(), end) if rework_at else None
            if at is not None:
                reviews.append(_review(reviewer, "APPROVED", at, dice))
        last = None if at is None or last is None else max(last, at)
    reviews.sort(key=lambda review: review.submitted_at)
    ended = None if last is None else _within(author.rhythm.next_free(last, 3 + dice.below(150)), end)
    return Verdict(
        was_draft=ready_at is not None,
        ready_at=_within(ready_at, end),
        requests=requests,
        reviews=tuple(reviews),
        rework_at=rework_at,
        ended_at=ended,
        is_merged=bits >> 50 & 31 != 0,
    )


def dwelt_on(verdict: Verdict, files: tuple[FileChange, ...]) -> Verdict:
    """The same when reviewers have read the change: the more lines and folders it has, the more they remark."""
    lines = sum((each.additions or 0) + (each.deletions or 0) for each in files)
    folders = len({each.path.rpartition("/")[0] for each in files})
    more = min(_MOST_MORE, lines.bit_length() // 2 + max(0, folders - 1))
    return verdict._replace(
        reviews=tuple(review._replace(comments=review.comments + more) for review in verdict.reviews)
    )


def _reviewers(others: tuple[Member, ...], author: Member, at: int, bits: int) -> list[Member]:
    """One or two who are at work these days; now and then nobody."""
    wanted = (0, 1, 1, 1, 1, 1, 2, 2)[bits & 7] if bits >> 3 & 3 else 1
    found: list[Member] = []
    for step in range(len(others)):
        other = others[((bits >> 5) + step) % len(others)]
        if len(found) == wanted:
            break
        if other is not author and other.rhythm.next_free(at, 0) is not None and _is_around(other, at):
            found.append(other)
    return found


def _is_around(member: Member, at: int) -> bool:
    free = member.rhythm.next_free(at, 0)
    return free is not None and free - at < 4 * _DAY


def _turns_to(member: Member, since: int, bits: int, end: int) -> int | None:
    return _within(member.rhythm.next_free(since, _PICKUP[early(bits, len(_PICKUP))] + (bits & 3)), end)


def _review(reviewer: Member, state: str, at: int, dice: Dice) -> Review:
    comments = dice.pick_early(_COMMENTS)
    return Review(reviewer.person.username, state, at, max(1, comments) if state == "CHANGES_REQUESTED" else comments)


def _within(instant: int | None, end: int) -> int | None:
    return instant if instant is not None and instant < end else None
