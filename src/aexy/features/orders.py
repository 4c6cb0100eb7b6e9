"""A whole order carried out in this process, and the hourly round; the job server does it in steps that survive."""

import asyncio
import logging

from aexy.context import Context
from aexy.features.alerts import ordering as alerts
from aexy.features.audit import verifying as audit
from aexy.features.deletion import service as deletion
from aexy.features.importing import service as importing
from aexy.features.ingest import jobs, service
from aexy.features.ingest.failures import Remedy, understand
from aexy.features.ingest.readers import Readers
from aexy.features.investment import keeping as investment
from aexy.features.privacy import service as privacy
from aexy.features.privacy import settings as retention
from aexy.features.syncing import service as syncing
from aexy.features.webhooks import drain
from aexy.features.webhooks import service as webhooks
from aexy.features.webhooks.schemas import Drained
from aexy.jobs.job import (
    AnalysePeople,
    ApplyRetention,
    DrainInbox,
    ErasePeople,
    EvaluateAlerts,
    GenerateSnapshots,
    ImportFile,
    MakeDemo,
    Order,
    ReplayPages,
    SyncConnection,
    SyncRepository,
)
from aexy.store.cache import NoCache

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


async def _steps(context: Context, readers: Readers, order: Order) -> None:  # noqa: C901 - one line an order
    match order:
        case SyncRepository():
            await _sync(context, readers, order)
        case GenerateSnapshots():
            await generate_snapshots(context, readers, order)
        case AnalysePeople():
            await analyse_people(context, readers, order)
        case MakeDemo():
            await make_demo(context, readers, order)
        case SyncConnection():
            await sync_connection(context, readers, order)
        case ReplayPages():
            await replay_pages(context, readers, order)
        case ImportFile():
            await import_file(context, readers, order)
        case ErasePeople():
            await privacy.carry_out(context, order)
        case ApplyRetention():
            await retention.apply_retention(context, order)
        case DrainInbox():
            while (await drain_inbox(context, order)).is_more:
                pass
        case EvaluateAlerts():
            await evaluate_alerts(context, order)


async def _sync(context: Context, readers: Readers, order: SyncRepository) -> None:
    opening = await jobs.open_step(context, readers, order)
    if opening.is_over:
        return
    async with asyncio.TaskGroup() as group:
        for number in range(opening.chunks):
            group.create_task(jobs.chunk_step(context, readers, order, number))
    await jobs.settle_step(context, readers, order)
    await jobs.snapshot_step(context, readers, order)
    if opening.has_lines:
        await read_lines(context, readers, order)


async def read_lines(context: Context, readers: Readers, order: SyncRepository) -> None:
    """The last step of a sync; then what the pages about code ask first is counted."""
    await jobs.lines_step(context, readers, order)
    await _warm(context, order)


async def generate_snapshots(context: Context, readers: Readers, order: GenerateSnapshots) -> None:
    """Recompute the snapshots: the last step of web hooks too; then what people looked at lately is counted."""
    await jobs.generate_snapshots(context, readers, order)
    if isinstance(context.cache, NoCache):
        return
    from aexy.features.dashboards import warming  # noqa: PLC0415 - as below

    await warming.warm_seen(context, order.workspace_id)


async def analyse_people(context: Context, readers: Readers, order: AnalysePeople) -> None:
    """Run every analysis for everybody; at night this comes last, so pages about code are made ready for the day."""
    await jobs.analyse_people(context, readers, order)
    await _warm(context, order)


async def make_demo(context: Context, readers: Readers, order: MakeDemo) -> None:
    """Make the demo organization."""
    # What it is made up with is 25 MB that a worker does without until somebody wants a demo.
    from aexy.features.ingest import demo  # noqa: PLC0415

    await demo.make_demo(context, readers, order)
    await investment.freeze_past(context, order.workspace_id)
    await _warm(context, order)


async def sync_connection(context: Context, readers: Readers, order: SyncConnection) -> None:
    """Read what is new at a provider, then count what it touched."""
    if await syncing.read(context, order):
        counted = await jobs.count_in_child(context, readers, order)
        await syncing.finish(context, order, counted)
        await _warm(context, order)


async def replay_pages(context: Context, readers: Readers, order: ReplayPages) -> None:
    """Read kept pages again, then count what changed."""
    if await syncing.replay(context, order):
        counted = await jobs.count_in_child(context, readers, order)
        await syncing.finish(context, order, counted)
        await _warm(context, order)


async def import_file(context: Context, readers: Readers, order: ImportFile) -> None:
    """Take a file's rows in, then count what they touched."""
    if await importing.read(context, readers, order):
        counted = {} if order.wish.get("is_trial") else await jobs.count_in_child(context, readers, order)
        await importing.finish(context, order, counted)
        await _warm(context, order)


async def drain_inbox(context: Context, order: DrainInbox) -> Drained:
    """Read web hooks for a while, and have counted anew what they touched once all are read."""
    left, changed = await drain.drain(context, order.workspace_id)
    if changed:
        await service.generate_snapshots(context, order.workspace_id, requested_by=None)
    return left


async def evaluate_alerts(context: Context, order: EvaluateAlerts) -> float | None:
    """Judge the rules, send what is due, write down what missed an agreement; in how many seconds more is due.

    None when nothing waits.
    """
    # Numbers are Polars' affair, which a worker does without until there is a rule.
    from aexy.features.alerts import delivering, evaluating  # noqa: PLC0415
    from aexy.features.delivery import agreements_keeping  # noqa: PLC0415

    await evaluating.evaluate(context, order.workspace_id)
    due = await delivering.deliver(context, order.workspace_id)
    await agreements_keeping.note_misses(context, order.workspace_id)
    return due


async def keep_house(context: Context) -> None:
    """Order the snapshots of workspaces whose day began, syncs that are due, and again what may have got lost."""
    # First of all: a restored copy may hold people who were erased since.
    await deletion.keep_house(context)
    await privacy.keep_house(context)
    await service.keep_house(context)
    await webhooks.keep_house(context)
    await syncing.keep_house(context)
    await alerts.keep_house(context)
    await retention.keep_house(context)
    await investment.keep_house(context)
    await audit.keep_house(context)
    await _warm_all(context)


async def _warm(context: Context, order: Order) -> None:
    """The job is over by now, so nobody waits for this, and it may fail. Where nothing is kept nothing is counted."""
    if isinstance(context.cache, NoCache):
        return
    # Counting is Polars' affair, which a worker does without until something was read.
    from aexy.features.dashboards import warming as dashboards  # noqa: PLC0415
    from aexy.features.knowledge import warming as knowledge  # noqa: PLC0415

    await dashboards.warm(context, order.workspace_id)
    await knowledge.warm(context, order.workspace_id)


async def _warm_all(context: Context) -> None:
    """Every hour, where somebody looks: what begins with the next one is counted before."""
    if isinstance(context.cache, NoCache):
        return
    from aexy.features.dashboards import warming  # noqa: PLC0415 - as above

    await warming.keep_house(context)
