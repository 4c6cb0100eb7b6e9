"""What is asked of the analyses, and what they answer."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, WithJsonSchema, model_validator

from aexy.features.insights.schemas import Bucket, Hours, Readings, SubjectName
from aexy.features.paging import LARGEST_PAGE, USUAL_PAGE, Shape, Wish
from aexy.kernel.analyses.decay import HALF_LIFE_DAYS

MOST_PEOPLE = 200
MOST_SUBJECTS = 20
Days = Annotated[float, Field(ge=1, le=3650)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
# Written out in its place: a shape that is asked and answered alike would be described under two names.
Divided = Annotated[Bucket, WithJsonSchema({"type": "string", "enum": [one.value for one in Bucket]})]


class GroupWish(Wish):
    """About whom: a team, some people, or everybody in the workspace where neither is named."""

    team_id: UUID | None = None
    developer_ids: list[UUID] = Field(default_factory=list, max_length=MOST_PEOPLE)

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.team_id and self.developer_ids:
            raise ValueError("Name a team or people, not both.")
        return self


class WindowWish(GroupWish):
    """About whom, from `from` until the day before `to`."""

    start: date | None = Field(default=None, alias="from", description="The first local day.")
    end: date | None = Field(default=None, alias="to", description="The day after the last.")


class SkillsWish(GroupWish):
    """Which skills of whom, and how long they keep."""

    skills: list[Name] = Field(default_factory=list, max_length=100, description="Only these; all when left out.")
    half_life_days: Days | None = Field(
        default=None, description="After how long a day of work counts half; as in the workspace's settings."
    )
    half_lives: dict[Name, Days] = Field(default_factory=dict, max_length=100, description="Of skills that differ.")
    limit: int = Field(default=USUAL_PAGE, ge=1, le=LARGEST_PAGE, description="How many people at most.")


class ProductivityWish(WindowWish):
    """Which numbers of whom, period by period."""

    developer_ids: list[UUID] = Field(default_factory=list, max_length=MOST_SUBJECTS)
    metrics: list[Name] = Field(default_factory=list, max_length=50, description="Keys; the usual ones when left out.")
    bucket: Divided = Bucket.WEEKLY


class WorkloadWish(WindowWish):
    """Whose work in hand, and in which days reviews given are counted."""

    limit: int = Field(default=USUAL_PAGE, ge=1, le=LARGEST_PAGE, description="How many people at most.")


class CollaborationWish(WindowWish):
    """Between whom, from when, and how fast a meeting fades."""

    half_life_days: Days = Field(default=HALF_LIFE_DAYS, description="After how long a meeting counts half.")


class Person(Shape):
    """A developer, by name."""

    id: UUID
    name: str


class Grouped(Shape):
    """What every table about a group says about it."""

    as_of: datetime
    subject: SubjectName
    people: int = Field(description="How many there is something about, those withheld not among them.")
    withheld_people: int = Field(description="How many are left out because they are not for whoever asks to see.")
    withheld: str | None = Field(description="Why they are left out; null when nobody is.")
    caution: str


class Skill(Shape):
    """How far somebody knows something. `n` days did they work in it; `evidence` is what those count today."""

    proficiency: float = Field(description="0 to 100.")
    depth: str = Field(description="novice, intermediate, advanced or expert.")
    confidence: float = Field(description="0 to 1: how much there is to judge by.")
    recency: float = Field(description="0 to 1: what a day counts that lies as far back as the last one.")
    evidence: float
    n: int
    commits: int
    lines: int
    last_day: date


class SkillColumn(Shape):
    """A skill, and how many of the people shown know it how far."""

    skill: str
    people: int
    depths: dict[str, int]


class SkillRow(Shape):
    """One person, and what they know, by skill."""

    developer: Person
    skills: dict[str, Skill]


class SkillHeatmap(Grouped):
    """Who knows what. Skills with most evidence first, people by name."""

    half_life_days: float
    skills: list[SkillColumn]
    rows: list[SkillRow]


class ActivityDay(Shape):
    """What somebody did on one day of theirs."""

    day: date
    commits: int
    reviews: int
    remarks: int


class ActivityHeatmap(Shape):
    """What somebody did, day by day and by hour of the week, by their own clock."""

    as_of: datetime
    developer: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    days: list[ActivityDay]
    hours: Hours
    caution: str


class Productivity(Shape):
    """Numbers of each subject asked about, as `readings` gives them."""

    as_of: datetime
    subjects: list[Readings]


class WorkloadPart(Shape):
    """One kind of work in hand: the group's median and total of those shown."""

    key: str
    name: str
    says: str
    n: int = Field(description="How many people it is known of.")
    median: float | None
    total: float | None
    usual_up_to: float | None = Field(
        description="More stands out; null where too few people are known, and of what is done, not in hand."
    )


class Load(Shape):
    """How much of one part somebody has."""

    value: float | None
    relative: float | None = Field(description="How many times the median of those shown.")
    share: float | None = Field(description="Of all that those shown have.")
    stands_out: bool = Field(description="Far above what is usual among those shown.")


class WorkloadRow(Shape):
    """One person and what they have in hand, part by part."""

    developer: Person
    parts: dict[str, Load]
    days_ahead: int = Field(description="Working days in the two weeks from today, less holidays and leave.")


class WorkloadTable(Grouped):
    """How work lies on people. Parts do not add up, and there is no score."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str = Field(description="Whose work in hand stands out, in a sentence.")
    how: str = Field(description="What standing out means here.")
    parts: list[WorkloadPart]
    rows: list[WorkloadRow]


class Node(Shape):
    """Somebody in the network."""

    developer: Person
    colleagues: int
    strength: float
    betweenness: float | None = Field(description="0 to 1: the share of shortest ways between others over them.")


class Edge(Shape):
    """Reviews from one to the other, and commits both are named on."""

    source: UUID = Field(description="Who reviewed.")
    target: UUID = Field(description="Whose work it was.")
    n: int
    reviews: int
    shared_commits: int
    strength: float
    last_at: datetime


class Measure(Shape):
    """One number about the whole group."""

    value: float | None
    n: int
    withheld: str | None


class Collaboration(Grouped):
    """Who works with whom, and how closely the group as a whole does."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    half_life_days: float
    nodes: list[Node]
    edges: list[Edge]
    cohesion: Measure = Field(description="The mean nearness of all pairs, 0 to 1: 1 when everybody meets everybody.")
    density: Measure = Field(description="Ties there are of those there could be, 0 to 1.")
