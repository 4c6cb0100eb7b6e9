"""What GitHub promised: which fields a row has and of what kind. A row that keeps the promise is read without looking.

A shape is checked with a dictionary look-up and a set membership per field, so being strict costs microseconds. What is
not in a shape may be there or not. When a row breaks its promise, the error names the field's whole path.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from aexy.kernel.errors import SourceFailed


class _Absent:
    """The kind of what is not there."""


_ABSENT: Final = _Absent()
_Types = frozenset[type]


class Field(NamedTuple):
    """A promised field. `parse` raises ValueError for a text that is not what it should be."""

    name: str
    types: _Types
    shape: "tuple[Field, ...] | None" = None
    parse: Callable[[Any], object] | None = None
    is_list: bool = False


Shape = tuple[Field, ...]


def instant(text: str) -> datetime:
    """An instant as GitHub writes it, in UTC."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def maybe(text: str | None) -> datetime | None:
    """The same where there may be none."""
    return None if text is None else instant(text)


def sha(text: str | None) -> bytes | None:
    """A commit's name; None where there is none."""
    return bytes.fromhex(text) if text else None


_NONE = type(None)


def text(*names: str) -> Shape:
    """Texts."""
    return tuple(Field(name, frozenset({str})) for name in names)


def maybe_text(*names: str) -> Shape:
    """Texts that may be null."""
    return tuple(Field(name, frozenset({str, _NONE})) for name in names)


def number(*names: str) -> Shape:
    """Whole numbers."""
    return tuple(Field(name, frozenset({int})) for name in names)


def maybe_number(*names: str) -> Shape:
    """Whole numbers that may be null."""
    return tuple(Field(name, frozenset({int, _NONE})) for name in names)


def big(*names: str) -> Shape:
    """Numbers that GraphQL writes as text, being too big for its own."""
    return tuple(Field(name, frozenset({str, int}), parse=int) for name in names)


def flag(*names: str) -> Shape:
    """True or false."""
    return tuple(Field(name, frozenset({bool})) for name in names)


def at(*names: str) -> Shape:
    """Instants."""
    return tuple(Field(name, frozenset({str}), parse=instant) for name in names)


def maybe_at(*names: str) -> Shape:
    """Instants that may be null."""
    return tuple(Field(name, frozenset({str, _NONE}), parse=maybe) for name in names)


def shas(*names: str) -> Shape:
    """Commits."""
    return tuple(Field(name, frozenset({str}), parse=sha) for name in names)


def maybe_shas(*names: str) -> Shape:
    """Commits that may be null."""
    return tuple(Field(name, frozenset({str, _NONE}), parse=sha) for name in names)


def one(name: str, shape: Shape = ()) -> Shape:
    """An object."""
    return (Field(name, frozenset({dict}), shape),)


def maybe_one(name: str, shape: Shape = ()) -> Shape:
    """An object that may be null."""
    return (Field(name, frozenset({dict, _NONE}), shape),)


def many(name: str, shape: Shape = ()) -> Shape:
    """A list of objects."""
    return (Field(name, frozenset({list}), shape, is_list=True),)


def nodes(name: str, shape: Shape) -> Shape:
    """A list as GraphQL gives it."""
    return one(name, many("nodes", shape))


def perhaps(shape: Shape) -> Shape:
    """Fields that may be missing altogether; where they are there, they keep the promise or are null."""
    return tuple(each._replace(types=each.types | {_Absent, _NONE}) for each in shape)


def at_times(shape: Shape) -> Shape:
    """Fields that may be missing altogether; where they are there, they keep the promise."""
    return tuple(each._replace(types=each.types | {_Absent}) for each in shape)


def check(stream: str, shape: Shape, row: Mapping[str, Any]) -> None:
    """Raise SourceFailed naming the first field that is not what was promised."""
    wrong = _wrong(shape, row)
    if wrong is not None:
        raise _broken(stream, wrong)


def look_closer(stream: str, shape: Shape, row: Mapping[str, Any], error: Exception) -> SourceFailed:
    """Why reading a row failed although its fields have the right kinds: some text says what it may not say."""
    wrong = _wrong(shape, row, closely=True)
    return _broken(stream, wrong or f"the row ({type(error).__name__}: {error})")


def _broken(stream: str, what: str) -> SourceFailed:
    return SourceFailed(
        f"GitHub's answer for {stream} is not what it promised: {what}.",
        next_step="The page is kept; report this with the field's name, and read it again after an update.",
        field=what.partition(" ")[0],
    )


def _wrong(shape: Shape, row: Mapping[str, Any], *, closely: bool = False) -> str | None:
    for name, types, inner, parse, is_list in shape:
        value = row.get(name, _ABSENT)
        if type(value) not in types:
            return f"{name} is {'missing' if value is _ABSENT else _kind(value)}"
        if inner is None:
            if closely and parse is not None and value is not _ABSENT and not _parses(parse, value):
                return f"{name} is {value!r:.60}"
        elif is_list and value is not None and value is not _ABSENT:
            wrong = _wrong_in_list(name, inner, value, closely=closely)
            if wrong is not None:
                return wrong
        elif value is not None and value is not _ABSENT:
            wrong = _wrong(inner, value, closely=closely)
            if wrong is not None:
                return f"{name}.{wrong}"
    return None


def _wrong_in_list(name: str, shape: Shape, values: list[Any], *, closely: bool) -> str | None:
    for position, each in enumerate(values):
        if type(each) is not dict:
            return f"{name}[{position}] is {_kind(each)}"
        wrong = _wrong(shape, each, closely=closely)
        if wrong is not None:
            return f"{name}[{position}].{wrong}"
    return None


def _kind(value: object) -> str:
    return {dict: "an object", list: "a list", str: "a text", _NONE: "null", bool: "true or false"}.get(
        type(value), "a number"
    )


def _parses(parse: Callable[[Any], object], value: object) -> bool:
    try:
        parse(value)
    except (ValueError, TypeError, OverflowError):
        return value is None
    return True
