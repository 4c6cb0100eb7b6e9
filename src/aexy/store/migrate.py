"""Migrations: plain SQL files in name order, each in its own transaction, remembered with its checksum.

`migrate_NNNN_what.sql` goes forward, `….down.sql` back. A file `….timescale.sql` runs where TimescaleDB can be had and
is remembered as skipped, with the reason, where it cannot; it is pending again once it can. An applied file never
changes: a new one says what is different now.
"""

import hashlib
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import asyncpg

from aexy.kernel.errors import Conflict, Unavailable, Unknown, did_you_mean
from aexy.store.postgres import APP_ROLE, Connection
from aexy.store.timescale import why_not

FOLDER: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 4_165_788_121  # any number, the same in every Aexy
_LOCK_SECONDS: Final = 120


class State(StrEnum):
    """How a migration stands."""

    APPLIED = "applied"
    SKIPPED = "skipped"
    PENDING = "pending"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    name: str
    sql: str
    checksum: str
    undo: str | None

    @property
    def needs_timescale(self) -> bool:
        """Whether it makes sense only where TimescaleDB is installed."""
        return self.name.endswith(".timescale.sql")


@dataclass(frozen=True, slots=True)
class Standing:
    """A file or a remembered name, and how it stands. `applied_at` is null for what was never looked at."""

    name: str
    state: State
    applied_at: datetime | None = None
    skipped_because: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What one step did: `seconds` it took, and the reason when it was skipped."""

    name: str
    seconds: float
    skipped_because: str | None = None


@dataclass(frozen=True, slots=True)
class _Remembered:
    checksum: str
    applied_at: datetime
    skipped_because: str | None

    @property
    def was_skipped(self) -> bool:
        return self.skipped_because is not None


async def migrate(
    owner_url: str, *, only: str | None = None, dry_run: bool = False, folder: Path = FOLDER
) -> list[Applied]:
    """Apply every pending file, or `only` one, and return what was done; with `dry_run` what would be.

    Conflict when an applied file has changed, Unknown when there is no such file, Unavailable when a file fails: what
    came before it stays, nothing of it does.
    """
    files = read_migrations(folder)
    async with _connected(owner_url) as connection:
        if dry_run:
            return [Applied(file.name, 0.0) for file in await _pending(connection, files, only)]
        async with _alone(connection):
            await connection.execute(_MEMORY)
            done = [await _apply(connection, file) for file in await _pending(connection, files, only)]
            await _let_owner_work_as_application(connection)
    return done


async def plan(url: str, *, folder: Path = FOLDER) -> list[Migration]:
    """The files `migrate` would apply now, in order. Changes nothing."""
    async with _connected(url) as connection:
        return await _pending(connection, read_migrations(folder), None)


async def list_migrations(url: str, *, folder: Path = FOLDER) -> list[Standing]:
    """Every file and every remembered name with how it stands, in name order. Changes nothing."""
    files = {file.name: file for file in read_migrations(folder)}
    async with _connected(url) as connection:
        memory = await _memory(connection)
    return [_standing(name, files.get(name), memory.get(name)) for name in sorted(files.keys() | memory.keys())]


async def down(owner_url: str, *, steps: int = 1, dry_run: bool = False, folder: Path = FOLDER) -> list[Applied]:
    """Take back the newest `steps` applied files; Conflict when one has no way back, and then nothing is taken back."""
    files = {file.name: file for file in read_migrations(folder)}
    async with _connected(owner_url) as connection:
        newest = sorted((await _memory(connection)).items(), reverse=True)[:steps]
        undoing = [(name, _way_back(name, files.get(name), was.was_skipped)) for name, was in newest]
        if dry_run:
            return [Applied(name, 0.0) for name, _ in undoing]
        async with _alone(connection):
            return [await _take_back(connection, name, undo) for name, undo in undoing]


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The files of a folder in name order."""
    paths = sorted(path for path in folder.glob("migrate_*.sql") if not path.name.endswith(".down.sql"))
    return [_read(path) for path in paths]


def _read(path: Path) -> Migration:
    raw = path.read_bytes()
    undo = path.with_name(path.name.removesuffix(".sql") + ".down.sql")
    return Migration(
        path.name,
        raw.decode(),
        hashlib.sha256(raw).hexdigest(),
        undo.read_text(encoding="utf-8") if undo.exists() else None,
    )


_MEMORY: Final = """
create table if not exists schema_migrations (
    name             text primary key,
    checksum         text not null,                 -- SHA-256 of the file
    applied_at       timestamptz not null default now(),
    seconds          double precision not null,
    skipped_because  text                           -- null: it was applied
)
"""


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    try:
        connection = await asyncpg.connect(url, timeout=10, server_settings={"application_name": "aexy migrate"})
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(
            f"The database does not answer: {error}.", next_step="Run `aexy doctor` to see what is wrong."
        ) from error
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _alone(connection: Connection) -> AsyncIterator[None]:
    """Hold the one lock all migrating programs ask for; it goes when the connection does."""
    try:
        await connection.execute(f"select pg_advisory_lock({_LOCK})", timeout=_LOCK_SECONDS)
    except TimeoutError as error:
        raise Conflict(
            "Another program has been migrating this database for two minutes.",
            next_step="Wait for it to end, then run the command again.",
        ) from error
    try:
        yield
    finally:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await connection.execute(f"select pg_advisory_unlock({_LOCK})")


