"""Showing, renaming and removing repositories. Adding and reading them is asked of the ingest feature."""

from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.audit import service as audit
from aexy.features.ingest import service as ingest
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.repositories import rows
from aexy.features.repositories.schemas import (
    AddedRepository,
    Census,
    NewRepository,
    Repository,
    RepositoryChange,
    Stored,
)
from aexy.kernel.errors import Forbidden, Unknown
from aexy.kernel.ids import AccountId, RepositoryId, WorkspaceId
from aexy.sources.git import parse_location
from aexy.store.postgres import Connection

LIST = "repositories"
CENSUS_LASTS = 24 * 3600

_CENSUS = TypeAdapter(dict[int, Census])


def _unknown(repository_id: RepositoryId) -> Unknown:
    return Unknown(
        f"There is no repository {repository_id}.",
        next_step="List the workspace's repositories.",
        field="repository_id",
    )


async def list_repositories(
    context: Context, workspace_id: WorkspaceId, *, cursor: str | None, limit: int
) -> Page[Repository]:
    """The workspace's repositories by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, after=after, limit=limit + 1)
        items = await _described(context, workspace_id, connection, found[:limit])
    last = items[-1] if len(found) > limit else None
    return Page(items=items, next_cursor=write_cursor(LIST, last.name, last.id) if last else None)


async def get_repository(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> Repository:
    """One repository; Unknown when the workspace has none of that id."""
    async with context.database.reading(workspace_id) as connection:
        return await _found(context, workspace_id, connection, repository_id)


async def add_repository(
    context: Context, workspace_id: WorkspaceId, wish: NewRepository, *, requested_by: AccountId
) -> AddedRepository:
    """Add what stands at a location and start reading it; what is there already is read again.

    Folders of the server's machine are the local owner's to name: anybody else could read files through them.
    """
    if parse_location(wish.location, cwd=Path("/")).is_local and not is_local_owner(requested_by):
        raise Forbidden(
            "Only the owner of the machine Aexy runs on may add its folders.",
            next_step="Give an address that the server can fetch from.",
            field="location",
        )
    added, job = await ingest.add_repository(
        context,
        workspace_id,
        location=wish.location,
        name=wish.name,
        branch=wish.branch,
        requested_by=requested_by,
    )
    return AddedRepository(repository=await get_repository(context, workspace_id, added.id), job=job)


async def change_repository(
    context: Context,
    workspace_id: WorkspaceId,
    repository_id: RepositoryId,
    wish: RepositoryChange,
    *,
    requested_by: AccountId,
) -> Repository:
    """Change what is mentioned; another branch is read at once."""
    async with context.database.workspace(workspace_id) as connection:
        before = await _found(context, workspace_id, connection, repository_id)
        await rows.change(
            connection, repository_id, name=wish.name, branch=wish.branch, context=wish.context, now=context.now
        )
        if wish.context not in {None, before.context}:
            await rows.count_anew(connection)
        await audit.record(
            connection, workspace_id, by=requested_by, action="repository.changed",
            subject=f"repository:{repository_id}", said=wish.model_dump(mode="json", exclude_unset=True),
            now=context.now,
        )  # fmt: skip
    if wish.branch not in {None, before.branch_wanted}:
        await ingest.sync(context, workspace_id, repository_id, requested_by=requested_by)
    return await get_repository(context, workspace_id, repository_id)


async def sync_repository(
    context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId, *, requested_by: AccountId
) -> Job:
    """Read what is new; the job under way where there is one."""
    return await ingest.sync(context, workspace_id, repository_id, requested_by=requested_by)


async def drop_mirror(context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId) -> Repository:
    """Give back the disk our copy takes; the next sync makes it anew."""
    await ingest.drop_mirror(context, workspace_id, repository_id)
    return await get_repository(context, workspace_id, repository_id)


async def delete_repository(
    context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId, *, requested_by: AccountId
) -> None:
    """Remove it with all that was read of it; commits that were counted here count for the next oldest fork."""
    await ingest.forget(context, workspace_id, repository_id)
    async with context.database.workspace(workspace_id) as connection:
        await rows.delete(connection, repository_id)
        await audit.record(
            connection, workspace_id, by=requested_by, action="repository.removed",
            subject=f"repository:{repository_id}", said={}, now=context.now,
        )  # fmt: skip
    await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)


async def _found(
    context: Context, workspace_id: WorkspaceId, connection: Connection, repository_id: RepositoryId
) -> Repository:
    stored = await rows.find(connection, repository_id)
    if stored is None:
        raise _unknown(repository_id)
    return (await _described(context, workspace_id, connection, [stored]))[0]


async def _described(
    context: Context, workspace_id: WorkspaceId, connection: Connection, found: list[Stored]
) -> list[Repository]:
    """Three statements however many there are; one less where the commits were counted before."""
    if not found:
        return []
    census = await _census(context, workspace_id, connection, found[0].data_version)
    latest = await jobs.latest_of(connection, [stored.id for stored in found])
    nothing = Census()
    return [
        Repository(
            **stored.values,
            **asdict(census.get(stored.key, nothing)),
            active_job=latest.get((stored.id, True)),
            last_job=latest.get((stored.id, False)),
        )
        for stored in found
    ]


async def _census(
    context: Context, workspace_id: WorkspaceId, connection: Connection, data_version: int
) -> dict[int, Census]:
    """Counting a million commits takes a second, so it is done once per state of the data."""
    key = f"census:{data_version}"
    kept = await context.cache.get(workspace_id, key)
    if kept is not None:
        return _CENSUS.validate_json(kept)
    census = await rows.census(connection)
    await context.cache.put(workspace_id, key, _CENSUS.dump_json(census), seconds=CENSUS_LASTS)
    return census
