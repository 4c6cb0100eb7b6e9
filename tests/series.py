"""What the sums of the reports must be, counted from the facts in plain SQL, and the time series beside its facts."""

from typing import Any

import asyncpg

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

EXPECTED = {
    "daily_commit_stats": """
        select date_trunc('day', c.placed_at at time zone w.time_zone) at time zone w.time_zone, r.id, count(*),
               sum(c.lines_added), sum(c.lines_removed), sum(c.files_changed), count(distinct i.developer_id)
        from commits c
        join workspaces w on w.id = c.workspace_id
        join repositories r on r.key = c.repository_key
        join developer_identities i on i.key = c.author_key
        where c.workspace_id = $1 and c.standing = 'counted'
        group by 1, 2""",
    "weekly_dora_metrics": """
        select date_trunc('week', coalesce(d.finished_at, d.started_at, d.created_at) at time zone w.time_zone)
                   at time zone w.time_zone,
               r.id, count(*), avg(round(extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at)))),
               sum((d.status = 'failure')::integer), sum((d.status = 'success')::integer)
        from deployments d
        join workspaces w on w.id = d.workspace_id
        left join repositories r on r.key = d.repository_key
        where d.workspace_id = $1 and d.gone_at is null
        group by 1, 2""",
    "monthly_developer_activity": """
        select date_trunc('month', c.placed_at at time zone w.time_zone) at time zone w.time_zone, i.developer_id, r.id,
               count(*), sum(c.lines_added), sum(c.lines_removed)
        from commits c
        join workspaces w on w.id = c.workspace_id
        join repositories r on r.key = c.repository_key
        join developer_identities i on i.key = c.author_key
        where c.workspace_id = $1 and c.standing = 'counted'
        group by 1, 2, 3""",
    "pull_request_events": """
        select e.at, e.kind, a.developer_id, s.developer_id
        from pull_request_events e
        join pull_requests p on p.key = e.pull_key
        left join developer_identities a on a.key = e.actor_key
        left join developer_identities s on s.key = e.subject_key
        where e.workspace_id = $1 and p.gone_at is null""",
}
REPORTED = {
    "daily_commit_stats": "select day, repository_id, commit_count, total_lines_added, total_lines_deleted,"
    " total_files_changed, unique_authors from reporting.daily_commit_stats",
    "weekly_dora_metrics": "select week, repository_id, deployment_count, avg_duration_seconds, failed_count,"
    " success_count from reporting.weekly_dora_metrics",
    "monthly_developer_activity": "select month, author_id, repository_id, commit_count, total_lines_added,"
    " total_lines_deleted from reporting.monthly_developer_activity",
    "pull_request_events": "select time, kind, actor_id, subject_id from reporting.pull_request_events",
}
AGGREGATES = ("daily_commit_stats", "weekly_dora_metrics", "monthly_developer_activity")
# Rows that stand in a series and not in the facts, or the other way round.
STRAY = (
    """
    with fact as (
        select c.placed_at at time zone w.time_zone as at, c.workspace_id, c.repository_key, c.key, c.author_key,
               c.lines_added, c.lines_removed, c.files_changed
        from commits c join workspaces w on w.id = c.workspace_id
        where c.standing = 'counted'
    )
    select count(*) from ((table fact except all table timescale.commits)
                          union all (table timescale.commits except all table fact)) x""",
    """
    with fact as (
        select coalesce(d.finished_at, d.started_at, d.created_at) at time zone w.time_zone as at, d.workspace_id,
               d.repository_key, d.key, d.status,
               round(extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at)))::bigint
        from deployments d join workspaces w on w.id = d.workspace_id
        where d.gone_at is null
    )
    select count(*) from ((table fact except all table timescale.deployments)
                          union all (table timescale.deployments except all table fact)) x""",
    """
    with fact as (
        select at, workspace_id, pull_key, kind, external_id, actor_key, subject_key from pull_request_events
    )
    select count(*) from ((table fact except all table timescale.pull_request_events)
                          union all (table timescale.pull_request_events except all table fact)) x""",
)  # fmt: skip


async def expected(owner: Connection, workspace: WorkspaceId) -> dict[str, list[tuple[Any, ...]]]:
    """What each report has to say of the workspace."""
    return {name: _sorted(await owner.fetch(asked, workspace)) for name, asked in EXPECTED.items()}


async def reported(database: Database, workspace: WorkspaceId) -> dict[str, list[tuple[Any, ...]]]:
    """What each report says to the application when it works for the workspace."""
    async with database.workspace(workspace) as connection:
        return {name: _sorted(await connection.fetch(asked)) for name, asked in REPORTED.items()}


async def stray(owner: Connection) -> list[int]:
    """How many rows of each series are wrong or missing."""
    return [await owner.fetchval(asked) for asked in STRAY]


async def sum_up(owner_url: str) -> None:
    """What the job does every few minutes, at once."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("call timescale.sum_up(0, '{}')")
    finally:
        await connection.close()


def _sorted(rows: list[Any]) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in rows), key=repr)
