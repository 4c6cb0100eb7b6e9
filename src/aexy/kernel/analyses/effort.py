"""What makes changes take long to review, learnt from a workspace's own history, and believed where it beats size.

effort    of a reviewed change, as observed: ln(1 + remarks) + ln(1 + second looks) + ln(1 + hours from the first to
          the last review, at most two weeks of them); remarks and reviews by others, second looks are reviews beyond
          each reviewer's first. In logarithms, so that no part drowns the others
model     effort = base + Σ weight · trait, weights never below zero (more of any trait never means less effort), by
          ridge regression: first of ln(1 + lines) alone, then of what that leaves by ln(1 + files), ln(1 + components),
          layers beyond the first, and how many costly kinds it touches
lines     a change's size in *plain lines*: how many lines in one file would take as long here. ln(1 + plain lines) is
          ln(1 + lines) + Σ over the other traits of weight ÷ weight of lines · what it has beyond one plain file
hold-out  the latest quarter of history (20,000 changes at most), which the weights have not seen; the rank correlation
          (Spearman) of effort with the model and with lines alone. The model is used where it is better in 95 of 100
          resamples, else size is
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

TRAITS = ("lines", "files", "components", "layers", "costly")
FEWEST = 200
HELD_OUT = 0.25
MOST_HELD_OUT = 20_000
RESAMPLES = 200
SURE = 0.05
LONGEST_HOURS = 24.0 * 14
# However much a model makes of breadth: no change counts as more than this many times its lines.
MOST_TIMES = 4.0
_RIDGE = 1.0
_SEED = 20_260

Vector = NDArray[np.float64]

TOO_FEW = "Fewer than {n} reviewed changes are known here: size alone is used."
NO_BETTER = "On the latest {n:,} changes the model was no better than size alone: size is used."
BETTER = "On the latest {n:,} changes, which it had not seen, the model was better than size alone: it is used."
NOTHING = (
    "On the latest {n:,} changes neither size nor the model had to do with review effort: "
    "size is used, and says little here."
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What was learnt. `times` of each trait: the exponent by which it multiplies lines; all 0 where size is used."""

    uses_model: bool
    times: tuple[float, ...]
    reviewed: int
    held_out: int
    rank_model: float | None
    rank_size: float | None
    better_in: float | None
    says: str


SIZE = Fit(
    uses_model=False,
    times=(0.0,) * len(TRAITS),
    reviewed=0,
    held_out=0,
    rank_model=None,
    rank_size=None,
    better_in=None,
    says="Not calibrated yet: size alone is used.",
)


def observed(reviews: pl.DataFrame) -> pl.DataFrame:
    """`effort` beside what it is made of: `remarks`, `second_looks`, `hours`; null for what nobody reviewed."""
    hours = pl.col("hours").clip(0, LONGEST_HOURS)
    made = pl.col("remarks").log1p() + pl.col("second_looks").log1p() + hours.log1p()
    return reviews.with_columns(pl.when(pl.col("reviews") > 0).then(made).alias("effort"))


def fit(changes: pl.DataFrame) -> Fit:
    """Learn from changes with their `TRAITS`, `effort` and `at`, oldest to latest."""
    known = changes.drop_nulls(["effort", "lines"]).sort("at", "pull")
    if known.height < FEWEST:
        return _by_size(known.height, TOO_FEW.format(n=FEWEST))
    traits, effort = _traits(known), known["effort"].to_numpy().astype(np.float64)
    first = max(int(known.height * (1 - HELD_OUT)), known.height - MOST_HELD_OUT)
    weights = _weights(traits[:first], effort[:first])
    late = effort[first:]
    model, size = _scored(traits[first:], weights), traits[first:, 0]
    ranks = [_ranks(each) for each in (late, model, size)]
    by_model, by_size = _correlation(ranks[0], ranks[1]), _correlation(ranks[0], ranks[2])
    better, size_counts = _resampled(*ranks)
    whole = _weights(traits, effort)
    is_better = better >= 1 - SURE and bool(weights[0] > 0 and whole[0] > 0)
    words = BETTER if is_better else NO_BETTER if size_counts >= 1 - SURE else NOTHING
    return Fit(
        uses_model=is_better,
        times=tuple(float(weight / whole[0]) for weight in whole) if is_better else SIZE.times,
        reviewed=known.height,
        held_out=len(late),
        rank_model=by_model,
        rank_size=by_size,
        better_in=better,
        says=words.format(n=len(late)),
    )


