"""Changes and the first production deployment of a service that has them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from aexy.kernel.delivery.chaining import Counted, Line, first_of
from aexy.kernel.delivery.graph import NOWHERE

# Each of these has all of a change; of the others all are needed. A copy is linked only where it has everything.
_WHOLE = ("merge", "squash")
_COPY = "cherry_pick"
_PARTS = ("rebase", "member")


class Change(NamedTuple):
    """A merged pull request. `places` are its commits', each with how that is known; `goes_live`: it is meant to."""

    key: int
    places: Sequence[tuple[int, str]]
    goes_live: bool = True


class Delivered(NamedTuple):
    """A change, or a commit without one, and what has it first; None where it is not live."""

    pull: int | None
    commit: int | None
    deployment: Counted | None


def deliver(changes: Iterable[Change], line: Line, touching: Collection[int] | None) -> Iterator[Delivered]:
    """What has each of these first. `touching` are the commits that touch the service's paths; None: all do."""
    for change in changes:
        if touching is not None and not _touches(change, touching):
            continue
        deployment = _first(change, line)
        if deployment is not None or change.goes_live:
            yield Delivered(change.key, None, deployment)


def push(places: Iterable[int], keys: Sequence[int], line: Line) -> Iterator[Delivered]:
    """What has each of these commits first."""
    for place in places:
        yield Delivered(None, keys[place], first_of(line, place))


def _touches(change: Change, touching: Collection[int]) -> bool:
    """By what it became; where that says nothing, as a merge whose changes are not read yet, by all there is of it."""
    return any(place in touching for place, _ in change.places)


def _first(change: Change, line: Line) -> Counted | None:
    """A merge or squash is all of it, and so is a copy on another branch. What was rebased is when the last of it is.

    Its own commits say so only where nothing is known that it became.
    """
    wholes = [line.first[place] for place, evidence in change.places if evidence in _WHOLE]
    copies = [line.first[place] for place, evidence in change.places if evidence == _COPY]
    parts = {evidence: [line.first[place] for place, each in change.places if each == evidence] for evidence in _PARTS}
    ways = [number for number in (*wholes, *copies) if number != NOWHERE]
    became = [] if wholes else parts["rebase"] or parts["member"]
    if became and NOWHERE not in became:
        ways.append(max(became))
    return line.members[min(ways)] if ways else None
