"""What rules made of a workspace's facts, by names anybody would use."""

from typing import Any
from uuid import UUID

import orjson

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

_RULE = """
insert into delivery_rules (workspace_id, version, document, made_at)
select $1, coalesce(max(version), 0) + 1, $2, now()
from delivery_rules
where workspace_id = $1
"""
_COUNTED = """
select s.name as service, d.source, d.source_id, d.environment, d.title, d.status, encode(d.sha, 'hex') as sha,
       d.is_production, d.is_first, d.is_rollback, d.is_unplanned, d.commits, d.failed_by, d.restored_at, d.finished_at,
       p.source_id as previous
from counted_deployments d
join services s on s.key = d.service_key
left join counted_deployments p on p.key = d.previous_key
where d.workspace_id = $1
order by d.finished_at, d.source_id
"""
_INCIDENTS = """
select i.title, s.name as service, i.source, i.started_at, i.resolved_at, i.is_backwards, i.evidence,
       d.source_id as deployment
from counted_incidents i
left join services s on s.key = i.service_key
left join counted_deployments d on d.key = i.deployment_key
where i.workspace_id = $1
order by i.title
"""
_LIVE = """
select coalesce('!' || p.number, c.subject), s.name, d.source_id
from deliveries l
join services s on s.key = l.service_key
left join counted_deployments d on d.key = l.deployment_key
left join pull_requests p on p.key = l.pull_key
left join commits c on c.key = l.commit_key
where l.workspace_id = $1
"""


async def rule(owner: Connection, workspace: WorkspaceId, **document: Any) -> None:
    """Make rules."""
    await owner.execute(_RULE, workspace, orjson.dumps(document).decode())


async def repository_id(owner: Connection, key: int) -> UUID:
    found: UUID = await owner.fetchval("select id from repositories where key = $1", key)
    return found


async def counted(owner: Connection, workspace: WorkspaceId) -> list[dict[str, Any]]:
    """Counted deployments, in the order they ended in."""
    return [dict(row) for row in await owner.fetch(_COUNTED, workspace)]


async def incidents(owner: Connection, workspace: WorkspaceId) -> list[dict[str, Any]]:
    """Counted incidents, by their titles."""
    return [dict(row) for row in await owner.fetch(_INCIDENTS, workspace)]


async def live(owner: Connection, workspace: WorkspaceId) -> dict[tuple[str, str], str | None]:
    """What went live of which service, with which deployment (None: not yet)."""
    return {(row[0], row[1]): row[2] for row in await owner.fetch(_LIVE, workspace)}
