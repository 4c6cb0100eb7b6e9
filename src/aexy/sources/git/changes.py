"""What git writes about the files of a commit, understood; and the line counts that need not be computed twice."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from aexy.kernel.commits import FileChange

# A commit of more files than this is an import: no merge will bring the same again.
_MOST_FILES = 1_000
_MOST_PAIRS = 100_000
_COMPARED = frozenset("AMDR")

Counts = tuple[int | None, int | None]
"""Lines added and removed between two versions; None in binary files."""


class Pair(NamedTuple):
    """Two versions of a file: their names and modes, git's letter for the change, and its new and old path."""

    versions: str
    modes: str
    kind: str
    path: str
    old_path: str | None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the two versions decides how many lines differ."""
        return self.kind in _COMPARED and "160000" not in self.modes


class SeenPairs:
    """Line counts by versions compared. The same two versions differ in the same lines, whatever the file is called."""

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}

    def __contains__(self, versions: str) -> bool:
        return versions in self._counts

    def add(self, pairs: list[Pair], files: tuple[FileChange, ...]) -> None:
        """Remember what a commit's pairs came to."""
        if len(self._counts) < _MOST_PAIRS:
            self._counts |= counted(pairs, files)

    def learn(self, versions: str, counts: Counts) -> None:
        """Remember what one pair came to."""
        self._counts[versions] = counts

    def find(self, pairs: list[Pair]) -> tuple[FileChange, ...] | None:
        """The changes of a commit all of whose pairs have been seen; None when one has not."""
        files = []
        for pair in pairs:
            counts = self._counts.get(pair.versions) if pair.is_plain else None
            if counts is None:
                return None
            files.append(FileChange(pair.path, pair.old_path, *counts))
        return tuple(files)


def counted(pairs: list[Pair], files: tuple[FileChange, ...]) -> Iterator[tuple[str, Counts]]:
    """What a commit's pairs came to; nothing of an import."""
    if len(pairs) == len(files) <= _MOST_FILES:
        for pair, file in zip(pairs, files, strict=True):
            if pair.path == file.path and pair.is_plain:
                yield pair.versions, file[2:]


def split_pairs(diff: bytes) -> tuple[list[Pair], bytes]:
    """The `--raw` entries, and the bytes that follow them.

    An entry is `:old-mode new-mode old new KIND NUL path NUL`, with a second path for a rename.
    """
    body = _body(diff)
    if not body.startswith(b":"):
        return [], body
    words = _text(body).split("\0")
    pairs = []
    at, end = 0, len(words)
    while at < end and words[at].startswith(":"):
        mode, new_mode, old, new, kind = words[at].split(" ")
        modes = f"{mode[1:]} {new_mode}"
        if kind[0] in "RC":
            pairs.append(Pair(f"{old} {new}", modes, kind[0], words[at + 2], words[at + 1]))
            at += 3
        else:
            pairs.append(Pair(f"{old} {new}", modes, kind[0], words[at + 1], None))
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
