"""How much of what happened some time ago still counts: half of it after one half-life, a quarter after two."""

import polars as pl

HALF_LIFE_DAYS = 180.0


def decayed(age_days: pl.Expr, half_life_days: pl.Expr | float = HALF_LIFE_DAYS) -> pl.Expr:
    """What is left of 1 after so many days, between 0 and 1. What lies ahead (a wrong clock) counts as of now."""
    half_life = pl.lit(half_life_days) if isinstance(half_life_days, float | int) else half_life_days
    return 2.0 ** (-age_days.clip(lower_bound=0) / half_life)
