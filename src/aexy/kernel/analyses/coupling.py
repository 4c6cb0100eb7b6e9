"""Temporal coupling: files that change together, whether or not one names the other.

A logical change is what went in at once: a pull request with all its commits, or a commit that came without one.
Changes of very many files say nothing about any two of them and are left out by a declared bound.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST_FILES = 30
"""A change of more files than this is left out: a renaming, a reformatting, a new copyright line."""

SAYS = (
    "Two files are coupled by the changes that touched both. Support is how many those were; confidence is their share "
    "of all changes that touched the one file; degree is their share of the changes that touched either."
)
CAUTION = (
    "Changing together is no proof of a dependency, and files that are new or seldom changed have few chances to show "
    f"one. Changes of more than {MOST_FILES} files are left out."
)
VERSION = 1

CHANGED = {"change": pl.Int64(), "path": pl.Int32()}
"""Which logical change touched which file."""

PAIRS = {"a": pl.Int32(), "b": pl.Int32(), "support": pl.Int64()}
_Z = 1.645  # of a one-sided bound that holds nineteen times of twenty


@dataclass(frozen=True, slots=True)
class Coupled:
    """`pairs`, the closest first, and of how many `changes` they are; `left_out` were of too many files.

    Of a pair: `a` < `b`, `support`, `changes_a` and `changes_b`; `a_to_b`, the share of a's changes that touched b, and
    `b_to_a`; `degree`; and `at_least`, the lower bound of the degree with so little seen, by which they are ordered.
    """

    pairs: pl.DataFrame
    changes: int
    left_out: int


def coupling(changed: pl.DataFrame, *, least: int, most_files: int = MOST_FILES) -> Coupled:
    """Files that changed together at least so often."""
    once = changed.select("change", "path").unique()
    sizes = once.group_by("change").agg(pl.len().alias("files"))
    kept = once.join(sizes.filter(pl.col("files") <= most_files), on="change")
    alone = kept.group_by("path").agg(pl.len().cast(pl.Int64).alias("changes"))
    pairs = (
        _together(kept)
        .filter(pl.col("support") >= least)
        .join(alone.rename({"path": "a", "changes": "changes_a"}), on="a")
        .join(alone.rename({"path": "b", "changes": "changes_b"}), on="b")
        .with_columns(
            (pl.col("support") / pl.col("changes_a")).alias("a_to_b"),
            (pl.col("support") / pl.col("changes_b")).alias("b_to_a"),
            (pl.col("changes_a") + pl.col("changes_b") - pl.col("support")).alias("either"),
        )
        .with_columns((pl.col("support") / pl.col("either")).alias("degree"))
        .with_columns(_at_least(pl.col("degree"), pl.col("either")).alias("at_least"))
        .sort("at_least", "support", "a", "b", descending=[True, True, False, False])
        .drop("either")
    )
    counted = kept["change"].n_unique()
    return Coupled(pairs, counted, sizes.height - counted)


def _together(kept: pl.DataFrame) -> pl.DataFrame:
    """How often any two files were in one change. Changes of the same size are a table, whose columns are paired."""
    ordered = kept.filter(pl.col("files") > 1).sort("files", "change", "path")
    files, codes = np.unique(ordered["path"].to_numpy(), return_inverse=True)
    of_size = ordered["files"].to_numpy()
    found: list[NDArray[np.int64]] = []
    for size in np.unique(of_size):
        rows = codes[of_size == size].astype(np.int64).reshape(-1, int(size))
        first, second = np.triu_indices(int(size), 1)
        found.append((rows[:, first] * len(files) + rows[:, second]).ravel())
    if not found:
        return pl.DataFrame(schema=PAIRS)
    pairs, support = np.unique(np.concatenate(found), return_counts=True)
    named = {"a": files[pairs // len(files)], "b": files[pairs % len(files)], "support": support}
    return pl.DataFrame(named, schema=PAIRS)


def _at_least(share: pl.Expr, n: pl.Expr) -> pl.Expr:
    """The lower end of Wilson's interval."""
    middle = share + _Z**2 / (2 * n)
    spread = _Z * (share * (1 - share) / n + _Z**2 / (4 * n * n)).sqrt()
    return (middle - spread) / (1 + _Z**2 / n)
