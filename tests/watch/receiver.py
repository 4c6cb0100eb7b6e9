"""A receiver of traces and errors that keeps what it is sent: a real server, `python -m tests.watch.receiver`."""

import gzip
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import orjson
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue


@dataclass(frozen=True, slots=True)
class Span:
    """One span as it came."""

    trace: str
    id: str
    parent: str
    name: str
    service: str
    values: dict[str, str]


@dataclass
class Receiver:
    """`with Receiver() as receiver:` listens; what came is in `spans` and `events`, and every byte of it in `raw`."""

    spans: list[Span] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    raw: bytes = b""
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        receiver = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["content-length"]))
                body = _plain(self.headers.get("content-encoding", ""), sent)
                receiver.raw += body
                answer = receiver.take_traces(body) if self.path == "/v1/traces" else receiver.take_events(body)
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nothing: what came is looked at instead."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def dsn(self) -> str:
        return self.url.replace("http://", "http://public@") + "/1"

    def take_traces(self, body: bytes) -> bytes:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = _values(resource.resource.attributes)["service.name"]
            for scope in resource.scope_spans:
                self.spans += [
                    Span(
                        one.trace_id.hex(), one.span_id.hex(), one.parent_span_id.hex(), one.name, service,
                        _values(one.attributes),
                    )
                    for one in scope.spans
                ]  # fmt: skip
        return ExportTraceServiceResponse().SerializeToString()

    def take_events(self, body: bytes) -> bytes:
        """An envelope: a header, then items of a header and a line each."""
        lines = body.split(b"\n")
        for head, item in zip(lines[1::2], lines[2::2], strict=False):
            if orjson.loads(head).get("type") == "event":
                self.events.append(orjson.loads(item))
        return b"{}"


def _plain(encoding: str, body: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if encoding == "deflate" else body


def _values(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {one.key: str(getattr(one.value, str(one.value.WhichOneof("value")), "")) for one in attributes}


if __name__ == "__main__":
    with Receiver() as running:
        print(f"AEXY_OTLP_ENDPOINT={running.url} AEXY_SENTRY_DSN={running.dsn}", flush=True)  # noqa: T201
        threading.Event().wait()
