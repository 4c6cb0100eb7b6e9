"""The porch: what every request passes before anything of ours looks at it, and every response on its way out.

It knows the name we are called by (a page of somebody else's whose name was made to point here is refused), gives the
request an id, bounds its size and time, turns what nobody foresaw into a problem, and puts on the protecting headers.
"""

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from secrets import token_hex
from time import perf_counter
from types import MappingProxyType
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aexy.api.admitting import COUNTED
from aexy.api.problems import of_status
from aexy.api.watching import route_of
from aexy.logs import request_id

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
REQUEST_SECONDS = 120
MOST_AT_ONCE = 512
HEALTH = "/health/"
SLOW_SECONDS = 1.0

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not bound to

PORT = re.compile(rb":\d+$")
GIVEN_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")

PROTECTION: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# A browser heeds it on https alone; the names beside ours are not for us to speak for.
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
# What a page of ours overrides with its own, and a list of numbers never needs more than.
DEFAULTS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What this server may be called: loopback's names, those configured, and addresses when it is open to others.

    A foreign page can make its own name point at us, but not an address.
    """

    names: frozenset[str]
    takes_addresses: bool

    @classmethod
    def of(cls, host: str, further: Iterable[str] = ()) -> "Names":
        """For a server listening on `host`, called by `further` names too."""
        named = {host.lower(), f"[{host.lower()}]", *(name.lower() for name in further if name)}
        return cls(LOOPBACK_NAMES | (named - ANY_ADDRESS), host in ANY_ADDRESS or not _is_loopback(host))

    def include(self, header: bytes) -> bool:
        """Whether this `host` header means us."""
        name = re.sub(r":\d+$", "", header.decode("latin-1").lower())
        return name in self.names or (self.takes_addresses and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host.strip("[]")).is_loopback)


@dataclass(slots=True)
class Passage:
    """One request on its way through."""

    id: bytes
    send: Send
    scope: Scope
    is_encrypted: bool = False
    status: int = 0
    began: float = field(default_factory=perf_counter)

    async def out(self, message: Message) -> None:
        """Put on the headers, once."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            known = {name for name, _ in headers}
            headers += PROTECTION
            headers += [header for header in DEFAULTS if header[0] not in known]
            headers += self.scope.get(COUNTED, ())
            if self.is_encrypted:
                headers.append(HTTPS_ONLY)
            headers.append((b"x-request-id", self.id))
            message["headers"] = headers
        await self.send(message)


class Porch:
    """ASGI middleware around everything."""

    def __init__(
        self,
        app: ASGIApp,
        names: Names,
        seconds: float = REQUEST_SECONDS,
        larger: Mapping[str, int] = MappingProxyType({}),
        at_once: int = MOST_AT_ONCE,
        encrypted: bytes | None = None,
    ) -> None:
        """`larger`: how many bytes a body may have at addresses that begin as these patterns say.

        `encrypted`: the name by which browsers reach us over https, whatever a proxy forgets to say.

        Of `at_once` requests under way the next is sent away, unless it asks for our health.
        """
        self.app = app
        self.names = names
        self.seconds = seconds
        self.larger = larger
        self.at_once = at_once
        self.encrypted = encrypted
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or answer with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(reversed(scope["headers"]))
        given = headers.get(b"x-request-id", b"")
        passage = Passage(
            given if GIVEN_ID.fullmatch(given) else token_hex(8).encode(),
            send,
            scope,
            self._is_encrypted(scope, headers),
        )
        token = request_id.set(passage.id.decode())
        try:
            await self._through(scope, receive, passage, headers)
        finally:
            _log(scope, passage)
            request_id.reset(token)

    async def _through(self, scope: Scope, receive: Receive, passage: Passage, headers: dict[bytes, bytes]) -> None:
        most = self._most(scope["path"])
        failure = self._refusal(headers, most) or await self._in_turn(scope, _bounded(receive, most), passage)
        if failure is not None and not passage.status:
            more = {"retry-after": "1"} if failure == HTTPStatus.SERVICE_UNAVAILABLE else None
            await of_status(failure, headers=more)(scope, receive, passage.out)

    async def _in_turn(self, scope: Scope, receive: Receive, passage: Passage) -> int | None:
        if self._under_way >= self.at_once and HEALTH not in scope["path"]:
            log.warning("More requests at once than can be answered.", extra={"under_way": self._under_way})
            return 503
        self._under_way += 1
        try:
            return await self._within(scope, receive, passage)
        finally:
            self._under_way -= 1

    async def _within(self, scope: Scope, receive: Receive, passage: Passage) -> int | None:
        try:
            async with asyncio.timeout(self.seconds):
                await self.app(scope, receive, passage.out)
        except TimeoutError:
            log.exception("A request took too long.")
            return 503
        except ClientDisconnect:
            return 400  # there is nobody to tell
        except Exception:
            log.exception("A request failed in a way nobody foresaw.")
            return 500
        return None

    def _is_encrypted(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """The same judgement as a cookie's, see `aexy.features.accounts.cookies`."""
        if scope["scheme"] == "https":
            return True
        return self.encrypted is not None and PORT.sub(b"", headers.get(b"host", b"").lower()) == self.encrypted

    def _most(self, path: str) -> int:
        return next((most for start, most in self.larger.items() if re.match(start, path)), LARGEST_BODY)

    def _refusal(self, headers: dict[bytes, bytes], most: int) -> int | None:
        if not self.names.include(headers.get(b"host", b"")):
            return 421
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            return 400
        return 413 if int(length) > most else None


def _bounded(receive: Receive, most: int) -> Receive:
    """A body that came without its length is counted as it comes."""
    taken = 0

    async def count() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
        return message

    return count


def _log(scope: Scope, passage: Passage) -> None:
    seconds = perf_counter() - passage.began
    level = (
        logging.ERROR
        if passage.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        else logging.INFO
        if seconds > SLOW_SECONDS
        else logging.DEBUG
    )
    if log.isEnabledFor(level):
        said: dict[str, Any] = {
            "method": scope["method"],
            # The template: an address may hold a name or a search.
            "route": route_of(scope),
            "status": passage.status,
            "milliseconds": round(seconds * 1000, 1),
        }
        log.log(level, "Answered.", extra=said)
