"""How much there is to a pull request: its size in plain lines, five levels, and what of the code it touches.

score   100 · ln(1 + plain lines) ÷ ln(5,001), at most 100; plain lines are those of `kernel.analyses.effort`
level   trivial up to 10 plain lines, simple up to 60, moderate up to 250, complex up to 1,000, else critical. What
        touches something costly (a migration, who gets in, what others rely on, what goes live) is never trivial

Lines a program wrote do not count: a thousand lines of a lock file are trivial. Where the files of a change are not
known, its size is the provider's total, and nothing is said of components and layers.
"""

from collections.abc import Sequence
from math import log

import polars as pl

from aexy.kernel.analyses.change_kinds import CATEGORIES, categories, hints
from aexy.kernel.analyses.change_paths import CODE_LAYERS, TABLE, traits
from aexy.kernel.analyses.effort import Fit, observed, plain_lines
from aexy.kernel.facts import UTC_INSTANT

LEVELS = ("trivial", "simple", "moderate", "complex", "critical")
LIMITS = (10, 60, 250, 1000)
_WHOLE = log(5001)
# So many components, or layers of code, make a change cross-cutting.
CROSSING = 3
FEWEST = 5
MOST_NAMED = 5
MOST_CATEGORIES = 3

CHANGES = pl.Schema({
    "pull": pl.Int64(), "developer": pl.Int32(), "repository": pl.String(), "number": pl.Int32(), "title": pl.String(),
    "labels": pl.List(pl.String()), "opened": UTC_INSTANT, "merged": UTC_INSTANT, "provider_lines": pl.Int64(),
    "provider_files": pl.Int64(),
})  # fmt: skip
FILES = pl.Schema({"pull": pl.Int64(), "path": pl.String(), "class": pl.String(), "lines": pl.Int64()})
REVIEWS = pl.Schema({
    "pull": pl.Int64(), "reviews": pl.Int64(), "remarks": pl.Int64(), "second_looks": pl.Int64(), "hours": pl.Float64(),
})  # fmt: skip
SUBJECTS = pl.Schema({"pull": pl.Int64(), "category": pl.String(), "commits": pl.Int64(), "of": pl.Int64()})


