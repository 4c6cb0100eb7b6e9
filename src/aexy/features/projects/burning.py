"""What a sprint had in it and what of that was left, at any instant, from what happened to its issues. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

OVER = frozenset({"done", "cancelled"})
# From this share on, points say more than the number of issues.
ENOUGH_POINTS = 0.8


@dataclass(frozen=True, slots=True)
class InSprint:
    """An issue in a sprint: from when until when (None: always, still), its points, whose it is.

    `moves` are instants with the category its status moved to, first to last; `closed_at` counts where none is known.
    """

    added_at: datetime | None
    removed_at: datetime | None
    points: float | None
    closed_at: datetime | None
    category: str
    moves: tuple[tuple[datetime, str], ...] = ()
    who: str | None = None

    def is_in(self, at: datetime) -> bool:
        """Whether it was in the sprint."""
        return (self.added_at is None or self.added_at <= at) and (self.removed_at is None or self.removed_at > at)

    def is_over(self, at: datetime) -> bool:
        """Whether it was done or given up then; reopened, it is not."""
        past = [category for moved, category in self.moves if moved <= at]
        if past:
            return past[-1] in OVER
        if self.moves:
            return False
        return self.closed_at is not None and self.closed_at <= at


@dataclass(frozen=True, slots=True)
class Count:
    """What was in a sprint at an instant, and what of it was left; issues and points."""

    issues: int
    left: int
    points: float
    points_left: float


@dataclass(frozen=True, slots=True)
class Scope:
    """What was there when it began, and what was put in and taken out since."""

    at_start: int
    added: int
    removed: int


def count(issues: Sequence[InSprint], at: datetime) -> Count:
    """The sprint at that instant."""
    there = [issue for issue in issues if issue.is_in(at)]
    left = [issue for issue in there if not issue.is_over(at)]
    return Count(len(there), len(left), sum(one.points or 0 for one in there), sum(one.points or 0 for one in left))


def scope(issues: Sequence[InSprint], began_at: datetime, until: datetime) -> Scope:
    """How what it holds changed between two instants."""
    before = [issue for issue in issues if issue.is_in(began_at)]
    after = [issue for issue in issues if issue.is_in(until)]
    return Scope(
        len(before),
        sum(1 for issue in after if not issue.is_in(began_at)),
        sum(1 for issue in before if not issue.is_in(until)),
    )


def has_points(issues: Sequence[InSprint]) -> bool:
    """Whether enough of them have points to count in points."""
    known = sum(1 for issue in issues if issue.points is not None)
    return bool(issues) and known >= ENOUGH_POINTS * len(issues)
