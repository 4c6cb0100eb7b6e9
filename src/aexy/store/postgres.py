"""The database, one transaction at a time, each carrying its workspace.

There is no way to a connection that does not say whose rows it may see: `workspace()` for a tenant's, `reading()` for
the same without a transaction, `account()` for what one person who signs in may list, `token()` for finding a session
by its hash. The connection works as `aexy_app`, which owns nothing, so row-level security holds whatever the statement
says.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import UUID

import asyncpg

from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.pulse import Pulse, does_not_answer
from aexy.watch import traces

if TYPE_CHECKING:
    import polars as pl

APP_ROLE = "aexy_app"
_ROLLBACK_SECONDS = 5
# They are given back within a millisecond; more of them would only wait for a processor.
MOST_READERS = 8

# asyncpg ships no types; these names say what is meant.
Connection = Any
Record = Any
Pool = Any
Kind = Any


@dataclass(frozen=True, slots=True)
class Database:
    """Pools of connections that work as the application's role; those of `readers` can change nothing."""

    url: str
    pool: Any
    readers: Any
    pulse: Pulse = field(default_factory=lambda: Pulse(""))

    @classmethod
    async def connect(cls, url: str, *, size: int = 20, patience: float | None = 120) -> Self:
        """Open a pool of at most `size` connections; Unavailable when there is no server.

        A statement that takes longer than `patience` seconds is broken off; None lets it take its time.
        """
        pulse = Pulse(url)
        try:
            pool = await _pool(pulse, size, patience)
            readers = await _pool(pulse, min(size, MOST_READERS), patience, Reader, default_transaction_read_only="on")
        except Unavailable as error:
            raise _silent(error.__cause__) from error.__cause__
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _silent(error) from error
        return cls(url, pool, readers, pulse)

    async def close(self) -> None:
        """Give back every connection."""
        await self.pulse.stop()
        await self.pool.close()
        await self.readers.close()

    @asynccontextmanager
    async def workspace(self, workspace_id: WorkspaceId) -> AsyncIterator[Connection]:
        """One transaction that sees this workspace's rows and no other's."""
        async with self._transaction("app.workspace_id", spelled(workspace_id)) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self, workspace_id: WorkspaceId) -> AsyncIterator[Connection]:
        """A connection that sees this workspace's rows and can change nothing, for what many people ask often.

        There is no transaction, so each statement sees its own moment; that saves two journeys of three.
        """
        self.pulse.insist()
        with traces.span("reading"):
            async with _taken(self.readers) as connection:
                await connection.enter(workspace_id)
                yield connection

    @asynccontextmanager
    async def account(self, account_id: AccountId) -> AsyncIterator[Connection]:
        """One transaction that sees what this account may list: itself, its sessions, its workspaces."""
        async with self._transaction("app.account_id", spelled(account_id)) as connection:
            yield connection

    @asynccontextmanager
    async def token(self, token_hash: bytes) -> AsyncIterator[Connection]:
        """One transaction that sees the session or sign-in link with this hash."""
        async with self._transaction("app.token_hash", token_hash.hex()) as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, setting: str, value: str) -> AsyncIterator[Connection]:
        """`value` is a UUID or a hash as text, so it can stand in the statement: it begins and sets in one journey."""
        self.pulse.insist()
        with traces.span("transaction", {"db.scope": setting}):
            async with _taken(self.pool) as connection:
                await connection.execute(f"begin; set local {setting} = '{value}'")
                try:
                    yield connection
                except BaseException as error:
                    await _undo(connection, error)
                    raise
                await connection.execute("commit")


@asynccontextmanager
async def _taken(pool: Pool) -> AsyncIterator[Any]:
    """One of its connections. A server that was just killed leaves no socket to connect to, or greets nobody."""
    try:
        connection = await pool.acquire()
    except (FileNotFoundError, TimeoutError) as error:
        raise does_not_answer() from error
    try:
        yield connection
    finally:
        await pool.release(connection)


