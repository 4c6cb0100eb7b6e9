"""What a change is, apart from where it was made: the same for a commit and its copy on another branch.

The id is a digest over each file's path, kind of change and change of mode, and over the lines that went and came, in
git's order and without their whitespace. Line numbers, what stands around a change, and everything about the commit
itself are not in it. Of a file whose lines git does not show (binary) it is over the names of the two versions, and so
it is where a line is too long to be held. `git patch-id` tells changes apart by the same, but gives other ids.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import IO

SIZE = 16
_READ = 1 << 18
_LONGEST_LINE = 1 << 20
_WHITESPACE = b" \t\r\v\f"
# Whether a file ends in a line feed is whitespace too.
_NO_FEED = b"\\Nonewlineatendoffile\n"
# Git's own lines in a patch without context: a list of changes, a file (diff, and more that begins like it), its
# versions, a stretch, a file without lines, and the word between commits. Lines of text begin with + - or \.
_MARKS = frozenset({b":", b"d", b"i", b"@", b"B", b"~"})
_MARK = re.compile(rb"\n(?=[:di@B~])")
# A line that is no line: here stood one that was too long.
TOO_LONG = b"L"
_BETWEEN_FILES = b"\0"


def marked(output: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Git's own lines as they come, each with the text behind it; `b""` instead of a line goes on with a text."""
    tail = b""
    is_long = False
    while block := output.read(_READ):
        if is_long:
            _, feed, block = block.partition(b"\n")
            is_long = not feed
        whole = tail + block
        end = whole.rfind(b"\n") + 1
        yield from _cut(whole, end)
        tail = whole[end:]
        if len(tail) > _LONGEST_LINE and tail[:1] in {b"+", b"-"}:
            yield TOO_LONG, b""
            tail, is_long = b"", True
    if tail:
        yield from _cut(tail + b"\n", len(tail) + 1)


def _cut(whole: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    starts = [match.end() for match in _MARK.finditer(whole, 0, max(end - 1, 0))]
    if end and whole[:1] in _MARKS:
        starts.insert(0, 0)
    begin = starts[0] if starts else end
    if begin:
        yield b"", whole[:begin]
    for start, stop in pairwise([*starts, end]):
        feed = whole.index(b"\n", start)
        yield whole[start:feed], whole[feed + 1 : stop]


class PatchId:
    """The id of one commit, put together while its patch comes."""

    def __init__(self) -> None:
        self._digest = blake2b(digest_size=SIZE)
        self._texts: list[bytes] = []
        self._has_files = False

    def entry(self, line: bytes) -> None:
        """A file that changed, as `--raw` lists it."""
        about, _, paths = line.partition(b"\t")
        old_mode, mode, old, new, kind = about.split(b" ")
        modes = b"" if old_mode[1:] == mode else old_mode + mode
        self._digest.update(b"%b %b %d\t%b\n" % (modes, kind[:1], old == new, paths))
        self._has_files = True

    def file(self) -> None:
        """Another file's lines begin."""
        self._texts.append(_BETWEEN_FILES)

    def versions(self, versions: tuple[bytes, bytes]) -> None:
        """What there is to say of a file without lines."""
        self._texts.append(b"%b..%b\n" % versions)

    def text(self, lines: bytes) -> None:
        """Whole lines that went and came."""
        self._texts.append(lines)

    def flush(self) -> None:
        """Have no more of it in memory than need be."""
        said = b"".join(self._texts).translate(None, _WHITESPACE)
        if _NO_FEED in said:
            said = said.replace(b"\n" + _NO_FEED, b"\n").removeprefix(_NO_FEED)
        self._digest.update(said)
        self._texts.clear()

    def done(self) -> bytes | None:
        """The id; None when nothing changed."""
        self.flush()
        return self._digest.digest() if self._has_files else None
