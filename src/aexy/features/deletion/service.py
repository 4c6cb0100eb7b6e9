"""Deleting a workspace. For seven days an owner can take it back; then the hourly round takes all of it away.

Rows go in the order in which tables point to each other, so many at a time, and what stands outside the database goes
first: whatever is broken off half-way is gone on with an hour later. Nobody is let in meanwhile.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.deletion import rows
from aexy.features.importing import service as importing
from aexy.features.ingest import service as ingest
from aexy.features.jobs import service as jobs
from aexy.features.members import service as members
from aexy.features.routing import Role, Viewer
from aexy.features.workspaces import service as workspaces
from aexy.features.workspaces.schemas import Workspace
from aexy.kernel.errors import Conflict, Forbidden, Unusable
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store import witnesses

log = logging.getLogger(__name__)

GRACE = timedelta(days=7)
_JOBS_AT_ONCE = 200


async def ask(context: Context, viewer: Viewer, *, slug: str, at_once: bool) -> Workspace:
    """From now on only owners are let in; in seven days, or within the hour, everything goes."""
    workspace = await workspaces.get_workspace(context, viewer)
    if slug != workspace.slug:
        raise Unusable(
            f"This is not how the workspace is called: {slug!r}.",
            next_step=f"Confirm with its slug, {workspace.slug}.",
            field="slug",
        )
    deleting_at = context.now if at_once else context.now + GRACE
    said = {"workspace_id": str(viewer.workspace_id), "slug": slug, "deleting_at": deleting_at.isoformat()}
    async with context.database.workspace(viewer.workspace_id) as connection:
        role = await members.standing(connection, viewer.workspace_id, viewer.account_id)
        if role is not Role.OWNER:
            raise Forbidden("Only an owner deletes a workspace.", next_step="Ask an owner.")
        await rows.ask(connection, viewer.workspace_id, deleting_at, context.now)
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action="workspace.deletion_asked",
            subject=f"workspace:{viewer.workspace_id}", said=said, now=context.now,
        )  # fmt: skip
    # The workspace's log goes with it; that somebody ended it stays with whoever did.
    async with context.database.account(viewer.account_id) as connection:
        await audit.record_account(
            connection, viewer.account_id, action="workspace.deletion_asked", said=said, now=context.now
        )
    return await workspaces.get_workspace(context, viewer)


async def restore(context: Context, viewer: Viewer) -> Workspace:
    """Take it back: everything is as it was. Conflict when nobody asked for it, or it has begun."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        if not await rows.restore(connection, viewer.workspace_id, context.now):
            raise Conflict("There is no deletion to take back.", next_step="The workspace stays as it is.")
        await audit.record(
            connection, viewer.workspace_id, by=viewer.account_id, action="workspace.restored",
            subject=f"workspace:{viewer.workspace_id}", said={}, now=context.now,
        )  # fmt: skip
    return await workspaces.get_workspace(context, viewer)


async def keep_house(context: Context) -> None:
    """Take away every workspace whose days are over. One that cannot be hinders no other, and is tried again."""
    async with context.database.pool.acquire() as connection:
        due = await rows.due(connection, context.now)
    for workspace_id in due:
        try:
            await carry_out(context, workspace_id)
        except Exception:
            log.exception("A workspace could not be deleted: %s", workspace_id)


async def carry_out(context: Context, workspace_id: WorkspaceId) -> bool:
    """Take everything of a workspace away; False when it is not due, or was taken back."""
    async with context.database.workspace(workspace_id) as connection:
        if not await rows.begin(connection, workspace_id, context.now):
            return False
    await _stop_jobs(context, workspace_id)
    await _clear_files(context, workspace_id)
    async with context.database.workspace(workspace_id) as connection:
        tables = await rows.tables(connection)
    for table in tables:
        await _empty(context, workspace_id, table)
    async with context.database.workspace(workspace_id) as connection:
        await rows.delete(connection, workspace_id)
    await context.cache.drop(workspace_id)
    log.info("A workspace was deleted: %s", workspace_id)
    return True


async def _stop_jobs(context: Context, workspace_id: WorkspaceId) -> None:
    page = await jobs.list_jobs(
        context, workspace_id, repository_id=None, active=True, cursor=None, limit=_JOBS_AT_ONCE
    )
    for job in page.items:
        with suppress(Conflict):  # it ended by itself
            await jobs.cancel_job(context, workspace_id, JobId(job.id))


async def _clear_files(context: Context, workspace_id: WorkspaceId) -> None:
    """Mirrors, credentials of repositories, files that were brought, and the note of how far the log had come."""
    async with context.database.workspace(workspace_id) as connection:
        repositories = await rows.repositories(connection, workspace_id)
        uploads = await rows.uploads(connection, workspace_id)
    for repository_id in repositories:
        await ingest.clear_away(context.settings, repository_id)
    for upload in uploads:
        await asyncio.to_thread(importing.clear_away, context.settings, workspace_id, upload)
    await asyncio.to_thread(witnesses.forget, context.settings, workspace_id)


async def _empty(context: Context, workspace_id: WorkspaceId, table: rows.Table) -> None:
    went = 1
    while went:
        async with context.database.workspace(workspace_id) as connection:
            went = await rows.empty_some(connection, workspace_id, table)
