"""Looking at deliveries, and reading them again."""

import zlib

import orjson

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.webhooks import rows
from aexy.features.webhooks.schemas import Delivery, DeliveryDetail, DeliveryState
from aexy.jobs.job import DrainInbox
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import ConnectionId, WorkspaceId

LIST = "deliveries"
LARGEST_SHOWN = 1_000_000


async def list_deliveries(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId,
    *, state: DeliveryState | None, cursor: str | None, limit: int,
) -> Page[Delivery]:  # fmt: skip
    """A connection's deliveries, newest first."""
    await connections.get_connection(context, workspace_id, connection_id)
    place = read_cursor(LIST, cursor, (int,))
    async with context.database.reading(workspace_id) as connection:
        found = await rows.newest(
            connection, workspace_id, connection_id, state=state, before=place[0] if place else None, limit=limit + 1
        )
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.id) if last else None)


async def get_delivery(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int
) -> DeliveryDetail:
    """One of them with what it says; Unknown when there is none of that number."""
    async with context.database.reading(workspace_id) as connection:
        found = await rows.find(connection, workspace_id, connection_id, number)
    if found is None:
        raise _unknown(number)
    plain = zlib.decompress(found.pop("body"))
    body = orjson.loads(plain) if len(plain) <= LARGEST_SHOWN else None
    return DeliveryDetail(**found | {"headers": orjson.loads(found["headers"]), "body": body})


async def replay(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int
) -> DeliveryDetail:
    """Read one again, whatever became of it; reading twice changes nothing."""
    async with context.database.workspace(workspace_id) as connection:
        if not await rows.replay(connection, workspace_id, connection_id, number):
            raise _unknown(number)
    await context.jobs.dispatch(DrainInbox(workspace_id=workspace_id))
    return await get_delivery(context, workspace_id, connection_id, number)


async def replay_dead(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> int:
    """Read all again that could not be read: how many."""
    await connections.get_connection(context, workspace_id, connection_id)
    async with context.database.workspace(workspace_id) as connection:
        replayed = await rows.replay(connection, workspace_id, connection_id, None)
    if replayed:
        await context.jobs.dispatch(DrainInbox(workspace_id=workspace_id))
    return replayed


async def keep_house(context: Context) -> None:
    """Have every inbox read that is not empty: whoever should have been told may have died before."""
    async with context.database.pool.acquire() as connection:
        waiting = await rows.workspaces_waiting(connection)
    for workspace_id in waiting:
        await context.jobs.dispatch(DrainInbox(workspace_id=workspace_id))


def _unknown(number: int) -> Unknown:
    return Unknown(f"There is no delivery {number}.", next_step="List the connection's deliveries.", field="number")
