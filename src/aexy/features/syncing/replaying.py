"""Reading kept pages again: a mistake in a reader is mended without asking the provider for anything."""

from collections.abc import Sequence

from aexy.context import Context
from aexy.features.connections.service import Followed
from aexy.features.ingest import service as ingest
from aexy.features.syncing import rows
from aexy.features.syncing.keeping import scope_of, understood
from aexy.jobs.job import ReplayPages
from aexy.sources.contract import Source
from aexy.store import pages
from aexy.store.activity import load
from aexy.store.pages import StoredPage

_AT_ONCE = 20


async def replay(context: Context, order: ReplayPages, source: Source, followed: Sequence[Followed]) -> None:
    """Load every page of the connection's places again, in the order they came; gaps of rows now read are closed."""
    total = 0
    for each in followed:
        after = 0
        while found := await _some(context, order, each, after):
            for page in found:
                await _again(context, order, source, each, page)
            after, total = found[-1].id, total + len(found)
            stage = f"Reading {each.scope.name} again"
            await ingest.show(context, order.workspace_id, order.job_id, stage=stage, done=total, total=None)


async def _some(context: Context, order: ReplayPages, followed: Followed, after: int) -> list[StoredPage]:
    found: list[StoredPage] = []
    async with context.database.workspace(order.workspace_id) as connection:
        async for page in pages.stored(connection, order.workspace_id, place=followed.place, after=after):
            found.append(page)
            if len(found) == _AT_ONCE:
                break
    return found


async def _again(context: Context, order: ReplayPages, source: Source, followed: Followed, page: StoredPage) -> None:
    """A page is loaded as of when it was fetched, so that what depends on that hour comes out the same."""
    records, troubles = understood(source, page.stream, page.rows, followed)
    bad = {number for number, _ in troubles}
    good = [f"{page.page} row {number}" for number in range(1, len(page.rows) + 1) if number not in bad]
    async with context.database.workspace(order.workspace_id) as connection:
        await load(connection, order.workspace_id, followed.place, records, now=page.fetched_at)
        await rows.repair_gaps(
            connection, order.workspace_id, order.connection_id, stream=page.stream, items=good, now=context.now
        )
        await rows.put_gaps(
            connection, order.workspace_id, order.connection_id, scope_of(followed.place), page.stream,
            items=[f"{page.page} row {number}" for number in sorted(bad)], reasons=[why for _, why in troubles],
            since=None, now=context.now,
        )  # fmt: skip
