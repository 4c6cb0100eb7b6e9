"""What a sprint had in it and what of that was left, at any instant, from what happened to its issues. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aexy.kernel.periods import Clock

OVER = frozenset({"done", "cancelled"})
# From this share on, points say more than the number of issues.
ENOUGH_POINTS = 0.8
LONGEST_DAYS = 60
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class InSprint:
    """An issue in a sprint: from when until when (None: always, still), the points it has now, whose it is.

    `moves` are instants with the category its status moved to, first to last; `closed_at` counts where none is known.
    `sized` are the changes of its points: when, from what, to what; None where changes were not read.
    """

    added_at: datetime | None
    removed_at: datetime | None
    points: float | None
    closed_at: datetime | None
    category: str
    moves: tuple[tuple[datetime, str], ...] = ()
    who: str | None = None
    sized: tuple[tuple[datetime, float | None, float | None], ...] | None = None
    key: int = 0

    def points_at(self, at: datetime) -> float | None:
        """The points it had then; those it has now where no change of them is known."""
        if not self.sized:
            return self.points
        past = [to for changed, _, to in self.sized if changed <= at]
        return past[-1] if past else self.sized[0][1]

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
    """What was there when it began, and what was put in and taken out since.

    Points at the start, put in, less those taken out, and by how many they changed add up to what is in it.
    """

    at_start: int
    added: int
    removed: int
    points_at_start: float = 0
    points_added: float = 0
    points_removed: float = 0
    points_changed: float = 0


@dataclass(frozen=True, slots=True)
class BurnDay:
    """A day of a sprint: what was in it and left at its end; None for days to come. `is_open`: it has not ended."""

    day: date
    count: Count | None
    is_open: bool
    even_issues: float
    even_points: float


def count(issues: Sequence[InSprint], at: datetime) -> Count:
    """The sprint at that instant."""
    there = [issue for issue in issues if issue.is_in(at)]
    left = [issue for issue in there if not issue.is_over(at)]
    return Count(len(there), len(left), _points(there, at), _points(left, at))


def scope(issues: Sequence[InSprint], began_at: datetime, until: datetime) -> Scope:
    """How what it holds changed between two instants."""
    before = [issue for issue in issues if issue.is_in(began_at)]
    after = [issue for issue in issues if issue.is_in(until)]
    added = [issue for issue in after if not issue.is_in(began_at)]
    removed = [issue for issue in before if not issue.is_in(until)]
    stayed = [issue for issue in before if issue.is_in(until)]
    return Scope(
        len(before),
        len(added),
        len(removed),
        _points(before, began_at),
        _points(added, until),
        _points(removed, began_at),
        _points(stayed, until) - _points(stayed, began_at),
    )


def moment_of(completed_at: datetime | None, now: datetime) -> datetime:
    """The last instant a sprint is looked at: now, or the one before it was completed.

    At the instant it is completed what is left goes to the next one, which is no change of what it held.
    """
    return completed_at - _MOMENT if completed_at is not None and completed_at <= now else now


def burn_down(
    issues: Sequence[InSprint], began_at: datetime, ends_at: datetime, completed_at: datetime | None, clock: Clock
) -> list[BurnDay]:
    """Each day of a sprint, by the points of that day; beside it an even pace from what was in it at the start."""
    last = completed_at if completed_at is not None else max(ends_at, min(clock.now, ends_at + LONGEST_DAYS * _DAY))
    moment = moment_of(completed_at, clock.now)
    first = clock.midnight(began_at.astimezone(clock.zone).date())
    days = [first + place * _DAY for place in range(LONGEST_DAYS) if first + place * _DAY < last]
    start, steps = count(issues, began_at), max(1, len(days) - 1)
    return [
        BurnDay(
            day.astimezone(clock.zone).date(),
            None if day > moment else count(issues, min(day + _DAY, moment)),
            moment == clock.now and day <= moment < day + _DAY,
            round(start.issues * (1 - place / steps), 2),
            round(start.points * (1 - place / steps), 2),
        )
        for place, day in enumerate(days)
    ]


def _points(issues: Sequence[InSprint], at: datetime) -> float:
    return sum(issue.points_at(at) or 0 for issue in issues)


def has_points(issues: Sequence[InSprint]) -> bool:
    """Whether enough of them have points to count in points."""
    known = sum(1 for issue in issues if issue.points is not None)
    return bool(issues) and known >= ENOUGH_POINTS * len(issues)
