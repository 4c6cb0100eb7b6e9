"""The two things asked of a remote, each in a process of its own that can be watched and ended."""

import base64
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from aexy.kernel.errors import SourceFailed
from aexy.outward import public_address
from aexy.sources.git.location import Credentials, Location
from aexy.sources.git.running import Git, environment, first_reason, no_git

Progress = Callable[[str, int, int], None]
"""Told the stage in git's words, how much of it is done, and how much there is."""

_REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_PROGRESS = re.compile(rb"(?:remote: )?([A-Z][A-Za-z ]+): +\d+% \((\d+)/(\d+)\)")
_SSH = (
    "ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20 "
    "-o PermitLocalCommand=no -o ClearAllForwardings=yes"
)
_SCHEMES = ("https", "http", "ssh")
_PORTS = {"https": 443, "http": 80, "ssh": 22}
_BLOCK = 1 << 16
_COMPLAINTS_KEPT = 1 << 14
_GRACE_SECONDS = 2

_NEEDS_PASSWORD = (
    "could not read username", "could not read password", "authentication failed", "permission denied (",
    "terminal prompts disabled", "returned error: 401", "returned error: 403", "unable to read askpass",
)  # fmt: skip
_NOT_THERE = ("not found", "does not exist", "does not appear to be a git repository", "returned error: 404")
_NO_ANSWER = (
    "could not resolve", "failed to connect", "connection refused", "timed out", "couldn't connect", "no route to host",
    "network is unreachable", "connection reset",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Network:
    """A remote, and how git may speak with it."""

    git: Git
    location: Location
    ssh: str

    @classmethod
    def to(cls, git: Git, location: Location, *, allow_local: bool) -> Self:
        """Without `allow_local` a private address is Forbidden, and the address that was looked at is the one used."""
        settings = {f"protocol.{scheme}.allow": "always" for scheme in _SCHEMES}
        ssh = _SSH
        if not allow_local:
            address = public_address(location.host or "")
            port = urlsplit(location.url).port or _PORTS[urlsplit(location.url).scheme]
            shown = f"[{address}]" if ":" in address else address
            settings |= {"http.followRedirects": "false", "http.curloptResolve": f"{location.host}:{port}:{shown}"}
            ssh = f"{_SSH} -F none -o HostName={address} -o HostKeyAlias={location.host}"
        return cls(Git(git.program, git.timeout, settings), location, ssh)

    def list_refs(self, folder: Path) -> bytes:
        """What `git ls-remote --symref` says; `folder` is any repository of ours, for git to stand in."""
        return self._run(folder, "ls-remote", "--symref", "--", self.location.url, object_format="sha1")

    def fetch(self, folder: Path, object_format: str, progress: Progress | None) -> None:
        """Bring every branch and tag here; those that are gone there go here too."""
        self._run(
            folder, "fetch", "--progress", "--prune", "--no-tags", "--force", "--no-write-fetch-head",
            "--no-auto-maintenance", "--", self.location.url, *_REFSPECS,
            object_format=object_format, progress=progress,
        )  # fmt: skip

    def _run(self, folder: Path, *arguments: str, object_format: str, progress: Progress | None = None) -> bytes:
        extra = {"GIT_SSH_COMMAND": self.ssh, "GIT_SSH_VARIANT": "ssh", "SSH_ASKPASS_REQUIRE": "never"}
        extra |= _handed_over(self.location)
        try:
            process = subprocess.Popen(
                self.git.command(*arguments, object_format=object_format), cwd=folder,
                env=environment(folder, network=True, extra=extra), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise no_git(self.git) from error
        try:
            return self._listen(process, progress)
        finally:
            _end(process)

    def _listen(self, process: "subprocess.Popen[bytes]", progress: Progress | None) -> bytes:
        """Read both of its outputs to the end, telling of its progress."""
        answer, complaints = bytearray(), bytearray()
        ends_at = time.monotonic() + self.git.timeout
        with selectors.DefaultSelector() as waiting:
            for stream, kept in ((process.stdout, answer), (process.stderr, complaints)):
                waiting.register(stream, selectors.EVENT_READ, kept)  # type: ignore[arg-type]  # both are pipes
            while waiting.get_map():
                ready = waiting.select(max(0.0, ends_at - time.monotonic()))
                if not ready:
                    raise self._too_slow()
                for key, _ in ready:
                    block = os.read(key.fd, _BLOCK)
                    key.data.extend(block)
                    if not block:
                        waiting.unregister(key.fileobj)
                _tell(complaints, progress)
        if process.wait():
            raise self._why(bytes(complaints))
        return bytes(answer)

    def _too_slow(self) -> SourceFailed:
        return SourceFailed(
            f"{self.location.url} was not read within {self.git.timeout} seconds.",
            next_step="Try again, or raise AEXY_GIT_TIMEOUT_SECONDS.",
        )

    def _why(self, complaints: bytes) -> SourceFailed:
        """Git's complaints as a sentence; none of them repeats the password, for git never had it in the address."""
        said, url = complaints.decode("utf-8", "replace").lower(), self.location.url
        if any(word in said for word in _NEEDS_PASSWORD) and self.location.credentials is not None:
            return SourceFailed(
                f"{url} does not accept the token, password or key that Aexy has for it.",
                next_step="Give its connection a token that may read code (`aexy connections token NAME`), or add it "
                "again by an address with a fresh one.",
            )
        if any(word in said for word in _NEEDS_PASSWORD):
            return SourceFailed(
                f"{url} asks for a password or key that Aexy does not have.",
                next_step="Give an address with a token (https://TOKEN@host/…, kept apart from it) or an ssh:// one.",
            )
        if any(word in said for word in _NOT_THERE):
            return SourceFailed(
                f"There is no repository at {url}, or it is private.", next_step="Look at how it is written."
            )
        if any(word in said for word in _NO_ANSWER):
            return SourceFailed(
                f"{self.location.host} does not answer.", next_step="Look at the network, then try again."
            )
        return SourceFailed(f"{url} could not be fetched: {first_reason(complaints)}.", next_step="Try again later.")


def _handed_over(location: Location) -> dict[str, str]:
    """The credentials as settings in the environment: neither on the command line nor in a file."""
    given = location.credentials
    if given is None:
        return {}
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{location.url}.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {_basic(given)}",
    }


def _basic(given: Credentials) -> str:
    return base64.b64encode(f"{given.user}:{given.password}".encode()).decode()


def _tell(complaints: bytearray, progress: Progress | None) -> None:
    """Pass on the last thing git said of its progress, and keep the end of what it says."""
    said = _PROGRESS.findall(complaints)
    if said and progress:
        stage, done, total = said[-1]
        progress(stage.decode().strip(), int(done), int(total))
    if len(complaints) > _COMPLAINTS_KEPT:
        del complaints[:-_COMPLAINTS_KEPT]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End git and whatever it started (ssh, its http helper)."""
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
