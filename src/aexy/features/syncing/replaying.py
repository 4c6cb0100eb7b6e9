"""Reading kept pages again: a mistake in a reader is mended without asking the provider for anything.

A load costs much and a row little, so many pages are loaded together; and while the database has those, the next are
read in a thread.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aexy.context import Context
from aexy.features.connections.service import Followed
from aexy.features.ingest import service as ingest
from aexy.features.syncing import rows
from aexy.features.syncing.keeping import left_out, note_missing, understood
from aexy.jobs.job import ReplayPages
from aexy.kernel.activity import Record
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Source
from aexy.store import pages
from aexy.store.activity import Batch, load_batch
from aexy.store.pages import StoredPage
from aexy.store.postgres import Database


@dataclass(slots=True)
class Bunch:
    """What is loaded together: pages and parts of pages, read. `good` and `bad` rows are told by their stream."""

    portions: list[tuple[datetime, list[Record]]] = field(default_factory=list)
    good: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    bad: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    pages: int = 0
    rows: int = 0
    bytes: int = 0
    batch: Batch | None = None

    @property
    def is_full(self) -> bool:
        """Whether it is enough for one load."""
        return self.rows >= pages.ROWS_IN_A_PART or self.bytes >= pages.BYTES_IN_A_PART


async def replay(context: Context, order: ReplayPages, source: Source, followed: Sequence[Followed]) -> None:
    """Load every page of the connection's places again, in the order they came; gaps of rows now read are closed."""
    total = 0
    for each in followed:
        async for bunch in read_ahead(context.database, order.workspace_id, source, each):
            await _load(context, order, each, bunch)
            total += bunch.pages
            stage = f"Reading {each.scope.name} again"
            await ingest.show(context, order.workspace_id, order.job_id, stage=stage, done=total, total=None)


async def _load(context: Context, order: ReplayPages, followed: Followed, bunch: Bunch) -> None:
    """Pages are loaded as of when they were fetched, so that what depends on that hour comes out the same."""
    workspace_id, connection_id, place, now = order.workspace_id, order.connection_id, followed.place, context.now
    async with context.database.workspace(workspace_id) as connection:
        loaded = await load_batch(connection, workspace_id, place, bunch.batch or Batch(bunch.portions))
        for stream, items in bunch.good.items():
            await rows.repair_gaps(connection, workspace_id, connection_id, stream=stream, items=items, now=now)
        for stream, missing in bunch.bad.items():
            await note_missing(connection, workspace_id, connection_id, place, stream, missing, now)
        lost = [(table, left_out(table, count)) for table, count in loaded.lost.items()]
        if lost:
            await note_missing(connection, workspace_id, connection_id, place, min(bunch.good, default=""), lost, now)


async def read_ahead(
    database: Database, workspace_id: WorkspaceId, source: Source, followed: Followed
) -> AsyncIterator[Bunch]:
    """A place's kept pages, read and ready to be loaded; the next are read while these are loaded."""
    bunches = _read(database, workspace_id, source, followed)
    coming = asyncio.ensure_future(anext(bunches, None))
    try:
        while bunch := await coming:
            coming = asyncio.ensure_future(anext(bunches, None))
            yield bunch
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await bunches.aclose()


async def _read(
    database: Database, workspace_id: WorkspaceId, source: Source, followed: Followed
) -> AsyncGenerator[Bunch]:
    after = 0
    while True:
        async with database.workspace(workspace_id) as connection:
            found = await pages.some(connection, workspace_id, place=followed.place, after=after)
        if not found:
            return
        after = found[-1].id
        bunches = _bunches(source, followed, found)
        while bunch := await asyncio.to_thread(next, bunches, None):
            yield bunch


def _bunches(source: Source, followed: Followed, found: Sequence[StoredPage]) -> Iterator[Bunch]:
    bunch = Bunch()
    for page in found:
        said: list[Record] = []
        for number, (row, size) in enumerate(page.each(), start=1):
            records, troubles = understood(source, page.stream, [row], followed)
            said += records
            item = f"{page.page} row {number}"
            if troubles:
                bunch.bad[page.stream].append((item, troubles[0][1]))
            else:
                bunch.good[page.stream].append(item)
            bunch.rows, bunch.bytes = bunch.rows + 1, bunch.bytes + size
            if bunch.is_full:
                bunch.portions.append((page.fetched_at, said))
                yield _sorted(bunch)
                bunch, said = Bunch(), []
        bunch.portions.append((page.fetched_at, said))
        bunch.pages += 1
    if bunch.pages:
        yield _sorted(bunch)


def _sorted(bunch: Bunch) -> Bunch:
    """Sorting is most of what loading costs us, so it is done where reading is."""
    bunch.batch, bunch.portions = Batch(bunch.portions), []
    return bunch
