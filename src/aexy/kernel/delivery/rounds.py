"""How often a change went back and forth between its author and its reviewers before it was merged.

One round: somebody else reviewed it, then its author committed, then somebody else reviewed it again. So a change that
was reviewed once, and changed no more or was not looked at again, took no round; reviews and commits that follow each
other without the other between them are one. Commits go by when they were committed. What happened after the merge is
not in it, and a review counts whoever of the others gave it.

    reviewed 10:00 · committed 11:00 · reviewed 12:00 · reviewed 12:30 · committed 13:00 · reviewed 14:00 · merged
    two rounds
"""

import polars as pl

from aexy.kernel.delivery.stays import in_columns_of, previous
from aexy.kernel.facts import UTC_INSTANT, Schema

# Commits of pull requests by who wrote them; null where nobody is known, who is then taken for the author.
COMMITTED: Schema = {"pull": pl.Int64(), "who": pl.Int32(), "at": UTC_INSTANT}
ROUNDS: Schema = {"pull": pl.Int64(), "reviews": pl.UInt32(), "rounds": pl.UInt32()}


def rounds(merged: pl.DataFrame, reviews: pl.DataFrame, commits: pl.DataFrame) -> pl.DataFrame:
    """The table ROUNDS of merged pull requests (`pull`, `author`, `merged`), from `reviews` and `commits` (`pull`,
    `who`, `at`); nothing of those nobody else reviewed.
    """  # noqa: D205 - one sentence
    whose = merged.select("pull", "author", "merged")
    given = _of(reviews, whose).filter(pl.col("author").is_null() | (pl.col("who") != pl.col("author")))
    made = _of(commits, whose).filter(
        pl.col("author").is_null() | pl.col("who").is_null() | (pl.col("who") == pl.col("author"))
    )
    acts = pl.concat([given.select("pull", "at", review=True), made.select("pull", "at", review=False)])
    # At one instant the commit came first: it is what was reviewed.
    acts = acts.sort("pull", "at", "review").with_columns(
        begins=pl.col("review") & ~previous("review").fill_null(value=False),
    )
    # Runs of reviews, with commits between them: each but the first ends a round.
    found = (
        acts.group_by("pull")
        .agg(reviews=pl.col("review").sum(), rounds=pl.col("begins").sum().cast(pl.Int64) - 1)
        .filter(pl.col("reviews") > 0)
        .sort("pull")
    )
    return in_columns_of(found, ROUNDS)


def _of(acts: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    return acts.join(merged, on="pull").filter(pl.col("at") <= pl.col("merged"))


__all__ = ["COMMITTED", "ROUNDS", "rounds"]
