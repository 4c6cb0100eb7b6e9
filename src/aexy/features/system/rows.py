"""Counts and ages: of one workspace as it sees itself, and of all as whoever runs the machine may."""

from collections.abc import Sequence
from datetime import datetime

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

ALL = """
select what, label, workspace_id, value
from system_figures($1)"""

QUEUES = """
select j.kind,
    count(*) filter (where j.state = 'queued') as queued,
    count(*) filter (where j.state = 'running') as running,
    count(*) filter (where j.state = 'failed' and j.finished_at > $2::timestamptz - interval '1 day') as failed,
    min(j.created_at) filter (where j.state = 'queued') as oldest
from jobs j
where j.workspace_id = $1
    and (
        j.state in ('queued', 'running')
        or (j.state = 'failed' and j.finished_at > $2::timestamptz - interval '1 day')
    )
group by j.kind"""

WAITING = """
select (select count(*) from webhook_inbox i where i.workspace_id = $1 and i.state = 'received') as received,
    (select count(*) from webhook_inbox i where i.workspace_id = $1 and i.state = 'dead') as dead,
    (select count(*) from alert_deliveries d where d.workspace_id = $1 and d.state = 'waiting') as deliveries"""

SNAPSHOTS = """
select s.counted_at,
    s.counted_until,
    s.is_stale or s.is_team_stale as is_stale,
    (select count(*) from dirty_days d where d.workspace_id = $1) as dirty_days
from workspaces w
left join snapshot_state s on s.workspace_id = w.id
where w.id = $1"""


async def figures(connection: Connection, now: datetime) -> Sequence[Record]:
    """Over all workspaces, for whoever runs the machine."""
    found: Sequence[Record] = await connection.fetch(ALL, now)
    return found


async def queues(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> Sequence[Record]:
    """Jobs that wait, run or failed lately, by kind."""
    found: Sequence[Record] = await connection.fetch(QUEUES, workspace_id, now)
    return found


async def waiting(connection: Connection, workspace_id: WorkspaceId) -> Record:
    """What came in or should go out and has not yet."""
    return await connection.fetchrow(WAITING, workspace_id)


async def snapshots(connection: Connection, workspace_id: WorkspaceId) -> Record:
    """When numbers were counted last, and what changed since."""
    return await connection.fetchrow(SNAPSHOTS, workspace_id)
