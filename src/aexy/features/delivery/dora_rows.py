"""What a question about the five metrics needs to know beside facts: rules, services, and what things are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

RULES = """
select coalesce((select max(r.version) from delivery_rules r where r.workspace_id = $1), 0) as latest,
       coalesce(s.rules_version, 0) as version,
       s.counted_at,
       r.made_at
from (select $1::uuid as workspace_id) w
left join delivery_state s on s.workspace_id = w.workspace_id
left join delivery_rules r on r.workspace_id = w.workspace_id and r.version = s.rules_version"""

SERVICE = """
select s.key, s.id, s.name
from services s
where s.id = $1
    and s.retired_at is null"""

SERVICES = """
select s.key,
       s.id,
       s.name,
       coalesce(m.repositories, '{}') as repositories,
       d.finished_at as last_deployed_at
from services s
left join lateral (
    select array_agg(coalesce(r.owner || '/', '') || r.name order by r.owner, r.name) as repositories
    from service_repositories o
    join repositories r on r.key = o.repository_key
    where o.service_key = s.key
) m on true
left join lateral (
    select d.finished_at
    from counted_deployments d
    where d.service_key = s.key
        and d.is_production
        and d.status = 'success'
    order by d.finished_at desc
    limit 1
) d on true
where s.workspace_id = $1
    and s.retired_at is null
order by lower(s.name), s.name, s.id"""

PULLS = """
select p.key,
       p.number,
       p.title,
       p.url,
       coalesce(r.owner || '/', '') || r.name as repository
from pull_requests p
join repositories r on r.key = p.repository_key
where p.key = any($1::bigint[])"""

DEPLOYMENTS = """
select d.key, d.id, s.id as service_id, s.name as service
from counted_deployments d
join services s on s.key = d.service_key
where d.key = any($1::bigint[])"""

SERVICES_BY_KEY = """
select s.key, s.id, s.name
from services s
where s.key = any($1::integer[])"""

PEOPLE = """
select d.key, d.id, coalesce(d.name, d.email, 'Nobody knows') as name
from developers d
where d.key = any($1::integer[])"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which rules the tables of delivery are worked out by, and since when; `latest` are those in force."""

    version: int
    latest: int
    made_at: datetime | None
    counted_at: datetime | None


async def rules(connection: Connection, workspace_id: WorkspaceId) -> Counted:
    """The rules the numbers are of."""
    row = await connection.fetchrow(RULES, workspace_id)
    return Counted(row["version"], row["latest"], row["made_at"], row["counted_at"])


async def service(connection: Connection, id_: UUID) -> Mapping[str, Any] | None:
    """A service by its id."""
    row = await connection.fetchrow(SERVICE, id_)
    return dict(row) if row else None


async def services(connection: Connection, workspace_id: WorkspaceId) -> list[dict[str, Any]]:
    """All services by name."""
    return [dict(row) for row in await connection.fetch(SERVICES, workspace_id)]


async def words(connection: Connection, statement: str, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What things are called, by key."""
    return {row["key"]: dict(row) for row in await connection.fetch(statement, sorted(set(keys)))}
