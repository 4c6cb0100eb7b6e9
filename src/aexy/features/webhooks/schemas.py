"""What is said about a delivery of a web hook."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape
from aexy.kernel.ids import ConnectionId


class DeliveryState(StrEnum):
    """What became of it."""

    RECEIVED = "received"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


class Delivery(Shape):
    """Something a provider sent."""

    id: int
    connection_id: UUID
    delivery: str = Field(description="The provider's own id for it.")
    event: str
    state: DeliveryState
    attempts: int
    error: str | None = Field(description="Why it was not read, or why nothing came of it.")
    received_at: datetime
    next_try_at: datetime | None
    finished_at: datetime | None
    bytes: int = Field(description="As it is kept, packed.")


class DeliveryDetail(Delivery):
    """The same, with what it says."""

    headers: dict[str, str]
    body: Any = Field(description="Null when it is too large to be shown.")


class Replayed(Shape):
    """How many deliveries are read again."""

    replayed: int


class Accepted(Shape):
    """It is kept, and read in a moment. `is_new` is false for one that had come before."""

    is_new: bool


class Taken(NamedTuple):
    """A delivery as whoever reads it needs it. `attempts` counts this one."""

    id: int
    connection_id: ConnectionId
    delivery: str
    event: str
    body: bytes
    received_at: datetime
    attempts: int


class Verdict(NamedTuple):
    """What became of a delivery this time. `next_try_at` with `received`: it is tried again then."""

    id: int
    state: DeliveryState
    error: str | None = None
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """How a draining ended: `is_more` when it broke off with deliveries left, `seconds` until one is tried again."""

    is_more: bool = False
    seconds: float | None = None
