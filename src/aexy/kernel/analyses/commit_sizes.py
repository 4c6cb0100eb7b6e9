"""What the size of a commit says about its kind: how many lines it touches, and whether it adds or takes away.

Lines are those written by hand, without generated, vendored and lock files. Where they cannot be known (a shallow
boundary, the title of a pull request), the weights of `NOT_KNOWN` stand in: the mean of what sizes say.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

_MOST: Final = (0, 2, 8, 30, 100, 400)
LINES: Final = (
    "no lines",
    "1 or 2 lines",
    "3 to 8 lines",
    "9 to 30 lines",
    "31 to 100 lines",
    "101 to 400 lines",
    "more than 400 lines",
)
BALANCE: Final = ("", "only added", "only removed", "as many added as removed", "mostly added", "mostly removed")
NOT_KNOWN: Final = "lines not known"
_ADDED_PER_REMOVED, _REMOVED_PER_ADDED = 3, 2
"""From how many times as many on a commit mostly adds, or mostly removes."""
CODES: Final = len(LINES) * len(BALANCE) + 1


def codes(added: pl.Series, lines: pl.Series) -> NDArray[np.int64]:
    """A number for each commit that `sized` gives names to, of lines `added` and all `lines` touched."""
    known = (added.is_not_null() & lines.is_not_null()).to_numpy()
    plus, every = (each.fill_null(0).cast(pl.Int64).to_numpy() for each in (added, lines))
    minus = every - plus
    balance = np.select(
        [
            every == 0,
            minus == 0,
            plus == 0,
            plus == minus,
            plus > _ADDED_PER_REMOVED * minus,
            minus > _REMOVED_PER_ADDED * plus,
        ],
        [0, 1, 2, 3, 4, 5],
    )
    return np.where(known, np.searchsorted(_MOST, every) * len(BALANCE) + balance, CODES - 1)


def sized(code: int) -> tuple[str, ...]:
    """What a number of `codes` says: how many lines, and how they lie."""
    if code == CODES - 1:
        return (NOT_KNOWN,)
    lines, balance = divmod(code, len(BALANCE))
    return (LINES[lines], BALANCE[balance]) if BALANCE[balance] else (LINES[lines],)
