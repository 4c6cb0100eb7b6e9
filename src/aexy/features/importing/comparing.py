"""What a row says beside what is stored: new, changed or known.

A row that says nothing new keeps the instant since when it is known, so a file that is imported again changes nothing;
one that says something else stands from the import on. Nothing is written here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from aexy.features.importing import rows
from aexy.kernel.activity import Comment, Known, Who
from aexy.kernel.ids import WorkspaceId
from aexy.sources.files.reading import Understood
from aexy.store.activity import Place
from aexy.store.activity.columns import Column, Kind, Rule, Table
from aexy.store.activity.tables import BY_RECORD, ISSUE_COMMENTS
from aexy.store.postgres import Connection, Record

_INSTANT = timedelta(microseconds=1)
Key = tuple[object, ...]


class News(StrEnum):
    """What a row is beside what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Compared(NamedTuple):
    """`at` is since when the row stands, where it does not say so itself."""

    news: News
    at: datetime


class _Names(NamedTuple):
    people: Mapping[int, Any]
    projects: Mapping[int, str]


def table_of(record: Any) -> Table | None:  # noqa: ANN401 - any record of the kernel's
    """Where its row is kept; None for somebody, who is no row of facts."""
    if isinstance(record, Comment) and record.number is None:
        return ISSUE_COMMENTS
    return BY_RECORD.get(type(record))


def key_of(table: Table, record: Any) -> Key:  # noqa: ANN401 - likewise
    """What tells the row from others of its table."""
    parent = getattr(record, table.parent_field) if table.parent_field else None
    return (parent, *(_plain(getattr(record, one.of)) for one in table.keys))


def _plain(value: object) -> object:
    return "" if value is None else value.external_id if isinstance(value, Who) else value


async def compare(
    connection: Connection, workspace_id: WorkspaceId, place: Place, found: Sequence[Understood], now: datetime
) -> list[Compared]:
    """Each beside what is stored; they are of one table of ours (comments: of two)."""
    compared: dict[int, Compared] = {}
    tables: dict[Table | None, list[int]] = {}
    for number, one in enumerate(found):
        tables.setdefault(table_of(one.main), []).append(number)
    for table, numbers in tables.items():
        some = [found[number] for number in numbers]
        if table is None:
            told = await _people(connection, workspace_id, place, some, now)
        else:
            told = await _rows(connection, workspace_id, place, table, some, now)
        compared.update(zip(numbers, told, strict=True))
    return [compared[number] for number in range(len(found))]


async def _rows(
    connection: Connection, workspace_id: WorkspaceId, place: Place, table: Table, found: Sequence[Understood],
    now: datetime,
) -> list[Compared]:  # fmt: skip
    key = rows.lookup(table)
    sought = [getattr(one.main, key or table.parent_field or "") for one in found]
    stored = await rows.find_stored(connection, workspace_id, place.origin, place.repository_key, table, sought)
    names = await _names(connection, workspace_id, table, stored)
    known = {(row["parent"], *(row[f"k_{one.name}"] for one in table.keys)): row for row in stored}
    return [_compare(table, one, known.get(key_of(table, one.main)), names, now) for one in found]


def _compare(table: Table, one: Understood, stored: Record | None, names: _Names, now: datetime) -> Compared:
    if stored is None:
        return Compared(News.NEW, now)
    says_nothing_new = all(_is_known(column, getattr(one.main, column.of), stored, names) for column in table.columns)
    at = stored["version"]
    if one.is_dated:
        own = one.main.version
        return Compared(News.UNCHANGED if own < at or (own == at and says_nothing_new) else News.CHANGED, own)
    if says_nothing_new:
        return Compared(News.UNCHANGED, at or now)
    # What is imported last stands, whatever clock the rest came by.
    return Compared(News.CHANGED, max(now, at + _INSTANT) if at else now)


def _is_known(column: Column, said: Any, stored: Record, names: _Names) -> bool:  # noqa: ANN401 - any value
    known = _READ.get(column.kind, _as_it_is)(stored[column.name], names)
    if said is None:
        return column.rule is not Rule.ALWAYS or known is None
    said = _said(column, said)
    if known is None or column.rule not in (Rule.MOST, Rule.LEAST):
        return bool(said == known)
    return bool(said <= known if column.rule is Rule.MOST else said >= known)


def _said(column: Column, value: Any) -> Any:  # noqa: ANN401 - any value
    if column.kind is Kind.WHO:
        return value[:2]
    if column.type == "numeric":
        return Decimal(value)
    return list(value) if isinstance(value, tuple) else value


def _as_it_is(value: Any, _: _Names) -> Any:  # noqa: ANN401 - any value
    return value


_READ: Mapping[Kind, Callable[[Any, _Names], Any]] = {
    Kind.WHO: lambda value, names: names.people.get(value),
    Kind.PROJECT: lambda value, names: names.projects.get(value),
    Kind.JSON: lambda value, _: None if value is None else orjson.loads(value),
}


async def _names(connection: Connection, workspace_id: WorkspaceId, table: Table, stored: Sequence[Record]) -> _Names:
    def keys(kind: Kind) -> list[int]:
        names = [column.name for column in table.columns if column.kind is kind]
        return [row[name] for row in stored for name in names if row[name] is not None]

    people, projects = keys(Kind.WHO), keys(Kind.PROJECT)
    return _Names(
        await rows.name_people(connection, workspace_id, people) if people else {},
        await rows.name_projects(connection, workspace_id, projects) if projects else {},
    )


async def _people(
    connection: Connection, workspace_id: WorkspaceId, place: Place, found: Sequence[Understood], now: datetime
) -> list[Compared]:
    said: list[Known] = [one.main for one in found]
    ids = [one.who.external_id for one in said]
    known = await rows.find_people(connection, workspace_id, place.provider, ids)
    return [Compared(_news(one.who, known.get(one.who.external_id)), now) for one in said]


def _news(who: Who, known: tuple[str | None, ...] | None) -> News:
    if known is None:
        return News.NEW
    said = (who.username, who.name, who.email.lower() if who.email else None, who.account_type)
    is_known = all(mine in (None, theirs) for mine, theirs in zip(said, known, strict=True))
    return News.UNCHANGED if is_known else News.CHANGED