async def _memory(connection: Connection) -> dict[str, _Remembered]:
    if await connection.fetchval("select to_regclass('schema_migrations') is null"):
        return {}
    rows = await connection.fetch("select name, checksum, applied_at, skipped_because from schema_migrations")
    return {name: _Remembered(*was) for name, *was in rows}


def _standing(name: str, file: Migration | None, was: _Remembered | None) -> Standing:
    if was is None:
        return Standing(name, State.PENDING)
    if file is None:
        return Standing(name, State.MISSING, was.applied_at)
    if file.checksum != was.checksum:
        return Standing(name, State.CHANGED, was.applied_at)
    return Standing(name, State.SKIPPED if was.was_skipped else State.APPLIED, was.applied_at, was.skipped_because)


async def _pending(connection: Connection, files: Sequence[Migration], only: str | None) -> list[Migration]:
    memory = await _memory(connection)
    _insist_on_same_history(files, memory)
    has_timescale = await why_not(connection) is None
    pending = [
        file
        for file in files
        if file.name not in memory or (memory[file.name].was_skipped and file.needs_timescale and has_timescale)
    ]
    if only is None:
        return pending
    wanted = _find(files, only)
    return [file for file in pending if file.name == wanted.name]


def _find(files: Iterable[Migration], wanted: str) -> Migration:
    name = Path(wanted).name
    for file in files:
        if name in {file.name, file.name.removesuffix(".sql")}:
            return file
    raise Unknown(f"There is no migration '{name}'.", next_step=did_you_mean(name, [file.name for file in files]))


def _insist_on_same_history(files: Sequence[Migration], memory: dict[str, _Remembered]) -> None:
    known = {file.name: file.checksum for file in files}
    for name, was in sorted(memory.items()):
        if name not in known:
            raise Conflict(
                f"The database has {name}, which this version of Aexy does not know.",
                next_step="Use the version that wrote it, or a newer one.",
            )
        if known[name] != was.checksum:
            raise Conflict(
                f"{name} has changed since it was applied on {was.applied_at:%Y-%m-%d}.",
                next_step="Restore the file and put the change into a new migration.",
                field=name,
            )


async def _apply(connection: Connection, file: Migration) -> Applied:
    reason = await why_not(connection) if file.needs_timescale else None
    begun = time.perf_counter()
    async with connection.transaction():
        if reason is None:
            reason = await _run_or_skip(connection, file)
        seconds = time.perf_counter() - begun
        await connection.execute(
            """
            insert into schema_migrations (name, checksum, seconds, skipped_because)
            values ($1, $2, $3, $4)
            on conflict (name) do update
            set checksum = excluded.checksum, applied_at = now(), seconds = excluded.seconds,
                skipped_because = excluded.skipped_because
            """,
            file.name, file.checksum, seconds, reason,
        )  # fmt: skip
    return Applied(file.name, seconds, reason)


async def _run_or_skip(connection: Connection, file: Migration) -> str | None:
    """Run it; or say what this edition of TimescaleDB lacks, of which nothing is kept then."""
    try:
        async with connection.transaction():
            await _run(connection, file.name, file.sql)
    except Unavailable as failure:
        if not (file.needs_timescale and isinstance(failure.__cause__, asyncpg.FeatureNotSupportedError)):
            raise
        return str(failure.__cause__)
    return None


async def _run(connection: Connection, name: str, sql: str) -> None:
    try:
        await connection.execute(sql, timeout=3600)
    except asyncpg.PostgresError as error:
        position = getattr(error, "position", None)
        line = f" at line {sql.count(chr(10), 0, int(position)) + 1}" if position else ""
        raise Unavailable(
            f"{name} failed{line}: {error}.", next_step="Nothing of it was kept; mend the cause and run it again."
        ) from error


def _way_back(name: str, file: Migration | None, was_skipped: bool) -> str:  # noqa: FBT001 - private, read at one call
    if was_skipped:
        return ""
    if file is None or file.undo is None:
        raise Conflict(f"{name} has no way back.", next_step="Restore a backup with `aexy db restore` instead.")
    return file.undo


async def _take_back(connection: Connection, name: str, undo: str) -> Applied:
    begun = time.perf_counter()
    async with connection.transaction():
        if undo:
            await _run(connection, name.removesuffix(".sql") + ".down.sql", undo)
        await connection.execute("delete from schema_migrations where name = $1", name)
    return Applied(name, time.perf_counter() - begun)


async def _let_owner_work_as_application(connection: Connection) -> None:
    """On a server of one's own, one user migrates and works; it works as the role that owns nothing."""
    exists = await connection.fetchval("select exists (select from pg_roles where rolname = $1)", APP_ROLE)
    if not exists or await connection.fetchval("select pg_has_role(current_user, $1, 'set')", APP_ROLE):
        return
    with suppress(asyncpg.InsufficientPrivilegeError):  # the embedded owner may not, and need not
        await connection.execute(f"grant {APP_ROLE} to current_user")


__all__ = [
    "FOLDER",
    "Applied",
    "Migration",
    "Standing",
    "State",
    "down",
    "list_migrations",
    "migrate",
    "plan",
    "read_migrations",
]
