"""Shapes of how somebody reviews."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish

Thoroughness = Literal["wordless_large", "wordless", "brief", "attentive", "thorough"]
Behavior = Literal["question", "explanation", "suggestion", "link", "came_back", "appreciation"]


class ThoroughnessCounts(Shape):
    """Reviews by how thorough they were; `wordless_large` are approvals of 400 lines and more without a word."""

    wordless_large: int
    wordless: int
    brief: int
    attentive: int
    thorough: int


class BehaviorCount(Shape):
    """In how many reviews that say something somebody does this."""

    behavior: Behavior
    reviews: int
    share: float


class Response(Shape):
    """From being asked (else from when it was ready) to one's first review: the catalogue's review turnaround."""

    n: int
    mean_hours: float | None
    median_hours: float | None
    p75_hours: float | None
    p90_hours: float | None
    asked: int = Field(description="Requests in these days.")
    unanswered: int = Field(description="Of them those no review followed.")


class ReviewStats(Shape):
    """What was counted of one person over a year."""

    total_reviews: int
    average_depth_score: float | None = Field(description="0 to 100; three remarks in a review come to 50.")
    depth_known: int = Field(description="Of how many reviews the remarks are known.")
    remarks_per_review: float | None = Field(description="The catalogue's review depth.")
    led_to_changes: float | None = Field(description="Share of reviews whose remarks a commit answered to.")
    led_known: int = Field(description="Of how many reviews with remarks that is known.")
    thoroughness_distribution: ThoroughnessCounts
    approvals_of_large: int
    review_rate: float | None = Field(description="The catalogue's review participation: of those within reach.")
    within_reach: int
    reviews_per_week: float | None
    weeks: float | None = Field(description="Since the first review of the year.")
    top_mentoring_behaviors: list[BehaviorCount]
    reviews_with_words: int
    mentoring_score: float | None = Field(description="0 to 100; null for fewer than five reviews with words.")
    response: Response


class ReviewQuality(Shape):
    """The same with what it means, and of whom it is."""

    developer: SubjectName
    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    withheld: str | None
    reason: str | None = Field(description="Why there is nothing, where it is not withheld.")
    quality: ReviewStats | None
    total_reviews: int | None
    average_depth_score: float | None
    thoroughness_distribution: ThoroughnessCounts | None
    review_rate: float | None
    reviews_per_week: float | None
    top_mentoring_behaviors: list[BehaviorCount]
    mentoring_score: float | None
    says: str
    caution: str
    version: int
    definitions: dict[str, str] = Field(description="What each part means, in words.")


class ReviewsWish(Wish):
    """Which reviews to look at one by one."""

    developer_id: UUID | None = Field(default=None, description="Whose; whoever asks when left out.")
    days: int = Field(default=90, ge=1, le=364, description="How far back.")
    thoroughness: Thoroughness | None = Field(default=None, description="Only these.")
    limit: int = Field(default=50, ge=1, le=200)


class ReviewedPull(Shape):
    """A pull request that was reviewed."""

    id: int
    repository: str
    number: int
    title: str
    url: str | None
    lines: int | None


class AnalysedReview(Shape):
    """One review: how deep, how thorough, and why that is said."""

    at: datetime
    pull_request: ReviewedPull
    state: str
    remarks: int | None
    led_to_changes: int | None = Field(description="Remarked files that were changed afterwards; null: not known.")
    depth: float | None
    thoroughness: Thoroughness | None
    behaviors: list[Behavior]
    why: str


class AnalysedReviews(Shape):
    """Reviews of somebody, the latest first."""

    developer: SubjectName
    as_of: datetime
    withheld: str | None
    total: int
    reviews: list[AnalysedReview]
    says: str
    caution: str


class AnsweredWithin(Shape):
    """How many first reviews came within so many hours, and not sooner than those before; the last: later."""

    hours: int | None
    reviews: int


class ResponseTime(Response):
    """How soon somebody answers, in some days."""

    developer: SubjectName
    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    withheld: str | None
    within: list[AnsweredWithin]
    says: str
    caution: str
