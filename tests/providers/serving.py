"""What every provider's fake is made of: an HTTP/1.1 server on loopback, hours that pass when told, faults to order.

    hours = Hours(datetime(2026, 1, 5, tzinfo=UTC))      the only clock: the fake's, and the `Http`'s
    async with Server(hours) as server:                  http://127.0.0.1:<port>
        server.route("GET", r"/repos/(?P<owner>[^/]+)", handler)     handler(request, **groups) -> Reply
        server.order(Broken(502), Cut())                 the next two requests meet these, then all is well again
        server.log                                       every request that came, in order, with what it was answered

Handlers are ordinary functions: a fake decides at once, and what takes time is the wire.
"""

import asyncio
import hashlib
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import orjson

from aexy.sources.dialect import Clock

NOTHING: Mapping[str, str] = {}
Row = TypeVar("Row")


class Hours:
    """Time that passes only when somebody sleeps in it."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and anybody else have a turn."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def clock(self) -> Clock:
        """The same hours for an `Http`."""
        return Clock(now=lambda: self.now, sleep=self.sleep)


class Request(NamedTuple):
    """A request as it came; header names are lower case, the path is decoded and without its query."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    host: str

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """The body."""
        return orjson.loads(self.body)

    @property
    def token(self) -> str:
        """What signed it, without the word before it; empty when nothing did."""
        return (self.headers.get("private-token") or self.headers.get("authorization", "")).rpartition(" ")[2]


class Reply(NamedTuple):
    """An answer. `etag`: the server adds one made of the body, and answers 304 to who has it already."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = NOTHING
    etag: bool = False


class Logged(NamedTuple):
    """A request and what came of it; status 0 for a connection that was cut."""

    request: Request
    status: int
    at: datetime
    reply: Reply


class Broken(NamedTuple):
    """The request is answered with this status and a page of HTML."""

    status: int = 502


class Cut(NamedTuple):
    """The answer's head promises a body of which half comes, then the connection breaks."""


class Dripping(NamedTuple):
    """The answer comes chunked, a few bytes at a time."""


class Instead(NamedTuple):
    """The request is answered with this: a secondary limit, a malformed body, a forged redirect."""

    reply: Reply


Fault = Broken | Cut | Dripping | Instead
Handler = Callable[..., Reply]
When = Callable[[Request], bool]


def as_json(value: object, status: int = 200, headers: Mapping[str, str] = NOTHING, *, etag: bool = False) -> Reply:
    """An answer of JSON."""
    body = orjson.dumps(value, option=orjson.OPT_UTC_Z)
    return Reply(status, body, {"content-type": "application/json; charset=utf-8", **headers}, etag)


