"""One transaction over whole columns (ADBC, Arrow): reading facts, or reading them and writing snapshots.

Blocking: a service calls it in a thread. Opening a connection takes longer than most questions, so they are kept for
the next question, whosever it is: a workspace is named within a transaction and forgotten with it.
"""

import atexit
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, cast

import adbc_driver_postgresql.dbapi as adbc
import polars as pl

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import as_application, named, spelled
from aexy.store.pulse import does_not_answer
from aexy.watch.traces import is_on, span

_LOST_STATES = ("08", "57P")
_LOST_WORDS = (
    "connection to server",
    "server closed the connection",
    "no connection to the server",
    "terminating connection",
)
# For what is read in some milliseconds, two more processes cost more than they bring.
_ALONE = "set local max_parallel_workers_per_gather = 0"
_POSTGRES = {"db.system.name": "postgresql"}
# As many as answer questions at the same time on a small machine; each costs the server some memory.
_MOST_KEPT = 4
# The server closes what nobody has asked for so long.
_IDLE = "10min"


@dataclass(slots=True)
class Session:
    """Statements in order; `statements` counts them, so that a test can say how many a piece of work may take."""

    cursor: Any
    statements: int = 0

    def frame(self, statement: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """Read a whole result. UUIDs are passed as text and come back as 16 bytes."""
        self.statements += 1
        with span(named(statement), _POSTGRES, calls=True) if is_on() else nullcontext():
            self.cursor.execute(statement, tuple(parameters) or None)
            return cast("pl.DataFrame", self.cursor.fetch_polars())

    def run(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Change something."""
        self.statements += 1
        self.cursor.execute(statement, tuple(parameters) or None)

    def alone(self) -> None:
        """Let one process of the server answer until the transaction ends: for questions about few."""
        self.run(_ALONE)

    def copy(self, frame: pl.DataFrame, table: str) -> None:
        """Append a frame to a temporary table of its name and columns, by binary COPY."""
        self.statements += 2  # create, copy
        self.cursor.adbc_ingest(table, frame, mode="create", temporary=True)


@contextmanager
def session(url: str, workspace_id: WorkspaceId) -> Iterator[Session]:
    """One transaction that sees this workspace's rows and no other's, and can change nothing."""
    with _transaction(url, "begin read only", workspace_id) as cursor:
        yield Session(cursor)
        cursor.execute("rollback")


@contextmanager
def changing(url: str, workspace_id: WorkspaceId) -> Iterator[Session]:
    """One transaction that sees and changes this workspace's rows and no other's; undone by an error."""
    with _transaction(url, "begin", workspace_id) as cursor:
        yield Session(cursor)
        cursor.execute("commit")
        # Temporary tables belong to a connection and know no workspaces.
        cursor.execute("discard temp")


@contextmanager
def _transaction(url: str, begin: str, workspace_id: WorkspaceId) -> Iterator[Any]:
    """The cursor of a connection of the application's; whoever leaves early costs it its life, and so is undone."""
    with span(begin):
        try:
            yield from _on_a_connection(url, begin, workspace_id)
        except adbc.Error as error:
            if is_lost(error):
                raise does_not_answer() from ConnectionError("the connection was lost")
            raise


def is_lost(error: adbc.Error) -> bool:
    """Whether the server went away under the driver, which has one kind of error for that and for much else."""
    state = getattr(error, "sqlstate", None) or ""
    words = str(error).lower()
    return state.startswith(_LOST_STATES) or any(each in words for each in _LOST_WORDS)


def _on_a_connection(url: str, begin: str, workspace_id: WorkspaceId) -> Iterator[Any]:
    address = f"{as_application(url)}%20-c%20idle_session_timeout%3D{_IDLE}"
    connection, cursor = _KEPT.take(address, begin) or _begun(address, begin)
    is_well = False
    try:
        # A UUID as text; what is set here ends with the transaction, however that ends.
        cursor.execute(f"set local app.workspace_id = '{spelled(workspace_id)}'")
        yield cursor
        is_well = True
    finally:
        cursor.close()
        if is_well:
            _KEPT.put(address, connection)
        else:
            _close(connection)


@dataclass(slots=True)
class _Kept:
    """Connections that nobody uses now, each outside any transaction, with the address it was opened by."""

    idle: list[tuple[str, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def take(self, address: str, begin: str) -> tuple[Any, Any] | None:
        """The one used last, with a transaction begun; those that died meanwhile are cleared away."""
        while (connection := self._pop(address)) is not None:
            with suppress(adbc.Error):
                return connection, _begin(connection, begin)
            _close(connection)
        return None

    def put(self, address: str, connection: Any) -> None:  # noqa: ANN401 - the driver's type says nothing
        """Keep it; the one that has waited longest goes where there are too many."""
        with self.lock:
            self.idle.append((address, connection))
            gone = self.idle.pop(0)[1] if len(self.idle) > _MOST_KEPT else None
        if gone is not None:
            _close(gone)

    def close(self) -> None:
        """Close all of them."""
        with self.lock:
            gone, self.idle = self.idle, []
        for _, connection in gone:
            _close(connection)

    def _pop(self, address: str) -> Any | None:  # noqa: ANN401 - likewise
        with self.lock:
            places = [place for place, (one, _) in enumerate(self.idle) if one == address]
            return self.idle.pop(places[-1])[1] if places else None


_KEPT = _Kept()
atexit.register(_KEPT.close)


def _begun(address: str, begin: str) -> tuple[Any, Any]:
    connection = adbc.connect(address, autocommit=True)
    try:
        return connection, _begin(connection, begin)
    except BaseException:
        _close(connection)
        raise


def _begin(connection: Any, begin: str) -> Any:  # noqa: ANN401 - likewise
    """A cursor in a transaction."""
    cursor = connection.cursor()
    try:
        cursor.execute(begin)
    except BaseException:
        cursor.close()
        raise
    return cursor


def _close(connection: Any) -> None:  # noqa: ANN401 - likewise
    with suppress(adbc.Error):
        connection.close()
