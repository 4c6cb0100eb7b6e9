"""Files across renames: which of all changes are of one file, whatever it was called, and which files stand when.

A path has a life from when it came until it was renamed away; the next life of the same path is another file. Each life
that ended in a rename goes on in a life of the new path, so following these leads from any change to the file it is of
now. Instants are those at which commits were made (committer time), for they order a history; the same second goes by
the author's instant, then by the commit's key.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.facts import UTC_INSTANT, Schema

# One row for each commit (no merges) and file; `developer` is null for bots, agents and whoever nobody knows.
TOUCHES: Schema = {
    "commit": pl.Int64(),
    "path": pl.Int32(),
    "old_path": pl.Int32(),
    "developer": pl.Int32(),
    "at": UTC_INSTANT,
    "authored": UTC_INSTANT,
}
# From when until when a path stood on the counted branch; `until` is null for what stands at its tip.
STAYS: Schema = {
    "path": pl.Int32(),
    "since": UTC_INSTANT,
    "until": UTC_INSTANT,
}
_ALWAYS = np.iinfo(np.int64).max

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lives:
    """Every life of every path, and the file it is of: a number, that of the life it ended in.

    `paths` are the keys that are known, sorted; the lives of the nth begin at `bases[n]`. `aways` are renames away, one
    number for path and place in the order of commits, sorted. `commits_at` are the commits' instants, in their order;
    `ended` are those of the renames that ended a life, the end of time for a last one.
    """

    paths: Numbers
    bases: Numbers
    aways: Numbers
    commits_at: Numbers
    files: Numbers
    ended: Numbers

    def life(self, paths: Numbers, ranks: Numbers) -> Numbers:
        """The lives these paths (places in `paths`) are in after the commit of each rank."""
        found: Numbers = self.bases[paths] + _aways_until(self.aways, self.commits_at.size, paths, ranks)
        return found

    def place(self, keys: pl.Series) -> tuple[Numbers, Truths]:
        """Where these keys of paths stand in `paths`, and whether they are there."""
        wanted = whole(keys)
        at = np.minimum(np.searchsorted(self.paths, wanted), max(self.paths.size - 1, 0)).astype(np.int64)
        return at, self.paths[at] == wanted if self.paths.size else np.zeros(wanted.size, bool)


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change in order, by commit and file once: the same place in each array is the same change.

    `ranks` are the places of their commits, `developers` keys, -1 for nobody we count. `is_first` marks the change that
    made its file. `begun` says of each file when that was. `stay_*`: which paths (places) stood from when until when.
    """

    lives: Lives
    files: Numbers
    ranks: Numbers
    developers: Numbers
    at: Numbers
    is_first: Truths
    begun: Numbers
    stay_paths: Numbers
    stay_since: Numbers
    stay_until: Numbers

    def standing(self, at: int | None = None) -> pl.DataFrame:
        """The files that stood just before an instant (microseconds; None: at the tip): `path`, `file`, by path.

        Only those of which at least one change is known.
        """
        until = _ALWAYS if at is None else at
        there = (self.stay_since < until) & (self.stay_until >= until)
        return self.files_of(self.stay_paths[there], until)

    def files_of(self, paths: Numbers, until: int | Numbers) -> pl.DataFrame:
        """Which files paths (places) were just before an instant: `path` (its key), `file`, by path."""
        files, known = self.file_at(paths, np.broadcast_to(np.asarray(until, np.int64), paths.shape))
        keys = self.lives.paths[paths[known]]
        return pl.DataFrame({"path": keys, "file": files[known]}).cast({"path": pl.Int32}).sort("path")

    def file_at(self, paths: Numbers, until: Numbers) -> tuple[Numbers, Truths]:
        """The file each path was just before its instant, and whether that had begun."""
        lives = self.lives.life(paths, np.searchsorted(self.lives.commits_at, until) - 1)
        # Clocks may say that a path was renamed away before it came back: then it is what it was.
        earlier = (self.begun[self.lives.files[lives]] >= until) & (lives > self.lives.bases[paths])
        files = self.lives.files[lives - earlier]
        return files, self.begun[files] < until


def whole(keys: pl.Series) -> Numbers:
    """Keys as whole numbers."""
    found: Numbers = keys.cast(pl.Int64).to_numpy()
    return found


def microseconds(at: pl.Series) -> Numbers:
    """Instants as whole numbers."""
    found: Numbers = at.cast(UTC_INSTANT).dt.timestamp("us").to_numpy()
    return found


def instant(at: datetime) -> int:
    """An instant likewise."""
    return int(microseconds(pl.Series([at], dtype=UTC_INSTANT))[0])


