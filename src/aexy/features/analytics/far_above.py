"""Whose work in hand stands out among those shown, in a sentence. No score: each part is held against itself. Pure."""

from collections.abc import Mapping, Sequence

import polars as pl

from aexy.features.analytics.rows import Human
from aexy.kernel.analyses.workload import OVER_MEDIAN, TO_STAND_OUT
from aexy.kernel.text import plain

HOW = (
    f"Clearly more is above the upper quartile of those shown by over one and a half times the distance between "
    f"their quartiles, and more than {OVER_MEDIAN} above their median. It counts items, not effort."
)
_NAMED = 6


def stands_out(value: float | None, usual: float | None) -> bool:
    """Whether that is more than is usual; never where either is not known."""
    return value is not None and usual is not None and value > usual


def sentence(
    people: Sequence[Human], compared: pl.DataFrame, usual: Mapping[str, float], names: Mapping[str, str]
) -> str:
    """Who has clearly more in hand than the others, and of what; or that nobody has, or that nothing can be said."""
    if not usual:
        return f"Fewer than {TO_STAND_OUT} people are shown: too few to say whose work in hand stands out."
    more: dict[int, list[str]] = {}
    for row in compared.iter_rows(named=True):
        if stands_out(row["value"], usual.get(row["part"])):
            more.setdefault(row["developer"], []).append(row["part"])
    if not more:
        return "Nobody's work in hand stands out."
    told = [
        f"{plain(human.name)} ({', '.join(_kinds(more[human.key], names))})" for human in people if human.key in more
    ]
    rest = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    of = f"{len(told)} of {len(people)} people {'has' if len(told) == 1 else 'have'}"
    return f"{of} clearly more in hand than the others: {', '.join(told[:_NAMED])}{rest}."


def _kinds(parts: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """What the parts are called. Issues in progress are open ones: they are not said twice."""
    said = [part for part in parts if part != "issues_in_progress" or "open_issues" not in parts]
    return ["issues in progress" if part == "issues_in_progress" else names[part].lower() for part in said]
