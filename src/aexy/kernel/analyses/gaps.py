"""What the repositories of a team take that its people do not have, or hardly any more.

A skill is **needed** where somebody, of the team or not, worked in it on at least 26 days of the last year (each second
week) in the team's own repositories: what is touched now and then, nobody can have at intermediate. Somebody **has** it
at intermediate or above (a proficiency of 40), as `skills` says.

    nobody   nobody of the team has it
    one      one person of the team has it: when they leave, nobody does
    fading   somebody has it, but nobody of the team has worked in it for ninety days

A skill that one person has and that fades is both: its kind is `one`, and `is_fading` says the other.
"""

from datetime import date, timedelta
from typing import Final

import polars as pl

from aexy.kernel.facts import Schema

# One row per person, skill, repository and day on which they worked in it there.
WORK_DAYS: Schema = {
    "skill": pl.String(),
    "repository": pl.Int32(),
    "developer": pl.Int32(),
    "day": pl.Date(),
}
YEAR: Final = timedelta(days=365)
FADING: Final = timedelta(days=90)
FEWEST_DAYS: Final = 26
HAS: Final = 40.0
NOBODY, ONE, FADES = "nobody", "one", "fading"
KIND: Final = pl.Enum((NOBODY, ONE, FADES))


def gaps(work: pl.DataFrame, known: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """The gaps of a team: what its repositories take (`work`) beside what its people know (`known`, of `skills`).

    Returns `skill`, `kind`, `is_fading`, `days` and `people` (who worked in it there in the last year),
    `repositories`, `holders` (who has it, most evidence first), `nearest` (at most three who know some of it) and
    `last_day` (the last on which somebody of the team worked in it; null: never); most serious first.
    """
    taken = needed(work, today=today)
    found = taken.join(_held(known), on="skill", how="left").with_columns(
        pl.col("holders", "nearest").fill_null(pl.lit([], pl.List(pl.Int32)))
    )
    held = pl.col("holders").list.len()
    is_fading = (held > 0) & (pl.col("last_day") < today - FADING)
    kind = (
        pl.when(held == 0).then(pl.lit(NOBODY, KIND)).when(held == 1).then(pl.lit(ONE, KIND)).when(is_fading)
        .then(pl.lit(FADES, KIND))
    )  # fmt: skip
    judged = found.with_columns(kind.alias("kind"), is_fading.alias("is_fading"))
    return (
        judged.drop_nulls("kind")
        .sort("kind", "days", "skill", descending=[False, True, False])
        .select(
            "skill", "kind", "is_fading", "days", "people", "repositories", "holders", "nearest", "last_day"
        )
    )  # fmt: skip


def needed(work: pl.DataFrame, *, today: date) -> pl.DataFrame:
    """What the repositories take: `skill`, `days`, `people`, `repositories`; worked in on 26 days of a year."""
    lately = work.filter(pl.col("day").is_between(today - YEAR, today, closed="right"))
    return (
        lately.group_by("skill")
        .agg(
            pl.col("day").n_unique().cast(pl.Int64).alias("days"),
            pl.col("developer").n_unique().cast(pl.Int64).alias("people"),
            pl.col("repository").unique().sort().alias("repositories"),
        )
        .filter(pl.col("days") >= FEWEST_DAYS)
        .sort("skill")
    )


def _held(known: pl.DataFrame) -> pl.DataFrame:
    """Of each skill who has it, who is nearest to it, and when somebody last worked in it."""
    has = pl.col("proficiency") >= HAS
    ordered = known.sort("skill", "evidence", "developer", descending=[False, True, False])
    return ordered.group_by("skill", maintain_order=True).agg(
        pl.col("developer").filter(has).cast(pl.Int32).alias("holders"),
        pl.col("developer").filter(~has).head(3).cast(pl.Int32).alias("nearest"),
        pl.col("last_day").max(),
    )
