"""What is known of a pull request when it is opened that may say whether it will be regretted.

Everything is counted as of that instant: a change counts for a file from when it was merged, so that a pull request is
nobody's own past. Files that did not exist yet have no owner and no past, and nobody is a stranger to them.
"""

from dataclasses import dataclass

import polars as pl

PULLS = {
    "pull": pl.Int64(),
    "author": pl.Int32(),
    "opened": pl.Datetime("us", "UTC"),
    "added": pl.Int64(),
    "removed": pl.Int64(),
}
"""Pull requests, by whom, and of how many lines; null where a provider did not say."""

FILES = {
    "pull": pl.Int64(),
    "path": pl.Int32(),
    "folder": pl.Int32(),
    "is_test": pl.Boolean(),
    "is_source": pl.Boolean(),
}
"""The files of each, as far as they are known."""

TOUCHES = {"path": pl.Int32(), "author": pl.Int32(), "at": pl.Datetime("us", "UTC"), "is_fix": pl.Boolean()}
"""Which file was changed by whom, and when that came in."""

REVIEWERS = {"pull": pl.Int64(), "reviewer": pl.Int32()}
COMPLEXITY = {"path": pl.Int32(), "total": pl.Int32()}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a pull request is judged by: its column, its name and what it says."""

    key: str
    name: str
    says: str
    unit: str


PARTS = (
    Part("size", "Size", "Lines added and removed.", "lines"),
    Part("files", "Files", "Files it touches.", "files"),
    Part("spread", "Spread", "Folders it touches.", "folders"),
    Part(
        "heat",
        "Hottest file",
        "Of the files it touches the most: changes before it, as a power of two, times the same of complexity.",
        "score",
    ),
    Part("mended", "Mended before", "Fixes that its most mended file had before.", "fixes"),
    Part("absent", "Owners absent", "The share of its files whose main author neither wrote nor reviewed it.", "share"),
    Part("strange", "New to the author", "The share of its files that its author had never changed before.", "share"),
    Part("untested", "No test touched", "1 where it touches programs and no test.", "flag"),
)
BASELINE = "added"
"""What everything has to beat: lines added."""


def parts_of(
    pulls: pl.DataFrame,
    files: pl.DataFrame,
    touches: pl.DataFrame,
    reviewers: pl.DataFrame,
    complexity: pl.DataFrame,
) -> pl.DataFrame:
    """One row a pull request: `pull`, `added`, and a column for each of PARTS; null where it cannot be known."""
    touched = files.join(pulls.select("pull", "author", "opened"), on="pull").sort("opened")
    past = _past(touches)
    known = touched.join_asof(
        past.select("path", "at", "changes", "fixes", "owner"),
        left_on="opened", right_on="at", by="path", strategy="backward", allow_exact_matches=False,
    ).join_asof(
        past.select("path", "at", "author", mine="mine"),
        left_on="opened", right_on="at", by=["path", "author"], strategy="backward", allow_exact_matches=False,
    )  # fmt: skip
    near = pl.concat(
        [reviewers.select("pull", owner="reviewer"), pulls.select("pull", owner="author").drop_nulls()]
    ).unique()
    known = (
        known.join(near.with_columns(is_near=pl.lit(value=True)), on=["pull", "owner"], how="left")
        .join(complexity, on="path", how="left")
        .with_columns(pl.col("changes", "fixes").fill_null(0))
    )
    is_old = pl.col("changes") > 0
    heat = (1 + pl.col("changes")).log(2) * (1 + pl.col("total").fill_null(0)).log(2)
    of_files = known.group_by("pull").agg(
        pl.len().cast(pl.Float64).alias("files"),
        pl.col("folder").n_unique().cast(pl.Float64).alias("spread"),
        heat.max().alias("heat"),
        pl.col("fixes").max().cast(pl.Float64).alias("mended"),
        _share(is_old & pl.col("owner").is_not_null(), pl.col("is_near").is_null()).alias("absent"),
        pl.when(pl.col("author").first().is_not_null()).then(_share(is_old, pl.col("mine").is_null())).alias("strange"),
        (pl.col("is_source").any() & ~pl.col("is_test").any()).cast(pl.Float64).alias("untested"),
    )
    size = pulls.select("pull", "added", (pl.col("added") + pl.col("removed")).cast(pl.Float64).alias("size"))
    found = size.join(of_files, on="pull", how="left").sort("pull")
    return found.select("pull", pl.col("added").cast(pl.Float64), *(part.key for part in PARTS))


def _share(of: pl.Expr, which: pl.Expr) -> pl.Expr:
    """Of the files `of` which something can be said; 0 where there are none."""
    return pl.when(of.sum() > 0).then((of & which).sum() / of.sum()).otherwise(0.0)


def _past(touches: pl.DataFrame) -> pl.DataFrame:
    """Each touch with what was known of its file from then on: changes, fixes, main author, and the author's own.

    The main author is who has most changes; of several, who got there last.
    """
    ordered = touches.sort("at", "path", "author", nulls_last=True)
    counted = ordered.with_columns(
        pl.int_range(1, pl.len() + 1).over("path").alias("changes"),
        pl.col("is_fix").cast(pl.Int64).cum_sum().over("path").alias("fixes"),
        pl.int_range(1, pl.len() + 1).over("path", "author").alias("mine"),
    )
    leads = pl.col("author").is_not_null() & (pl.col("mine") >= pl.col("most"))
    counted = counted.with_columns(
        pl.when(pl.col("author").is_not_null()).then("mine").otherwise(0).cum_max().over("path").alias("most")
    )
    return counted.with_columns(pl.when(leads).then("author").forward_fill().over("path").alias("owner"))
