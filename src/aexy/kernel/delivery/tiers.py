"""Where a value lies among those the DORA reports asked, edition by edition.

The reports describe clusters of answers, not a scale: there are gaps between them, and a cluster can be better in one
thing and worse in another. A value gets the best tier whose bound it keeps; what keeps none is low. A bound that the
report gives as "less than" is not kept by the value itself; one it gives as "between … and …", or as the share of a
cluster, is. A month is 30.4375 days. The edition of 2025 has distributions and no tiers; the rework rate has none.

Sources: Accelerate State of DevOps 2021, p. 12; 2023, table 1; 2024, p. 13 (https://dora.dev/research).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

HOUR, DAY, WEEK = 1.0, 24.0, 168.0
MONTH = 730.5  # hours
_MONTHLY = 7 / 30.4375  # a week
_MORE_THAN_DAILY = 7.0  # a week

NAMES: Final = ("elite", "high", "medium", "low")
EDITIONS: Final = ("2021", "2023", "2024", "2025")
USUAL_EDITION: Final = "2024"


class Bound(NamedTuple):
    """What a tier asks: at most so much, or at least; `is_kept` says whether the bound itself is good enough."""

    at: float
    is_kept: bool = True
    is_least: bool = False

    def keeps(self, value: float) -> bool:
        """Whether a value is good enough."""
        if value == self.at:
            return self.is_kept
        return value > self.at if self.is_least else value < self.at


def _under(at: float) -> Bound:
    return Bound(at, is_kept=False)


def _least(at: float, *, is_kept: bool = True) -> Bound:
    return Bound(at, is_kept=is_kept, is_least=True)


# The bounds of elite, high and medium, in the metric's own unit. Where a report gives two tiers the same bound, the
# better one is meant; where it gives a worse tier a stricter one (2024: fail rates of 20 % high, 10 % medium), whoever
# keeps that has kept the better one's already.
_BOUNDS: Final[Mapping[str, Mapping[str, tuple[Bound, Bound, Bound]]]] = {
    "2021": {
        "deployment_frequency": (_least(_MORE_THAN_DAILY, is_kept=False), _least(_MONTHLY), _least(_MONTHLY / 6)),
        "lead_time_hours": (_under(HOUR), Bound(WEEK), Bound(6 * MONTH)),
        "recovery_time_hours": (_under(HOUR), _under(DAY), Bound(WEEK)),
        "change_fail_rate": (Bound(0.15), Bound(0.30), Bound(0.30)),
    },
    "2023": {
        "deployment_frequency": (_least(_MORE_THAN_DAILY, is_kept=False), _least(1.0), _least(_MONTHLY)),
        "lead_time_hours": (_under(DAY), Bound(WEEK), Bound(MONTH)),
        "recovery_time_hours": (_under(HOUR), _under(DAY), Bound(WEEK)),
        "change_fail_rate": (Bound(0.05), Bound(0.10), Bound(0.15)),
    },
    "2024": {
        "deployment_frequency": (_least(_MORE_THAN_DAILY, is_kept=False), _least(1.0), _least(_MONTHLY)),
        "lead_time_hours": (_under(DAY), Bound(WEEK), Bound(MONTH)),
        "recovery_time_hours": (_under(HOUR), _under(DAY), _under(DAY)),
        "change_fail_rate": (Bound(0.05), Bound(0.20), Bound(0.10)),
    },
}


def tier(edition: str, key: str, value: float | None) -> str | None:
    """Elite, high, medium or low; None without a value, and where the edition says nothing about this metric."""
    bounds = _BOUNDS.get(edition, {}).get(key)
    if value is None or bounds is None:
        return None
    return next((name for name, bound in zip(NAMES, bounds, strict=False) if bound.keeps(value)), NAMES[-1])


__all__ = ["EDITIONS", "NAMES", "USUAL_EDITION", "Bound", "tier"]
