"""Asking for a sync, carrying it out, and what belongs to it: replay, settling, web hooks' pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.connections.service import Followed
from aexy.features.ingest import service as ingest
from aexy.features.ingest.schemas import JobKind
from aexy.features.jobs.schemas import Job
from aexy.features.syncing import replaying, rows
from aexy.features.syncing.keeping import Kept, keep_all
from aexy.features.syncing.reading import Outcome, Reading, read_all, units
from aexy.features.syncing.watching import Watching
from aexy.jobs.job import ReplayPages, SyncConnection
from aexy.kernel.errors import AexyError, Conflict, NotSignedIn, SourceFailed
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.sources.contract import Level, Page, Source
from aexy.sources.providers import SOURCES
from aexy.store.activity import settle_teams
from aexy.store.folk import settle_people
from aexy.store.linking import link

# Web hooks bring what is new at once; a sync finds what they missed.
DUE_AFTER = timedelta(hours=1)


async def start(
    context: Context,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    full: bool = False,
    requested_by: AccountId | None,
) -> Job:
    """Read what is new at the provider; the job under way where somebody asked before. Conflict while it is paused."""
    found = await connections.get_connection(context, workspace_id, connection_id)
    if found.auth_kind == "hook":
        raise Conflict(
            f"Nothing is asked of {found.name}: it tells by its web hook.",
            next_step="Look at what it told with `aexy webhooks list`.",
        )
    if found.state == "paused":
        raise Conflict(f"{found.name} is paused.", next_step=f"Run `aexy connections resume {found.name}` first.")
    return await ingest.order(
        context, workspace_id, JobKind.CONNECTION, "streams", requested_by,
        connection_id=connection_id, arguments={"full": full},
    )  # fmt: skip


async def start_replay(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, *, requested_by: AccountId | None
) -> Job:
    """Read the kept pages again, with the reader there is now."""
    await connections.get_connection(context, workspace_id, connection_id)
    return await ingest.order(context, workspace_id, JobKind.REPLAY, "pages", requested_by, connection_id=connection_id)


async def read(context: Context, order: SyncConnection) -> bool:
    """Carry a sync out as far as facts go; False when the job had ended before."""
    workspace_id, connection_id = order.workspace_id, order.connection_id
    if not await ingest.begin(context, workspace_id, order.job_id, stage="Asking what there is"):
        return False
    found = await connections.get_connection(context, workspace_id, connection_id)
    source = SOURCES[found.provider]
    watching = Watching(context, workspace_id, connection_id, order.job_id)
    if order.full:
        async with context.database.workspace(workspace_id) as connection:
            await rows.drop_cursors(connection, workspace_id, connection_id)
    try:
        async with await connections.http_for(context, workspace_id, connection_id, watching) as http:
            await connections.refresh(context, workspace_id, connection_id, http)
            followed = await connections.scopes(context, workspace_id, connection_id)
            await _read_histories(context, workspace_id, followed)
            reading = Reading(context, workspace_id, connection_id, source, http, watching)
            outcomes = await read_all(reading, units(source, followed))
            await watching.end()
    except NotSignedIn as error:
        await _note(context, workspace_id, connection_id, state="revoked", error=str(error))
        raise
    except AexyError as error:
        await _note(context, workspace_id, connection_id, state="failing", error=str(error))
        raise
    await watching.say("Linking what belongs together")
    await settle(context, workspace_id)
    await _sum_up(context, order, outcomes)
    return True


async def replay(context: Context, order: ReplayPages) -> bool:
    """Carry a replay out as far as facts go; False when the job had ended before."""
    if not await ingest.begin(context, order.workspace_id, order.job_id, stage="Reading kept pages again"):
        return False
    followed = await connections.scopes(context, order.workspace_id, order.connection_id)
    found = await connections.get_connection(context, order.workspace_id, order.connection_id)
    await replaying.replay(context, order, SOURCES[found.provider], followed)
    await settle(context, order.workspace_id)
    return True


async def finish(context: Context, order: SyncConnection | ReplayPages, counted: dict[str, Any]) -> None:
    """The job is done; what it counted joins what it read."""
    await ingest.finish(context, order.workspace_id, order.job_id, details=counted)


async def apply(
    context: Context, workspace_id: WorkspaceId, followed: Followed, source: Source, pages: Iterable[Page]
) -> Kept:
    """Keep pages that came out of turn (a web hook's) and load what they say; `settle` afterwards, once."""
    return await keep_all(context, workspace_id, followed, source, pages)


async def settle(context: Context, workspace_id: WorkspaceId) -> None:
    """Whoever is new becomes somebody, in the teams their provider lists them in; what belongs together is linked."""
    async with context.database.workspace(workspace_id) as connection:
        await settle_people(connection, workspace_id)
        await settle_teams(connection, workspace_id)
    async with context.database.workspace(workspace_id) as connection:
        await link(connection, workspace_id)


async def keep_house(context: Context) -> None:
    """Order a sync of every connection nobody looked at for an hour."""
    async with context.database.pool.acquire() as connection:
        due = await rows.list_due(connection, context.now - DUE_AFTER)
    for workspace_id, connection_id in due:
        await start(context, workspace_id, connection_id, requested_by=None)


async def _read_histories(context: Context, workspace_id: WorkspaceId, followed: Sequence[Followed]) -> None:
    """The repositories' git histories are read beside their pull requests, by jobs of their own."""
    for each in followed:
        if each.scope.level is Level.REPOSITORY and each.repository_id is not None:
            await ingest.sync(context, workspace_id, each.repository_id, requested_by=None)


async def _sum_up(context: Context, order: SyncConnection, outcomes: Sequence[Outcome]) -> None:
    """Write down how it went; a sync of which nothing could be read has failed."""
    total = Kept()
    for outcome in outcomes:
        total = total.plus(outcome.kept)
    serious = [one for one in outcomes if one.is_missed]
    error = _sentence(serious, len(outcomes))
    await _note(context, order.workspace_id, order.connection_id, state="failing" if serious else "active", error=error)
    if error and len(serious) == len(outcomes):
        raise SourceFailed(error)
    per_stream: Counter[str] = Counter()
    for outcome in outcomes:
        per_stream[outcome.unit.stream.title] += outcome.kept.rows
    details = {
        "rows_read": total.rows, "facts_changed": total.changed, "gaps_found": total.troubles,
        "streams_failed": len(serious), "first_failure": error, "rows": dict(per_stream),
    }  # fmt: skip
    await ingest.tell(context, order.workspace_id, order.job_id, details=details)


def _sentence(serious: Sequence[Outcome], of: int) -> str | None:
    if not serious:
        return None
    first = serious[0]
    where = f"{first.unit.followed.scope.name} {first.unit.stream.title}".strip()
    return f"{len(serious)} of {of} streams could not be read; the first, {where}: {first.error}"


async def _note(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, *, state: str, error: str | None
) -> None:
    async with context.database.workspace(workspace_id) as connection:
        await rows.mark_synced(connection, workspace_id, connection_id, state=state, error=error, now=context.now)
