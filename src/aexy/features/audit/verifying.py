"""Walking a chain from its beginning, to learn whether it is what was written and whether all of it is there.

Each event holds fast to the one before it, so a change in the middle shows. What was cut off at the end shows by the
witness, a signed note beside the database of how far the chain had come, and by whatever place somebody kept.
"""

import asyncio
import logging

from aexy.context import Context
from aexy.features.audit import rows
from aexy.features.audit.chaining import Walk
from aexy.features.audit.schemas import AuditBreak, AuditPlace, AuditVerdict
from aexy.features.audit.service import chain_of, links
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store import witnesses
from aexy.store.witnesses import Witness

log = logging.getLogger(__name__)


async def verify(context: Context, workspace_id: WorkspaceId, *, known: AuditPlace | None = None) -> AuditVerdict:
    """Walk the whole chain; name the first place that is not what was written. What is whole is witnessed anew.

    `known` is a place somebody kept: it has to be there still.
    """
    try:
        witness = await asyncio.to_thread(witnesses.read, context.settings, workspace_id)
    except Unusable as error:
        return _verdict(Walk(chain_of(workspace_id)), None, AuditBreak(seq=0, why=error.detail))
    noted = [place for place in (_place(witness), known) if place is not None]
    walk, broken = await _walk(context, workspace_id, noted)
    if broken is None:
        await _witness(context, workspace_id, walk)
    return _verdict(walk, _place(witness), broken)


async def _walk(context: Context, workspace_id: WorkspaceId, noted: list[AuditPlace]) -> tuple[Walk, AuditBreak | None]:
    walk = Walk(chain_of(workspace_id))
    async for link in links(context, workspace_id):
        why = walk.step(link)
        if why is not None:
            return walk, AuditBreak(seq=walk.seq + 1, why=why)
        if any(place.seq == walk.seq and place.hash != walk.hash.hex() for place in noted):
            return walk, AuditBreak(seq=walk.seq, why="Another event stood here when this place was noted.")
    last = max((place.seq for place in noted), default=0)
    if last > walk.seq:
        return walk, AuditBreak(seq=walk.seq + 1, why=f"The chain once had {last} events; those from here on are gone.")
    return walk, None


def _verdict(walk: Walk, witnessed: AuditPlace | None, broken: AuditBreak | None) -> AuditVerdict:
    head = AuditPlace(seq=walk.seq, hash=walk.hash.hex()) if walk.seq and broken is None else None
    return AuditVerdict(
        is_whole=broken is None, events=walk.seq, since=walk.since, head=head, witnessed=witnessed, broken=broken
    )


def _place(witness: Witness | None) -> AuditPlace | None:
    return AuditPlace(seq=witness.seq, hash=witness.hash) if witness else None


async def _witness(context: Context, workspace_id: WorkspaceId, walk: Walk) -> None:
    if walk.seq:
        witness = Witness(walk.seq, walk.hash.hex(), context.now)
        await asyncio.to_thread(witnesses.write, context.settings, workspace_id, witness)


async def keep_house(context: Context) -> None:
    """Walk each chain on from its witness, and note how far it has come; say in the log where one does not hold."""
    async with context.database.pool.acquire() as connection:
        known = await rows.audited(connection)
    for workspace_id in known:
        try:
            why = await _go_on(context, workspace_id)
        except Unusable as error:
            why = error.detail
        if why is not None:
            log.error("The audit log is not what was written: %s", why, extra={"workspace_id": str(workspace_id)})


async def _go_on(context: Context, workspace_id: WorkspaceId) -> str | None:
    witness = await asyncio.to_thread(witnesses.read, context.settings, workspace_id)
    walk = Walk(chain_of(workspace_id))
    if witness is not None:
        async with context.database.reading(workspace_id) as connection:
            there = await rows.hash_at(connection, workspace_id, witness.seq)
        if there is None or there.hex() != witness.hash:
            return f"The event {witness.seq} that was witnessed is gone or another one."
        walk.seq, walk.hash = witness.seq, there
    async for link in links(context, workspace_id, after=walk.seq):
        why = walk.step(link)
        if why is not None:
            return f"At {walk.seq + 1}: {why}"
    if witness is None or walk.seq > witness.seq:
        await _witness(context, workspace_id, walk)
    return None
