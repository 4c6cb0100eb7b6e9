"""Asking for facts: a repository is added, synced, its mirror dropped; a worker does the rest in steps (jobs.py)."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.audit import service as audit
from aexy.features.ingest import credentials, job_rows, rows
from aexy.features.ingest.schemas import JobKind, Repository
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job, JobState
from aexy.kernel.errors import AexyError, Conflict, Forbidden, Unknown
from aexy.kernel.ids import AccountId, ConnectionId, JobId, RepositoryId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.git import Location, look_into, parse_location


async def add_repository(
    context: Context,
    workspace_id: WorkspaceId,
    *,
    location: str,
    name: str | None = None,
    branch: str | None = None,
    requested_by: AccountId | None,
    cwd: Path = Path("/"),
) -> tuple[Repository, Job]:
    """Add a repository by folder or address and start reading it; one that is there already is read again.

    Unusable for what is no location, Forbidden for folders and private addresses where settings say so. What anybody
    but the machine's owner adds is read from public addresses only.
    """
    found = parse_location(location, cwd=cwd)
    _refuse_private(found, context.settings)
    if found.is_local:
        await asyncio.to_thread(look_into, Path(found.url))
    async with context.database.workspace(workspace_id) as connection:
        repository = await rows.put_repository(
            connection,
            workspace_id,
            owner=found.owner,
            name=name or found.name,
            provider="git",
            provider_id=found.provider_id,
            url=found.url,
            is_local=found.is_local,
            branch_wanted=branch,
            # Nobody asking is the machine itself.
            is_trusted=requested_by is None or is_local_owner(requested_by),
        )
        await audit.record(
            connection, workspace_id, by=requested_by, action="repository.added",
            subject=f"repository:{repository.id}", now=context.now,
            said={"is_local": found.is_local, "has_credentials": found.credentials is not None},
        )  # fmt: skip
    if found.credentials is not None:
        await asyncio.to_thread(credentials.keep, context.settings, repository.id, found.credentials)
    return repository, await sync(context, workspace_id, repository.id, requested_by=requested_by)


async def sync(
    context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId, *, requested_by: AccountId | None
) -> Job:
    """Read what is new in a repository; the job under way where somebody asked before."""
    repository = await get_repository(context, workspace_id, repository_id)
    return await order(context, workspace_id, JobKind.SYNC, "commits", requested_by, repository_id=repository.id)


async def generate_snapshots(
    context: Context, workspace_id: WorkspaceId, *, everything: bool = False, requested_by: AccountId | None
) -> Job:
    """Recompute the workspace's snapshots: the touched and newly closed periods, or all of them."""
    arguments = {"everything": everything}
    return await order(context, workspace_id, JobKind.SNAPSHOTS, "snapshots", requested_by, arguments=arguments)


async def analyse_people(context: Context, workspace_id: WorkspaceId, *, requested_by: AccountId | None) -> Job:
    """Run every analysis for everybody."""
    return await order(context, workspace_id, JobKind.ANALYSES, "people", requested_by)


async def make_demo(
    context: Context,
    workspace_id: WorkspaceId,
    *,
    developers: int,
    commits: int,
    seed: int,
    requested_by: AccountId | None,
) -> Job:
    """Make the demo organization in this workspace."""
    arguments = {"developers": developers, "commits": commits, "seed": seed}
    return await order(context, workspace_id, JobKind.DEMO, "commits", requested_by, arguments=arguments)


async def keep_house(context: Context) -> None:
    """Order the snapshots of every workspace whose day began, and again what was ordered and may have got lost."""
    async with context.database.pool.acquire() as connection:
        due = await rows.list_workspaces_due(connection)
        waiting = await rows.list_workspaces_with_open_jobs(connection)
    for workspace_id in due:
        await generate_snapshots(context, workspace_id, requested_by=None)
        await analyse_people(context, workspace_id, requested_by=None)
    for workspace_id in waiting:
        async with context.database.workspace(workspace_id) as connection:
            orders = await job_rows.list_active_orders(connection, workspace_id)
        for one in orders:
            await context.jobs.dispatch(one)


