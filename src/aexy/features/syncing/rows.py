"""Cursors, gaps, budgets: the statements behind a sync and behind what is said of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.dialect import Budget
from aexy.store.postgres import Connection, Record


async def find_cursor(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, scope: str, stream: str
) -> dict[str, Any] | None:
    """The source's note to itself; None where nothing was read yet."""
    found = await connection.fetchval(
        """
        select cursor
        from sync_cursors
        where workspace_id = $1
          and connection_id = $2
          and scope = $3
          and stream = $4
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
    )
    return orjson.loads(found) if found else None


async def move_cursor(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    scope: str,
    stream: str,
    *,
    cursor: Mapping[str, Any],
    rows: int,
    now: datetime,
) -> None:
    """One page further."""
    await connection.execute(
        """
        insert into sync_cursors as c
            (workspace_id, connection_id, scope, stream, cursor, pages, rows, last_read_at)
        values ($1, $2, $3, $4, $5::jsonb, 1, $6, $7)
        on conflict (connection_id, scope, stream) do update
        set cursor = excluded.cursor,
            pages = c.pages + 1,
            rows = c.rows + excluded.rows,
            last_read_at = excluded.last_read_at
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
        orjson.dumps(dict(cursor)).decode(),
        rows,
        now,
    )


async def close_stream(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    scope: str,
    stream: str,
    *,
    read_until: datetime,
) -> None:
    """It was read to its end, as it was at that instant; whole-stream gaps are mended by that."""
    await connection.execute(
        """
        insert into sync_cursors as c
            (workspace_id, connection_id, scope, stream, is_whole, read_until, last_read_at)
        values ($1, $2, $3, $4, true, $5, $5)
        on conflict (connection_id, scope, stream) do update
        set is_whole = true, read_until = excluded.read_until, error = null, error_at = null, last_read_at = $5
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
        read_until,
    )
    await connection.execute(
        """
        update sync_gaps
        set repaired_at = $5
        where workspace_id = $1
          and connection_id = $2
          and scope = $3
          and stream = $4
          and item is null
          and repaired_at is null
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
        read_until,
    )


