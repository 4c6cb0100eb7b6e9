"""Whoever sends by the byte, too much, or takes no answer costs the others nothing. Real sockets, a real server."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
import uvicorn
from fastapi import FastAPI, Request

from aexy.api.limits import Names, Porch
from aexy.api.protocol import Patience
from aexy.api.server import bind, config_of

BOTH = b"POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
GET = b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
QUICK = Patience(
    head_seconds=0.6,
    body_seconds=0.6,
    body_bytes=100,
    write_seconds=0.6,
    close_seconds=0.2,
    connections=300,
    from_one=280,
)


def an_app() -> FastAPI:
    """What answers at once, what takes a body, and what answers with more than anybody's buffer."""
    app = FastAPI(openapi_url=None)

    @app.get("/quick")
    async def quick() -> str:
        return "here"

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(1)
        return "late"

    @app.post("/body")
    async def body(request: Request) -> int:
        return len(await request.body())

    @app.get("/huge")
    async def huge() -> str:
        return "x" * 30_000_000

    return app


@contextmanager
def a_server(patience: Patience, at_once: int = 512) -> Iterator[int]:
    """Listening in a thread of its own, as `aexy serve` does in its process."""
    listening = bind("127.0.0.1", 0)
    config = config_of(Porch(an_app(), Names.of("127.0.0.1"), at_once=at_once), patience=patience)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def port() -> Iterator[int]:
    with a_server(QUICK) as number:
        yield number


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def answer_to(port: int, sent: bytes, *, seconds: float = 5) -> bytes:
    """Everything that is answered until the server hangs up."""
    async with connected(port) as (reader, writer), asyncio.timeout(seconds):
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            return await reader.read()
    return b""


async def dribble(port: int, text: bytes) -> float:
    """Send a byte now and then; for how long one is let."""
    async with connected(port) as (reader, writer):
        begun = time.monotonic()
        ended = asyncio.create_task(reader.read())
        for place in range(len(text)):
            with contextlib.suppress(ConnectionError):
                writer.write(text[place : place + 1])
            await asyncio.wait((ended,), timeout=0.1)
            if ended.done():
                break
        with contextlib.suppress(ConnectionError):
            await ended
        return time.monotonic() - begun


async def test_two_hundred_who_send_by_the_byte_hold_up_nobody(port: int) -> None:
    slow = [asyncio.create_task(dribble(port, GET[:-2] + b"x-more: " + b"y" * 200)) for _ in range(100)]
    slow += [
        asyncio.create_task(dribble(port, b"")) if number % 2 else asyncio.create_task(dribble(port, b"\r\n" * 200))
        for number in range(100)
    ]
    await asyncio.sleep(0.2)
    took = []
    for _ in range(20):
        begun = time.monotonic()
        answered = await answer_to(port, GET.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        took.append(time.monotonic() - begun)
        assert answered.startswith(b"HTTP/1.1 200")
    assert sorted(took)[10] < 0.5
    assert max(await asyncio.gather(*slow)) < 5


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ", 408),
        (b"POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 500\r\n\r\n12", 408),
        (b"POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc", 408),
        (b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\nx: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\nx: " + b"y" * 40_000, 431),
        (b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\n" + b"a: b\r\n" * 120 + b"\r\n", 431),
        (b"GET /" + b"q" * 40_000 + b" HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", 431),
        (b"GET http://evil.example/quick HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", 400),
        (b"GET /quick HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\n\r\n", 400),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (BOTH, 400),
    ],
)
async def test_what_cannot_be_taken_is_told_so_and_hung_up_on(port: int, sent: bytes, status: int) -> None:
    answered = await answer_to(port, sent)
    head, _, body = answered.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d" % status), answered[:200]
    assert b"connection: close" in head
    assert b"application/problem+json" in head
    assert b"next_step" in body


async def test_a_body_that_keeps_coming_may_take_longer(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(10):
        writer.write(b"POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 3000\r\n\r\n")
        for _ in range(15):
            writer.write(b"z" * 200)
            await asyncio.sleep(0.1)
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")


async def test_a_connection_is_kept_for_the_next_request(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(10):
        for _ in range(3):
            writer.write(GET)
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(6) == b'"here"'
            await asyncio.sleep(0.8)  # longer than a header may take: it has not begun


async def test_and_is_bounded_there_as_well(port: int) -> None:
    async with connected(port) as (reader, writer), asyncio.timeout(10):
        writer.write(GET)
        await reader.readuntil(b'"here"')
        writer.write(b"\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.write(b"GET /qu")
        assert b"408" in await reader.read()


async def test_whoever_does_not_take_the_answer_is_let_go(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.sendall(GET.replace(b"quick", b"huge"))
        await asyncio.sleep(2)
        peer.settimeout(5)
        taken = 0
        with contextlib.suppress(ConnectionError):
            while more := peer.recv(1_000_000):
                taken += len(more)
        assert taken < 30_000_000


async def test_a_connection_too_many_is_told_so_at_once(port: int) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(QUICK.from_one):
            await stack.enter_async_context(connected(port))
        answered = await answer_to(port, b"")
    assert answered.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 1" in answered


async def test_more_requests_at_once_than_are_answered_are_sent_away() -> None:
    with a_server(Patience(), at_once=3) as port:
        close = b" HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
        told = await asyncio.gather(*(answer_to(port, b"GET /slow" + close) for _ in range(6)))
    assert sum(one.startswith(b"HTTP/1.1 200") for one in told) == 3
    refused = [one for one in told if one.startswith(b"HTTP/1.1 503")]
    assert len(refused) == 3
    assert all(b"retry-after: 1" in one for one in refused)
