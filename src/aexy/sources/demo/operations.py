"""What happens after a change has landed: it is deployed, now and then something breaks, and somebody mends it."""

from collections.abc import Iterator
from typing import NamedTuple

from aexy.sources.demo.change import DEPENDENCY_BOT
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.history import Delivery
from aexy.sources.demo.organization import Organization, Repository
from aexy.sources.demo.vocabulary import words

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_CADENCES = (6 * _HOUR, _DAY, _DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY)
_NOT_LIVE, _BREAKS, _ROLLED_BACK, _LINKED = 40, 70, 450, 600
_SOON = 12 * _HOUR


class Deployment(NamedTuple):
    """The default branch, as it was at `sha`, went to production; a failure never went live. Times are UTC seconds."""

    id: int
    sha: bytes
    status: str
    started_at: int
    finished_at: int
    is_rollback: bool
    fixes_incident: int | None


class Incident(NamedTuple):
    """Something broke. `resolved_at` is None while it is open; a deployment is named only where somebody named it."""

    id: int
    title: str
    severity: str
    started_at: int
    resolved_at: int | None
    deployment: int | None
    fixed_by: int | None


class Operations:
    """One repository's production. It is told of each delivery in order and says what came of it."""

    def __init__(self, organization: Organization, repository: Repository) -> None:
        self._dice = Dice(organization.size.seed, repository.index, "operations")
        self._nouns = organization.teams[repository.team].nouns
        self._cadence = self._dice.pick(_CADENCES)
        self._end = (organization.size.ends_on.toordinal() - 719_163) * _DAY
        self._is_deployed = repository.kind.policy != "direct" and repository.fork_of is None
        self._made = 0
        self._last_at = 0
        self._live: bytes | None = None
        self._broken: Incident | None = None

    def after(self, delivery: Delivery) -> Iterator[Deployment | Incident]:
        """What this delivery leads to."""
        if not self._is_deployed or not delivery.commits:
            return
        if self._broken is not None:
            yield from self._mend(self._broken, delivery)
        elif delivery.at - self._last_at >= self._cadence:
            yield from self._deploy(delivery)

    def finish(self) -> Iterator[Deployment | Incident]:
        """What is still broken when the story ends."""
        if self._broken is not None:
            yield self._broken

    def _deploy(self, delivery: Delivery) -> Iterator[Deployment | Incident]:
        goes_live = not self._dice.happens(_NOT_LIVE)
        made = self._deployment(delivery.commits[-1].sha, delivery.at, goes_live=goes_live)
        if made is None:
            return
        yield made
        before = self._live
        if goes_live:
            self._live, self._last_at = made.sha, delivery.at
        if goes_live and before is not None and self._dice.happens(_BREAKS):
            yield from self._break(made, before)

    def _break(self, made: Deployment, before: bytes) -> Iterator[Deployment | Incident]:
        """An incident follows; half the time the version before is brought back, else it waits for a fix."""
        began = made.finished_at + self._dice.between(5, 420) * _MINUTE
        if began >= self._end:
            return
        incident = self._incident(began, made.id if self._dice.happens(_LINKED) else None)
        if not self._dice.happens(_ROLLED_BACK):
            self._broken = incident
            return
        back = self._deployment(before, began, goes_live=True, is_rollback=True, fixes=incident.id)
        if back is not None:
            self._live = before
            yield back
        yield incident._replace(resolved_at=back.finished_at if back else None)

    def _mend(self, incident: Incident, delivery: Delivery) -> Iterator[Deployment | Incident]:
        """The first change after it is the fix, if it came soon; otherwise it passed without one."""
        pull, since = delivery.pull_request, delivery.at - incident.started_at
        if since < 0 or (pull is not None and pull.author == DEPENDENCY_BOT[0]):
            return
        self._broken = None
        if pull is None or since > _SOON:
            yield incident._replace(resolved_at=incident.started_at + self._dice.between(15, 400) * _MINUTE)
            return
        made = self._deployment(delivery.commits[-1].sha, delivery.at, goes_live=True, fixes=incident.id)
        if made is not None:
            self._live, self._last_at = made.sha, delivery.at
            yield made
        yield incident._replace(resolved_at=made.finished_at if made else None, fixed_by=pull.number)

    def _deployment(
        self, sha: bytes, since: int, *, goes_live: bool, is_rollback: bool = False, fixes: int | None = None
    ) -> Deployment | None:
        started = since + self._dice.between(4, 70) * _MINUTE
        finished = started + self._dice.between(3, 22) * _MINUTE
        if finished >= self._end:
            return None
        self._made += 1
        status = "success" if goes_live else "failure"
        return Deployment(self._made, sha, status, started, finished, is_rollback, fixes)

    def _incident(self, began: int, deployment: int | None) -> Incident:
        self._made += 1
        title = self._dice.pick(words().incidents)
        text = title.format(noun=self._dice.pick(self._nouns), suffix=self._dice.pick(words().suffixes))
        severity = self._dice.pick(("minor", "minor", "major", "major", "critical"))
        return Incident(self._made, text[0].upper() + text[1:], severity, began, None, deployment, None)
