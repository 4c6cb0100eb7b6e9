"""Reading a stretch of history: the bytes git writes, cut into commits while they come.

Parts are told apart by a word that is drawn anew for every run, so nothing that somebody wrote into a message can pass
for one. NULs would not do: git writes them differently from one form of change to the next.
"""

import re
import secrets
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from aexy.kernel.commits import CommitRecord, FileChange, Signature
from aexy.kernel.errors import SourceFailed
from aexy.sources.git.opened import Opened, reopen
from aexy.sources.git.plan import Chunk
from aexy.sources.git.process import Git, damaged, streaming

_READ = 1 << 18
# Of a message longer than this only the beginning and the end are kept: the subject, and the trailers.
_LONGEST_MESSAGE = 1 << 20
_KEPT_OF_LONG = 1 << 16
_FIELDS = 9
_OFFSET = re.compile(r"[+-]\d{1,6}\Z")


def read_chunk(git: Git, folder: Path, chunk: Chunk) -> Iterator[CommitRecord]:
    """The commits of a stretch, in its order. Needs nothing but the folder that `open_repository` prepared.

    Memory stays bounded whatever the messages are. SourceFailed when objects are missing, or went missing meanwhile.
    """
    opened = reopen(folder)
    cut_off = _cut_off(folder)
    word = secrets.token_hex(16).encode()
    read = 0
    with _listed(opened, chunk) as wanted, streaming(
        git, folder,
        "diff-tree", "--stdin", "--always", "--root", "-r", "-M", "--numstat", "-z", "--diff-merges=first-parent",
        "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--encoding=UTF-8", "--date=raw",
        f"--format={word.decode()}%H%n%P%n%an%n%ae%n%ad%n%cn%n%ce%n%cd%n%B{word.decode()}",
        object_format=opened.object_format, stdin=wanted,
    ) as output:  # fmt: skip
        for header, diff in _parts(output, word):
            read += 1
            yield _record(header, diff, cut_off)
    if read != chunk.count:
        raise damaged(b"", says=[f"{chunk.count - read} commits are missing"])


def _cut_off(folder: Path) -> frozenset[str]:
    file = folder / "shallow"
    return frozenset(file.read_text().split()) if file.exists() else frozenset()


def _listed(opened: Opened, chunk: Chunk) -> IO[bytes]:
    """A file of its own that holds just the stretch's shas, one a line."""
    width = (64 if opened.object_format == "sha256" else 40) + 1
    try:
        with (opened.folder / chunk.listed).open("rb") as file:
            file.seek(chunk.start * width)
            lines = file.read(chunk.count * width)
    except FileNotFoundError as error:
        raise SourceFailed("The list of commits to read is gone.", next_step="Sync the repository again.") from error
    wanted = tempfile.TemporaryFile()  # noqa: SIM115 (whoever asked for it closes it)
    wanted.write(lines)
    wanted.seek(0)
    return wanted


def _parts(output: IO[bytes], word: bytes) -> Iterator[tuple[bytes, bytes]]:
    """`(header and message, diff)` of each commit: the pieces between the words, two by two."""
    header: bytes | None = None
    for number, piece in enumerate(chain.from_iterable(_pieces(output, word))):
        if number % 2:
            header = piece
        elif header is not None:
            yield header, piece


def _pieces(output: IO[bytes], word: bytes) -> Iterator[list[bytes]]:
    """What stands between the words, as it comes; a piece that grows too long loses its middle."""
    tail = b""
    number = 0
    while block := output.read(_READ):
        pieces = (tail + block).split(word)
        tail = pieces.pop()
        number += len(pieces)
        yield pieces
        # Odd pieces are messages; even ones are diffs, all of which is wanted.
        if number % 2 and len(tail) > _LONGEST_MESSAGE:
            tail = tail[:_KEPT_OF_LONG] + tail[-_KEPT_OF_LONG:]
    yield [tail]


def _record(header: bytes, diff: bytes, cut_off: frozenset[str]) -> CommitRecord:
    try:
        fields = header.decode().split("\n", _FIELDS - 1)
    except UnicodeDecodeError:
        fields = [_text(field) for field in header.split(b"\n", _FIELDS - 1)]
    sha, parents, name, email, date, committer, committer_email, committed, message = fields
    return CommitRecord(
        bytes.fromhex(sha),
        len(parents.split()),
        _signature(name, email, date),
        _signature(committer, committer_email, committed),
        message,
        None if sha in cut_off else _files(diff),
    )


def _text(field: bytes) -> str:
    """Words that are not UTF-8 and name no encoding are taken for Latin-1, as git itself does when it commits."""
    try:
        return field.decode()
    except UnicodeDecodeError:
        return field.decode("latin-1")


def _signature(name: str, email: str, date: str) -> Signature:
    seconds, _, offset = date.partition(" ")
    return Signature(
        name.replace("\0", ""), email.replace("\0", ""), int(seconds) if seconds.isdecimal() else None, _minutes(offset)
    )


def _minutes(offset: str) -> int:
    """Minutes east of UTC of an offset like -0930."""
    if not _OFFSET.match(offset):
        return 0
    hours, minutes = divmod(int(offset[1:]), 100)
    return (hours * 60 + minutes) * (-1 if offset[0] == "-" else 1)


def _files(diff: bytes) -> tuple[FileChange, ...]:
    """Out of `added TAB deleted TAB path NUL`, or for a rename `added TAB deleted TAB NUL old NUL new NUL`."""
    body = diff.strip(b"\0\n")
    if not body:
        return ()
    try:
        entries = body.decode().split("\0")
    except UnicodeDecodeError:
        entries = body.decode("utf-8", "backslashreplace").split("\0")
    files = []
    rest = iter(entries)
    for entry in rest:
        added, deleted, path = entry.split("\t", 2)
        old = None
        if not path:
            old, path = next(rest), next(rest)
        if added == "-":
            files.append(FileChange(path, old, None, None))
        else:
            files.append(FileChange(path, old, int(added), int(deleted)))
    return tuple(files)
