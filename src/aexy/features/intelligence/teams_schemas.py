"""What is said about what a team knows, lacks and gets done."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.analytics.schemas import Person
from aexy.features.insights.schemas import Readings, SubjectName
from aexy.features.paging import Shape


class GapKind(StrEnum):
    """How many of the team have a skill its repositories take; `fading`: some, and nobody uses it."""

    NOBODY = "nobody"
    ONE = "one"
    FADING = "fading"


class KnownBy(Shape):
    """Somebody and how far they know one skill."""

    developer: Person
    proficiency: float = Field(description="0 to 100.")
    depth: str = Field(description="novice, intermediate, advanced or expert.")
    confidence: float = Field(description="0 to 1: how much there is to judge by.")
    last_day: date


class OwnedPlace(Shape):
    """A repository, by name."""

    id: UUID
    name: str


class SkillGap(Shape):
    """A skill the team's repositories take and that nobody or one person of it has, or that nobody uses any more."""

    skill: str
    kind: GapKind
    is_fading: bool = Field(description="Nobody of the team has worked in it for ninety days, though somebody has it.")
    n: int = Field(description="On how many days of the last year anybody worked in it in the team's repositories.")
    people: int = Field(description="How many people that were, of the team or not.")
    repositories: list[OwnedPlace]
    holders: list[KnownBy] = Field(description="Who of the team has it at intermediate or above.")
    nearest: list[KnownBy] = Field(description="Who of the team comes nearest, at most three.")
    last_day: date | None = Field(description="The last day somebody of the team worked in it; null: never.")
    says: str


class TeamGaps(Shape):
    """What a team's own repositories take and its people do not have, or hardly any more."""

    as_of: datetime
    subject: SubjectName
    n: int = Field(description="How many skills the repositories take.")
    people: int = Field(description="How many people are in the team now.")
    repositories: list[OwnedPlace] = Field(description="Those the team owns now.")
    gaps: list[SkillGap] | None = Field(description="Most serious first; null where there is nothing to say.")
    withheld: str | None = Field(description="Why there is nothing to say.")
    definition: str
    caution: str


class SprintPoints(Shape):
    """What the team's people had in one sprint, and what was done by its end."""

    name: str
    board: str | None
    state: str
    start: datetime | None
    end: datetime | None
    n: int = Field(description="Issues assigned to somebody of the team.")
    people: int | None = Field(description="How many people they are assigned to.")
    done: int | None
    points: float | None = Field(description="Of all of them; null where none has points, or withheld.")
    points_done: float | None
    withheld: str | None


class Velocity(Shape):
    """What a team got done: the catalogue's numbers week by week, and sprint by sprint where there are sprints."""

    as_of: datetime
    subject: SubjectName
    readings: Readings
    sprints: list[SprintPoints] | None = Field(description="Latest first; null where no sprint is known.")
    caution: str
