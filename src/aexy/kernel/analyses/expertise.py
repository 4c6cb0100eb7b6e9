"""What people know, with how sure that is: languages, frameworks and domains, all counted alike (`skills`).

A skill's context is what most of its evidence was: production, personal or learning, as each repository is declared. It
takes nothing from a proficiency; it says where that was earned.
"""

from datetime import date

import polars as pl

from aexy.kernel.analyses.decay import decayed
from aexy.kernel.analyses.skills import SKILL_DAYS, USUAL, HalfLives, skills
from aexy.kernel.facts import Schema

KINDS = ("language", "framework", "domain")
KIND = pl.Enum(KINDS)
# In the order in which they win where there is as much evidence of two.
CONTEXTS = ("production", "personal", "learning")
CONTEXT = pl.Enum(CONTEXTS)
# One row per person, skill, context and day of theirs on which they worked in it.
EXPERTISE_DAYS: Schema = {**SKILL_DAYS, "kind": KIND, "context": CONTEXT}


def expertise(days: pl.DataFrame, *, today: date, half_lives: HalfLives = USUAL) -> pl.DataFrame:
    """Every skill of every person, as of `today`: `EXPERTISE_DAYS` in.

    Returns the columns of `skills`, with `kind`, `context` and, for each context, `<context>_days`; sorted by
    developer, kind, most evidence first.
    """
    parts = [
        skills(_of_kind(days, kind), today=today, half_lives=half_lives)
        .with_columns(pl.lit(kind, KIND).alias("kind"))
        .join(_contexts(_of_kind(days, kind), today, half_lives), on=["developer", "skill"])
        for kind in KINDS
    ]
    found = pl.concat(parts)
    order = ["developer", "kind", "evidence", "skill"]
    return found.sort(order, descending=[False, False, True, False])


def _of_kind(days: pl.DataFrame, kind: str) -> pl.DataFrame:
    return days.filter(pl.col("kind") == pl.lit(kind, KIND))


def _contexts(days: pl.DataFrame, today: date, half_lives: HalfLives) -> pl.DataFrame:
    """Where each skill was worked in: `developer`, `skill`, `context`, and the days of each context."""
    age = (pl.lit(today) - pl.col("day")).dt.total_days()
    # A day counts once a context, and one after another in one order: a sum of fractions depends on it.
    active = days.select("developer", "skill", "context", "day").unique().sort("developer", "skill", "context", "day")
    weighed = active.with_columns(decayed(age, half_lives.expression()).alias("weight"))
    summed = weighed.group_by("developer", "skill", "context", maintain_order=True).agg(
        pl.col("weight").sum(), pl.len().cast(pl.Int64).alias("n")
    )
    most = summed.sort("developer", "skill", "weight", "context", descending=[False, False, True, False])
    return most.group_by("developer", "skill", maintain_order=True).agg(
        pl.col("context").first(),
        *(
            pl.col("n").filter(pl.col("context") == pl.lit(one, CONTEXT)).sum().cast(pl.Int64).alias(f"{one}_days")
            for one in CONTEXTS
        ),
    )
