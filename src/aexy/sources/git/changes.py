"""What git writes about the files of a commit, understood; and the line counts that need not be computed twice."""

from itertools import islice
from typing import NamedTuple

from aexy.kernel.commits import FileChange

# A commit of more files than this is an import: no merge will bring the same again.
_MOST_FILES = 1_000
_MOST_PAIRS = 100_000
_COMPARED = frozenset("AMDR")


class Pair(NamedTuple):
    """Two versions of a file, as one word, and its old and new path; `kind` is git's letter for the change."""

    versions: str
    kind: str
    path: str
    old_path: str | None


class SeenPairs:
    """Line counts by versions compared. The same two versions differ in the same lines, whatever the file is called."""

    def __init__(self) -> None:
        self._counts: dict[str, tuple[int | None, int | None]] = {}

    def add(self, pairs: list[Pair], files: tuple[FileChange, ...]) -> None:
        """Remember what a commit's pairs came to."""
        if len(pairs) == len(files) <= _MOST_FILES and len(self._counts) < _MOST_PAIRS:
            for pair, file in zip(pairs, files, strict=True):
                if pair.path == file.path and pair.kind in _COMPARED:
                    self._counts[pair.versions] = file[2:]

    def find(self, pairs: list[Pair]) -> tuple[FileChange, ...] | None:
        """The changes of a commit all of whose pairs have been seen; None when one has not."""
        files = []
        for versions, kind, path, old_path in pairs:
            counts = self._counts.get(versions) if kind in _COMPARED else None
            if counts is None:
                return None
            files.append(FileChange(path, old_path, *counts))
        return tuple(files)


def split_pairs(diff: bytes) -> tuple[list[Pair], bytes]:
    """The `--raw` entries, and the bytes that follow them.

    An entry is `:modes… old new KIND NUL path NUL`, with a second path for a rename.
    """
    body = _body(diff)
    if not body.startswith(b":"):
        return [], body
    words = _text(body).split("\0")
    pairs = []
    at, end = 0, len(words)
    while at < end and words[at].startswith(":"):
        _, _, old, new, kind = words[at].split(" ")
        if kind[0] in "RC":
            pairs.append(Pair(old + new, kind[0], words[at + 2], words[at + 1]))
            at += 3
        else:
            pairs.append(Pair(old + new, kind[0], words[at + 1], None))
            at += 2
    rest = body.split(b"\0", at)
    return pairs, rest[at] if len(rest) > at else b""


def file_changes(diff: bytes) -> tuple[FileChange, ...]:
    """The `--numstat` entries.

    One is `added TAB deleted TAB path NUL`, for a rename `added TAB deleted TAB NUL old NUL new NUL`.
    """
    body = _body(diff)
    if not body:
        return ()
    files = []
    rest = iter(_text(body).split("\0"))
    for entry in rest:
        added, deleted, path = entry.split("\t", 2)
        old = None
        if not path:
            old, path = islice(rest, 2)
        if added == "-":
            files.append(FileChange(path, old, None, None))
        else:
            files.append(FileChange(path, old, int(added), int(deleted)))
    return tuple(files)


def _body(diff: bytes) -> bytes:
    # Entries begin with a colon, a digit or a dash; a path may end in a line feed.
    return diff.lstrip(b"\0\n").rstrip(b"\0")


def _text(body: bytes) -> str:
    r"""Paths as text; bytes that are not UTF-8 stand as `\xNN`."""
    return body.decode("utf-8", "backslashreplace")
