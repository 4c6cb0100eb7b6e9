"""Services as the rules make them, brought in line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from aexy.kernel.delivery.globs import Patterns
from aexy.kernel.delivery.rules import Repository, Rules, Service, services_of
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

_RULES = """
select version, document
from delivery_rules
where workspace_id = $1
order by version desc
limit 1
"""
_REPOSITORIES = """
select key, id, concat_ws('/', owner, name) as name, default_branch
from repositories
where workspace_id = $1
order by key
"""
_SERVICES = "select id, key, name, repository_key, retired_at is not null from services where workspace_id = $1"
_MEMBERS = "select service_key, repository_key, paths from service_repositories where workspace_id = $1"
# In the order of their names' first coming: two transactions never wait for each other, for one links at a time.
_PUT = """
insert into services (workspace_id, id, name, repository_key)
select $1, id, name, repository_key
from unnest($2::uuid[], $3::text[], $4::integer[]) as n (id, name, repository_key)
on conflict (workspace_id, id) do update
set name = excluded.name, repository_key = excluded.repository_key, retired_at = null
returning id, key
"""
_RETIRE = "update services set retired_at = now() where workspace_id = $1 and key = any($2::integer[])"
_FORGET = "delete from counted_deployments where service_key = any($1::integer[])"
_FORGET_INCIDENTS = "delete from counted_incidents where service_key = any($1::integer[])"
_FORGET_DELIVERIES = "delete from deliveries where service_key = any($1::integer[])"
_LEAVE = """
delete from service_repositories s
using unnest($1::integer[], $2::integer[]) as n (service_key, repository_key)
where s.service_key = n.service_key
  and s.repository_key = n.repository_key
"""
_JOIN = """
insert into service_repositories (workspace_id, service_key, repository_key, paths)
select $1, service_key, repository_key, array(select jsonb_array_elements_text(paths))
from unnest($2::integer[], $3::integer[], $4::jsonb[]) as n (service_key, repository_key, paths)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """All services with their keys, and which of them are made differently now than they were."""

    services: Sequence[Service]
    keys: Mapping[UUID, int]
    changed: frozenset[UUID]
    pulls: Sequence[int] = ()  # that went live with a service that is no more


async def read_rules(connection: Connection, workspace_id: WorkspaceId) -> tuple[int, Rules]:
    """The rules in force and their version; 0 for the product's own."""
    row = await connection.fetchrow(_RULES, workspace_id)
    return (0, Rules()) if row is None else (row["version"], Rules.read(orjson.loads(row["document"])))


async def read_repositories(connection: Connection, workspace_id: WorkspaceId) -> list[Repository]:
    """All repositories of a workspace, for services to be made of."""
    return [Repository(*row) for row in await connection.fetch(_REPOSITORIES, workspace_id)]


async def stand(connection: Connection, workspace_id: WorkspaceId, rules: Rules) -> Standing:
    """Bring the services in line with the rules."""
    services = services_of(rules, await read_repositories(connection, workspace_id))
    known = {row["id"]: tuple(row) for row in await connection.fetch(_SERVICES, workspace_id)}
    keys = {id_: row[1] for id_, row in known.items()}
    wanted = {each.id: each for each in services}
    moved = [
        each for each in services if each.id not in known or known[each.id][2:] != (each.name, each.repository, False)
    ]
    if moved:
        columns = ([getattr(one, name) for one in moved] for name in ("id", "name", "repository"))
        keys |= dict(await connection.fetch(_PUT, workspace_id, *columns))
    retired = [row[1] for id_, row in known.items() if id_ not in wanted and not row[4]]
    pulls = await _retire(connection, workspace_id, retired) if retired else []
    changed = {each.id for each in moved if each.id not in known or known[each.id][4]}
    changed |= await _join(connection, workspace_id, services, keys)
    return Standing(services, keys, frozenset(changed), pulls)


async def _retire(connection: Connection, workspace_id: WorkspaceId, keys: list[int]) -> list[int]:
    pulls = "select coalesce(array_agg(distinct pull_key), '{}') from deliveries where service_key = any($1::integer[])"
    touched: list[int | None] = await connection.fetchval(pulls, keys)
    for statement in (_FORGET_DELIVERIES, _FORGET, _FORGET_INCIDENTS):
        await connection.execute(statement, keys)
    await connection.execute(_RETIRE, workspace_id, keys)
    return [each for each in touched if each is not None]


async def _join(
    connection: Connection, workspace_id: WorkspaceId, services: Sequence[Service], keys: Mapping[UUID, int]
) -> set[UUID]:
    """Their repositories; which services have others now."""
    rows = await connection.fetch(_MEMBERS, workspace_id)
    stored: dict[tuple[int, int], Patterns] = {(row[0], row[1]): tuple(row[2]) for row in rows}
    wanted = {
        (keys[each.id], repository): tuple(paths) for each in services for repository, paths in each.members.items()
    }
    gone = [pair for pair, paths in stored.items() if wanted.get(pair) != paths]
    new = [pair for pair, paths in wanted.items() if stored.get(pair) != paths]
    if gone:
        await connection.execute(_LEAVE, *map(list, zip(*gone, strict=True)))
    if new:
        paths = [orjson.dumps(wanted[pair]).decode() for pair in new]
        await connection.execute(_JOIN, workspace_id, *map(list, zip(*new, strict=True)), paths)
    touched = {pair[0] for pair in (*gone, *new)}
    return {each.id for each in services if keys[each.id] in touched}
