"""Between which bounds a number would lie in 95 of 100 samples like this one: shares, medians, shares of a sum."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
# Above so many rows they are put together at random first: the bounds are those of so many groups of rows.
MOST_ROWS = 2_000
_SEED = 20_260_101
_Z = 1.959963984540054
_BOUNDS = (2.5, 97.5)
_FEWEST = 2

Values = NDArray[np.float64]


class Estimate(NamedTuple):
    """A value and its bounds; without any rows all three are None."""

    value: float | None
    low: float | None
    high: float | None


NOTHING = Estimate(None, None, None)


def share(hits: int, n: int) -> Estimate:
    """A share of n, with Wilson's bounds: they stay between 0 and 1, and are honest about few and about none."""
    if not n:
        return NOTHING
    rate, wide = hits / n, _Z**2 / n
    middle = (rate + wide / 2) / (1 + wide)
    half = _Z * np.sqrt(rate * (1 - rate) / n + wide / (4 * n)) / (1 + wide)
    return Estimate(rate, max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def median(values: Values) -> Estimate:
    """The median, with the bounds of medians of samples drawn from it."""
    drawn = _medians(values)
    return _estimate(float(np.median(values)) if values.size else None, drawn)


def median_difference(ours: Values, others: Values) -> Estimate:
    """By how much one median lies above the other."""
    if not (ours.size and others.size):
        return NOTHING
    return _estimate(float(np.median(ours) - np.median(others)), _medians(ours) - _medians(others, seed=_SEED + 1))


def ratio(parts: Values, wholes: Values) -> Estimate:
    """A share of a sum, Σ parts ÷ Σ wholes, of rows that belong together (lines of a commit)."""
    total = float(wholes.sum())
    return _estimate(float(parts.sum()) / total, _ratios(parts, wholes)) if total else NOTHING


def ratio_difference(ours: tuple[Values, Values], others: tuple[Values, Values]) -> Estimate:
    """By how much one share of a sum lies above the other."""
    if not (ours[1].sum() and others[1].sum()):
        return NOTHING
    value = ours[0].sum() / ours[1].sum() - others[0].sum() / others[1].sum()
    return _estimate(float(value), _ratios(*ours) - _ratios(*others, seed=_SEED + 1))


def share_difference(ours: tuple[int, int], others: tuple[int, int]) -> Estimate:
    """By how much one share lies above the other, with Newcombe's bounds, which are made of Wilson's."""
    one, two = share(*ours), share(*others)
    if one.value is None or two.value is None:
        return NOTHING
    value = one.value - two.value
    below = np.hypot(one.value - _known(one.low), _known(two.high) - two.value)
    above = np.hypot(_known(one.high) - one.value, two.value - _known(two.low))
    return Estimate(value, float(value - below), float(value + above))


def _known(bound: float | None) -> float:
    return 0.0 if bound is None else bound


def _estimate(value: float | None, drawn: Values) -> Estimate:
    """One row has a value and no bounds: nothing is known of how another would have been."""
    if value is None or drawn.size < _FEWEST or np.isnan(drawn).any():
        return Estimate(value, None, None)
    low, high = np.percentile(drawn, _BOUNDS)
    return Estimate(value, float(low), float(high))


def _medians(values: Values, seed: int = _SEED) -> Values:
    if values.size < _FEWEST:
        return np.full(1, np.nan)
    dice = np.random.default_rng(seed)
    # Above many rows, order statistics do: the place of the median of a sample is all but normally distributed.
    if values.size > MOST_ROWS:
        places = 0.5 + dice.standard_normal(RESAMPLES) / (2 * np.sqrt(values.size))
        return np.asarray(np.quantile(values, np.clip(places, 0, 1)), np.float64)
    drawn = values[dice.integers(0, values.size, (RESAMPLES, values.size))]
    return np.asarray(np.median(drawn, axis=1), np.float64)


def _ratios(parts: Values, wholes: Values, seed: int = _SEED) -> Values:
    if parts.size < _FEWEST:
        return np.full(1, np.nan)
    dice = np.random.default_rng(seed)
    if parts.size > MOST_ROWS:
        group = dice.integers(0, MOST_ROWS, parts.size)
        parts, wholes = (np.bincount(group, each, MOST_ROWS).astype(np.float64) for each in (parts, wholes))
    times = dice.multinomial(parts.size, np.full(parts.size, 1 / parts.size), RESAMPLES).astype(np.float64)
    below = times @ wholes
    return np.asarray(np.divide(times @ parts, below, out=np.full(RESAMPLES, np.nan), where=below > 0), np.float64)
