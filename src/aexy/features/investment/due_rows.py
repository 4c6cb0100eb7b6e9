"""Where a month waits to be written down: asked every hour, by a worker that counts nothing else yet."""

from datetime import datetime, timedelta

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


async def due(connection: Connection, now: datetime, settled: timedelta) -> list[WorkspaceId]:
    """Workspaces with a month to freeze."""
    found = await connection.fetch("select workspaces_with_a_month_to_freeze($1, $2)", now, settled)
    return [WorkspaceId(row[0]) for row in found]


async def zone(connection: Connection, workspace_id: WorkspaceId) -> str:
    """The workspace's."""
    found: str = await connection.fetchval("select time_zone from workspaces where id = $1", workspace_id)
    return found
