"""`/auth/device`: a terminal asks for a code, a person allows it in a browser, the terminal gets its session."""

from typing import Annotated

from fastapi import Query, Request, Response

from aexy.features.accounts import cookies, device
from aexy.features.accounts.schemas import (
    TerminalBegun,
    TerminalDecision,
    TerminalPoll,
    TerminalRefused,
    TerminalShown,
    TerminalWish,
    Tokens,
    TokensView,
)
from aexy.features.accounts.tokens import ACCESS_LASTS
from aexy.features.routing import Bound, InContext, Policy, Routes, SignedIn

routes = Routes("/auth/device", tag="auth")

_SAID = {
    device.Refusal.PENDING: "Nobody has allowed it yet.",
    device.Refusal.SLOW_DOWN: "It was asked too soon: wait five seconds longer each time.",
    device.Refusal.DENIED: "It was refused.",
    device.Refusal.EXPIRED: "The code is too old, was used before, or never was.",
}


@routes.post("/code", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def begin_device(context: InContext, request: Request, response: Response, wish: TerminalWish) -> TerminalBegun:
    """A pair of codes for a terminal (RFC 8628): one to show to a person, one to ask with."""
    response.headers["cache-control"] = "no-store"
    address = request.client.host if request.client else "unknown"
    return await device.begin(context, wish, from_address=address, base=cookies.own_address(request))


@routes.post("/token", policy=Policy.PUBLIC, answers=TokensView, refuses=TerminalRefused)
async def poll_device(context: InContext, wish: TerminalPoll) -> Response:
    """The terminal's tokens once a person has allowed it; until then 400 with RFC 8628's `error`."""
    headers = {"cache-control": "no-store"}
    found = await device.poll(context, wish.device_code)
    if isinstance(found, Tokens):
        lasts = int(ACCESS_LASTS.total_seconds())
        said = TokensView(access_token=found.access, expires_in=lasts, refresh_token=found.refresh)
        return Response(said.model_dump_json(), 200, headers, "application/json")
    body = TerminalRefused(error=found.value, error_description=_SAID[found])
    return Response(body.model_dump_json(), 400, headers, "application/json")


@routes.get("", policy=Policy.IN_PERSON)
async def look_at_device(
    context: InContext, account: SignedIn, user_code: Annotated[str, Query(min_length=1, max_length=20)]
) -> TerminalShown:
    """Who asks to be let in by a code, from where, and for what."""
    return await device.look(context, account, user_code)


@routes.post("/decision", policy=Policy.IN_PERSON)
async def decide_about_device(context: InContext, account: SignedIn, wish: TerminalDecision) -> TerminalShown:
    """Let a terminal in under your name, or refuse it."""
    return await device.decide(context, account, wish.user_code, is_allowed=wish.is_allowed)
