"""Where rows belong: the cells, subjects by periods, of several tables at once, numbered in one order.

Every table's rows are placed by arithmetic and look-ups, so that what is counted of one table stands beside what is
counted of another without joining them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.cells import Cells, Column, Numbers, column_of
from aexy.kernel.matching import lie_close, matches
from aexy.kernel.periods import PeriodType, Window, period_start

_EPOCH = date(1970, 1, 1)
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS, _NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max

Read = Callable[[str], Column]


class Placed(NamedTuple):
    """Rows of a table by their numbers (all in order, where none are given), whose each is, and in which period."""

    rows: Numbers | None
    subjects: NDArray[Any]
    periods: Numbers

    def at(self, picks: Numbers) -> Numbers:
        """The numbers of some of the rows."""
        return picks if self.rows is None else self.rows[picks]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells in order of subject and period: what each stands for, and the rows of each table that have any."""

    subjects: Numbers
    periods: Numbers
    starts: Numbers
    cells: tuple[Cells, ...]

    @property
    def size(self) -> int:
        """How many cells hold a row of some table."""
        return self.subjects.size

    @property
    def days(self) -> Numbers:
        """The first day of each cell's period."""
        found: Numbers = self.starts[self.periods]
        return found


class Owners(NamedTuple):
    """Who owns what comes from somebody or somewhere, from when until when; in order of `keys`."""

    keys: Numbers
    subjects: Numbers
    since: Numbers | None = None
    until: Numbers | None = None

    @classmethod
    def of(cls, table: pl.DataFrame, key: str, subject: str, since: str = "", until: str = "") -> "Owners":
        """From a table of facts; an instant that is null is no bound."""
        ordered = table.sort(key)
        numbers = (ordered[name].to_numpy().astype(np.int64) for name in (key, subject))
        return cls(*numbers, *((_or(ordered[since], _ALWAYS), _or(ordered[until], _NEVER)) if since else ()))


def _or(instants: pl.Series, missing: int) -> Numbers:
    values, known = column_of(instants)
    return values if known is None else np.where(known, values, missing)


def grid_of(tables: Sequence[Read], place: Callable[[Read], Placed], starts: Numbers) -> Grid:
    """The cells of the rows of these tables, in order."""
    placed = [place(read) for read in tables]
    apart = max(starts.size, 1)
    places = [each.subjects.astype(np.int64) * apart + each.periods for each in placed]
    known, numbers = _numbered(places)
    subjects, periods = np.divmod(known, apart)
    cells = tuple(
        Cells(number, known.size, read, each.rows) for read, each, number in zip(tables, placed, numbers, strict=True)
    )
    return Grid(subjects, periods, starts, cells)


def _numbered(places: Sequence[Numbers]) -> tuple[Numbers, list[Numbers]]:
    """All different places, in order, and the number among them of each row's."""
    some = [each for each in places if each.size]
    if not some:
        return np.zeros(0, dtype=np.int64), list(places)
    least, most = min(int(each.min()) for each in some), max(int(each.max()) for each in some)
    if not lie_close(least, most, sum(each.size for each in some)):
        known = np.unique(np.concatenate(some))
        return known, [np.searchsorted(known, each) for each in places]
    is_there = np.zeros(most - least + 1, dtype=np.bool_)
    for each in some:
        is_there[each - least] = True
    number = np.cumsum(is_there) - 1
    return np.flatnonzero(is_there) + least, [number[each - least] for each in places]


def in_window(read: Read, window: Window) -> Placed:
    """Rows inside a window, which is one period; whose they are is not said yet."""
    days = read("day").values
    inside = (days >= (window.start - _EPOCH).days) & (days < (window.end - _EPOCH).days)
    if window.until is not None:
        inside &= read("at").values < (window.until - _BEGIN) // timedelta(microseconds=1)
    rows = None if inside.all() else np.flatnonzero(inside)
    many = days.size if rows is None else rows.size
    return Placed(rows, np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The periods of one kind between two days: `starts`, and of each day from `first` on the number of its period.

    Of days that were not asked for it is -1.
    """

    first: int
    starts: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, kind: PeriodType, days: Iterable[Numbers], only: Collection[date] | None = None) -> "Calendar":
        """For all of these days; `only` the periods that start on these dates."""
        some = [each for each in days if each.size]
        if not some:
            return cls(0, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        first = min(int(each.min()) for each in some)
        starts, numbers = _periods(kind, first, max(int(each.max()) for each in some))
        if only is not None:
            wanted = np.isin(starts, [(start - _EPOCH).days for start in only])
            numbers = np.where(wanted[numbers], numbers, -1)
        return cls(first, starts, numbers)

    def place(self, read: Read) -> Placed:
        """Rows by period; whose they are is not said yet."""
        periods = self.numbers[read("day").values - self.first]
        rows = None if not periods.size or periods.min() >= 0 else np.flatnonzero(periods >= 0)
        periods = periods if rows is None else periods[rows]
        return Placed(rows, np.zeros(periods.size, dtype=np.int64), periods)


@lru_cache(maxsize=64)
def _periods(kind: PeriodType, first: int, last: int) -> tuple[Numbers, Numbers]:
    """The starts of the periods that hold these days, and of each day the number of its period."""
    days = pl.Series("day", np.arange(first, last + 1, dtype=np.int32)).cast(pl.Date).to_frame()
    starts = days.select(period_start(kind, pl.col("day"))).to_series().to_physical().to_numpy().astype(np.int64)
    begins = np.append(True, starts[1:] != starts[:-1])
    return starts[begins], np.cumsum(begins) - 1


def by_column(placed: Placed, read: Read, name: str) -> Placed:
    """Each row is of what one of its columns says; rows that do not say are nobody's."""
    column = read(name).at(placed.rows)
    if column.known is None:
        return placed._replace(subjects=column.values)
    rows = np.flatnonzero(column.known)
    return _some(placed, rows)._replace(subjects=column.values[rows])


def by_owners(placed: Placed, read: Read, name: str, owners: Owners) -> Placed:
    """Each row is of whoever owned what its column says at its instant; of several, if several did."""
    placed = by_column(placed, read, name)
    rows, which = matches(owners.keys, placed.subjects)
    if owners.since is not None and owners.until is not None:
        at = read("at").at(placed.rows).values[rows]
        lasting = np.flatnonzero((owners.since[which] <= at) & (at < owners.until[which]))
        rows, which = rows[lasting], which[lasting]
    return _some(placed, rows)._replace(subjects=owners.subjects[which])


def _some(placed: Placed, picks: Numbers) -> Placed:
    return Placed(placed.at(picks), placed.subjects[picks], placed.periods[picks])
