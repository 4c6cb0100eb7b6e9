"""What a commit's own words and dates say about it: what kind of change it is, when it belongs, who helped.

Pure and the same for every source, so that a commit has the same traits however it came in.
"""

import re
from typing import NamedTuple

from aexy.kernel.automata import agent_called
from aexy.kernel.commits import NOT_WRITTEN, Classify, CommitRecord, FileChange
from aexy.kernel.messages import body
from aexy.kernel.references import Reference, references
from aexy.kernel.trailers import Person, Trailer, person, trailers

DAY = 86_400
# Clocks that were never set write the first days of 1970, counters that ran over write 2106.
EARLIEST = 365 * DAY
LATEST = 4_102_444_800  # 2100-01-01
# How far an author's clock may run ahead of the committer's.
CLOCK_SKEW = DAY
FARTHEST_OFFSET = 15 * 60
# PostgreSQL and Python agree on instants up to the year 9999.
_END_OF_TIME = 253_402_300_799
_SUBJECT_CHARACTERS = 500
_TRAILERS_KEPT = 100

_REVERTED = re.compile(r"^This reverts commit [0-9a-f]{7,64}\b", re.MULTILINE)
_PULL_REQUEST = re.compile(r"\(#\d+\)$")
_PROVIDER_COMMITTER = "noreply@github.com"
_CO_AUTHOR = frozenset({"co-authored-by", "co-author", "co-developed-by"})
_ASSISTED = frozenset({
    "assisted-by", "generated-by", "generated-with", "ai-assisted-by", "ai-generated-by", "ai-agent", "made-with",
    "co-authored-by", "co-developed-by",
})  # fmt: skip
_GENERATED_WITH = re.compile(
    r"^\W*(?:Generated|Made|Created|Written) (?:with|by|using) "
    r"\[?(Claude Code|Claude|GitHub Copilot|Copilot|Cursor|Devin|Aider|Codex|OpenAI Codex|Gemini CLI|opencode|Amp|Warp)"
    r"\b.*$",
    re.MULTILINE | re.IGNORECASE,
)


class Traits(NamedTuple):
    """`placed_at` is where the commit stands in time, in seconds since 1970. `assistant` is an AI agent's title."""

    subject: str
    authored_at: int
    author_offset_minutes: int
    committed_at: int
    placed_at: int
    is_date_implausible: bool
    hour_is_known: bool
    is_revert: bool
    assistant: str | None
    evidence: str | None
    trailers: tuple[Trailer, ...]
    co_authors: tuple[Person, ...]
    references: tuple[Reference, ...]
    body_characters: int
    says_breaking: bool


class Lines(NamedTuple):
    """Line counts of a commit: git's own, and those of files that somebody wrote; None where they cannot be known."""

    additions: int | None
    deletions: int | None
    files: int | None
    added: int | None
    removed: int | None


def traits(record: CommitRecord) -> Traits:
    """Read them off the record."""
    message = record.message
    subject = message.lstrip("\n").partition("\n")[0].strip()
    signed = trailers(message) if ":" in message else ()
    explained = body(message, signed)
    assistant, evidence = _assistance(message, signed)
    committed = _within(record.committer.at if record.committer.at is not None else record.author.at or 0)
    authored = committed if record.author.at is None else _within(record.author.at)
    is_implausible = record.author.at is None or not _is_plausible(authored, committed)
    has_odd_offset = abs(record.author.offset_minutes) > FARTHEST_OFFSET
    return Traits(
        subject=subject[:_SUBJECT_CHARACTERS],
        authored_at=authored,
        author_offset_minutes=0 if has_odd_offset else record.author.offset_minutes,
        committed_at=committed,
        placed_at=committed if is_implausible else authored,
        is_date_implausible=is_implausible,
        hour_is_known=not (is_implausible or has_odd_offset or _is_provider_squash(record, subject)),
        is_revert=_is_revert(subject, message),
        assistant=assistant,
        evidence=evidence,
        trailers=signed[:_TRAILERS_KEPT],
        co_authors=_co_authors(signed) if signed else (),
        references=references(message),
        body_characters=explained.characters,
        says_breaking=explained.says_breaking,
    )


def lines(files: tuple[FileChange, ...] | None, classify: Classify) -> Lines:
    """Add them up. Binary files have no lines."""
    if files is None:
        return Lines(None, None, None, None, None)
    additions = deletions = added = removed = 0
    for path, _, plus, minus in files:
        if plus is None or minus is None:
            continue
        additions += plus
        deletions += minus
        if classify(path).name not in NOT_WRITTEN:
            added += plus
            removed += minus
    return Lines(additions, deletions, len(files), added, removed)


def _within(at: int) -> int:
    return max(0, min(at, _END_OF_TIME))


def _is_plausible(authored: int, committed: int) -> bool:
    if not EARLIEST <= authored < LATEST:
        return False
    # A committer's date that cannot be true says nothing about the author's.
    return not EARLIEST <= committed < LATEST or authored <= committed + CLOCK_SKEW


def _is_provider_squash(record: CommitRecord, subject: str) -> bool:
    """GitHub's squash button writes the time of the merge as the author's own, by a server's clock."""
    return (
        record.parents == 1
        and record.committer.email == _PROVIDER_COMMITTER
        and _PULL_REQUEST.search(subject) is not None
    )


def _is_revert(subject: str, message: str) -> bool:
    """A revert says so. What brings a reverted change back says so too, under another subject, and is none."""
    if subject.startswith(("Reapply ", 'Revert "Revert ')):
        return False
    return subject.startswith('Revert "') or ("This reverts" in message and _REVERTED.search(message) is not None)


def _assistance(message: str, signed: tuple[Trailer, ...]) -> tuple[str | None, str | None]:
    """The AI assistant the message names, and the line that names it."""
    for key, value in signed:
        if key.lower() in _ASSISTED and (title := _agent(value)):
            return title, f"{key}: {value}"[:_SUBJECT_CHARACTERS]
    if match := _GENERATED_WITH.search(message):
        title = agent_called(match[1], "")
        return title or match[1], match[0].strip()[:_SUBJECT_CHARACTERS]
    return None, None


def _agent(value: str) -> str | None:
    named = person(value)
    return agent_called(*named) if named else agent_called(value.partition("(")[0].partition(" v")[0], "")


def _co_authors(signed: tuple[Trailer, ...]) -> tuple[Person, ...]:
    """Everybody named as co-author, once each."""
    named = (person(value) for key, value in signed if key.lower() in _CO_AUTHOR)
    return tuple(dict.fromkeys(one for one in named if one and (one.name or one.email)))
