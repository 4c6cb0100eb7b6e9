"""A page of a provider: kept as it came, read, loaded, and only then is the cursor moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from aexy.context import Context
from aexy.features.connections.service import Followed
from aexy.features.syncing import rows
from aexy.kernel.activity import Record
from aexy.kernel.errors import SourceFailed
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.contract import Page, Row, Source
from aexy.store import pages
from aexy.store.activity import Batch, Place, load, load_batch
from aexy.store.postgres import Connection

# What reading raises when a thing is not there, or is something else than it should be.
OF_ANOTHER_SHAPE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


class Kept(NamedTuple):
    """What a page brought: its rows, how many rows of facts changed, and what could not be read."""

    rows: int = 0
    changed: int = 0
    troubles: int = 0

    def plus(self, other: "Kept") -> "Kept":
        """Both together."""
        return Kept(self.rows + other.rows, self.changed + other.changed, self.troubles + other.troubles)


def scope_of(place: Place) -> str:
    """What a place is called among cursors and gaps."""
    if place.repository_key is not None:
        return f"repository:{place.repository_key}"
    return f"project:{place.project_key}" if place.project_key is not None else ""


def understood(
    source: Source, stream: str, found: Sequence[Row], followed: Followed
) -> tuple[list[Record], list[tuple[int, str]]]:
    """The records of every row that can be read, and (row number from 1, why) of those that cannot."""
    records: list[Record] = []
    troubles: list[tuple[int, str]] = []
    for number, row in enumerate(found, start=1):
        try:
            said = list(source.read(stream, row, followed.scope))
        except SourceFailed as error:
            troubles.append((number, str(error)))
        except OF_ANOTHER_SHAPE as error:
            troubles.append((number, f"It cannot be read ({type(error).__name__}: {error})."))
        else:
            records.extend(said)
    return records, troubles


async def keep(
    context: Context, workspace_id: WorkspaceId, followed: Followed, source: Source, page: Page, *, moves: bool
) -> Kept:
    """Keep the page, load what it says and, when `moves`, put the cursor behind it.

    A row that cannot be read is a gap with its reason; the page stays, so a mended reader closes the gap by a replay.
    """
    place, now = followed.place, context.now
    if page.page is not None:
        async with context.database.workspace(workspace_id) as connection:
            await pages.put(connection, workspace_id, place, page, now=now)
    total = Kept(troubles=len(page.skipped))
    skipped = [(thing, f"The provider could not give it: {thing}.") for thing in page.skipped]
    for start, part in pages.parts(page.rows):
        records, troubles = understood(source, page.stream, part, followed)
        missing = [(f"{page.page} row {start + number}", why) for number, why in troubles]
        is_last = start + len(part) == len(page.rows)
        async with context.database.workspace(workspace_id) as connection:
            loaded = await load(connection, workspace_id, place, records, now=now)
            missing += [(f"{page.page} {table}", left_out(table, count)) for table, count in loaded.lost.items()]
            if place.connection_id is not None:
                connection_id = ConnectionId(place.connection_id)
                await note_missing(connection, workspace_id, connection_id, place, page.stream, missing + skipped, now)
                if moves and is_last:
                    await rows.move_cursor(
                        connection, workspace_id, connection_id, scope_of(place), page.stream,
                        cursor=page.cursor, rows=len(page.rows), now=now,
                    )  # fmt: skip
        total = total.plus(Kept(0, sum(loaded.rows.values()), len(missing)))
        skipped = []
    return total._replace(rows=len(page.rows))


async def note_missing(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    place: Place,
    stream: str,
    missing: Sequence[tuple[str, str]],
    now: datetime,
) -> None:
    """Write down what could not be read, and why."""
    await rows.put_gaps(
        connection, workspace_id, connection_id, scope_of(place), stream,
        items=[item for item, _ in missing], reasons=[why.replace("\0", "") for _, why in missing], since=None, now=now,
    )  # fmt: skip


def left_out(table: str, count: int) -> str:
    """What is said of rows whose number or name makes no sense."""
    return f"{count} rows of {table} are left out: what they are found by is no number or name that can be kept."


async def keep_all(
    context: Context, workspace_id: WorkspaceId, followed: Followed, source: Source, found: Iterable[Page]
) -> Kept:
    """Pages from elsewhere than a stream's own order, loaded together; the cursors stay where they are.

    One that is large, or of which rows cannot be kept, is loaded by itself, so that its gaps are its own.
    """
    total, together = Kept(), list[Page]()
    for page in found:
        if len(page.rows) + sum(len(each.rows) for each in together) > pages.ROWS_IN_A_PART:
            total = total.plus(await _keep_together(context, workspace_id, followed, source, together))
            together = []
        together.append(page)
    return total.plus(await _keep_together(context, workspace_id, followed, source, together))


async def _keep_together(
    context: Context, workspace_id: WorkspaceId, followed: Followed, source: Source, found: Sequence[Page]
) -> Kept:
    """A load costs much, a row little: web hooks bring hundreds of pages of one row."""
    if not found:
        return Kept()
    read = [understood(source, page.stream, page.rows, followed) for page in found]
    batch = Batch([(context.now, records) for records, _ in read])
    if len(found) == 1 or batch.lost or any(troubles for _, troubles in read) or any(each.skipped for each in found):
        total = Kept()
        for page in found:
            total = total.plus(await keep(context, workspace_id, followed, source, page, moves=False))
        return total
    async with context.database.workspace(workspace_id) as connection:
        for page in found:
            await pages.put(connection, workspace_id, followed.place, page, now=context.now)
    async with context.database.workspace(workspace_id) as connection:
        loaded = await load_batch(connection, workspace_id, followed.place, batch)
    return Kept(sum(len(page.rows) for page in found), sum(loaded.rows.values()))
