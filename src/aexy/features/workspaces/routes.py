"""`/workspaces`."""

from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import Asking, InContext, Policy, Routes, SignedIn
from aexy.features.workspaces import service
from aexy.features.workspaces.schemas import NewWorkspace, Workspace, WorkspaceChange
from aexy.kernel.ids import WorkspaceId

routes = Routes("/workspaces", tag="workspaces")


@routes.get("", policy=Policy.SIGNED_IN)
async def list_workspaces(
    context: InContext, account: SignedIn, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Workspace]:
    """The workspaces you belong to, by name."""
    found = await service.list_workspaces(context, account.id, cursor=cursor, limit=limit)
    good = [each for each in found.items if account.grant.is_good_in(WorkspaceId(each.id))]
    return Page(items=good, next_cursor=found.next_cursor)


@routes.post("", policy=Policy.SIGNED_IN, status=201)
async def create_workspace(context: InContext, account: SignedIn, wish: NewWorkspace) -> Workspace:
    """Make a workspace; you become its owner."""
    return await service.create_workspace(context, wish, owner=account.id)


@routes.get("/{workspace_id}", policy=Policy.VIEWER)
async def get_workspace(context: InContext, viewer: Asking) -> Workspace:
    """One workspace and its calendar."""
    return await service.get_workspace(context, viewer)


@routes.patch("/{workspace_id}", policy=Policy.ADMIN)
async def change_workspace(context: InContext, viewer: Asking, wish: WorkspaceChange) -> Workspace:
    """Change its name, clock, working days or late hours; its numbers are counted anew when they depend on it."""
    return await service.change_workspace(context, viewer, wish)
