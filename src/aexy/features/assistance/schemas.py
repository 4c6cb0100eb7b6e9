"""What is answered about assistance."""

from datetime import date, datetime

from pydantic import Field

from aexy.features.insights.schemas import PeriodShape, SubjectName
from aexy.features.paging import Shape
from aexy.kernel.metric import Unit


class ImpactBounds(Shape):
    """A number and between which bounds it would lie in 95 of 100 samples like this one."""

    value: float | None
    low: float | None
    high: float | None


class ImpactLevel(ImpactBounds):
    """How many changes have this evidence, and which share of all that is."""

    level: str
    n: int


class ImpactChangesIn(Shape):
    """The changes of a period by evidence. Numbers are null where they are withheld."""

    period: PeriodShape
    n: int | None
    withheld: str | None
    levels: list[ImpactLevel]


class ImpactChanges(Shape):
    """Commits, or merged pull requests: of the window, and two weeks by two weeks."""

    total: ImpactChangesIn
    series: list[ImpactChangesIn]


class ImpactSide(ImpactBounds):
    """Assisted changes, or the others."""

    n: int
    withheld: str | None


class ImpactMeasure(Shape):
    """One measure of both sides; the difference is assisted less other."""

    measure: str
    name: str
    unit: Unit
    says: str
    assisted: ImpactSide
    other: ImpactSide
    difference: ImpactBounds


class ImpactCell(Shape):
    """ImpactChanges alike in type, in size, or in both."""

    type: str | None
    size: str | None
    measures: list[ImpactMeasure]


class AssistantUse(Shape):
    """What an assistant counts of its own use, of everybody together; of no change in particular."""

    assistant: str
    days: int
    mean_engaged_people: float | None = Field(description="Of the days on which five or more were.")
    suggestions: int | None
    acceptances: int | None
    acceptance_share: float | None
    lines_accepted: int | None


class ImpactEvidence(Shape):
    """A level of evidence, in words, and whether there is any."""

    level: str
    says: str
    is_there: bool


class AiImpact(Shape):
    """Assistance as far as it leaves traces, and what became of changes with and without it."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str
    caution: str
    withheld: str | None
    evidence: list[ImpactEvidence]
    commits: ImpactChanges
    pulls: ImpactChanges
    compared: list[ImpactMeasure]
    cells: list[ImpactCell]
    sizes: dict[str, int | None] = Field(description="Under how many lines each size is; null for the rest.")
    fewest: int = Field(description="Under so many on one side nothing is compared.")
    repositories: int
    repositories_read: int = Field(description="Of how many of them the lines were read.")
    usage: list[AssistantUse]