async def _undo(connection: Connection, error: BaseException) -> None:
    """Roll back; whoever is told to stop does not wait for that, for the server may be standing still."""
    if connection.is_closed():
        return
    if isinstance(error, asyncio.CancelledError):
        connection.terminate()
        return
    try:
        await connection.execute("rollback", timeout=_ROLLBACK_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        with suppress(Exception):
            connection.terminate()


class Reader(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """Remembers which workspace it is in, and changes it only when somebody asks for another."""

    __slots__ = ("_workspace_id",)

    async def enter(self, workspace_id: WorkspaceId) -> None:
        """From here on every statement sees this workspace, until another is entered."""
        if getattr(self, "_workspace_id", None) != workspace_id or workspace_id is None:
            self._workspace_id: WorkspaceId | None = None
            await self.execute(f"set app.workspace_id = '{spelled(workspace_id)}'")
            self._workspace_id = workspace_id


def _bounded(patience: float | None) -> dict[str, str]:
    """The server breaks off a statement as well: a client that is gone breaks off nothing."""
    return {} if patience is None else {"statement_timeout": f"{patience:.0f}s"}


async def _pool(
    pulse: Pulse, size: int, patience: float | None, kind: Kind = asyncpg.Connection, **settings: str
) -> Pool:
    return await asyncpg.create_pool(
        pulse.url,
        connect=pulse.connect,
        init=_traced if traces.is_on() else None,
        min_size=1,
        max_size=size,
        command_timeout=patience,
        timeout=10,
        reset=_as_it_is,
        connection_class=kind,
        server_settings={
            "role": APP_ROLE,
            "application_name": "aexy",
            "timezone": "UTC",
            **_bounded(patience),
            **settings,
        },
    )


async def _traced(connection: Connection) -> None:
    connection.add_query_logger(_as_span)


def _as_span(asked: Any) -> None:  # noqa: ANN401 - asyncpg's
    failure = type(asked.exception).__name__ if asked.exception else None
    traces.happened(named(asked.query), asked.elapsed, {"db.system.name": "postgresql"}, failure=failure)


_CHANGES = re.compile(
    r"\b(?:(insert)\s+into|(?<!for )(?<!do )(update)|(delete)\s+from)\s+(?:only\s+)?([a-z_][a-z0-9_.]*)"
)
_READS = re.compile(r"\bfrom\s+([a-z_][a-z0-9_.]*)")


def named(statement: str) -> str:
    """A statement by what it does to which table, `update jobs`: nothing of what it was asked with."""
    if found := _CHANGES.search(statement):
        return " ".join(word for word in found.groups() if word)
    if found := _READS.search(statement):
        return f"select {found.group(1)}"
    words = statement.split(maxsplit=1)
    return words[0].rstrip(";").lower() if words else "statement"


def _silent(error: BaseException | None) -> Unavailable:
    return Unavailable(f"The database does not answer: {error}.", next_step="Run `aexy doctor` to see what is wrong.")


async def _as_it_is(connection: Connection) -> None:
    """Nothing but a reader's workspace outlives a transaction, so nothing is reset on a connection given back."""


def frame(url: str, workspace_id: WorkspaceId, statement: str, parameters: Sequence[object] = ()) -> "pl.DataFrame":
    """Read a whole result as columns (ADBC, Arrow), in a transaction that carries the workspace.

    `parameters` fill $1, $2 … in order; UUIDs are passed as text and cast in the statement (`$1::text::uuid`), and come
    back as 16 bytes. Blocking: call it in a thread.
    """
    # Processes that only load have no use for 20 MB of Polars.
    import adbc_driver_postgresql.dbapi as adbc  # noqa: PLC0415

    with adbc.connect(as_application(url)) as connection, connection.cursor() as cursor:
        cursor.execute("select set_config('app.workspace_id', $1, true)", (spelled(workspace_id),))
        cursor.fetch_polars()
        cursor.execute(statement, tuple(parameters) or None)
        return cast("pl.DataFrame", cursor.fetch_polars())


def spelled(found: UUID) -> str:
    """An id as it may stand in a statement; TypeError for anything but a UUID, whatever text it was made of."""
    if not isinstance(found, UUID):
        raise TypeError(f"{found!r} is no id: whoever names a workspace or an account does so by its UUID.")
    return str(found)


def as_application(url: str) -> str:
    """The same address, asking the server to work as the application's role from the first statement on."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options=-c%20role%3D{APP_ROLE}%20-c%20timezone%3DUTC"


__all__ = ["APP_ROLE", "Connection", "Database", "Reader", "Record", "as_application", "frame", "spelled"]
