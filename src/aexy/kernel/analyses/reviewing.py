"""How thoroughly somebody reviews, and what others learn by it: review by review, and of a year.

    depth         100 · (1 - 2^(-w ÷ 3)), where w is the remarks on lines, twice the remarked files that were changed
                  afterwards, and a half for a sentence of its own: three remarks come to 50, whatever was reviewed
    thoroughness  by w: wordless 0, brief under 2, attentive under 5, thorough from 5 on; an approval without a word of
                  400 lines and more is `wordless_large`
    led           remarked files that a commit touched after the remark, before the last approval that followed it, else
                  the end; not known where the commits of the pull request are not here, as after most squashes
    mentoring     of the reviews that say something: a half for one kind of helping (asking, explaining, proposing code,
                  pointing to something to read, coming back for another look), 1 for two kinds; the mean, times 100;
                  of five reviews at least

A good small change earns few words. That is why depth stands beside what was reviewed, and is nobody's target.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from aexy.kernel.analyses.remarks import PATTERNS
from aexy.kernel.facts import STATE, UTC_INSTANT, Schema

# One row per review of somebody else's pull request. `comments`: remarks on lines, null where not known; `says`: it has
# a sentence of its own. `lines` is the size of the pull request. `until`: its last approval, else its merge or end.
GIVEN: Schema = {
    "developer": pl.Int32(), "review": pl.Int64(), "pull": pl.Int64(), "at": UTC_INSTANT, "state": STATE,
    "comments": pl.Int32(), "says": pl.Boolean(), "lines": pl.Int64(), "approved": UTC_INSTANT, "ended": UTC_INSTANT,
    "commits_here": pl.Boolean(),
}  # fmt: skip
# One row per thing said in a review by its reviewer; `path` is null for the review's own sentence.
SAID: Schema = {
    "review": pl.Int64(), "pull": pl.Int64(), "path": pl.Int64(), "at": UTC_INSTANT,
    **{name: pl.Boolean() for name in PATTERNS},
}  # fmt: skip
# When a commit of a pull request touched a file.
TOUCHED: Schema = {"pull": pl.Int64(), "path": pl.Int64(), "at": UTC_INSTANT}

LARGE = 400  # lines: an approval of as many without a word is told
THOROUGHNESS = ("wordless_large", "wordless", "brief", "attentive", "thorough")
HELPING = ("question", "explanation", "suggestion", "link", "came_back")
BEHAVIORS = (*HELPING, "appreciation")
MENTORING_FEWEST = 5  # reviews
_HALF = 3  # so much weight is a depth of 50
_BRIEF, _ATTENTIVE = 2, 5
_ENOUGH_KINDS = 2

REVIEWS: Mapping[str, pl.DataType] = {
    "developer": pl.Int32(), "total_reviews": pl.Int64(), "depth_known": pl.Int64(),
    "average_depth_score": pl.Float64(), "remarks_per_review": pl.Float64(), "led_known": pl.Int64(),
    "led_to_changes": pl.Float64(),
    "thoroughness_distribution": pl.Struct({name: pl.Int64() for name in THOROUGHNESS}),
    "approvals_of_large": pl.Int64(), "behaviors": pl.List(pl.Struct({
        "behavior": pl.String(), "reviews": pl.Int64(), "share": pl.Float64(),
    })),
    "reviews_with_words": pl.Int64(), "mentoring_score": pl.Float64(), "weeks": pl.Float64(),
    "reviews_per_week": pl.Float64(),
}  # fmt: skip
"""A row a person. `led_to_changes`: of the reviews with remarks where it is known, the share that led to any."""


def reviewed(given: pl.DataFrame, said: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """Each review with `led`, `weight`, `depth`, `thoroughness` and what it does (BEHAVIORS), by person and time."""
    by_review = said.group_by("review").agg(
        pl.col("path").drop_nulls().n_unique().alias("files"), *(pl.col(name).any() for name in PATTERNS)
    )
    rows = (
        given.join(by_review, on="review", how="left")
        .join(_led(given, said, touched), on="review", how="left")
        .with_columns(pl.col("files", "led").fill_null(0), *(pl.col(name).fill_null(value=False) for name in PATTERNS))
        .with_columns(_came_back())
    )
    known = rows.with_columns(pl.when(pl.col("commits_here") | (pl.col("files") == 0)).then("led").alias("led"))
    weight = pl.col("comments") + 2 * pl.col("led").fill_null(0) + pl.when("says").then(0.5).otherwise(0.0)
    return (
        known.with_columns(weight.cast(pl.Float64).alias("weight"))
        .with_columns((100 * (1 - 2.0 ** (-pl.col("weight") / _HALF))).round(6).alias("depth"), _thoroughness())
        .drop("approved", "ended", "commits_here")
        .sort("developer", "at", "review")
    )


def review_quality(reviews: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """REVIEWS of everybody who reviewed, from what `reviewed` gives; a year, or as long as they have reviewed in it."""
    has_words = (pl.col("comments").fill_null(0) > 0) | pl.col("says")
    led = pl.col("led").is_not_null() & (pl.col("files") > 0)
    weeks = ((pl.lit(now, UTC_INSTANT) - pl.col("at").min()).dt.total_seconds() / 604_800).clip(lower_bound=1.0)
    kinds = pl.sum_horizontal(pl.col(name).cast(pl.Int64) for name in HELPING).clip(upper_bound=_ENOUGH_KINDS)
    rows = reviews.with_columns(has_words.alias("has_words"), (kinds / _ENOUGH_KINDS).alias("helps"))
    counted = rows.group_by("developer").agg(
        pl.len().cast(pl.Int64).alias("total_reviews"),
        pl.col("depth").count().cast(pl.Int64).alias("depth_known"),
        pl.col("depth").mean().alias("average_depth_score"),
        pl.col("comments").mean().alias("remarks_per_review"),
        led.sum().cast(pl.Int64).alias("led_known"),
        (pl.col("led") > 0).filter(led).mean().alias("led_to_changes"),
        _distribution(),
        _large().sum().cast(pl.Int64).alias("approvals_of_large"),
        pl.col("has_words").sum().cast(pl.Int64).alias("reviews_with_words"),
        pl.when(pl.col("has_words").sum() >= MENTORING_FEWEST)
        .then(100 * pl.col("helps").filter("has_words").mean())
        .alias("mentoring_score"),
        weeks.alias("weeks"),
        *(pl.col(name).filter("has_words").sum().cast(pl.Int64).alias(name) for name in BEHAVIORS),
    )
    return (
        counted.with_columns(
            (pl.col("total_reviews") / pl.col("weeks")).alias("reviews_per_week"), _behaviors().alias("behaviors")
        )
        .select(*REVIEWS)
        .cast(pl.Schema(REVIEWS))
        .sort("developer")
    )


def _led(given: pl.DataFrame, said: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """`review` and how many of the files it remarked on were changed afterwards."""
    remarks = said.drop_nulls("path").join(given.select("review", "approved", "ended"), on="review")
    # An approval in the same breath ends nothing: the change it asks for comes before the next one, or the end.
    end = pl.when(pl.col("approved") > pl.col("at")).then("approved").otherwise("ended")
    later = remarks.with_columns(end.alias("end")).join(touched, on=["pull", "path"], suffix="_touched")
    in_time = (pl.col("at_touched") > pl.col("at")) & (pl.col("end").is_null() | (pl.col("at_touched") < pl.col("end")))
    return later.filter(in_time).group_by("review").agg(pl.col("path").n_unique().cast(pl.Int64).alias("led"))


def _came_back() -> pl.Expr:
    """They had said something, or asked for changes, in an earlier review of the same pull request."""
    spoke = (pl.col("comments").fill_null(0) > 0) | (pl.col("state") == "changes_requested")
    first = pl.col("at").filter(spoke).min().over("developer", "pull")
    return (pl.col("at") > first).fill_null(value=False).alias("came_back")


def _large() -> pl.Expr:
    return (pl.col("state") == "approved") & (pl.col("lines") >= LARGE).fill_null(value=False)


def _thoroughness() -> pl.Expr:
    weight = pl.col("weight")
    return (
        pl.when(weight.is_null())
        .then(None)
        .when((weight == 0) & _large())
        .then(pl.lit("wordless_large"))
        .when(weight == 0)
        .then(pl.lit("wordless"))
        .when(weight < _BRIEF)
        .then(pl.lit("brief"))
        .when(weight < _ATTENTIVE)
        .then(pl.lit("attentive"))
        .otherwise(pl.lit("thorough"))
        .alias("thoroughness")
    )


def _distribution() -> pl.Expr:
    found = [(pl.col("thoroughness") == name).sum().cast(pl.Int64).alias(name) for name in THOROUGHNESS]
    return pl.struct(found).alias("thoroughness_distribution")


def _behaviors() -> pl.Expr:
    """What is done most first, of what is done at all; shares of the reviews that say something."""
    each = [
        pl.struct(
            pl.lit(name).alias("behavior"),
            pl.col(name).alias("reviews"),
            (pl.col(name) / pl.col("reviews_with_words")).alias("share"),
        )
        for name in BEHAVIORS
    ]
    told = pl.concat_list(each).list.eval(pl.element().filter(pl.element().struct.field("reviews") > 0))
    return told.list.eval(
        pl.element().sort_by(pl.element().struct.field("reviews"), descending=True, maintain_order=True)
    )
