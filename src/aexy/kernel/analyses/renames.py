"""Following files to the names they have now."""

import polars as pl

RENAMES = {"old": pl.Int32(), "new": pl.Int32(), "at": pl.Datetime("us", "UTC")}
"""Files that got another name, and when."""

_MOST_STEPS = 20


def follow(renames: pl.DataFrame, standing: pl.Series) -> pl.DataFrame:
    """Under which name each moved file is known now: `old`, `path`.

    A name that stands at the tip is nobody's old name, whatever it was before; of several moves the last one counts.
    """
    last = (
        renames.filter(~pl.col("old").is_in(standing.implode()))
        .sort("at", "new")
        .group_by("old", maintain_order=True)
        .agg(pl.col("new").last())
        .filter(pl.col("old") != pl.col("new"))
    )
    now = last.select("old", path="new")
    further = last.select(path="old", next="new")
    for _ in range(_MOST_STEPS):
        moved = now.join(further, on="path", how="left", maintain_order="left")
        if moved["next"].is_null().all():
            break
        now = moved.select("old", path=pl.coalesce("next", "path"))
    return now


def renamed(frame: pl.DataFrame, now: pl.DataFrame, column: str = "path") -> pl.DataFrame:
    """The same rows, each file under the name it has now."""
    known = now.select(pl.col("old").alias(column), pl.col("path").alias("_now"))
    found = frame.join(known, on=column, how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("_now", column).alias(column)).drop("_now")
