"""Whether a run of numbers rises or falls, told so that one odd period does not decide it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, sqrt
from statistics import median

FEWEST_PERIODS = 6
_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many deviations


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per period (Theil-Sen), between what bounds it lies with 95 % confidence, and of how many periods."""

    per_period: float
    low: float
    high: float
    n: int

    @property
    def is_clear(self) -> bool:
        """Whether the bounds leave no doubt about the direction."""
        return self.low > 0 or self.high < 0


def theil_sen(values: Sequence[float | None]) -> Slope | None:
    """The median of the slopes between all pairs of periods; periods without a number are passed over.

    None under `FEWEST_PERIODS` numbers: of so few nothing is said. The bounds are Sen's (1968), from the variance of
    Kendall's S with ties taken into account.
    """
    points = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(points) < FEWEST_PERIODS:
        return None
    slopes = sorted((later[1] - first[1]) / (later[0] - first[0]) for first, later in combinations(points, 2))
    reach = _Z * sqrt(_variance([value for _, value in points]))
    low = max(floor((len(slopes) - reach) / 2) - 1, 0)
    high = min(ceil((len(slopes) + reach) / 2), len(slopes) - 1)
    return Slope(float(median(slopes)), float(slopes[low]), float(slopes[high]), len(points))


def _variance(values: Sequence[float]) -> float:
    n = len(values)
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    return float(n * (n - 1) * (2 * n + 5) - ties) / 18


__all__ = ["FEWEST_PERIODS", "Slope", "theil_sen"]
