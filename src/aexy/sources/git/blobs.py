"""Contents of files as they stood after commits, and the line that a branch's own commits make."""

import tempfile
from collections.abc import Iterable, Iterator
from io import BufferedReader, RawIOBase
from typing import NamedTuple, Protocol, cast

from aexy.sources.git.opened import Opened
from aexy.sources.git.running import Git, run, streaming

_BLOCK = 1 << 18


class Wanted(Protocol):
    """A path as it stood after a commit, by its binary sha."""

    @property
    def sha(self) -> bytes:
        """Which commit."""
        ...

    @property
    def path(self) -> str:
        """Which file."""
        ...


class Content(NamedTuple):
    """What a path was after a commit: `name` is git's for the content. `text` is None where it is longer than asked."""

    sha: bytes
    path: str
    name: bytes | None
    text: bytes | None


def own_commits(git: Git, opened: Opened) -> list[bytes]:
    """The commits of the counted branch by first parents, newest first: each is a state the branch itself had."""
    if opened.default_sha is None:
        return []
    asked = ("rev-list", "--first-parent", opened.default_sha)
    listed = run(git, opened.folder, *asked, object_format=opened.object_format).stdout
    return [bytes.fromhex(line.decode()) for line in listed.split()]


def paths_at(git: Git, opened: Opened, sha: bytes) -> list[str]:
    """Every file there was after a commit."""
    asked = ("ls-tree", "-r", "-z", "--name-only", sha.hex())
    listed = run(git, opened.folder, *asked, object_format=opened.object_format).stdout
    return [name.decode("utf-8", "backslashreplace") for name in listed.split(b"\0") if name]


def read_contents(git: Git, opened: Opened, wanted: Iterable[Wanted], *, most: int) -> Iterator[Content]:
    """The contents of paths after commits, in the order asked; `name` is None where there was no file of that name.

    One at a time and never more than `most` bytes of one are held. A path must hold no line feed.
    """
    asked = [(one.sha, one.path) for one in wanted]
    with tempfile.TemporaryFile() as lines:
        lines.writelines(f"{sha.hex()}:{path}\n".encode() for sha, path in asked)
        lines.seek(0)
        with streaming(
            git, opened.folder, "cat-file", "--batch", object_format=opened.object_format, stdin=lines
        ) as output:
            told = BufferedReader(cast("RawIOBase", output), _BLOCK)
            for sha, path in asked:
                yield Content(sha, path, *_next(told, most))
            # It is closed by whoever opened it.
            told.detach()


def _next(told: "BufferedReader[RawIOBase]", most: int) -> tuple[bytes | None, bytes | None]:
    words = told.readline().rstrip(b"\n").rsplit(b" ", 2)
    if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 (name, type, size; anything else says it is missing)
        return None, None
    name, kind, size = words[0], words[1], int(words[2])
    is_wanted = kind == b"blob" and size <= most
    text = told.read(size) if is_wanted else None
    left = 1 if is_wanted else size + 1
    while left and (block := told.read(min(left, _BLOCK))):
        left -= len(block)
    return (name, text) if kind == b"blob" else (None, None)
