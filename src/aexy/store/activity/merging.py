"""Two rows of one batch that are the same thing, made one: in Python what `statements.py` does with what is stored.

A row is a list: the values of `Table.read`, then when it was given whole (or None), then when columns were last said
that are older than the row, then the unit of the batch it came with.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from aexy.store.activity.columns import Rule, Table

Row = list[Any]
FIELDS, SAID, UNIT = -3, -2, -1

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NEVER = -(2**63)


def microseconds(at: datetime) -> int:
    """Since 1970, whole."""
    return (at - EPOCH) // _MICROSECOND


def merge(table: Table, one: Row, other: Row) -> Row:
    """The row that both together say; the same whichever comes first."""
    return _merge_by_version(table, one, other) if table.is_versioned else _merge_by_value(table, one, other)


def _merge_by_value(table: Table, one: Row, other: Row) -> Row:
    merged = list(one)
    for place, column in enumerate(table.read):
        known = [value for value in (one[place], other[place]) if value is not None]
        if place >= table.key_length and known:
            merged[place] = min(known) if column.rule is Rule.LEAST else max(known)
    return merged


def _merge_by_version(table: Table, one: Row, other: Row) -> Row:
    at = table.key_length
    older, newer = sorted((one, other), key=lambda row: row[at])
    is_newer = newer[at] > older[at]
    merged, said = list(newer), {}
    for place, column in enumerate(table.read[at + 1 :], start=at + 1):
        if column.rule is Rule.SAID:
            when, value = max((_said(table, row, place), _order(row[place]), row[place]) for row in (older, newer))[::2]
            if value is not None and when < microseconds(newer[at]):
                said[column.name] = when
        else:
            value = newer[place] if is_newer else max(older[place], newer[place], key=_order)
        merged[place] = value
    whole = [row[FIELDS] for row in (one, other) if row[FIELDS] is not None]
    merged[FIELDS:] = [max(whole, default=None), said or None, one[UNIT]]
    return merged


def _said(table: Table, row: Row, place: int) -> int:
    if row[place] is None:
        return microseconds(row[FIELDS]) if row[FIELDS] is not None else NEVER
    name = table.read[place].name
    return int((row[SAID] or {}).get(name) or microseconds(row[table.key_length]))


def _order(value: object) -> tuple[bool, Any]:
    """Nothing is less than anything."""
    return (value is not None, value if value is not None else 0)