def paged(rows: Sequence[Row], request: Request, *, size: str = "per_page", usual: int = 30, most: int = 100,
               base: str | None = None) -> tuple[Sequence[Row], dict[str, str]]:  # fmt: skip
    """The page that `page` and `per_page` ask for, with the Link header that leads to its neighbours."""
    length = max(1, min(most, int(request.query.get(size, usual))))
    number, last = int(request.query.get("page", 1)), max(1, -(-len(rows) // length))

    def link(to: int, rel: str) -> str:
        query = urlencode({**request.query, "page": to, size: length})
        return f'<{base or "http://" + request.host}{request.path}?{query}>; rel="{rel}"'

    links = [link(number - 1, "prev"), link(1, "first")] if number > 1 else []
    links += [link(number + 1, "next"), link(last, "last")] if number < last else []
    return rows[(number - 1) * length : number * length], {"link": ", ".join(links)} if links else {}


@dataclass(kw_only=True)
class Allowances:
    """What each token may ask of each resource in a window, as the provider keeps count of it."""

    hours: Hours
    allowance: int = 5000
    window: timedelta = timedelta(hours=1)
    own: dict[str, int] = field(default_factory=dict)
    _spent: dict[tuple[str, str], tuple[datetime, int]] = field(default_factory=dict)

    def spend(self, token: str, resource: str, cost: int = 1) -> "Standing":
        """Count a request; one that is refused costs nothing more."""
        most, now = self.own.get(resource, self.allowance), self.hours.now
        resets, spent = self._spent.get((token, resource), (now + self.window, 0))
        if resets <= now:
            resets, spent = now + self.window, 0
        refused = spent + cost > most
        spent = spent if refused else spent + cost
        self._spent[token, resource] = resets, spent
        return Standing(most, most - spent, resets, refused)


class Standing(NamedTuple):
    """What is left of an allowance after a request."""

    allowance: int
    remaining: int
    resets_at: datetime
    is_refused: bool


class Server:
    """Answers on 127.0.0.1 what its routes say. `skew` is how far its Date is ahead; `delay` real seconds an answer."""

    def __init__(self, hours: Hours, *, skew: timedelta = timedelta(), delay: float = 0.0) -> None:
        self.hours, self.skew, self.delay = hours, skew, delay
        self.log: list[Logged] = []
        self.most_at_once = 0
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._faults: deque[tuple[Fault, When]] = deque()
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}
        self._now_at = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up on everybody, and be gone: a connection left to itself is found by some other test, much later."""
        if self._server is not None:
            self._server.close()
            await asyncio.sleep(0)  # who was accepted just now is served first
            for writer in self._open:
                writer.transport.abort()
            await asyncio.gather(*filter(None, self._open.values()), return_exceptions=True)
            await self._server.wait_closed()
            await asyncio.sleep(0)  # sockets are closed in the next turn

    @property
    def url(self) -> str:
        """Where it answers, without a slash at its end."""
        if self._server is None:
            raise RuntimeError("A Server is used inside `async with`.")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Requests of that method whose whole path matches the pattern; the first that was added wins."""
        self._routes.append((method, re.compile(path), handler))

    def order(self, *faults: Fault, when: When | None = None) -> None:
        """The next requests (of those that `when` chooses) meet one fault each."""
        self._faults.extend((fault, when or (lambda _: True)) for fault in faults)

    def forget(self) -> None:
        """Faults that nobody met yet are called off."""
        self._faults.clear()

    def asked(self, path: str = ".*", method: str | None = None) -> list[Logged]:
        """The requests whose path matches, in the order they came."""
        return [
            one for one in self.log
            if re.fullmatch(path, one.request.path) and method in (None, one.request.method)
        ]  # fmt: skip

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        try:
            while (request := await _request(reader)) is not None:
                self._now_at += 1
                self.most_at_once = max(self.most_at_once, self._now_at)
                try:
                    await asyncio.sleep(self.delay)
                    goes_on = await self._answer(request, writer)
                finally:
                    self._now_at -= 1
                if not goes_on:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who asked went away
        finally:
            self._open.pop(writer, None)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        fault = next((each for each in self._faults if each[1](request)), None)
        if fault is not None:
            self._faults.remove(fault)
        what = fault[0] if fault else None
        if isinstance(what, Broken):
            reply = Reply(what.status, b"<html>Something went wrong</html>", {"content-type": "text/html"})
        else:
            reply = what.reply if isinstance(what, Instead) else self._reply(request)
        is_cut = isinstance(what, Cut)
        self.log.append(Logged(request, 0 if is_cut else reply.status, self.hours.now, reply))
        writer.write(self._head(reply, is_chunked=isinstance(what, Dripping)))
        if isinstance(what, Dripping):
            await _drip(reply.body, writer)
        else:
            writer.write(reply.body[: len(reply.body) // 2] if is_cut else reply.body)
            await writer.drain()
        return not is_cut

    def _reply(self, request: Request) -> Reply:
        for method, path, handler in self._routes:
            if method == request.method and (found := path.fullmatch(request.path)):
                reply = handler(request, **found.groupdict())
                return _unchanged(request, reply) if reply.etag else reply
        return as_json({"message": "Not Found", "path": request.path}, 404)

    def _head(self, reply: Reply, *, is_chunked: bool) -> bytes:
        headers = {"date": format_datetime((self.hours.now + self.skew).astimezone(UTC), usegmt=True), **reply.headers}
        if is_chunked:
            headers["transfer-encoding"] = "chunked"
        else:
            headers["content-length"] = str(len(reply.body))
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _unchanged(request: Request, reply: Reply) -> Reply:
    tag = f'"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
    headers = {**reply.headers, "etag": tag}
    # A weak tag says the same to a GET as a strong one.
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Reply(304, b"", headers)
    return Reply(reply.status, reply.body, headers)


async def _drip(body: bytes, writer: asyncio.StreamWriter) -> None:
    step = max(1, len(body) // 50)
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0)
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(method, unquote(parts.path), query, headers, body, headers.get("host", ""))
