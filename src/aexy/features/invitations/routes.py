"""`/workspaces/{workspace_id}/invitations` for who invites, `/auth/invitations` for who was invited."""

from uuid import UUID

from fastapi import Request, Response

from aexy.features.invitations import accepting, service
from aexy.features.invitations.schemas import (
    Accepting,
    Invitation,
    JoinedAnew,
    JoinedWorkspace,
    JoiningAnew,
    MadeInvitation,
    NewInvitation,
    SeenInvitation,
)
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, Bound, InContext, Policy, Routes, SignedIn, keeper

routes = Routes("/workspaces/{workspace_id}/invitations", tag="members")
own_routes = Routes("/auth/invitations", tag="auth")


def _address(context: InContext, request: Request) -> str:
    """Where the pages are: as the server is known outside, else as it was called just now."""
    return context.settings.public_url or str(request.base_url)


@routes.get("", policy=Policy.ADMIN)
async def list_invitations(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Invitation]:
    """Who was asked to join and has not answered."""
    return await service.list_invitations(context, viewer, cursor=cursor, limit=limit)


@routes.post("", policy=Policy.ADMIN, status=201)
async def create_invitation(
    context: InContext, viewer: Asking, request: Request, response: Response, wish: NewInvitation
) -> MadeInvitation:
    """Ask somebody to join; the link is shown this once, and mailed where there is a mail server."""
    response.headers["cache-control"] = "no-store"
    return await service.invite(context, viewer, wish, address=_address(context, request))


@routes.post("/{invitation_id}/resend", policy=Policy.ADMIN)
async def resend_invitation(
    context: InContext, viewer: Asking, request: Request, response: Response, invitation_id: UUID
) -> MadeInvitation:
    """Another link for the same invitation; the one before opens nothing any more."""
    response.headers["cache-control"] = "no-store"
    return await service.resend(context, viewer, invitation_id, address=_address(context, request))


@routes.delete("/{invitation_id}", policy=Policy.ADMIN, status=NO_CONTENT)
async def revoke_invitation(context: InContext, viewer: Asking, invitation_id: UUID) -> None:
    """Take an invitation back."""
    await service.revoke(context, viewer, invitation_id)


@own_routes.post("/see", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def see_invitation(context: InContext, wish: Accepting) -> SeenInvitation:
    """What an invitation is to, for whoever holds its link."""
    return await accepting.see(context, wish.token)


@own_routes.post("/accept", policy=Policy.SIGNED_IN)
async def accept_invitation(
    context: InContext, account: SignedIn, request: Request, wish: Accepting
) -> JoinedWorkspace:
    """Join the workspace with your account."""
    answer = await accepting.accept(context, account, wish.token)
    keeper(request).forget(account.id)
    return answer


@own_routes.post("/join", policy=Policy.PUBLIC, status=201, bound=Bound.SIGNING_IN)
async def join_by_invitation(context: InContext, response: Response, wish: JoiningAnew) -> JoinedAnew:
    """Join with a new account; `sign_in` is the address that signs it in, once."""
    response.headers["cache-control"] = "no-store"
    return await accepting.join_anew(context, wish.token, wish.name)