async def drop_mirror(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> Repository:
    """Take what we keep of it on disk away; the facts stay, and the next sync fetches it anew.

    Conflict while it is being read.
    """
    repository = await get_repository(context, workspace_id, repository_id)
    async with context.database.workspace(workspace_id) as connection:
        if await rows.is_being_read(connection, repository):
            raise Conflict(f"{repository.name} is being read.", next_step="Wait until it is done, or cancel the job.")
        await rows.set_mirror_bytes(connection, repository, None)
    await asyncio.to_thread(_take_away, reading_folder(context.settings, repository.id))
    return await get_repository(context, workspace_id, repository_id)


async def forget(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> None:
    """Take away what is kept outside the database before a repository is removed. Conflict while it is being read."""
    await drop_mirror(context, workspace_id, repository_id)
    await asyncio.to_thread(credentials.forget, context.settings, repository_id)


async def clear_away(settings: Settings, repository_id: RepositoryId) -> None:
    """Take away what is kept of a repository outside the database, whatever is being done with it."""
    await asyncio.to_thread(_take_away, reading_folder(settings, repository_id))
    await asyncio.to_thread(credentials.forget, settings, repository_id)


async def get_repository(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> Repository:
    """The repository; Unknown when the workspace has none of that id."""
    async with context.database.workspace(workspace_id) as connection:
        repository = await rows.find_repository(connection, workspace_id, repository_id)
    if repository is None:
        raise Unknown(
            f"There is no repository {repository_id}.",
            next_step="List the workspace's repositories.",
            field="repository_id",
        )
    return repository


def reading_folder(settings: Settings, repository_id: RepositoryId) -> Path:
    """Where its mirror is, or for a local one the repository of ours that borrows its objects."""
    return settings.home / "mirrors" / f"{repository_id}.git"


def _take_away(folder: Path) -> None:
    """With what stands beside it while a remote is asked what it has."""
    for each in (folder, *folder.parent.glob(f"{folder.name}.*")):
        shutil.rmtree(each, ignore_errors=True)


async def order(
    context: Context,
    workspace_id: WorkspaceId,
    kind: JobKind,
    unit: str,
    requested_by: AccountId | None,
    *,
    repository_id: RepositoryId | None = None,
    connection_id: ConnectionId | None = None,
    arguments: Mapping[str, object] | None = None,
) -> Job:
    """Write the job down, then give the order: what is written down but got lost is ordered again by housekeeping."""
    async with context.database.workspace(workspace_id) as connection:
        job_id = await job_rows.put_job(
            connection,
            workspace_id,
            kind=kind,
            unit=unit,
            repository_id=repository_id,
            connection_id=connection_id,
            arguments=arguments,
            requested_by=requested_by,
        )
        orders = [one for one in await job_rows.list_active_orders(connection, workspace_id) if one.job_id == job_id]
    for one in orders:
        try:
            await context.jobs.dispatch(one)
        except AexyError as error:
            await _give_up(context, workspace_id, job_id, str(error))
            raise
    return await jobs.get_job(context, workspace_id, job_id)


async def begin(context: Context, workspace_id: WorkspaceId, job_id: JobId, *, stage: str) -> bool:
    """Mark a job as running; False when it is over, or was never there."""
    async with context.database.workspace(workspace_id) as connection:
        return await job_rows.begin(connection, workspace_id, job_id, stage=stage)


async def show(
    context: Context, workspace_id: WorkspaceId, job_id: JobId, *, stage: str, done: int, total: int | None
) -> None:
    """Say what a job is doing and how far that is."""
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.show(connection, workspace_id, job_id, stage=stage, done=done, total=total)


async def tell(context: Context, workspace_id: WorkspaceId, job_id: JobId, *, details: Mapping[str, object]) -> None:
    """Add to what a job has brought so far."""
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.tell(connection, workspace_id, job_id, details=details)


async def finish(
    context: Context, workspace_id: WorkspaceId, job_id: JobId, *, details: Mapping[str, object] | None = None
) -> None:
    """Bring a job to its good end."""
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.end(
            connection, workspace_id, job_id, state=JobState.DONE, stage="Done", details=dict(details or {})
        )


async def _give_up(context: Context, workspace_id: WorkspaceId, job_id: JobId, sentence: str) -> None:
    async with context.database.workspace(workspace_id) as connection:
        await job_rows.end(connection, workspace_id, job_id, state=JobState.FAILED, error=sentence)


def _refuse_private(location: Location, settings: Settings) -> None:
    if settings.allow_private_hosts or not location.is_local:
        return
    raise Forbidden(
        "Folders of the server's machine may not be added here.",
        next_step="Give an address that the server can fetch from, or set AEXY_ALLOW_PRIVATE_HOSTS=true.",
        field="location",
    )
