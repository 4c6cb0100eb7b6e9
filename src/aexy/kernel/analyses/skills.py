"""What people know, from the days on which they worked in it: how far, how sure that is, and how long ago.

    evidence     E = Σ over active days of 2^(-age in days ÷ half-life): a day counts 1 today, ½ after one half-life
    proficiency  100 · (1 - 2^(-E ÷ 60)): one day 1, half a year of days 78, each working day for years 88
    depth        novice < 40 ≤ intermediate < 60 ≤ advanced < 80 ≤ expert
    confidence   days ÷ (days + 10), days being all active days there ever were: one day 0.09, ten 0.5, ninety 0.9
    recency      2^(-days since the last one ÷ half-life)

It is never a share of somebody's own work: what a person does in one language changes nothing about another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from aexy.kernel.analyses.decay import HALF_LIFE_DAYS, decayed
from aexy.kernel.facts import Schema

# One row per person, skill and day of theirs on which they worked in it; several rows of one day are one active day.
SKILL_DAYS: Schema = {
    "developer": pl.Int32(),
    "skill": pl.String(),
    "day": pl.Date(),
    "commits": pl.Int64(),
    "lines": pl.Int64(),
}
DEPTHS = ("novice", "intermediate", "advanced", "expert")
DEPTH = pl.Enum(DEPTHS)
_STEPS = (40.0, 60.0, 80.0)
_DOUBLING = 60.0  # of the evidence that halves what is missing to 100
_HALF_SURE = 10.0  # active days
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class HalfLives:
    """After how many days a day of work counts half: usually, and of skills that keep longer or shorter."""

    usual: float = HALF_LIFE_DAYS
    of_skill: Mapping[str, float] = field(default_factory=dict)

    def expression(self) -> pl.Expr:
        """The half-life of each row's `skill`."""
        return pl.col("skill").replace_strict(dict(self.of_skill), default=self.usual, return_dtype=pl.Float64)


USUAL = HalfLives()


def skills(days: pl.DataFrame, *, today: date, half_lives: HalfLives = USUAL) -> pl.DataFrame:
    """Every skill of every person, as of `today`.

    Returns `developer`, `skill`, `evidence`, `proficiency` (0 to 100), `depth`, `confidence`, `recency` (0 to 1),
    `days`, `commits`, `lines`, `first_day` and `last_day`; sorted by developer, most evidence first.
    """
    # One after another in one order: a sum of fractions depends on the order it is made in.
    active = days.group_by("developer", "skill", "day").agg(pl.col("commits", "lines").sum())
    ordered = active.sort("developer", "skill", "day")
    age = (pl.lit(today) - pl.col("day")).dt.total_days()
    weighed = ordered.with_columns(decayed(age, half_lives.expression()).alias("weight"))
    summed = weighed.group_by("developer", "skill", maintain_order=True).agg(
        pl.col("weight").sum().alias("evidence"),
        pl.col("weight").last().alias("recency"),
        pl.len().cast(pl.Int64).alias("days"),
        pl.col("commits", "lines").sum(),
        pl.col("day").first().alias("first_day"),
        pl.col("day").last().alias("last_day"),
    )
    judged = summed.with_columns(
        proficiency_of(pl.col("evidence")).alias("proficiency"),
        (pl.col("days") / (pl.col("days") + _HALF_SURE)).alias("confidence"),
    ).with_columns(depth_of(pl.col("proficiency")).alias("depth"))
    # A power's last digit may depend on how many rows are computed beside it; one person must be as among everybody.
    steady = judged.with_columns(pl.col("evidence", "proficiency", "confidence", "recency").round(_DIGITS))
    return steady.select(
        "developer", "skill", "evidence", "proficiency", "depth", "confidence", "recency", "days", "commits", "lines",
        "first_day", "last_day",
    ).sort("developer", "evidence", "skill", descending=[False, True, False])  # fmt: skip


def proficiency_of(evidence: pl.Expr) -> pl.Expr:
    """0 without any evidence, half of what is missing to 100 nearer with each sixty days of it."""
    return 100.0 * (1.0 - 2.0 ** (-evidence / _DOUBLING))


def depth_of(proficiency: pl.Expr) -> pl.Expr:
    """The word for a proficiency."""
    novice, intermediate, advanced, expert = DEPTHS
    return (
        pl.when(proficiency < _STEPS[0])
        .then(pl.lit(novice, DEPTH))
        .when(proficiency < _STEPS[1])
        .then(pl.lit(intermediate, DEPTH))
        .when(proficiency < _STEPS[2])
        .then(pl.lit(advanced, DEPTH))
        .otherwise(pl.lit(expert, DEPTH))
    )
