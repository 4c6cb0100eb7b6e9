"""How the stack is: what runs, where, which version, how big, how much memory."""

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from aexy.running import Part, State, read_state, without_password
from aexy.settings import Settings
from aexy.stack import postgres, valkey
from aexy.stack.home import Home
from aexy.stack.ports import answers
from aexy.stack.programs import is_ready, reachable

TITLES: Final = {
    "postgres": "PostgreSQL",
    "valkey": "Valkey",
    "temporal": "Temporal",
    "api": "API and web",
    "worker": "Worker",
}


@dataclass(frozen=True, slots=True)
class Program:
    """One program as it is now. `state` is up, silent (it runs and does not answer), down, or external.

    `memory` is resident bytes, what several processes share counted once; `disk` is bytes, null where it keeps nothing.
    """

    key: str
    title: str
    state: str
    version: str | None
    where: str | None
    pid: int | None
    memory: int | None
    disk: int | None


@dataclass(frozen=True, slots=True)
class Health:
    """The whole stack of a data folder."""

    home: Path
    url: str | None
    is_running: bool
    programs: tuple[Program, ...]
    supervisor_memory: int | None
    folders: dict[str, int]

    @property
    def memory(self) -> int:
        """Resident bytes of everything together."""
        return (self.supervisor_memory or 0) + sum(program.memory or 0 for program in self.programs)


def look(settings: Settings) -> Health:
    """How the stack of this data folder is at this moment."""
    home = Home(settings.home)
    state = read_state(home.path)
    is_running = state is not None and state.is_alive
    parts = state.parts if state and is_running else dict.fromkeys(TITLES, Part())
    disk = {"postgres": folder_size(home.postgres), "temporal": folder_size(home.path / "temporal")}
    own = external_servers(settings)
    programs = tuple(
        Program(
            key=key,
            title=title,
            state=_state(key, parts[key], settings, home, state if is_running else None),
            version=parts[key].version,
            where=_where(parts[key]) or own.get(key),
            pid=parts[key].pid,
            memory=memory_of(parts[key].pid) if parts[key].is_alive else None,
            disk=disk.get(key),
        )
        for key, title in TITLES.items()
    )
    return Health(
        home=home.path,
        url=state.url if state and is_running else None,
        is_running=is_running,
        programs=programs,
        supervisor_memory=_own_memory([state.pid]) if state and is_running else None,
        folders=disk | {"mirrors": folder_size(home.mirrors), "logs": folder_size(home.logs)},
    )


def _state(key: str, part: Part, settings: Settings, home: Home, state: State | None) -> str:
    if key in external_servers(settings):
        return "external"
    if state is None or not part.is_alive:
        return "down"
    return "up" if _answers(key, part, home) else "silent"


def external_servers(settings: Settings) -> dict[str, str]:
    """The servers of one's own that the settings name, by part, as they may be shown."""
    own = {
        "postgres": settings.database_url,
        "valkey": settings.redis_url,
        "temporal": settings.temporal_address,
    }
    return {key: without_password(address) for key, address in own.items() if address}


def _answers(key: str, part: Part, home: Home) -> bool:
    if key == "postgres":
        return _takes_connections(f"{part.socket}/.s.PGSQL.{postgres.PORT}")
    if key == "valkey":
        return valkey.answers(Path(part.socket or ""), home.secret("valkey"))
    if key == "temporal":
        host, _, port = (part.address or "").rpartition(":")
        return port.isdigit() and answers(host, int(port))
    if key == "api":
        return is_ready(reachable(part.host or ""), part.port or 0)
    return True


def _takes_connections(path: str) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(1)
        talk.connect(path)
        return True
    return False


def _where(part: Part) -> str | None:
    return part.url or part.address or part.socket


def memory_of(pid: int | None) -> int | None:
    """Resident bytes of a process and all that came from it, shared pages counted once; None when it is gone."""
    if pid is None:
        return None
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return _own_memory([pid, *(child.pid for child in process.children(recursive=True))])
    return None


def _own_memory(pids: Iterable[int]) -> int:
    return sum(_proportional(pid) for pid in pids)


def _proportional(pid: int) -> int:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        full = process.memory_full_info()
        return int(getattr(full, "pss", 0) or full.rss)
    return 0


def folder_size(folder: Path) -> int:
    """Bytes on disk of all files below a folder; 0 when there is none."""
    return sum(_files(folder))


def _files(folder: Path) -> Iterator[int]:
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it may go while we look
                yield (Path(place) / name).lstat().st_blocks * 512
