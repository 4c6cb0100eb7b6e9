"""A file's rows one after the other, whatever it is written in, never all at once."""

import codecs
import csv
import os
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from aexy.kernel.errors import Unusable
from aexy.sources.files.columns import plain
from aexy.sources.files.reading import Problem

FORMATS = ("csv", "jsonl", "parquet")
_WIDE = ("utf-16", "utf-32")
_ENDINGS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
            ".parquet": "parquet"}  # fmt: skip
_PARQUET = b"PAR1"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LONGEST_CELL = 16 * 1024 * 1024
_LONGEST_LINE = 32 * 1024 * 1024
_AT_ONCE = 20_000


class Row(NamedTuple):
    """A row as it stands in the file; `said` is None where it could not be taken apart, and `problem` says why."""

    line: int
    said: dict[str, Any] | None
    problem: Problem | None = None


class Opened(NamedTuple):
    """A file that was looked into. `columns` is None where each row names its own."""

    columns: tuple[str, ...] | None
    rows: Iterator[Row]


def open_file(
    path: Path, *, format_: str | None = None, delimiter: str | None = None, encoding: str = "utf-8"
) -> Opened:
    """Look into a file. Raises Unusable naming what is wrong with it as a whole."""
    _look_at(path)
    found = format_ or _ENDINGS.get(path.suffix.lower()) or _by_content(path)
    if found == "parquet":
        return _parquet(path)
    _refuse_parquet(path, found)
    if found == "jsonl":
        return Opened(None, _json_lines(path))
    return _csv(path, delimiter or ("\t" if path.suffix.lower() == ".tsv" else ","), encoding)


def _look_at(path: Path) -> None:
    if path.is_dir():
        raise Unusable(f"{path.name} is a folder.", next_step="Name a file in it.", field="file")
    if not path.exists():
        raise Unusable(f"There is no file {path.name}.", next_step="Check its name.", field="file")
    if not os.access(path, os.R_OK):
        raise Unusable(f"{path.name} may not be read.", next_step="Give yourself the right to read it.", field="file")
    if not path.stat().st_size:
        raise Unusable(
            f"{path.name} is empty.", next_step="See `aexy import template` for what belongs in it.", field="file"
        )


