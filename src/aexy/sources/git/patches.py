"""What git writes about the lines of commits, understood while it comes: which stretches went, which came.

Only the skeleton of a patch is kept, never the text. Without lines of context around a change, a line of text begins
with a plus, a minus or a backslash, so nothing that somebody wrote can pass for a line of git's own.
"""

import re
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from aexy.kernel.errors import SourceFailed

_READ = 1 << 18
# Of a longer line only its beginning matters.
_LONGEST_LINE = 1 << 20
_KEPT_OF_LONG = 1 << 12
# A list of changes, the versions and places of one of them, a file that has no lines, and the word between commits.
WORD_MARK = "~"
_SKELETON = frozenset({b":", b"i", b"@", b"B", WORD_MARK.encode()})
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([abfnrtv"\\]|[0-7]{3})')
_ESCAPED = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))


class Hunk(NamedTuple):
    """From `begin` (counted from 0) on so many lines went and so many came."""

    begin: int
    gone: int
    come: int


class Change(NamedTuple):
    """A file of a commit. A version is None where there is none; `is_text` is False where git shows no lines of it."""

    old: bytes | None
    new: bytes | None
    old_path: str
    path: str
    is_text: bool
    hunks: tuple[Hunk, ...]


class Changed(NamedTuple):
    """A commit by its binary sha, with its files."""

    sha: bytes
    changes: list[Change]


class _Section(NamedTuple):
    """What a patch says of one pair of versions; hexadecimal names."""

    versions: tuple[bytes, bytes]
    hunks: list[Hunk]
    binary: list[bool]


def lines_of(output: IO[bytes], wanted: frozenset[bytes] | None = None) -> Iterator[list[bytes]]:
    """Whole lines as they come, block by block, without line feeds; of those only the ones that begin as `wanted`."""
    tail = b""
    while block := output.read(_READ):
        found = (tail + block).split(b"\n")
        tail = found.pop()
        if len(tail) > _LONGEST_LINE and tail[:1] in {b"+", b"-", b" "}:
            tail = tail[:_KEPT_OF_LONG]
        yield found if wanted is None else [line for line in found if line[:1] in wanted]
    yield [tail]


def read_patches(output: IO[bytes], word: bytes) -> Iterator[Changed]:
    """The commits of `git diff-tree --raw -p -U0 --full-index`, each begun by a line of `~`, the word and its sha."""
    start = WORD_MARK.encode() + word
    sha: bytes | None = None
    entries: list[bytes] = []
    sections: list[_Section] = []
    for lines in lines_of(output, _SKELETON):
        for line in lines:
            mark = line[:1]
            if mark == b"@":
                sections[-1].hunks.append(_hunk(line))
            elif mark == b":":
                entries.append(line)
            elif mark == b"i":
                sections.append(_Section(versions_of(line), [], []))
            elif mark == b"B":
                sections[-1].binary.append(True)
            elif line.startswith(start):
                if sha is not None:
                    yield Changed(sha, _changes(entries, sections))
                sha, entries, sections = bytes.fromhex(line[len(start) :].decode()), [], []
    if sha is not None:
        yield Changed(sha, _changes(entries, sections))


def versions_of(line: bytes) -> tuple[bytes, bytes]:
    """The two versions that `index OLD..NEW MODE` names; in a patch of a merge OLD is several, with commas."""
    old, _, new = line.split(b" ", 2)[1].partition(b"..")
    return old, new


def version(name: bytes) -> bytes | None:
    """A version's name as bytes; None for the name of nothing."""
    return bytes.fromhex(name.decode()) if name.strip(b"0") else None


def path_of(written: bytes) -> str:
    r"""A path as git writes it, in quotes where it holds odd characters; bytes that are not UTF-8 stand as `\xNN`."""
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1:-1])
    return written.decode("utf-8", "backslashreplace")


def _unescaped(match: "re.Match[bytes]") -> bytes:
    word = match[1]
    return bytes([int(word, 8) if len(word) > 1 else _ESCAPED[word[0]]])


def _hunk(line: bytes) -> Hunk:
    match = _HUNK.match(line)
    if match is None:
        raise not_understood()
    start, gone, _, come = match.groups()
    count = 1 if gone is None else int(gone)
    # A stretch of nothing is named by the line before it.
    return Hunk(int(start) - (count > 0), count, 1 if come is None else int(come))


def _changes(entries: Iterable[bytes], sections: list[_Section]) -> list[Change]:
    """The entries, each with what the patch says of its versions."""
    left = iter(sections)
    section = next(left, None)
    found = []
    for entry in entries:
        about, *paths = entry.split(b"\t")
        _, _, old, new, kind = about.split(b" ")
        said = []
        for versions in _expected(old, new, kind):
            if section is not None and section.versions == versions:
                said.append(section)
                section = next(left, None)
        hunks = tuple(hunk for one in said for hunk in one.hunks)
        is_text = not any(one.binary for one in said)
        found.append(Change(version(old), version(new), path_of(paths[0]), path_of(paths[-1]), is_text, hunks))
    if section is not None:
        raise not_understood()
    return found


def _expected(old: bytes, new: bytes, kind: bytes) -> list[tuple[bytes, bytes]]:
    """As what a patch shows two versions; what was a file and is now a link went as one and came as the other."""
    if kind == b"T":
        nothing = b"0" * len(old)
        return [(old, nothing), (nothing, new), (old, new)]
    return [(old, new)]


def not_understood() -> SourceFailed:
    """Git wrote something that is no patch as we know it."""
    return SourceFailed(
        "What git says about the lines of a commit cannot be understood.", next_step="Report it with git's version."
    )
