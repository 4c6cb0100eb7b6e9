"""Rows of a table by cell, a subject in a period: what is counted of them is counted for all cells at once.

Nothing is put in order but what needs an order (distinct values, quantiles), and that once, however many numbers rest
on it. Sums are taken in the order of the rows. Numbers are floats, exact as far as whole ones go, and NaN for none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
_WIDEST = 62  # bits that a cell and a value may take together


class Column(NamedTuple):
    """A column's values, and which of them are known: all, where nothing is said."""

    values: NDArray[Any]
    known: NDArray[np.bool_] | None

    def at(self, picks: Numbers | None) -> "Column":
        """The values of these rows, some of them more than once; of all where none are given."""
        if picks is None:
            return self
        return Column(self.values[picks], None if self.known is None else self.known[picks])


def column_of(series: pl.Series) -> Column:
    """Dates and instants are the whole numbers behind them."""
    physical = series.to_physical()
    if not series.null_count():
        return Column(physical.to_numpy(), None)
    nothing = False if series.dtype == pl.Boolean else 0
    return Column(physical.fill_null(nothing).to_numpy(), series.is_not_null().to_numpy())


class Kept(NamedTuple):
    """The cells and values of rows whose value is known."""

    cells: Numbers
    values: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Rows of one table, each with the number of its cell, below `size`.

    `read` gives a column of the table when it is asked for, `picks` says which of its rows these are (None: all). Of
    columns only the last one asked for is kept, for those who ask again at once: there may be millions of rows.
    """

    cell: Numbers
    size: int
    read: Callable[[str], Column]
    picks: Numbers | None = None
    _known: dict[str, Kept] = field(default_factory=dict, repr=False)
    _sorted: dict[str, Kept] = field(default_factory=dict, repr=False)
    _counts: dict[str | None, Floats] = field(default_factory=dict, repr=False)
    _sums: dict[str, Floats] = field(default_factory=dict, repr=False)

    def rows(self) -> Floats:
        """How many rows there are."""
        return self._counted(None, self.cell)

    def known(self, name: str) -> Floats:
        """In how many rows the value is known."""
        if name not in self._counts:
            cells = self._kept(name).cells
            self._counts[name] = self.rows() if cells is self.cell else self._counted(name, cells)
        return self._counts[name]

    def sums(self, name: str) -> Floats:
        """The values together, row after row; 0 where none is known."""
        if name not in self._sums:
            cells, values = self._kept(name)
            self._sums[name] = _weighed(cells, values, self.size)
        return self._sums[name]

    def most(self, name: str) -> Floats:
        """The largest value; NaN where none is known."""
        cells, values = self._kept(name)
        found = np.full(self.size, -np.inf)
        np.maximum.at(found, cells, values.astype(np.float64))
        return np.where(np.isneginf(found), np.nan, found)

    def distinct(self, name: str, *, every: int = 1) -> Floats:
        """How many different values; with `every`, so many next to each other count as one."""
        cells, values = self._ordered(name)
        runs = cells[_heads(cells, values // every if every > 1 else values)]
        return np.bincount(runs, minlength=self.size).astype(np.float64)

    def squares(self, name: str) -> Floats:
        """Of each different value how often it is there, squared, and these together."""
        cells, values = self._ordered(name)
        heads = _heads(cells, values)
        lengths = np.diff(heads, append=cells.size).astype(np.float64)
        return _weighed(cells[heads], lengths**2, self.size)

    def quantile(self, name: str, share: float) -> Floats:
        """The value below which this share of the known values lies, linear between two; NaN where none is known."""
        _, values = self._ordered(name)
        counts = self.known(name).astype(np.int64)
        found = np.full(self.size, np.nan)
        some = np.flatnonzero(counts)
        place = (counts[some] - 1) * share
        below = place.astype(np.int64)
        first = (np.cumsum(counts) - counts)[some]
        low, high = (values[first + each].astype(np.float64) for each in (below, np.ceil(place).astype(np.int64)))
        found[some] = np.where(low == high, low, (place - below) * (high - low) + low)
        return found

    def where(self, those: Column) -> "Cells":
        """The same cells, of those rows of the table alone."""
        mask = those.at(self.picks).values
        picks = np.flatnonzero(mask) if self.picks is None else self.picks[mask]
        return Cells(self.cell[mask], self.size, self.read, picks)

    def _counted(self, name: str | None, cells: Numbers) -> Floats:
        if name not in self._counts:
            self._counts[name] = np.bincount(cells, minlength=self.size).astype(np.float64)
        return self._counts[name]

    def _kept(self, name: str) -> Kept:
        if name not in self._known:
            values, known = self.read(name).at(self.picks)
            self._known.clear()
            self._known[name] = Kept(self.cell, values) if known is None else Kept(self.cell[known], values[known])
        return self._known[name]

    def _ordered(self, name: str) -> Kept:
        if name not in self._sorted:
            self._sorted.clear()
            self._sorted[name] = in_order(*self._kept(name))
        return self._sorted[name]


def _weighed(cells: Numbers, values: NDArray[Any], size: int) -> Floats:
    return np.bincount(cells, values, minlength=size).astype(np.float64, copy=False)  # of nothing numpy makes integers


def in_order(cells: Numbers, values: NDArray[Any]) -> Kept:
    """By cell, and in each by value. Both together make one whole number, and whole numbers are sorted quickest."""
    if not cells.size:
        return Kept(cells, values)
    if values.dtype.kind == "f":
        return _by_rank(cells, values)
    wide = values.astype(np.int64)
    least = int(wide.min())
    bits = (int(wide.max()) - least).bit_length()
    if bits + int(cells.max()).bit_length() > _WIDEST:
        return _by_rank(cells, values)
    packed = _sorted((cells << bits) | (wide - least))
    return Kept(packed >> bits, (packed & ((1 << bits) - 1)) + least)


def _by_rank(cells: Numbers, values: NDArray[Any]) -> Kept:
    """The same where values are no small whole numbers: their ranks are."""
    order = np.argsort(values)
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    bits = order.size.bit_length()
    packed = _sorted((cells << bits) | rank)
    return Kept(packed >> bits, values[order[packed & ((1 << bits) - 1)]])


def _sorted(numbers: Numbers) -> Numbers:
    return numbers if (numbers[1:] >= numbers[:-1]).all() else np.sort(numbers)


def _heads(cells: Numbers, values: NDArray[Any]) -> Numbers:
    """Where a run of the same value in the same cell begins."""
    if not cells.size:
        return np.zeros(0, dtype=np.int64)
    begins = (cells[1:] != cells[:-1]) | (values[1:] != values[:-1])
    return np.flatnonzero(np.append(True, begins))
