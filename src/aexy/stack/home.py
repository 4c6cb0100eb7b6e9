"""The data folder: what is where in it, made so that nobody else can read it."""

import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from aexy.kernel.errors import Unavailable
from aexy.stack.children import Identity

_LONGEST_SOCKET_FOLDER = 80  # bytes: a socket's whole path must stay below 107
_ROOM_NEEDED = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder and the names of the things in it."""

    path: Path

    @property
    def run(self) -> Path:
        """What is only true while Aexy runs: state, lock, sockets."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """One file per program."""
        return self.path / "logs"

    @property
    def secrets(self) -> Path:
        """One file per secret."""
        return self.path / "secrets"

    @property
    def mirrors(self) -> Path:
        """Copies of remote repositories."""
        return self.path / "mirrors"

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL's clusters, one folder per major version."""
        return self.path / "postgres"

    def prepare(self, *, guest: Identity | None = None, disk_free: Callable[[Path], int] | None = None) -> None:
        """Make the folders that are missing; Unavailable when that is not allowed or the disk is nearly full.

        `guest` is who PostgreSQL runs as: when that is not us it may pass through the folders we make, and no others.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self.path, self.run, self.postgres):
                if private_folder(folder) and guest:
                    let_through(folder, guest)
            for folder in (self.logs, self.secrets, self.mirrors):
                private_folder(folder)
        except OSError as error:
            raise Unavailable(
                f"The data folder {self.path} cannot be used: {error.strerror}.",
                next_step="Choose another one with AEXY_HOME.",
            ) from error
        self._insist_on_room(disk_free or (lambda path: disk_usage(path).free))

    def _insist_on_room(self, disk_free: Callable[[Path], int]) -> None:
        free = disk_free(self.path)
        if free < _ROOM_NEEDED:
            raise Unavailable(
                f"The disk with {self.path} has {free // 2**20} MB free; Aexy needs {_ROOM_NEEDED // 2**20} MB.",
                next_step="Make room, or choose a folder on another disk with AEXY_HOME.",
            )

    def secret(self, name: str) -> str:
        """The secret of this name, made up on first use and kept in a file only we can read."""
        path = self.secrets / name
        if not path.exists():
            with suppress(FileExistsError):  # somebody was quicker; theirs holds
                write_private(path, secrets.token_urlsafe(32), exclusive=True)
        return path.read_text(encoding="ascii")

    def socket_folder(self, name: str, *, owner: Identity | None = None) -> Path:
        """A folder of our own for a server's socket: under `run`, or a short one elsewhere when that is too long."""
        if not self._has_short_path(name):
            return _short_folder(self._short_name(name), owner)
        wanted = self.run / name
        private_folder(wanted, owner=owner)
        if owner and os.geteuid() == 0 and wanted.stat().st_uid != owner.user:
            os.chown(wanted, owner.user, owner.group)  # the last run's server ran as somebody else
        return wanted

    def forget_sockets(self, *names: str) -> None:
        """Remove the folders of servers that have stopped."""
        for name in names:
            places = [self.run / name] if self._has_short_path(name) else _short_places(self._short_name(name))
            for folder in places:
                shutil.rmtree(folder, ignore_errors=True)

    def _has_short_path(self, name: str) -> bool:
        wanted = self.run / name
        is_plain = re.fullmatch(r"[\w./-]+", str(wanted), re.ASCII) is not None
        return is_plain and len(os.fsencode(wanted)) <= _LONGEST_SOCKET_FOLDER

    def _short_name(self, name: str) -> str:
        digest = hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:10]
        return f"aexy-{os.geteuid()}-{digest}-{name}"


def private_folder(path: Path, *, owner: Identity | None = None) -> bool:
    """Make a folder only its owner may enter, and say whether it was made; one that exists is left as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        if path.is_dir():
            return False
        raise
    if owner and not owner.is_ours:
        os.chown(path, owner.user, owner.group)
    return True


def let_through(path: Path, guest: Identity) -> None:
    """Allow the guest's group to pass through a folder of ours, without seeing what is in it."""
    if not guest.is_ours:
        os.chown(path, -1, guest.group)
        path.chmod(0o710)


def write_private(path: Path, text: str, *, exclusive: bool = False) -> None:
    """Write a file only we can read, whole or not at all; with `exclusive`, FileExistsError when it is there."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        if exclusive:
            os.link(temporary, path)
        else:
            Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _short_folder(name: str, owner: Identity | None) -> Path:
    for folder in _short_places(name):
        if os.access(folder.parent, os.W_OK):
            private_folder(folder, owner=owner)
            return _insist_on_own(folder, owner.user if owner else os.geteuid())
    raise Unavailable("There is no folder for sockets with a short path.", next_step="Set AEXY_HOME to a shorter path.")


def _short_places(name: str) -> list[Path]:
    parents = (os.environ.get("XDG_RUNTIME_DIR"), "/tmp")  # noqa: S108 - ours is inside, checked and closed to others
    longest = _LONGEST_SOCKET_FOLDER - len(name)
    return [Path(parent) / name for parent in parents if parent and len(os.fsencode(parent)) < longest]


def _insist_on_own(folder: Path, user: int) -> Path:
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == user and stat.S_IMODE(found.st_mode) & 0o077 == 0:
        return folder
    raise Unavailable(f"{folder} is not ours alone.", next_step="Remove it, or set AEXY_HOME to a shorter path.")
