"""Programs we start: as whom they run, where they write, and how they are asked to stop."""

import asyncio
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

from aexy.kernel.errors import Unavailable

_LAUNCHER = Path(__file__).with_name("launch.py")
_TICK_SECONDS = 0.02
_LONGEST_REASON = 300
_LONGEST_LOG = 8 * 2**20
SYSTEM_USER = "aexy"


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom a program runs. `text` is what launch.py understands; `user` and `group` own its files."""

    text: str
    user: int
    group: int

    @property
    def is_ours(self) -> bool:
        """Whether files this program makes belong to us."""
        return self.user == os.geteuid()


def own() -> Identity:
    """Ourselves, as we are."""
    return Identity("own", os.geteuid(), os.getegid())


@cache
def unprivileged() -> Identity:
    """Somebody PostgreSQL agrees to run as: not root, and with a name.

    Ourselves, or ourselves in a user namespace (where we are `nobody`), or a user made for it; else Unavailable.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return own()
    namespace = Identity("namespace", os.geteuid(), os.getegid())
    if can_run(["/bin/sh", "-c", ":"], namespace):
        return namespace
    if os.geteuid() == 0:
        return system_user()
    raise Unavailable(
        f"PostgreSQL runs as users with a name only, and user {os.geteuid()} has none on this machine.",
        next_step="Give it a line in /etc/passwd, or set AEXY_DATABASE_URL to a server of your own.",
    )


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def system_user() -> Identity:
    """The machine's user `aexy`, made when it is missing. Only root can ask for it."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        entry = pwd.getpwnam(SYSTEM_USER)
    return Identity(f"{entry.pw_uid}:{entry.pw_gid}", entry.pw_uid, entry.pw_gid)


def _make_system_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(
            "PostgreSQL does not run as root, user namespaces are switched off here, and no user for it could be made.",
            next_step=f"Run Aexy as an ordinary user, or make a system user called '{SYSTEM_USER}'.",
        ) from error


def can_run(command: Sequence[str | Path], identity: Identity) -> bool:
    """Whether this program starts and ends well under that identity."""
    launch = _launch(command, Signals(SIGKILL), identity)
    try:
        return subprocess.run(launch, check=False, capture_output=True, timeout=30, cwd="/").returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def run(command: Sequence[str | Path], identity: Identity, *, env: Mapping[str, str] | None = None) -> str:
    """Run a program to its end and return what it wrote; Unavailable with its last words when it fails."""
    launch = _launch(command, Signals(SIGKILL), identity)
    done = subprocess.run(launch, check=False, capture_output=True, text=True, errors="replace", env=env, cwd="/")
    if done.returncode != 0:
        words = last_words(done.stderr or done.stdout)
        raise Unavailable(f"{Path(command[0]).name} failed: {words}", next_step=advice(done.stderr))
    return done.stdout


def last_words(text: str) -> str:
    """The line that most likely says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "could not"))]
    line = (telling or lines or ["it gave no reason."])[-1]
    return line if len(line) <= _LONGEST_REASON else f"…{line[-_LONGEST_REASON:]}"  # causes stand at the end


def advice(text: str) -> str:
    """A next step for what a program said before it died."""
    if "No space left on device" in text:
        return "The disk is full: make room, then run the command again."
    if "Permission denied" in text:
        return "Choose a data folder you own with AEXY_HOME."
    return "Run `aexy doctor` to see what is wrong."


async def happens(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Look every few milliseconds until it is so, or so many seconds have passed: other programs send no events."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(_TICK_SECONDS)
    return True


@dataclass(slots=True)
class Child:
    """A program we started, with the signal that ends it in good order."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    log_from: int
    gentle: Signals

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.popen.pid

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.popen.poll() is None

    def said(self) -> str:
        """What it wrote since it was started, at most the last 64 kB."""
        with suppress(OSError), self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self.log_from, size - 65536))
            return file.read().decode(errors="replace")
        return ""

    async def until(self, is_ready: Callable[[], bool], *, seconds: float = 120) -> None:
        """Wait until it is ready; Unavailable when it ends before that or takes too long."""
        came = await happens(lambda: not self.is_running or is_ready(), seconds=seconds)
        if not self.is_running:
            said = self.said()
            raise Unavailable(f"{self.name} did not start: {last_words(said)}", next_step=advice(said))
        if not came:
            raise Unavailable(f"{self.name} was not ready after {seconds:g} s.", next_step=f"Look into {self.log}.")

    async def stop(self, *, seconds: float = 20) -> None:
        """End it in good order, and by force when it has not obeyed after so many seconds."""
        for signal in (self.gentle, Signals(SIGKILL)):
            if not self.is_running:
                return
            self.popen.send_signal(signal)
            await happens(lambda: not self.is_running, seconds=seconds)


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    identity: Identity | None = None,
    gentle: Signals = SIGTERM,
    orphaned: Signals | None = None,
    env: Mapping[str, str] | None = None,
) -> Child:
    """Start a program in a process group of its own, writing to `log` (0600).

    `gentle` ends it in good order; it gets `orphaned`, or else `gentle`, when we die without having stopped it.

    Call it from the main thread: the kernel ties the program's life to the thread that starts it.
    """
    _keep_short(log)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        written = os.fstat(descriptor).st_size
        popen = subprocess.Popen(
            _launch(command, orphaned or gentle, identity or own()),
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            env=env,
            cwd="/",
            process_group=0,
        )
    finally:
        os.close(descriptor)
    return Child(name, popen, log, written, gentle)


async def ask(command: Sequence[str | Path], *, env: Mapping[str, str]) -> str:
    """Run a program of ours to its end and return what it printed; Unavailable with its own sentence when it fails."""
    popen = await asyncio.create_subprocess_exec(
        *_launch(command, SIGTERM, own()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        cwd="/",
        process_group=0,
    )
    try:
        out, err = await popen.communicate()
    finally:
        if popen.returncode is None:
            popen.kill()
            await popen.wait()
    if popen.returncode != 0:
        said = " ".join(err.decode(errors="replace").split())
        raise Unavailable(said[-_LONGEST_REASON:] or f"A program ended with {popen.returncode} and gave no reason.")
    return out.decode()


def _keep_short(log: Path) -> None:
    """Put a log that has grown long aside, in the place of the one put aside before."""
    with suppress(FileNotFoundError):
        if log.stat().st_size > _LONGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))


def _launch(command: Sequence[str | Path], orphaned: Signals, identity: Identity) -> list[str]:
    words = [str(word) for word in command]
    return [sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid()), str(int(orphaned)), identity.text, *words]
