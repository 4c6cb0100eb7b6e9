"""Reading a stretch of history: the bytes git writes, cut into commits while they come.

Parts are told apart by a word that is drawn anew for every run, so nothing that somebody wrote into a message can pass
for one. NULs would not do: git writes them differently from one form of change to the next.
"""

import re
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

from aexy.kernel.commits import CommitRecord, FileChange, Signature
from aexy.kernel.errors import SourceFailed
from aexy.sources.git.changes import Pair, SeenPairs, counted, file_changes, split_pairs
from aexy.sources.git.opened import Opened, reopen
from aexy.sources.git.pairs import compare, keeping, recall
from aexy.sources.git.plan import Chunk, Part
from aexy.sources.git.running import Git, damaged, streaming

_READ = 1 << 18
# Of a message longer than this only the beginning and the end are kept: the subject, and the trailers.
_LONGEST_MESSAGE = 1 << 20
_KEPT_OF_LONG = 1 << 16
_FIELDS = 9
# Where fewer than one commit in so many is a merge, looking for pairs gains nothing.
_FEW_MERGES = 50
_PAIRS_AT_ONCE = 20_000
_OFFSET = re.compile(r"[+-]\d{1,6}\Z")

_Pairs = tuple[bytes, list[Pair]]


def read_chunk(git: Git, folder: Path, chunk: Chunk) -> Iterator[CommitRecord]:
    """The commits of a stretch, merges last. Needs nothing but the folder that `open_repository` prepared.

    Memory stays bounded whatever the messages are. SourceFailed when objects are missing, or went missing meanwhile.
    Where merges are read later they come without their files.
    """
    opened = reopen(folder)
    shas = _listed(opened, chunk)
    cut_off = _cut_off(folder)
    plain, merges = shas[: chunk.count - chunk.merges], shas[chunk.count - chunk.merges :]
    match chunk.part:
        case Part.BEFORE_MERGES:
            yield from _keeping_pairs(git, opened, plain, cut_off, opened.folder / chunk.pairs)
            # Not even which files differ, which git otherwise looks for before it shows nothing of it.
            for header, _ in _written(git, opened, merges, "--no-patch", "--no-diff-merges"):
                yield _record(header, None, cut_off)
        case Part.MERGES:
            yield from _merges(git, opened, merges, SeenPairs(), cut_off, kept=opened.folder / chunk.pairs)
        case Part.WHOLE if chunk.merges * _FEW_MERGES < chunk.count:
            yield from _records(git, opened, shas, cut_off)
        case Part.WHOLE:
            yield from _with_merges(git, opened, plain, merges, cut_off)


def read_messages(git: Git, opened: Opened, shas: Sequence[bytes]) -> Iterator[tuple[bytes, str]]:
    """The messages of these commits, by their binary shas: without looking at what they change."""
    asked = [sha.hex().encode() + b"\n" for sha in shas]
    for header, _ in _written(git, opened, asked, "--no-patch", "--no-diff-merges"):
        record = _record(header, None, frozenset())
        yield record.sha, record.message


def _with_merges(
    git: Git, opened: Opened, plain: list[bytes], merges: list[bytes], cut_off: frozenset[str]
) -> Iterator[CommitRecord]:
    """Most of what a merge brings was counted when its branch was read: the same two versions of the same file."""
    seen = SeenPairs()
    for header, pairs, files in _paired(git, opened, plain):
        seen.add(pairs, files)
        yield _record(header, files, cut_off)
    yield from _merges(git, opened, merges, seen, cut_off)


def _keeping_pairs(
    git: Git, opened: Opened, plain: list[bytes], cut_off: frozenset[str], to: Path
) -> Iterator[CommitRecord]:
    """The same for a later reader of the merges: what was compared is written down beside the repository."""
    with keeping(to) as keep:
        for header, pairs, files in _paired(git, opened, plain):
            keep(counted(pairs, files))
            yield _record(header, files, cut_off)


