"""A kept row into records. Pure: `{"line": 3, "zone": "Europe/Berlin", "at": …, "said": {"number": "12", …}}`.

`said` is the row under our columns' names, or a row of DevLake's as it was exported. `at` is from when on what it says
stands, where the row has no `updated_at` of its own; `number` the pull request that a row of DevLake's belongs to.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from difflib import get_close_matches
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aexy.kernel.activity import Project, Record
from aexy.kernel.errors import SourceFailed
from aexy.sources.files.columns import take
from aexy.sources.files.declaring import FileTable, Values
from aexy.sources.files.devlake import DEVLAKE, DOMAIN, without_nulls
from aexy.sources.files.tables import TABLES

_NAMES = {table.name: frozenset(table.names) for table in TABLES.values()}
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
# An incident that was resolved before it began is none of these: monitors say so, and it is kept without a length.
_IN_TURN = (("opened_at", "closed_at"), ("opened_at", "merged_at"), ("started_at", "finished_at"),
            ("starts_at", "ends_at"))  # fmt: skip


class Problem(NamedTuple):
    """What is wrong with a row: where, and in words. `field` is empty when it is the row as a whole."""

    line: int
    field: str
    detail: str


class BadRow(Exception):
    """A row that cannot be taken."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"line {each.line}: {each.field} {each.detail}" for each in problems))
        self.problems = problems


class Understood(NamedTuple):
    """A row as records; `main` is what the row itself is. `is_dated`: it said itself since when it stands."""

    table: FileTable
    main: Any
    others: tuple[Record, ...]
    repository: str | None
    is_dated: bool

    def as_of(self, at: datetime) -> list[Record]:
        """The records, standing from then on where the row does not say."""
        dated = self.is_dated or not self.table.is_versioned
        return [*self.others, self.main if dated else self.main._replace(version=at)]


def read(stream: str, row: Mapping[str, Any]) -> list[Record]:
    """What a kept row says."""
    zone = ZoneInfo(row["zone"]) if row.get("zone") else None
    at = datetime.fromisoformat(row["at"])
    try:
        found = understand(stream, row["said"], row["line"], zone, at, number=row.get("number"))
    except BadRow as error:
        raise SourceFailed(str(error), next_step="Import the file again.") from error
    return found.as_of(at) if found else []


def understand(
    stream: str, said: Mapping[str, Any], line: int, zone: tzinfo | None, at: datetime, *, number: int | None = None
) -> Understood | None:
    """The row of one of our tables, or of DevLake's; None when it holds nothing we keep. Raises BadRow."""
    if not stream.startswith(DEVLAKE):
        table = TABLES[stream]
        _refuse_unknown(table, said, line)
        return _understood(table, said, line, zone, at)
    try:
        told = DOMAIN[stream.removeprefix(DEVLAKE)].tell(without_nulls(said), number)
    except (ValueError, KeyError, TypeError) as error:
        wrong = f"has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
        raise BadRow([Problem(line, "", wrong)]) from error
    return _understood(TABLES[told[0]], told[1], line, zone, at) if told else None


def _understood(table: FileTable, said: Mapping[str, Any], line: int, zone: tzinfo | None, at: datetime) -> Understood:
    values = _taken(table, said, line, zone)
    repository = values.pop("repository", None)
    try:
        values = table.complete(values)
        _check(table, values)
    except ValueError as error:
        raise BadRow([Problem(line, "", str(error))]) from error
    is_dated = "version" in values
    if table.is_versioned:
        values.setdefault("version", at)
    others = (Project(values["project"], values["project"], values["project"]),) if "project" in values else ()
    return Understood(table, table.record(**values), others, repository, is_dated)


def _taken(table: FileTable, said: Mapping[str, Any], line: int, zone: tzinfo | None) -> Values:
    values: Values = {}
    problems: list[Problem] = []
    for column in table.columns:
        value = said.get(column.name)
        if (value is None or value == "") and not column.is_required:
            continue
        try:
            taken = take(column, value, zone)
        except ValueError as error:
            problems.append(Problem(line, column.name, str(error)))
            continue
        if taken is not None:
            values[column.of] = taken
    if problems:
        raise BadRow(problems)
    return values


def _refuse_unknown(table: FileTable, said: Iterable[str], line: int) -> None:
    known = _NAMES[table.name]
    unknown = [name for name in said if name not in known]
    if unknown:
        raise BadRow([Problem(line, name, _nearest(name, table)) for name in unknown])


def _nearest(name: str, table: FileTable) -> str:
    near = get_close_matches(name.lower(), table.names, n=1, cutoff=0.5)
    return f"is no column of {table.name}{f'; is it {near[0]}?' if near else ''}"


def _check(table: FileTable, values: Values) -> None:
    """What no column can know by itself."""
    if table.name == "comments" and (values.get("number") is None) == (values.get("issue") is None):
        raise ValueError("names a pull request and an issue, or neither; a comment belongs to one of them")
    if table.name == "work_records" and not _KIND.fullmatch(values["kind"]):
        raise ValueError(
            f"is of kind {values['kind']!r}; a kind is a lower-case word of up to 40 letters, digits and _"
        )
    for first, then in _IN_TURN:
        if values.get(first) and values.get(then) and values[then] < values[first]:
            raise ValueError(f"has {then} before {first}")
