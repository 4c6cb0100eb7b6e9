"""Who reviewed what is mostly their own: whether a reviewer is main author of a file that a review was about."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from aexy.kernel.facts import OWNED

REMEMBERED = timedelta(days=730)  # before a review; what is older makes nobody the main author
_AT_ONCE = 2_000_000  # pairs of a review's file and one of its authors


def owning(asked: pl.DataFrame, touches: pl.DataFrame, *, at_once: int = _AT_ONCE) -> pl.DataFrame:
    """Say of each review whether its reviewer is main author of at least one of its files: `review`, `owns`.

    `asked` has a row for each review and file of it (`review`, `path`, `at`, `reviewer`), `touches` one for each commit
    and file (`path`, `author`, `at`). Main author is who touched a file most often in the time before the review;
    several are where they did so equally often, and nobody is where nobody did. However many authors a file has and
    however often it was reviewed, no more than `at_once` pairs of these are looked at together.
    """
    shares = touches.select("path", "author").unique().sort("path", "author").with_row_index("share")
    own = asked.unique().join(shares.rename({"author": "reviewer"}), on=["path", "reviewer"])
    counts = _Counts(touches.join(shares, on=["path", "author"]))
    own = own.with_columns(mine=pl.Series(counts.before(own["share"], own["at"]))).filter(pl.col("mine") > 0)
    bounds = shares.group_by("path").agg(first=pl.col("share").min(), many=pl.len())
    found = own.join(bounds, on="path")
    is_main = np.concatenate([np.zeros(0, bool), *(_is_main(part, counts) for part in _parts(found, at_once))])
    owners = found.filter(pl.Series(is_main))["review"].unique()
    reviews = asked.select("review").unique()
    owned = reviews.with_columns(owns=pl.col("review").is_in(owners.implode()))
    return owned.select(pl.col(name).cast(kind) for name, kind in OWNED.items())


class _Counts:
    """How often somebody touched something before an instant, found by two look-ups in one sorted array."""

    def __init__(self, touches: pl.DataFrame) -> None:
        self.instants = np.sort(_instants(touches["at"]))
        self.many = self.instants.size + 1
        self.places = np.sort(self._place(touches["share"].to_numpy(), _instants(touches["at"])))

    def before(self, shares: pl.Series, at: pl.Series) -> Any:  # noqa: ANN401 - numpy's arrays
        """How often, of a person's share in a file, up to and without each instant."""
        numbers, until = shares.to_numpy(), _instants(at)
        since = until - REMEMBERED // timedelta(microseconds=1)
        first, last = (np.searchsorted(self.places, self._place(numbers, edge)) for edge in (since, until))
        return last - first

    def _place(self, shares: Any, at: Any) -> Any:  # noqa: ANN401 - likewise
        return shares.astype(np.int64) * self.many + np.searchsorted(self.instants, at)


def _is_main(rows: pl.DataFrame, counts: _Counts) -> Any:  # noqa: ANN401 - likewise
    """Whether nobody touched the file of a row more often than `mine`."""
    many = rows["many"].to_numpy().astype(np.int64)
    starts = np.cumsum(many) - many
    which = np.repeat(np.arange(many.size), many)
    share = rows["first"].to_numpy()[which] + (np.arange(which.size) - starts[which])
    theirs = counts.before(pl.Series(share), rows["at"][pl.Series(which.astype(np.uint32))])
    return np.maximum.reduceat(theirs, starts) == rows["mine"].to_numpy()


def _parts(rows: pl.DataFrame, at_once: int) -> Iterator[pl.DataFrame]:
    """The rows in order, as many at a time as make no more pairs than that; one at least."""
    ends = rows["many"].cum_sum().to_numpy()
    start = 0
    while start < rows.height:
        reached = ends[start - 1] if start else 0
        end = max(int(np.searchsorted(ends, reached + at_once, side="right")), start + 1)
        yield rows[start:end]
        start = end


def _instants(at: pl.Series) -> Any:  # noqa: ANN401 - likewise
    return at.dt.timestamp("us").to_numpy()
