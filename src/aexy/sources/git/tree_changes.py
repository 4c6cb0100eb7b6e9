"""Which files stood on the counted branch when: read from its trees at each end of a quarter, and at its tip.

Only trees that differ are compared, and only by name, so that twenty years of history are some eighty comparisons.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from aexy.sources.git.opened import Opened
from aexy.sources.git.running import EMPTY_TREES, Git, run

_MONTHS = 3
_END_OF_TIME = 253_402_300_799


class TreeChange(NamedTuple):
    """What came and went between one tree that is looked at and the next, made at `at` (seconds since 1970)."""

    at: int
    came: tuple[str, ...]
    went: tuple[str, ...]


def continues(git: Git, opened: Opened, tip: str) -> bool:
    """Whether the counted branch still goes on from this commit."""
    if opened.default_sha is None:
        return False
    done = run(
        git, opened.folder, "merge-base", "--is-ancestor", tip, opened.default_sha,
        object_format=opened.object_format, check=False,
    )  # fmt: skip
    return done.returncode == 0


def read_trees(git: Git, opened: Opened, *, after: str | None = None) -> Iterator[TreeChange]:
    """The changes in order; `after` is the commit whose tree was looked at last, None for everything."""
    marks = _marks(git, opened, after)
    trees = [after or EMPTY_TREES[opened.object_format], *(sha for _, sha in marks)]
    for (before, now), (at, _) in zip(pairwise(trees), marks, strict=True):
        yield _change(git, opened, before, now, at)


def _marks(git: Git, opened: Opened, after: str | None) -> list[tuple[int, str]]:
    """The last commit of each quarter on the branch's own line, and its tip; with when it was made, oldest first.

    Clocks that run backwards do not: a commit is taken to be no older than those before it.
    """
    if opened.default_sha is None or opened.default_sha == after:
        return []
    excluded = [f"^{after}"] if after else []
    listed = run(
        git, opened.folder, "rev-list", "--first-parent", "--reverse", "--timestamp", opened.default_sha, *excluded,
        object_format=opened.object_format,
    )  # fmt: skip
    marks: list[tuple[int, str]] = []
    latest = 0
    for line in listed.stdout.decode().splitlines():
        at, _, sha = line.partition(" ")
        latest = max(latest, min(int(at), _END_OF_TIME))
        if marks and _quarter(marks[-1][0]) == _quarter(latest):
            marks.pop()
        marks.append((latest, sha))
    return marks


def _quarter(at: int) -> tuple[int, int]:
    """The quarter an instant lies in, by UTC."""
    day = datetime.fromtimestamp(at, UTC)
    return day.year, (day.month - 1) // _MONTHS


def _change(git: Git, opened: Opened, before: str, now: str, at: int) -> TreeChange:
    shown = run(
        git, opened.folder, "diff-tree", "-r", "-z", "--no-renames", "--name-status", "--diff-filter=AD",
        "--ignore-submodules=all", before, now, object_format=opened.object_format,
    ).stdout.decode("utf-8", "backslashreplace")  # fmt: skip
    words = shown.split("\0")
    kinds = list(zip(words[::2], words[1::2], strict=False))
    return TreeChange(
        at, tuple(path for kind, path in kinds if kind == "A"), tuple(path for kind, path in kinds if kind == "D")
    )
