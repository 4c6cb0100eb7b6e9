"""What a browser holds: an access token for every address of ours, a refresh token for one. No script reads either.

Both are `SameSite=Strict`. Besides, a change by cookie needs a header of ours, which no form can send, and must not
come from a page of somebody else's, which a browser says in `Sec-Fetch-Site` and `Origin`.
"""

from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from aexy.features.accounts.schemas import Tokens
from aexy.features.accounts.tokens import ACCESS_LASTS
from aexy.features.routing import keeper
from aexy.kernel.errors import Forbidden

COOKIE: Final = "aexy_session"
REFRESH_COOKIE: Final = "aexy_refresh"
OWN_HEADER: Final = "x-aexy"


def keep(request: Request, response: Response, tokens: Tokens) -> None:
    """Have the browser keep them; where there is no new refresh token it keeps the one it has."""
    secure = is_encrypted(request)
    response.set_cookie(
        COOKIE, tokens.access,
        max_age=int(ACCESS_LASTS.total_seconds()), httponly=True, samesite="strict", secure=secure,
    )  # fmt: skip
    if tokens.refresh is not None:
        lasts = tokens.refresh_ends - (tokens.access_ends - ACCESS_LASTS)
        response.set_cookie(
            REFRESH_COOKIE, tokens.refresh, path=_refreshed_at(request),
            max_age=int(lasts.total_seconds()), httponly=True, samesite="strict", secure=secure,
        )  # fmt: skip


def drop(request: Request, response: Response) -> None:
    """Have the browser forget both."""
    secure = is_encrypted(request)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure)
    response.delete_cookie(REFRESH_COOKIE, path=_refreshed_at(request), httponly=True, samesite="strict", secure=secure)


def insist_on_own_page(request: Request) -> None:
    """Forbidden for what a browser sends from a page of somebody else's. Programs say nothing about pages."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in {"same-origin", "none"}:
            return
    elif (origin := request.headers.get("origin")) is None or urlsplit(origin).netloc == request.headers.get("host"):
        return
    raise Forbidden("This came from a page of somebody else's.", next_step="Use a page of Aexy's for it.")


def insist_on_own_change(request: Request) -> None:
    """Forbidden for a change by cookie that a foreign page may have sent."""
    insist_on_own_page(request)
    if request.headers.get(OWN_HEADER) != "1":
        # A form on a foreign page can send our cookie along, but no header of ours.
        raise Forbidden("A change by cookie must come from a page of ours.", next_step="Send the header `X-Aexy: 1`.")


def own_address(request: Request) -> str:
    """What a browser calls us by, without a slash at its end: the setting's word, else what this one was called."""
    public = keeper(request).context().settings.public_url
    return (public or f"{request.url.scheme}://{request.url.netloc}").rstrip("/")


def seen_from(request: Request) -> bytes:
    """A hash of the browser and address a request came from, for telling two tabs from a thief."""
    address = request.client.host if request.client else ""
    return sha256(f"{address} {request.headers.get('user-agent', '')}".encode()).digest()


def _refreshed_at(request: Request) -> str:
    """The only address the refresh token is sent to."""
    return f"{request.url.path.partition('/auth/')[0]}/auth/refresh"


def is_encrypted(request: Request) -> bool:
    """Whether the browser speaks TLS, as far as we or whoever set us up behind a proxy can tell."""
    public = urlsplit(keeper(request).context().settings.public_url or "")
    return request.url.scheme == "https" or (public.scheme == "https" and request.url.hostname == public.hostname)
