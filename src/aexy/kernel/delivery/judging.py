"""Which facts a rule counts, and why: the same for what is counted and for what a preview shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from aexy.kernel.delivery.globs import Patterns, matching
from aexy.kernel.delivery.rules import Counts, DeploymentRule, IncidentRule, Service

SOURCES = {
    Counts.DEPLOYMENTS: "deployment",
    Counts.RUNS: "run",
    Counts.JOBS: "job",
    Counts.RELEASES: "release",
    Counts.TAGS: "tag",
    Counts.MERGES: "merge",
}
_RUNS = {"success": "success", "failure": "failure", "running": "running", "queued": "pending"}
PRODUCTION = "production"


class Candidate(NamedTuple):
    """A fact that may be a deployment. `names` are all it goes by; `branch` is where it was made from, or went to."""

    source: str
    source_id: str
    repository: int | None
    status: str
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    names: tuple[str, ...] = ()
    component: str = ""  # which service, in the words of whoever deployed
    environment: str | None = None
    is_production: bool = False  # in the provider's words
    branch: str | None = None
    default_branch: str | None = None
    is_prerelease: bool = False
    sha: bytes | None = None
    title: str | None = None
    url: str | None = None
    deployed_by: int | None = None
    says_rollback: bool = False
    fixes: str | None = None
    external_id: str | None = None


class Verdict(NamedTuple):
    """What becomes of a fact: it counts as a deployment to production, to elsewhere, or as none; and why."""

    is_production: bool
    is_deployment: bool
    why: str


def judge(rule: DeploymentRule, candidate: Candidate) -> Verdict:
    """What a rule makes of a fact of the kind that it counts."""
    if candidate.source == "deployment":
        return _deployment(rule, candidate)
    if candidate.source in ("run", "job"):
        return _run(rule, candidate)
    if candidate.source == "merge":
        return _merge(rule, candidate)
    if candidate.is_prerelease and not rule.prereleases:
        return _no("It is marked as a pre-release.")
    return _named(rule, candidate, f"It is a {candidate.source}")


def _deployment(rule: DeploymentRule, candidate: Candidate) -> Verdict:
    where = candidate.environment or "unknown"
    if rule.names and not matching(rule.names, *candidate.names):
        return _no(f"It is of {candidate.component or 'no named service'}, which is none of {_list(rule.names)}.")
    if rule.environments:
        pattern = matching(rule.environments, where)
        if pattern is None:
            return _elsewhere(f"Its environment, {where}, is none of {_list(rule.environments)}.")
        return _yes(f"Its environment, {where}, is one of {pattern}.")
    if not candidate.is_production:
        return _elsewhere(f"Its environment, {where}, is not named like production.")
    return _yes(f"Its environment, {where}, is named like production.")


def _run(rule: DeploymentRule, candidate: Candidate) -> Verdict:
    if candidate.status not in _RUNS:
        how = candidate.status if candidate.status in ("skipped", "cancelled") else "neither done nor failed"
        return _no(f"It was {how}, so nothing was deployed.")
    if candidate.source == "job" and rule.environments and not matching(rule.environments, candidate.environment):
        where = candidate.environment or "not said"
        return _no(f"Its environment, {where}, is none of {_list(rule.environments)}.")
    if rule.branches and not matching(rule.branches, candidate.branch):
        return _no(f"Its branch, {candidate.branch or 'not said'}, is none of {_list(rule.branches)}.")
    return _named(rule, candidate, f"It is a {candidate.source}")


def _merge(rule: DeploymentRule, candidate: Candidate) -> Verdict:
    if rule.branches:
        if not matching(rule.branches, candidate.branch):
            return _no(f"It went to {candidate.branch or 'an unknown branch'}, none of {_list(rule.branches)}.")
    elif candidate.branch != candidate.default_branch:
        return _no(f"It went to {candidate.branch}, which is not the default branch.")
    return _yes(f"It was merged to {candidate.branch or 'the default branch'}.")


def _named(rule: DeploymentRule, candidate: Candidate, what: str) -> Verdict:
    if not rule.names:
        return _yes(f"{what}, and the rule names none.")
    pattern = matching(rule.names, *candidate.names)
    if pattern is None:
        return _no(
            f"Its name, {candidate.names[0] if candidate.names else 'not said'}, is none of {_list(rule.names)}."
        )
    return _yes(f"Its name is one of {pattern}.")


def _yes(why: str) -> Verdict:
    return Verdict(is_production=True, is_deployment=True, why=why)


def _elsewhere(why: str) -> Verdict:
    return Verdict(is_production=False, is_deployment=True, why=why)


def _no(why: str) -> Verdict:
    return Verdict(is_production=False, is_deployment=False, why=why)


def status_of(candidate: Candidate) -> str:
    """How a deployment went, in the words of deployments."""
    return _RUNS.get(candidate.status, candidate.status)


def owners(services: Sequence[Service], candidate: Candidate, *, is_alone: bool) -> list[Service]:
    """Whose deployment it would be, of the services of its repository that count facts of this kind.

    What names a service goes to the one of that name; a rule that has names of its own looks at these itself. What
    names none goes to all of them, and so does everything where the repository is one service (`is_alone`).
    """
    if candidate.repository is not None and (is_alone or not candidate.component):
        return list(services)
    named = [each for each in services if goes_by(each.name, candidate.component)]
    return named or [each for each in services if each.deployments.names and candidate.repository is not None]


def goes_by(name: str, text: str) -> bool:
    """Whether a text names a service: by its whole name, or without the owner before it."""
    wanted = text.casefold().strip()
    return wanted in (name.casefold(), name.casefold().rpartition("/")[2])


class Suspect(NamedTuple):
    """A fact that may be an incident. `repositories` are its own, or those of the changes that are linked to it."""

    source: str  # incident, issue, revert, hotfix
    source_id: str
    title: str
    started_at: datetime
    resolved_at: datetime | None = None
    repositories: tuple[int, ...] = ()
    service: str | None = None  # in the words of whoever reported it
    kind: str | None = None
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # a branch
    tracker: str | None = None
    url: str | None = None
    severity: str | None = None
    cause: str | None = None  # external id of the deployment that somebody named
    origin: str | None = None
    fixes: tuple[int, ...] = ()  # pull requests that mend it
    external_id: str | None = None
    takes_back: int | None = None  # the pull request a revert takes back
    is_cancelled: bool = False
    is_reported: bool = False  # the same thing was reported as well


class Ruling(NamedTuple):
    """Whether it is an incident, and why."""

    counts: bool
    why: str


def judge_incident(rule: IncidentRule, suspect: Suspect) -> Ruling:
    """What a rule makes of a fact that may be an incident."""
    if suspect.source == "incident":
        return (
            Ruling(counts=True, why="It was reported as one.")
            if rule.reported
            else Ruling(counts=False, why="Reports are not counted.")
        )
    if suspect.source == "revert":
        return (
            Ruling(counts=True, why="It takes a change back.")
            if rule.reverts
            else Ruling(counts=False, why="Reverts are not counted.")
        )
    if suspect.source == "hotfix":
        pattern = matching(rule.hotfixes, *suspect.names, *suspect.labels)
        if pattern is None:
            return Ruling(counts=False, why=f"Neither its branch nor a label is one of {_list(rule.hotfixes)}.")
        return Ruling(counts=True, why=f"Its branch or a label is one of {pattern}.")
    return _issue(rule, suspect)


def _issue(rule: IncidentRule, suspect: Suspect) -> Ruling:
    if suspect.is_reported and rule.reported:
        return Ruling(counts=False, why="It was reported as an incident, and is counted as that.")
    if suspect.is_cancelled:
        return Ruling(counts=False, why="It was called off.")
    if not suspect.repositories and rule.trackers and suspect.tracker not in rule.trackers:
        return Ruling(counts=False, why="Its tracker project is none of those named.")
    if suspect.kind in rule.issue_kinds:
        return Ruling(counts=True, why=f"It is of the kind {suspect.kind}.")
    if pattern := matching(rule.labels, *suspect.labels):
        return Ruling(counts=True, why=f"A label of it is one of {pattern}.")
    return Ruling(counts=False, why=f"It is of the kind {suspect.kind}, and has none of the labels.")


def whose(services: Sequence[Service], suspect: Suspect) -> Service | None:
    """The service an incident is of; None where it is not known, or could be several."""
    if suspect.service:
        named = [each for each in services if _answers_to(each, suspect.service)]
        near = [each for each in named if any(one in each.members for one in suspect.repositories)] or named
        if len(near) == 1:
            return near[0]
    tracked = [each for each in services if suspect.tracker is not None and suspect.tracker in each.incidents.trackers]
    there = [each for each in services if any(one in each.members for one in suspect.repositories)]
    for found in (there, tracked):
        if len(found) == 1:
            return found[0]
    return None


def _answers_to(service: Service, text: str) -> bool:
    patterns: Patterns = service.incidents.names
    return matching(patterns, text) is not None if patterns else goes_by(service.name, text)


def _list(patterns: Patterns) -> str:
    return ", ".join(patterns) or "nothing"
