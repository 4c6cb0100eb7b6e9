"""What a workspace decides about its numbers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish
from aexy.features.schedules.schemas import LocalTime
from aexy.kernel.periods import PeriodType
from aexy.kernel.privacy import QUORUM

ChurnDays = Annotated[int, Field(ge=1, le=365, description="Lines rewritten within so many days are churn.")]
HalfLife = Annotated[int, Field(ge=1, le=3650, description="Days after which half of what somebody showed is left.")]
Skills = Annotated[dict[str, HalfLife], Field(max_length=200, description="By skill, where another one holds.")]
Purpose = Annotated[str, Field(min_length=10, max_length=500, description="What people are ranked for, in a sentence.")]


class Leaderboards(Shape):
    """Whether people are ranked, what for, and who said so when."""

    on: bool
    purpose: str | None
    by: str | None = Field(description="Who turned them on.")
    at: datetime | None


class Stated(Shape):
    """Whether numbers of one kind about single people are shown, what for, and who said so when."""

    on: bool
    purpose: str | None
    by: str | None = Field(description="Who turned it on.")
    at: datetime | None


class Calendar(Shape):
    """The clock everything is counted by. It is the workspace's own, and changed there."""

    time_zone: str
    working_days: list[int]
    late_from: int
    late_until: int
    change_at: str = Field(description="Where it is changed.")


class InsightSettings(Shape):
    """What is decided about numbers in this workspace."""

    leaderboards: Leaderboards
    attrition: Stated
    individual_risk: Stated
    churn_days: int
    default_period: PeriodType
    auto_snapshots: bool = Field(description="Whether snapshots are counted again after the workspace's own midnight.")
    half_life_days: int
    skill_half_lives: dict[str, int]
    work_starts_at: str = Field(description="When a working day begins where people say nothing, as 09:00: local time.")
    work_ends_at: str = Field(description="When it ends; before `work_starts_at`: on the day after.")
    quorum: int = Field(default=QUORUM, description="How many active people a group needs; nobody can set it lower.")
    calendar: Calendar
    updated_at: datetime | None = Field(description="Null: nobody has changed anything.")


class InsightSettingsWish(Wish):
    """What shall be different; what is not mentioned stays."""

    leaderboards: bool | None = None
    leaderboard_purpose: Purpose | None = None
    attrition: bool | None = None
    attrition_purpose: Purpose | None = None
    individual_risk: bool | None = None
    individual_risk_purpose: Purpose | None = None
    churn_days: ChurnDays | None = None
    default_period: PeriodType | None = None
    auto_snapshots: bool | None = None
    half_life_days: HalfLife | None = None
    skill_half_lives: Skills | None = None
    work_starts_at: LocalTime | None = None
    work_ends_at: LocalTime | None = None


class SettingChange(Shape):
    """One setting, changed by somebody."""

    changed_at: datetime
    account_id: UUID | None
    account: str | None = Field(description="Who it was; null when they are gone.")
    setting: str
    before: Any
    after: Any
