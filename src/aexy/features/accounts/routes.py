"""`/auth`: a one-time link becomes a session, a session says who asks, and ends."""

from fastapi import Request, Response

from aexy.features.accounts import service
from aexy.features.accounts.schemas import Me, Redemption
from aexy.features.routing import NO_CONTENT, InContext, Policy, Routes, SignedIn, Token, keeper

routes = Routes("/auth", tag="auth")

COOKIE = "aexy_session"


@routes.post("/redeem", policy=Policy.PUBLIC)
async def redeem_link(context: InContext, request: Request, response: Response, wish: Redemption) -> Me:
    """Exchange the token of a one-time link for a session, kept in a cookie that no script can read."""
    session = await service.redeem(context, wish.token)
    response.set_cookie(
        COOKIE,
        session.token,
        max_age=int(service.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    response.headers["cache-control"] = "no-store"
    return await service.describe(context, session.account_id)


@routes.get("/me", policy=Policy.SIGNED_IN)
async def get_me(context: InContext, account: SignedIn) -> Me:
    """Who asks, and the workspaces they belong to."""
    return await service.describe(context, account.id)


@routes.post("/sign-out", policy=Policy.SIGNED_IN, status=NO_CONTENT)
async def sign_out(context: InContext, account: SignedIn, token: Token, request: Request, response: Response) -> None:
    """End this session."""
    await service.sign_out(context, token)
    keeper(request).forget(account.id)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
