"""Learning from a workspace's own past which pull requests were regretted, and whether that says more than their size.

The past is cut in two by time: what came first is learned from, what came last is judged. Both judgements, that of the
parts and that of lines added alone, are held against what happened. Where the parts are not surely better, they are not
what a pull request is judged by.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.risk import BASELINE, PARTS

FEWEST_REGRETTED = 15
"""Fewer than so many on either side of the cut, and nothing is learned."""
LEARNED_SHARE = 0.7

_COUNTS = {"size", "files", "spread", "mended"}
_RIDGE = 1.0
_STEPS = 40
_DRAWS = 400
_SEED = 20_261_130

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: of each part its middle and spread among those learned from, and its weight."""

    middle: Array
    spread: Array
    weights: Array
    intercept: float

    def of_parts(self, known: pl.DataFrame) -> Array:
        """What each part adds to each pull request, in log-odds; a part that is not known adds nothing."""
        return _standard(_matrix(known), self.middle, self.spread) * self.weights

    def chance(self, known: pl.DataFrame) -> Array:
        """How likely each is to be regretted, as far as the past says."""
        return _sigmoid(self.of_parts(known).sum(axis=1) + self.intercept)


@dataclass(frozen=True, slots=True)
class Learned:
    """How both judgements did on what was kept from them: 0.5 is a coin, 1 is always right.

    `gain` is how much better the parts were, from `gain_low` to `gain_high` (nine of ten times). `model` is None where
    there was too little to learn from.
    """

    learned: int
    learned_regretted: int
    judged: int
    judged_regretted: int
    auc: float | None
    baseline_auc: float | None
    gain_low: float | None
    gain_high: float | None
    model: Model | None

    @property
    def beats(self) -> bool:
        """Whether the parts are surely better than lines added."""
        return self.gain_low is not None and self.gain_low > 0


def learn(known: pl.DataFrame) -> Learned:
    """From pull requests in the order they were merged: the columns of `parts_of`, and `regretted`."""
    cut = int(known.height * LEARNED_SHARE)
    before, after = known[:cut], known[cut:]
    was, came = (part["regretted"].to_numpy().astype(bool) for part in (before, after))
    counts = (cut, int(was.sum()), after.height, int(came.sum()))
    is_enough = min(counts[1], counts[3], cut - counts[1], after.height - counts[3]) >= FEWEST_REGRETTED
    if not is_enough:
        return Learned(*counts, None, None, None, None, None)
    model = fit(before, was)
    score, size = model.chance(after), after[BASELINE].fill_null(0).to_numpy().astype(float)
    low, high = _gain(score, size, came)
    return Learned(*counts, auc(score, came), auc(size, came), low, high, model)


def fit(known: pl.DataFrame, regretted: NDArray[np.bool_]) -> Model:
    """Logistic regression with a little shrinking, by Newton's steps."""
    raw = _matrix(known)
    middle, spread = np.nanmean(raw, axis=0), np.nanstd(raw, axis=0)
    middle, spread = np.nan_to_num(middle), np.where(np.nan_to_num(spread) > 0, spread, 1.0)
    x = np.column_stack([_standard(raw, middle, spread), np.ones(len(raw))])
    y, weights = regretted.astype(float), np.zeros(x.shape[1])
    shrink = np.diag([_RIDGE] * (x.shape[1] - 1) + [1e-6])
    for _ in range(_STEPS):
        chance = _sigmoid(x @ weights)
        slope = x.T @ (chance - y) + shrink @ weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + shrink
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 - nothing moves any more
            break
    return Model(middle, spread, weights[:-1], float(weights[-1]))


def auc(score: Array, regretted: NDArray[np.bool_]) -> float:
    """How often one that was regretted has the higher score of the two, ties counting half."""
    ranks = pl.Series(score).rank("average").to_numpy()
    bad = int(regretted.sum())
    good = len(regretted) - bad
    return float((ranks[regretted].sum() - bad * (bad + 1) / 2) / (bad * good))


def _gain(score: Array, size: Array, came: NDArray[np.bool_]) -> tuple[float, float]:
    """The middle nine tenths of how much better the one is than the other, over pull requests drawn anew many times."""
    dice = np.random.default_rng(_SEED)
    bad, good = np.flatnonzero(came), np.flatnonzero(~came)
    gains = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([dice.choice(bad, len(bad)), dice.choice(good, len(good))])
        gains.append(auc(score[drawn], came[drawn]) - auc(size[drawn], came[drawn]))
    low, high = np.quantile(gains, [0.05, 0.95])
    return float(low), float(high)


def _matrix(known: pl.DataFrame) -> Array:
    """The parts as numbers, counts by their logarithm: the second file says more than the fortieth."""
    columns = [pl.col(part.key).log1p() if part.key in _COUNTS else pl.col(part.key) for part in PARTS]
    return known.select(columns).fill_null(float("nan")).to_numpy().astype(float)


def _standard(raw: Array, middle: Array, spread: Array) -> Array:
    return np.nan_to_num((raw - middle) / spread)


def _sigmoid(odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
