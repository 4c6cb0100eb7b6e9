"""What is said when people stand beside each other."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape
from aexy.kernel.metric import Better, Unit


class Within(StrEnum):
    """Among whom somebody stands: everybody, a team of theirs, or all who have the same role in a team."""

    WORKSPACE = "workspace"
    TEAM = "team"
    ROLE = "role"


class Among(Shape):
    """The group a person is held against: those of it who were active in the window."""

    within: Within
    name: str
    people: int


class Compared(Shape):
    """One person's number in a comparison."""

    developer_id: UUID
    value: float | None = Field(description="With a small sample, the number drawn towards the group's.")
    n: int
    raw: float | None = Field(description="As it was counted.")
    median: float | None = Field(description="Of durations, which stand beside each other by it; never drawn in.")
    small: bool = Field(description="Whether it rests on fewer than five rows.")
    weight: float | None = Field(description="How much of `value` is the person's own: n ÷ (n + 5) of small samples.")
    withheld: str | None


class Alike(Shape):
    """Five or more people out of your reach who are alike in one metric: which of them has what is not said."""

    people: list[str] = Field(description="Pseudonyms: always the same in this metric, and others in any other.")
    value: float = Field(description="What they have on average, to two digits.")
    small: bool = Field(description="Whether somebody's number rests on fewer than five rows and is drawn in.")


class ComparedMetric(Shape):
    """One metric, person by person, in the order asked for."""

    metric: str
    unit: Unit
    better: Better
    caution: str | None
    group: float | None = Field(description="The workspace's number; null where it is not counted or withheld.")
    group_median: float | None = Field(description="Of durations.")
    group_n: int
    people: list[Compared]
    others: list[Alike] = Field(description="Those out of your reach, where they were asked for; the smallest first.")
    others_withheld: str | None = Field(description="Why they are not shown, where they were asked for.")


class Comparison(Shape):
    """People side by side."""

    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    caution: str
    people: list[SubjectName]
    metrics: list[ComparedMetric]
    others_from: date | None = Field(description="The first day of what is said of others: whole weeks, all over.")
    others_to: date | None


class Standing(Shape):
    """Where a person stands in one metric."""

    metric: str
    unit: Unit
    better: Better
    caution: str | None
    value: float | None
    n: int
    percentile: float | None = Field(description="Share of the group below, half of those alike counted: 0 to 1.")
    rank: int | None = Field(description="The largest is first; who ties shares a rank.")
    people: int = Field(description="How many of the group have a number.")
    withheld: str | None


class Percentiles(Shape):
    """Where a person stands among others, metric by metric."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    among: Among
    caution: str
    standings: list[Standing]


class Benchmark(Shape):
    """One metric of a person beside the middle of the group."""

    metric: str
    unit: Unit
    better: Better
    caution: str | None
    value: float | None = Field(description="Of durations the person's median, and so are those it is held against.")
    n: int
    p25: float | None
    median: float | None
    p75: float | None
    people: int
    withheld: str | None


class Benchmarks(Shape):
    """A person beside those of the same role or team, metric by metric."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    among: Among
    caution: str
    benchmarks: list[Benchmark]
