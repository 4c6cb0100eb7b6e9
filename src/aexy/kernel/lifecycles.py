"""How old a version is: held against the releases a technology is known to have had, each with its dates.

Definitions, of a release line (`4.2` of Django, `18` of React) on a day:
- deprecated: its support has ended, as its makers said
- current: it is the newest line there is
- recent: a newer one came out within the last 365 days
- outdated: a newer one came out before that
What no dated source knows has no status: it is null, with a reason.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from aexy.kernel.versions import Bounds, Key, bounds_of, key_of

YEAR = 365
NOT_KNOWN = "No dated source here knows its releases."
NOT_WRITTEN = "No version is written that can be read."
TOO_NEW = "It is newer than the dated source knows."
NO_LINE = "The dated source has no release line of that version."
SEVERAL = "The range allows versions of different age; a lock file would say which is used."


class Status(StrEnum):
    """How old a version is, oldest first: the worst of several is the first."""

    DEPRECATED = "deprecated"
    OUTDATED = "outdated"
    RECENT = "recent"
    CURRENT = "current"


class Cycle(NamedTuple):
    """A release line; `ends` is when its support does, None while no end is said, `has_ended` that it has."""

    name: str
    released: date
    ends: date | None
    has_ended: bool
    latest: str | None
    latest_on: date | None

    @property
    def key(self) -> Key:
        """Its numbers, to be compared."""
        return key_of(self.name)

    def is_over(self, today: date) -> bool:
        """Whether its support has ended."""
        return self.has_ended or (self.ends is not None and self.ends <= today)


class Lifecycle(NamedTuple):
    """All release lines of a technology, from whom that is known, and on which day."""

    technology: str
    source: str
    known_on: date
    cycles: tuple[Cycle, ...]
    ecosystems: frozenset[str] | None = None


class Judged(NamedTuple):
    """How old a version is, and how that is known. `lag_days`: for how long there has been a newer line."""

    status: Status | None
    reason: str
    cycle: Cycle | None = None
    lag_days: int | None = None
    newest: Cycle | None = None
    nearest: Cycle | None = None


def judge(lifecycle: Lifecycle | None, ecosystem: str, version: str | None, today: date) -> Judged:
    """How old a version, as it was written, is on a day."""
    if lifecycle is None or (lifecycle.ecosystems is not None and ecosystem not in lifecycle.ecosystems):
        return Judged(None, NOT_KNOWN)
    bounds = bounds_of(ecosystem, version)
    if bounds is None:
        return Judged(None, NOT_WRITTEN)
    out = sorted((one for one in lifecycle.cycles if one.released <= today), key=lambda one: one.key)
    allowed = _allowed(out, bounds)
    if not allowed:
        is_newer = bool(out) and bounds.low is not None and bounds.low > out[-1].key
        return Judged(None, TOO_NEW if is_newer else NO_LINE)
    oldest, newest = (_of_cycle(one, out, today) for one in (allowed[0], allowed[-1]))
    if oldest.status is not newest.status:
        return Judged(None, SEVERAL)
    return oldest


def _allowed(cycles: Sequence[Cycle], bounds: Bounds) -> list[Cycle]:
    """The lines that a version may be of; of an exact one the narrowest."""
    found = [one for one in cycles if _overlap(one.key, bounds)]
    if bounds.is_exact and bounds.low is not None:
        holding = [one for one in found if bounds.low[: len(one.key)] == one.key]
        return [max(holding, key=lambda one: len(one.key))] if holding else found
    return found


def _overlap(key: Key, bounds: Bounds) -> bool:
    after = (*key[:-1], key[-1] + 1)
    return (bounds.high is None or key < bounds.high) and (bounds.low is None or bounds.low < after)


def _of_cycle(cycle: Cycle, out: Sequence[Cycle], today: date) -> Judged:
    newer = [one for one in out if one.key > cycle.key]
    newest = out[-1]
    lag = (today - min(one.released for one in newer)).days if newer else 0
    nearest = next((one for one in newer if not one.is_over(today)), None)
    if cycle.is_over(today):
        when = f" on {cycle.ends}" if cycle.ends else ""
        return Judged(Status.DEPRECATED, f"Support of {cycle.name} ended{when}.", cycle, lag, newest, nearest)
    if not newer:
        return Judged(Status.CURRENT, f"{cycle.name} is the newest release line.", cycle, 0, newest)
    status = Status.RECENT if lag <= YEAR else Status.OUTDATED
    return Judged(
        status, f"A newer release line than {cycle.name} came out {lag} days ago.", cycle, lag, newest, nearest
    )
