"""What is new in a repository, in stretches that can be read side by side, and what became of what was known."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from aexy.sources.git.opened import Opened
from aexy.sources.git.process import Git, run

CHUNK = 8_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the last full reading saw: every tip, the counted branch's (hexadecimal), whether it was cut off."""

    tips: Collection[str] = ()
    default_sha: str | None = None
    is_shallow: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """`count` commits from the line `start` of a list in the repository's folder."""

    listed: str
    start: int
    count: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Back from `to_dict`."""
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Plan:
    """`chunks` are to be read; the other fields name the lists that `Reach` is read from.

    `is_new` is False when every tip stands where it stood: there is nothing to do.
    """

    chunks: tuple[Chunk, ...]
    is_new: bool = True
    is_whole: bool = False
    counted: str | None = None
    others: str | None = None
    total: int = field(default=0)

    def to_dict(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self) | {"chunks": [chunk.to_dict() for chunk in self.chunks]}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """Back from `to_dict`."""
        return cls(**(kept | {"chunks": tuple(Chunk.from_dict(chunk) for chunk in kept["chunks"])}))


@dataclass(frozen=True, slots=True)
class Reach:
    """Which commits can be reached, as binary shas: from the counted branch, and from other refs only.

    When `is_whole`, what is in neither can no longer be reached; else these are additions to what was known.
    """

    is_whole: bool
    counted: list[bytes]
    others: list[bytes]


def plan(git: Git, opened: Opened, known: Known, *, stored: Collection[bytes] = (), size: int = CHUNK) -> Plan:
    """Find what is new since `known`, newest first, without the commits in `stored` (binary shas).

    `stored` matters after an interrupted or a cut-off reading; for an ordinary next one it may be empty.
    """
    tips = opened.tips()
    if set(tips) == set(known.tips) and opened.default_sha == known.default_sha and not known.is_shallow:
        return Plan((), is_new=False)
    is_whole = not known.tips or known.is_shallow or opened.is_shallow or not _has_only_grown(git, opened, known)
    if is_whole:
        counted = _list(git, opened, _named(opened.default_sha), ())
        others = _list(git, opened, tips, _named(opened.default_sha))
    else:
        counted = _list(git, opened, _named(opened.default_sha), _named(known.default_sha))
        others = _list(git, opened, tips, [*_named(opened.default_sha), *known.tips])
    token = secrets.token_hex(6)
    wanted = _wanted(git, opened, known, [*counted, *others], stored, is_whole=is_whole)
    return Plan(
        chunks=_chunks(opened.folder, f"read-{token}", wanted, size),
        is_whole=is_whole,
        counted=_write(opened.folder, f"counted-{token}", counted),
        others=_write(opened.folder, f"others-{token}", others),
        total=len(wanted),
    )


def reach(opened: Opened, planned: Plan) -> Reach:
    """What the plan found to be reachable."""
    return Reach(planned.is_whole, _shas(opened.folder, planned.counted), _shas(opened.folder, planned.others))


def forget(opened: Opened, planned: Plan) -> None:
    """Take the plan's lists away, once everything is settled."""
    for name in {planned.counted, planned.others, *(chunk.listed for chunk in planned.chunks)}:
        if name:
            (opened.folder / name).unlink(missing_ok=True)


def _named(sha: str | None) -> list[str]:
    return [sha] if sha else []


def _has_only_grown(git: Git, opened: Opened, known: Known) -> bool:
    """Whether everything that was reachable still is, the counted branch's own by itself."""
    lost = _revisions(git, opened, known.tips, opened.tips(), "--max-count=1")
    if lost is None or lost:
        return False
    if known.default_sha is None or opened.default_sha is None:
        return False
    left = _revisions(git, opened, [known.default_sha], [opened.default_sha], "--max-count=1")
    return left is not None and not left


def _wanted(
    git: Git, opened: Opened, known: Known, found: list[bytes], stored: Collection[bytes], *, is_whole: bool
) -> list[bytes]:
    if not is_whole:
        new = _revisions(git, opened, opened.tips(), known.tips)
        found = new if new is not None else found
    had = {sha.hex().encode() for sha in stored}
    return [sha for sha in found if sha not in had]


def _list(git: Git, opened: Opened, tips: Iterable[str], without: Iterable[str]) -> list[bytes]:
    asked = _asked(tips, without)
    return run(
        git, opened.folder, "rev-list", "--stdin", object_format=opened.object_format, stdin=asked
    ).stdout.split()


def _revisions(
    git: Git, opened: Opened, tips: Iterable[str], without: Iterable[str], *options: str
) -> list[bytes] | None:
    """Likewise; None when a tip is not there any more."""
    done = run(
        git, opened.folder, "rev-list", *options, "--stdin",
        object_format=opened.object_format, stdin=_asked(tips, without), check=False,
    )  # fmt: skip
    return None if done.returncode else done.stdout.split()


def _asked(tips: Iterable[str], without: Iterable[str]) -> bytes:
    return "".join([*(f"{sha}\n" for sha in tips), *(f"^{sha}\n" for sha in without)]).encode()


def _chunks(folder: Path, name: str, shas: list[bytes], size: int) -> tuple[Chunk, ...]:
    if not shas:
        return ()
    _write(folder, name, shas)
    return tuple(Chunk(name, start, min(size, len(shas) - start)) for start in range(0, len(shas), size))


def _write(folder: Path, name: str, shas: list[bytes]) -> str:
    (folder / name).write_bytes(b"".join(sha + b"\n" for sha in shas))
    return name


def _shas(folder: Path, name: str | None) -> list[bytes]:
    if name is None:
        return []
    return [bytes.fromhex(line.decode()) for line in (folder / name).read_bytes().split()]
