"""What is asked of task matching, and what it answers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from aexy.features.analytics.schemas import Person
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish
from aexy.kernel.analyses.task_candidates import WEIGHTS

MOST_SHOWN = 50
USUALLY_ACTIVE = 90


def _without_nul(said: str) -> str:
    return said.replace("\0", " ")  # PostgreSQL keeps none


Words = Annotated[str, AfterValidator(_without_nul)]
Name = Annotated[Words, Field(min_length=1, max_length=100)]
Path = Annotated[Words, Field(min_length=1, max_length=1000)]
Weight = Annotated[float, Field(ge=0, le=1)]


class MatchWeights(Wish):
    """How much each part counts, against the others; what is left out counts as usual."""

    skill: Weight = WEIGHTS["skill"]
    ownership: Weight = WEIGHTS["ownership"]
    similar: Weight = WEIGHTS["similar"]
    load: Weight = WEIGHTS["load"]
    growth: Weight = WEIGHTS["growth"]
    availability: Weight = WEIGHTS["availability"]


class MatchWish(Wish):
    """What is to be done: words, an issue or paths, in any mix; and who may be asked."""

    text: Annotated[Words, Field(max_length=10_000)] | None = None
    issue_key: Annotated[Words, Field(min_length=1, max_length=200, description="PAY-12.")] | None = None
    paths: list[Path] = Field(default_factory=list, max_length=200, description="Files or folders it touches.")
    team_id: UUID | None = Field(default=None, description="Only those in this team now.")
    exclude: list[UUID] = Field(default_factory=list, max_length=200, description="Not these people.")
    required_skills: list[Name] = Field(
        default_factory=list, max_length=20, description="Only who has all of these at intermediate or above."
    )
    most_in_hand: int | None = Field(
        default=None, ge=0, le=1000, description="Only who has so many things in hand at most, all kinds together."
    )
    only_available: bool = Field(
        default=False, description="Only who is there on half of their working days of the next two weeks, or more."
    )
    active_days: int = Field(
        default=USUALLY_ACTIVE, ge=1, le=3650, description="Only who did anything in so many days."
    )
    fair: bool = Field(default=False, description="Among nearly equal ones, whoever has least in hand first.")
    weights: MatchWeights = MatchWeights()
    limit: int = Field(default=10, ge=1, le=MOST_SHOWN, description="How many candidates at most.")

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not (self.text or self.issue_key or self.paths):
            raise ValueError("Say what is to be done: give `text`, `issue_key` or `paths`.")
        return self


class SkillSignal(Shape):
    """A language or framework the work takes."""

    skill: str
    weight: float = Field(description="How much of what it takes, 0 to 1; all of them add up to 1.")
    says: str


class PlaceSignal(Shape):
    """A folder or repository the text names."""

    name: str
    repositories: list[str]
    word: str


class TouchedPath(Shape):
    """A file the work is likely to touch, and how that is known."""

    repository: str
    path: str
    language: str | None
    weight: float = Field(description="Of all it touches, 0 to 1.")
    because: str = Field(description="given, beside (a given path that is not there yet), issue, named or similar.")


class SimilarWork(Shape):
    """An issue or pull request of the past that is about the same things."""

    kind: str = Field(description="issue or pull_request.")
    name: str
    title: str
    url: str | None
    score: float = Field(description="0 to 1: how much of what the words say it shares, rare words more.")
    shared: list[str] = Field(description="The words in common, as the search reduces them.")


class Signals(Shape):
    """What the work is about, as rules read it: no model was asked."""

    title: str | None = Field(description="Of the issue that was named.")
    skills: list[SkillSignal]
    places: list[PlaceSignal]
    paths: list[TouchedPath] = Field(description="Those that weigh most, at most twenty.")
    n_paths: int
    similar: list[SimilarWork]
    similar_withheld: int = Field(description="Similar work of people whom whoever asks may not see.")


class MatchPart(Shape):
    """One reason for or against somebody: its value, what it counts for, and the sentence behind it."""

    value: float | None = Field(description="0 to 1; null where it says nothing about this work.")
    weight: float = Field(description="Its share of the score; 0 for parts that say nothing.")
    says: str


class CandidateRow(Shape):
    """Somebody who could take it."""

    developer: Person
    place: int
    score: float = Field(description="The weighted mean of the parts, 0 to 1.")
    place_without_fairness: int
    in_hand: int | None = Field(description="Open pull requests, reviews waited for, issues in progress, tasks taken.")
    parts: dict[str, MatchPart]


class FilteredOut(Shape):
    """One filter, and how many it took away; who fails several is counted at the first."""

    key: str
    says: str
    people: int


class Match(Shape):
    """Who could take a piece of work, with every reason shown."""

    id: UUID
    as_of: datetime
    subject: SubjectName
    signals: Signals
    weights: dict[str, float]
    definitions: dict[str, str]
    is_fair: bool
    n: int = Field(description="How many people were compared.")
    candidates: list[CandidateRow]
    filters: list[FilteredOut]
    withheld_people: int = Field(description="Left out because they are not for whoever asks to see.")
    withheld: str | None
    abstained: str | None = Field(description="Why nobody is named.")
    caution: str


class MatchOutcome(StrEnum):
    """What came of a candidate."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class OutcomeWish(Wish):
    """What a human decided about a candidate; null takes it back."""

    verdict: MatchOutcome | None


class OutcomeSaid(Shape):
    """A candidate of a stored match, and what was decided."""

    match_id: UUID
    developer: Person
    place: int
    score: float
    verdict: MatchOutcome | None
    said_at: datetime | None


class GrowthWish(Wish):
    """What somebody wishes to learn or do more of."""

    skills: list[Name] = Field(max_length=20, description="Languages, frameworks; empty: nothing.")


class Growth(Shape):
    """What somebody said they wish to learn: shown to whoever may see their skills, and used in task matching."""

    developer_id: UUID
    skills: list[str]
    updated_at: datetime | None
