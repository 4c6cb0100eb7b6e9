"""The records of a batch, sorted into tables, one row a thing, with everybody and everything they name.

Records come row by row of their pages. A pull request or an issue begins a unit: what follows, up to the next, came
with it in the same row of the page, so a `Whole` among it speaks of these children and no others. Whatever is done to
values is done to whole columns at once, and only things that came more than once are looked at one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import compress, starmap
from operator import itemgetter
from typing import Any

import orjson

from aexy.kernel.activity import Comment, Gone, Issue, Known, Project, PullRequest, Record, SameAs, Team, Who, Whole
from aexy.store.activity import fitting
from aexy.store.activity.columns import Kind, Table
from aexy.store.activity.fitting import Columns
from aexy.store.activity.merging import FIELDS, SAID, merge
from aexy.store.activity.persons import Persons
from aexy.store.activity.tables import BY_RECORD, IN_SPRINTS, ISSUE_COMMENTS, TABLES

Parent = int | str
Portion = tuple[datetime, Iterable[Record]]
"""When a page was fetched, and what it says."""
Units = int | frozenset[int]
"""Which unit, or which several, something came with."""
Listed = tuple[datetime, Units]
"""As of when a parent's children came along whole, and the units they came with."""
_MOST = 2**31


class Incoming:
    """The records of one table as they come, each with its unit."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.records: list[Any] = []
        self.units: list[int] = []
        fields = table.record._fields
        of = [fields.index(column.of) for column in table.read if column.kind in (Kind.WHO, Kind.WHO_ID)]
        self.who = [itemgetter(place) for place in dict.fromkeys(of)]
        self.heard = 0

    def named(self) -> set[Who | None]:
        """Everybody who was named since this was last asked."""
        new, self.heard = self.records[self.heard :] if self.heard else self.records, len(self.records)
        return set().union(*(map(get, new) for get in self.who))


@dataclass(slots=True)
class Rows:
    """What there is to be written to a table, column by column: `Table.read`, and what the batch knows besides.

    `fields`: when a row was given whole; `said`: which columns were last said earlier; `wholes`: the newest listing a
    row stands in.
    """

    columns: Columns
    fields: list[datetime | None]
    said: list[str]
    wholes: list[datetime | None]

    def __len__(self) -> int:
        return len(self.said)


class Batch:
    """Everything the records say. `rows` has every table there is something for, parents first."""

    def __init__(self, portions: Iterable[Portion]) -> None:
        self.persons = Persons()
        self.projects: dict[str, Project | None] = {}
        self.prefixes: dict[str, str] = {}
        self.teams: list[tuple[datetime, Team]] = []
        self.gone: list[Gone] = []
        self.same: dict[tuple[Who, Who], str] = {}
        self.lost: dict[str, int] = {}
        self._tables: dict[Table, Incoming] = {}
        self._adders: dict[type, tuple[Any, Any]] = {}
        self._unit = 0
        self._wholes: list[tuple[Whole, int]] = []
        for now, records in portions:
            self._take(now, records)
        self._fields: dict[tuple[Parent, int], datetime] = {}
        self._sprints: dict[tuple[Parent, int], datetime] = {}
        self._listed = self._newest()
        self.rows = {table: self._merged(self._tables[table]) for table in TABLES if table in self._tables}

    def _take(self, now: datetime, records: Iterable[Record]) -> None:
        """What a page says. It begins a unit, since it is none of what the page before spoke of."""
        self._unit += 1
        adders, wholes, same, others = self._adders, self._wholes, self.same, set[Who]()
        record: Any  # told apart by its type, for speed
        for record in records:
            kind = type(record)
            if kind is PullRequest or kind is Issue:
                self._unit += 1
            if kind is Whole:
                wholes.append((record, self._unit))
                continue
            if kind is SameAs:
                same[record.signature, record.account] = record.detail
                continue
            if kind is Comment and record.number is None:
                add, add_unit = self._adder(ISSUE_COMMENTS)
            elif kind in adders:
                add, add_unit = adders[kind]
            elif kind in BY_RECORD:
                add, add_unit = adders[kind] = self._adder(BY_RECORD[kind])
            else:
                self._add_other(record, now, others)
                continue
            add(record)
            add_unit(self._unit)
        for pair in same:
            others.update(pair)
        self.persons.hear(others.union(*(each.named() for each in self._tables.values())), now)

    def _adder(self, table: Table) -> tuple[Any, Any]:
        incoming = self._tables.setdefault(table, Incoming(table))
        return incoming.records.append, incoming.units.append

    def _add_other(self, record: Record, now: datetime, named: set[Who]) -> None:
        match record:
            case Known():
                named.add(record.who)
            case Team():
                named.update(record.members)
                self.teams.append((now, record))
            case Project():
                self.projects[fitting.name(record.external_id)] = record
            case Gone():
                self.gone.append(record)
            case _:
                raise TypeError(f"There is no table for {type(record).__name__} records.")

    def _newest(self) -> dict[str, dict[Parent, Listed]]:
        newest: dict[str, dict[Parent, Listed]] = defaultdict(dict)
        for (child, named, version), unit in self._wholes:
            parent: Parent = fitting.name(named) if type(named) is str else named
            at = version if fitting.EARLIEST <= version <= fitting.LATEST else fitting.instant(version)
            if child == "fields":
                self._fields[parent, unit] = max(at, self._fields.get((parent, unit), at))
                continue
            if child == "sprints":
                self._sprints[parent, unit] = max(at, self._sprints.get((parent, unit), at))
            elif type(parent) is int and not -_MOST <= parent < _MOST:
                continue
            known = newest[child].get(parent)
            if known is None or at > known[0]:
                newest[child][parent] = (at, unit)
            elif at == known[0] and known[1] != unit:
                newest[child][parent] = (at, _several(known[1]) | {unit})
        return newest

    def listed(self, child: str) -> dict[Parent, Listed]:
        """Whose children of that kind came along whole."""
        return self._listed.get(child, {})

    @property
    def children(self) -> set[str]:
        """The kinds of children that came along whole for somebody."""
        return set(self._listed)

    def _merged(self, incoming: Incoming) -> Rows:
        table = incoming.table
        columns, units, lost = fitting.fit(table, self._columns(incoming), incoming.units)
        if lost:
            self.lost[table.name] = lost
        if table is IN_SPRINTS:
            columns[2] = list(
                starmap(self._sprint_version, zip(columns[0], units, columns[3], columns[4], strict=True))
            )
        nothing: list[datetime | None] = [None] * len(units)
        fields = nothing
        if table.has_fields:
            fields = [self._fields.get(place) for place in zip(columns[0], units, strict=True)]
        keys = list(zip(*columns[: table.key_length], strict=True))
        if len(set(keys)) == len(keys):
            rows = Rows(columns, fields, ["{}"] * len(units), nothing)
            return self._unless_unlisted(table, rows, units)
        return self._made_one(table, Rows(columns, fields, ["{}"] * len(units), nothing), keys, units)

    def _columns(self, incoming: Incoming) -> Columns:
        table = incoming.table
        columns: Columns = [list(one) for one in zip(*map(table.take, incoming.records), strict=True)]
        for place in table.places(Kind.WHO_ID):
            columns[place] = [who.external_id if who else "" for who in columns[place]]
        for place in table.places(Kind.JSON):
            columns[place] = [fitting.json(value) for value in columns[place]]
        for place in table.places(Kind.PROJECT):
            columns[place] = [fitting.maybe_name(value) for value in columns[place]]
            for project, record in zip(columns[place], incoming.records, strict=True):
                self._expect(project, record)
        if table is IN_SPRINTS:
            columns[2] = [None] * len(incoming.records)
        return columns

    def _expect(self, project: str | None, record: Any) -> None:  # noqa: ANN401 - an issue or a sprint
        if project is not None:
            self.projects.setdefault(project, None)
            if isinstance(record, Issue):
                self.prefixes.setdefault(project, fitting.name(record.issue_key).rpartition("-")[0])

    def _sprint_version(self, issue: str, unit: int, *spoken: datetime | None) -> datetime:
        """That of the issue it was listed with, else the last instant it speaks of."""
        known = self._sprints.get((issue, unit))
        return known or max((at for at in spoken if at is not None), default=fitting.EARLIEST)

    def _made_one(self, table: Table, rows: Rows, keys: Sequence[Any], units: Sequence[int]) -> Rows:
        """Things that came more than once, each made one row."""
        first: dict[Any, int] = {}
        again: dict[int, list[int]] = {}
        for place, key in enumerate(keys):
            at = first.setdefault(key, place)
            if at != place:
                again.setdefault(at, [at]).append(place)
        came: list[Units] = list(units)
        who = set(table.places(Kind.WHO))
        for at, places in again.items():
            copies = [
                [
                    value[place][:2] if n in who and value[place] else value[place]
                    for n, value in enumerate(rows.columns)
                ]
                + [rows.fields[place], None, None]
                for place in places
            ]
            one = reduce(lambda a, b: merge(table, a, b), copies)
            for column, value in zip(rows.columns, one[: len(rows.columns)], strict=True):
                column[at] = value
            rows.fields[at] = one[FIELDS]
            rows.said[at] = orjson.dumps(one[SAID]).decode() if one[SAID] else "{}"
            came[at] = frozenset(units[place] for place in places)
        gone = {place for places in again.values() for place in places[1:]}
        stay = [place not in gone for place in range(len(units))]
        return self._unless_unlisted(table, _only(rows, stay), list(compress(came, stay)))

    def _unless_unlisted(self, table: Table, rows: Rows, came: Sequence[Units]) -> Rows:
        """Without children that are missing from the newest listing and are not newer than it."""
        listed = self.listed(table.child or "")
        if not listed:
            return rows
        parents = rows.columns[0]
        own: Sequence[Any] = rows.columns[table.own_place] if table.own else [fitting.EARLIEST] * len(parents)
        wholes: list[datetime | None] = []
        stay: list[bool] = []
        for parent, units, at in zip(parents, came, own, strict=True):
            whole = listed.get(parent)
            is_in = whole is not None and (whole[1] == units or _several(whole[1]) <= _several(units))
            wholes.append(whole[0] if whole is not None and is_in else None)
            stay.append(whole is None or is_in or at > whole[0])
        rows.wholes = wholes
        return rows if all(stay) else _only(rows, stay)


def _several(units: Units) -> frozenset[int]:
    return frozenset((units,)) if isinstance(units, int) else units


def _only(rows: Rows, stay: Sequence[bool]) -> Rows:
    columns = [list(compress(column, stay)) for column in rows.columns]
    return Rows(
        columns, list(compress(rows.fields, stay)), list(compress(rows.said, stay)), list(compress(rows.wholes, stay))
    )
