"""One transaction over whole columns (ADBC, Arrow): reading facts and writing snapshots go through the same one.

Blocking: a service calls it in a thread.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import adbc_driver_postgresql.dbapi as adbc
import polars as pl

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import as_application


@dataclass(slots=True)
class Session:
    """Statements in order; `statements` counts them, so that a test can say how many a piece of work may take."""

    cursor: Any
    statements: int = 0

    def frame(self, statement: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """Read a whole result. UUIDs are passed as text and come back as 16 bytes."""
        self.statements += 1
        self.cursor.execute(statement, tuple(parameters) or None)
        return cast("pl.DataFrame", self.cursor.fetch_polars())

    def run(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Change something."""
        self.statements += 1
        self.cursor.execute(statement, tuple(parameters) or None)

    def copy(self, frame: pl.DataFrame, table: str) -> None:
        """Append a frame to a temporary table of its name and columns, by binary COPY."""
        self.statements += 2  # create, copy
        self.cursor.adbc_ingest(table, frame, mode="create", temporary=True)


@contextmanager
def session(url: str, workspace_id: WorkspaceId) -> Iterator[Session]:
    """One transaction that sees this workspace's rows and no other's; committed at the end, undone by an error."""
    # The connection is this session's alone, so the workspace can be named in the very request for it.
    address = f"{as_application(url)}%20-c%20app.workspace_id%3D{workspace_id}"
    with adbc.connect(address) as connection, connection.cursor() as cursor:
        opened = Session(cursor)
        yield opened
        connection.commit()