def _merges(
    git: Git, opened: Opened, merges: list[bytes], seen: SeenPairs, cut_off: frozenset[str], *, kept: Path | None = None
) -> Iterator[CommitRecord]:
    """Merges are first only asked which versions they bring; those that nobody has compared are compared at once."""
    left = []
    for batch in _batches((header, split_pairs(diff)[0]) for header, diff in _written(git, opened, merges, "--raw")):
        if kept is not None:
            recall(kept, chain.from_iterable(pairs for _, pairs in batch), seen)
        asked = [pair for _, pairs in batch for pair in pairs if pair.versions not in seen]
        for versions, counts in compare(git, opened, asked).items():
            seen.learn(versions, counts)
        for header, pairs in batch:
            files = seen.find(pairs)
            if files is None:
                left.append(header[: header.index(b"\n")] + b"\n")
            else:
                yield _record(header, files, cut_off)
    # A link that became a file, another repository inside this one: rare, and read as anything else is.
    yield from _records(git, opened, left, cut_off)


def _batches(read: Iterator[_Pairs]) -> Iterator[list[_Pairs]]:
    """As many merges at a time as bring so many pairs, so that memory does not grow with the stretch."""
    batch: list[_Pairs] = []
    size = 0
    for one in read:
        batch.append(one)
        size += len(one[1])
        if size >= _PAIRS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _paired(git: Git, opened: Opened, shas: list[bytes]) -> Iterator[tuple[bytes, list[Pair], tuple[FileChange, ...]]]:
    for header, diff in _written(git, opened, shas, "--raw", "--numstat"):
        pairs, entries = split_pairs(diff)
        yield header, pairs, file_changes(entries)


def _records(git: Git, opened: Opened, shas: list[bytes], cut_off: frozenset[str]) -> Iterator[CommitRecord]:
    for header, diff in _written(git, opened, shas, "--numstat"):
        yield _record(header, file_changes(diff), cut_off)


def _written(git: Git, opened: Opened, shas: list[bytes], *forms: str) -> Iterator[tuple[bytes, bytes]]:
    """`(header and message, diff)` of each of the commits, the diff in these forms."""
    if not shas:
        return
    word = secrets.token_hex(16).encode()
    read = 0
    with tempfile.TemporaryFile() as wanted:
        wanted.write(b"".join(shas))
        wanted.seek(0)
        with streaming(
            git, opened.folder,
            "diff-tree", "--stdin", "--always", "--root", "-r", "-M", "-z", "--diff-merges=first-parent", *forms,
            "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--encoding=UTF-8", "--date=raw",
            f"--format={word.decode()}%H%n%P%n%an%n%ae%n%ad%n%cn%n%ce%n%cd%n%B{word.decode()}",
            object_format=opened.object_format, stdin=wanted,
        ) as output:  # fmt: skip
            for header, diff in _parts(output, word):
                read += 1
                yield header, diff
    if read != len(shas):
        raise damaged(b"", says=[f"{len(shas) - read} commits are missing"])


def _cut_off(folder: Path) -> frozenset[str]:
    file = folder / "shallow"
    return frozenset(file.read_text().split()) if file.exists() else frozenset()


def _listed(opened: Opened, chunk: Chunk) -> list[bytes]:
    """The stretch's shas as git reads them, each with its line feed."""
    width = (64 if opened.object_format == "sha256" else 40) + 1
    try:
        with (opened.folder / chunk.listed).open("rb") as file:
            file.seek(chunk.start * width)
            return file.read(chunk.count * width).splitlines(keepends=True)
    except FileNotFoundError as error:
        raise SourceFailed("The list of commits to read is gone.", next_step="Sync the repository again.") from error


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


def _record(header: bytes, files: tuple[FileChange, ...] | None, cut_off: frozenset[str]) -> CommitRecord:
    try:
        fields = header.decode().split("\n", _FIELDS - 1)
    except UnicodeDecodeError:
        fields = [_text(field) for field in header.split(b"\n", _FIELDS - 1)]
    sha, parents, name, email, date, committer, committer_email, committed, message = fields
    named = tuple(map(bytes.fromhex, parents.split()))
    is_cut_off = sha in cut_off
    return CommitRecord(
        bytes.fromhex(sha),
        len(named),
        _signature(name, email, date),
        _signature(committer, committer_email, committed),
        message,
        None if is_cut_off else files,
        None if is_cut_off else named,
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
