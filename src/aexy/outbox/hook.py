"""Web hooks: JSON posted once, signed with the instant it was sent at, to an address that may be called.

    Aexy-Signature: t=1763700000,v1=<hex HMAC-SHA256 of "1763700000.<body>">

Whoever receives it computes the same over the raw body and refuses what is older than a few minutes.
"""

import hmac
from datetime import datetime
from hashlib import sha256

import httpx

from aexy import outward
from aexy.kernel.errors import AexyError, Forbidden, Unusable
from aexy.outbox.letters import Call, NotDeliverable, NotDelivered
from aexy.outward import Resolve

SIGNATURE = "Aexy-Signature"
_PATIENCE = httpx.Timeout(10.0)
_FINE = range(200, 300)
_GONE = 410


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header that proves who sent this body, and when."""
    instant = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{instant}.".encode() + body, sha256).hexdigest()
    return f"t={instant},v1={digest}"


async def call(wish: Call, at: datetime, resolve: Resolve) -> None:
    """Post it. NotDelivered unless the answer is 2xx; redirects are not followed. NotDeliverable when it may not."""
    address = _address(wish.url)
    headers = {
        "content-type": "application/json",
        "user-agent": "Aexy",
        "aexy-delivery": wish.key,
        SIGNATURE: sign(wish.secret, wish.body, at),
    }
    status = await _post(address, wish, headers, resolve)
    if status == _GONE:
        raise NotDeliverable(f"{_host(wish.url)} says that the hook is gone (410).", next_step="Give the rule another.")
    if status not in _FINE:
        raise NotDelivered(
            f"{_host(wish.url)} answered {status}.", next_step="It must answer 2xx; redirects are not followed."
        )


async def _post(address: httpx.URL, wish: Call, headers: dict[str, str], resolve: Resolve) -> int:
    """The status of the answer; nobody reads its body."""
    try:
        async with (
            outward.client(allow_private=wish.may_be_private, resolve=resolve, timeout=_PATIENCE) as client,
            client.stream("POST", address, content=wish.body, headers=headers) as answer,
        ):
            return answer.status_code
    except httpx.HTTPError as error:
        raise NotDelivered(
            f"{_host(wish.url)} does not answer ({type(error).__name__}).", next_step="Look whether it is on."
        ) from error
    except Forbidden as error:
        raise NotDeliverable(
            error.detail, next_step="Only the local owner's rules may call private addresses."
        ) from error
    except Unusable as error:
        raise NotDeliverable(error.detail, next_step=error.next_step, field="url") from error
    except AexyError as error:
        raise NotDelivered(error.detail, next_step=error.next_step) from error


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL("")
    if address.scheme not in {"http", "https"} or not address.host or address.userinfo:
        raise NotDeliverable(
            "That is no address a web hook can be sent to.",
            next_step="Write it as https://host/path, without a name or password in it.",
            field="url",
        )
    return address


def check(url: str) -> str:
    """The host a web hook to this address goes to; NotDeliverable when it is none."""
    return _address(url).host


def _host(url: str) -> str:
    return httpx.URL(url).host


__all__ = ["SIGNATURE", "Resolve", "call", "check", "sign"]
