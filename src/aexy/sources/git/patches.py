"""What git writes about the lines of commits, understood while it comes: which stretches went, which came.

Only the skeleton of a patch is kept, and what its text comes to (patch_ids.py), never the text. Without lines of
context around a change, a line of text begins with a plus, a minus or a backslash, so nothing that somebody wrote can
pass for a line of git's own.
"""

import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

from aexy.kernel.errors import SourceFailed
from aexy.sources.git.opened import Opened
from aexy.sources.git.patch_ids import TOO_LONG, PatchId, marked
from aexy.sources.git.running import Git, damaged, streaming
from aexy.sources.imports import Finder, Import, finder_of

_READ = 1 << 18
# Of a longer line only its beginning matters.
_LONGEST_LINE = 1 << 20
_KEPT_OF_LONG = 1 << 12
WORD_MARK = "~"
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
    imports: tuple[Import, ...] = ()


class Changed(NamedTuple):
    """A commit by its binary sha, with its files, and what they come to; None when there are none."""

    sha: bytes
    changes: list[Change]
    patch_id: bytes | None


# Of which commit nothing is known.
NOTHING = Changed(b"", [], None)
# How plain commits are compared with what they were made on: in one way only, so that equal changes look equal.
PLAIN = ("-M", "--root")


class _Section(NamedTuple):
    """What a patch says of one pair of versions; hexadecimal names."""

    versions: tuple[bytes, bytes]
    hunks: list[Hunk]
    binary: list[bool]
    imports: list[Import]


def lines_of(output: IO[bytes]) -> Iterator[list[bytes]]:
    """Whole lines as they come, block by block, without line feeds."""
    tail = b""
    while block := output.read(_READ):
        found = (tail + block).split(b"\n")
        tail = found.pop()
        if len(tail) > _LONGEST_LINE and tail[:1] in {b"+", b"-", b" "}:
            tail = tail[:_KEPT_OF_LONG]
        yield found
    yield [tail]


def read_patches(output: IO[bytes], word: bytes) -> Iterator[Changed]:
    """The commits of `git diff-tree --raw -p -U0 --full-index`, each begun by a line of `~`, the word and its sha."""
    start = WORD_MARK.encode() + word
    found: _Found | None = None
    for line, text in marked(output):
        if line.startswith(start):
            if found is not None:
                yield found.whole()
            found = _Found(bytes.fromhex(line[len(start) :].decode()))
        elif found is not None:
            found.tell(line, text)
    if found is not None:
        yield found.whole()


def read_changes(git: Git, opened: Opened, shas: Sequence[bytes]) -> Iterator[Changed]:
    """These commits, none of which is a merge or cut off, with what changed in them."""
    with patches_of(git, opened, shas, *PLAIN) as (output, word):
        yield from read_patches(output, word)


def read_patch_ids(git: Git, opened: Opened, shas: Sequence[bytes]) -> list[tuple[bytes, bytes | None]]:
    """What these commits come to, none of which is a merge or cut off; SourceFailed when one is missing."""
    with patches_of(git, opened, shas, *PLAIN) as (output, word):
        found = [(one.sha, one.patch_id) for one in read_patches(output, word)]
    if len(found) != len(shas):
        raise damaged(b"", says=[f"{len(shas) - len(found)} commits are missing"])
    return found


class _Found:
    """A commit while its patch comes."""

    def __init__(self, sha: bytes) -> None:
        self._sha = sha
        self._entries: list[bytes] = []
        self._sections: list[_Section] = []
        self._patch = PatchId()
        self._is_within = False
        self._finder: Finder | None = None

    def tell(self, line: bytes, text: bytes) -> None:
        mark = line[:1]
        if mark == b"@":
            self._sections[-1].hunks.append(_hunk(line))
            self._is_within = True
        elif mark == b"":
            self._patch.flush()
        elif mark == TOO_LONG:
            self._patch.versions(self._sections[-1].versions)
        else:
            self._is_within = False
            self._head(mark, line)
        if self._is_within:
            self._patch.text(text)
            if self._finder is not None and text:
                self._sections[-1].imports.extend(self._finder.find(text))

    def _head(self, mark: bytes, line: bytes) -> None:
        if mark == b":":
            self._entries.append(line)
            self._patch.entry(line)
        elif mark == b"i":
            self._sections.append(_Section(versions_of(line), [], [], []))
            self._patch.file()
        elif mark == b"B":
            self._sections[-1].binary.append(True)
            self._patch.versions(self._sections[-1].versions)
        elif line.startswith(b"diff "):
            self._finder = finder_of(line)

    def whole(self) -> Changed:
        return Changed(self._sha, _changes(self._entries, self._sections), self._patch.done())


@contextmanager
def patches_of(git: Git, opened: Opened, shas: Iterable[bytes], *how: str) -> Iterator[tuple[IO[bytes], bytes]]:
    """What git writes about these commits for `read_patches`, and the word between them."""
    word = secrets.token_hex(16)
    with tempfile.TemporaryFile() as wanted:
        wanted.writelines(sha.hex().encode() + b"\n" for sha in shas)
        wanted.seek(0)
        with streaming(
            git, opened.folder,
            "diff-tree", "--stdin", "--always", "-r", "-p", "-U0", "--raw", "--full-index", *how,
            "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=none",
            f"--format={WORD_MARK}{word}%H",
            object_format=opened.object_format, stdin=wanted,
        ) as output:  # fmt: skip
            yield output, word.encode()


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
        imports = tuple(line for one in said for line in one.imports)
        found.append(Change(version(old), version(new), path_of(paths[0]), path_of(paths[-1]), is_text, hunks, imports))
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
