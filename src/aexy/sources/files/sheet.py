"""A file somebody wants to import, looked into: of which stream it is, and its rows under that table's names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aexy.kernel.errors import Unusable, did_you_mean
from aexy.sources.files.devlake import DEVLAKE, domain
from aexy.sources.files.formats import Row, open_file
from aexy.sources.files.header import renaming
from aexy.sources.files.tables import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to take a file. `said` maps a column of the file to one of the table's, or to nothing: left out.

    `zone` is that of instants which name none: without it they are refused, but for DevLake, which writes UTC.
    """

    table: str
    is_devlake: bool = False
    format: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8"
    zone: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)


class Sheet(NamedTuple):
    """`scope` is the column that says of which repository a row of DevLake's is."""

    stream: str
    title: str
    zone: ZoneInfo | None
    rows: Iterator[Row]
    of_repository: bool
    of_pull_request: bool = False
    scope: str = ""


def open_sheet(path: Path, options: Options) -> Sheet:
    """Look into it. Raises Unusable naming what is wrong with it as a whole; its rows are not looked at yet."""
    zone = _zone(options.zone or ("UTC" if options.is_devlake else None))
    if not options.is_devlake:
        _known(options.table)
    opened = open_file(path, format_=options.format, delimiter=options.delimiter, encoding=options.encoding)
    if options.is_devlake:
        found = domain(options.table, opened.columns)
        stream = f"{DEVLAKE}{options.table}"
        belongs = found.of_repository or found.of_pull_request
        return Sheet(stream, options.table, zone, opened.rows, belongs, found.of_pull_request, found.scope)
    table = TABLES[options.table]
    names = renaming(table, opened.columns, options.said)
    rows = (row if row.said is None else row._replace(said=_renamed(row.said, names)) for row in opened.rows)
    return Sheet(table.name, table.title, zone, rows, table.of_repository)


def _renamed(said: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    return {name: value for column, value in said.items() if (name := names.get(column, column))}


def _known(table: str) -> None:
    if table not in TABLES:
        raise Unusable(f"There is no table {table!r}.", next_step=did_you_mean(table, TABLES), field="table")


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise Unusable(
            f"There is no time zone {name!r}.", next_step="Name one as in Europe/Berlin, or UTC.", field="zone"
        ) from None
