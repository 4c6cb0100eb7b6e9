"""What is said about a workspace, and what may be asked of one."""

from datetime import datetime
from functools import cache
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from aexy.features.paging import Shape, Wish
from aexy.features.routing import Role


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"{name!r} is no IANA time zone; they look like 'Europe/Berlin' or 'UTC'.")
    return name


def _whole_week(days: list[int]) -> list[int]:
    if len(set(days)) != len(days):
        raise ValueError("A weekday stands there twice.")
    return sorted(days)


Name = Annotated[str, Field(min_length=1, max_length=100)]
Hour = Annotated[int, Field(ge=0, le=23)]
TimeZone = Annotated[str, AfterValidator(_known_zone), Field(description="An IANA name: 'Europe/Berlin'.")]
WorkingDays = Annotated[
    list[Annotated[int, Field(ge=1, le=7)]],
    AfterValidator(_whole_week),
    Field(min_length=1, max_length=7, description="ISO weekdays, Monday is 1."),
]


Country = Annotated[
    str,
    AfterValidator(str.upper),
    Field(min_length=2, max_length=60, description="Whose public holidays are kept: two letters of ISO 3166."),
]
Subdivision = Annotated[
    str, Field(min_length=1, max_length=60, description="A part of the country with holidays of its own: 'BY' of DE.")
]


class Workspace(Shape):
    """A tenant and its calendar."""

    id: UUID
    slug: str
    name: str
    time_zone: str
    working_days: list[int]
    late_from: int
    late_until: int
    country: str | None = Field(description="Whose public holidays are kept; null: none.")
    subdivision: str | None
    is_demo: bool
    role: Role
    deleting_at: datetime | None = Field(description="When it will be deleted, unless an owner takes that back.")
    created_at: datetime
    updated_at: datetime


class NewWorkspace(Wish):
    """A workspace to be made; whoever asks becomes its owner."""

    name: Name
    time_zone: TimeZone = "UTC"
    working_days: WorkingDays = Field(default_factory=lambda: [1, 2, 3, 4, 5])
    is_demo: bool = Field(default=False, description="Made up, to look at; clients say so.")


class WorkspaceChange(Wish):
    """What shall be different; what is not mentioned stays."""

    name: Name | None = None
    time_zone: TimeZone | None = None
    working_days: WorkingDays | None = None
    late_from: Hour | None = Field(default=None, description="The hour late work begins, by the author's own clock.")
    late_until: Hour | None = Field(default=None, description="The hour it ends.")
    country: Country | None = Field(
        default=None, description="Whose public holidays are kept; null, when it is said: none."
    )
    subdivision: Subdivision | None = Field(
        default=None, description="A part of the country; gone with another country."
    )
