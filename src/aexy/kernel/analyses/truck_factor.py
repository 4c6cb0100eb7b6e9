"""Truck factor, also called bus factor: how many people have to leave until under half of the files have an author.

The one definition in the whole product. People are taken away in the order of how many files they are author of, most
first; of as many, whoever has the lower key goes first. The answer is how many went when fewer than half were left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl

from aexy.kernel.analyses.authorship import Tally
from aexy.kernel.analyses.file_lives import Changes, Numbers, instant, whole

COVERED = 0.5


@dataclass(frozen=True, slots=True)
class TruckFactor:
    """`value` is None where nothing can be said: no files, or no author of any.

    `people` are those who would have to leave, in order; `files` are all, `covered` those with an author, `authors`
    how many people are author of a file at all. `left` is the share of files with an author once `people` are gone.
    """

    value: int | None
    people: tuple[int, ...]
    files: int
    covered: int
    authors: int
    left: float | None


NOTHING = TruckFactor(None, (), 0, 0, 0, None)


def truck_factor(authors: pl.DataFrame, *, files: int) -> TruckFactor:
    """Of `authors`, a row for each file and each of its authors (`file`, `developer`), among so many files."""
    return factor_of(whole(authors["file"]), whole(authors["developer"]), files)


def factor_of(owned: Numbers, authors: Numbers, files: int) -> TruckFactor:
    """The same of arrays: the nth file has the nth author."""
    people, person, many = np.unique(authors, return_inverse=True, return_counts=True)
    if not files or not people.size:
        return TruckFactor(None, (), files, 0, 0, None)
    order = np.lexsort((people, -many))
    turn = np.empty(people.size, np.int64)
    turn[order] = np.arange(people.size)
    # A file is without an author when the last of them goes.
    which, file = np.unique(owned, return_inverse=True)
    last = np.zeros(which.size, np.int64)
    np.maximum.at(last, file, turn[person])
    # After n went, covered are the files whose last author goes as the nth or later.
    covered = which.size - np.concatenate([[0], np.cumsum(np.bincount(last, minlength=people.size))])
    value = int(np.argmax(covered < COVERED * files))
    gone = tuple(int(each) for each in people[order][:value])
    return TruckFactor(value, gone, files, which.size, people.size, float(covered[value]) / files)


def over_time(changes: Changes, instants: Sequence[datetime], *, counted: pl.Series | None = None) -> list[TruckFactor]:
    """The truck factor of a repository just before each of these instants, which go up; `counted` are keys of paths."""
    tally = Tally.of(changes)
    found = []
    for at in map(instant, instants):
        tally.until(at)
        found.append(_factor(changes, tally, at, counted))
    return found


def at_tip(changes: Changes, *, counted: pl.Series | None = None) -> TruckFactor:
    """The truck factor of a repository at its tip."""
    tally = Tally.of(changes)
    tally.until(None)
    return _factor(changes, tally, None, counted)


def _factor(changes: Changes, tally: Tally, at: int | None, counted: pl.Series | None) -> TruckFactor:
    standing = changes.standing(at)
    if counted is not None:
        standing = standing.filter(pl.col("path").is_in(counted.implode()))
    stands = np.zeros(changes.lives.files.size, bool)
    stands[whole(standing["file"])] = True
    kept = tally.authors() & stands[tally.files]
    return factor_of(tally.files[kept], tally.developers[kept], int(stands.sum()))


def quarter_ends(changes: Changes) -> list[datetime]:
    """The beginnings of quarters (UTC) from the one after the first change until the one before the last."""
    if not changes.at.size:
        return []
    first, last = (datetime.fromtimestamp(int(at) / 1e6, UTC) for at in changes.at[[0, -1]])
    quarters = range(first.year * 4 + (first.month - 1) // 3 + 1, last.year * 4 + (last.month - 1) // 3 + 1)
    return [datetime(quarter // 4, quarter % 4 * 3 + 1, 1, tzinfo=UTC) for quarter in quarters]
