"""All there is of one person as one archive, written while it is read: nothing is held but the piece under way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from aexy.context import Context
from aexy.features.insights.export_more import FILES, LEFT_OUT, more
from aexy.features.insights.export_sections import Section, sections
from aexy.features.insights.looking import View, look
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden
from aexy.kernel.metric import Level, Metric
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.privacy import withheld_person
from aexy.store.postgres import Connection

PIECE = 65_536
ONE_MOMENT = "set transaction isolation level repeatable read, read only"
_ROWS_AT_ONCE = 500


class Format(StrEnum):
    """How rows are written: one JSON object a line, or one array of them."""

    NDJSON = "ndjson"
    JSON = "json"


@dataclass(slots=True)
class Sink:
    """Where the archive is written to; what is there is taken away piece by piece."""

    _pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    def write(self, piece: bytes) -> int:
        """Take more."""
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return taken


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported of whom, for whom."""

    context: Context
    view: View
    format: Format
    shown: list[Metric]
    withheld: list[Metric]
    is_own: bool

    @property
    def file_name(self) -> str:
        """What the archive is called."""
        return f"{self.view.subject.id}.zip"


async def open_export(context: Context, viewer: Viewer, developer: UUID, form: Format) -> Export:
    """Find out what may be exported. Forbidden for all but the person and admins; Unknown for nobody."""
    is_own = viewer.developer_id == developer
    if not is_own and not viewer.role.includes(Role.ADMIN):
        raise Forbidden(
            "All there is of a person is given to that person, and to admins.",
            next_step="Say who you are with `aexy me --as NAME`, or ask an admin.",
        )
    view = await look(context, viewer, subject=f"developer:{developer}", start=None, end=None)
    counted = [metric for metric in CATALOGUE if Level.DEVELOPER in metric.levels]
    shown = [m for m in counted if withheld_person(m, view.subject.key, view.onlooker) is None]
    keys = {metric.key for metric in shown}
    return Export(context, view, form, shown, [m for m in counted if m.key not in keys], is_own)


async def pieces(export: Export) -> AsyncIterator[bytes]:
    """The archive, piece by piece, in one transaction: all sections are of one moment."""
    sink = Sink()
    archive = ZipFile(sink, "w", ZIP_DEFLATED)
    told: list[dict[str, Any]] = []
    async with export.context.database.workspace(export.view.workspace_id) as connection:
        await connection.execute(ONE_MOMENT)
        every = [*sections(export.shown, is_own=export.is_own), *more(is_own=export.is_own)]
        for section in every:
            async for piece in _section(export, connection, section, archive, sink, told):
                yield piece
    archive.writestr(_entry("manifest.json", export.context.now), orjson.dumps(_manifest(export, told), default=str))
    archive.close()
    yield sink.take()


async def _section(
    export: Export, connection: Connection, section: Section, archive: ZipFile, sink: Sink, told: list[dict[str, Any]]
) -> AsyncIterator[bytes]:
    statement = await connection.prepare(section.sql)
    is_array, count = export.format is Format.JSON, 0
    with archive.open(_entry(f"{section.name}.{export.format}", export.context.now), "w") as file:
        file.write(b"[\n" if is_array else b"")
        async for row in statement.cursor(export.view.subject.id, prefetch=_ROWS_AT_ONCE):
            between = b",\n" if is_array and count else b""
            file.write(between + orjson.dumps(dict(row), default=str) + (b"" if is_array else b"\n"))
            count += 1
            if sink.size >= PIECE:
                yield sink.take()
        file.write(b"\n]\n" if is_array else b"")
    columns = [attribute.name for attribute in statement.get_attributes()]
    told.append({"section": section.name, "says": section.says, "columns": columns, "rows": count})


def _entry(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _manifest(export: Export, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "person": {"id": export.view.subject.id, "name": export.view.name.name},
        "workspace_id": export.view.workspace_id,
        "as_of": export.context.now,
        "sections": told,
        "left_out": LEFT_OUT | FILES,
        "withheld_metrics": [metric.key for metric in export.withheld],
    }


__all__ = ["PIECE", "Export", "Format", "open_export", "pieces"]
