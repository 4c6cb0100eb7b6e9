"""Reading a connection: every stream of everything that is followed, four requests at a time, nothing passed over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from aexy.context import Context
from aexy.features.connections.service import Followed
from aexy.features.syncing import rows
from aexy.features.syncing.keeping import OF_ANOTHER_SHAPE, Kept, keep, scope_of
from aexy.features.syncing.watching import Watching
from aexy.kernel.errors import AexyError, Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.contract import Cursor, Page, Source, Stream
from aexy.sources.http import IN_FLIGHT, Http


class Unit(NamedTuple):
    """One stream of one place."""

    followed: Followed
    stream: Stream


class Outcome(NamedTuple):
    """What became of a unit; `error` is the sentence when it was not read to its end.

    It `is_missed` unless the provider refuses what is optional: a right nobody gave, a part nobody switched on.
    """

    unit: Unit
    kept: Kept
    error: str | None = None
    is_missed: bool = False


class Reading(NamedTuple):
    """What all units of a sync share."""

    context: Context
    workspace_id: WorkspaceId
    connection_id: ConnectionId
    source: Source
    http: Http
    watching: Watching


def units(source: Source, followed: Sequence[Followed]) -> list[Unit]:
    """What there is to read: people and teams first, then place by place in the order the source names its streams."""
    return [
        Unit(each, stream)
        for each in sorted(followed, key=lambda one: one.scope.level != "connection")
        for stream in source.streams
        if stream.level == each.scope.level
    ]


async def read_all(reading: Reading, found: Sequence[Unit]) -> list[Outcome]:
    """Read every unit to its end. One that fails is written down and the others go on; a refused token ends it all."""
    reading.watching.total = len(found)
    places = asyncio.Semaphore(IN_FLIGHT)

    async def one(unit: Unit) -> Outcome:
        async with places:
            outcome = await read_unit(reading, unit)
        reading.watching.done += 1
        return outcome

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(unit)) for unit in found]
    except ExceptionGroup as failed:
        raise next((e for e in failed.exceptions if isinstance(e, AexyError)), failed.exceptions[0]) from failed
    return [task.result() for task in tasks]


async def read_unit(reading: Reading, unit: Unit) -> Outcome:
    """Read one stream from its cursor to its end."""
    context, source, stream = reading.context, reading.source, unit.stream.name
    scope, kept = scope_of(unit.followed.place), Kept()
    async with context.database.workspace(reading.workspace_id) as connection:
        cursor = await rows.find_cursor(connection, reading.workspace_id, reading.connection_id, scope, stream)
    try:
        async for page in _pages(reading, unit, cursor):
            kept = kept.plus(await keep(context, reading.workspace_id, unit.followed, source, page, moves=True))
            await reading.watching.say(_stage(unit, page, kept))
    except (Forbidden, Unknown, SourceFailed) as error:
        is_missed = isinstance(error, SourceFailed) or not unit.stream.is_optional
        await _fail(reading, unit, str(error), is_missed=is_missed)
        return Outcome(unit, kept, str(error), is_missed)
    async with context.database.workspace(reading.workspace_id) as connection:
        await rows.close_stream(
            connection, reading.workspace_id, reading.connection_id, scope, stream, read_until=context.now
        )
    return Outcome(unit, kept)


async def _pages(reading: Reading, unit: Unit, cursor: Cursor | None) -> AsyncIterator[Page]:
    """The stream's pages. An answer of another shape than the provider documents is its failure, not ours to die of."""
    pages = reading.source.pages(
        reading.http, unit.followed.scope, unit.stream.name, cursor, reading.context.now
    ).__aiter__()
    while True:
        try:
            page = await anext(pages, None)
        except OF_ANOTHER_SHAPE as error:
            raise SourceFailed(
                f"An answer about {unit.stream.title} cannot be read ({type(error).__name__}: {error}).",
                next_step="Sync again; if it stays so, a proxy may be answering, or the provider has changed.",
            ) from error
        if page is None:
            return
        yield page


async def _fail(reading: Reading, unit: Unit, error: str, *, is_missed: bool) -> None:
    scope, now = scope_of(unit.followed.place), reading.context.now
    async with reading.context.database.workspace(reading.workspace_id) as connection:
        await rows.fail_stream(
            connection, reading.workspace_id, reading.connection_id, scope, unit.stream.name, error=error, now=now
        )
        if is_missed:
            await rows.put_gaps(
                connection, reading.workspace_id, reading.connection_id, scope, unit.stream.name,
                items=[None], reasons=[error], since=None, now=now,
            )  # fmt: skip


def _stage(unit: Unit, page: Page, kept: Kept) -> str:
    far = f"{page.done if page.done is not None else kept.rows:,}"
    of = f" of {page.total:,}" if page.total is not None else ""
    return f"{unit.followed.scope.name}: {unit.stream.title}, {far}{of}".removeprefix(": ")


__all__ = ["NotSignedIn", "Outcome", "Reading", "Unit", "read_all", "read_unit", "units"]
