"""One `aexy up` per data folder: the lock that says so, the note on what runs, clearing up after a kill."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import psutil

from aexy.kernel.errors import Conflict
from aexy.running import State, is_alive, read_state, state_file
from aexy.stack.children import happens
from aexy.stack.home import Home, write_private

_LEFTOVER_SECONDS: Final = 10
_TRIES: Final = 3


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold the data folder for ourselves; Conflict when another `aexy up` has it. The lock dies with its holder."""
    descriptor = os.open(home.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not any(_lock(descriptor) for _ in range(_TRIES)):
            raise _taken(home)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        try:
            yield
        finally:
            home.forget_sockets("pg", "valkey")
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether the lock is ours now; a moment's pause when not, for somebody may only be looking (`holder`)."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        time.sleep(0.03)
        return False
    return True


def holder(home: Home) -> int | None:
    """The process id of the `aexy up` that holds the data folder, starting and stopping included; None: nobody."""
    try:
        descriptor = os.open(home.run / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return int(os.read(descriptor, 20) or b"0")
    else:
        return None
    finally:
        os.close(descriptor)


def _taken(home: Home) -> Conflict:
    state = read_state(home.path)
    where = f" at {state.url} (process {state.pid})" if state and state.is_alive else ""
    return Conflict(
        f"Aexy already runs in {home.path}{where}.",
        next_step="Use it, stop it with `aexy down`, or choose another folder with AEXY_HOME.",
    )


def write_state(home: Home, state: State) -> None:
    """Say what runs now."""
    write_private(state_file(home.path), state.model_dump_json(indent=2, exclude_none=True))


def forget_state(home: Home) -> None:
    """Nothing runs any more."""
    state_file(home.path).unlink(missing_ok=True)


async def end_leftovers(home: Home) -> list[str]:
    """End the programs of a run that was killed, and return their names. Call it while holding the lock."""
    state = read_state(home.path)
    if state is None:
        return []
    left = {name: part for name, part in state.parts.items() if part.is_alive}
    for part in left.values():
        _send(part.pid, signal.SIGTERM)
    await happens(lambda: not any(part.is_alive for part in left.values()), seconds=_LEFTOVER_SECONDS)
    for part in left.values():
        if part.is_alive:
            _send(part.pid, signal.SIGKILL)
    forget_state(home)
    return list(left)


async def stop_running(home: Home, *, seconds: float = 60) -> bool:
    """Ask the `aexy up` of this folder to stop and wait until it has; False when none runs. In the end by force."""
    pid = holder(home)
    if pid is None:
        await end_leftovers(home)
        return False
    _send(pid, signal.SIGTERM)
    if not await happens(lambda: not is_alive(pid, None), seconds=seconds):
        _send(pid, signal.SIGKILL)
        await happens(lambda: holder(home) is None, seconds=_LEFTOVER_SECONDS)
        await end_leftovers(home)
    return True


def _send(pid: int | None, number: signal.Signals) -> None:
    with suppress(psutil.Error):
        if pid is not None:
            psutil.Process(pid).send_signal(number)
