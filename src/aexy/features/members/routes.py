"""`/workspaces/{workspace_id}/members`."""

from uuid import UUID

from fastapi import Request

from aexy.features.members import service
from aexy.features.members.schemas import MemberChange, Transfer, WorkspaceMember
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, InContext, Policy, Routes, keeper
from aexy.kernel.ids import AccountId

routes = Routes("/workspaces/{workspace_id}/members", tag="members")


@routes.get("", policy=Policy.VIEWER)
async def list_members(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[WorkspaceMember]:
    """Who belongs to the workspace, as what, and how far that reaches."""
    return await service.list_members(context, viewer, cursor=cursor, limit=limit)


@routes.post("/leave", policy=Policy.VIEWER, status=NO_CONTENT)
async def leave_workspace(context: InContext, viewer: Asking, request: Request) -> None:
    """Belong to it no longer; the last owner cannot."""
    await service.leave(context, viewer)
    keeper(request).forget(viewer.account_id)


@routes.post("/transfer", policy=Policy.OWNER)
async def transfer_ownership(context: InContext, viewer: Asking, request: Request, wish: Transfer) -> WorkspaceMember:
    """Make another member the owner; you become an admin."""
    account_id = AccountId(wish.account_id)
    answer = await service.transfer(context, viewer, account_id)
    for changed in (account_id, viewer.account_id):
        keeper(request).forget(changed)
    return answer


@routes.patch("/{account_id}", policy=Policy.ADMIN)
async def change_member(
    context: InContext, viewer: Asking, request: Request, account_id: UUID, wish: MemberChange
) -> WorkspaceMember:
    """Give another role, or limit it to teams; nothing above your own."""
    answer = await service.change_member(context, viewer, AccountId(account_id), wish)
    keeper(request).forget(AccountId(account_id))
    return answer


@routes.delete("/{account_id}", policy=Policy.ADMIN, status=NO_CONTENT)
async def remove_member(context: InContext, viewer: Asking, request: Request, account_id: UUID) -> None:
    """Take somebody's membership away; they see nothing of the workspace from then on."""
    await service.remove_member(context, viewer, AccountId(account_id))
    keeper(request).forget(AccountId(account_id))
