"""A commit as every source hands it over, before it has a place, a person or a key."""

from collections.abc import Callable
from typing import NamedTuple


class Signature(NamedTuple):
    """Who did something and when, as their machine wrote it.

    `at` is seconds since 1970 (UTC), None where no readable date was written; `offset_minutes` is east of UTC.
    """

    name: str
    email: str
    at: int | None
    offset_minutes: int


class FileChange(NamedTuple):
    r"""One file of a commit; `old_path` is set on a rename.

    `additions` and `deletions` are lines, None for binary files.
    Bytes of a path that are not UTF-8 stand as `\xNN`.
    """

    path: str
    old_path: str | None
    additions: int | None
    deletions: int | None


class CommitRecord(NamedTuple):
    """`sha` is 20 or 32 bytes.

    `files` is the diff against the first parent; None at a shallow boundary: it cannot be known.
    `parent_shas` are what it was made on, the branch it went to first; None where that is not known.
    """

    sha: bytes
    parents: int
    author: Signature
    committer: Signature
    message: str
    files: tuple[FileChange, ...] | None
    parent_shas: tuple[bytes, ...] | None = None


class Tag(NamedTuple):
    """A name that leads to a commit, whose binary sha `sha` is; `name` is v1.2.0, without what git puts before it.

    `tagged_at` is the tagger's date in seconds since 1970 (UTC), None where there is none to read.
    """

    name: str
    sha: bytes
    is_annotated: bool
    tagged_at: int | None


class PathClass(NamedTuple):
    """What a file is: linguist's name of its language (None when unknown), and one of `CLASSES`."""

    language: str | None
    name: str


CLASSES = ("source", "test", "documentation", "generated", "vendored", "lock", "data")
# Nobody wrote these by hand, so their lines are no work of anybody's.
NOT_WRITTEN = frozenset({"generated", "vendored", "lock"})

Classify = Callable[[str], PathClass]
