"""Putting many rows in order by whole numbers: a radix sort, several times quicker than comparing them."""

from typing import Any

import numpy as np
import polars as pl

DAYS_APART = 1 << 24  # further than any two dates: a subject times this, plus a day, is a number for both
_WORDS = 1 << 16


def in_order(rows: pl.DataFrame, *keys: pl.Series) -> pl.DataFrame:
    """The rows sorted by these columns of whole numbers or dates, the first above all; equal ones stay as they were."""
    if not rows.height:
        return rows
    words = [word for key in reversed(keys) for word in _words(key.to_physical())]
    # In one piece, for looking rows up in many is slow.
    return rows.rechunk()[pl.Series(np.lexsort(words).astype(np.uint32))]


def _words(numbers: pl.Series) -> list[Any]:
    """A column in pieces of 16 bits, least significant first: as many as it needs."""
    least, most = int(numbers.min()), int(numbers.max())  # type: ignore[arg-type]  # of whole numbers
    if most - least < _WORDS:
        return [(numbers - least).cast(pl.UInt16).to_numpy()]
    wide = numbers.cast(pl.Int64) - least
    return [*_words(wide % _WORDS), *_words(wide // _WORDS)]