def _by_content(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    return "parquet" if head.startswith(_PARQUET) else "jsonl" if head.startswith(b"{") else "csv"


def _refuse_parquet(path: Path, said: str) -> None:
    with path.open("rb") as file:
        if file.read(4) == _PARQUET:
            raise Unusable(f"{path.name} is Parquet, not {said}.", next_step="Say --format parquet.", field="format")


def _csv(path: Path, delimiter: str, encoding: str) -> Opened:
    csv.field_size_limit(_LONGEST_CELL)
    if delimiter not in _DELIMITERS:
        known = ", ".join(_DELIMITERS.values())
        raise Unusable(f"{delimiter!r} is no delimiter.", next_step=f"Separate by {known}.", field="delimiter")
    lines = _Lines(path, encoding)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise Unusable(
            f"The header of {path.name} cannot be read: {error}.",
            next_step="Look whether a quote is left open in its first line.",
            field="file",
        ) from error
    _check_header(path, header, delimiter)
    columns = tuple(each.strip() for each in header)
    return Opened(columns, _cells(lines, reader, columns))


def _check_header(path: Path, header: list[str], delimiter: str) -> None:
    if not any(each.strip() for each in header):
        raise Unusable(
            f"The first line of {path.name} is empty.", next_step="It holds the columns' names.", field="file"
        )
    if len(header) == 1:
        for other, name in _DELIMITERS.items():
            if other != delimiter and other in header[0]:
                raise Unusable(
                    f"The columns of {path.name} are separated by {name}, not {_DELIMITERS[delimiter]}.",
                    next_step=f"Say --delimiter {'tab' if other == chr(9) else repr(other)}.",
                    field="delimiter",
                )
    names = [each.strip() for each in header]
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise Unusable(
            f"The header of {path.name} names {', '.join(map(repr, twice))} twice.",
            next_step="Give every column a name of its own.",
            field="file",
        )


class _Lines:
    """Lines as text; comments (`# …`) before the header are passed over. `number` is that of the line given last."""

    def __init__(self, path: Path, encoding: str) -> None:
        _look_up(path, encoding)
        self._path = path
        self._encoding = encoding
        self._lines = self._read()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def _read(self) -> Iterator[str]:
        is_before = True
        with self._path.open("rb") as file:
            _refuse_wide(self._path, file, self._encoding)
            for number, line in _bounded(self._path, file):
                self.number = number
                text = self._decoded(line)
                if self.number == 1:
                    text = text.removeprefix("\ufeff")
                is_before = is_before and text.startswith("#")
                if not is_before:
                    yield text

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode(self._encoding)
        except UnicodeError:
            raise Unusable(
                f"Line {self.number} of {self._path.name} is not written in {self._encoding.upper()}.",
                next_step="Say how it is written, for instance --encoding latin-1, or save it as UTF-8.",
                field="encoding",
            ) from None


def _bounded(path: Path, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; one that does not end would fill the memory."""
    for number in count(1):
        line = file.readline(_LONGEST_LINE)
        if not line:
            return
        if len(line) == _LONGEST_LINE:
            raise Unusable(
                f"Line {number} of {path.name} is longer than {_LONGEST_LINE // 1024**2} MB.",
                next_step="Write one row a line; is this the right --format?",
                field="file",
            )
        yield number, line


def _look_up(path: Path, encoding: str) -> None:
    try:
        if codecs.lookup(encoding).name.startswith(_WIDE):
            raise _too_wide(path)
        b"a".decode(encoding)  # raises for those that are not of text
    except LookupError:
        raise Unusable(
            f"There is no encoding {encoding!r}.", next_step="Try utf-8 or latin-1.", field="encoding"
        ) from None


def _too_wide(path: Path) -> Unusable:
    return Unusable(
        f"{path.name} is written in UTF-16 or UTF-32, as some spreadsheets save it.",
        next_step="Save it as CSV UTF-8.",
        field="encoding",
    )


def _refuse_wide(path: Path, file: BinaryIO, encoding: str) -> None:
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff") and encoding.lower() in ("utf-8", "utf8"):
        raise _too_wide(path)
    file.seek(0)


def _cells(lines: _Lines, reader: Any, columns: tuple[str, ...]) -> Iterator[Row]:  # noqa: ANN401 - the csv module does not name its readers
    while True:
        line = lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Row(line, None, Problem(line, "", f"cannot be taken apart: {error} (is a quote left open?)"))
            continue
        if cells is None:
            return
        if not cells or (len(cells) == 1 and not cells[0].strip()):
            continue
        if len(cells) != len(columns):
            yield Row(line, None, Problem(line, "", f"has {len(cells)} cells, where the header has {len(columns)}"))
            continue
        yield Row(line, dict(zip(columns, cells, strict=True)))


def _json_lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for line, text in _bounded(path, file):
            stripped = text.removeprefix(b"\xef\xbb\xbf").strip() if line == 1 else text.strip()
            if line == 1 and stripped.startswith(b"["):
                raise Unusable(
                    f"{path.name} is one JSON list.",
                    next_step="Write one object per line, for instance with `jq -c '.[]'`.",
                    field="file",
                )
            if stripped:
                yield _object(line, stripped)


def _object(line: int, text: bytes) -> Row:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Row(line, None, Problem(line, "", f"is no JSON: {error}"))
    if not isinstance(found, dict):
        return Row(line, None, Problem(line, "", "is no JSON object"))
    return Row(line, found)


def _parquet(path: Path) -> Opened:
    import polars as pl  # noqa: PLC0415 - 60 MB that only Parquet is worth

    try:
        frame = pl.scan_parquet(path, glob=False)
        columns = tuple(frame.collect_schema().names())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise Unusable(
            f"{path.name} is no Parquet file: {_first(error)}.",
            next_step="Write it again, or say which --format it has.",
            field="file",
        ) from error
    batches: Iterable[pl.DataFrame] = frame.collect_batches(chunk_size=_AT_ONCE, maintain_order=True)
    return Opened(columns, _frames(path, batches))


def _frames(path: Path, batches: Iterable[Any]) -> Iterator[Row]:
    import polars as pl  # noqa: PLC0415 - likewise

    line = 0
    try:
        for batch in batches:
            for row in batch.iter_rows(named=True):
                line += 1
                yield Row(line, {name: plain(value) for name, value in row.items()})
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Unusable(
            f"{path.name} cannot be read behind row {line}: {_first(error)}.",
            next_step="Write it again: it seems to be cut off or damaged.",
            field="file",
        ) from error


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
