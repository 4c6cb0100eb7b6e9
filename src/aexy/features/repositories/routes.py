"""`/workspaces/{workspace_id}/repositories`."""

from uuid import UUID

from aexy.features.jobs.schemas import Job
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.repositories import service
from aexy.features.repositories.schemas import AddedRepository, NewRepository, Repository, RepositoryChange
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes
from aexy.kernel.ids import RepositoryId

routes = Routes("/workspaces/{workspace_id}/repositories", tag="repositories")


@routes.get("", policy=Policy.VIEWER)
async def list_repositories(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Repository]:
    """The workspace's repositories by name."""
    return await service.list_repositories(context, viewer.workspace_id, cursor=cursor, limit=limit)


@routes.post("", policy=Policy.MEMBER, status=201)
async def add_repository(context: InContext, viewer: Asking, wish: NewRepository) -> AddedRepository:
    """Add a repository by path or URL and start reading it. A path is the local owner's to name."""
    return await service.add_repository(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.get("/{repository_id}", policy=Policy.VIEWER)
async def get_repository(context: InContext, viewer: Asking, repository_id: UUID) -> Repository:
    """One repository, with the work under way."""
    return await service.get_repository(context, viewer.workspace_id, RepositoryId(repository_id))


@routes.patch("/{repository_id}", policy=Policy.MEMBER)
async def change_repository(
    context: InContext, viewer: Asking, repository_id: UUID, wish: RepositoryChange
) -> Repository:
    """Rename it, let another branch count, or say what it is for."""
    return await service.change_repository(
        context, viewer.workspace_id, RepositoryId(repository_id), wish, requested_by=viewer.account_id
    )


@routes.delete("/{repository_id}", policy=Policy.ADMIN, status=NO_CONTENT)
async def delete_repository(context: InContext, viewer: Asking, repository_id: UUID) -> None:
    """Remove it with all that was read of it, and recompute the numbers it was part of."""
    await service.delete_repository(
        context, viewer.workspace_id, RepositoryId(repository_id), requested_by=viewer.account_id
    )


@routes.post("/{repository_id}/sync", policy=Policy.MEMBER, status=202)
async def sync_repository(context: InContext, viewer: Asking, repository_id: UUID) -> Job:
    """Read what is new in it; the job under way where there is one."""
    return await service.sync_repository(
        context, viewer.workspace_id, RepositoryId(repository_id), requested_by=viewer.account_id
    )


@routes.delete("/{repository_id}/mirror", policy=Policy.ADMIN)
async def drop_repository_mirror(context: InContext, viewer: Asking, repository_id: UUID) -> Repository:
    """Give back the disk our copy takes; the next sync makes it anew."""
    return await service.drop_mirror(context, viewer.workspace_id, RepositoryId(repository_id))
