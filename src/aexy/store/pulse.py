"""Whether the database still answers, found out beside all work, so that nobody waits for one that is frozen or gone.

A connection of its own is asked every second. When neither that nor a new one answers within their patience, the pulse
is lost: statements are refused at once, what waits is broken off, and every connection is dropped, for a server that
stands still gives no sign of it. It is tried again until it answers, and everything goes on by itself.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from weakref import WeakSet

import asyncpg

from aexy.kernel.errors import Unavailable
from aexy.watch.measures import STATEMENTS_REFUSED

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
PATIENCE_SECONDS = 1.5
GONE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


def does_not_answer() -> Unavailable:
    """The problem whoever asks meanwhile is told."""
    return Unavailable("The database does not answer.", next_step="Run `aexy doctor` to see what is wrong.")


@dataclass(slots=True)
class Pulse:
    """One process's view. Until it is started nothing is refused."""

    url: str
    is_well: bool = True
    answer_seconds: float | None = None
    lost: list[Callable[[], None]] = field(default_factory=list)
    """Told, in this event loop, when the database stops answering."""
    _known: "WeakSet[Any]" = field(default_factory=WeakSet)
    _task: "asyncio.Task[None] | None" = None
    _probe: Any = None

    @property
    def is_felt(self) -> bool:
        """Whether somebody feels it."""
        return self._task is not None

    def start(self) -> None:
        """Feel it from here on."""
        self._task = asyncio.create_task(self._feel(), name="pulse of the database")

    async def stop(self) -> None:
        """Let go."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._drop_probe()

    def insist(self) -> None:
        """Unavailable while the database does not answer."""
        if not self.is_well:
            STATEMENTS_REFUSED.inc()
            # The cause says what it is to those who wait instead of giving up (features/ingest/failures.py).
            raise does_not_answer() from ConnectionError("the pulse is lost")

    async def connect(self, *words: Any, **options: Any) -> Any:  # noqa: ANN401 - asyncpg's
        """A connection that is dropped when the pulse is lost; Unavailable when there is nobody to connect to."""
        self.insist()
        try:
            connection = await asyncpg.connect(*words, **options)
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError) as error:
            raise does_not_answer() from error
        self._known.add(connection)
        return connection

    async def _feel(self) -> None:
        while True:
            answers = await self._answers() or await self._answers()
            if answers != self.is_well:
                self._turn(answers)
            await asyncio.sleep(BEAT_SECONDS)

    async def _answers(self) -> bool:
        began = monotonic()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._probe is None:
                    self._probe = await asyncpg.connect(self.url, server_settings={"application_name": "aexy pulse"})
                await self._probe.execute("select 1")
        except GONE:
            self._drop_probe()
            return False
        self.answer_seconds = monotonic() - began
        return True

    def _turn(self, answers: bool) -> None:  # noqa: FBT001 - a state, not a way of working
        self.is_well = answers
        if answers:
            log.warning("The database answers again.")
            return
        self.answer_seconds = None
        log.error("The database does not answer: what waits for it is broken off, what asks is refused.")
        for connection in tuple(self._known):
            with suppress(Exception):
                connection.terminate()
        for told in self.lost:
            told()

    def _drop_probe(self) -> None:
        if self._probe is not None:
            with suppress(Exception):
                self._probe.terminate()
            self._probe = None
