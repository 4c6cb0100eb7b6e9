"""Counted deployments and incidents as they are listed, and corrections."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

_DEPLOYMENTS = """
select d.key, d.id, s.key as service_key, s.id as service_id, s.name as service,
       concat_ws('/', r.owner, r.name) as repository, d.environment, d.is_production, d.source, d.title, d.url,
       encode(d.sha, 'hex') as sha, d.status, d.created_at, d.started_at, d.finished_at,
       extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at))::float8 / 60 as minutes,
       d.commit_key is not null as is_known, d.is_first, d.is_rollback, d.is_unplanned, d.failed_by, d.restored_at,
       d.commits, p.id as previous_id, coalesce(d.finished_at, d.started_at, d.created_at) as at,
       case when d.is_first then 0 else (
           select count(*)
           from deliveries l
           where l.deployment_key = d.key
               and l.pull_key is not null
       ) end as pulls
from counted_deployments d
join services s on s.key = d.service_key
left join repositories r on r.key = d.repository_key
left join counted_deployments p on p.key = d.previous_key"""
_LIST = f"""{_DEPLOYMENTS}
where d.workspace_id = $1
    and ($2::uuid is null or s.id = $2)
    and ($3::text is null or lower(d.environment) = lower($3))
    and ($4::timestamptz is null or coalesce(d.finished_at, d.started_at, d.created_at) >= $4)
    and ($5::timestamptz is null or coalesce(d.finished_at, d.started_at, d.created_at) < $5)
    and ($6::text is null or d.status = $6)
    and ($7::boolean is null or (d.failed_by is not null) = $7)
    and ($8::boolean is null or d.is_production = $8)
    and ($9::timestamptz is null or (coalesce(d.finished_at, d.started_at, d.created_at), d.key) < ($9, $10::bigint))
order by coalesce(d.finished_at, d.started_at, d.created_at) desc, d.key desc
limit $11"""
_ONE = f"""{_DEPLOYMENTS}
where d.workspace_id = $1
    and d.id = $2"""
_CAUSED = """
select i.deployment_key, i.id, i.title, i.url, i.severity, i.started_at, i.resolved_at
from counted_incidents i
where i.deployment_key = any($1::bigint[])
order by i.started_at, i.key"""
_INCIDENTS = """
select i.key, i.id, s.id as service_id, s.key as service_key, s.name as service, i.source, i.source_id, i.title, i.url,
       i.severity, i.started_at, i.resolved_at, i.is_backwards,
       extract(epoch from i.resolved_at - i.started_at)::float8 / 3600 as hours,
       d.id as deployment_id, d.finished_at as deployment_at, i.evidence
from counted_incidents i
left join services s on s.key = i.service_key
left join counted_deployments d on d.key = i.deployment_key"""
_LIST_INCIDENTS = f"""{_INCIDENTS}
where i.workspace_id = $1
    and ($2::uuid is null or s.id = $2)
    and ($3::timestamptz is null or i.started_at >= $3)
    and ($4::timestamptz is null or i.started_at < $4)
    and ($5::boolean is null or (i.resolved_at is null and not i.is_backwards) = $5)
    and ($6::timestamptz is null or (i.started_at, i.key) < ($6, $7::bigint))
order by i.started_at desc, i.key desc
limit $8"""
_ONE_INCIDENT = f"""{_INCIDENTS}
where i.workspace_id = $1
    and i.id = $2"""
_NAMED = """
select d.source, d.source_id, d.service_key
from counted_deployments d
where d.workspace_id = $1
    and d.id = $2
    and d.is_production"""
_CORRECT = """
insert into delivery_corrections (workspace_id, source, source_id, deployment_source, deployment_source_id, reason,
                                  made_by, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (workspace_id, source, source_id) do update
set deployment_source = excluded.deployment_source,
    deployment_source_id = excluded.deployment_source_id,
    reason = excluded.reason,
    made_by = excluded.made_by,
    made_at = excluded.made_at"""
_UNDO = "delete from delivery_corrections where workspace_id = $1 and source = $2 and source_id = $3 returning 1"
_MEMBERS = """
select coalesce(array_agg(distinct m.repository_key), '{}')
from service_repositories m
where m.service_key = any($1::integer[])"""
_PUSHED = """
select c.key, encode(c.sha, 'hex') as sha, c.subject, c.authored_at
from commits c
where c.key = any($1::bigint[])"""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which deployments, or incidents, are asked for; None: whichever."""

    service: UUID | None = None
    environment: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    failed: bool | None = None
    is_production: bool | None = None
    is_open: bool | None = None


Place = tuple[datetime, int] | list[Any] | None


async def deployments(
    connection: Connection, workspace_id: WorkspaceId, sought: Sought, *, after: Place, limit: int
) -> list[Record]:
    """Counted deployments, those that ended last first."""
    at, key = after or (None, None)
    return list(
        await connection.fetch(
            _LIST,
            workspace_id,
            sought.service,
            sought.environment,
            sought.since,
            sought.until,
            sought.status,
            sought.failed,
            sought.is_production,
            at,
            key,
            limit,
        )
    )


async def deployment(connection: Connection, workspace_id: WorkspaceId, id_: UUID) -> Record | None:
    """One of them."""
    found: Record | None = await connection.fetchrow(_ONE, workspace_id, id_)
    return found


async def caused(connection: Connection, keys: Collection[int]) -> list[Record]:
    """The incidents that came of these deployments."""
    return list(await connection.fetch(_CAUSED, sorted(keys)))


async def incidents(
    connection: Connection, workspace_id: WorkspaceId, sought: Sought, *, after: Place, limit: int
) -> list[Record]:
    """Counted incidents, those that began last first."""
    at, key = after or (None, None)
    return list(
        await connection.fetch(
            _LIST_INCIDENTS, workspace_id, sought.service, sought.since, sought.until, sought.is_open, at, key, limit
        )
    )


async def incident(connection: Connection, workspace_id: WorkspaceId, id_: UUID) -> Record | None:
    """One of them."""
    found: Record | None = await connection.fetchrow(_ONE_INCIDENT, workspace_id, id_)
    return found


async def named(connection: Connection, workspace_id: WorkspaceId, id_: UUID) -> Record | None:
    """What a production deployment is called, and whose it is."""
    found: Record | None = await connection.fetchrow(_NAMED, workspace_id, id_)
    return found


async def correct(
    connection: Connection,
    workspace_id: WorkspaceId,
    incident: Record,
    deployment: Record | None,
    *,
    reason: str | None,
    by: AccountId,
    now: datetime,
) -> None:
    """Keep what somebody said of an incident."""
    source, source_id = (deployment["source"], deployment["source_id"]) if deployment is not None else (None, None)
    await connection.execute(
        _CORRECT, workspace_id, incident["source"], incident["source_id"], source, source_id, reason, by, now
    )


async def undo(connection: Connection, workspace_id: WorkspaceId, incident: Record) -> bool:
    """Forget it; False where nobody said anything."""
    found: int | None = await connection.fetchval(_UNDO, workspace_id, incident["source"], incident["source_id"])
    return found is not None


async def repositories_of(connection: Connection, services: Collection[int]) -> list[int]:
    """The repositories of these services."""
    found: list[int] = await connection.fetchval(_MEMBERS, sorted(services))
    return found


async def pushed(connection: Connection, keys: Collection[int]) -> dict[int, Record]:
    """Commits by their keys."""
    return {row["key"]: row for row in await connection.fetch(_PUSHED, sorted(keys))}
