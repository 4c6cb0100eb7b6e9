"""The rules of delivery in all their versions, and what a preview of others needs to know."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

_VERSIONS = """
select r.version, r.document, r.made_at, a.name as made_by, r.note, s.rules_version as counted_version, s.counted_at
from (select $1::uuid as workspace_id) w
left join delivery_state s on s.workspace_id = w.workspace_id
left join delivery_rules r on r.workspace_id = w.workspace_id and ($2::integer is null or r.version = $2)
left join accounts a on a.id = r.made_by
order by r.version desc
limit 1"""
_LIST = """
select r.version, r.made_at, a.name as made_by, r.note
from delivery_rules r
left join accounts a on a.id = r.made_by
where r.workspace_id = $1
    and ($2::integer is null or r.version < $2)
order by r.version desc
limit $3"""
_ADD = """
insert into delivery_rules (workspace_id, version, document, note, made_by, made_at)
values ($1, $2, $3, $4, $5, $6)"""
_LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_SIZE = "select count(*) from (select from commits where workspace_id = $1 limit $2) c"
_ZONE = "select time_zone from workspaces where id = $1"
_TRACKERS = "select id from tracker_projects where workspace_id = $1 and id = any($2::uuid[])"
# Of repositories nobody deploys from: what each kind of rule would have to go by.
_STANDING_IN = """
with bare as (
    select r.key, r.id, concat_ws('/', r.owner, r.name) as repository
    from repositories r
    where r.workspace_id = $1
        and not exists (
            select
            from counted_deployments d
            where d.repository_key = r.key
                and d.is_production
        )
),
found as (
    select b.id, b.repository, 'runs' as counts, array[p.name] as names, count(*) as n, max(p.created_at) as last_at
    from bare b
    join pipelines p on p.repository_key = b.key
    where p.name ~* '(deploy|release|publish|ship|rollout|prod)'
        and p.status in ('success', 'failure')
    group by b.id, b.repository, p.name
    union all
    select b.id, b.repository, 'releases', '{}', count(*), max(l.published_at)
    from bare b
    join releases l on l.repository_key = b.key
    where l.gone_at is null
        and not l.is_draft
        and not l.is_prerelease
        and l.published_at is not null
    group by b.id, b.repository
    union all
    select b.id, b.repository, 'tags', array['v[0-9]*'], count(*), max(t.tagged_at)
    from bare b
    join tags t on t.repository_key = b.key
    where t.name ~* '^v[0-9]'
    group by b.id, b.repository
    union all
    select b.id, b.repository, 'merges', '{}', count(*), max(p.merged_at)
    from bare b
    join repositories r on r.key = b.key
    join pull_requests p on p.repository_key = b.key
    where p.merged_at is not null
        and p.gone_at is null
        and coalesce(p.base_ref, r.default_branch) = r.default_branch
    group by b.id, b.repository
)
select *
from found
where n > 0
order by repository, array_position(array['runs', 'releases', 'tags', 'merges'], counts), n desc
limit $2"""


async def version(connection: Connection, workspace_id: WorkspaceId, number: int | None) -> Record:
    """A version of the rules, or the latest, with which are counted by; its columns are null where there is none."""
    found: Record = await connection.fetchrow(_VERSIONS, workspace_id, number)
    return found


async def versions(
    connection: Connection, workspace_id: WorkspaceId, *, before: int | None, limit: int
) -> list[Record]:
    """Versions, the latest first."""
    return list(await connection.fetch(_LIST, workspace_id, before, limit))


async def add(
    connection: Connection,
    workspace_id: WorkspaceId,
    number: int,
    document: Mapping[str, Any],
    *,
    note: str | None,
    by: AccountId,
    now: datetime,
) -> None:
    """Keep a version."""
    await connection.execute(_ADD, workspace_id, number, orjson.dumps(document).decode(), note, by, now)


async def wait(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Let nobody else make rules meanwhile."""
    await connection.execute(_LOCK, f"aexy delivery rules {workspace_id}")


async def size(connection: Connection, workspace_id: WorkspaceId, most: int) -> int:
    """How many commits there are; no more than `most` are counted."""
    found: int = await connection.fetchval(_SIZE, workspace_id, most)
    return found


async def zone(connection: Connection, workspace_id: WorkspaceId) -> str:
    """The name of the workspace's time zone."""
    found: str = await connection.fetchval(_ZONE, workspace_id)
    return found


async def trackers(connection: Connection, workspace_id: WorkspaceId, ids: Collection[UUID]) -> set[UUID]:
    """Which of these are tracker projects of the workspace."""
    return {row[0] for row in await connection.fetch(_TRACKERS, workspace_id, sorted(ids))}


async def standing_in(connection: Connection, workspace_id: WorkspaceId, limit: int) -> list[Record]:
    """What could stand for deployments in repositories that have none."""
    return list(await connection.fetch(_STANDING_IN, workspace_id, limit))
