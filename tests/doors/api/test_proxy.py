"""Behind a proxy: what it says of a request is believed from its own address, and from no other."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from aexy.api.app import create_app
from aexy.api.server import config_of
from aexy.context import Context
from aexy.features.accounts import service as accounts

FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}


class Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_there = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_there.set()


@asynccontextmanager
async def served(app: FastAPI, forwarded_allow: str) -> AsyncIterator[str]:
    """The application on a real socket, as `aexy serve` serves it, but for the loop it runs in."""
    config = config_of(app, forwarded_allow)
    config.lifespan, config.loop = "off", "asyncio"
    server = Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await server.is_there.wait()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving


async def cookies_of(context: Context, app: FastAPI, forwarded_allow: str, headers: dict[str, str]) -> list[str]:
    owner = await accounts.ensure_local_owner(context)
    link = await accounts.make_sign_in_link(context, owner, address="http://127.0.0.1")
    async with served(app, forwarded_allow) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/api/v1/auth/redeem", json={"token": link.partition("#token=")[2]}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.headers.get_list("set-cookie")


@pytest.mark.parametrize(
    ("forwarded_allow", "headers", "is_secure"),
    [
        ("127.0.0.1", FORWARDED, True),
        ("10.0.0.0/8, 127.0.0.0/8", FORWARDED, True),
        ("127.0.0.1", {}, False),
        ("", FORWARDED, False),
        ("203.0.113.9", FORWARDED, False),
    ],
)
async def test_cookies_are_secure_exactly_when_a_known_proxy_took_the_request_by_https(
    context: Context, app: FastAPI, forwarded_allow: str, headers: dict[str, str], *, is_secure: bool
) -> None:
    cookies = await cookies_of(context, app, forwarded_allow, headers)
    assert cookies
    assert [("; secure" in one.lower()) for one in cookies] == [is_secure] * len(cookies)


@pytest.mark.parametrize(
    ("forwarded_allow", "headers", "says_so"),
    [("127.0.0.1", FORWARDED, True), ("127.0.0.1", {}, False), ("", FORWARDED, False)],
)
async def test_a_browser_is_told_to_stay_with_https_exactly_when_it_came_by_https(
    app: FastAPI, forwarded_allow: str, headers: dict[str, str], *, says_so: bool
) -> None:
    async with served(app, forwarded_allow) as url, httpx.AsyncClient(base_url=url, headers=headers) as client:
        answers = [await client.get(path) for path in ("/api/v1/health/live", "/api/v1/nothing", "/")]
    assert [("strict-transport-security" in one.headers) for one in answers] == [says_so] * 3


@pytest.mark.parametrize(
    ("public_url", "host", "says_so"),
    [
        ("https://aexy.example", "aexy.example", True),
        ("https://aexy.example", "AEXY.example:443", True),
        ("https://aexy.example", "127.0.0.1:8321", False),
        ("http://aexy.example", "aexy.example", False),
    ],
)
async def test_and_when_it_calls_us_by_our_public_https_name(
    context: Context, site: Path, public_url: str, host: str, *, says_so: bool
) -> None:
    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield context

    settings = context.settings.model_copy(update={"public_url": public_url})
    app = create_app(settings, opener, site=site)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        answer = await client.get("/api/v1/health/live", headers={"host": host})
    assert answer.status_code == 200
    assert ("strict-transport-security" in answer.headers) == says_so
