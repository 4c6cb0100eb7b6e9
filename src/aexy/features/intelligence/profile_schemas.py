"""What is said about a person as a whole: what they work in, what they know, and what their seniority rests on."""

from datetime import date, datetime

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.intelligence.expertise_schemas import SkillWithConfidence
from aexy.features.paging import Shape


class Volume(Shape):
    """How much there is of it. No share: what somebody does in one language changes nothing about another."""

    lines: int = Field(description="Added and removed.")
    commits: int
    days: int


class KnownArea(Shape):
    """A framework or domain."""

    name: str
    lines: int
    commits: int
    days: int
    depth: str


class KeptPart(Shape):
    """A part of seniority as it is kept."""

    key: str
    value: float | None
    worth: float | None


class SeniorityResult(Shape):
    """What is kept of it."""

    level: str | None
    score: float | None
    confidence: float | None
    known: float
    days: int
    months: int
    parts: list[KeptPart]


class ProfileResult(Shape):
    """What is kept of a person, beside their expertise."""

    seniority: SeniorityResult
    first_day: date
    last_day: date


class SeniorityPart(Shape):
    """One of the things seniority is read from. What is not known has no `worth` and no part in it."""

    key: str
    name: str
    says: str
    unit: str
    value: float | None
    worth: float | None = Field(description="0 to 1: 1 - 2^(-value ÷ half).")
    half: float = Field(description="The value that is worth one half.")
    weight: float = Field(description="Of all parts; together they are 1.")


class Seniority(Shape):
    """What the repositories show, from parts that are all there to be looked at."""

    level: str | None = Field(description="junior, mid, senior, staff or principal; null where nothing is said.")
    score: int | None = Field(description="0 to 100: the mean worth of the parts that are known, by their weights.")
    confidence: float | None = Field(description="0 to 1: days ÷ (days + 60), times the weight that is known.")
    known: float = Field(description="The share of the weights whose parts are known.")
    abstains: str | None = Field(description="Why nothing is said; null where something is.")
    days: int = Field(description="Days with a commit: what all this rests on.")
    months: int = Field(description="Months with a commit.")
    parts: list[SeniorityPart]
    caution: str


class Profile(Shape):
    """One person: what they work in, what they know, and their seniority with its evidence."""

    developer: SubjectName
    as_of: datetime
    version: int
    caution: str
    withheld: str | None
    failure: str | None
    n: int = Field(description="Days with a commit.")
    first_day: date | None
    last_day: date | None
    languages: dict[str, Volume]
    frameworks: list[KnownArea]
    domains: list[KnownArea]
    skills: list[SkillWithConfidence] = Field(description="All of them; most evidence first within a kind.")
    seniority: Seniority | None = Field(description="Null where it is withheld, or there is no commit of theirs.")
    half_life_days: float
