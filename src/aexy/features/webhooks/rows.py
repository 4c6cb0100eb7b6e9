"""The inbox: what came, what is to be read next, what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.features.webhooks.schemas import Delivery, DeliveryState, Taken, Verdict
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.store.postgres import Connection, Record

AT_ONCE = 500
MOST_BYTES = 16_000_000
KEPT_DAYS = 14

COLUMNS = """
    i.id,
    i.connection_id,
    i.delivery,
    i.event,
    i.state,
    i.attempts,
    i.error,
    i.received_at,
    i.next_try_at,
    i.finished_at,
    octet_length(i.body) as bytes"""

# A transaction of one statement: it enters the workspace before its row is looked at, and saves two journeys of three.
PUT = """
with entered as (
    select set_config('app.workspace_id', $1::uuid::text, true)
)
insert into webhook_inbox (workspace_id, connection_id, delivery, event, headers, body, received_at)
select $1, $2, $3, $4, $5::jsonb, $6, $7
from entered
on conflict (connection_id, delivery) do nothing
returning id"""

# What was tried before goes alone: whatever broke a batch then breaks nothing but itself now.
TAKE = """
with open as (
    select i.id, i.attempts,
        sum(octet_length(i.body)) over (order by i.attempts > 0, i.id) as bytes,
        row_number() over (order by i.attempts > 0, i.id) as place
    from webhook_inbox i
    join connections c on c.id = i.connection_id
    where i.workspace_id = $1
        and i.state = 'received'
        and (i.next_try_at is null or i.next_try_at <= $2)
        and c.state <> 'paused'
), chosen as (
    select id
    from open
    where place = 1
        or (attempts = 0 and bytes <= $4 and place <= $3)
)
update webhook_inbox i
set attempts = i.attempts + 1
from chosen
where i.id = chosen.id
returning i.id, i.connection_id, i.delivery, i.event, i.body, i.received_at, i.attempts"""

NEXT_TRY = """
select min(coalesce(i.next_try_at, i.received_at))
from webhook_inbox i
join connections c on c.id = i.connection_id
where i.workspace_id = $1
    and i.state = 'received'
    and c.state <> 'paused'"""

FINISH = """
update webhook_inbox i
set state = said.state,
    error = said.error,
    next_try_at = said.next_try_at,
    finished_at = case when said.state = 'received' then null else $6::timestamptz end
from unnest($2::bigint[], $3::text[], $4::text[], $5::timestamptz[]) as said (id, state, error, next_try_at)
where i.workspace_id = $1
    and i.id = said.id"""

SEEN = """
update connections
set webhook_seen_at = greatest(webhook_seen_at, $3)
where workspace_id = $1
    and id = $2"""

# How long they are kept is the workspace's to say (null: for ever); until it does, it is KEPT_DAYS.
FORGET = """
delete from webhook_inbox
where workspace_id = $1
    and id in (
        select id
        from webhook_inbox
        where workspace_id = $1
            and state in ('done', 'ignored')
            and finished_at < $2::timestamptz - make_interval(days => case
                when exists (select from privacy_settings p where p.workspace_id = $1)
                then (select p.deliveries_days from privacy_settings p where p.workspace_id = $1)
                else $3
            end)
        order by id
        limit 5000
    )"""

LIST = f"""
select {COLUMNS}
from webhook_inbox i
where i.workspace_id = $1
    and i.connection_id = $2
    and ($3::text is null or i.state = $3)
    and ($4::bigint is null or i.id < $4)
order by i.id desc
limit $5"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}, i.headers, i.body
from webhook_inbox i
where i.workspace_id = $1
    and i.connection_id = $2
    and i.id = $3"""  # noqa: S608 - likewise

REPLAY = """
update webhook_inbox
set state = 'received',
    attempts = 0,
    error = null,
    next_try_at = null,
    finished_at = null
where workspace_id = $1
    and connection_id = $2
    and ($3::bigint is null and state = 'dead' or id = $3)
returning id"""


async def place(connection: Connection, connection_id: UUID) -> Record | None:
    """workspace_id, provider and state of whoever's web hook it is, before anybody is known."""
    return await connection.fetchrow("select workspace_id, provider, state from webhook_place($1)", connection_id)


async def put(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    delivery: str,
    event: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> bool:
    """Keep it; False when it came before. The connection need not have entered the workspace."""
    written = orjson.dumps(headers).decode()
    made = await connection.fetchval(PUT, workspace_id, connection_id, delivery, event, written, body, now)
    return made is not None


async def take(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> list[Taken]:
    """What is to be read next, in the order it came; each is counted as tried before it is."""
    found = await connection.fetch(TAKE, workspace_id, now, AT_ONCE, MOST_BYTES)
    return sorted((Taken(**each) for each in found), key=lambda each: each.id)


async def next_try(connection: Connection, workspace_id: WorkspaceId) -> datetime | None:
    """When the next open delivery is due; when it came for one that was not tried yet, None when none is open."""
    found: datetime | None = await connection.fetchval(NEXT_TRY, workspace_id)
    return found


async def finish(
    connection: Connection, workspace_id: WorkspaceId, verdicts: Sequence[Verdict], *, now: datetime
) -> None:
    """Write down what became of each."""
    await connection.execute(
        FINISH, workspace_id, [each.id for each in verdicts], [each.state.value for each in verdicts],
        [each.error for each in verdicts], [each.next_try_at for each in verdicts], now,
    )  # fmt: skip


async def seen(connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, at: datetime) -> None:
    """Its web hook works."""
    await connection.execute(SEEN, workspace_id, connection_id, at)


async def forget_before(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> None:
    """Forget some of what was read so long ago that nobody wants to keep it."""
    await connection.execute(FORGET, workspace_id, now, KEPT_DAYS)


async def newest(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    state: DeliveryState | None,
    before: int | None,
    limit: int,
) -> list[Delivery]:
    """At most `limit` deliveries of a connection, newest first."""
    found = await connection.fetch(LIST, workspace_id, connection_id, state, before, limit)
    return [Delivery(**each) for each in found]


async def find(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int
) -> dict[str, Any] | None:
    """One of them, with its headers as text and its body packed."""
    record = await connection.fetchrow(ONE, workspace_id, connection_id, number)
    return dict(record) if record else None


async def replay(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int | None
) -> int:
    """Read one again, or all dead ones: how many."""
    return len(await connection.fetch(REPLAY, workspace_id, connection_id, number))


async def workspaces_waiting(connection: Connection) -> list[WorkspaceId]:
    """Whose inbox is not empty; asked by housekeeping, which belongs to no workspace."""
    found = await connection.fetch("select workspaces_with_open_inbox() as id")
    return [WorkspaceId(each["id"]) for each in found]


async def forget_read(connection: Connection, workspace_id: WorkspaceId, ids: Sequence[int]) -> None:
    """Forget those of these that need not be read again."""
    if ids:
        await connection.execute(
            """
            delete from webhook_inbox
            where workspace_id = $1
              and id = any($2::bigint[])
              and state in ('done', 'ignored')
            """,
            workspace_id,
            list(ids),
        )
