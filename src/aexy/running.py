"""What runs in a data folder, and where its servers are: written by `aexy up`, read by everybody else.

The settings' word comes first ("use mine"), then what `aexy up` wrote.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from aexy.kernel.errors import Unavailable
from aexy.settings import Settings

NOT_RUNNING_NEXT = "Start it with `aexy up`."


_IN_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&#]*")


class Part(BaseModel):
    """One program of the running stack: `born` tells it from a stranger that got its process id later."""

    model_config = ConfigDict(frozen=True)

    pid: int | None = None
    born: float | None = None
    version: str | None = None
    socket: str | None = None
    host: str | None = None
    port: int | None = None
    url: str | None = None
    address: str | None = None

    @property
    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return self.pid is not None and is_alive(self.pid, self.born)


class Addresses(BaseModel):
    """Where the servers are, passwords included. `owner_url` is null on a server of one's own: one user does all."""

    model_config = ConfigDict(frozen=True)

    database_url: str
    owner_url: str | None = None
    redis_url: str
    temporal_address: str


class State(BaseModel):
    """What runs in a data folder: written by `aexy up`, gone when it stops, stale when it was killed."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    pid: int
    born: float
    started_at: datetime
    addresses: Addresses
    postgres: Part = Part()
    valkey: Part = Part()
    temporal: Part = Part()
    api: Part
    worker: Part = Part()

    @property
    def is_alive(self) -> bool:
        """Whether the `aexy up` that wrote this still runs."""
        return is_alive(self.pid, self.born)

    @property
    def parts(self) -> dict[str, Part]:
        """The programs by name, in the order they start."""
        return {
            "postgres": self.postgres,
            "valkey": self.valkey,
            "temporal": self.temporal,
            "api": self.api,
            "worker": self.worker,
        }

    @property
    def url(self) -> str:
        """Where the web product and the API are: `http://127.0.0.1:8321`."""
        return self.api.url or ""


def is_alive(pid: int, born: float | None) -> bool:
    """Whether the process born then still runs under this id."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and (born is None or abs(process.create_time() - born) < 1)
    except psutil.Error:
        return False


def state_file(home: Path) -> Path:
    """Where `aexy up` says what runs."""
    return home / "run" / "state.json"


def cli_token_file(home: Path) -> Path:
    """Where the command line's session token is kept."""
    return home / "run" / "cli-token"


def read_state(home: Path) -> State | None:
    """What was last written about this data folder, running or not; None when there is nothing sensible."""
    try:
        return State.model_validate_json(state_file(home).read_bytes())
    except (OSError, ValidationError):
        return None


def running(settings: Settings) -> State:
    """What runs in the data folder; Unavailable when nothing does."""
    state = read_state(settings.home)
    if state is None or not state.is_alive:
        raise Unavailable(f"Aexy is not running in {settings.home}.", next_step=NOT_RUNNING_NEXT)
    return state


def addresses(settings: Settings) -> Addresses:
    """Where the servers are: the settings' word first, then what `aexy up` wrote; Unavailable when neither knows."""
    if settings.database_url and settings.redis_url and settings.temporal_address:
        return Addresses(
            database_url=settings.database_url,
            redis_url=settings.redis_url,
            temporal_address=settings.temporal_address,
        )
    return with_own_servers(running(settings).addresses, settings)


def with_own_servers(found: Addresses, settings: Settings) -> Addresses:
    """These addresses, except where the settings name a server of one's own."""
    if settings.database_url:
        found = found.model_copy(update={"database_url": settings.database_url, "owner_url": None})
    return found.model_copy(
        update={
            "redis_url": settings.redis_url or found.redis_url,
            "temporal_address": settings.temporal_address or found.temporal_address,
        }
    )


def without_password(url: str) -> str:
    """An address with dots where its password stands, before its host or among what follows it."""
    url = _IN_QUERY.sub(r"\1…", url)
    front, at, back = url.rpartition("@")
    scheme, slashes, login = front.partition("://")
    if not at or ":" not in login:
        return url
    return f"{scheme}{slashes}{login.partition(':')[0]}:…@{back}"
