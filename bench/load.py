"""Asks one address over and over from a number of connections, each waiting for its answer before it asks again."""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

import httptools


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answers a second, and how long one took, in milliseconds."""

    rate: float
    median: float
    p99: float


@dataclass(slots=True)
class _Connection(asyncio.Protocol):
    requests: Iterator[bytes]
    until: float
    over: asyncio.Future[None]
    took: list[float] = field(default_factory=list)
    transport: asyncio.Transport | None = None
    sent: float = 0.0

    def itself(self) -> "_Connection":
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.sent = perf_counter()
        assert self.transport
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        now = perf_counter()
        if self.parser.get_status_code() != 200:
            self.over.set_exception(RuntimeError(f"The server answered {self.parser.get_status_code()}."))
            return
        self.took.append(now - self.sent)
        if now < self.until:
            asyncio.get_running_loop().call_soon(self._ask)
        elif not self.over.done():
            self.over.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(exc or ConnectionError("The server hung up."))

    parser: httptools.HttpResponseParser = field(init=False)


async def ask(port: int, paths: Iterator[str], token: str, *, connections: int, seconds: float) -> Load:
    """Ask for these, one after the other, for so long, and say how it went; RuntimeError when an answer is not 200."""
    loop = asyncio.get_running_loop()
    tail = f" HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {token}\r\n\r\n"
    requests = (f"GET {path}{tail}".encode() for path in paths)
    began = perf_counter()
    asking = [_Connection(requests, began + seconds, loop.create_future()) for _ in range(connections)]
    for one in asking:
        await loop.create_connection(one.itself, "127.0.0.1", port)
    await asyncio.gather(*(one.over for one in asking))
    elapsed = perf_counter() - began
    for one in asking:
        assert one.transport
        one.transport.abort()
    took = sorted(1000 * each for one in asking for each in one.took)
    return Load(len(took) / elapsed, statistics.median(took), took[int(len(took) * 0.99)])
