"""What rules would count, before they are kept: by the very functions that count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aexy.context import Context
from aexy.features.delivery import rules_rows as rows
from aexy.features.delivery.rules_schemas import (
    DeploymentRule,
    DeploymentSuggestion,
    Preview,
    PreviewRow,
    PreviewSide,
    PreviewWeek,
    PreviewWish,
    ServicePreview,
)
from aexy.features.delivery.rules_service import checked, get_rules
from aexy.features.delivery.rules_warning import warnings_of
from aexy.features.routing import Viewer
from aexy.kernel.delivery.judging import (
    Candidate,
    Suspect,
    judge,
    judge_incident,
    owners,
    status_of,
    whose,
)
from aexy.kernel.delivery.rules import Counts, Repository, Rules, Service, services_of
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.text import plain
from aexy.store.delivery import read_candidates, read_changes, read_repositories, read_suspects
from aexy.store.postgres import Connection, Record

_DAYS, _MOST_DAYS = 90, 800
_ROWS, _SERVICES, _SUGGESTIONS = 50, 100, 50
_SAYS = {
    "runs": "Runs of {name} look like deployments: {n} of them.",
    "releases": "It has {n} releases.",
    "tags": "It has {n} tags named like versions.",
    "merges": "{n} pull requests were merged to its default branch: every merge would be a deployment.",
}


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that are looked at, by the workspace's clock."""

    start: date
    end: date
    zone: ZoneInfo

    def of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def __contains__(self, at: datetime) -> bool:
        return self.start <= self.of(at) < self.end


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact with what is said of it."""

    at: datetime
    title: str
    url: str | None
    source: str
    status: str | None
    counts: bool
    why: str


async def preview(context: Context, viewer: Viewer, wish: PreviewWish) -> Preview:
    """What these rules would count; nothing is changed."""
    now = await get_rules(context, viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        document = await checked(connection, viewer.workspace_id, wish.document, now.document)
        days = await _days(connection, context, viewer, wish)
        repositories = await read_repositories(connection, viewer.workspace_id)
        new, old = Rules.read(document.model_dump(mode="json")), Rules.read(now.document.model_dump(mode="json"))
        services, before = services_of(new, repositories), services_of(old, repositories)
        candidates = await _candidates(connection, viewer.workspace_id, [*services, *before], days)
        suspects = await _suspects(connection, viewer.workspace_id, [*services, *before], days)
        bare = await rows.standing_in(connection, viewer.workspace_id, _SUGGESTIONS)
    named = {one.name for one in document.services if one.id not in {each.id for each in now.document.services}}
    found = [
        ServicePreview(
            id=None if service.name in named else service.id,
            name=plain(service.name),
            deployments=_deployments(service, services, before, candidates, days),
            incidents=_incidents(service, services, before, suspects, days),
        )
        for service in services
    ]
    shown = [one for one in found if one.id is None or one.deployments.examined or one.incidents.examined]
    shown.sort(key=lambda one: -(one.deployments.n + one.incidents.n))
    return Preview(
        start=days.start,
        end=days.end,
        services=shown[:_SERVICES],
        warnings=_overall(services, candidates, suspects, repositories),
        suggestions=[_suggestion(row) for row in bare],
        left_out=max(len(shown) - _SERVICES, 0),
    )


async def suggestions(context: Context, viewer: Viewer) -> list[DeploymentSuggestion]:
    """What could stand for deployments in repositories that nothing is deployed from."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return [_suggestion(row) for row in await rows.standing_in(connection, viewer.workspace_id, _SUGGESTIONS)]


def _suggestion(row: Record) -> DeploymentSuggestion:
    names = list(row["names"])
    return DeploymentSuggestion(
        repository_id=row["id"],
        repository=plain(row["repository"]),
        rule=DeploymentRule(counts=Counts(row["counts"]), names=names),
        n=row["n"],
        last_at=row["last_at"],
        says=_SAYS[row["counts"]].format(name=plain(names[0]) if names else "", n=row["n"]),
    )


async def _days(connection: Connection, context: Context, viewer: Viewer, wish: PreviewWish) -> _Days:
    zone = ZoneInfo(await rows.zone(connection, viewer.workspace_id))
    end = wish.end or context.now.astimezone(zone).date() + timedelta(days=1)
    start = wish.start or end - timedelta(days=_DAYS)
    if not timedelta(0) < end - start <= timedelta(days=_MOST_DAYS):
        raise Unusable(
            "The days make no window.", next_step=f"Ask for 1 to {_MOST_DAYS} days, `from` before `to`.", field="from"
        )
    return _Days(start, end, zone)


async def _candidates(
    connection: Connection, workspace_id: WorkspaceId, services: Iterable[Service], days: _Days
) -> dict[Counts, list[Candidate]]:
    wanted: defaultdict[Counts, set[int]] = defaultdict(set)
    for service in services:
        wanted[service.deployments.counts] |= service.members.keys()
    found = await read_candidates(connection, workspace_id, wanted)
    return {counts: [one for one in some if _at(one) in days] for counts, some in found.items()}


