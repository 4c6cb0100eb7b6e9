"""One connection, with bounds on what nobody sees who only looks at whole requests.

Uvicorn waits for ever for the rest of a header or a body, takes headers of any size and number, and counts its
connections only when a request is complete. Here a header has to come whole within seconds, a body has to keep coming,
an answer has to be taken, and a connection too many is told so at once.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

PROBLEMS: Final = {
    400: ("That cannot be read", "This is no request that can be read.", "Send HTTP/1.1 with a path and one host."),
    408: ("That took too long", "The request did not come whole in time.", "Send it again without pauses."),
    431: ("That is too large", "The header is too large.", "Send fewer cookies and a shorter address."),
    503: ("Too many are here", "There are too many connections.", "Try again in a moment."),
}


@dataclass(slots=True)
class Patience:
    """How much a connection may take, and how many of them there may be. Seconds, bytes, headers, connections."""

    head_seconds: float = 10.0
    head_bytes: int = 32_768
    head_fields: int = 100
    body_seconds: float = 10.0
    body_bytes: int = 2_560
    write_seconds: float = 30.0
    close_seconds: float = 2.0
    connections: int = 2_000
    from_one: int = 1_000
    _from: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        """One more connection from there; False when that is one too many."""
        self._from[address] += 1
        return self._from.total() <= self.connections and self._from[address] <= self.from_one

    def leave(self, address: str) -> None:
        """One less."""
        self._from[address] -= 1
        if self._from[address] <= 0:
            del self._from[address]


class Unreadable(Exception):
    """Ends the parsing; `status` is what is answered."""

    def __init__(self, status: int) -> None:
        super().__init__(PROBLEMS[status][1])
        self.status = status


class PatientProtocol(HttpToolsProtocol):
    """A connection whose peer is waited for as long as `patience` says."""

    def __init__(self, *arguments: Any, patience: Patience, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.patience = patience
        self._address = ""
        self._waits_for_head = True
        self._head_bytes = 0
        self._fields_size = 0
        self._body_bytes = 0
        self._refusal = 400
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, unless there are too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        if self.patience.enter(self._address):
            self._time("head", self.patience.head_seconds, 408)
        else:
            self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self.patience.leave(self._address)
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a header that is not whole yet."""
        if self.transport.is_closing():
            return
        if self._waits_for_head:
            self._time("head", self.patience.head_seconds, 408)
            self._head_bytes += len(data)
        else:
            self._body_bytes += len(data)
        super().data_received(data)
        if self._waits_for_head and self._head_bytes > self.patience.head_bytes and not self.transport.is_closing():
            self._refuse(431)

    def on_url(self, url: bytes) -> None:
        """A path: what names another server, or none of ours, is refused."""
        super().on_url(url)
        if not self.url.startswith(b"/"):
            raise Unreadable(self._because(400))
        self._check_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """One more header, of which there may be so many of such a size together."""
        super().on_header(name, value)
        self._check_head(len(name) + len(value) + 4)

    def on_message_begin(self) -> None:
        """A header begins."""
        super().on_message_begin()
        self._fields_size = 0
        self._time("head", self.patience.head_seconds, 408)

    def on_headers_complete(self) -> None:
        """From here on a body may come."""
        if sum(name == b"host" for name, _ in self.headers) > 1:
            raise Unreadable(self._because(400))
        self._untime("head")
        self._waits_for_head, self._head_bytes, self._body_bytes = False, 0, 0
        super().on_headers_complete()
        self._timers["body"] = self.loop.call_later(self.patience.body_seconds, self._look_at_body)

    def on_message_complete(self) -> None:
        """The request is here; the next one may take its time again, as long as it has not begun."""
        self._untime("body")
        self._waits_for_head = True
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Whoever does not take the answer is not waited for."""
        super().pause_writing()
        self._timers["write"] = self.loop.call_later(self.patience.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It goes on."""
        self._untime("write")
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Let an idle connection go, also when its peer does not take what is left."""
        super().timeout_keep_alive_handler()
        self._abort_later()

    def send_400_response(self, msg: str) -> None:
        """What could not be parsed, as a problem."""
        del msg
        self._refuse(self._refusal)

    def _check_head(self, size: int) -> None:
        self._fields_size += size
        many = len(self.headers) > self.patience.head_fields
        if many or self._fields_size > self.patience.head_bytes:
            raise Unreadable(self._because(431))

    def _because(self, status: int) -> int:
        self._refusal = status
        return status

    def _look_at_body(self) -> None:
        """A body that comes by the byte is no body; one that we do not read at the moment is."""
        came, self._body_bytes = self._body_bytes, 0
        if came < self.patience.body_bytes and not self.flow.read_paused:
            self._refuse(408)
        else:
            self._timers["body"] = self.loop.call_later(self.patience.body_seconds, self._look_at_body)

    def _time(self, what: str, seconds: float, status: int) -> None:
        if what not in self._timers:
            self._timers[what] = self.loop.call_later(seconds, self._refuse, status)

    def _untime(self, what: str) -> None:
        timer = self._timers.pop(what, None)
        if timer is not None:
            timer.cancel()

    def _refuse(self, status: int) -> None:
        """Say why, where nothing was said yet, and hang up."""
        if self.transport.is_closing():
            return
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        is_answering = cycle is not None and cycle.response_started and not cycle.response_complete
        has_begun = self._head_bytes > 0 or not self._waits_for_head or status != 408  # noqa: PLR2004
        if has_begun and not is_answering:
            self.transport.write(_answer(status))
        self.transport.close()
        self._abort_later()

    def _abort_later(self) -> None:
        self._timers["abort"] = self.loop.call_later(self.patience.close_seconds, self.transport.abort)


def _answer(status: int) -> bytes:
    title, detail, next_step = PROBLEMS[status]
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, "next_step": next_step}
    body = orjson.dumps(said)
    lines = [
        STATUS_LINE[status].rstrip(b"\r\n"),
        b"content-type: application/problem+json",
        b"content-length: %d" % len(body),
        b"x-content-type-options: nosniff",
        b"cache-control: no-store",
        b"connection: close",
    ]
    if status == 503:  # noqa: PLR2004 - it is said when to come back
        lines.append(b"retry-after: 1")
    return b"\r\n".join([*lines, b"", body])


__all__ = ["Patience", "PatientProtocol"]
