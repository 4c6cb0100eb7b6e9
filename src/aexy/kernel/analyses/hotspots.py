"""Hotspots: files that are changed often and are complex, where work is dear and mistakes are likely.

The score is a product of two places, each between 0 and 1: the share of the files looked at that were changed at most
as often, and the share that are at most as complex. So neither scale outweighs the other, whatever a repository is
like, and a file that is far up in one only is not far up in both.
"""

import polars as pl

SAYS = (
    "The share of files that were changed at most as often in the window, times the share that are at most as "
    "complex. Files are those that stand at the tip, were measured and changed in the window."
)
CAUTION = (
    "A high place says where to look, not that something is wrong: entry points and registries change often by design, "
    "and complexity is counted from decisions in the text, or from indentation where no parser knows the language."
)
VERSION = 1

CHANGES = {
    "path": pl.Int32(),
    "commit": pl.Int64(),
    "author": pl.Int32(),
    "at": pl.Datetime("us", "UTC"),
    "lines": pl.Int64(),
    "is_fix": pl.Boolean(),
}
"""Files that commits changed in the window, each under the name it has now; `author` is null where nobody is known."""

COMPLEXITY = {"path": pl.Int32(), "total": pl.Int32(), "was": pl.Int32()}
"""Measured files at the tip; `was` is the total at the beginning of the window, null where it is not known."""


def tally(changes: pl.DataFrame) -> pl.DataFrame:
    """Of each file that was changed: `changes` (commits), `authors`, `fixes`, `lines` and `last`."""
    return changes.group_by("path").agg(
        pl.col("commit").n_unique().alias("changes"),
        pl.col("author").drop_nulls().n_unique().alias("authors"),
        pl.col("commit").filter(pl.col("is_fix")).n_unique().alias("fixes"),
        pl.col("lines").sum(),
        pl.col("at").max().alias("last"),
    )


def hotspots(files: pl.DataFrame) -> pl.DataFrame:
    """The hottest first, of files with `path`, `changes`, `total` and `was`; those not measured have no place.

    `often` and `complex` are the two places, `score` their product; `trend` is the share by which the total grew since
    the beginning of the window.
    """
    return (
        files.drop_nulls("total")
        .with_columns(_place("changes").alias("often"), _place("total").alias("complex"))
        .with_columns((pl.col("often") * pl.col("complex")).alias("score"))
        .with_columns((pl.col("total") / pl.col("was") - 1).alias("trend"))
        .sort("score", "changes", "total", "path", descending=[True, True, True, False])
    )


def _place(column: str) -> pl.Expr:
    """The share of rows that have at most as much; those alike share the place of the last of them."""
    return pl.col(column).rank("max") / pl.len()