async def _suspects(
    connection: Connection, workspace_id: WorkspaceId, services: Sequence[Service], days: _Days
) -> list[Suspect]:
    found = await read_suspects(connection, workspace_id, [one.incidents for one in services])
    found += await read_changes(connection, workspace_id, services)
    return [one for one in found if one.started_at in days]


def _at(candidate: Candidate) -> datetime:
    return candidate.finished_at or candidate.started_at or candidate.created_at


def _mine(
    service: Service, services: Sequence[Service], candidates: Mapping[Counts, list[Candidate]]
) -> list[Candidate]:
    """The facts this service may count: those of its repositories that name no other service."""
    of_kind = candidates.get(service.deployments.counts, [])
    found = []
    for candidate in of_kind:
        there = services if candidate.repository is None else _there(services, candidate.repository)
        same = [one for one in there if one.deployments.counts is service.deployments.counts]
        if service in same and service in owners(same, candidate, is_alone=len(there) == 1):
            found.append(candidate)
    return found


def _there(services: Sequence[Service], repository: int) -> list[Service]:
    return [one for one in services if repository in one.members]


def _deployments(
    service: Service,
    services: Sequence[Service],
    before: Sequence[Service],
    candidates: Mapping[Counts, list[Candidate]],
    days: _Days,
) -> PreviewSide:
    mine = _mine(service, services, candidates)
    judged = [(one, judge(service.deployments, one)) for one in mine]
    counted = [one for one, verdict in judged if verdict.is_production]
    now = [
        one
        for other in before
        if other.id == service.id
        for one in _mine(other, before, candidates)
        if judge(other.deployments, one).is_production
    ]
    found = [
        _Found(
            _at(one),
            one.title or one.source_id,
            one.url,
            one.source,
            status_of(one),
            verdict.is_production,
            verdict.why,
        )
        for one, verdict in judged
    ]
    return _side(found, len(now), warnings_of(service.deployments, mine, counted), days)


def _incidents(
    service: Service, services: Sequence[Service], before: Sequence[Service], suspects: Iterable[Suspect], days: _Days
) -> PreviewSide:
    mine = [one for one in suspects if whose(services, one) == service]
    now = [
        one
        for one in suspects
        if (other := whose(before, one)) is not None
        and other.id == service.id
        and judge_incident(other.incidents, one).counts
    ]
    found = []
    for one in mine:
        ruling = judge_incident(service.incidents, one)
        status = "resolved" if one.resolved_at is not None else "open"
        found.append(_Found(one.started_at, one.title, one.url, one.source, status, ruling.counts, ruling.why))
    warnings = []
    if mine and not any(one.counts for one in found):
        warnings.append(f"It matches nothing of {len(mine)} reports, issues and changes.")
    return _side(found, len(now), warnings, days)


def _side(found: Sequence[_Found], now: int, warnings: list[str], days: _Days) -> PreviewSide:
    counted = [one for one in found if one.counts]
    weeks = Counter(_monday(days.of(one.at)) for one in counted)
    first, last = _monday(days.start), _monday(days.end - timedelta(days=1))
    starts = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    latest = sorted(found, key=lambda one: one.at, reverse=True)[:_ROWS]
    return PreviewSide(
        n=len(counted),
        examined=len(found),
        n_now=now,
        by_status=dict(Counter(one.status for one in counted if one.status is not None)),
        first_at=min((one.at for one in counted), default=None),
        last_at=max((one.at for one in counted), default=None),
        weeks=[PreviewWeek(start=start, n=weeks[start]) for start in starts],
        rows=[
            PreviewRow(
                source=one.source, title=plain(one.title), url=one.url, at=one.at, status=one.status,
                counts=one.counts, why=plain(one.why),
            )
            for one in latest
        ],
        warnings=[plain(one) for one in warnings],
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _overall(
    services: Sequence[Service],
    candidates: Mapping[Counts, list[Candidate]],
    suspects: Sequence[Suspect],
    repositories: Sequence[Repository],
) -> list[str]:
    """What is odd about all of them: facts of no service."""
    names = {one.key: one.name for one in repositories}
    lost: Counter[tuple[str, str]] = Counter()
    taken: defaultdict[Counts, set[str]] = defaultdict(set)
    for service in services:
        taken[service.deployments.counts] |= {one.source_id for one in _mine(service, services, candidates)}
    for one in candidates.get(Counts.DEPLOYMENTS, []):
        if one.source_id not in taken[Counts.DEPLOYMENTS] and one.component and _counts_deployments(services, one):
            lost[names.get(one.repository or 0, "no repository"), one.component] += 1
    found = [
        f"{count} deployments of {where} are of {component}, which is no service."
        for (where, component), count in sorted(lost.items())
    ]
    nobodys = sum(whose(services, one) is None for one in suspects if one.source in ("incident", "issue"))
    if nobodys:
        found.append(f"{nobodys} reports and issues belong to no service, or could to several.")
    return [plain(one) for one in found]


def _counts_deployments(services: Sequence[Service], candidate: Candidate) -> bool:
    there = services if candidate.repository is None else _there(services, candidate.repository)
    return any(one.deployments.counts is Counts.DEPLOYMENTS for one in there)


__all__ = ["preview", "suggestions"]
