"""What GitHub promised: which fields a row has and of what kind. A row that keeps the promise is read without looking.

A shape is checked with a dictionary look-up and a set membership per field, so being strict costs microseconds. What is
not in a shape may be there or not. When a row breaks its promise, it is looked at again to name the field's whole path.
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
    """A promised field. `parse` raises ValueError for a text that is not what it should be.

    `is_late`: whoever reads it looks at it, and raises TypeError.
    """

    name: str
    types: _Types
    shape: "tuple[Field, ...] | None" = None
    parse: Callable[[Any], object] | None = None
    is_list: bool = False
    is_late: bool = False


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


def late(shape: Shape) -> Shape:
    """Fields of what comes again and again, as people do: their reader looks at each value once."""
    return tuple(each._replace(is_late=True) for each in shape)


class _Promise:
    """A shape as it is checked fastest: what to look at, and where to go on below."""

    __slots__ = ("below", "fields", "shape")

    def __init__(self, shape: Shape) -> None:
        self.shape = shape  # held, so that its identity stays its own
        self.fields = tuple((each.name, each.types) for each in shape if not each.is_late)
        self.below = tuple((each.name, _promise(each.shape), each.is_list) for each in shape if _goes_on(each))

    def is_kept(self, row: Mapping[str, Any]) -> bool:
        """Whether an object and all below it are as promised."""
        get = row.get
        for name, types in self.fields:
            if type(get(name, _ABSENT)) not in types:
                return False
        for name, promise, is_list in self.below:
            value = get(name)
            if value is None:
                continue
            for each in value if is_list else (value,):
                if type(each) is not dict or not promise.is_kept(each):
                    return False
        return True


# By identity: a shape is a tuple of dozens of fields, too much to compare for every row.
_PROMISES: dict[int, _Promise] = {}


def _promise(shape: Shape | None) -> _Promise:
    found = _PROMISES.get(id(shape))
    if found is None:
        found = _PROMISES[id(shape)] = _Promise(shape or ())
    return found


def _goes_on(field: Field) -> bool:
    is_all_late = bool(field.shape) and all(each.is_late for each in field.shape or ())
    return field.shape is not None and (field.is_list or not is_all_late)


def check(stream: str, shape: Shape, row: Mapping[str, Any]) -> None:
    """Raise SourceFailed naming the first field that is not what was promised."""
    if not _promise(shape).is_kept(row) and (wrong := _wrong(shape, row)) is not None:
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
    for name, types, inner, parse, is_list, _ in shape:
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
