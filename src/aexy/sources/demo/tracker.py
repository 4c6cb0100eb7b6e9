"""The tracker's project of each team: what its issues are called and the sprints its people work in."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from aexy.sources.demo.organization import DAYS, Organization, Repository, Size, Team

_DAY, _HOUR = 86_400, 3_600
_LENGTH = 14 * _DAY
# Monday, 5 January 1970, at ten.
_FIRST = 4 * _DAY + 10 * _HOUR
_FIRST_PROJECT = 10_001
_OF_A_PROJECT = 100_000


class Sprint(NamedTuple):
    """Two weeks from a Monday at ten; planned to end an hour before the next. Times are UTC seconds."""

    id: int
    name: str
    state: str
    starts_at: int
    ends_at: int
    completed_at: int | None


class Tracker:
    """One team's project."""

    def __init__(self, size: Size, team: Team) -> None:
        self.id = _FIRST_PROJECT + team.index
        self.prefix = prefix(team)
        self._team = team
        self.end = (size.ends_on.toordinal() - 719_163) * _DAY
        self._before = _number(self.end - DAYS * _DAY) - 1

    def sprint_at(self, instant: int) -> Sprint:
        """The sprint of that instant."""
        number = _number(instant)
        starts_at = _FIRST + number * _LENGTH
        ends_at = starts_at + _LENGTH - _HOUR
        place = number - self._before
        completed_at = ends_at + 120 * (1 + place % 20)
        is_over = completed_at < self.end
        return Sprint(
            id=(self._team.index + 1) * _OF_A_PROJECT + place,
            name=f"{self._team.name} Sprint {place}",
            state="closed" if is_over else "active" if starts_at < self.end else "future",
            starts_at=starts_at,
            ends_at=ends_at,
            completed_at=completed_at if is_over else None,
        )

    def sprints(self) -> Iterator[Sprint]:
        """All of the story, and the one that comes after."""
        for number in range(_number(self.end - DAYS * _DAY), _number(self.end) + 2):
            yield self.sprint_at(_FIRST + number * _LENGTH)


def prefix(team: Team) -> str:
    """What the keys of a team's issues begin with: PAY for Payments, PAYCO for Payments Core."""
    area, _, rest = team.slug.partition("-")
    return (area[:3] + rest[:2]).upper()


def keys(organization: Organization, repository: Repository) -> Callable[[int], str]:
    """What a repository's numbers are called in the tracker: a team's repositories take turns, so none comes twice."""
    team = organization.teams[repository.team]
    own = [each.index for each in organization.repositories if each.team == team.index]
    name, many, place = prefix(team), len(own), own.index(repository.index) + 1
    return lambda number: f"{name}-{(number - 1) * many + place}"


def _number(instant: int) -> int:
    return (instant - _FIRST) // _LENGTH
