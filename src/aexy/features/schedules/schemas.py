"""What is said about people's working time, and what may be asked of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from aexy.features.paging import Shape, Wish
from aexy.features.workspaces.schemas import Country, Subdivision, TimeZone, WorkingDays

_LONGEST = timedelta(days=366 * 5)
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


class OwnPart(StrEnum):
    """What of a schedule may be somebody's own."""

    WORKING_DAYS = "working_days"
    HOURS = "hours"
    TIME_ZONE = "time_zone"
    HOLIDAYS = "holidays"


class LeaveKind(StrEnum):
    """What somebody is away for: their own business."""

    LEAVE = "leave"
    SICK = "sick"
    PARENTAL = "parental"
    OTHER = "other"


def _without_zone(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("Hours are local: give them without a zone, as 09:00.")
    return at


def _believable(day: date) -> date:
    if not _FIRST <= day <= _LAST:
        raise ValueError(f"A day lies between {_FIRST} and {_LAST}.")
    return day


LocalTime = Annotated[time, AfterValidator(_without_zone), Field(description="By their own clock: 09:00.")]
Day = Annotated[date, AfterValidator(_believable)]


class WorkingSchedule(Shape):
    """When somebody works. What is not their own is the workspace's."""

    developer_id: UUID
    name: str | None
    working_days: list[int] = Field(description="ISO weekdays, Monday is 1.")
    starts_at: time | None = Field(description="Null where nobody said by which hours.")
    ends_at: time | None = Field(description="Before `starts_at`: on the day after.")
    time_zone: str
    country: str | None = Field(description="Whose public holidays they keep; null: none.")
    subdivision: str | None
    own: list[OwnPart] = Field(description="What of this is their own; empty: they work as the workspace does.")
    is_me: bool
    may_change: bool
    updated_at: datetime | None


class WorkingScheduleWish(Wish):
    """All of what somebody's working time shall be; what is null, or left out, is the workspace's."""

    working_days: WorkingDays | None = None
    starts_at: LocalTime | None = None
    ends_at: LocalTime | None = None
    time_zone: TimeZone | None = None
    country: Country | None = None
    subdivision: Subdivision | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.starts_at is None) != (self.ends_at is None) or (self.starts_at and self.starts_at == self.ends_at):
            raise ValueError("Hours have a beginning and another end: give `starts_at` and `ends_at`.")
        if self.subdivision is not None and self.country is None:
            raise ValueError("A part of no country has no holidays: name the country.")
        return self


class Leave(Shape):
    """Days on which somebody is away, first to last. Others than the person learn neither what for nor the note."""

    id: UUID
    first_day: date
    last_day: date
    kind: LeaveKind | Literal["away"]
    note: str | None


class NewLeave(Wish):
    """Days on which somebody will be, or was, away; the last is one of them."""

    first_day: Day
    last_day: Day
    kind: LeaveKind = LeaveKind.LEAVE
    note: Annotated[str, Field(max_length=500, description="For the person alone.")] | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("The last day away is not before the first.")
        if self.last_day - self.first_day > _LONGEST:
            raise ValueError("Nobody is away for more than five years: they left.")
        return self


class Holiday(Shape):
    """A public holiday, and whether it falls on a day the workspace works."""

    day: date
    name: str
    is_working_day: bool


class Holidays(Shape):
    """The public holidays of a year, and the parts of the country that have their own."""

    year: int
    country: str | None = Field(description="Null: the workspace keeps no holidays, and none were asked for.")
    subdivision: str | None
    subdivisions: list[str]
    items: list[Holiday]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is left of somebody's working days in some dates. Each day is counted once: holidays first, then leave."""

    developer_id: UUID
    name: str | None
    working_days: int
    holidays: int
    away: int

    @property
    def left(self) -> int:
        """Days they can be counted on."""
        return self.working_days - self.holidays - self.away
