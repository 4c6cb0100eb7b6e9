"""The database, one transaction at a time, each carrying its workspace.

There is no way to a connection that does not say whose rows it may see: `workspace()` for a tenant's, `account()` for
what one person who signs in may list, `token()` for finding a session by its hash. The connection works as `aexy_app`,
which owns nothing, so row-level security holds whatever the statement says.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

import asyncpg

from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import AccountId, WorkspaceId

if TYPE_CHECKING:
    import polars as pl

APP_ROLE = "aexy_app"

# asyncpg ships no types; these names say what is meant.
Connection = Any
Record = Any


@dataclass(frozen=True, slots=True)
class Database:
    """A pool of connections that work as the application's role."""

    url: str
    pool: Any

    @classmethod
    async def connect(cls, url: str, *, size: int = 20, patience: float | None = 120) -> Self:
        """Open a pool of at most `size` connections; Unavailable when there is no server.

        A statement that takes longer than `patience` seconds is broken off; None lets it take its time.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size,
                command_timeout=patience,
                timeout=10,
                reset=_as_it_is,
                server_settings={"role": APP_ROLE, "application_name": "aexy", "timezone": "UTC"},
            )
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable(
                f"The database does not answer: {error}.", next_step="Run `aexy doctor` to see what is wrong."
            ) from error
        return cls(url, pool)

    async def close(self) -> None:
        """Give back every connection."""
        await self.pool.close()

    @asynccontextmanager
    async def workspace(self, workspace_id: WorkspaceId) -> AsyncIterator[Connection]:
        """One transaction that sees this workspace's rows and no other's."""
        async with self._transaction("app.workspace_id", str(workspace_id)) as connection:
            yield connection

    @asynccontextmanager
    async def account(self, account_id: AccountId) -> AsyncIterator[Connection]:
        """One transaction that sees what this account may list: itself, its sessions, its workspaces."""
        async with self._transaction("app.account_id", str(account_id)) as connection:
            yield connection

    @asynccontextmanager
    async def token(self, token_hash: bytes) -> AsyncIterator[Connection]:
        """One transaction that sees the session or sign-in link with this hash."""
        async with self._transaction("app.token_hash", token_hash.hex()) as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, setting: str, value: str) -> AsyncIterator[Connection]:
        """`value` is a UUID or a hash as text, so it can stand in the statement: it begins and sets in one journey."""
        async with self.pool.acquire() as connection:
            await connection.execute(f"begin; set local {setting} = '{value}'")
            try:
                yield connection
            except BaseException:
                if not connection.is_closed():
                    await connection.execute("rollback")
                raise
            await connection.execute("commit")


async def _as_it_is(connection: Connection) -> None:
    """Nothing outlives a transaction here, so there is nothing to reset on a connection that is given back."""


def frame(url: str, workspace_id: WorkspaceId, statement: str, parameters: Sequence[object] = ()) -> "pl.DataFrame":
    """Read a whole result as columns (ADBC, Arrow), in a transaction that carries the workspace.

    `parameters` fill $1, $2 … in order; UUIDs are passed as text and cast in the statement (`$1::text::uuid`), and come
    back as 16 bytes. Blocking: call it in a thread.
    """
    # Processes that only load have no use for 20 MB of Polars.
    import adbc_driver_postgresql.dbapi as adbc  # noqa: PLC0415

    with adbc.connect(as_application(url)) as connection, connection.cursor() as cursor:
        cursor.execute("select set_config('app.workspace_id', $1, true)", (str(workspace_id),))
        cursor.fetch_polars()
        cursor.execute(statement, tuple(parameters) or None)
        return cast("pl.DataFrame", cursor.fetch_polars())


def as_application(url: str) -> str:
    """The same address, asking the server to work as the application's role from the first statement on."""
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}options=-c%20role%3D{APP_ROLE}%20-c%20timezone%3DUTC"


__all__ = ["APP_ROLE", "Connection", "Database", "Record", "as_application", "frame"]
