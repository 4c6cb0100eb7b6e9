"""Degree of authorship: who is an author of which file (Avelino and others, after Fritz and others).

DOA = 3.293 + 1.098·FA + 0.164·DL - 0.321·ln(1 + AC) of a person and a file: FA is 1 for whoever made the file, DL are
their changes to it (making it is none), AC those of all others. An author has a DOA of at least 3.293 and more than
0.75 of the highest anybody has of that file.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from aexy.kernel.analyses.file_lives import Changes, Numbers, Truths, instant

MADE, DELIVERED, ACCEPTED = 1.098, 0.164, 0.321
LEAST = 3.293
LEAST_SHARE = 0.75
COUNTED = ("source", "test", "data")

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(slots=True)
class Tally:
    """Who changed what how often so far, by pairs of a file and a person, sorted; counted on from time to time."""

    files: Numbers
    developers: Numbers
    pair_of: Numbers  # of each change; -1 where nobody we count made it
    changes: Changes
    made: Truths
    delivered: Numbers
    changed: Numbers  # of each file: its changes without the one that made it
    begun: Truths
    counted: int = 0

    @classmethod
    def of(cls, changes: Changes) -> "Tally":
        """Nothing is counted yet."""
        known = changes.developers >= 0
        most = int(changes.developers.max(initial=0)) + 1
        numbers, pair = np.unique(changes.files[known] * most + changes.developers[known], return_inverse=True)
        pair_of = np.full(changes.files.size, -1)
        pair_of[known] = pair
        size = numbers.size
        return cls(
            numbers // most, numbers % most, pair_of, changes,
            np.zeros(size, bool), np.zeros(size, np.int64), np.zeros(changes.lives.files.size, np.int64),
            np.zeros(size, bool),
        )  # fmt: skip

    def until(self, at: int | None) -> None:
        """Count on what came before an instant (microseconds; None: all there is)."""
        end = self.changes.at.size if at is None else int(np.searchsorted(self.changes.at, at))
        now = slice(self.counted, end)
        pair, is_first = self.pair_of[now], self.changes.is_first[now]
        self.made[pair[is_first & (pair >= 0)]] = True
        self.begun[pair[pair >= 0]] = True
        self.delivered += np.bincount(pair[~is_first & (pair >= 0)], minlength=self.files.size)
        self.changed += np.bincount(self.changes.files[now][~is_first], minlength=self.changed.size)
        self.counted = end

    def degrees(self) -> tuple[_Floats, _Floats]:
        """The DOA of each pair, and what it is of the highest of its file; not a number where nothing was counted."""
        accepted = self.changed[self.files] - self.delivered
        degree = LEAST + MADE * self.made + DELIVERED * self.delivered - ACCEPTED * np.log1p(accepted)
        degree[~self.begun] = -np.inf
        starts = np.flatnonzero(np.diff(self.files, prepend=-1))
        highest = np.maximum.reduceat(degree, starts) if starts.size else degree
        which = np.cumsum(np.diff(self.files, prepend=-1) != 0) - 1
        with np.errstate(invalid="ignore"):
            return degree, degree / highest[which]

    def authors(self) -> Truths:
        """Which pairs are of an author."""
        degree, share = self.degrees()
        found: Truths = (degree >= LEAST) & (share > LEAST_SHARE)
        return found


def counts() -> pl.Expr:
    """Whether a file (`class`, `language`) is one that has authors here: somebody wrote it, and it is no documentation.

    What no language is known of is mostly pictures and fonts.
    """
    return pl.col("class").is_in(COUNTED) & pl.col("language").is_not_null()


def authorship(changes: Changes, *, until: datetime | None = None) -> pl.DataFrame:
    """Everybody who changed a file that stands, and how far they are its author, by file and person.

    `path` and `file`; `developer`; `made`, `delivered`, `accepted`; `degree`, `share` of the highest; `is_author`.
    """
    at = None if until is None else instant(until)
    tally = Tally.of(changes)
    tally.until(at)
    degree, share = tally.degrees()
    pairs = pl.DataFrame({
        "file": tally.files,
        "developer": pl.Series(tally.developers, dtype=pl.Int64).cast(pl.Int32),
        "made": tally.made,
        "delivered": tally.delivered,
        "accepted": tally.changed[tally.files] - tally.delivered,
        "degree": degree,
        "share": share,
        "is_author": tally.authors(),
    })  # fmt: skip
    standing = changes.standing(at)
    return standing.join(pairs.filter(pl.Series(tally.begun)), on="file").sort("path", "developer")
