"""`/workspaces/{workspace_id}/connections`: an administrator's, for tokens see what a provider keeps private."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from aexy.features.connections import guides, hooking, listening, service, signing_in
from aexy.features.connections.schemas import (
    CheckedConnection,
    Connection,
    ConnectionChange,
    DeviceAnswer,
    DeviceCode,
    DevicePoll,
    DeviceWish,
    Followable,
    FollowedThings,
    Following,
    Guide,
    HookSecret,
    Listening,
    NewConnection,
    NewHookSecret,
    NewListening,
    NewToken,
    NewTokens,
    Provider,
    Wanted,
)
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, Bound, InContext, Policy, Routes
from aexy.kernel.ids import ConnectionId

routes = Routes("/workspaces/{workspace_id}/connections", tag="connections")


@routes.get("", policy=Policy.ADMIN)
async def list_connections(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Connection]:
    """The workspace's connections by name."""
    return await service.list_connections(context, viewer.workspace_id, cursor=cursor, limit=limit)


@routes.post("", policy=Policy.ADMIN, status=201)
async def create_connection(context: InContext, viewer: Asking, wish: NewConnection) -> Connection:
    """Connect a provider: its tokens are tried first, and kept sealed."""
    return await service.create(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.post("/listening", policy=Policy.ADMIN, status=201)
async def add_listening(context: InContext, viewer: Asking, request: Request, wish: NewListening) -> Listening:
    """Listen to a tool that tells of deployments or incidents; its secret is shown this once."""
    address = context.settings.public_url or str(request.base_url)
    return await listening.add(context, viewer.workspace_id, wish, address=address, requested_by=viewer.account_id)


@routes.get("/guide", policy=Policy.ADMIN)
async def get_connection_guide(
    context: InContext,
    viewer: Asking,  # noqa: ARG001 - asks who is there
    provider: Provider,
    base_url: Annotated[str | None, Query(max_length=500, description="Null: the provider's own address.")] = None,
) -> Guide:
    """How to come to a token: where, with which rights."""
    return guides.guide(provider, base_url, has_device_flow=signing_in.has_device_flow(context))


@routes.post("/check", policy=Policy.ADMIN, bound=Bound.EXPENSIVE)
async def check_connection(context: InContext, viewer: Asking, wish: Wanted) -> CheckedConnection:
    """Whose tokens these are, what they may, and what cannot be read without the rest. Nothing is kept."""
    return await service.check(context, wish, requested_by=viewer.account_id)


@routes.post("/device/start", policy=Policy.ADMIN)
async def start_device_sign_in(context: InContext, viewer: Asking, wish: DeviceWish) -> DeviceCode:
    """Begin signing in by a code that is typed at the provider."""
    return await signing_in.start(context, wish, requested_by=viewer.account_id)


@routes.post("/device/poll", policy=Policy.ADMIN)
async def poll_device_sign_in(context: InContext, viewer: Asking, wish: DevicePoll) -> DeviceAnswer:
    """Whether the code was typed; once it was, the connection."""
    return await signing_in.poll(context, viewer.workspace_id, wish, requested_by=viewer.account_id)


@routes.get("/{connection_id}", policy=Policy.ADMIN)
async def get_connection(context: InContext, viewer: Asking, connection_id: UUID) -> Connection:
    """One connection, without its secrets."""
    return await service.get_connection(context, viewer.workspace_id, ConnectionId(connection_id))


@routes.patch("/{connection_id}", policy=Policy.ADMIN)
async def change_connection(
    context: InContext, viewer: Asking, connection_id: UUID, wish: ConnectionChange
) -> Connection:
    """Rename it, set its options, pause it or let it go on."""
    return await service.change(
        context, viewer.workspace_id, ConnectionId(connection_id), wish, requested_by=viewer.account_id
    )


@routes.delete("/{connection_id}", policy=Policy.ADMIN, status=NO_CONTENT)
async def delete_connection(context: InContext, viewer: Asking, connection_id: UUID) -> None:
    """Take it away with its secrets and deliveries. The facts it brought stay."""
    await service.delete(context, viewer.workspace_id, ConnectionId(connection_id), requested_by=viewer.account_id)


@routes.post("/{connection_id}/check", policy=Policy.ADMIN, bound=Bound.EXPENSIVE)
async def recheck_connection(context: InContext, viewer: Asking, connection_id: UUID) -> CheckedConnection:
    """Try the tokens that are kept: what they may, what they lack."""
    return await service.recheck(context, viewer.workspace_id, ConnectionId(connection_id))


@routes.put("/{connection_id}/tokens", policy=Policy.ADMIN)
async def replace_connection_tokens(
    context: InContext, viewer: Asking, connection_id: UUID, wish: NewTokens
) -> Connection:
    """Sign in anew with these, in place of those before."""
    return await service.replace_tokens(
        context, viewer.workspace_id, ConnectionId(connection_id), wish, requested_by=viewer.account_id
    )


@routes.post("/{connection_id}/tokens", policy=Policy.ADMIN, status=201)
async def add_connection_token(context: InContext, viewer: Asking, connection_id: UUID, wish: NewToken) -> Connection:
    """One more token, used in turn with the others."""
    return await service.add_token(
        context, viewer.workspace_id, ConnectionId(connection_id), wish.token, requested_by=viewer.account_id
    )


@routes.delete("/{connection_id}/tokens/{number}", policy=Policy.ADMIN)
async def drop_connection_token(context: InContext, viewer: Asking, connection_id: UUID, number: int) -> Connection:
    """Forget one of several tokens."""
    return await service.drop_token(
        context, viewer.workspace_id, ConnectionId(connection_id), number, requested_by=viewer.account_id
    )


@routes.get("/{connection_id}/available", policy=Policy.ADMIN)
async def list_available(
    context: InContext,
    viewer: Asking,
    connection_id: UUID,
    q: Annotated[str | None, Query(max_length=200, description="Letters of the name.")] = None,
    fresh: Annotated[bool | None, Query(description="Ask the provider again; else once in ten minutes.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL_PAGE,
) -> Page[Followable]:
    """Repositories and projects its tokens can see."""
    return await service.list_available(
        context, viewer.workspace_id, ConnectionId(connection_id), q=q, is_fresh=bool(fresh), cursor=cursor, limit=limit
    )


@routes.get("/{connection_id}/followed", policy=Policy.ADMIN)
async def get_followed(context: InContext, viewer: Asking, connection_id: UUID) -> FollowedThings:
    """What is taken in through it."""
    return await service.get_followed(context, viewer.workspace_id, ConnectionId(connection_id))


@routes.put("/{connection_id}/followed", policy=Policy.ADMIN)
async def set_followed(context: InContext, viewer: Asking, connection_id: UUID, wish: Following) -> FollowedThings:
    """Follow exactly this. What was read of the others stays."""
    return await service.set_followed(
        context, viewer.workspace_id, ConnectionId(connection_id), wish, requested_by=viewer.account_id
    )


@routes.post("/{connection_id}/webhook", policy=Policy.ADMIN, status=201)
async def set_hook_secret(
    context: InContext, viewer: Asking, request: Request, connection_id: UUID, wish: NewHookSecret
) -> HookSecret:
    """Make the web hook's secret, or a second one beside it; shown this once, with what to enter where."""
    found = await service.get_connection(context, viewer.workspace_id, ConnectionId(connection_id))
    address = context.settings.public_url or str(request.base_url)
    return await hooking.set_secret(
        context, viewer.workspace_id, found, given=wish.secret, address=address, requested_by=viewer.account_id
    )


@routes.delete("/{connection_id}/webhook/previous", policy=Policy.ADMIN, status=NO_CONTENT)
async def drop_previous_hook_secret(context: InContext, viewer: Asking, connection_id: UUID) -> None:
    """Believe only the newer secret of its web hook from here on."""
    found = await service.get_connection(context, viewer.workspace_id, ConnectionId(connection_id))
    await hooking.drop_previous(context, viewer.workspace_id, found, requested_by=viewer.account_id)
