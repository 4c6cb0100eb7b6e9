"""Lists come in pages: `{items, next_cursor}`. A cursor is the place to go on from, opaque to whoever holds it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict

from aexy.kernel.errors import Unusable

LARGEST_PAGE = 200
USUAL_PAGE = 50

WRITTEN_AS_TEXT: dict[type, Callable[[str], object]] = {UUID: UUID, datetime: datetime.fromisoformat}

Item = TypeVar("Item")


class Shape(BaseModel):
    """What goes out. Unchanging, and read straight from row objects."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Wish(BaseModel):
    """What comes in. A field nobody knows is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Page(Shape, Generic[Item]):
    """Some of a list, and the cursor of the next page; null at the end."""

    items: list[Item]
    next_cursor: str | None


Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before.")]


def write_cursor(kind: str, *place: str | int | UUID | datetime) -> str:
    """The place as text. `kind` names the list and its order, so that a cursor of another list is refused."""
    return urlsafe_b64encode(orjson.dumps([kind, *place], default=str)).decode().rstrip("=")


def read_cursor(kind: str, cursor: str | None, types: Sequence[type]) -> list[Any] | None:
    """The place again, each part as its type (str, int, UUID, datetime); None without one, Unusable if foreign."""
    if cursor is None:
        return None
    try:
        found = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        found = None
    place = _place(found, (str, *types))
    if place is None or place[0] != kind:
        raise Unusable(
            "The cursor is not one of this list.",
            next_step="Leave `cursor` out to begin at the first page.",
            field="cursor",
        )
    return place[1:]


def _place(found: object, types: Sequence[type]) -> list[Any] | None:
    if not isinstance(found, list) or len(found) != len(types):
        return None
    try:
        parts = [_part(wanted, part) for wanted, part in zip(types, found, strict=True)]
    except ValueError:
        return None
    return parts if all(type(part) is wanted for wanted, part in zip(types, parts, strict=True)) else None


def _part(wanted: type, part: object) -> object:
    read = WRITTEN_AS_TEXT.get(wanted)
    return read(part) if read and isinstance(part, str) else part


__all__ = ["LARGEST_PAGE", "USUAL_PAGE", "Cursor", "Limit", "Page", "Shape", "Wish", "read_cursor", "write_cursor"]