async def fail_stream(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    scope: str,
    stream: str,
    *,
    error: str,
    now: datetime,
) -> None:
    """It could not be read to its end this time."""
    await connection.execute(
        """
        insert into sync_cursors as c (workspace_id, connection_id, scope, stream, error, error_at, last_read_at)
        values ($1, $2, $3, $4, $5, $6, null)
        on conflict (connection_id, scope, stream) do update
        set error = excluded.error, error_at = excluded.error_at
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
        error,
        now,
    )


async def drop_cursors(connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId) -> None:
    """Everything is asked for again; how far it had been read is kept to be shown meanwhile."""
    await connection.execute(
        "update sync_cursors set cursor = null where workspace_id = $1 and connection_id = $2",
        workspace_id,
        connection_id,
    )


async def put_gaps(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    scope: str,
    stream: str,
    *,
    items: Sequence[str | None],
    reasons: Sequence[str],
    since: datetime | None,
    now: datetime,
) -> None:
    """What is missing; a gap that is known already stays the one it is."""
    await connection.execute(
        """
        insert into sync_gaps (workspace_id, connection_id, scope, stream, item, reason, since, found_at)
        select $1, $2, $3, $4, item, reason, $7, $8
        from unnest($5::text[], $6::text[]) as n (item, reason)
        on conflict do nothing
        """,
        workspace_id,
        connection_id,
        scope,
        stream,
        items,
        reasons,
        since,
        now,
    )


async def repair_gaps(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    stream: str | None,
    items: Sequence[str],
    now: datetime,
) -> int:
    """What was missing is here now; how many gaps that closed."""
    status: str = await connection.execute(
        """
        update sync_gaps
        set repaired_at = $5
        where workspace_id = $1
          and connection_id = $2
          and ($3::text is null or stream = $3)
          and item = any($4::text[])
          and repaired_at is null
        """,
        workspace_id,
        connection_id,
        stream,
        items,
        now,
    )
    return int(status.rpartition(" ")[2])


async def put_budget(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, budget: Budget, now: datetime
) -> None:
    """What a token may still ask."""
    await connection.execute(
        """
        insert into request_budgets
            (workspace_id, connection_id, token, resource, allowance, remaining, resets_at, seen_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (connection_id, token, resource) do update
        set allowance = excluded.allowance, remaining = excluded.remaining, resets_at = excluded.resets_at,
            seen_at = excluded.seen_at, waits_until = null
        """,
        workspace_id,
        connection_id,
        budget.token,
        budget.resource,
        budget.allowance,
        budget.remaining,
        budget.resets_at,
        now,
    )


async def mark_waiting(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, until: datetime
) -> None:
    """Nothing is asked before that instant."""
    await connection.execute(
        """
        update request_budgets
        set waits_until = $3
        where workspace_id = $1
          and connection_id = $2
          and remaining = 0
        """,
        workspace_id,
        connection_id,
        until,
    )


async def mark_synced(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    state: str,
    error: str | None,
    now: datetime,
) -> None:
    """How the last reading went. One that somebody paused meanwhile stays paused."""
    await connection.execute(
        """
        update connections
        set state = case state when 'paused' then state else $3 end,
            error = $4::text,
            error_at = case when $4::text is null then null else $5::timestamptz end,
            last_synced_at = case when $3 in ('active', 'failing') then $5 else last_synced_at end
        where workspace_id = $1
          and id = $2
        """,
        workspace_id,
        connection_id,
        state,
        error,
        now,
    )


async def list_cursors(connection: Connection, connection_id: ConnectionId) -> list[Record]:
    """Every stream that was ever read of a connection."""
    found: list[Record] = await connection.fetch(
        """
        select c.scope, c.stream, c.is_whole, c.read_until, c.last_read_at, c.rows, c.pages, c.error, c.error_at,
               count(g.id) as open_gaps
        from sync_cursors c
        left join sync_gaps g
            on g.connection_id = c.connection_id and g.scope = c.scope and g.stream = c.stream
            and g.repaired_at is null
        where c.connection_id = $1
        group by c.connection_id, c.scope, c.stream
        """,
        connection_id,
    )
    return found


async def list_gaps(connection: Connection, connection_id: ConnectionId, *, most: int) -> list[Record]:
    """What is missing, newest first."""
    found: list[Record] = await connection.fetch(
        """
        select id, scope, stream, item, since, until, reason, found_at, repaired_at
        from sync_gaps
        where connection_id = $1
          and repaired_at is null
        order by id desc
        limit $2
        """,
        connection_id,
        most,
    )
    return found


async def list_budgets(connection: Connection, connection_id: ConnectionId) -> list[Record]:
    """What its tokens may still ask."""
    found: list[Record] = await connection.fetch(
        """
        select token, resource, allowance, remaining, resets_at, waits_until, seen_at
        from request_budgets
        where connection_id = $1
        order by token, resource
        """,
        connection_id,
    )
    return found


async def inbox(connection: Connection, connection_id: ConnectionId) -> Record:
    """How its web hooks are."""
    return await connection.fetchrow(
        """
        select max(received_at) as last_received_at,
               count(*) filter (where state = 'received') as waiting,
               count(*) filter (where state = 'dead') as dead
        from webhook_inbox
        where connection_id = $1
        """,
        connection_id,
    )


async def active_job(connection: Connection, connection_id: ConnectionId) -> Any:  # noqa: ANN401 - a uuid or None
    """The id of the sync that is under way."""
    return await connection.fetchval(
        "select id from jobs where connection_id = $1 and state in ('queued', 'running') order by created_at limit 1",
        connection_id,
    )


async def list_due(connection: Connection, since: datetime) -> list[tuple[WorkspaceId, ConnectionId]]:
    """Connections of any workspace that nobody looked at since."""
    found = await connection.fetch("select workspace_id, connection_id from connections_due($1)", since)
    return [(WorkspaceId(row[0]), ConnectionId(row[1])) for row in found]
