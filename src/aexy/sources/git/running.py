"""Running git so that nothing but git runs.

Configuration decides what git executes (hooks, filters, pagers, `gpg.program`, `core.sshCommand`, …), so git is only
ever started inside a repository of ours, with no system's and no user's configuration, and with every switch that could
start something turned off.
"""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from aexy.kernel.errors import SourceFailed, Unavailable

EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
# As many pairs as git itself compares by default, so that our renames are those that `git log -M` shows.
RENAME_LIMIT = 1000
_PIPE_BYTES = 1 << 20

_SETTINGS = {
    "advice.detachedHead": "false",
    "core.attributesFile": os.devnull,
    "core.bare": "true",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.quotePath": "false",
    "credential.helper": "",
    "credential.interactive": "false",
    "diff.renameLimit": str(RENAME_LIMIT),
    "diff.submodule": "short",
    "fetch.recurseSubmodules": "false",
    # Every fetch leaves a pack, and none of them thousands of loose files.
    "fetch.unpackLimit": "1",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "log.mailmap": "false",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "protocol.ext.allow": "never",
    "safe.directory": "*",
    "submodule.recurse": "false",
    "transfer.bundleURI": "false",
}

# Everything else of our own surroundings stays behind: GIT_* above all.
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
_KEPT_FOR_NETWORK = (
    "HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "CURL_CA_BUNDLE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Git:
    """The git program. `timeout` is in seconds and holds for one clone or fetch."""

    program: str = "git"
    timeout: int = 3600
    settings: Mapping[str, str] = field(default_factory=dict)

    def command(self, *arguments: str, object_format: str = "sha1") -> list[str]:
        """A whole command line, with the safe settings in front."""
        # From 2.43 on git reads attributes from HEAD in bare repositories; there `-diff` would hide line counts.
        chosen = _SETTINGS | {"attr.tree": EMPTY_TREES[object_format]} | dict(self.settings)
        pairs = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
        return [self.program, "--no-pager", "--no-replace-objects", *pairs, *arguments]


def environment(git_dir: Path, *, network: bool = False, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What git is told of the world: its own folder, and next to nothing else."""
    kept = (*_KEPT, *_KEPT_FOR_NETWORK) if network else _KEPT
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "GIT_ADVICE": "0",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_DIR": str(git_dir),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        **(extra or {}),
    }


def run(
    git: Git,
    git_dir: Path,
    *arguments: str,
    object_format: str = "sha1",
    stdin: bytes = b"",
    check: bool = True,
    extra: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a short command in a repository of ours; with `check`, SourceFailed with git's own reason when it fails."""
    try:
        done = subprocess.run(
            git.command(*arguments, object_format=object_format),
            cwd=git_dir, env=environment(git_dir, extra=extra), input=stdin, capture_output=True, check=False,
            timeout=git.timeout,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise no_git(git) from error
    except subprocess.TimeoutExpired as error:
        raise SourceFailed(
            f"Reading the repository took longer than {git.timeout} seconds.",
            next_step="Raise AEXY_GIT_TIMEOUT_SECONDS, or look whether its disk is slow.",
        ) from error
    if check and done.returncode:
        raise damaged(done.stderr)
    return done


@contextmanager
def streaming(
    git: Git, git_dir: Path, *arguments: str, object_format: str = "sha1", stdin: IO[bytes] | None = None
) -> Iterator[IO[bytes]]:
    """What a long command writes, while it writes it. Leaving early ends the command.

    SourceFailed when the command fails after its output was read to the end.
    """
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(
                git.command(*arguments, object_format=object_format), cwd=git_dir, env=environment(git_dir),
                stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, bufsize=0,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise no_git(git) from error
        assert process.stdout is not None  # noqa: S101 (said by stdout=PIPE)
        _widen(process.stdout)
        try:
            yield process.stdout
            code = process.wait()
        finally:
            process.stdout.close()
            if process.poll() is None:
                process.kill()
            process.wait()
        if code:
            complaints.seek(0)
            raise damaged(complaints.read(1 << 16))


def _widen(pipe: IO[bytes]) -> None:
    """Let git go on writing while we are busy with what it wrote, where the system allows it."""
    setting = getattr(fcntl, "F_SETPIPE_SZ", None)
    if setting is not None:
        with suppress(OSError):
            fcntl.fcntl(pipe, setting, _PIPE_BYTES)


def first_reason(complaints: bytes) -> str:
    """The line of git's complaints that says most, without its prefix."""
    lines = [line.strip() for line in complaints.decode("utf-8", "replace").splitlines() if line.strip()]
    chosen = next((line for line in lines if line.startswith("fatal:")), None) or next(
        iter(lines), "git gave no reason"
    )
    return chosen.removeprefix("fatal:").removeprefix("error:").strip().rstrip(".")[:300]


def damaged(complaints: bytes, says: Sequence[str] = ()) -> SourceFailed:
    """Objects are missing or broken, or were taken away while we read."""
    reason = " ".join(says) or first_reason(complaints)
    return SourceFailed(
        f"The repository's history could not be read to the end: {reason}.",
        next_step="Run `git fsck` in it and mend or clone it anew; if it was being repacked, try again.",
    )


def no_git(git: Git) -> Unavailable:
    """There is no such program."""
    return Unavailable(
        f"There is no program called {git.program!r} here.", next_step="Install git 2.31 or newer, or set AEXY_GIT."
    )
