"""A page of a provider: kept as it came, read, loaded, and only then is the cursor moved."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aexy.context import Context
from aexy.features.connections.service import Followed
from aexy.features.syncing import rows
from aexy.kernel.activity import Record
from aexy.kernel.errors import SourceFailed
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.contract import Page, Row, Source
from aexy.store import pages
from aexy.store.activity import Place, load

# What reading raises when a thing is not there, or is something else than it should be.
OF_ANOTHER_SHAPE = (LookupError, TypeError, ValueError, AttributeError)


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
    place = followed.place
    if page.page is not None:
        async with context.database.workspace(workspace_id) as connection:
            await pages.put(connection, workspace_id, place, page, now=context.now)
    records, troubles = understood(source, page.stream, page.rows, followed)
    missing = [(f"{page.page} row {number}", why) for number, why in troubles]
    missing += [(thing, f"The provider could not give it: {thing}.") for thing in page.skipped]
    async with context.database.workspace(workspace_id) as connection:
        loaded = await load(connection, workspace_id, place, records, now=context.now)
        if place.connection_id is not None:
            connection_id = ConnectionId(place.connection_id)
            await rows.put_gaps(
                connection, workspace_id, connection_id, scope_of(place), page.stream,
                items=[item for item, _ in missing], reasons=[why for _, why in missing], since=None, now=context.now,
            )  # fmt: skip
            if moves:
                await rows.move_cursor(
                    connection, workspace_id, connection_id, scope_of(place), page.stream,
                    cursor=page.cursor, rows=len(page.rows), now=context.now,
                )  # fmt: skip
    return Kept(len(page.rows), sum(loaded.rows.values()), len(missing))


async def keep_all(
    context: Context, workspace_id: WorkspaceId, followed: Followed, source: Source, found: Iterable[Page]
) -> Kept:
    """Pages from elsewhere than a stream's own order: the cursors stay where they are."""
    total = Kept()
    for page in found:
        total = total.plus(await keep(context, workspace_id, followed, source, page, moves=False))
    return total
