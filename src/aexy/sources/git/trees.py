"""The files of one commit: which there are, and what stands in those that are asked for.

A text is bounded in size and never written anywhere; what a link points at and what a submodule holds are no files.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, NamedTuple

from aexy.sources.git.opened import Opened
from aexy.sources.git.running import Git, damaged, run, streaming

_FILE_MODES = {b"100644", b"100755", b"100664"}
_READ = 1 << 18


class Leaf(NamedTuple):
    """A file by its path, git's name of its content, and its size in bytes; None where the object is not here."""

    path: str
    blob: bytes
    size: int | None


def files_at(git: Git, opened: Opened, sha: str) -> list[Leaf]:
    """The files of a commit, in git's order."""
    found = []
    asked = ("ls-tree", "-r", "-z", "-l", "--full-tree", sha)
    with streaming(git, opened.folder, *asked, object_format=opened.object_format) as output:
        for entry in _entries(output):
            about, _, path = entry.partition(b"\t")
            mode, _, blob, size = about.split()
            if mode in _FILE_MODES:
                name = path.decode("utf-8", "backslashreplace")
                found.append(Leaf(name, bytes.fromhex(blob.decode()), int(size) if size.isdigit() else None))
    return found


def texts_of(git: Git, opened: Opened, leaves: Sequence[Leaf]) -> Iterator[tuple[Leaf, bytes]]:
    """The files' texts in the order asked for; SourceFailed where one is not there. Ask for no large ones."""
    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(leaf.blob.hex().encode() + b"\n" for leaf in leaves)
        wanted.seek(0)
        asked = ("cat-file", "--batch", "--buffer")
        with streaming(git, opened.folder, *asked, object_format=opened.object_format, stdin=wanted) as output:
            pipe = _Pipe(output)
            for leaf in leaves:
                head = pipe.line().split()
                if len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004 (name, kind, size)
                    raise damaged(b"", says=[f"{leaf.blob.hex()} is missing"])
                yield leaf, pipe.take(int(head[2]))
                pipe.take(1)


def committed_at(git: Git, opened: Opened, sha: str) -> datetime:
    """When a commit was made, by its committer."""
    asked = ("show", "--no-patch", "--no-show-signature", "--format=%ct", sha)
    said = run(git, opened.folder, *asked, object_format=opened.object_format)
    return datetime.fromtimestamp(int(said.stdout), UTC)


def commit_before(git: Git, opened: Opened, sha: str, instant: datetime) -> str | None:
    """The last commit of the branch's own line that was made before an instant; None when it had not begun."""
    asked = ("rev-list", "-1", "--first-parent", f"--before={int(instant.timestamp())}", sha)
    return run(git, opened.folder, *asked, object_format=opened.object_format).stdout.decode().strip() or None


def _entries(output: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while block := output.read(_READ):
        *whole, tail = (tail + block).split(b"\0")
        yield from whole


class _Pipe:
    """Lines and stretches of bytes from what comes in pieces."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._held = b""

    def line(self) -> bytes:
        while (end := self._held.find(b"\n")) < 0:
            self._more()
        return self.take(end + 1)[:-1]

    def take(self, count: int) -> bytes:
        while len(self._held) < count:
            self._more()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def _more(self) -> None:
        block = self._output.read(_READ)
        if not block:
            raise damaged(b"", says=["files are missing"])
        self._held += block
