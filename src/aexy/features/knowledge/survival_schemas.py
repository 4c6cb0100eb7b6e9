"""What is answered about how long lines live."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape


class CohortBy(StrEnum):
    """How long the periods are that lines are put together by."""

    QUARTER = "quarter"
    YEAR = "year"


class CohortLayer(Shape):
    """Lines added in one period."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    added: int
    standing: list[int] = Field(description="Lines left at the end of this period and of each later one.")
    share: float | None = Field(description="The share that stands now; null where nothing was added.")


class AgePoint(Shape):
    """The share of lines still there at an age."""

    months: int
    share: float
    lines: int = Field(description="Lines it was judged by.")


class Survival(Shape):
    """Of the lines written in each period, how many still stand at each later time."""

    as_of: datetime
    repository: SubjectName
    by: CohortBy
    says: str
    caution: str
    version: int
    n: int = Field(description="Lines that were added.")
    standing: int = Field(description="Lines of these that stand now.")
    unknown: int = Field(description="Lines that were removed of which nobody knows whose they were.")
    half_life_months: float | None = Field(description="Null where half of the lines outlive what is known.")
    curve: list[AgePoint]
    reason: str | None = Field(description="Why there are no layers, where there are none.")
    cohorts: list[CohortLayer]
