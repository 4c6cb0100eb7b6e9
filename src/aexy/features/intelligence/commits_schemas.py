"""What is asked of commits and answered about them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import Bucket, PeriodShape, SubjectName
from aexy.features.intelligence.commits import TagCount
from aexy.features.paging import LARGEST_PAGE, USUAL_PAGE, Shape, Wish


class CommitsWish(Wish):
    """Whose commits, of when, and which page of them."""

    developer_id: UUID | None = Field(default=None, description="A person; yourself when neither is named.")
    repository_id: UUID | None = Field(default=None, description="Or a repository.")
    start: date | None = Field(default=None, alias="from", description="The first local day; 12 weeks ago.")
    end: date | None = Field(default=None, alias="to", description="The day after the last; the end of the open week.")
    cursor: str | None = Field(default=None, max_length=1000)
    limit: int = Field(default=USUAL_PAGE, ge=1, le=LARGEST_PAGE)


class Sign(Shape):
    """What spoke for the type of a commit (or against it), and how much it added to its score; null: it decided."""

    sign: str
    weight: float | None


class SaidCommit(Shape):
    """One commit and what it says."""

    sha: str
    subject: str
    repository: str
    at: datetime
    url: str | None
    type: str
    probability: float | None = Field(description="Of the type; null where it is unknown.")
    by_prefix: bool
    scope: str | None
    is_breaking: bool
    is_read: bool = Field(description="Whether more than the first line was read: else a footer may be missing.")
    tags: list[str]
    quality: int | None = Field(description="0 to 100; null where the author's numbers are not for whoever asks.")
    quality_parts: dict[str, int | None] | None
    why: list[Sign]


class Typed(Shape):
    """Commits of a period by type."""

    period: PeriodShape
    n: int
    types: dict[str, int]
    breaking: int
    share_by_prefix: float | None


class SaidCommits(Shape):
    """A stretch of commits: what they come to, and a page of them, newest first."""

    as_of: datetime
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str
    caution: str
    withheld: str | None
    total: Typed
    top_tags: list[TagCount]
    items: list[SaidCommit]
    next_cursor: str | None


class CommitDistribution(Shape):
    """Commits by type, of the window and period by period."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    bucket: Bucket
    says: str
    caution: str
    withheld: str | None
    total: Typed
    top_tags: list[TagCount]
    series: list[Typed]
