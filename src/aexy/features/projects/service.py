"""Making projects and saying what they hold."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.projects import rows
from aexy.features.projects.schemas import NewProject, Project, ProjectChange, ProjectDetail, ProjectId, Tracker
from aexy.features.workspaces.service import slug_of
from aexy.kernel.errors import Conflict, Unknown
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

LIST = "projects"
TRACKERS = "trackers"

Known = Callable[[Connection, Sequence[UUID]], Awaitable[set[UUID]]]


def _no_project(project_id: ProjectId) -> Unknown:
    return Unknown(f"There is no project {project_id}.", next_step="List the workspace's projects.", field="project_id")


async def list_projects(
    context: Context, workspace_id: WorkspaceId, *, cursor: str | None, limit: int
) -> Page[Project]:
    """The workspace's projects by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.name, last.id) if last else None)


async def list_trackers(
    context: Context, workspace_id: WorkspaceId, *, cursor: str | None, limit: int
) -> Page[Tracker]:
    """The tracker projects there are, by name: what a project may hold."""
    place = read_cursor(TRACKERS, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.trackers_by_name(connection, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(TRACKERS, last.name, last.id) if last else None)


async def get_project(context: Context, workspace_id: WorkspaceId, project_id: ProjectId) -> ProjectDetail:
    """The project with what it holds; Unknown when the workspace has none of that id."""
    async with context.database.reading(workspace_id) as connection:
        return await _found(connection, project_id)


async def create_project(
    context: Context, workspace_id: WorkspaceId, wish: NewProject, *, requested_by: AccountId
) -> ProjectDetail:
    """A project of these repositories and tracker projects; Conflict when its name is taken."""
    async with context.database.workspace(workspace_id) as connection:
        project_id = await rows.add(
            connection, slug=slug_of(wish.name), name=wish.name, description=wish.description, now=context.now
        )
        if project_id is None:
            raise Conflict(
                f"There is a project called {wish.name!r} already.", next_step="Choose another name.", field="name"
            )
        has_changed = await _hold_repositories(connection, project_id, wish.repository_ids)
        await _hold_trackers(connection, project_id, wish.tracker_ids)
        made = await _found(connection, project_id)
    if has_changed:
        await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)
    return made


async def change_project(
    context: Context, workspace_id: WorkspaceId, project_id: ProjectId, wish: ProjectChange
) -> ProjectDetail:
    """Change what is mentioned. The slug stays, so that addresses go on working."""
    async with context.database.workspace(workspace_id) as connection:
        await _touch(context, connection, project_id, wish)
        return await _found(connection, project_id)


async def set_repositories(
    context: Context,
    workspace_id: WorkspaceId,
    project_id: ProjectId,
    repository_ids: Sequence[UUID],
    *,
    requested_by: AccountId,
) -> ProjectDetail:
    """The project holds exactly these repositories: its numbers are counted again, also those of the past."""
    async with context.database.workspace(workspace_id) as connection:
        await _touch(context, connection, project_id)
        has_changed = await _hold_repositories(connection, project_id, repository_ids)
        project = await _found(connection, project_id)
    if has_changed:
        await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)
    return project


async def set_trackers(
    context: Context, workspace_id: WorkspaceId, project_id: ProjectId, tracker_ids: Sequence[UUID]
) -> ProjectDetail:
    """The project holds exactly these tracker projects."""
    async with context.database.workspace(workspace_id) as connection:
        await _touch(context, connection, project_id)
        await _hold_trackers(connection, project_id, tracker_ids)
        return await _found(connection, project_id)


async def delete_project(
    context: Context, workspace_id: WorkspaceId, project_id: ProjectId, *, requested_by: AccountId
) -> None:
    """Take the project away, and its numbers. Its repositories and tracker projects stay."""
    async with context.database.workspace(workspace_id) as connection:
        project = await _found(connection, project_id)
        await rows.delete(connection, project_id)
    if project.repository_ids:
        await ingest.generate_snapshots(context, workspace_id, requested_by=requested_by)


async def _touch(
    context: Context, connection: Connection, project_id: ProjectId, wish: ProjectChange | None = None
) -> None:
    if not await rows.change(connection, project_id, wish or ProjectChange(), context.now):
        raise _no_project(project_id)


async def _found(connection: Connection, project_id: ProjectId) -> ProjectDetail:
    project = await rows.find(connection, project_id)
    if project is None:
        raise _no_project(project_id)
    return project


async def _hold_repositories(connection: Connection, project_id: ProjectId, ids: Sequence[UUID]) -> bool:
    await _check_known(connection, rows.known_repositories, ids, "repository")
    return await rows.hold_repositories(connection, project_id, sorted(set(ids)))


async def _hold_trackers(connection: Connection, project_id: ProjectId, ids: Sequence[UUID]) -> None:
    await _check_known(connection, rows.known_trackers, ids, "tracker")
    await rows.hold_trackers(connection, project_id, sorted(set(ids)))


async def _check_known(connection: Connection, known: Known, ids: Sequence[UUID], thing: str) -> None:
    unknown = set(ids) - await known(connection, ids)
    if unknown:
        raise Unknown(
            f"There is no {thing} {min(unknown)}.",
            next_step="List the workspace's repositories and trackers.",
            field=f"{thing}_ids",
        )
