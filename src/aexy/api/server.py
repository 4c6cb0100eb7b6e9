"""Listening: one process, uvloop and httptools, on a socket that is bound before anything else is done."""

import gc
import resource
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from aexy.api.protocol import Patience, PatientProtocol
from aexy.kernel.errors import Unavailable

GRACE_SECONDS = 5
KEEP_ALIVE_SECONDS = 30
BACKLOG = 2048
FILES_BESIDE = 300
MOST_CONNECTIONS = 2_000
COLLECT_AFTER = (50_000, 20, 50)


def bind(host: str, port: int) -> socket.socket:
    """A socket on that address; port 0 takes any that is free. Unavailable when it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # An answer goes in two pieces; otherwise the second may wait 40 ms until the first is acknowledged.
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise Unavailable(
            f"{host}:{port} cannot be listened on: {error.strerror or error}.",
            next_step="Give another --port, or 0 for any that is free.",
        ) from error
    return taken


def url_of(listening: socket.socket) -> str:
    """What to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: FastAPI, listening: socket.socket, *, started: Callable[[str], None], forwarded_allow: str = "") -> None:
    """Answer requests until SIGTERM or SIGINT; `started` is told the address once it does.

    `forwarded_allow`: the proxies, with commas, whose word on where a request came from and how is believed.
    """
    server = _Server(config_of(app, forwarded_allow), lambda: started(url_of(listening)))
    server.run(sockets=[listening])


def config_of(app: Any, forwarded_allow: str = "", patience: Patience | None = None) -> uvicorn.Config:  # noqa: ANN401 - ASGI
    """How requests are answered. Nobody's word is believed but that of the proxies named.

    By uvicorn's own default it would be that of all on this machine.
    """
    return uvicorn.Config(
        app,
        proxy_headers=bool(forwarded_allow.strip()),
        forwarded_allow_ips=forwarded_allow,
        loop="uvloop",
        # A class for uvicorn, made of ours and its patience.
        http=partial(PatientProtocol, patience=patience or Patience(connections=_room())),  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _room() -> int:
    """How many connections there may be: as many as fit beside the files a process needs for everything else."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_BESIDE
    if soft < wanted and (hard == resource.RLIM_INFINITY or hard > soft):
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(100, min(MOST_CONNECTIONS, soft - FILES_BESIDE))


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the surroundings, listen, and say so."""
        await super().startup(sockets)
        if self.started:
            _collect_seldom()
            self._tell()


def _collect_seldom() -> None:
    """What was loaded stays: looking through it again and again for garbage is what the slowest answers waited for."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
