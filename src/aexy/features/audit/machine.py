"""What whoever runs the machine did past the API: backups, keys, logins of the database. Told to each workspace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg

from aexy.features.audit import service
from aexy.kernel.ids import WorkspaceId

WORKSPACES = """
select id
from workspaces
where $1::text is null or slug = $1"""
HAS_LOG = "select to_regclass('public.audit_events') is not null"


async def record_by_machine(
    owner_url: str, *, action: str, said: Mapping[str, Any], now: datetime, workspace: str | None = None
) -> None:
    """Write it down in the workspace of that slug, or in every one; nothing where no log was migrated yet.

    `owner_url` is the address of who owns the tables, for this is about all workspaces.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        if not await connection.fetchval(HAS_LOG):
            return
        for row in await connection.fetch(WORKSPACES, workspace):
            async with connection.transaction():
                await connection.execute("select set_config('app.workspace_id', $1, true)", str(row["id"]))
                await service.record(
                    connection, WorkspaceId(row["id"]), by=None, action=action, subject="machine", said=said, now=now
                )
    finally:
        await connection.close()
