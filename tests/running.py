"""The whole product in a process of its own, as a person starts it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM, Signals
from typing import Any

import psutil

from aexy.running import State, read_state

AEXY = (sys.executable, "-m", "aexy.cli.main")
_PATIENCE_SECONDS = 60


def aexy(*words: str, home: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, by the data folder given."""
    return subprocess.run(
        [*AEXY, *words],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=_environment(home, environment),
        timeout=120,
    )


def _environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AEXY_")}
    return ours | {"AEXY_HOME": str(home), "AEXY_PORT": "0", "PYTHONUNBUFFERED": "1"} | more


def soon(condition: Callable[[], bool], *, seconds: float = _PATIENCE_SECONDS) -> bool:
    """Whether it becomes so within that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@dataclass
class Product:
    """`aexy up` in a data folder."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    has_demo: bool = False

    @property
    def said(self) -> str:
        """Everything it printed."""
        return self._log.read_text(encoding="utf-8")

    @property
    def state(self) -> State:
        """What it says runs now."""
        state = read_state(self.home)
        assert state, self.said
        return state

    @property
    def link(self) -> str:
        """The last sign-in link it printed."""
        return str(re.findall(r"http://\S+/sign-in#token=\S+", self.said)[-1])

    @property
    def _log(self) -> Path:
        return self.home.with_name(f"{self.home.name}.said")

    def begin(self, **environment: str) -> None:
        """Start it and return at once."""
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*AEXY, "up", *(() if self.has_demo else ("--no-demo",))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(self.home, self.environment | environment),
                start_new_session=True,
            )

    def start(self, **environment: str) -> None:
        """Start it and wait until it says where it is."""
        self.begin(**environment)
        assert soon(lambda: "Aexy is up" in self.said or not self.is_running), self.said
        assert self.is_running, self.said

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, signal: Signals = SIGTERM) -> int:
        """Ask it to stop; the exit code."""
        if self.process is None:
            return 0
        if self.is_running:
            self.process.send_signal(signal)
        return self.process.wait(timeout=_PATIENCE_SECONDS)

    def pids(self) -> list[int]:
        """The programs it started."""
        return [part.pid for part in self.state.parts.values() if part.pid]

    def status(self) -> dict[str, Any]:
        """What `aexy status --json` says."""
        answer: dict[str, Any] = json.loads(aexy("status", "--json", home=self.home).stdout)
        return answer


def is_gone(pid: int) -> bool:
    """Whether no such process runs; one that only waits to be buried does not."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
