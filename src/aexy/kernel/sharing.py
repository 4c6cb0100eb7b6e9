"""How evenly something is shared out among people."""

from collections.abc import Sequence


def gini(values: Sequence[float]) -> float | None:
    """0 where everybody has as much, near 1 where one has all (Gini); None where there is nothing to share."""
    total, n = sum(values), len(values)
    if total <= 0:
        return None
    ranked = sum(place * value for place, value in enumerate(sorted(values), start=1))
    return 2 * ranked / (n * total) - (n + 1) / n


def shares(values: Sequence[float]) -> list[float]:
    """What part of the whole each has, the largest first; nothing where there is nothing to share."""
    total = sum(values)
    return [value / total for value in sorted(values, reverse=True)] if total > 0 else []


__all__ = ["gini", "shares"]
