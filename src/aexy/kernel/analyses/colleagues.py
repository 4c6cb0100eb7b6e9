"""Who works with whom, pair by pair and person by person, read off the edges of `kernel.analyses.network`.

pair         both directions together: reviews of either are added, and a commit both are named on is one, though it is
             an edge each way; strength is that of both edges
reciprocity  2 · Σ min(given, received) ÷ Σ (given + received) over pairs, of decayed reviews: 0 when all of them go one
             way, 1 when everybody gives each colleague what they get from them. Shared commits have no direction, so
             they have no part in it. Null for fewer than five reviews
reach        how many people are at most two steps away: colleagues and theirs
"""

from collections.abc import Collection

import numpy as np
import polars as pl

from aexy.kernel.facts import UTC_INSTANT, Schema

# Both directions of a pair at once; `a` is the lower key.
PAIRS: Schema = {
    "a": pl.Int32(),
    "b": pl.Int32(),
    "interactions": pl.Int64(),
    "reviews": pl.Int64(),
    "shared_commits": pl.Int64(),
    "strength": pl.Float64(),
    "last": UTC_INSTANT,
    "a_reviewed_b": pl.Int64(),
    "b_reviewed_a": pl.Int64(),
    "least": pl.Float64(),
    "most": pl.Float64(),
}
# Of fewer reviews nobody says which way they go.
FEWEST_REVIEWS = 5
# Of more colleagues of somebody's only the closest are listed.
MOST_LISTED = 60


def pairs(edges: pl.DataFrame) -> pl.DataFrame:
    """Edges as `PAIRS`, by keys; `least` and `most` are the decayed reviews of the lesser and the larger direction."""
    ahead = (pl.col("source") < pl.col("target")).alias("ahead")
    named = edges.select(
        ahead,
        pl.min_horizontal("source", "target").alias("a"),
        pl.max_horizontal("source", "target").alias("b"),
        "reviews",
        "shared_commits",
        "strength",
        "review_strength",
        "last",
    ).sort("a", "b", "ahead", descending=[False, False, True])

    def towards(column: str, *, ahead: bool) -> pl.Expr:
        return pl.col(column).filter(pl.col("ahead") == ahead).sum()

    found = named.group_by("a", "b", maintain_order=True).agg(
        pl.col("reviews").sum(),
        pl.col("shared_commits").max(),
        pl.col("strength").sum(),
        pl.col("last").max(),
        towards("reviews", ahead=True).alias("a_reviewed_b"),
        towards("reviews", ahead=False).alias("b_reviewed_a"),
        pl.min_horizontal(towards("review_strength", ahead=True), towards("review_strength", ahead=False)).alias(
            "least"
        ),
        pl.max_horizontal(towards("review_strength", ahead=True), towards("review_strength", ahead=False)).alias(
            "most"
        ),
    )
    whole = found.with_columns((pl.col("reviews") + pl.col("shared_commits")).alias("interactions"))
    return whole.select(list(PAIRS)).cast(pl.Schema(PAIRS))


def reciprocity(found: pl.DataFrame) -> float | None:
    """Of the reviews among these pairs, null for too few."""
    if int(found["reviews"].sum()) < FEWEST_REVIEWS:
        return None
    both = float((found["least"] + found["most"]).sum())
    return 2 * float(found["least"].sum()) / both if both > 0 else None


def sides(found: pl.DataFrame) -> pl.DataFrame:
    """Each pair from both of its ends: `developer`, `other`, `given`, `received` and what the pair says."""
    rest = ("interactions", "reviews", "shared_commits", "strength", "last", "least", "most")
    ends = [
        found.select(
            pl.col(own).alias("developer"),
            pl.col(other).alias("other"),
            pl.col(f"{own}_reviewed_{other}").alias("given"),
            pl.col(f"{other}_reviewed_{own}").alias("received"),
            *rest,
        )
        for own, other in (("a", "b"), ("b", "a"))
    ]
    return pl.concat(ends).sort("developer", "strength", "other", descending=[False, True, False])


def profiles(found: pl.DataFrame, acquaintances: pl.DataFrame, whose: Collection[int] | None = None) -> pl.DataFrame:
    """One row for everybody who has met somebody, or for these people.

    `found` are their pairs; `acquaintances` are two people who met (`one`, `other`), each once from both ends: those of
    their colleagues at least. Gives `developer`, `n` (interactions), `colleagues`, `reviews_given`, `reviews_received`,
    `shared_commits`, `strength`, `reciprocity` and `reach`.
    """
    seen = sides(found)
    if whose is not None:
        seen = seen.filter(pl.col("developer").is_in(list(whose)))
    both = (pl.col("least") + pl.col("most")).sum()
    summed = seen.group_by("developer", maintain_order=True).agg(
        pl.col("interactions").sum().alias("n"),
        pl.len().cast(pl.Int64).alias("colleagues"),
        pl.col("given").sum().alias("reviews_given"),
        pl.col("received").sum().alias("reviews_received"),
        pl.col("shared_commits").sum(),
        pl.col("strength").sum(),
        pl.when(pl.col("reviews").sum() >= FEWEST_REVIEWS, both > 0)
        .then(2 * pl.col("least").sum() / both)
        .alias("reciprocity"),
    )
    return summed.join(_reach(seen, acquaintances), on="developer", how="left").sort("developer")


def closest(found: pl.DataFrame, whose: Collection[int] | None = None) -> pl.DataFrame:
    """Everybody's pairs from their end as `sides` has them, the strongest first, no more than are listed of one."""
    seen = sides(found)
    if whose is not None:
        seen = seen.filter(pl.col("developer").is_in(list(whose)))
    return seen.group_by("developer", maintain_order=True).head(MOST_LISTED)


def _reach(seen: pl.DataFrame, acquaintances: pl.DataFrame) -> pl.DataFrame:
    """Everybody at most two steps away from each, counted once."""
    everybody = pl.concat([seen["developer"], seen["other"], acquaintances["one"], acquaintances["other"]])
    people = everybody.unique().sort()
    knows = np.zeros((len(people), len(people)), dtype=bool)
    for known, one, other in ((seen, "developer", "other"), (acquaintances, "one", "other")):
        knows[people.search_sorted(known[one]), people.search_sorted(known[other])] = True
    asked = seen["developer"].unique().sort()
    reach = []
    for place in people.search_sorted(asked) if len(asked) else ():
        reached = knows[knows[place]].any(axis=0) | knows[place]
        reached[place] = False
        reach.append(int(reached.sum()))
    return pl.DataFrame({"developer": asked, "reach": pl.Series(reach, dtype=pl.Int64)})


def acquainted(found: pl.DataFrame) -> pl.DataFrame:
    """Pairs as `one`, `other`, each from both ends."""
    return pl.concat([found.select(one="a", other="b"), found.select(one="b", other="a")])
