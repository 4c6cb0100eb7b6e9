"""What is new in a repository, in stretches that can be read side by side, and what became of what was known."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Self

from aexy.sources.git.opened import Opened
from aexy.sources.git.running import Git, run

CHUNK = 8_000


class Part(StrEnum):
    """What is read of a stretch: everything; merges without their files, and later those."""

    WHOLE = "whole"
    BEFORE_MERGES = "before_merges"
    MERGES = "merges"


@dataclass(frozen=True, slots=True)
class Known:
    """What the last full reading saw: every tip, the counted branch's (hexadecimal), whether it was cut off."""

    tips: Collection[str] = ()
    default_sha: str | None = None
    is_shallow: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """`count` commits from the line `start` of a list in the repository's folder, the last `merges` of them merges."""

    listed: str
    start: int
    count: int
    merges: int = 0
    part: Part = Part.WHOLE

    @property
    def size(self) -> int:
        """How many commits are read."""
        return self.merges if self.part is Part.MERGES else self.count

    @property
    def pairs(self) -> str:
        """The file in which one part of a stretch leaves for the other what it has compared."""
        return f"{self.listed}-{self.start}-pairs"

    def to_dict(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Back from `to_dict`."""
        return cls(**(kept | {"part": Part(kept.get("part", Part.WHOLE))}))


@dataclass(frozen=True, slots=True)
class Plan:
    """`chunks` are to be read, `later` ones after them; the other fields name the lists that `Reach` is read from.

    `is_new` is False when every tip stands where it stood: there is nothing to do.
    """

    chunks: tuple[Chunk, ...]
    is_new: bool = True
    is_whole: bool = False
    counted: str | None = None
    others: str | None = None
    total: int = field(default=0)
    later: tuple[Chunk, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON can keep it."""
        chunks, later = ([chunk.to_dict() for chunk in part] for part in (self.chunks, self.later))
        return asdict(self) | {"chunks": chunks, "later": later}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Back from `to_dict`."""
        chunks, later = (tuple(Chunk.from_dict(one) for one in kept.get(part, ())) for part in ("chunks", "later"))
        return cls(**(kept | {"chunks": chunks, "later": later}))


@dataclass(frozen=True, slots=True)
class Reach:
    """Which commits can be reached, as binary shas: from the counted branch, and from other refs only.

    When `is_whole`, what is in neither can no longer be reached; else these are additions to what was known.
    """

    is_whole: bool
    counted: list[bytes]
    others: list[bytes]


def plan(
    git: Git,
    opened: Opened,
    known: Known,
    *,
    stored: Collection[bytes] = (),
    size: int = CHUNK,
    many_merges: int | None = None,
) -> Plan:
    """Find what is new since `known`, newest first, without the commits in `stored` (binary shas).

    `stored` matters after an interrupted or a cut-off reading; for an ordinary next one it may be empty. With
    `many_merges`, so many new merges or more are left for later with what they change.
    """
    tips = opened.tips()
    if set(tips) == set(known.tips) and opened.default_sha == known.default_sha and not known.is_shallow:
        return Plan((), is_new=False)
    is_whole = not known.tips or known.is_shallow or opened.is_shallow or not _has_only_grown(git, opened, known)
    default, before = _named(opened.default_sha), () if is_whole else known.tips
    counted = _list(git, opened, default, () if is_whole else _named(known.default_sha))
    found = {line.sha for line in counted}
    rest = [sha for sha in tips if sha.encode() not in found]
    others = _list(git, opened, rest, [*default, *before]) if rest else []
    had = {sha.hex().encode() for sha in stored}
    if not is_whole:
        had |= found - {line.sha for line in _list(git, opened, default, before)} if default else set()
    wanted = [line for line in (*counted, *others) if line.sha not in had]
    token = secrets.token_hex(6)
    chunks = _chunks(opened.folder, f"read-{token}", wanted, size)
    later: tuple[Chunk, ...] = ()
    if many_merges is not None and sum(chunk.merges for chunk in chunks) >= many_merges:
        later = tuple(replace(chunk, part=Part.MERGES) for chunk in chunks if chunk.merges)
        chunks = tuple(replace(chunk, part=Part.BEFORE_MERGES) if chunk.merges else chunk for chunk in chunks)
    return Plan(
        chunks=chunks,
        is_whole=is_whole,
        counted=_write(opened.folder, f"counted-{token}", counted),
        others=_write(opened.folder, f"others-{token}", others),
        total=len(wanted),
        later=later,
    )


def reach(opened: Opened, planned: Plan) -> Reach:
    """What the plan found to be reachable."""
    return Reach(planned.is_whole, _shas(opened.folder, planned.counted), _shas(opened.folder, planned.others))


def forget(opened: Opened, planned: Plan) -> None:
    """Take the plan's lists away, once everything is settled."""
    names = {name for chunk in planned.chunks for name in (chunk.listed, chunk.pairs)}
    for name in {planned.counted, planned.others, *names}:
        if name:
            (opened.folder / name).unlink(missing_ok=True)


def _named(sha: str | None) -> list[str]:
    return [sha] if sha else []


def _has_only_grown(git: Git, opened: Opened, known: Known) -> bool:
    """Whether everything that was reachable still is, the counted branch's own by itself."""
    if known.default_sha is None or opened.default_sha is None:
        return False
    return not (
        _are_left(git, opened, known.tips, opened.tips())
        or _are_left(git, opened, [known.default_sha], [opened.default_sha])
    )


class _Line(NamedTuple):
    """A commit of a list: its sha, hexadecimal, and whether it has several parents."""

    sha: bytes
    is_merge: bool


def _list(git: Git, opened: Opened, tips: Iterable[str], without: Iterable[str]) -> list[_Line]:
    """What the tips reach and the others do not, newest first."""
    arguments = ("rev-list", "--parents", "--stdin")
    asked = _asked(tips, without)
    if not asked or asked.startswith(b"^"):
        return []
    output = run(git, opened.folder, *arguments, object_format=opened.object_format, stdin=asked).stdout
    return [_Line(line.partition(b" ")[0], line.count(b" ") > 1) for line in output.splitlines()]


def _are_left(git: Git, opened: Opened, tips: Iterable[str], without: Iterable[str]) -> bool:
    """Whether the tips reach anything that the others do not; also when a tip is not there any more."""
    arguments = ("rev-list", "--max-count=1", "--stdin")
    asked = _asked(tips, without)
    done = run(git, opened.folder, *arguments, object_format=opened.object_format, stdin=asked, check=False)
    return bool(done.returncode or done.stdout)


def _asked(tips: Iterable[str], without: Iterable[str]) -> bytes:
    return "".join([*(f"{sha}\n" for sha in tips), *(f"^{sha}\n" for sha in without)]).encode()


def _chunks(folder: Path, name: str, wanted: list[_Line], size: int) -> tuple[Chunk, ...]:
    """Stretches of `size`, each with its merges at the end."""
    stretches = [sorted(wanted[at : at + size], key=attrgetter("is_merge")) for at in range(0, len(wanted), size)]
    if wanted:
        _write(folder, name, [line for stretch in stretches for line in stretch])
    return tuple(
        Chunk(name, number * size, len(stretch), sum(line.is_merge for line in stretch))
        for number, stretch in enumerate(stretches)
    )


def _write(folder: Path, name: str, lines: list[_Line]) -> str:
    (folder / name).write_bytes(b"".join(line.sha + b"\n" for line in lines))
    return name


def _shas(folder: Path, name: str | None) -> list[bytes]:
    if name is None:
        return []
    return [bytes.fromhex(line.decode()) for line in (folder / name).read_bytes().split()]
