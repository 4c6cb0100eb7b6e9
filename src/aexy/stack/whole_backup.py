"""Everything that is needed to stand up again, in one sealed file: the database, the keys, the data folder's files.

Inside the seal stand the files first, each with its length, then the database to the end. Left out is what is made
anew: mirrors are fetched again, servers have passwords of their own, logs and what runs belong to the machine.
A restore reads the file to its end before anything is changed, puts the database back in one transaction, and then
the files; whoever is interrupted between those two runs it again.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, NamedTuple

import orjson
from pydantic import SecretStr

from aexy.kernel.errors import Unusable
from aexy.settings import Settings
from aexy.stack.after_restore import put_file
from aexy.stack.backup import dump, insist_on_dump, put_back, unfinished
from aexy.stack.sealed_file import Sealing, Secret, is_sealed, pieces, read_header
from aexy.store.vault import Vault, as_file, vault_file

_LEFT_OUT: Final = frozenset({"run", "logs", "postgres", "temporal", "valkey", "mirrors", "cli.json"})
_OF_SERVERS: Final = ("postgres-", "valkey")
_DATABASE: Final = "database"
_STAGING: Final = ".restoring-"
_MACHINES_OWN: Final = frozenset({"home", "host", "port", "database_url", "redis_url", "temporal_address"})
SETTINGS_FILE: Final = "restored-settings.env"
_LONGEST_LINE: Final = 65_536


class Held(NamedTuple):
    """What a backup holds: how many files, and how many bytes of the database."""

    made_at: datetime
    files: tuple[str, ...]
    database_bytes: int


@dataclass(slots=True)
class _Reader:
    """The plain stream of a sealed file, by lines and lengths."""

    source: Iterator[bytes]
    name: str
    waiting: bytes = b""

    def line(self) -> bytes:
        while b"\n" not in self.waiting:
            piece = next(self.source, None)
            if piece is None or len(self.waiting) > _LONGEST_LINE:
                raise Unusable(f"{self.name} holds no backup of Aexy's.", next_step="Take another copy of it.")
            self.waiting += piece
        line, _, self.waiting = self.waiting.partition(b"\n")
        return line

    def some(self, length: int) -> Iterator[bytes]:
        while length:
            piece = self.waiting or next(self.source, b"")
            if not piece:
                raise Unusable(f"{self.name} ends within a file.", next_step="Take another copy of it.")
            part, self.waiting = piece[:length], piece[length:]
            length -= len(part)
            yield part

    def rest(self) -> Iterator[bytes]:
        waiting, self.waiting = self.waiting, b""
        if waiting:
            yield waiting
        yield from self.source


def write(settings: Settings, url: str, file: Path, secret: Secret, *, now: datetime) -> int:
    """Write the backup, and return its size in bytes; the file appears when it is whole.

    Unusable when it exists already; Unavailable when the server or the disk fails.
    """
    with unfinished(file) as sink:
        sealing = Sealing(sink, secret, made_at=now)
        for name, path in _files(settings):
            _put(sealing, name, path)
        for name, text in _made_up(settings):
            sealing.write(_line(name, len(text)) + text)
        sealing.write(_line(_DATABASE, None))
        for piece in dump(url):
            sealing.write(piece)
        sealing.finish()
    return file.stat().st_size


def verify(file: Path, secret: Secret) -> Held:
    """Read the whole of it and change nothing. Unusable when it was changed, cut off, or does not open."""
    names: list[str] = []
    reader = _Reader(pieces(file, secret), file.name)
    while (said := _next(reader))["name"] != _DATABASE:
        names.append(said["name"])
        for _ in reader.some(said["size"]):
            pass
    counted = _Counted(reader.rest())
    insist_on_dump(iter(counted), file.name)
    with file.open("rb") as found:
        made_at = read_header(found, file.name).made_at
    return Held(made_at, tuple(names), counted.size)


def restore(settings: Settings, url: str, file: Path, secret: Secret) -> Held:
    """Put everything back; the database and the files here are replaced. Nothing changes unless all of it is whole."""
    held = verify(file, secret)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in settings.home.glob(f"{_STAGING}*"):  # of one that was killed
        shutil.rmtree(left)
    staged = Path(tempfile.mkdtemp(dir=settings.home, prefix=_STAGING))
    try:
        reader = _Reader(pieces(file, secret), file.name)
        while (said := _next(reader))["name"] != _DATABASE:
            path = staged.joinpath(*_inside(said["name"]).parts)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
                for part in reader.some(said["size"]):
                    sink.write(part)
        put_back(url, reader.rest(), str(file))
        for name in held.files:
            put_file(settings, name, staged / name)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return held


def missing_keys(settings: Settings, file: Path, secret: Secret) -> set[str]:
    """Vault keys of the backup that this machine's setting does not bring, so that what they seal would not open."""
    if settings.vault_keys is None:
        return set()
    reader = _Reader(pieces(file, secret), file.name)
    while (said := _next(reader))["name"] != _DATABASE:
        body = b"".join(reader.some(said["size"]))
        if said["name"] == "secrets/vault.json":
            return set(orjson.loads(body)["keys"]) - set(Vault.of(settings).keys)
    return set()


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Whatever stands in the data folder and is not made anew; links lead nowhere from here."""
    if not settings.home.is_dir():
        return
    for top in sorted(settings.home.iterdir()):
        if top.name in _LEFT_OUT or top.name.startswith("."):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            name = path.relative_to(settings.home).as_posix()
            if path.is_symlink() or not path.is_file() or path.name.startswith("."):
                continue
            if path != vault_file(settings.home) and not _is_servers(name) and not is_sealed(path):
                yield name, path


def _is_servers(name: str) -> bool:
    """Whether it is a password of a server that this machine runs; another machine makes its own."""
    folder, _, rest = name.partition("/")
    return folder == "secrets" and rest.startswith(_OF_SERVERS)


def _made_up(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """The vault's keys, from wherever they come, and the settings that matter on another machine too."""
    vault = Vault.there(settings)
    if vault.keys:
        yield "secrets/vault.json", as_file(vault.current, vault.keys)
    said = {name: getattr(settings, name) for name in sorted(settings.model_fields_set - _MACHINES_OWN)}
    if said:
        lines = [f"AEXY_{name.upper()}={_plain(value)}" for name, value in said.items()]
        yield f"secrets/{SETTINGS_FILE}", ("\n".join(lines) + "\n").encode()


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _put(sealing: Sealing, name: str, path: Path) -> None:
    """Exactly as many bytes as were said; what grows meanwhile is in the next backup."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            sealing.write(_line(name, size))
            _copy(sealing, file, size, name)
    except FileNotFoundError:  # gone since it was listed
        return


def _copy(sealing: Sealing, file: IO[bytes], size: int, name: str) -> None:
    while size:
        piece = file.read(min(size, _LONGEST_LINE))
        if not piece:
            raise Unusable(f"{name} was cut off while it was read.", next_step="Run the backup again.")
        sealing.write(piece)
        size -= len(piece)


def _line(name: str, size: int | None) -> bytes:
    return orjson.dumps({"name": name, "size": size}) + b"\n"


def _next(reader: _Reader) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(reader.line())
    return said


def _inside(name: str) -> PurePosixPath:
    """A name that stays within the folder; whoever has the key could have written another."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise Unusable(f"The backup holds a file that belongs elsewhere: {name}.", next_step="Do not trust it.")
    return path


@dataclass(slots=True)
class _Counted:
    source: Iterator[bytes]
    size: int = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.source:
            self.size += len(piece)
            yield piece
