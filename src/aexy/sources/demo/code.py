"""What stands in the files of a made-up repository: whose each line is, and how complex it would look.

The story says how many lines a change added and removed, not which. Here that is decided, by chance of its own, so that
nothing else of the demo depends on it: what goes is mostly what came lately, as in life.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha1
from typing import NamedTuple

from aexy.kernel.commits import NOT_WRITTEN, Classify, CommitRecord, FileChange
from aexy.sources.classes import is_program
from aexy.sources.demo.dice import Dice, early, seeded
from aexy.sources.demo.organization import Organization, Repository

MEASURED = frozenset({"source", "test"})


class Removed(NamedTuple):
    """So many lines of a file that a commit removed were born in `origin`."""

    sha: bytes
    path: str
    origin: bytes
    lines: int


class Measured(NamedTuple):
    """How complex a file would look, as sources/complexity.py says it of a real one."""

    path: str
    blob: bytes
    method: str
    nloc: int
    functions: int
    total: int
    largest: int
    longest: int
    name: str


class _Piece(NamedTuple):
    """Lines of a file that one commit brought."""

    origin: bytes
    lines: int


class Code:
    """The files as the story goes on; tell it every commit in order."""

    def __init__(self, organization: Organization, repository: Repository, classify: Classify) -> None:
        self._dice = Dice(organization.size.seed, repository.index, "code")
        self._classify = classify
        self._files: dict[str, list[_Piece]] = {}
        # Where a file began: it grows as complex as it was meant to be, whatever it is called later.
        self._seeds: dict[str, int] = {}

    def after(self, commit: CommitRecord) -> list[Removed]:
        """What a commit removed. A merge brings nothing that its commits did not."""
        if commit.parents > 1 or commit.files is None:
            return []
        return [gone for change in commit.files for gone in self._change(commit.sha, change)]

    def measured(self) -> Iterator[Measured]:
        """The programs among the files, as they stand now."""
        for path in sorted(self._files):
            known = self._classify(path)
            lines = sum(piece.lines for piece in self._files[path])
            if lines and known.name in MEASURED and is_program(known.language):
                yield _measured(path, lines, self._seeds[path], is_test=known.name == "test")

    def _change(self, sha: bytes, change: FileChange) -> Iterator[Removed]:
        if self._classify(change.path).name in NOT_WRITTEN:
            return
        if change.old_path is not None:
            self._files[change.path] = self._files.pop(change.old_path, [])
            self._seeds[change.path] = self._seeds.pop(change.old_path, seeded(change.old_path))
        pieces = self._files.setdefault(change.path, [])
        self._seeds.setdefault(change.path, seeded(change.path))
        taken: Counter[bytes] = Counter()
        left = change.deletions or 0
        while left and pieces:
            at = len(pieces) - 1 - early(self._dice.bits(), len(pieces))
            origin, lines = pieces[at]
            some = min(left, lines, 1 + lines // 2 + self._dice.below(8))
            taken[origin] += some
            left -= some
            if some == lines:
                pieces.pop(at)
            else:
                pieces[at] = _Piece(origin, lines - some)
        if change.additions:
            pieces.append(_Piece(sha, change.additions))
        yield from (Removed(sha, change.path, origin, lines) for origin, lines in taken.items())


def _measured(path: str, lines: int, seed: int, *, is_test: bool) -> Measured:
    """Between one decision in four lines and one in fifteen; tests have few. Long files are denser than short ones."""
    nloc = max(1, lines * 17 // 20)
    density = 66 + (seed & 127) + min(nloc // 12, 60)
    total = 1 + nloc * (density // 3 if is_test else density) // 1_000
    functions = 1 + nloc // (9 + (seed >> 8 & 15))
    share = 18 + (seed >> 16 & 31)
    longest = min(lines, 6 + lines * share // 100)
    stem = path.rpartition("/")[2].partition(".")[0].replace("-", "_").lower()
    return Measured(
        path=path,
        blob=sha1(f"{path}\0{lines}".encode(), usedforsecurity=False).digest(),
        method="lizard",
        nloc=nloc,
        functions=functions,
        total=total,
        largest=max(1, total * share // 100),
        longest=longest,
        name=f"{('load', 'handle', 'resolve', 'apply')[seed >> 24 & 3]}_{stem}",
    )
