"""A commit as every source hands it over, before it has a place, a person or a key."""

from typing import NamedTuple


class Signature(NamedTuple):
    """Who did something and when, as their machine wrote it. `at` is seconds since 1970 (UTC), `offset_minutes` east of it."""

    name: str
    email: str
    at: int
    offset_minutes: int


class FileChange(NamedTuple):
    """One file of a commit. `additions` and `deletions` are lines, None for binary files; `old_path` is set on a rename.

    Bytes of a path that are not UTF-8 stand as `\\xNN`.
    """

    path: str
    old_path: str | None
    additions: int | None
    deletions: int | None


class CommitRecord(NamedTuple):
    """`sha` is 20 or 32 bytes. `files` is the diff against the first parent; None at a shallow boundary: it cannot be known."""

    sha: bytes
    parents: int
    author: Signature
    committer: Signature
    message: str
    files: tuple[FileChange, ...] | None
