"""When rules are judged: after every count and every change of one, by an order of its own that can fail no ingest."""

import logging

from aexy.context import Context
from aexy.features.alerts import due_rows
from aexy.jobs.job import EvaluateAlerts
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import WorkspaceId

log = logging.getLogger(__name__)


async def have_judged(context: Context, workspace_id: WorkspaceId) -> None:
    """Have the workspace's rules judged, if it has any."""
    async with context.database.workspace(workspace_id) as connection:
        if not await due_rows.has_any(connection, workspace_id):
            return
    try:
        await context.jobs.dispatch(EvaluateAlerts(workspace_id=workspace_id))
    except AexyError as error:
        # The next count, tomorrow at the latest, judges the same periods.
        log.warning("Alert rules are judged later: %s", error)


async def keep_house(context: Context) -> None:
    """Have sent what is due: tried again, held back by quiet hours, or snoozed until now."""
    async with context.database.pool.acquire() as connection:
        waiting = await due_rows.waiting(connection, context.now)
    for workspace_id in waiting:
        await context.jobs.dispatch(EvaluateAlerts(workspace_id=workspace_id))
