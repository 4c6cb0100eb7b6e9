"""What is likely to be done, and when: past weeks drawn at random, many times over, and how well that would have done.

Nothing is fitted: the coming weeks are supposed to be like the last ones, in any order (Monte Carlo, a bootstrap of
weekly counts). The same history and seed always give the same answer. How far to trust it is measured by forecasting
from each past week with what was known then, and comparing with what came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np

CHANCES = (0.5, 0.7, 0.85, 0.95)
LEAST_WEEKS = 8
MOST_WEEKS = 26
SOONEST, LATEST = 1, 52  # weeks somebody may ask ahead
_RUNS = 10_000
_PAST_RUNS = 1_000
_STRIDE = 52
_HORIZON = 520  # weeks: what takes longer than ten years has no date

Week = TypeVar("Week")


@dataclass(frozen=True, slots=True)
class Amount:
    """With this chance, at least so many are done."""

    chance: float
    at_least: int


@dataclass(frozen=True, slots=True)
class Term:
    """With this chance, all are done within so many weeks; None: not within ten years."""

    chance: float
    weeks: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """How often at least the forecast amount was done, when it was said with this chance."""

    chance: float
    share: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """How forecasts from past weeks compare with what came after them.

    `between` is how often the outcome lay from the 85 % amount to the 50 % amount, both included; a third of outcomes
    would, if amounts were not whole numbers. The errors are those of the 50 % amount; in per cent only of weeks with an
    outcome above zero, of which there are `n_percent`.
    """

    n: int
    held: tuple[Held, ...]
    between: float
    mean_absolute_error: float
    mean_absolute_percentage_error: float | None
    n_percent: int


def seed_of(*parts: object) -> int:
    """A number that is always the same for the same words."""
    return int.from_bytes(blake2b("\n".join(map(str, parts)).encode(), digest_size=8).digest())


def recent(history: Sequence[Week]) -> Sequence[Week]:
    """The weeks that are drawn from: the last half year."""
    return history[-MOST_WEEKS:]


def amounts(history: Sequence[int], weeks: int, *, seed: int) -> tuple[Amount, ...] | None:
    """How many will be done in so many weeks, most likely first; None when the history is too short."""
    if len(history) < LEAST_WEEKS:
        return None
    totals = _draws(recent(history), (_RUNS, weeks), seed).sum(axis=1)
    return tuple(Amount(chance, _at_least(totals, chance)) for chance in CHANCES)


def terms(history: Sequence[int], items: int, *, seed: int) -> tuple[Term, ...] | None:
    """In how many weeks so many will be done, soonest first; None when the history is too short."""
    if len(history) < LEAST_WEEKS:
        return None
    needed = np.sort(_weeks_needed(recent(history), items, seed))
    found = [int(needed[_place(chance)]) for chance in CHANCES]
    return tuple(
        Term(chance, weeks if weeks <= _HORIZON else None) for chance, weeks in zip(CHANCES, found, strict=True)
    )


def back_test(history: Sequence[int], weeks: int, *, seed: int) -> BackTest | None:
    """Forecast from every past week there is enough history before and outcome after; None where there is none.

    Neighbouring outcomes share weeks, so n forecasts tell less than n independent ones would.
    """
    origins = range(LEAST_WEEKS, len(history) - weeks + 1)
    if not origins:
        return None
    said = np.array([_forecast(history[:origin], weeks, seed + origin) for origin in origins])
    came = np.array([sum(history[origin : origin + weeks]) for origin in origins])
    likely = said[:, CHANCES.index(0.5)]
    error = np.abs(came - likely)
    above = came > 0
    return BackTest(
        n=len(origins),
        held=tuple(Held(chance, float(np.mean(came >= said[:, place]))) for place, chance in enumerate(CHANCES)),
        between=float(np.mean((came >= said[:, CHANCES.index(0.85)]) & (came <= likely))),
        mean_absolute_error=float(np.mean(error)),
        mean_absolute_percentage_error=float(np.mean(error[above] / came[above])) if above.any() else None,
        n_percent=int(above.sum()),
    )


def _forecast(history: Sequence[int], weeks: int, seed: int) -> list[int]:
    totals = _draws(recent(history), (_PAST_RUNS, weeks), seed).sum(axis=1)
    return [_at_least(totals, chance) for chance in CHANCES]


def _draws(history: Sequence[int], shape: tuple[int, int], seed: int) -> Any:  # noqa: ANN401 - an array of numpy's
    return np.random.default_rng(seed).choice(np.array(history, dtype=np.int64), size=shape)


def _at_least(totals: Any, chance: float) -> int:  # noqa: ANN401 - likewise
    """The most that this share of the runs reached."""
    return int(-np.sort(-totals)[int(np.ceil(chance * len(totals))) - 1])


def _place(chance: float) -> int:
    return int(np.ceil(chance * _RUNS)) - 1


def _weeks_needed(history: Sequence[int], items: int, seed: int) -> Any:  # noqa: ANN401 - likewise
    """By run: in which week the sum reaches so many; one more than the horizon where it never does.

    Runs are the same whatever is asked of them, so that more never takes less time.
    """
    done = np.zeros(_RUNS, dtype=np.int64)
    needed = np.full(_RUNS, 0 if items <= 0 else _HORIZON + 1, dtype=np.int64)
    for stretch in range(_HORIZON // _STRIDE):
        if not (needed > _HORIZON).any():
            break
        sums = done[:, None] + _draws(history, (_RUNS, _STRIDE), seed + stretch).cumsum(axis=1)
        reached = (sums >= items).argmax(axis=1) + 1 + stretch * _STRIDE
        is_reached = (needed > _HORIZON) & (sums[:, -1] >= items)
        needed[is_reached] = reached[is_reached]
        done = sums[:, -1]
    return needed


__all__ = [
    "CHANCES",
    "LATEST",
    "LEAST_WEEKS",
    "MOST_WEEKS",
    "SOONEST",
    "Amount",
    "BackTest",
    "Held",
    "Term",
    "amounts",
    "back_test",
    "recent",
    "seed_of",
    "terms",
]