def follow(touches: pl.DataFrame, stays: pl.DataFrame | None = None) -> Changes:
    """Put changes in order and say of which file each is.

    Without `stays` a path stands from its first change until it is renamed away: nobody knows what was deleted.
    """
    ordered = touches.sort("at", "authored", "commit", "path")
    ranks, starts = _ranks(ordered["commit"])
    lives, paths = _lives(ordered, ranks, starts, stays)
    nodes = lives.life(paths, ranks)
    files, at = lives.files[nodes], microseconds(ordered["at"])
    # A commit that brings two old files together changes the one file once.
    once = np.sort(np.unique(files + ranks * (lives.files.size + 1), return_index=True)[1])
    kept, first_of = np.unique(files[once], return_index=True)
    is_first = np.zeros(once.size, bool)
    is_first[first_of] = True
    begun = np.full(lives.files.size, _ALWAYS)
    begun[kept] = at[once][first_of]
    developers = whole(ordered["developer"].fill_null(-1))
    told = _by_trees(lives, stays) if stays is not None else _by_changes(lives, nodes, paths, at)
    return Changes(lives, files[once], ranks[once], developers[once], at[once], is_first, begun, *told)


def _ranks(commits: pl.Series) -> tuple[Numbers, Numbers]:
    """The place of each row's commit in the order, and the row each commit begins at."""
    starts = np.flatnonzero((commits != commits.shift()).fill_null(value=True).to_numpy())
    many = np.diff(starts, append=len(commits))
    return np.repeat(np.arange(starts.size), many), starts


def _aways_until(aways: Numbers, commits: int, paths: Numbers, ranks: Numbers) -> Numbers:
    """How often each path was renamed away up to and with the commit of a rank."""
    first = np.searchsorted(aways, paths * (commits + 1))
    last = np.searchsorted(aways, paths * (commits + 1) + ranks + 1, side="right")
    found: Numbers = (last - first).astype(np.int64)
    return found


def _lives(ordered: pl.DataFrame, ranks: Numbers, starts: Numbers, stays: pl.DataFrame | None) -> tuple[Lives, Numbers]:
    """All lives, and the place of each row's path."""
    renamed = ordered["old_path"].is_not_null().to_numpy()
    olds = whole(ordered["old_path"].drop_nulls())
    keys = np.unique(np.concatenate([whole(ordered["path"]), olds]))
    paths, old, when = np.searchsorted(keys, whole(ordered["path"])), np.searchsorted(keys, olds), ranks[renamed]
    # Ranks count from one in these numbers: before the first commit there is a place for nothing.
    number = old * (starts.size + 1) + when + 1
    order = np.argsort(number, kind="stable")
    aways, old, when, new = number[order], old[order], when[order], paths[renamed][order]
    times = np.bincount(old, minlength=keys.size)
    bases = np.cumsum(times + 1) - (times + 1)
    over = bases[old] + np.arange(old.size) - (np.cumsum(times) - times)[old]
    goes_on = np.arange(keys.size + old.size)
    goes_on[over] = bases[new] + _aways_until(aways, starts.size, new, when)
    files = _ends(goes_on)
    if stays is not None:
        at_last = np.isin(keys, whole(stays.filter(pl.col("until").is_null())["path"]))
        files = _ends(_with_late_changes(files, bases, times, at_last))
    commits_at = microseconds(ordered["at"])[starts]
    ended = np.full(goes_on.size, _ALWAYS)
    ended[over] = commits_at[when]
    return Lives(keys, bases, aways, commits_at, files, ended), paths


def _ends(goes_on: Numbers) -> Numbers:
    """Where each of them leads at last. No way leads back: what is renamed goes on in what comes later."""
    while True:
        further = goes_on[goes_on]
        if np.array_equal(further, goes_on):
            return further
        goes_on = further


def _with_late_changes(files: Numbers, bases: Numbers, times: Numbers, stands: Truths) -> Numbers:
    """A path that was renamed and does not stand: what was changed in it later, on other branches, went along."""
    which = np.flatnonzero((times > 0) & ~stands)
    last = bases[which] + times[which]
    into = files[last - 1]
    is_free = (files[last] == last) & ~np.isin(into, last)
    joined = files.copy()
    joined[last[is_free]] = into[is_free]
    return joined


def _by_trees(lives: Lives, stays: pl.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    places, known = lives.place(stays["path"])
    found = stays.filter(pl.Series(known))
    until = np.full(found.height, _ALWAYS)
    lasting = found["until"].is_null().to_numpy()
    until[~lasting] = microseconds(found["until"].drop_nulls())
    return places[known], microseconds(found["since"]), until


def _by_changes(lives: Lives, nodes: Numbers, paths: Numbers, at: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    seen, first = np.unique(nodes, return_index=True)
    return paths[first], at[first], lives.ended[seen]
