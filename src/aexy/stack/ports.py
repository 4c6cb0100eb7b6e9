"""Free ports, and who answers on one."""

import errno
import socket
from contextlib import suppress
from typing import Final

from aexy.kernel.errors import Unavailable

LOOPBACK: Final = "127.0.0.1"
_TRIES: Final = 100


def free_port(wanted: int = 0, host: str = LOOPBACK) -> int:
    """The wanted port, or the next free one after it; any free one for 0. Unavailable when there is none."""
    for port in range(wanted, min(wanted + _TRIES, 65536)) if wanted else (0,):
        if found := _bind(port, host):
            return found
    raise Unavailable(f"No port from {wanted} on is free on {host}.", next_step="Choose another one with AEXY_PORT.")


def _bind(port: int, host: str) -> int | None:
    """The port this gave, or None when it is taken; Unavailable when nobody may listen there at all."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(place)
            return int(attempt.getsockname()[1])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return None
        raise Unavailable(
            f"Aexy cannot listen on {host}, port {port}: {error.strerror}.",
            next_step="Choose another address with AEXY_HOST and AEXY_PORT.",
        ) from error


def answers(host: str, port: int, *, seconds: float = 1) -> bool:
    """Whether somebody takes connections there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=seconds):
        return True
    return False
