"""Freezing by itself: the month before this one, a few days after it ended, where nobody decided about it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aexy.context import Context
from aexy.features.investment import due_rows
from aexy.kernel.ids import WorkspaceId

# What is merged late in a month is often known a day or two after.
SETTLED = timedelta(days=3)
_DEMO_MONTHS = 3


async def keep_house(context: Context) -> None:
    """In every workspace whose last month has settled."""
    async with context.database.pool.acquire() as connection:
        waiting = await due_rows.due(connection, context.now, SETTLED)
    for workspace_id in waiting:
        await _freeze(context, workspace_id, context.now - SETTLED)


async def freeze_past(context: Context, workspace_id: WorkspaceId, months: int = _DEMO_MONTHS) -> None:
    """The last few months that have settled, as if the workspace had been here all along: what a demo begins with."""
    begun = context.now - SETTLED
    for _ in range(months):
        month = await _freeze(context, workspace_id, begun)
        begun = datetime(month.year, month.month, 15, tzinfo=UTC)


async def _freeze(context: Context, workspace_id: WorkspaceId, at: datetime) -> date:
    """Write down the month before the one this instant lies in; its first day."""
    # Polars is what a worker does without until there is something to count.
    from aexy.features.investment import deciding  # noqa: PLC0415

    async with context.database.reading(workspace_id) as connection:
        zone = ZoneInfo(await due_rows.zone(connection, workspace_id))
    return await deciding.freeze_by_itself(context, workspace_id, zone, at)
