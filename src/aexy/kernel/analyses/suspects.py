"""Suspected bug-introducing commits: those that wrote the lines a fix had to remove or change (after Śliwerski et al.).

Of all commits that a fix points to, the latest is suspected. That is a guess with known faults: what was missing has no
lines to point to, and a line may have become wrong by a change somewhere else. So it is a list to learn from, commit by
commit, and is never counted for anybody.
"""

from dataclasses import dataclass

import polars as pl

MOST_FILES = 30
MOST_LINES = 500
MOST_ORIGIN_FILES = 100
SAYS = (
    "A commit is suspected when a later fix removed or changed lines that it wrote, and no later commit wrote any of "
    "the lines that fix removed. Only lines of programs count, not of tests, documents or data."
)
CAUTION = (
    "Suspected, not proven: many such commits did nothing wrong. A fix may tidy up lines that were never at fault, "
    "comments and whitespace among them, since facts do not hold what a line says; a fault by omission is never found. "
    "It says nothing about whoever wrote it, and no number of anybody is made of it."
)
VERSION = 1

FIXES = {"fix": pl.Int64(), "at": pl.Datetime("us", "UTC"), "reported": pl.Datetime("us", "UTC")}
"""Commits that mend something, and when what they mend was reported; null where nobody did."""

REMOVED = {"fix": pl.Int64(), "origin": pl.Int64(), "path": pl.Int32(), "lines": pl.Int64()}
"""Lines of programs that a fix removed or changed, and the commit that wrote them; null where that is not known."""

ORIGINS = {"origin": pl.Int64(), "at": pl.Datetime("us", "UTC"), "files": pl.Int32()}
"""When those commits were made, and of how many files they were."""


@dataclass(frozen=True, slots=True)
class Suspected:
    """`pairs`: `origin` (the suspected commit), `fix`, `lines`, `paths`. The rest of the `fixes` was `left_out`."""

    pairs: pl.DataFrame
    fixes: int
    left_out: dict[str, int]


def suspects(fixes: pl.DataFrame, removed: pl.DataFrame, origins: pl.DataFrame) -> Suspected:
    """The latest commit each fix points to, where it points to any.

    Left out are fixes of many files or lines, which do more than mend; commits of very many files, which are imports
    and reformattings; and commits that were made after the fault was reported.
    """
    sizes = removed.group_by("fix").agg(pl.col("path").n_unique().alias("files"), pl.col("lines").sum().alias("all"))
    small = sizes.filter((pl.col("files") <= MOST_FILES) & (pl.col("all") <= MOST_LINES)).select("fix")
    pointed = (
        removed.drop_nulls("origin")
        .join(small, on="fix")
        .join(fixes.select("fix", "reported", mended="at"), on="fix")
        .join(origins, on="origin")
    )
    in_time = pl.col("reported").is_null() | (pl.col("at") < pl.col("reported"))
    able = pointed.filter((pl.col("files") <= MOST_ORIGIN_FILES) & in_time & (pl.col("at") < pl.col("mended")))
    pairs = (
        able.group_by("fix", "origin", "at")
        .agg(pl.col("lines").sum(), pl.col("path").unique().sort().alias("paths"))
        .sort("fix", "at", "origin")
        .group_by("fix", maintain_order=True)
        .last()
        .select("origin", "fix", "lines", "paths")
    )
    found, reached = pairs["fix"].n_unique(), pointed["fix"].n_unique()
    left_out = {
        "removed no line of a program": fixes.height - sizes.height,
        "changed too much": sizes.height - small.height,
        "lines of unknown origin only": small.height - reached,
        "only imports, or commits after the report": reached - found,
    }
    return Suspected(pairs, fixes.height, {reason: count for reason, count in left_out.items() if count})
