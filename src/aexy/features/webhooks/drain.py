"""Draining the inbox: what came is heard, its rows are applied, what it only named is asked for; all in batches.

Every step can be done twice with the same effect, so a worker that dies in the middle costs time and nothing else. A
delivery that cannot be read is tried again later, alone; after the fifth time it is dead, with the reason, until
somebody has it read again. It never holds up another one.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.syncing import service as syncing
from aexy.features.webhooks import rows
from aexy.features.webhooks.reading import Reading
from aexy.features.webhooks.schemas import DeliveryState, Drained, Taken, Verdict
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.providers import SOURCES
from aexy.store import pages
from aexy.store.tombstones import read_tombstones

log = logging.getLogger(__name__)

# A step says how far it is by ending: the next one goes on.
LONGEST = timedelta(seconds=20)
# A batch costs much, a delivery little: while they keep coming, some gather before the next batch.
GATHERING_SECONDS = 0.5
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
MOST_TRIES = len(PAUSES) + 1


async def drain(context: Context, workspace_id: WorkspaceId) -> tuple[Drained, int]:
    """Read what is open for a while: whether there is more, and how many rows of facts changed."""
    clock = context.ticking()
    begun, changed = clock.now(), 0
    while (now := clock.now()) - begun < LONGEST:
        async with context.database.workspace(workspace_id) as connection:
            taken = await rows.take(connection, workspace_id, now)
        if not taken:
            break
        changed += await _read(context.at(now), workspace_id, taken)
        if len(taken) < rows.AT_ONCE and taken[0].attempts == 1:
            await clock.sleep(GATHERING_SECONDS)
    if changed:
        await syncing.settle(context, workspace_id)
    return await _left(context, workspace_id, clock.now()), changed


async def _left(context: Context, workspace_id: WorkspaceId, now: datetime) -> Drained:
    async with context.database.workspace(workspace_id) as connection:
        await rows.forget_before(connection, workspace_id, now)
        next_try_at = await rows.next_try(connection, workspace_id)
    if next_try_at is None:
        return Drained()
    if next_try_at <= now:
        return Drained(is_more=True)
    return Drained(seconds=(next_try_at - now).total_seconds())


async def _read(context: Context, workspace_id: WorkspaceId, taken: Sequence[Taken]) -> int:
    """One batch, connection by connection."""
    changed = 0
    for connection_id, found in groupby(sorted(taken, key=_by_connection), key=lambda each: each.connection_id):
        deliveries = list(found)
        exhausted = [each for each in deliveries if each.attempts > MOST_TRIES]
        await _finish(context, workspace_id, (_killed(each) for each in exhausted))
        changed += await _of_connection(
            context, workspace_id, connection_id, [each for each in deliveries if each not in exhausted]
        )
    return changed


def _by_connection(each: Taken) -> tuple[str, int]:
    return str(each.connection_id), each.id


async def _of_connection(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, deliveries: Sequence[Taken]
) -> int:
    if not deliveries:
        return 0
    of = await connections.get_connection(context, workspace_id, connection_id)
    followed = await connections.scopes(context, workspace_id, connection_id)
    reading = Reading(context, workspace_id, of, SOURCES[of.provider], followed)
    await reading.apply(deliveries)
    now = context.ticking().now()
    await _finish(context.at(now), workspace_id, (_verdict(each, reading, now) for each in deliveries))
    async with context.database.workspace(workspace_id) as connection:
        await rows.seen(connection, workspace_id, connection_id, max(each.received_at for each in deliveries))
        # What mentions somebody erased is forgotten as soon as it was read.
        tombstones = await read_tombstones(connection, workspace_id)
        read = [each.id for each in deliveries if tombstones and pages.says(each.body, tombstones)]
        await rows.forget_read(connection, workspace_id, read)
    return reading.changed


def _verdict(each: Taken, reading: Reading, now: datetime) -> Verdict:
    if (why := reading.hopeless.get(each.id)) is not None:
        return Verdict(each.id, DeliveryState.DEAD, why)
    if (why := reading.failed.get(each.id)) is not None:
        if each.attempts >= MOST_TRIES:
            return Verdict(each.id, DeliveryState.DEAD, why)
        return Verdict(each.id, DeliveryState.RECEIVED, why, now + PAUSES[each.attempts - 1])
    if (why := reading.ignored.get(each.id)) is not None:
        return Verdict(each.id, DeliveryState.IGNORED, why)
    return Verdict(each.id, DeliveryState.DONE)


def _killed(each: Taken) -> Verdict:
    why = f"A worker ended {MOST_TRIES} times while reading it. Look into worker.log, then have it read again."
    return Verdict(each.id, DeliveryState.DEAD, why)


async def _finish(context: Context, workspace_id: WorkspaceId, verdicts: Iterable[Verdict]) -> None:
    found = list(verdicts)
    if not found:
        return
    for each in found:
        if each.state is DeliveryState.DEAD:
            log.warning("A delivery could not be read: %s", each.error, extra={"delivery": each.id})
    async with context.database.workspace(workspace_id) as connection:
        await rows.finish(connection, workspace_id, found, now=context.now)
