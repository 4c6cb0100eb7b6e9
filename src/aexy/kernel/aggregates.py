"""What can be counted of the rows of a subject in a period: a handful of words that every metric is made of.

Each says twice what it is: as a Polars expression, which is what it means, and over cells, which is how it is counted.
The tests hold one against the other (`tests/kernel/test_aggregates.py`). What is null in the one is NaN in the other.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from aexy.kernel.cells import Cells, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """A number of some rows. Several are put together by `+`, `-` and `*`.

    `meaning` is the number of one group of rows, as a float; `of` counts it for every cell; `columns` is what it reads.
    """

    columns: frozenset[str]
    meaning: pl.Expr
    of: Callable[[Cells], Floats]

    def __add__(self, other: "Aggregate | float") -> "Aggregate":
        return _both(self, other, operator.add)

    def __sub__(self, other: "Aggregate | float") -> "Aggregate":
        return _both(self, other, operator.sub)

    def __mul__(self, other: "Aggregate | float") -> "Aggregate":
        return _both(self, other, operator.mul)


def rows() -> Aggregate:
    """How many rows there are."""
    return Aggregate(frozenset(), pl.len().cast(pl.Float64), lambda cells: cells.rows())


def known(column: str) -> Aggregate:
    """In how many rows the column has a value."""
    return _of(column, pl.col(column).count(), lambda cells: cells.known(column))


def holds(column: str) -> Aggregate:
    """In how many rows something is true."""
    return _of(column, pl.col(column).sum(), lambda cells: cells.sums(column))


def total(column: str) -> Aggregate:
    """The sum of what is known, row after row; of nothing it is nothing, not 0."""

    def of(cells: Cells) -> Floats:
        found: Floats = np.where(cells.known(column) > 0, cells.sums(column), np.nan)
        return found

    return _of(column, _summed(column), of)


def mean(column: str) -> Aggregate:
    """The mean of what is known, summed row after row: its last digit is the same in small tables and large ones."""

    def of(cells: Cells) -> Floats:
        many = cells.known(column)
        found: Floats = np.divide(cells.sums(column), many, out=np.full(cells.size, np.nan), where=many > 0)
        return found

    return _of(column, _summed(column) / _known(column).len().cast(pl.Float64), of)


def most(column: str) -> Aggregate:
    """The largest value."""
    return _of(column, pl.col(column).max(), lambda cells: cells.most(column))


def distinct(column: str, *, every: int = 1) -> Aggregate:
    """How many different values are known; with `every`, so many whole numbers next to each other count as one."""
    different = (_known(column) // every if every > 1 else _known(column)).n_unique()
    return _of(column, different, lambda cells: cells.distinct(column, every=every))


def squares(column: str) -> Aggregate:
    """Of each different value how often it is there, squared, and these together."""
    counts = _known(column).unique_counts().cast(pl.Float64)
    return _of(column, (counts**2).sum(), lambda cells: cells.squares(column))


def quantile(column: str, share: float) -> Aggregate:
    """The value below which a share of those known lies, linear between two, as SQL's `percentile_cont`.

    Without nulls: Polars counts them into the place of the value, and its last digit would rest on them.
    """
    return _of(column, _known(column).quantile(share, "linear"), lambda cells: cells.quantile(column, share))


def least(one: Aggregate, other: Aggregate) -> Aggregate:
    """The smaller of two."""
    smaller = pl.min_horizontal(one.meaning, other.meaning)
    return Aggregate(one.columns | other.columns, smaller, lambda cells: np.minimum(one.of(cells), other.of(cells)))


NOTHING = Aggregate(frozenset(), pl.lit(None, pl.Float64), lambda cells: np.full(cells.size, np.nan))


def _known(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls()


def _summed(column: str) -> pl.Expr:
    return _known(column).cast(pl.Float64).cum_sum().last()


def _of(column: str, meaning: pl.Expr, of: Callable[[Cells], Floats]) -> Aggregate:
    return Aggregate(frozenset({column}), meaning.cast(pl.Float64), of)


def _both(one: Aggregate, other: Aggregate | float, joined: Callable[[Any, Any], Any]) -> Aggregate:
    if isinstance(other, Aggregate):
        columns, meaning = one.columns | other.columns, joined(one.meaning, other.meaning)
        return Aggregate(columns, meaning, lambda cells: joined(one.of(cells), other.of(cells)))
    return Aggregate(one.columns, joined(one.meaning, other), lambda cells: joined(one.of(cells), other))
