"""What happens after a change has landed: it is deployed, now and then something breaks, and somebody mends it."""

from collections.abc import Iterator
from typing import NamedTuple

from aexy.sources.demo.change import DEPENDENCY_BOT, RELEASE_BOT
from aexy.sources.demo.dice import Dice
from aexy.sources.demo.history import KEPT, Delivery
from aexy.sources.demo.issue import DOING, DONE, TODO, Issue, Move
from aexy.sources.demo.organization import DAYS, Organization, Repository
from aexy.sources.demo.tracker import keys
from aexy.sources.demo.vocabulary import words

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_CADENCES = (6 * _HOUR, _DAY, _DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY)
_NOT_LIVE, _BREAKS, _ROLLED_BACK, _LINKED = 40, 70, 450, 600
_SOON = 12 * _HOUR
_OF_A_REPOSITORY = 10_000_000
_PRIORITIES = {"minor": "Medium", "major": "High", "critical": "Highest"}


class Deployment(NamedTuple):
    """The default branch, as it was at `sha`, went to an environment; a failure never went live. Times: UTC seconds."""

    id: int
    environment: str
    sha: bytes
    status: str
    deployed_by: str
    created_at: int
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
    issue: Issue


Event = Deployment | Incident | Issue


class Operations:
    """One repository's production. It is told of each delivery in order and says what came of it."""

    def __init__(self, organization: Organization, repository: Repository) -> None:
        self._dice = Dice(organization.size.seed, repository.index, "operations")
        self._nouns = organization.teams[repository.team].nouns
        self._watchers = organization.members[repository.team]
        self._cadence = self._dice.pick(_CADENCES)
        self._end = (organization.size.ends_on.toordinal() - 719_163) * _DAY
        self._start = self._end - DAYS * _DAY
        self._is_deployed = repository.kind.policy != "direct" and repository.fork_of is None
        self._first_id = repository.index * _OF_A_REPOSITORY
        self._key = keys(organization, repository)
        self._made = 0
        self._last_at = 0
        self._last_number = 0
        self._kept = 0
        self._live: bytes | None = None
        self._broken: Incident | None = None

    def after(self, delivery: Delivery) -> Iterator[Event]:
        """What this delivery leads to."""
        if delivery.pull_request is not None:
            self._last_number = max(self._last_number, delivery.pull_request.number)
        if not self._is_deployed or not delivery.commits:
            return
        if self._broken is not None:
            yield from self._mend(self._broken, delivery)
        elif delivery.at - self._last_at >= self._cadence:
            yield from self._deploy(delivery)

    def finish(self) -> Iterator[Event]:
        """What is still broken when the story ends."""
        if self._broken is not None:
            yield from _told(self._broken)

    def _deploy(self, delivery: Delivery) -> Iterator[Event]:
        goes_live = not self._dice.happens(_NOT_LIVE)
        tried, made = self._deployment(delivery.commits[-1].sha, delivery, delivery.at, goes_live=goes_live)
        if tried is not None:
            yield tried
        if made is None:
            return
        yield made
        before = self._live
        if goes_live:
            self._live, self._last_at = made.sha, delivery.at
        if goes_live and before is not None and self._dice.happens(_BREAKS):
            yield from self._break(delivery, made, before)

    def _break(self, delivery: Delivery, made: Deployment, before: bytes) -> Iterator[Event]:
        """An incident follows; half the time the version before is brought back, else it waits for a fix."""
        began = made.finished_at + self._dice.between(5, 420) * _MINUTE
        if began >= self._end:
            return
        incident = self._incident(began, made.id if self._dice.happens(_LINKED) else None)
        if not self._dice.happens(_ROLLED_BACK):
            self._broken = incident
            return
        _, back = self._deployment(before, delivery, began, goes_live=True, is_rollback=True, fixes=incident.id)
        if back is not None:
            self._live = before
            yield back
        yield from _told(self._resolved(incident, back.finished_at if back else None))

    def _mend(self, incident: Incident, delivery: Delivery) -> Iterator[Event]:
        """The first change after it is the fix, if it came soon; otherwise it passed without one."""
        pull, since = delivery.pull_request, delivery.at - incident.started_at
        if since < 0 or (pull is not None and pull.author == DEPENDENCY_BOT[0]):
            return
        self._broken = None
        if pull is None or since > _SOON:
            passed_at = incident.started_at + self._dice.between(15, 400) * _MINUTE
            yield from _told(self._resolved(incident, passed_at))
            return
        _, made = self._deployment(delivery.commits[-1].sha, delivery, delivery.at, goes_live=True, fixes=incident.id)
        if made is not None:
            self._live, self._last_at = made.sha, delivery.at
            yield made
        mended = self._resolved(incident, made.finished_at if made else None)
        yield from _told(mended._replace(fixed_by=pull.number))

    def _deployment(
        self,
        sha: bytes,
        delivery: Delivery,
        since: int,
        *,
        goes_live: bool,
        is_rollback: bool = False,
        fixes: int | None = None,
    ) -> tuple[Deployment | None, Deployment | None]:
        """To staging first unless something is broken, then to production; None for what did not happen in time."""
        wait = self._dice.between(4, 70) * _MINUTE
        finished = since + wait + self._dice.between(3, 22) * _MINUTE
        if finished >= self._end:
            return None, None
        pull = delivery.pull_request
        who = RELEASE_BOT[0] if pull is None or pull.author_is_bot else pull.merged_by or RELEASE_BOT[0]
        staged_at, began = since + wait // 4, since + wait
        tried = None
        if fixes is None:
            tried = Deployment(
                id=self._id(), environment="staging", sha=sha, status="success", deployed_by=who,
                created_at=staged_at - 9, started_at=staged_at, finished_at=since + wait // 2, is_rollback=False,
                fixes_incident=None,
            )  # fmt: skip
        made = Deployment(
            id=self._id(), environment="production", sha=sha, status="success" if goes_live else "failure",
            deployed_by=who, created_at=began - 12, started_at=began, finished_at=finished, is_rollback=is_rollback,
            fixes_incident=fixes,
        )  # fmt: skip
        return tried, made

    def _id(self) -> int:
        self._made += 1
        return self._first_id + self._made

    def _incident(self, began: int, deployment: int | None) -> Incident:
        title = self._dice.pick(words().incidents)
        text = title.format(noun=self._dice.pick(self._nouns), suffix=self._dice.pick(words().suffixes))
        text = text[0].upper() + text[1:]
        severity = self._dice.pick(("minor", "minor", "major", "major", "critical"))
        issue = self._filed(text, severity, began + self._dice.between(2, 5) * _MINUTE)
        return Incident(self._id(), text, severity, began, None, deployment, None, issue)

    def _filed(self, title: str, severity: str, at: int) -> Issue:
        """What is filed about it, under one of the numbers kept for that, by one of those who were there."""
        self._kept = max(self._kept + 1, self._last_number // KEPT)
        day = (at - self._start) // _DAY
        there = [each for each in self._watchers if each.since <= day < each.until] or self._watchers
        who, number = self._dice.pick(there).username, self._kept * KEPT
        moves = (Move(at + 90, "assignee", None, who, who), Move(at + 90, "status", TODO, DOING, who))
        return Issue(
            number=number,
            key=self._key(number),
            kind="incident",
            title=title,
            body="",
            priority=_PRIORITIES[severity],
            reporter=who,
            assignee=who,
            points=None,
            parent=None,
            created_at=at,
            moves=tuple(move for move in moves if move.at < self._end),
        )

    def _resolved(self, incident: Incident, at: int | None) -> Incident:
        if at is None or at >= self._end:
            return incident
        issue, done_at = incident.issue, at + 5 * _MINUTE
        if issue.started_at is not None and done_at < self._end:
            done = Move(done_at, "status", DOING, DONE, issue.reporter)
            issue = issue._replace(moves=(*issue.moves, done))
        return incident._replace(resolved_at=at, issue=issue)


def _told(incident: Incident) -> Iterator[Event]:
    yield incident
    yield incident.issue
