"""Keeps programs going: starts them side by side, starts again what dies, and stops all of them in order."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from signal import SIGKILL
from typing import Final

import psutil

from aexy.kernel.errors import AexyError
from aexy.running import Part
from aexy.stack.children import Child, last_words
from aexy.stack.programs import Program

Say = Callable[[str], None]

_TICK_SECONDS: Final = 0.2
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 30.0
_STEADY_SECONDS: Final = 60.0  # who ran that long starts afresh with the shortest pause


@dataclass(slots=True)
class _Kept:
    """A program under our care."""

    program: Program
    child: Child
    since: float
    deaths: int = 0
    restarting: asyncio.Task[None] | None = None


@dataclass(slots=True)
class Supervisor:
    """What runs, in the order it was started. `changed` is called whenever a program is another process than before."""

    say: Say
    changed: Callable[[], None] = lambda: None
    _kept: dict[str, _Kept] = field(default_factory=dict)

    async def start(self, program: Program) -> None:
        """Start a program and say how long it took."""
        begun = time.monotonic()
        child = await program.begin()
        self._kept[program.key] = _Kept(program, child, time.monotonic())
        name = f"{program.title} {program.part.version or ''}".strip()
        self.say(f"{name} · {time.monotonic() - begun:.1f} s")

    async def start_together(self, programs: Iterable[Program]) -> None:
        """Start several at once; when one fails the others end their start, so that they can be stopped."""
        outcomes = await asyncio.gather(*(self.start(program) for program in programs), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def part(self, key: str, otherwise: Part) -> Part:
        """What is known of a program, with its process when it runs."""
        kept = self._kept.get(key)
        if kept is None:
            return otherwise
        with suppress(psutil.Error):
            born = psutil.Process(kept.child.pid).create_time()
            return kept.program.part.model_copy(update={"pid": kept.child.pid, "born": born})
        return kept.program.part

    async def watch(self, stop: asyncio.Event) -> None:
        """Start again what dies, until `stop` is set."""
        while not stop.is_set():
            for kept in self._kept.values():
                if not kept.child.is_running and (kept.restarting is None or kept.restarting.done()):
                    kept.restarting = asyncio.create_task(self._start_again(kept))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _TICK_SECONDS)

    async def stop(self, order: Iterable[Iterable[str]]) -> None:
        """Stop everything: the keys of one group together, group after group."""
        for kept in self._kept.values():
            if kept.restarting:
                kept.restarting.cancel()
                await asyncio.gather(kept.restarting, return_exceptions=True)
        for group in order:
            await asyncio.gather(*(self._kept[key].child.stop() for key in group if key in self._kept))

    def kill(self) -> None:
        """End everything now."""
        for kept in self._kept.values():
            if kept.child.is_running:
                kept.child.popen.send_signal(SIGKILL)

    async def _start_again(self, kept: _Kept) -> None:
        while True:
            kept.deaths = 0 if time.monotonic() - kept.since > _STEADY_SECONDS else kept.deaths + 1
            pause = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2 ** max(0, kept.deaths - 1))
            self.say(f"{kept.program.title} {_manner(kept.child)}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            kept.since = time.monotonic()
            try:
                kept.child = await kept.program.begin()
            except (AexyError, OSError) as error:
                self.say(str(error))
                continue
            self.say(f"{kept.program.title} is back")
            self.changed()
            return


def _manner(child: Child) -> str:
    """How it ended: by a signal, or with its last words."""
    code = child.popen.returncode
    if code is not None and code < 0:
        return f"was ended by signal {-code}"
    return f"ended ({last_words(child.said())[:200]})"
