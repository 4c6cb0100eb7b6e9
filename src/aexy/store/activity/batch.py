"""The records of a batch, sorted into rows of tables, one row a thing, with everybody and everything they name.

Records come row by row of their pages. A pull request or an issue begins a unit: what follows, up to the next, came
with it in the same row of the page, so a `Whole` among it speaks of these children and no others.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from aexy.kernel.activity import (
    Comment,
    Gone,
    Issue,
    Known,
    Project,
    PullRequest,
    Record,
    SameAs,
    Team,
    Who,
    Whole,
)
from aexy.store.activity.columns import Kind, Table
from aexy.store.activity.merging import UNIT, Row, merge
from aexy.store.activity.tables import BY_RECORD, IN_SPRINTS, ISSUE_COMMENTS

Person = tuple[str, str]
"""Provider and external id."""
Parent = int | str
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Listed(NamedTuple):
    """The newest `Whole` of a parent's children, and the units it came with."""

    version: datetime
    units: frozenset[int]


class Incoming:
    """The rows of one table, by their keys within the batch; `again` holds all of what came more than once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows: dict[tuple[Any, ...], Row] = {}
        self.again: dict[tuple[Any, ...], list[Row]] = {}
        self.take = table.take
        self.key_length = table.key_length
        self.who = table.places(Kind.WHO)
        self.who_ids = table.places(Kind.WHO_ID)
        self.json = table.places(Kind.JSON)
        self.projects = table.places(Kind.PROJECT)

    def add(self, row: Row) -> None:
        """Put a row to the others."""
        key = tuple(row[: self.key_length])
        found = self.rows.setdefault(key, row)
        if found is not row:
            self.again.setdefault(key, [found]).append(row)


class Batch:
    """Everything the records say."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.tables: dict[Table, Incoming] = {}
        self.people: dict[Person, Who] = {}
        self.projects: dict[str, Project | None] = {}
        self.prefixes: dict[str, str] = {}
        self.teams: list[Team] = []
        self.gone: list[Gone] = []
        self.same: list[SameAs] = []
        self._unit = 0
        self._wholes: dict[tuple[str, Parent, int], datetime] = {}
        for record in records:
            self._add(record)
        self._listed = self._newest()

    def _add(self, record: Record) -> None:
        kind = type(record)
        if kind is PullRequest or kind is Issue:
            self._unit += 1
        if kind is Comment and record.number is None:  # type: ignore[union-attr]  # told apart by its type, for speed
            self._add_row(ISSUE_COMMENTS, record)
        elif table := BY_RECORD.get(kind):
            self._add_row(table, record)
        else:
            self._add_other(record)

    def _add_row(self, table: Table, record: Any) -> None:  # noqa: ANN401 - whatever the table's records are
        incoming = self.tables.get(table)
        if incoming is None:
            incoming = self.tables[table] = Incoming(table)
        row = [*incoming.take(record), None, None, self._unit]
        for place in incoming.who:
            if row[place] is not None:
                row[place] = self._know(row[place])
        for place in incoming.who_ids:
            row[place] = row[place].external_id if row[place] else ""
        for place in incoming.json:
            row[place] = _json(row[place])
        for place in incoming.projects:
            self._expect(row[place], record)
        incoming.add(row)

    def _add_other(self, record: Record) -> None:
        match record:
            case Whole():
                self._wholes[record.children, record.parent, self._unit] = record.version
            case Known():
                self._know(record.who)
            case SameAs():
                self._know(record.signature)
                self._know(record.account)
                self.same.append(record)
            case Team():
                for member in record.members:
                    self._know(member)
                self.teams.append(record)
            case Project():
                self.projects[record.external_id] = record
            case Gone():
                self.gone.append(record)
            case _:
                raise TypeError(f"There is no table for {type(record).__name__} records.")

    def _know(self, who: Who) -> Person:
        person = (who[0], who[1])
        known = self.people.get(person)
        if known is None:
            self.people[person] = who
        elif known is not who and known != who:
            self.people[person] = Who._make(_larger(*pair) for pair in zip(known, who, strict=True))
        return person

    def _expect(self, project: str | None, record: Any) -> None:  # noqa: ANN401 - an issue or a sprint
        if project is not None:
            self.projects.setdefault(project, None)
            if isinstance(record, Issue):
                self.prefixes.setdefault(project, record.issue_key.rpartition("-")[0])

    def _newest(self) -> dict[tuple[str, Parent], Listed]:
        by_parent: dict[tuple[str, Parent], list[tuple[datetime, int]]] = defaultdict(list)
        for (child, parent, unit), version in self._wholes.items():
            by_parent[child, parent].append((version, unit))
        newest = {}
        for place, told in by_parent.items():
            version = max(told)[0]
            newest[place] = Listed(version, frozenset(unit for at, unit in told if at == version))
        return newest

    def listed(self, child: str, parent: Parent) -> datetime | None:
        """As of when the children of that kind came along whole, if they did."""
        found = self._listed.get((child, parent))
        return found.version if found else None

    def listings(self) -> Iterable[tuple[str, Parent]]:
        """Which children of whom came along whole."""
        return self._listed

    def merged(self, table: Table) -> list[tuple[Row, datetime | None]]:
        """One row a thing, each with the version of the newest `Whole` it came along with."""
        incoming = self.tables[table]
        rows: list[tuple[Row, datetime | None]] = []
        for key, row in incoming.rows.items():
            copies = incoming.again.get(key) or [row]
            units = {copy[UNIT] for copy in copies}
            for copy in copies:
                self._date(table, key[0], copy)
            one = copies[0]
            for copy in copies[1:]:
                one = merge(table, one, copy)
            whole = self._listed.get((table.child or "", key[0]))
            if whole is None:
                rows.append((one, None))
            elif whole.units <= units:
                rows.append((one, whole.version))
            elif table.own and one[table.own_place] > whole.version:
                rows.append((one, None))
        return rows

    def _date(self, table: Table, parent: Parent, row: Row) -> None:
        if table.has_fields:
            row[-3] = self._wholes.get(("fields", parent, row[UNIT]))
        elif table is IN_SPRINTS:
            spoken = [at for at in row[3:5] if at is not None]
            row[2] = self._wholes.get(("sprints", parent, row[UNIT])) or max(spoken, default=LONG_AGO)


def _json(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _larger(one: str | None, other: str | None) -> str | None:
    return other if one is None else one if other is None else max(one, other)
