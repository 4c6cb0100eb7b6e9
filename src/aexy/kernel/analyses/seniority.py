"""Seniority as far as repositories show it: several declared parts, each with its value, its worth, and its weight.

A part is worth 1 - 2^(-value ÷ half): nothing at nothing, half of it at `half`, never quite all. The score is 100 times
the mean of the parts that are known, by their weights. Nothing is said of a thin history, nor where parts of less than
half of the weight are known. Activity alone lifts nobody: above senior it takes years seen here and skills known in
depth (`CEILINGS`), whatever the other parts add up to. No language and no share of somebody's own work has any part in
it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from aexy.kernel.analyses.decay import decayed
from aexy.kernel.facts import UTC_INSTANT, Schema


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things seniority is read from."""

    key: str
    name: str
    says: str
    unit: str
    half: float
    weight: float

    def worth(self, value: pl.Expr) -> pl.Expr:
        """0 to 1. To nine digits: a power's last one may depend on how many rows are computed beside it."""
        return (1.0 - 2.0 ** (-value.cast(pl.Float64) / self.half)).round(9)


PARTS = (
    Part(
        "breadth", "Breadth",
        "Languages, frameworks and domains known to an advanced or expert depth, where most of the evidence is of"
        " repositories declared production.",
        "skills", 4.0, 0.20,
    ),
    Part("experience", "Experience here", "Months with any work in these repositories, as years.", "years", 2.5, 0.20),
    Part(
        "reviews", "Reviews given",
        "Reviews of others' pull requests; one counts half after 180 days.",
        "reviews", 60.0, 0.15,
    ),
    Part(
        "review_depth", "Depth of reviews",
        "Remarks on lines per review, over the last two years; not said of fewer than ten reviews.",
        "remarks", 1.0, 0.10,
    ),
    Part(
        "ownership", "Ownership",
        "Files of which nobody touched one in more commits over the last two years.",
        "files", 60.0, 0.15,
    ),
    Part(
        "complexity", "Complexity handled",
        "Their pull requests of the last two years that the analysis of complexity calls complex or critical.",
        "changes", 10.0, 0.10,
    ),
    Part(
        "mentoring", "Mentoring",
        "Different people whose pull requests they remarked on within those people's first 180 days here.",
        "people", 3.0, 0.10,
    ),
)  # fmt: skip
LEVELS = ("junior", "mid", "senior", "staff", "principal")
_STEPS = (25.0, 45.0, 65.0, 80.0)
# What it takes besides the score: years of experience here, and skills of the breadth.
CEILINGS: Mapping[str, tuple[float, float]] = {"staff": (3.0, 2.0), "principal": (5.0, 4.0)}
# Thin is what has fewer days of work, or months with any, than these.
FEWEST_DAYS, FEWEST_MONTHS = 90, 6
FEWEST_REVIEWS = 10
RECENT_DAYS = 730.0
NEW_DAYS = 180.0
_HALF_SURE = 60.0  # days
_ENOUGH_KNOWN = 0.5

# One row per review of somebody else's pull request. `remarks`: on its lines.
GIVEN: Schema = {
    "developer": pl.Int32(),
    "author": pl.Int32(),
    "at": UTC_INSTANT,
    "remarks": pl.Int64(),
    "author_since": UTC_INSTANT,
}


def reviewing(given: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """What reviews (`GIVEN`) say of who gave them: `reviews`, `review_depth`, `mentoring`, and `<part>_n`."""
    age = (pl.lit(today) - pl.col("at").dt.date()).dt.total_days()
    # One after another in one order: a sum of fractions depends on the order it is made in.
    ordered = given.sort("developer", "at", "author").with_columns(decayed(age).alias("weight"), age.alias("age"))
    recent = pl.col("age") <= RECENT_DAYS
    is_new = (pl.col("at") - pl.col("author_since")).dt.total_days() <= NEW_DAYS
    helped = pl.col("author").filter((pl.col("remarks") > 0) & is_new).n_unique()
    found = ordered.group_by("developer", maintain_order=True).agg(
        pl.col("weight").sum().round(9).alias("reviews"),
        pl.len().cast(pl.Int64).alias("reviews_n"),
        pl.col("remarks").filter(recent).mean().alias("review_depth"),
        pl.col("remarks").filter(recent).count().cast(pl.Int64).alias("review_depth_n"),
        helped.cast(pl.Float64).alias("mentoring"),
    )
    enough = pl.col("review_depth_n") >= FEWEST_REVIEWS
    return found.with_columns(pl.when(enough).then(pl.col("review_depth")))


def seniority(people: pl.DataFrame) -> pl.DataFrame:
    """A level for each person.

    `people`: `developer`, `days`, `months` and a column for each part of `PARTS` (null: not known). Returns
    `developer`, `score` (0 to 100), `level`, `confidence` (0 to 1), `known` (the share of the weights that is known)
    and `parts`, a list of `key`, `value`, `worth`. Score, level and confidence are null where nothing can be said.
    """
    weights = [pl.when(pl.col(part.key).is_not_null()).then(part.weight).otherwise(0.0) for part in PARTS]
    points = [pl.col(f"{part.key}_worth").fill_null(0.0) * part.weight for part in PARTS]
    scored = people.with_columns(part.worth(pl.col(part.key)).alias(f"{part.key}_worth") for part in PARTS)
    scored = scored.with_columns(pl.sum_horizontal(weights).alias("known"), pl.sum_horizontal(points).alias("points"))
    is_thin = (pl.col("days") < FEWEST_DAYS) | (pl.col("months") < FEWEST_MONTHS)
    says = ~is_thin & (pl.col("known") >= _ENOUGH_KNOWN)
    judged = scored.with_columns(
        pl.when(says).then(100.0 * pl.col("points") / pl.col("known")).alias("score"),
        pl.when(says).then(pl.col("days") / (pl.col("days") + _HALF_SURE) * pl.col("known")).alias("confidence"),
    )
    parts = pl.concat_list(
        pl.struct(
            pl.lit(part.key).alias("key"),
            pl.col(part.key).cast(pl.Float64).alias("value"),
            pl.col(f"{part.key}_worth").alias("worth"),
        )
        for part in PARTS
    )
    level = _level(pl.col("score"), pl.col("experience"), pl.col("breadth"))
    return judged.select("developer", "score", level.alias("level"), "confidence", "known", parts.alias("parts"))


def why_not(days: int, months: int, known: float) -> str | None:
    """Why nothing is said; None where something is."""
    if days < FEWEST_DAYS or months < FEWEST_MONTHS:
        return (
            f"Nothing is said of fewer than {FEWEST_DAYS} days of work in {FEWEST_MONTHS} months;"
            f" here there are {days} in {months}."
        )
    return None if known >= _ENOUGH_KNOWN else "Too few of the parts are known."


def weights() -> Mapping[str, float]:
    """What each part weighs; together 1."""
    return {part.key: part.weight for part in PARTS}


def _level(score: pl.Expr, years: pl.Expr, skills: pl.Expr) -> pl.Expr:
    """The highest level whose step the score reaches, and whose ceiling what is known of years and skills allows."""
    steps = dict(zip(LEVELS[1:], _STEPS, strict=True))
    allowed = {
        level: (score >= step) & ((years >= CEILINGS[level][0]) & (skills >= CEILINGS[level][1])).fill_null(value=False)
        if level in CEILINGS
        else score >= step
        for level, step in steps.items()
    }
    reached = sum(one.cast(pl.Int8) for one in allowed.values())
    return pl.lit(0, pl.Int8).add(reached).replace_strict(dict(enumerate(LEVELS)), default=None, return_dtype=pl.String)
