"""A commit as rows: what goes into which column, in the order the loader copies them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from aexy.kernel.commits import Classify, CommitRecord, FileChange
from aexy.kernel.erasing import Tombstones
from aexy.kernel.trailers import Trailer
from aexy.kernel.traits import Traits, lines, traits

# Columns of the temporary tables the loader copies into; instants are seconds since 1970.
COMMITS = (
    "key", "sha", "authored", "author_offset", "committed", "placed", "is_date_implausible", "hour_is_known",
    "author_key", "committer_key", "is_merge", "is_revert", "ai_agent", "ai_evidence",
    "additions", "deletions", "files_changed", "lines_added", "lines_removed", "subject", "trailers",
    "parents", "says_breaking", "body_characters",
)  # fmt: skip
FILES = ("commit_key", "path_key", "old_path_key", "additions", "deletions")
COAUTHORS = ("commit_key", "identity_key")
REFERENCES = ("commit_key", "kind", "named")

Name = tuple[str, str]
"""A name and an address, as written but for NULs, which text in PostgreSQL cannot hold."""


class Prepared(NamedTuple):
    """A record with what it says about itself."""

    record: CommitRecord
    traits: Traits


def prepare(record: CommitRecord) -> Prepared:
    """Read a record's traits, once."""
    return Prepared(record, traits(record))


def author(one: Prepared) -> Name:
    """Who wrote it."""
    return _name(one.record.author.name, one.record.author.email)


def committer(one: Prepared) -> Name:
    """Who put it into the history."""
    return _name(one.record.committer.name, one.record.committer.email)


def co_authors(one: Prepared) -> list[Name]:
    """Who else had a hand in it, once each and without the author."""
    named = dict.fromkeys(_name(*person) for person in one.traits.co_authors)
    named.pop(author(one), None)
    return list(named)


def names(prepared: Iterable[Prepared]) -> set[Name]:
    """Everybody they name."""
    found: set[Name] = set()
    for one in prepared:
        found.add(author(one))
        found.add(committer(one))
        if one.traits.co_authors:
            found.update(co_authors(one))
    return found


def paths(prepared: Iterable[Prepared]) -> set[str]:
    """Every path they touch, by its new and its old name."""
    found: set[str] = set()
    for one in prepared:
        for file in one.record.files or ():
            found.add(file[0])
            if file[1] is not None:
                found.add(file[1])
    return found


def commit_row(
    key: int, one: Prepared, identities: Mapping[Name, int], classify: Classify, tombstones: Tombstones
) -> tuple[Any, ...]:
    """The values of `COMMITS`."""
    record, said = one
    return (
        key, record.sha, said.authored_at, said.author_offset_minutes, said.committed_at, said.placed_at,
        said.is_date_implausible, said.hour_is_known, identities[author(one)], identities[committer(one)],
        record.parents > 1, said.is_revert, said.assistant, _text(said.evidence, tombstones),
        *lines(record.files, classify),
        _text(said.subject, tombstones), _json(said.trailers, tombstones), record.parent_shas,
        said.says_breaking, said.body_characters,
    )  # fmt: skip


def file_rows(key: int, files: tuple[FileChange, ...] | None, keys: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """The values of `FILES`, one tuple a path."""
    rows = [
        (key, keys[path], None if old is None else keys[old], additions, deletions)
        for path, old, additions, deletions in files or ()
    ]
    # Only a broken tree lists a path twice; there the last one stands.
    once = {row[1]: row for row in rows}
    return rows if len(once) == len(rows) else list(once.values())


def reference_rows(key: int, one: Prepared) -> list[tuple[Any, ...]]:
    """The values of `REFERENCES`: which commits the message names as taken back or picked."""
    return [(key, said.kind.value, said.named) for said in one.traits.references]


def _name(name: str, email: str) -> Name:
    return (name.replace("\0", ""), email.replace("\0", "")) if "\0" in name or "\0" in email else (name, email)


def _json(signed: tuple[Trailer, ...], tombstones: Tombstones) -> str:
    # A NUL is legal in JSON and refused by PostgreSQL.
    said = [[one.key, tombstones.scrub(one.value)] for one in signed]
    return orjson.dumps(said).decode().replace("\\u0000", "") if signed else "[]"


def _text(value: str | None, tombstones: Tombstones) -> str | None:
    if value is None:
        return None
    return tombstones.scrub(value.replace("\0", "") if "\0" in value else value)
