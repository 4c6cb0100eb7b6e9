"""All about a service, worked out of its facts at once: what was deployed, what went live with it, what broke."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aexy.kernel.delivery.chaining import Counted, chain, count
from aexy.kernel.delivery.delivering import Change, Delivered, deliver, push
from aexy.kernel.delivery.failing import (
    Correction,
    Incident,
    Named,
    blame,
    from_changes,
    incident_of,
    judge_failures,
)
from aexy.kernel.delivery.globs import Patterns
from aexy.kernel.delivery.graph import History
from aexy.kernel.delivery.judging import Candidate, Suspect
from aexy.kernel.delivery.rules import Service


@dataclass(slots=True)
class Told:
    """A repository's history: as a graph, what was changed in it, and the places of commits that came without one.

    `touching` has the places of the commits that touch some paths.
    """

    history: History
    changes: Sequence[Change] = ()
    pushed: Sequence[int] = ()
    touching: Mapping[Patterns, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suspects:
    """What may be an incident of one service, judged already: `told` by somebody, or made of `changes`."""

    told: Sequence[Suspect] = ()
    changes: Sequence[Suspect] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a service's facts."""

    counted: Sequence[Counted]
    incidents: Sequence[Incident]
    delivered: Sequence[Delivered]


def link(
    service: Service,
    candidates: Iterable[Candidate],
    told: Mapping[int, Told],
    suspects: Suspects,
    corrections: Mapping[Named, Correction],
    window: timedelta,
) -> Linked:
    """All of one service."""
    histories = {repository: each.history for repository, each in told.items()}
    counted = count(service.deployments, candidates, histories)
    delivered: list[Delivered] = []
    for repository, line in chain(counted, histories).items():
        one, paths = told[repository], service.members.get(repository, ())
        touching = one.touching.get(paths, frozenset()) if paths else None
        delivered += deliver(one.changes, line, touching)
        pushed = one.pushed if touching is None else [place for place in one.pushed if place in touching]
        delivered += push(pushed, one.history.keys, line)
    first = {each.pull: each.deployment for each in delivered if each.pull is not None}.get
    incidents = [*map(incident_of, suspects.told), *from_changes(suspects.changes, first)]
    blame(incidents, counted, corrections, window)
    judge_failures(incidents, counted, first)
    return Linked(counted, incidents, delivered)
