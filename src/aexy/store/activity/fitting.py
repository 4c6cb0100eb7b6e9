"""What providers send that PostgreSQL cannot hold, made to fit column by column, so that one odd value stops nothing.

Text loses its NULs and halves of characters, and is cut where it is longer than anything somebody wrote. A number or an
instant beyond all sense is not said; where it has to be said, an instant becomes the nearest that makes sense, and a
row without its number is left out. The page keeps what came.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from itertools import chain, compress
from math import isfinite
from typing import Any

import orjson

from aexy.store.activity.columns import Column, Kind, Table

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
LONGEST = 100_000
# An index holds no more than 2,700 bytes of a row.
LONGEST_NAME = 600
_KEPT_OF_A_NAME = 500
_INDEXED = frozenset({"issue_key", "url"})
_BITS = {"smallint": 15, "integer": 31, "bigint": 63}
_NONE = type(None)
_WIDEST = Decimal(10) ** 30

Columns = list[list[Any]]


def text(value: str, longest: int = LONGEST) -> str:
    """Text that can be stored. What is too long for a name is told apart by what it was cut from."""
    if "\0" in value:
        value = value.replace("\0", "")
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode()
    if len(value) <= longest:
        return value
    if longest == LONGEST:
        return value[:longest]
    return f"{value[:_KEPT_OF_A_NAME]}…{sha256(value.encode()).hexdigest()[:40]}"


def name(value: str) -> str:
    """Text that something is found by."""
    return text(value, LONGEST_NAME)


def maybe_name(value: str | None) -> str | None:
    """The same where there may be none."""
    return None if value is None else text(value, LONGEST_NAME)


def instant(value: datetime) -> datetime:
    """The nearest instant that makes sense."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return min(max(aware, EARLIEST), LATEST)


def json(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    """JSON that PostgreSQL takes: no NULs, no halves of characters, no numbers of more than 64 bits."""
    if value is None:
        return None
    try:
        said = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except (TypeError, ValueError, RecursionError):
        said = "\\u0000"
    return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS).decode() if "\\u0000" in said else said


def _plain(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(str(key)): _plain(each, depth + 1) for key, each in value.items()} if depth < _DEEPEST else None
    if isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value] if depth < _DEEPEST else None
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value) if value.bit_length() < _LONGEST_NUMBER else None
    return value if isinstance(value, bool | int | float | _NONE) else text(str(value))


_DEEPEST = 50
_LONGEST_NUMBER = 4_000


def fit(table: Table, columns: Columns, units: list[int]) -> tuple[Columns, list[int], int]:
    """The columns as they can be stored, and how many rows had to be left out."""
    lost: set[int] = set()
    for place, column in enumerate(table.read):
        if column.kind in (Kind.WHO, Kind.PROJECT):  # these become keys
            continue
        is_name = place < table.key_length or column.name in _INDEXED
        longest = LONGEST_NAME if is_name else LONGEST
        is_needed = place < table.key_length or table.needs(column)
        if not _fits(column, columns[place], longest) or (is_needed and None in columns[place]):
            usual = table.default(column) if is_needed else None
            columns[place] = fitted = [_fitted(column, value, longest, usual) for value in columns[place]]
            if is_needed:
                lost.update(row for row, value in enumerate(fitted) if value is None)
    if not lost:
        return columns, units, 0
    stay = [row not in lost for row in range(len(units))]
    return [list(compress(column, stay)) for column in columns], list(compress(units, stay)), len(lost)


def _fits(column: Column, values: Sequence[Any], longest: int) -> bool:
    """Whether every value can be stored as it is; asked of whole columns, since nearly always all can."""
    types, holds = _CHECKS.get(column.type, _WHOLE_NUMBERS)
    if not types.issuperset(map(type, values)):
        return False
    try:
        return holds([value for value in values if value is not None], column, longest)
    except (TypeError, ValueError, OverflowError):
        return False


def _holds_text(values: Sequence[str], _: Column, longest: int) -> bool:
    whole = "".join(values)
    if "\0" in whole:
        return False
    if not whole.isascii():
        whole.encode()
    return len(whole) <= longest or max(map(len, values)) <= longest


def _holds_texts(values: Sequence[Sequence[str]], column: Column, longest: int) -> bool:
    inner = list(chain.from_iterable(values))
    return all(type(one) is str for one in inner) and _holds_text(inner, column, longest)


def _holds_number(values: Sequence[int], column: Column, _: int) -> bool:
    most = 1 << _BITS[column.type]
    return not values or (-most <= min(values) and max(values) < most)


def _holds_instant(values: Sequence[datetime], _: Column, __: int) -> bool:
    return not values or (min(values) >= EARLIEST and max(values) <= LATEST)


def _holds_day(values: Sequence[date], _: Column, __: int) -> bool:
    return not values or (min(values) >= EARLIEST.date() and max(values) <= LATEST.date())


def _holds_decimal(values: Sequence[str], _: Column, __: int) -> bool:
    return all(_decimal(value) is not None for value in values)


def _always(_: Sequence[object], __: Column, ___: int) -> bool:
    return True


def _is_finite(values: Sequence[float], _: Column, __: int) -> bool:
    return all(map(isfinite, values))


_Check = tuple[frozenset[type], Callable[[Sequence[Any], Column, int], bool]]
_WHOLE_NUMBERS: _Check = (frozenset({int, _NONE}), _holds_number)
_CHECKS: dict[str, _Check] = {
    "text": (frozenset({str, _NONE}), _holds_text),
    "text[]": (frozenset({tuple, _NONE}), _holds_texts),
    "jsonb": (frozenset({str, _NONE}), _always),
    "timestamptz": (frozenset({datetime, _NONE}), _holds_instant),
    "date": (frozenset({date, _NONE}), _holds_day),
    "bytea": (frozenset({bytes, _NONE}), _always),
    "boolean": (frozenset({bool, _NONE}), _always),
    "double precision": (frozenset({float, int, _NONE}), _is_finite),
    "numeric": (frozenset({str, _NONE}), _holds_decimal),
}


def _fitted(column: Column, value: Any, longest: int, usual: Any) -> Any:  # noqa: ANN401 - whatever fits
    """One value as it can be stored, or None. `usual` is what it is otherwise; `...`: it has to be something."""
    if value is not None and _fits(column, (value,), longest):
        return value
    if column.type == "text" and isinstance(value, str):
        return text(value, longest)
    if column.type == "text[]" and isinstance(value, list | tuple):
        return tuple(text(str(one)) for one in value)
    if column.type == "timestamptz" and isinstance(value, datetime) and usual is not None:
        return instant(value)
    if usual is ...:
        return "" if column.type == "text" and longest == LONGEST else None
    return usual


def _decimal(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _WIDEST else None
