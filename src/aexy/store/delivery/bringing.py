"""The services of some repositories brought in line with the facts and the rules, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from aexy.kernel.delivery.failing import Correction, Named, incident_of
from aexy.kernel.delivery.globs import Patterns
from aexy.kernel.delivery.judging import Candidate, Suspect, judge_incident, owners, whose
from aexy.kernel.delivery.linking import Suspects, link
from aexy.kernel.delivery.rules import Counts, Rules, Service
from aexy.kernel.ids import WorkspaceId
from aexy.store.delivery.candidates import read_candidates
from aexy.store.delivery.histories import read_histories, read_touching
from aexy.store.delivery.services import Standing, read_rules, stand
from aexy.store.delivery.suspects import Near, read_changes, read_suspects
from aexy.store.delivery.writing import Written, digest_of, mark, write, write_incidents
from aexy.store.postgres import Connection

# Services whose histories are held at the same time.
_AT_ONCE = 20
_STATE = "select rules_version from delivery_state where workspace_id = $1"
_SAY = """
insert into delivery_state (workspace_id, rules_version, counted_at)
values ($1, $2, now())
on conflict (workspace_id) do update
set rules_version = excluded.rules_version, counted_at = excluded.counted_at
"""
# With the service of the deployment it names: an incident that came of it is of that.
_CORRECTIONS = """
select c.source, c.source_id, c.deployment_source, c.deployment_source_id,
       (
           select min(s.id::text)::uuid
           from counted_deployments d
           join services s on s.key = d.service_key
           where d.workspace_id = c.workspace_id
             and d.source = c.deployment_source
             and d.source_id = c.deployment_source_id
       ) as service
from delivery_corrections c
where c.workspace_id = $1
"""
_INCIDENTS = """
select source, source_id, service_key, digest
from counted_incidents
where workspace_id = $1
"""


async def bring(
    connection: Connection, workspace_id: WorkspaceId, repository_keys: Collection[int] | None
) -> Mapping[str, int]:
    """How many rows of which table are other now. None: of all repositories, as where the rules are other ones."""
    version, rules = await read_rules(connection, workspace_id)
    counted = await connection.fetchval(_STATE, workspace_id)
    standing = await stand(connection, workspace_id, rules)
    written = Written(pulls=set(standing.pulls))
    is_everything = repository_keys is None or counted != version
    touched = [
        each
        for each in standing.services
        if is_everything or each.id in standing.changed or any(one in each.members for one in repository_keys or ())
    ]
    around = await _around(connection, workspace_id, rules, standing, None if is_everything else touched)
    if around.moved - {each.id for each in touched}:
        # An incident went to or from a service that nothing else is known to have happened to.
        around = await _around(connection, workspace_id, rules, standing, None)
        moved = {each.id for each in touched} | around.moved
        touched = [each for each in standing.services if each.id in moved]
    for start in range(0, len(touched), _AT_ONCE):
        await _bring(connection, workspace_id, touched[start : start + _AT_ONCE], standing, around, written)
    nobodys = [(None, incident_of(each)) for each in around.told[None]]
    await write_incidents(connection, workspace_id, nobodys, {}, {None}, written)
    await mark(connection, workspace_id, written)
    if is_everything or written.rows:
        await connection.execute(_SAY, workspace_id, version)
    return written.rows


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of all services: incidents by service (None: of nobody's), and whose incidents are other ones."""

    window: timedelta
    told: Mapping[UUID | None, Sequence[Suspect]]
    moved: set[UUID]
    corrections: Mapping[Named, Correction]
    at: Mapping[int, Sequence[Service]]  # the services of each repository
    services: Sequence[Service]


