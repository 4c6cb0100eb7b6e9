"""`/workspaces/{workspace_id}/repositories/{repository_id}/owners`, and the owners of all of them."""

from uuid import UUID

from aexy.features.ownership import service
from aexy.features.ownership.schemas import NewOwners, OwnedRepository, Owners, OwnerSuggestion
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes
from aexy.kernel.ids import RepositoryId

routes = Routes("/workspaces/{workspace_id}/repositories/{repository_id}/owners", tag="repositories")
list_routes = Routes("/workspaces/{workspace_id}/repository-owners", tag="repositories")


@list_routes.get("", policy=Policy.VIEWER)
async def list_repository_owners(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[OwnedRepository]:
    """Repositories by name, each with the teams that own it now."""
    return await service.list_owned(context, viewer.workspace_id, cursor=cursor, limit=limit)


@routes.get("", policy=Policy.VIEWER)
async def get_repository_owners(context: InContext, viewer: Asking, repository_id: UUID) -> Owners:
    """Which teams own it, and who ever did."""
    return await service.get_owners(context, viewer.workspace_id, RepositoryId(repository_id))


@routes.put("", policy=Policy.MANAGER)
async def set_repository_owners(context: InContext, viewer: Asking, repository_id: UUID, wish: NewOwners) -> Owners:
    """Say which teams own it from an instant on; what was before stays."""
    return await service.set_owners(
        context, viewer.workspace_id, RepositoryId(repository_id), wish, requested_by=viewer.account_id
    )


@routes.get("/suggestion", policy=Policy.VIEWER)
async def suggest_repository_owner(context: InContext, viewer: Asking, repository_id: UUID) -> OwnerSuggestion:
    """Which team wrote most of it in the last 90 days, with the evidence; nothing is changed by asking."""
    return await service.suggest_owner(context, viewer.workspace_id, RepositoryId(repository_id))
