"""A whole order carried out in this process, and the hourly round; the job server does it in steps that survive."""

import asyncio
import logging

from aexy.context import Context
from aexy.features.ingest import job_rows, jobs, rows, service
from aexy.features.ingest.failures import Remedy, understand
from aexy.features.ingest.readers import Readers
from aexy.jobs.job import GenerateSnapshots, MakeDemo, Order, SyncRepository

log = logging.getLogger(__name__)


async def carry_out(context: Context, readers: Readers, order: Order) -> None:
    """Carry an order out. However it ends, the job's row says so; nothing is raised but a cancellation."""
    try:
        await _steps(context, readers, order)
    except asyncio.CancelledError:
        await jobs.end(context, order.workspace_id, order.job_id, error=None)
        raise
    except Exception as error:
        failure = understand(error, order.job_id)
        if failure.remedy is Remedy.SURPRISE:
            log.exception("A job failed: look for %s", failure.reference)
        await jobs.end(context, order.workspace_id, order.job_id, error=failure.sentence)


async def _steps(context: Context, readers: Readers, order: Order) -> None:
    match order:
        case SyncRepository():
            await _sync(context, readers, order)
        case GenerateSnapshots():
            await jobs.generate_snapshots(context, readers, order)
        case MakeDemo():
            await make_demo(context, readers, order)


async def _sync(context: Context, readers: Readers, order: SyncRepository) -> None:
    opening = await jobs.open_step(context, readers, order)
    if opening.is_over:
        return
    async with asyncio.TaskGroup() as group:
        for number in range(opening.chunks):
            group.create_task(jobs.chunk_step(context, readers, order, number))
    await jobs.settle_step(context, readers, order)
    await jobs.snapshot_step(context, readers, order)


async def make_demo(context: Context, readers: Readers, order: MakeDemo) -> None:
    """Make the demo organization."""
    # What it is made up with is 25 MB that a worker does without until somebody wants a demo.
    from aexy.features.ingest import demo  # noqa: PLC0415

    await demo.make_demo(context, readers, order)


async def keep_house(context: Context) -> None:
    """Order the snapshots of every workspace whose day began, and again what was ordered and may have got lost."""
    async with context.database.pool.acquire() as connection:
        due = await rows.list_workspaces_due(connection)
        waiting = await rows.list_workspaces_with_open_jobs(connection)
    for workspace_id in due:
        await service.generate_snapshots(context, workspace_id, requested_by=None)
    for workspace_id in waiting:
        async with context.database.workspace(workspace_id) as connection:
            orders = await job_rows.list_active_orders(connection, workspace_id)
        for order in orders:
            await context.jobs.dispatch(order)
