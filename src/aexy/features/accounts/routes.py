"""`/auth`: a one-time link becomes a session; a session says who asks, is carried on, listed and ended."""

from uuid import UUID

from fastapi import Request, Response

from aexy.features.accounts import cookies, service, sessions
from aexy.features.accounts.devices import device_label
from aexy.features.accounts.schemas import Ended, Me, Redemption, RefreshWish, SessionList, Tokens, TokensView
from aexy.features.accounts.tokens import ACCESS_LASTS
from aexy.features.granting import Scope
from aexy.features.routing import NO_CONTENT, Bound, InContext, Policy, Routes, SignedIn, keeper
from aexy.kernel.errors import NotSignedIn

routes = Routes("/auth", tag="auth")


@routes.post("/redeem", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def redeem_link(context: InContext, request: Request, response: Response, wish: Redemption) -> Me:
    """Exchange the token of a one-time link for a session, kept in cookies that no script can read."""
    cookies.insist_on_own_page(request)
    tokens = await service.redeem(context, wish.token, label=device_label(request.headers.get("user-agent")))
    cookies.keep(request, response, tokens)
    response.headers["cache-control"] = "no-store"
    return await service.describe(context, tokens.account_id)


@routes.post("/refresh", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def refresh_session(
    context: InContext, request: Request, response: Response, wish: RefreshWish | None = None
) -> TokensView:
    """Exchange a refresh token, from the body or the browser's cookie, for new tokens: each is good for one."""
    response.headers["cache-control"] = "no-store"
    if wish is not None:
        cookies.insist_on_own_page(request)
        return _said(await sessions.refresh(context, wish.refresh_token, seen_from=cookies.seen_from(request)))
    cookies.insist_on_own_change(request)
    kept = request.cookies.get(cookies.REFRESH_COOKIE)
    if kept is None:
        raise NotSignedIn("There is no session to go on with.", next_step="Sign in again.")
    tokens = await sessions.refresh(context, kept, seen_from=cookies.seen_from(request))
    cookies.keep(request, response, tokens)
    return TokensView(access_token=None, expires_in=int(ACCESS_LASTS.total_seconds()), refresh_token=None)


def _said(tokens: Tokens) -> TokensView:
    return TokensView(
        access_token=tokens.access, expires_in=int(ACCESS_LASTS.total_seconds()), refresh_token=tokens.refresh
    )


@routes.get("/me", policy=Policy.SIGNED_IN)
async def get_me(context: InContext, account: SignedIn) -> Me:
    """Who asks, and the workspaces they belong to."""
    return await service.describe(context, account.id, account.grant)


@routes.get("/sessions", policy=Policy.IN_PERSON)
async def list_sessions(context: InContext, account: SignedIn) -> SessionList:
    """Where you are signed in, the latest used first."""
    return SessionList(items=await sessions.list_sessions(context, account))


@routes.delete("/sessions/{session_id}", policy=Policy.IN_PERSON, status=NO_CONTENT)
async def end_session(context: InContext, account: SignedIn, request: Request, session_id: UUID) -> None:
    """End one of your sessions, wherever it is used."""
    await sessions.end_session(context, account.id, session_id)
    keeper(request).forget(account.id)


@routes.post("/sign-out", policy=Policy.SIGNED_IN, status=NO_CONTENT, scope=Scope.READ)
async def sign_out(context: InContext, account: SignedIn, request: Request, response: Response) -> None:
    """End this session."""
    if account.proof_id is not None:
        await sessions.end_session(context, account.id, account.proof_id)
    keeper(request).forget(account.id)
    cookies.drop(request, response)


@routes.post("/sign-out-everywhere", policy=Policy.IN_PERSON)
async def sign_out_everywhere(context: InContext, account: SignedIn, request: Request, response: Response) -> Ended:
    """End all of your sessions, this one too. Keys are revoked one by one."""
    ended = await sessions.end_everywhere(context, account.id)
    keeper(request).forget(account.id)
    cookies.drop(request, response)
    return Ended(sessions=ended)
