"""How work lies on people, part by part, beside the others of a group. There is no score: parts do not add up.

A part is a count of what somebody has in hand. Beside it stand the median of the group, how many times that it is, and
which share of all there is in the group it is. A part nobody's facts cover is null throughout, never 0.
"""

from collections.abc import Sequence

import polars as pl

PARTS = (
    "open_pull_requests",
    "waiting_review_requests",
    "review_given_count",
    "open_issues",
    "open_points",
    "issues_in_progress",
)
IN_HAND = tuple(part for part in PARTS if part != "review_given_count")  # that one is done, not in hand
_TO_COMPARE = 2  # people
TO_STAND_OUT = 8  # people: the quartiles of fewer say little
REACH = 1.5  # times the distance between the quartiles
OVER_MEDIAN = 2  # a line no lower than this above the median: two items are no burden where others have none


def relative_workload(counts: pl.DataFrame, parts: Sequence[str] = PARTS) -> pl.DataFrame:
    """Each part of each person beside the group's.

    `counts` has a row per person: `developer` and a column per part. Returns `developer`, `part`, `value`, `median`,
    `relative` (value ÷ median; null where that is 0) and `share` (of the group's total; null where that is 0), the
    latter three null for fewer than two people; by developer, parts in the order given.
    """
    long = (
        counts.with_columns(pl.col(parts).cast(pl.Float64))
        .unpivot(parts, index="developer", variable_name="part", value_name="value")
        .with_columns(pl.col("part").cast(pl.Enum(list(parts))))
        .sort("developer", "part")
    )
    known = pl.col("value").count().over("part")
    median = pl.when(known >= _TO_COMPARE).then(pl.col("value").median().over("part"))
    total = pl.when(known >= _TO_COMPARE).then(pl.col("value").sum().over("part"))
    return long.with_columns(median.alias("median"), total.alias("total")).select(
        "developer",
        "part",
        "value",
        "median",
        pl.when(pl.col("median") > 0).then(pl.col("value") / pl.col("median")).alias("relative"),
        pl.when(pl.col("total") > 0).then(pl.col("value") / pl.col("total")).alias("share"),
    )


def highest_usual(compared: pl.DataFrame, parts: Sequence[str] = IN_HAND) -> dict[str, float]:
    """What somebody has more of than is usual in the group: a part's upper quartile and half as much again of spread.

    `compared` as `relative_workload` gives it. A part fewer than `TO_STAND_OUT` people are known to have, or not to,
    is left out. The line is at least `OVER_MEDIAN` above the median.
    """
    found = {}
    for part in parts:
        values = compared.filter(pl.col("part") == part)["value"].drop_nulls()
        if values.len() < TO_STAND_OUT:
            continue
        low, middle, high = (values.quantile(at, "linear") or 0.0 for at in (0.25, 0.5, 0.75))
        found[part] = max(high + REACH * (high - low), middle + OVER_MEDIAN)
    return found


def reviews_waiting(requests: pl.DataFrame, reviews: pl.DataFrame, open_pulls: pl.DataFrame) -> pl.DataFrame:
    """Who is asked for a review they have not given since: `developer`, `pull`, `since` (the latest request).

    A request taken back asks nobody; a review before the request does not answer it; nobody waits for themselves.
    Frames as in `kernel.facts`; `open_pulls` are the pull requests that are neither merged nor closed.
    """
    standing = requests.filter(pl.col("withdrawn").is_null()).join(
        open_pulls.select("pull", "author"), on="pull", how="inner"
    )
    others = standing.filter(pl.col("reviewer").ne_missing(pl.col("author")))
    asked = others.group_by("pull", "reviewer").agg(pl.col("at").max().alias("since"))
    given = reviews.group_by("pull", "reviewer").agg(pl.col("at").max().alias("given"))
    unanswered = asked.join(given, on=["pull", "reviewer"], how="left").filter(
        pl.col("given").is_null() | (pl.col("given") < pl.col("since"))
    )
    return unanswered.select(pl.col("reviewer").alias("developer"), "pull", "since").sort("developer", "since", "pull")
