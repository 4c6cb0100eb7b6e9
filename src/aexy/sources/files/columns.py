"""What may stand in a column. Nothing is guessed: an instant has a zone, a number is one, a word is one of its list."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import isfinite
from typing import Any, NamedTuple

import orjson

from aexy.kernel.activity import Who

PROVIDER = "files"
_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>\s]+@[^<>\s]+)>")
_YES, _NO = frozenset({"true", "yes", "1", "t"}), frozenset({"false", "no", "0", "f"})
_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_LARGEST = 2**31 - 1
# Beyond these an index could not hold it, or it is a slip of the pen.
LONGEST_TEXT, LONGEST_NAME = 100_000, 500
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 18
_QUOTED = 80
_BITS = 64


class Kind(StrEnum):
    """What a column holds, as people are told of it."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    MONEY = "amount"
    INSTANT = "instant"
    DAY = "day"
    SHA = "commit"
    YES_NO = "yes or no"
    WORDS = "words"
    PERSON = "person"
    OBJECT = "JSON object"


class Column(NamedTuple):
    """One column; `choices` are the words it may hold, `field` what the record calls it when that differs.

    `longest` is how many characters it may have.
    """

    name: str
    kind: Kind
    meaning: str
    example: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    field: str = ""
    longest: int = LONGEST_NAME

    @property
    def of(self) -> str:
        """The record's field."""
        return self.field or self.name


def take(column: Column, value: object, zone: tzinfo | None) -> Any:  # noqa: ANN401 - what the column's kind makes of it
    """The value as records have it; None where nothing is said. ValueError says what is wrong in words."""
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.is_required:
            raise ValueError("is empty, and must not be")
        return None
    if column.kind is Kind.INSTANT:
        return instant(value, zone)
    taken = _TAKERS[column.kind](value)
    if isinstance(taken, str) and len(taken) > column.longest:
        raise ValueError(f"has {len(taken):,} characters; at most {column.longest:,} are kept")
    if column.choices:
        taken = str(taken).lower()
        if taken not in column.choices:
            raise ValueError(f"is {shown(value)}; it may be {', '.join(column.choices)}")
    return taken


def _text(value: object) -> str:
    if isinstance(value, bool | dict | list):
        raise ValueError(f"is {shown(value)}, which is no text")  # noqa: TRY004 - all of these are told alike
    return str(value).strip().replace("\0", "")


def shown(value: object) -> str:
    """A value as a message can quote it."""
    text = repr(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or abs(number) > _LARGEST:
        raise ValueError(f"is {shown(value)}, which is no whole number we can keep")
    return int(number)


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise ValueError(f"is {shown(value)}, which is no number")  # noqa: TRY004 - told alike
    try:
        number = float(str(value).strip())
    except ValueError:
        raise ValueError(f"is {shown(value)}, which is no number") from None
    if not isfinite(number):
        raise ValueError(f"is {shown(value)}, which is no number")
    return number


def _money(value: object) -> str:
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"is {shown(value)}, which is no amount; write 1234.50") from None
    if not amount.is_finite() or abs(amount.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"is {shown(value)}, which is no amount; write 1234.50")
    return format(amount.normalize(), "f")


def instant(value: object, zone: tzinfo | None) -> datetime:
    """An instant in UTC. `zone` is that of instants which name none."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise _no_instant(value) from None
    if at.tzinfo is None:
        if zone is None:
            raise ValueError(
                f"is {shown(value)}, which names no time zone; add one (Z, +02:00), or say which with --zone"
            )
        at = at.replace(tzinfo=zone)
    try:
        at = at.astimezone(UTC)
    except OverflowError:
        raise _no_instant(value) from None
    if not _FIRST <= at < _LAST:
        raise ValueError(f"is {shown(value)}; an instant lies between 1970 and 2100")
    return at


def _day(value: object) -> date:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"is {shown(value)}, which is no day; write 2026-01-31") from None
    if not _FIRST.date() <= found < _LAST.date():
        raise ValueError(f"is {shown(value)}; a day lies between 1970 and 2100")
    return found


def _no_instant(value: object) -> ValueError:
    return ValueError(f"is {shown(value)}, which is no instant; write 2026-01-31T09:30:00Z")


def _sha(value: object) -> bytes:
    text = str(value).strip().lower()
    if not _SHA.fullmatch(text):
        raise ValueError(f"is {shown(value)}; a commit is written in full, with 40 hexadecimal digits")
    return bytes.fromhex(text)


def _yes_no(value: object) -> bool:
    text = str(value).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError(f"is {shown(value)}; write true or false")


def _words(value: object) -> tuple[str, ...]:
    each = value if isinstance(value, list | tuple) else str(value).split(";")
    return tuple(str(word).strip() for word in each if str(word).strip())


def _person(value: object) -> Who:
    """`Ada Lovelace <ada@example.org>`, an address, the name of an account, or an object that says which it is."""
    if isinstance(value, dict):
        return _described(value)
    text = _text(value)
    if len(text) > LONGEST_NAME:
        raise ValueError(f"has {len(text):,} characters, which is nobody's name")
    found = _ADDRESS.fullmatch(text)
    email = found["email"].lower() if found else text.lower() if "@" in text and " " not in text else None
    if email is None:
        return Who(PROVIDER, text.lower(), username=text)
    return Who(PROVIDER, email, name=(found["name"].strip() or None) if found else None, email=email)


def _described(said: Mapping[str, Any]) -> Who:
    """`{"id": …, "username": …, "name": …, "email": …}`; what stays of somebody is the id, else the address or name."""
    known = {name: _text(said[name]) for name in ("id", "username", "name", "email") if said.get(name)}
    if any(len(each) > LONGEST_NAME for each in known.values()):
        raise ValueError(f"has a name of more than {LONGEST_NAME} characters")
    stays = known.get("id") or known.get("email") or known.get("username")
    if stays is None:
        raise ValueError("says neither id, email nor username of somebody")
    return Who(PROVIDER, stays.lower(), known.get("username"), known.get("name"), known.get("email"))


def _object(value: object) -> Mapping[str, Any]:
    try:
        found = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        raise ValueError('is no JSON; write an object such as {"priority": 1}') from None
    if not isinstance(found, dict):
        raise ValueError('is no JSON object; write one such as {"priority": 1}')  # noqa: TRY004 - told alike
    return found


_TAKERS: Mapping[Kind, Callable[[object], Any]] = {
    Kind.TEXT: _text, Kind.WHOLE: _whole, Kind.NUMBER: _number, Kind.MONEY: _money, Kind.SHA: _sha,
    Kind.DAY: _day, Kind.YES_NO: _yes_no, Kind.WORDS: _words, Kind.PERSON: _person, Kind.OBJECT: _object,
}  # fmt: skip


def plain(value: object) -> object:
    """A value as JSON can keep it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and value.bit_length() >= _BITS:
        return str(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
