"""A commit as every source hands it over, before it has a place, a person or a key."""

from typing import NamedTuple


class Signature(NamedTuple):
    """Who did something and when, as their machine wrote it.

    `at` is in seconds since 1970 (UTC), `offset_minutes` is how far east of it the machine stood.
    """

    name: str
    email: str
    at: int
    offset_minutes: int


class FileChange(NamedTuple):
    """One file of a commit, in lines; None for binary files. `old_path` is set on a rename.

    Bytes of a path that are not UTF-8 stand as backslash, x and two hexadecimal digits.
    """

    path: str
    old_path: str | None
    additions: int | None
    deletions: int | None


class CommitRecord(NamedTuple):
    """`sha` is 20 or 32 bytes; `files` is the diff against the first parent.

    At a shallow boundary `files` is None: what changed cannot be known.
    """

    sha: bytes
    parents: int
    author: Signature
    committer: Signature
    message: str
    files: tuple[FileChange, ...] | None
