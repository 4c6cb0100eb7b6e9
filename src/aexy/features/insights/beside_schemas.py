"""What is said when people, teams or repositories stand beside each other."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape
from aexy.kernel.metric import Better, Unit


class BesideVerdict(StrEnum):
    """Whether any two lie further apart than chance would set them; unknown where too few weeks can say."""

    LARGER = "larger"
    WITHIN = "within"
    UNKNOWN = "unknown"


class WeekBeside(Shape):
    """One whole week of one of them, once it is over; of durations its median."""

    start: date
    value: float | None
    n: int


class NumberBeside(Shape):
    """The number of one of them."""

    subject_id: UUID
    value: float | None = Field(description="With a small sample of a person, drawn towards the workspace's number.")
    raw: float | None = Field(description="As it was counted.")
    median: float | None
    n: int
    small: bool = Field(description="Whether it rests on fewer than five rows.")
    weight: float | None = Field(description="How much of `value` is the person's own.")
    withheld: str | None
    weeks: list[WeekBeside] = Field(description="First to last; empty when withheld.")


class ApartPair(Shape):
    """Two of them whose weeks can be held against each other."""

    higher: UUID
    lower: UUID
    weeks: int = Field(description="In how many weeks both have a number.")
    chance: float = Field(description="How often chance alone sets them as far apart, 0 to 1.")
    larger: bool = Field(description="Whether that is too seldom for chance, with all pairs looked at.")


class MetricBeside(Shape):
    """One metric, subject by subject in the order asked for, and what can be said of the differences."""

    metric: str
    unit: Unit
    better: Better
    caution: str | None
    subjects: list[NumberBeside]
    verdict: BesideVerdict
    says: str
    pairs: list[ApartPair]


class BesideEachOther(Shape):
    """Up to five people, teams or repositories beside each other, never in an order of ours."""

    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    caution: str
    method: str = Field(description="How chance is judged.")
    subjects: list[SubjectName]
    metrics: list[MetricBeside]