def sized(changes: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Changes with what their files say.

    How many `lines`, `files`, `components`, `layers` and `costly` kinds, the names of the last three, and `is_known`,
    `is_infrastructure`, `is_cross_cutting`.
    """
    touched = files.join(traits(files.select("path", "class").unique()), on="path")
    written = pl.col("written")
    costly = [pl.col(name).any().alias(name) for name in TABLE.costly]
    whole = touched.group_by("pull").agg(
        pl.col("lines").filter(written).sum().alias("own_lines"),
        written.sum().cast(pl.Int64).alias("own_files"),
        pl.col("component").filter(written).unique().sort().alias("component_names"),
        pl.col("layer").filter(written).unique().sort().alias("layer_names"),
        (2 * (written & (pl.col("layer") == "infrastructure")).sum() >= written.sum()).alias("half"),
        *costly,
    )
    kinds = pl.concat_list(pl.when(pl.col(name)).then(pl.lit(name)) for name in TABLE.costly).list.drop_nulls()
    code = pl.col("layer_names").list.set_intersection(pl.lit(list(CODE_LAYERS))).list.len()
    known = changes.join(whole, on="pull", how="left", maintain_order="left")
    return known.with_columns(
        is_known=pl.col("own_files").is_not_null(),
        lines=pl.coalesce("own_lines", "provider_lines"),
        files=pl.coalesce("own_files", "provider_files"),
        components=pl.col("component_names").list.len().cast(pl.Int64),
        layers=pl.col("layer_names").list.len().cast(pl.Int64),
        costly_names=kinds,
        costly=kinds.list.len().cast(pl.Int64),
        is_infrastructure=pl.col("half") & (pl.col("own_files") > 0),
        is_cross_cutting=(pl.col("component_names").list.len() >= CROSSING) | (code >= CROSSING),
    ).drop("own_lines", "own_files", "half", *TABLE.costly)


def judged(known: pl.DataFrame, fitted: Fit) -> pl.DataFrame:
    """Sized changes with `plain_lines`, the factors behind it, `score` and `level`; null where no size is known."""
    filled = known.with_columns(
        pl.col("files").fill_null(1),
        pl.col("components").fill_null(1),
        pl.col("layers").fill_null(1),
        pl.col("costly").fill_null(0),
    )
    measured = plain_lines(filled, fitted).select("pull", "plain_lines", "^times_.*$")
    lines = pl.col("plain_lines")
    place = pl.sum_horizontal((lines > limit).cast(pl.Int64) for limit in LIMITS)
    level = pl.max_horizontal(place, (pl.col("costly").fill_null(0) > 0).cast(pl.Int64))
    names = dict(enumerate(LEVELS))
    return known.join(measured, on="pull", how="left", maintain_order="left").with_columns(
        score=(100 * lines.log1p() / _WHOLE).clip(upper_bound=100.0),
        level=pl.when(lines.is_not_null()).then(level.replace_strict(names, return_dtype=pl.String)),
    )


def classified(
    changes: pl.DataFrame, files: pl.DataFrame, subjects: pl.DataFrame, reviews: pl.DataFrame, fitted: Fit
) -> pl.DataFrame:
    """Everything that is said of each change: judged, with its `category`, `certainty`, `why` and observed `effort`."""
    known = judged(sized(changes, files), fitted)
    layers = known.select("pull", layer="layer_names").explode("layer").drop_nulls()
    named = categories(hints(changes, subjects, layers.with_columns(files=pl.lit(1))))
    effort = observed(reviews).select("pull", "reviews", "remarks", "second_looks", "hours", "effort")
    return known.join(named, on="pull", how="left", maintain_order="left").join(
        effort, on="pull", how="left", maintain_order="left"
    )


def history(changes: pl.DataFrame, files: pl.DataFrame, reviews: pl.DataFrame) -> pl.DataFrame:
    """What `effort.fit` learns from: changes that were merged after a review by somebody else."""
    known = sized(changes, files).filter(pl.col("merged").is_not_null(), pl.col("is_known"))
    effort = observed(reviews).select("pull", "effort").drop_nulls()
    return known.join(effort, on="pull").with_columns(at="merged")


def of_people(told: pl.DataFrame) -> pl.DataFrame:
    """One row for everybody who opened something: counts, shares and means, and what they mostly touch."""
    costly = [pl.col("costly_names").list.contains(name).sum().cast(pl.Int64).alias(name) for name in TABLE.costly]
    summed = (
        told.sort("developer", "pull")
        .group_by("developer", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("total_prs_analyzed"),
            (pl.len() < FEWEST).alias("is_thin"),
            counted("level", LEVELS, "unknown").alias("complexity_distribution"),
            counted("category", CATEGORIES, "uncategorised").alias("category_distribution"),
            pl.struct(costly).alias("critical_changes"),
            pl.col("files").mean().alias("avg_files_per_pr"),
            pl.col("score").mean().alias("avg_complexity_score"),
            pl.col("is_cross_cutting").cast(pl.Float64).mean().alias("cross_cutting_ratio"),
            pl.col("is_infrastructure").cast(pl.Float64).mean().alias("infrastructure_ratio"),
            (pl.col("costly").sum() > 0).alias("handles_critical_changes"),
            pl.col("effort").mean().alias("avg_review_effort"),
            pl.col("effort").count().cast(pl.Int64).alias("reviewed_prs"),
            pl.col("remarks").filter(pl.col("effort").is_not_null()).mean().alias("avg_remarks"),
            (~pl.col("is_known")).sum().cast(pl.Int64).alias("files_unknown"),
        )
    )
    listed = {
        "primary_categories": told.select("developer", name="category"),
        "common_components": told.select("developer", "repository", name="component_names")
        .explode("name")
        .drop_nulls("name")
        .select("developer", name=pl.format("{}/{}", "repository", "name")),
        "common_layers": told.select("developer", name="layer_names").explode("name"),
    }
    for column, names in listed.items():
        most = _commonest(names, MOST_CATEGORIES if column == "primary_categories" else MOST_NAMED)
        joined = summed.join(most.rename({"names": column}), on="developer", how="left", maintain_order="left")
        summed = joined.with_columns(pl.col(column).fill_null([]))
    return summed


def counted(column: str, names: Sequence[str], otherwise: str) -> pl.Expr:
    """How many rows have each of these names, and how many none, as a struct."""
    each = [(pl.col(column) == name).sum().cast(pl.Int64).alias(name) for name in names]
    return pl.struct([*each, pl.col(column).is_null().sum().cast(pl.Int64).alias(otherwise)])


def _commonest(names: pl.DataFrame, most: int) -> pl.DataFrame:
    """Of each person the names that come most often; ties by name."""
    counted = names.drop_nulls("name").group_by("developer", "name").len()
    ordered = counted.sort("developer", "len", "name", descending=[False, True, False])
    return ordered.group_by("developer", maintain_order=True).agg(pl.col("name").head(most).alias("names"))
