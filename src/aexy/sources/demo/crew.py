"""Who commits to a repository, and how often on which day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aexy.kernel.commits import Signature
from aexy.sources.demo.dice import Dice, seeded, throws
from aexy.sources.demo.organization import DAYS, Organization, Person, Repository
from aexy.sources.demo.rhythm import Rhythm, rhythm

_FOCUS, _ASIDE = 6, 1
_GUEST_SHARE = 14
_SECOND_ADDRESS = 3
# Of the commits a repository is given, how many a person begins: the rest are merges, bots and reworks on top.
_BEGUN = {"squash": 1000, "merge": 716, "direct": 935}
_SLOW, _SLOW_BEGUN = 4_000, 612


@dataclass(frozen=True, slots=True)
class Member:
    """A person at work in one repository."""

    person: Person
    rhythm: Rhythm

    def signature(self, instant: int, day: int, bits: int = 0) -> Signature:
        """As their machine signs; who has two addresses uses the private one now and then."""
        person = self.person
        second = person.second_email if bits & 7 < _SECOND_ADDRESS else None
        return Signature(person.name, second or person.email, instant, self.rhythm.offsets[day])


@dataclass(frozen=True, slots=True)
class Crew:
    """A repository's people: its team over time and a few guests; `days` says who begins how many commits when."""

    members: tuple[Member, ...]
    own: tuple[Member, ...]
    counts: NDArray[np.int64]

    def days(self) -> Iterator[tuple[int, list[tuple[Member, int]]]]:
        """Every day with the members who begin commits on it and how many each."""
        for day in range(DAYS):
            column = self.counts[:, day]
            yield day, [(self.members[at], int(column[at])) for at in np.flatnonzero(column)]


def crew(organization: Organization, repository: Repository) -> Crew:
    """The people of one repository."""
    size = organization.size
    own = organization.members[repository.team]
    dice = Dice(size.seed, "guests", repository.index)
    guests = {dice.pick(organization.people).index for _ in range(3)} - {each.index for each in own}
    people = (*own, *(organization.people[index] for index in sorted(guests)))
    members = tuple(Member(person, rhythm(size, person)) for person in people)
    weights = np.stack([_weight(organization, repository, member) for member in members])
    weights[:, : repository.begins] = 0
    begun = repository.commits * _begun(repository) // 1000
    return Crew(members, members[: len(own)], _counts(weights, begun, seeded(size.seed, "slots", repository.index)))


def _begun(repository: Repository) -> int:
    """Where little happens, branches are short and merges many."""
    is_slow = repository.kind.policy == "merge" and repository.commits < _SLOW
    return _SLOW_BEGUN if is_slow else _BEGUN[repository.kind.policy]


def _weight(organization: Organization, repository: Repository, member: Member) -> NDArray[np.int64]:
    person = member.person
    days = np.zeros(DAYS, dtype=np.int64)
    for stint in person.stints:
        if stint.team == repository.team:
            days[stint.since : stint.until] = 100
    if not days.any():
        days[:] = _GUEST_SHARE
    own = [each.index for each in organization.repositories if each.team == repository.team]
    weeks = throws(seeded(organization.size.seed, "focus", person.index), 0, DAYS // 7)
    chosen = (weeks % np.uint64(len(own))).astype(np.int64) == own.index(repository.index)
    focus = np.repeat(np.where(chosen, _FOCUS, _ASIDE), 7)
    weighed: NDArray[np.int64] = member.rhythm.weights * days * focus
    return weighed


def _counts(weights: NDArray[np.int64], commits: int, key: int) -> NDArray[np.int64]:
    """Whole numbers with the weights' proportions: the fraction is decided by a throw, so days differ as days do."""
    total = int(weights.sum())
    if not total:
        return np.zeros_like(weights)
    chance = (throws(key, 0, weights.size) % np.uint64(total)).astype(np.int64).reshape(weights.shape)
    counts: NDArray[np.int64] = (weights * commits + chance) // total
    return counts