def plain_lines(changes: pl.DataFrame, fitted: Fit) -> pl.DataFrame:
    """Changes with `plain_lines`, and `times_files`, `times_components` and so on: what each trait multiplies by."""
    beyond = dict(zip(TRAITS[1:], _beyond(), strict=True))
    factors = {f"times_{name}": (beyond[name] * fitted.times[TRAITS.index(name)]).exp() for name in beyond}
    multiplied = changes.with_columns(**factors)
    whole: pl.Expr = pl.lit(1.0)
    for name in factors:
        whole = whole * pl.col(name)
    return multiplied.with_columns(plain_lines=(1 + pl.col("lines")) * whole.clip(upper_bound=MOST_TIMES) - 1)


def _beyond() -> tuple[pl.Expr, ...]:
    """What a change has of each trait but lines beyond one plain file."""
    return (
        (pl.col("files").log1p() - np.log(2)).clip(lower_bound=0),
        (pl.col("components").log1p() - np.log(2)).clip(lower_bound=0),
        (pl.col("layers") - 1).clip(lower_bound=0).cast(pl.Float64),
        pl.col("costly").cast(pl.Float64),
    )


def _scored(traits: Vector, weights: Vector) -> Vector:
    """ln(1 + plain lines) by these weights, as it is told: what was tried on changes held out is what is used."""
    if weights[0] <= 0:
        return np.zeros(len(traits))
    more: Vector = np.minimum(traits[:, 1:] @ (weights[1:] / weights[0]), np.log(MOST_TIMES))
    found: Vector = traits[:, 0] + more
    return found


def _by_size(reviewed: int, says: str) -> Fit:
    return Fit(
        uses_model=False,
        times=SIZE.times,
        reviewed=reviewed,
        held_out=0,
        rank_model=None,
        rank_size=None,
        better_in=None,
        says=says,
    )


def _traits(changes: pl.DataFrame) -> Vector:
    """Lines in logarithms, and what there is beyond one plain file; one column each, in order."""
    taken = changes.select(pl.col("lines").log1p(), *(one.alias(f"{place}") for place, one in enumerate(_beyond())))
    return taken.cast(pl.Float64).to_numpy()


def _weights(traits: Vector, effort: Vector) -> Vector:
    """Of lines what they say by themselves, of the other traits what they say beyond that."""
    lines = _ridge(traits[:, :1], effort)
    others = _ridge(traits[:, 1:], effort - traits[:, :1] @ lines)
    return np.concatenate([lines, others])


def _ridge(traits: Vector, effort: Vector) -> Vector:
    """Ridge regression without negative weights, by turns: each weight in turn is the best beside the others.

    Traits are put on one scale first, so that the penalty is fair; weights come back on their own.
    """
    scale = traits.std(axis=0)
    scale[scale == 0] = 1
    centred = (traits - traits.mean(axis=0)) / scale
    left = effort - effort.mean()
    products, pull = centred.T @ centred, centred.T @ left
    weights = np.zeros(traits.shape[1])
    for _ in range(1000):
        before = weights.copy()
        for place in range(len(weights)):
            rest = pull[place] - products[place] @ weights + products[place, place] * weights[place]
            weights[place] = max(0.0, rest / (products[place, place] + _RIDGE))
        if np.abs(weights - before).max() < 1e-10:  # noqa: PLR2004 - nothing moves any more
            break
    found: Vector = weights / scale
    return found


def _ranks(values: Vector) -> Vector:
    """Ranks from 1; ties share the middle one."""
    found: Vector = pl.Series(values).round(9).rank("average").to_numpy().astype(np.float64)
    return found


def _correlation(one: Vector, other: Vector) -> float:
    """Pearson's of two, 0 where one of them does not vary."""
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def _resampled(effort: Vector, model: Vector, size: Vector) -> tuple[float, float]:
    """In what share of resamples the model is better than size, and size is better than nothing; the same each time."""
    random = np.random.default_rng(_SEED)
    better = counts = 0
    for _ in range(RESAMPLES):
        drawn = random.integers(0, len(effort), len(effort))
        by_size = _correlation(effort[drawn], size[drawn])
        better += _correlation(effort[drawn], model[drawn]) > by_size
        counts += by_size > 0
    return better / RESAMPLES, counts / RESAMPLES
