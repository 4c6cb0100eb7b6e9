"""`/auth`: the ways to sign in at a provider, the trip there and back, and which of them open one's own account."""

from uuid import UUID

from fastapi import Request, Response

from aexy.features.accounts import cookies
from aexy.features.accounts.devices import device_label
from aexy.features.routing import NO_CONTENT, Bound, InContext, Policy, Routes, SignedIn, keeper
from aexy.features.signing_in import service
from aexy.features.signing_in.schemas import Arrived, Departure, OwnWaysIn, Return, Trip, Ways
from aexy.features.signing_in.trips import LASTS

routes = Routes("/auth", tag="auth")

COOKIE = "aexy_trip"


@routes.get("/ways", policy=Policy.PUBLIC)
async def list_ways(context: InContext) -> Ways:
    """The providers one can sign in at here; one-time links always work."""
    return service.ways(context)


@routes.post("/begin/{way}", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def begin_sign_in(context: InContext, request: Request, response: Response, way: str, wish: Departure) -> Trip:
    """Begin to sign in at a provider: where the browser has to go."""
    cookies.insist_on_own_change(request)
    base = cookies.own_address(request)
    url, packed = await service.depart(context, way, base=base, next_page=wish.next)
    _carry(request, response, packed)
    return Trip(url=url)


@routes.post("/link/{way}", policy=Policy.IN_PERSON)
async def begin_linking(context: InContext, account: SignedIn, request: Request, response: Response, way: str) -> Trip:
    """Begin to add a way to sign in to your account: where the browser has to go."""
    base = cookies.own_address(request)
    url, packed = await service.depart(context, way, base=base, next_page="/settings/tokens", account=account)
    _carry(request, response, packed)
    return Trip(url=url)


@routes.post("/finish", policy=Policy.PUBLIC, bound=Bound.SIGNING_IN)
async def finish_sign_in(context: InContext, request: Request, response: Response, wish: Return) -> Arrived:
    """Come back from the provider: a session, in cookies, if this browser began it and somebody may come in."""
    cookies.insist_on_own_change(request)
    response.headers["cache-control"] = "no-store"
    asking = await keeper(request).account(request, Bound.SIGNING_IN)
    tokens, next_page = await service.arrive(
        context,
        request.cookies.get(COOKIE),
        wish,
        asking=asking.id if asking else None,
        label=device_label(request.headers.get("user-agent")),
    )
    response.delete_cookie(COOKIE, path=_place(request), httponly=True, samesite="strict")
    if tokens is not None:
        cookies.keep(request, response, tokens)
    return Arrived(next=next_page, is_linked=tokens is None)


@routes.get("/identities", policy=Policy.IN_PERSON)
async def list_ways_in(context: InContext, account: SignedIn) -> OwnWaysIn:
    """How you sign in at providers."""
    return OwnWaysIn(items=await service.list_identities(context, account.id))


@routes.delete("/identities/{identity_id}", policy=Policy.IN_PERSON, status=NO_CONTENT)
async def remove_way_in(context: InContext, account: SignedIn, identity_id: UUID) -> None:
    """No longer sign in by it."""
    await service.remove_identity(context, account.id, identity_id)


def _carry(request: Request, response: Response, packed: str) -> None:
    response.headers["cache-control"] = "no-store"
    response.set_cookie(
        COOKIE, packed, path=_place(request), max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict",
        secure=cookies.is_encrypted(request),
    )  # fmt: skip


def _place(request: Request) -> str:
    """The only address the trip's cookie is sent to."""
    return f"{request.url.path.partition('/auth/')[0]}/auth/finish"
