"""Who could take a piece of work: parts from 0 to 1 beside each other, their weighted mean, and a fair order.

    skill         the mean of how far somebody knows what it takes (proficiency ÷ 100), by how much it takes of each
    ownership     the share of what it touches that is theirs
    similar       the share of similar work of the past that they did
    load          the mean over kinds of work in hand of 1 ÷ (1 + how many times the usual amount they have)
    growth        1 where what it takes is among what they said they wish to learn, else 0
    availability  working days they are there in the next two weeks ÷ those they would work

A part that says nothing of this piece of work (nobody wishes anything, it touches nothing known) is left out for
everybody, so that two candidates are always compared by the same parts.

**Fair order**: whoever is best stands first unless somebody within 0.05 of them has less in hand; then that one does.
Then the same for those who are left. So nobody gets the next task while somebody nearly as good has less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PARTS: Final = ("skill", "ownership", "similar", "load", "growth", "availability")
WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {"skill": 0.30, "ownership": 0.25, "similar": 0.10, "load": 0.15, "growth": 0.10, "availability": 0.10}
)
ABOUT_THE_WORK: Final = ("skill", "ownership", "similar")
NEAR: Final = 0.05
_DIGITS: Final = 6  # beyond these, scores differ by how floats are added


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody: a key, what they are sorted by among equals, the value of each part, and how much they have in hand."""

    key: int
    name: str
    parts: Mapping[str, float | None]
    in_hand: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with their score and place (from 1); `before` is the place they would have without fairness."""

    candidate: Candidate
    score: float
    place: int
    before: int


def applying(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The parts that say something: of everybody, or of nobody."""
    return tuple(part for part in PARTS if candidates and all(one.parts.get(part) is not None for one in candidates))


def score(parts: Mapping[str, float | None], weights: Mapping[str, float], by: Sequence[str]) -> float:
    """The weighted mean of these parts; 0 where no part has a weight."""
    weighed = [(weights.get(part, 0.0), parts.get(part) or 0.0) for part in by]
    whole = sum(weight for weight, _ in weighed)
    return round(sum(weight * value for weight, value in weighed) / whole, _DIGITS) if whole else 0.0


def place(
    candidates: Sequence[Candidate], weights: Mapping[str, float] = WEIGHTS, *, fair: bool = False
) -> list[Placed]:
    """Best first; equals by name, then by key. With `fair`, in the fair order."""
    by = applying(candidates)
    scored = [(score(one.parts, weights, by), one) for one in candidates]
    ordered = sorted(scored, key=lambda pair: (-pair[0], pair[1].name.lower(), pair[1].key))
    before = {one.key: at for at, (_, one) in enumerate(ordered, start=1)}
    final = _fairly(ordered) if fair else ordered
    return [Placed(one, value, at, before[one.key]) for at, (value, one) in enumerate(final, start=1)]


def _fairly(ordered: Sequence[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    left, found = list(ordered), []
    while left:
        best = left[0][0]
        near = [pair for pair in left if best - pair[0] <= NEAR + 10**-_DIGITS / 2]
        chosen = min(near, key=lambda pair: (pair[1].in_hand, left.index(pair)))
        left.remove(chosen)
        found.append(chosen)
    return found


def load_value(relative: Sequence[float]) -> float | None:
    """How free somebody is, of how many times the usual amount they have of each kind; None where nothing is known."""
    return sum(1.0 / (1.0 + one) for one in relative) / len(relative) if relative else None
