"""What is said about what people know."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from aexy.features.analytics.schemas import Grouped, Person
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape


class SkillKind(StrEnum):
    """A language by linguist's rules, a framework by manifests and lock files, a domain by the words of paths."""

    LANGUAGE = "language"
    FRAMEWORK = "framework"
    DOMAIN = "domain"


class SkillWithConfidence(Shape):
    """How far somebody knows something, and how sure that is. Every number rests on `days`, the author's own."""

    name: str
    kind: SkillKind
    proficiency: float = Field(description="0 to 100: 100 · (1 - 2^(-evidence ÷ 60)).")
    confidence: float = Field(description="0 to 1: how much there is to judge by, days ÷ (days + 10).")
    recency_factor: float = Field(description="0 to 1: what a day counts that lies as far back as the last one.")
    depth: str = Field(description="novice, intermediate, advanced or expert.")
    context: str = Field(description="Where most of the evidence was: production, personal or learning.")
    evidence: float = Field(description="What the days count today, each half after the skill's half-life.")
    days: int
    production_days: int
    personal_days: int
    learning_days: int
    commit_count: int
    lines_of_code: int = Field(description="Added and removed.")
    first_activity_at: date
    last_activity_at: date


class ExpertiseResult(Shape):
    """What is kept of a person."""

    skills: list[SkillWithConfidence]


class Expertise(Shape):
    """What one person knows. `skills` is empty where it is withheld, and where nothing is known."""

    developer: SubjectName
    as_of: datetime
    version: int
    caution: str
    withheld: str | None
    failure: str | None
    half_life_days: float
    n: int = Field(description="How many skills there are.")
    skills: list[SkillWithConfidence] = Field(description="Languages, frameworks, domains; most evidence first.")


class SkillHolder(Shape):
    """Somebody who has a skill."""

    developer: Person
    skill: SkillWithConfidence


class TeamExpertise(Grouped):
    """Who of a team or the workspace knows one thing how far: by name, for nobody is ranked."""

    skill: str
    kind: SkillKind
    half_life_days: float
    depths: dict[str, int] = Field(description="How many of the people shown know it how far.")
    rows: list[SkillHolder]


class SkillCommit(Shape):
    """A commit behind a skill: `lines` added and removed in files of it."""

    sha: str
    subject: str
    repository: str
    context: str
    day: date
    lines: int
    files: int
    url: str | None


class SkillCommits(Shape):
    """The commits somebody's skill rests on, newest first."""

    developer: SubjectName
    skill: str
    kind: SkillKind
    withheld: str | None
    items: list[SkillCommit]
    next_cursor: str | None
