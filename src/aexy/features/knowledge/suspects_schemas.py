"""What is answered about commits that fixes point to: suspected, and of nobody."""

from datetime import date, datetime

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape


class PointingFix(Shape):
    """A fix, how it is known for one, and what it changed of the suspected commit."""

    sha: str
    subject: str
    at: datetime
    known_by: str
    lines: int = Field(description="Lines of the suspected commit that it removed or changed.")
    paths: list[str]
    days_later: float


class SuspectedDefect(Shape):
    """A commit that is suspected, for the fixes that point to it; whose it is stands nowhere."""

    sha: str
    subject: str
    at: datetime
    files: int
    fixes: list[PointingFix]


class SuspectedDefects(Shape):
    """Commits of a repository that are suspected of a fault, latest fix first."""

    as_of: datetime
    repository: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str
    caution: str
    version: int
    n: int = Field(description="Fixes made in the window.")
    known_by: dict[str, str] = Field(description="In words, how a fix may be known.")
    pointing: int = Field(description="Fixes that point to a commit.")
    left_out: dict[str, int] = Field(description="Fixes that point to none, by why.")
    found: int = Field(description="Suspected commits; the first of them stand here.")
    median_days: float | None = Field(description="From a suspected commit to the fix, half of the pairs sooner.")
    reason: str | None = Field(description="Why there are none, where there are none.")
    suspected: list[SuspectedDefect]
