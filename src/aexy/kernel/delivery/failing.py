"""What broke: which deployment an incident came of, which ones failed, and when service was restored."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from aexy.kernel.delivery.chaining import Counted
from aexy.kernel.delivery.judging import Suspect

First = Callable[[int], Counted | None]
"""The first production deployment of the service that has a pull request."""
Named = tuple[str, str]
"""A deployment by its source and id there."""


class Correction(NamedTuple):
    """What somebody said of an incident: the deployment it came of, or none."""

    deployment: Named | None


@dataclass(slots=True, eq=False)
class Incident:
    """A counted incident. What was resolved before it began is not known to be resolved."""

    suspect: Suspect
    started_at: datetime
    resolved_at: datetime | None
    is_backwards: bool = False
    deployment: Counted | None = None
    evidence: str | None = None


def incident_of(suspect: Suspect) -> Incident:
    """A fact as an incident."""
    resolved = suspect.resolved_at
    is_backwards = resolved is not None and resolved < suspect.started_at
    return Incident(suspect, suspect.started_at, None if is_backwards else resolved, is_backwards)


def from_changes(suspects: Iterable[Suspect], first: First) -> list[Incident]:
    """Reverts and hot-fixes. A revert's began when what it takes back went live; what never did was no incident."""
    found = []
    for suspect in suspects:
        mended = first(int(suspect.source_id))
        mended_at = mended.at if mended and not mended.is_first else None
        if suspect.source == "hotfix":
            found.append(incident_of(suspect._replace(resolved_at=mended_at)))
            continue
        broke = None if suspect.takes_back is None else first(suspect.takes_back)
        if broke is None or broke.is_first or broke is mended:
            continue
        incident = incident_of(suspect._replace(started_at=broke.at, resolved_at=mended_at))
        incident.deployment, incident.evidence = broke, "named"
        found.append(incident)
    return found


def blame(
    incidents: Sequence[Incident],
    counted: Sequence[Counted],
    corrections: Mapping[Named, Correction],
    window: timedelta,
) -> None:
    """Say what each incident came of: as somebody said by hand, as it names one itself, or the last before it began."""
    live = [each for each in counted if each.is_live]
    ends = [each.at for each in live]
    by_name = {(each.candidate.source, each.candidate.source_id): each for each in counted}
    outside = {each.candidate.external_id: each for each in counted if each.candidate.external_id is not None}
    for incident in incidents:
        suspect = incident.suspect
        correction = corrections.get((suspect.source, suspect.source_id))
        if correction is not None:
            incident.evidence = "manual"
            incident.deployment = by_name.get(correction.deployment) if correction.deployment else None
        elif incident.deployment is None and suspect.cause in outside:
            cause = outside[suspect.cause]
            if cause.is_production:
                incident.deployment, incident.evidence = cause, "named"
        elif incident.deployment is None:
            number = bisect_right(ends, incident.started_at)
            if number and incident.started_at - ends[number - 1] <= window:
                incident.deployment, incident.evidence = live[number - 1], "window"


def judge_failures(incidents: Sequence[Incident], counted: Sequence[Counted], first: First) -> None:
    """Mark what failed, what was made to mend it, and when service was restored."""
    caused: defaultdict[Counted, list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.deployment is not None:
            caused[incident.deployment].append(incident)
    following = _following(counted)
    for each, found in caused.items():
        each.failed_by = "hotfix" if all(one.suspect.source == "hotfix" for one in found) else "incident"
        each.restored_at = _restored(each, found, following)
    for each in counted:
        each.is_unplanned = each.candidate.fixes is not None
        if each.status != "success":
            continue
        each.is_unplanned = each.is_unplanned or any(before in caused for before in each.taken_back)
        for before in each.taken_back:
            if before.failed_by is None:
                before.failed_by, before.restored_at = "rollback", each.at
    for incident in incidents:
        _mend(incident, first)


def _mend(incident: Incident, first: First) -> None:
    """The first deployment with what mends it is unplanned; if no cause is known, what was live before it failed."""
    mending = [each for pull in incident.suspect.fixes if (each := first(pull)) and not each.is_first]
    mending = [each for each in mending if each is not incident.deployment and each.at > incident.started_at]
    if not mending:
        return
    mended = min(mending, key=lambda each: each.order)
    mended.is_unplanned = True
    before = mended.previous
    if incident.evidence is not None:
        return
    while before is not None and before.at > incident.started_at:
        before = before.previous
    if before is not None and before.failed_by is None:
        before.failed_by = "hotfix"
        before.restored_at = incident.resolved_at or mended.at


def _following(counted: Sequence[Counted]) -> dict[Counted, Counted]:
    """What went live next in the same chain, of everything that was over."""
    following: dict[Counted, Counted] = {}
    latest: dict[tuple[int | None, str, str], Counted] = {}
    for each in reversed(counted):
        if each.chain in latest:
            following[each] = latest[each.chain]
        if each.status == "success":
            latest[each.chain] = each
    return following


def _restored(each: Counted, found: Sequence[Incident], following: Mapping[Counted, Counted]) -> datetime | None:
    told = [one for one in found if not one.is_backwards]
    if any(one.resolved_at is None for one in told):
        return None
    ends = [one.resolved_at for one in told if one.resolved_at is not None and one.resolved_at >= each.at]
    if ends:
        return max(ends)
    # Nothing that was said of it can be true: service was back with the next that went live.
    return following[each].at if each in following else None
