"""The one way out over HTTP: a name is looked up once, judged, and connected to at exactly the address that was judged.

Sources and the outbox stand beside each other and both call outside, so this stands below them. A client made here
follows no redirects; where its user follows one, the new address is judged like the first, for it is the connection
that is guarded and not the link.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable
from functools import cache
from typing import Any

import httpx

from aexy.kernel.errors import Forbidden, SourceFailed
from aexy.kernel.outward import check_port, is_public, plain_host

# The address of a host that everybody may call; AexyError for any other.
Resolve = Callable[[str], str]
Found = Callable[[str], list[str]]


def looked_up(host: str) -> list[str]:
    """All addresses the network knows of a host. OSError when it knows none."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(one[4][0]).partition("%")[0] for one in found]


def public_address(host: str, look_up: Found = looked_up) -> str:
    """One address of the host, if all of them are public; use that one, so that the name cannot change meanwhile.

    Raises Unusable for what is no host, SourceFailed when the network does not know it, Forbidden when any of its
    addresses is private: a name with two would otherwise be public when asked and private when called.
    """
    name = plain_host(host)
    try:
        addresses = look_up(name)
    except (OSError, UnicodeError) as error:
        raise SourceFailed(f"{host} is not known to the network.", next_step="Look at how it is written.") from error
    if not addresses or not all(is_public(address) for address in addresses):
        raise Forbidden(f"{host} is a private address.", next_step="Only the local owner may read from there.")
    return addresses[0]


class Pinned(httpx.AsyncBaseTransport):
    """Connects to the address that was judged, whatever the name means a moment later; TLS still proves the name."""

    def __init__(self, resolve: Resolve, inner: httpx.AsyncBaseTransport) -> None:
        self._resolve = resolve
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Look up, judge, connect. AexyError when it may not be called."""
        url = request.url
        check_port(url.port)
        address = await asyncio.to_thread(self._resolve, url.host)
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions | ({} if _is_address(url.host) else {"sni_hostname": url.host}),
        )
        pinned.headers["host"] = url.netloc.decode()
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._inner.aclose()


def client(*, allow_private: bool, resolve: Resolve = public_address, **options: Any) -> httpx.AsyncClient:
    """A client to the outside. Only with `allow_private` does it reach the network we stand in and use its proxies."""
    trusted = trust(allow_private)
    if allow_private:
        return httpx.AsyncClient(verify=trusted, follow_redirects=False, trust_env=True, **options)
    transport = Pinned(resolve, httpx.AsyncHTTPTransport(verify=trusted, trust_env=False))
    return httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, **options)


@cache
def trust(trust_env: bool) -> ssl.SSLContext:  # noqa: FBT001 - cached by it
    """Whose certificates are believed: reading them takes longer than a request, so it is done once."""
    return httpx.create_ssl_context(trust_env=trust_env)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


__all__ = ["Pinned", "Resolve", "client", "looked_up", "public_address", "trust"]
