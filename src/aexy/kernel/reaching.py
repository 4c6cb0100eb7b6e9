"""Which pull requests were within somebody's reach: opened by another human where they were at home."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

AT_HOME = timedelta(days=90)  # after a commit or a review, somebody is at home in a repository for so long


def reach(pulls: pl.DataFrame, reviews: pl.DataFrame, presence: pl.DataFrame) -> pl.DataFrame:
    """One row per pull request and person at home in its repository when it was opened, other than its author.

    `pulls` are those by people. Returns `pull`, `author` (the person), `repository`, `at` (the opening) and
    `has_reviewed` (ever). Stays are found first and each gives a run of pull requests: nothing is compared row by row.
    """
    stays = _stays(presence)
    opened = pulls.select("pull", "repository", "opened", proposer="author")
    if not stays.height or not opened.height:
        return _with_reviews(opened.clear().with_columns(author=pl.lit(None, pl.Int32)), reviews)
    instants = np.sort(opened["opened"].to_physical().to_numpy())
    many = instants.size + 1
    numbered = opened.with_columns(place=pl.Series(_places(opened, "opened", instants, "left", many)))
    ordered = numbered.sort("place", "pull")
    places = ordered["place"].to_numpy()
    first = np.searchsorted(places, _places(stays, "since", instants, "left", many))
    last = np.searchsorted(places, _places(stays, "until", instants, "right", many))
    counts = np.maximum(last - first, 0)
    whose = np.repeat(np.arange(counts.size), counts)
    which = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    rows = ordered.drop("place")[pl.Series(which.astype(np.uint32))]
    people = stays["author"][pl.Series(whose.astype(np.uint32))]
    return _with_reviews(rows.with_columns(author=people).filter(pl.col("author") != pl.col("proposer")), reviews)


def _stays(presence: pl.DataFrame) -> pl.DataFrame:
    """Acts no more than ninety days apart are one stay of a person in a repository; it ends as long after the last."""
    acts = presence.select("author", "repository", "at").unique().sort("author", "repository", "at")
    apart = pl.col("at") - pl.col("at").shift(1).over("author", "repository") > AT_HOME
    number = apart.fill_null(value=True).cum_sum().alias("stay")
    stays = acts.with_columns(number).group_by("stay", maintain_order=True)
    return stays.agg(
        pl.col("author").first(),
        pl.col("repository").first(),
        since=pl.col("at").min(),
        until=pl.col("at").max() + AT_HOME,
    )


def _places(rows: pl.DataFrame, instant: str, instants: Any, side: Any, many: int) -> Any:  # noqa: ANN401 - numpy's arrays
    """Where each row stands among the pull requests of its repository, as one whole number."""
    rank = np.searchsorted(instants, rows[instant].to_physical().to_numpy(), side=side)
    return rows["repository"].to_numpy().astype(np.int64) * many + rank


def _with_reviews(rows: pl.DataFrame, reviews: pl.DataFrame) -> pl.DataFrame:
    done = reviews.select("pull", author="reviewer").unique().with_columns(has_reviewed=pl.lit(value=True))
    joined = rows.join(done, on=["pull", "author"], how="left")
    joined = joined.with_columns(pl.col("has_reviewed").fill_null(value=False))
    return joined.select("pull", "author", "repository", pl.col("opened").alias("at"), "has_reviewed")
