"""What is answered about who knows which code."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from aexy.features.analytics.schemas import Person
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape


class Whereabouts(StrEnum):
    """Whether somebody is still around: seen to commit in the last 90 days, in the last 180, or longer ago."""

    ACTIVE = "active"
    QUIET = "quiet"
    GONE = "gone"


class Named(Shape):
    """People who may be named to whoever asks, and how many more there are."""

    withheld_people: int = Field(description="How many more there are whose names are not for whoever asks.")
    withheld: str | None = Field(description="Why; null when all are named.")


class CodeOwner(Shape):
    """Somebody's part in a file, a folder or a repository."""

    developer: Person
    state: Whereabouts
    share: float | None = Field(description="0 to 1: of recency-weighted changes and reviews of everybody.")
    files: int = Field(description="How many of the files they changed or reviewed.")
    authored_files: int = Field(description="Of how many of them they are an author, by degree of authorship.")
    changes: int
    reviews: int
    last_at: datetime | None


class CodeOwners(Named):
    """The people of one file, most share first."""

    owners: list[CodeOwner]


class Leaver(Shape):
    """Somebody whose leaving the truck factor counts: of how many files they are an author, and of which part."""

    developer: Person
    state: Whereabouts
    authored_files: int
    share: float


class FactorPoint(Named):
    """The truck factor at the end of a quarter."""

    at: datetime
    value: int | None
    files: int
    covered: int
    people: list[Person]


class RepositoryTruckFactor(Named):
    """How many people have to leave until under half of a repository's files have an author."""

    as_of: datetime
    subject: SubjectName
    value: int | None = Field(description="Null where no file has an author.")
    n: int = Field(description="The files it is counted over: those at the tip, without documentation and the like.")
    covered: int = Field(description="How many of them have an author.")
    authors: int = Field(description="How many people are author of at least one.")
    left: float | None = Field(description="The share of files that would still have an author.")
    people: list[Leaver] = Field(description="Who that would be, in order; those who may be named.")
    history: list[FactorPoint] = Field(description="The same at the end of each quarter.")
    knows_deletions: bool = Field(description="False where only changes are known, so that deleted files still count.")
    definition: str
    caution: str


class TeamBusFactor(Named):
    """How many of a team have to leave until under half of the files it is author of have one in it."""

    as_of: datetime
    subject: SubjectName
    value: int | None
    n: int = Field(description="Files at the tips of repositories of which somebody in the team is an author.")
    people_in_team: int
    authors: int = Field(description="How many in the team are author of at least one.")
    left: float | None
    people: list[Leaver]
    repositories: int = Field(description="In how many repositories they worked.")
    definition: str
    caution: str


class CodeFolder(Named):
    """A folder or a file, and how its knowledge is spread."""

    name: str
    path: str
    is_file: bool
    files: int = Field(description="Files below it, counted or not.")
    counted: int = Field(description="Without documentation, lock, vendored and generated files.")
    without_author: int = Field(description="Of the counted, those nobody is author of.")
    changes: int
    people: int = Field(description="Who ever changed or reviewed it.")
    truck_factor: int | None
    concentration: float | None = Field(description="0 to 1: the share of whoever has most.")
    last_at: datetime | None
    owners: list[CodeOwner] = Field(description="The three with most, of those who may be named.")


class Ownership(Shape):
    """A folder of a repository, and one level of what is in it."""

    as_of: datetime
    subject: SubjectName
    path: str = Field(description="The folder; empty for the repository itself.")
    folder: CodeFolder
    owners: list[CodeOwner]
    children: list[CodeFolder] = Field(description="Those with most files first.")
    more: int = Field(description="How many more there are.")
    definition: str
    caution: str


class Heir(Shape):
    """Somebody who knows most of what would have no author: of how many of those files, and of which part."""

    developer: Person
    state: Whereabouts
    files: int
    share: float


class LostFile(Shape):
    """A file that nobody would be author of, and who knows most of it then."""

    path: str
    heir: Person | None = Field(description="Null where nobody else ever changed or reviewed it, or may not be named.")


class LostFolder(Shape):
    """A folder, and how many of its counted files would have no author."""

    path: str
    lost: int
    counted: int


class LostIn(Shape):
    """What would be lost in one repository."""

    subject: SubjectName
    counted: int
    authored: int = Field(description="Of how many files they are an author.")
    lost: int = Field(description="How many would have no author.")
    truck_factor: int | None
    truck_factor_after: int | None
    covered_share: float | None = Field(description="The share of counted files that have an author.")
    covered_share_after: float | None
    folders: list[LostFolder] = Field(description="Those that lose most, by their first two steps.")
    files: list[LostFile] = Field(description="The first of them, by path.")
    more_files: int


class KnowledgeLoss(Shape):
    """What would be without an author if somebody left."""

    as_of: datetime
    subject: SubjectName
    withheld: str | None = Field(description="Why nothing is said; null when it is.")
    lost: int | None
    heirs: list[Heir] = Field(description="Who knows most of it, those first who know most files.")
    repositories: list[LostIn] = Field(description="Those that lose most first.")
    definition: str
    caution: str


class Rotation(Shape):
    """What a team loses when one of them leaves it, or leaves altogether."""

    developer: Person
    state: Whereabouts
    authored: int
    lost_to_team: int = Field(description="Files nobody else in the team is author of.")
    lost_to_all: int = Field(description="Of those, files nobody else at all is author of.")
    heirs: list[Heir] = Field(description="Who of the team knows most of what it would lose.")


class RotationImpact(Named):
    """What a team loses with each of its people."""

    as_of: datetime
    subject: SubjectName
    n: int = Field(description="Files of which somebody in the team is an author.")
    people: list[Rotation] = Field(description="Those first with whom most is lost.")
    definition: str
    caution: str


class Knower(Shape):
    """Somebody who knows a path, with the parts their place rests on, 0 to 1 each."""

    developer: Person
    state: Whereabouts
    score: float
    authorship: float = Field(description="Of which part of the files they are an author.")
    recency: float = Field(description="Their part of all changes, each half as much after 180 days.")
    reviewing: float | None = Field(description="Their part of all reviews likewise; null where none are known.")
    files: int
    changes: int
    reviews: int
    last_at: datetime | None


class KnownIn(Named):
    """Who knows a path in one repository."""

    subject: SubjectName
    instead: str | None = Field(
        description="What is told of where nothing stands at the path yet: files of its kind in the nearest folder that"
        " has any, else that folder.",
    )
    files: int = Field(description="How many files that stand the path means, or what is told of instead.")
    truck_factor: int | None
    people: list[Knower]


class WhoKnows(Shape):
    """Who knows a file, a folder or a pattern, those first who know most."""

    as_of: datetime
    path: str
    repositories: list[KnownIn]
    definition: str
    caution: str


class ToRead(Shape):
    """A file to read, and why."""

    path: str
    why: list[str]
    kind: str = Field(description="documentation, entry, central or often changed.")
    changes: int
    together: int = Field(description="With how many other files it was changed in the last two years.")
    last_at: datetime
    ask: list[Person]


class ReadingList(Named):
    """What to read first in a repository or folder, and whom to ask."""

    as_of: datetime
    subject: SubjectName
    path: str
    files: list[ToRead]
    ask: list[Knower]
    definition: str
    caution: str
