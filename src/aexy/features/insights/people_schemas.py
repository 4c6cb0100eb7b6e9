"""What is said about people: who there is, and all numbers of one."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.insights.rollups import InFamily
from aexy.features.insights.schemas import Fresh, PeriodShape, SubjectName
from aexy.features.paging import Shape
from aexy.kernel.metric import Better, Unit
from aexy.kernel.periods import PeriodType


class InTeam(Shape):
    """A team somebody is in now, and as what."""

    id: UUID
    slug: str
    name: str
    role: str


class ListedPerson(Shape):
    """A person there are numbers of."""

    id: UUID
    name: str
    avatar_url: str | None
    first_activity_at: datetime | None
    last_activity_at: datetime | None
    active: bool = Field(description="Whether anything of theirs is known from the last twelve weeks.")
    teams: list[InTeam] = Field(description="Those they are in now.")


class PersonNumbers(Shape):
    """One person's numbers, family by family. With a period type: of the latest closed period and of the open one."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    period_type: PeriodType | None
    families: list[InFamily]
    fresh: Fresh


class TrendPoint(Shape):
    """One closed period of a trend; of a group, one period may be withheld where another is shown."""

    period: PeriodShape
    value: float | None = Field(description="Of durations the median, and so is what the slope is of.")
    n: int
    withheld: str | None = None


class Trend(Shape):
    """Whether one number rises or falls from period to period."""

    metric: str
    unit: Unit
    better: Better
    caution: str | None
    points: list[TrendPoint]
    n: int = Field(description="Closed periods that have a number.")
    slope: float | None = Field(description="Change per period (Theil-Sen); null under six periods with a number.")
    low: float | None = Field(description="The slope lies between `low` and `high` with 95 % confidence.")
    high: float | None
    direction: str | None = Field(description="rising, falling or level (no clear direction); null without a slope.")
    abstains: str | None = Field(description="Why there is no slope.")
    withheld: str | None


class Trends(Shape):
    """Trends of one subject over closed periods."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    period_type: PeriodType
    trends: list[Trend]
