"""`aexy up`: servers, migrations, API and worker, as one thing that starts, runs and stops."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import psutil

from aexy.kernel.errors import AexyError
from aexy.running import State
from aexy.settings import Settings
from aexy.stack.children import ask, unprivileged
from aexy.stack.home import Home
from aexy.stack.ports import free_port
from aexy.stack.programs import api, environment, servers, worker
from aexy.stack.state import alone, end_leftovers, forget_state, write_state
from aexy.stack.supervisor import Say, Supervisor

_STOP_ORDER: Final = (("api", "worker"), ("temporal", "valkey"), ("postgres",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Programs that run to their end during a start: they live above this storey, so they are named, not imported.

    `prepare` migrates and prints `{"link": the one-time sign-in link, "is_new": whether there is no workspace yet}`;
    `welcome`, if any, runs beside everything else once the API answers, when there is none. A program that fails says
    why in one sentence on standard error.
    """

    prepare: Sequence[str]
    welcome: Sequence[str]


@dataclass(frozen=True, slots=True)
class Started:
    """What a person wants to know once it runs."""

    url: str
    link: str
    is_new: bool
    seconds: float


async def up(settings: Settings, preparation: Preparation, *, say: Say, started: Callable[[Started], None]) -> None:
    """Run the whole stack until it is told to stop (SIGINT, SIGTERM); Conflict when it runs already.

    `say` gets a line whenever something happens; `started` is called once, when the page can be opened.
    """
    home = Home(settings.home)
    home.prepare(guest=None if settings.database_url else unprivileged())
    with alone(home):
        if left := await end_leftovers(home):
            say(f"Cleared up after a run that was cut off: {', '.join(left)}")
        await _Run(settings, home, preparation, say).until_told(started)


class _Run:
    """One run of the stack."""

    def __init__(self, settings: Settings, home: Home, preparation: Preparation, say: Say) -> None:
        self._settings, self._home, self._preparation, self._say = settings, home, preparation, say
        self._begun = time.monotonic()
        self._started_at = datetime.now(UTC)
        self._stop = asyncio.Event()
        self._supervisor = Supervisor(say, changed=self._write_state)
        self._servers = servers(settings, home)
        self._api = api(home, settings.host, self._choose_port())
        self._worker = worker(home)

    async def until_told(self, started: Callable[[Started], None]) -> None:
        """Start, watch, stop."""
        self._listen()
        welcoming: asyncio.Task[None] | None = None
        try:
            running = await self._unless_told(self._start())
            if running:
                started(running)
                welcoming = asyncio.create_task(self._welcome(running))
                await self._supervisor.watch(self._stop)
            self._say("Stopping")
        finally:
            if welcoming:
                welcoming.cancel()
                await asyncio.wait([welcoming])
            await self._supervisor.stop(_STOP_ORDER)
            forget_state(self._home)

    async def _start(self) -> Started:
        await self._supervisor.start_together(self._servers.programs)
        self._write_state()
        begun = time.monotonic()
        told = json.loads(await ask(self._preparation.prepare, env=environment(self._home.path)))
        self._say(f"Database up to date · {time.monotonic() - begun:.1f} s")
        await self._supervisor.start_together((self._api, self._worker))
        self._write_state()
        return Started(self._url, told["link"], told["is_new"], time.monotonic() - self._begun)

    async def _welcome(self, running: Started) -> None:
        if not (running.is_new and self._preparation.welcome):
            return
        try:
            await ask(self._preparation.welcome, env=environment(self._home.path))
        except AexyError as error:
            self._say(f"The demo workspace was not made: {error}")

    async def _unless_told(self, starting: Coroutine[None, None, Started]) -> Started | None:
        """What the start gave, or None when we were told to stop before it was through."""
        start, told = asyncio.create_task(starting), asyncio.create_task(self._stop.wait())
        await asyncio.wait((start, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not start.done():
            start.cancel()
            await asyncio.wait([start])
            return None
        return start.result()

    def _listen(self) -> None:
        def told() -> None:
            if self._stop.is_set():  # told twice: somebody is in a hurry
                self._supervisor.kill()
            self._stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, told)

    def _choose_port(self) -> int:
        wanted, host = self._settings.port, self._settings.host
        port = free_port(wanted, host)
        if wanted not in {0, port}:
            self._say(f"Port {wanted} is taken; using {port}")
        return port

    @property
    def _url(self) -> str:
        return self._api.part.url or ""

    def _write_state(self) -> None:
        parts = self._servers.parts | {"api": self._api.part, "worker": self._worker.part}
        now = {key: self._supervisor.part(key, otherwise=part) for key, part in parts.items()}
        state = State.model_validate(
            {
                "pid": os.getpid(),
                "born": psutil.Process().create_time(),
                "started_at": self._started_at,
                "addresses": self._servers.addresses,
                **now,
            }
        )
        write_state(self._home, state)
