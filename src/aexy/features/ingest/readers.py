"""Child processes that read history, so that a monstrous commit costs a child and not the worker.

A child is a fresh interpreter running `child.py`. It is given tasks as JSON lines on its standard input (never in its
arguments: a task holds the database's address) and answers with JSON lines: `{"stage", "done", "total"}` now and then,
at last `{"answer"}` or `{"failure"}`. It ends when its input is closed, so it cannot outlive a worker that was killed.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from aexy.features.ingest.failures import Failed
from aexy.features.ingest.schemas import Counting, DemoReading, FileReading, Reading
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import JobId
from aexy.logs import ids_here

OnProgress = Callable[[str, int, int | None], Awaitable[None]]
"""Told the stage, how much of it is done, and how much there is where that is known."""

# A child is kept for the next stretch of the same run, and not much longer: it is memory nobody uses.
_IDLE_SECONDS = 3.0
# Memory that was once needed is not given back by an interpreter, so even a good child is replaced now and then.
_TASKS_PER_CHILD = 12


@dataclass(slots=True, eq=False)
class _Child:
    """One process. `stdin` and `stdout` are its pipes; its complaints go to our own standard error."""

    process: asyncio.subprocess.Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    tasks: int = 0
    retirement: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls) -> "_Child":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "aexy.features.ingest.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            process_group=0,
        )
        assert process.stdin is not None  # noqa: S101 (both were asked for as pipes)
        assert process.stdout is not None  # noqa: S101 (likewise)
        return cls(process, process.stdin, process.stdout)

    async def ask(self, task: dict[str, Any], on_progress: OnProgress) -> dict[str, Any]:
        self.tasks += 1
        with suppress(ConnectionError):  # a dead child is noticed below, where its end can be told
            self.stdin.write(orjson.dumps(task) + b"\n")
            await self.stdin.drain()
        async for line in self.stdout:
            said = orjson.loads(line)
            if "failure" in said:
                raise Failed.told(said["failure"])
            if "answer" in said:
                answer: dict[str, Any] = said["answer"]
                return answer
            await on_progress(said["stage"], said["done"], said["total"])
        raise Unavailable(
            f"A process that reads history ended before its time ({await self.process.wait()}).",
            next_step="Start the job again; if it happens again, the machine may be short of memory.",
        )

    async def end(self) -> None:
        """At once, and with it the git it started."""
        if self.retirement is not None:
            self.retirement.cancel()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


@dataclass(slots=True)
class Readers:
    """At most `at_once` children, started when they are needed and ended when they are not.

    All together they say about four times a second how far they are: enough to watch, little to write.
    """

    at_once: int
    _idle: list[_Child] = field(default_factory=list)
    _busy: set[_Child] = field(default_factory=set)
    _endings: set[asyncio.Task[None]] = field(default_factory=set)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def ask(
        self,
        what: str,
        job_id: JobId,
        reading: Reading | DemoReading | FileReading | Counting,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Have a child do it. Cancelled, the child is ended; Failed carries what it says; Unavailable when it died."""
        beat = 0.25 * self.at_once
        task = {"do": what, "job_id": str(job_id), "reading": reading, "beat_seconds": beat, "ids": ids_here()}
        async with self._places:
            child = self._idle.pop() if self._idle else await _Child.start()
            if child.retirement is not None:
                child.retirement.cancel()
            self._busy.add(child)
            is_well = False
            try:
                answer = await child.ask(task, on_progress)
                is_well = child.tasks < _TASKS_PER_CHILD
                return answer
            finally:
                self._busy.discard(child)
                if is_well:
                    self._keep(child)
                else:
                    await child.end()

    async def close(self) -> None:
        """End every child."""
        for child in (*self._idle, *self._busy):
            await child.end()
        self._idle.clear()
        await asyncio.gather(*self._endings)

    def _keep(self, child: _Child) -> None:
        self._idle.append(child)
        child.retirement = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._retire, child)

    def _retire(self, child: _Child) -> None:
        if child in self._idle:
            self._idle.remove(child)
            ending = asyncio.create_task(child.end())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