async def _around(
    connection: Connection,
    workspace_id: WorkspaceId,
    rules: Rules,
    standing: Standing,
    only: Sequence[Service] | None,
) -> _Around:
    """Of everything; or as far as it may concern `only` these services."""
    told: defaultdict[UUID | None, list[Suspect]] = defaultdict(list)
    by_id = {each.id: each for each in standing.services}
    known = [rules.incidents, *(each.incidents for each in standing.services if each.incidents is not rules.incidents)]
    corrected = await connection.fetch(_CORRECTIONS, workspace_id)
    said = {(row[0], row[1]): by_id[row[4]] for row in corrected if row[4] in by_id}
    stored = {tuple(row)[:2]: tuple(row)[2:] for row in await connection.fetch(_INCIDENTS, workspace_id)}
    near = None
    if only is not None:
        nobodys = [name[1] for name, (key, _) in stored.items() if key is None]
        near = Near(sorted({key for each in only for key in each.members}), [*nobodys, *(row[1] for row in corrected)])
    for suspect in await read_suspects(connection, workspace_id, known, near):
        service = said.get((suspect.source, suspect.source_id)) or whose(standing.services, suspect)
        if judge_incident(rules.incidents if service is None else service.incidents, suspect).counts:
            told[None if service is None else service.id].append(suspect)
    corrections = {(row[0], row[1]): Correction(None if row[2] is None else (row[2], row[3])) for row in corrected}
    at: defaultdict[int, list[Service]] = defaultdict(list)
    for each in standing.services:
        for repository in each.members:
            at[repository].append(each)
    concerned = None if only is None else {None, *(standing.keys[each.id] for each in only)}
    moved = _moved(told, stored, standing, concerned)
    return _Around(timedelta(hours=rules.window_hours), told, moved, corrections, at, standing.services)


def _moved(
    told: Mapping[UUID | None, Sequence[Suspect]],
    stored: Mapping[tuple[object, ...], tuple[object, ...]],
    standing: Standing,
    concerned: Collection[object] | None,
) -> set[UUID]:
    """The services of which an incident came, went, or is told otherwise; what went only of those it `concerned`."""
    ids = {key: id_ for id_, key in standing.keys.items()}
    moved: set[UUID | None] = set()
    here = set()
    for service, suspects in told.items():
        key = None if service is None else standing.keys[service]
        for suspect in suspects:
            name = (suspect.source, suspect.source_id)
            here.add(name)
            now = (key, digest_of(suspect))
            if stored.get(name) != now:
                was = stored.get(name, (None,))[0]
                moved |= {service, ids.get(was)}  # type: ignore[call-overload]  # a key
    gone = (
        key
        for name, (key, _) in stored.items()
        if name[0] in ("incident", "issue") and name not in here and (concerned is None or key in concerned)
    )
    moved.update(ids.get(key) for key in gone)  # type: ignore[call-overload]  # likewise
    return {each for each in moved if each is not None}


async def _bring(
    connection: Connection,
    workspace_id: WorkspaceId,
    services: Sequence[Service],
    standing: Standing,
    around: _Around,
    written: Written,
) -> None:
    candidates = await _candidates(connection, workspace_id, services, around)
    needed = {each.repository for found in candidates.values() for each in found if each.repository is not None}
    told = await read_histories(connection, workspace_id, needed) if needed else {}
    await read_touching(connection, workspace_id, told, _paths(services, needed))
    changes = await read_changes(connection, workspace_id, services, needed)
    linked = []
    for service in services:
        suspects = Suspects(around.told.get(service.id, ()), _judged(service, changes))
        found = link(service, candidates[service.id], told, suspects, around.corrections, around.window)
        linked.append((service, found))
    placed = await write(connection, workspace_id, linked, standing.keys, told, written)
    incidents = [(standing.keys[service.id], each) for service, one in linked for each in one.incidents]
    of_these: set[int | None] = {standing.keys[service.id] for service in services}
    await write_incidents(connection, workspace_id, incidents, placed, of_these, written)


async def _candidates(
    connection: Connection, workspace_id: WorkspaceId, services: Sequence[Service], around: _Around
) -> dict[UUID, list[Candidate]]:
    """The facts each of these services may count. Of a repository with several, each fact goes to whom it names."""
    wanted: defaultdict[Counts, set[int]] = defaultdict(set)
    for service in services:
        wanted[service.deployments.counts] |= service.members.keys()
    found: dict[UUID, list[Candidate]] = {service.id: [] for service in services}
    for counts, candidates in (await read_candidates(connection, workspace_id, wanted)).items():
        for candidate in candidates:
            there = around.services if candidate.repository is None else around.at[candidate.repository]
            mine = [each for each in there if each.deployments.counts is counts]
            for service in owners(mine, candidate, is_alone=len(there) == 1):
                if service.id in found:
                    found[service.id].append(candidate)
    return found


def _paths(services: Iterable[Service], needed: Collection[int]) -> dict[int, set[Patterns]]:
    paths: defaultdict[int, set[Patterns]] = defaultdict(set)
    for service in services:
        for repository, patterns in service.members.items():
            if patterns and repository in needed:
                paths[repository].add(patterns)
    return paths


def _judged(service: Service, changes: Iterable[Suspect]) -> list[Suspect]:
    return [
        each
        for each in changes
        if each.repositories[0] in service.members and judge_incident(service.incidents, each).counts
    ]
