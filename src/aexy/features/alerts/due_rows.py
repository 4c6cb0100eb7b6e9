"""Whether there is anything to do: asked after every count and each hour, by who has no use for the rest."""

from collections.abc import Sequence
from datetime import datetime

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


async def has_any(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Whether any rule is on, or anything is agreed on."""
    asked = (
        "select exists (select from alert_rules where workspace_id = $1 and is_on)"
        " or exists (select from agreements where workspace_id = $1)"
    )
    return bool(await connection.fetchval(asked, workspace_id))


async def waiting(connection: Connection, now: datetime) -> Sequence[WorkspaceId]:
    """Workspaces where something is to be sent, or a snooze is over."""
    return [WorkspaceId(row[0]) for row in await connection.fetch("select workspaces_with_alerts_due($1)", now)]
