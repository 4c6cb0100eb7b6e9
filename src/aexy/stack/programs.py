"""What `aexy up` starts: how each program begins, what is known about it, and which servers are somebody else's."""

import http.client
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Final
from urllib.parse import urlsplit

from aexy.kernel.errors import Unavailable
from aexy.running import Addresses, Part
from aexy.settings import Settings
from aexy.stack import postgres, temporal, valkey
from aexy.stack.children import Child, start
from aexy.stack.home import Home
from aexy.stack.ports import LOOPBACK, answers, free_port

READY_PATH: Final = "/api/v1/health/ready"
_API_SECONDS: Final = 180  # a machine that is busy elsewhere takes a minute to import everything
_HTTP_OK: Final = 200
_ANYWHERE: Final = {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}  # noqa: S104 - only named, never bound to


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Something that is started, watched and stopped. `begin` returns once it is ready."""

    key: str
    title: str
    begin: Callable[[], Awaitable[Child]]
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The servers of a data folder that are ours to start, and where all of them are, ours or not."""

    programs: tuple[Program, ...]
    addresses: Addresses
    parts: dict[str, Part]


def servers(settings: Settings, home: Home) -> Servers:
    """The servers the settings ask for; Unavailable when a server of one's own does not answer. Starts nothing."""
    ours: list[Program] = []
    parts: dict[str, Part] = {}
    where: dict[str, str | None] = {}
    if settings.database_url:
        where |= {"database_url": settings.database_url, "owner_url": None}
    else:
        cluster = postgres.cluster_at(home)
        where |= {"database_url": cluster.url(postgres.APPLICATION), "owner_url": cluster.url(postgres.OWNER)}
        ours.append(_postgres(cluster))
    if settings.redis_url:
        where["redis_url"] = settings.redis_url
    else:
        server = valkey.Valkey(home)
        where["redis_url"] = server.url
        ours.append(_valkey(server))
    if settings.temporal_address:
        where["temporal_address"] = settings.temporal_address
        parts["temporal"] = Part(address=settings.temporal_address)
    else:
        address = f"{LOOPBACK}:{free_port()}"
        where["temporal_address"] = address
        ours.append(_temporal(temporal.Temporal(home, settings.temporal_namespace), address))
    _insist_on_answers(settings)
    parts |= {program.key: program.part for program in ours}
    return Servers(programs=tuple(ours), addresses=Addresses.model_validate(where), parts=parts)


def _postgres(cluster: postgres.Cluster) -> Program:
    part = Part(version=postgres.version(), socket=str(cluster.sockets), port=postgres.PORT)
    return Program(key="postgres", title="PostgreSQL", begin=lambda: postgres.start_postgres(cluster), part=part)


def _valkey(server: valkey.Valkey) -> Program:
    part = Part(version=valkey.version(), socket=str(server.socket))
    return Program(key="valkey", title="Valkey", begin=server.start, part=part)


def _temporal(server: temporal.Temporal, address: str) -> Program:
    part = Part(version=temporal.version(), address=address)
    return Program(key="temporal", title="Temporal", begin=lambda: server.start(address), part=part)


def _insist_on_answers(settings: Settings) -> None:
    redis = urlsplit(settings.redis_url or "")
    if redis.hostname and not answers(redis.hostname, redis.port or 6379):
        raise _silent("Redis", redis.hostname, "AEXY_REDIS_URL")
    host, _, port = (settings.temporal_address or "").rpartition(":")
    if settings.temporal_address and not (port.isdigit() and answers(host, int(port))):
        raise _silent("Temporal", settings.temporal_address, "AEXY_TEMPORAL_ADDRESS")


def _silent(name: str, where: str, setting: str) -> Unavailable:
    return Unavailable(
        f"The {name} server at {where} does not answer.",
        next_step=f"Start it, mend {setting}, or leave {setting} out to have one started for you.",
    )


def api(home: Home, host: str, port: int) -> Program:
    """The web product and its API, ready when it says so."""
    logs, url = home.logs, f"http://{_in_address(host)}:{port}"

    async def begin() -> Child:
        words = [sys.executable, "-P", "-m", "aexy.cli.serve", "--quiet", "--host", host, "--port", str(port)]
        child = start("The API", words, log=logs / "api.log", orphaned=SIGKILL, env=environment(home.path))
        try:
            await child.until(lambda: is_ready(reachable(host), port), seconds=_API_SECONDS)
        except BaseException:
            await child.stop()
            raise
        return child

    return Program(key="api", title="API and web", begin=begin, part=Part(host=host, port=port, url=url))


def worker(home: Home) -> Program:
    """Who carries out the jobs."""

    async def begin() -> Child:
        words = [sys.executable, "-P", "-m", "aexy.temporal.worker"]
        return start("The worker", words, log=home.logs / "worker.log", orphaned=SIGKILL, env=environment(home.path))

    return Program(key="worker", title="Worker", begin=begin, part=Part())


def is_ready(host: str, port: int) -> bool:
    """Whether the API there says that it and what it needs are ready."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", READY_PATH)
        with connection.getresponse() as answer:
            return answer.status == _HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """The address to call somebody by who listens on `host`, which may mean "everywhere"."""
    return _ANYWHERE.get(host, host)


def _in_address(host: str) -> str:
    shown = "localhost" if host in _ANYWHERE else host
    return f"[{shown}]" if ":" in shown else shown


def environment(home: Path) -> dict[str, str]:
    """Ours, and where the data folder is."""
    return os.environ | {"AEXY_HOME": str(home), "PYTHONUNBUFFERED": "1"}
