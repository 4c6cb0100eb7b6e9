"""What is answered about the code that changed most lately: where, who knows it, and where few do."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.knowledge.schemas import Knower, Named
from aexy.features.paging import Shape


class ChangedRepository(Shape):
    """A repository and how many commits of people it got in the days asked about."""

    key: int = Field(exclude=True)
    id: UUID
    name: str
    commits: int


class ChangedFolder(Named):
    """A folder, how many commits changed files in it, and who knows it best of those who may be named."""

    repository: SubjectName
    path: str
    commits: int
    files: int = Field(description="How many files stand in it and below it.")
    truck_factor: int | None
    people: list[Knower]


class WhoKnowsLately(Shape):
    """The folders that changed most often in some days, and who knows them."""

    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    folders: list[ChangedFolder]
    definition: str
    caution: str


class FilesAtRisk(Shape):
    """Of the files of a repository or a folder: how many have one author only, and how many have none who is around."""

    files: int
    one_author: int
    without_author: int = Field(description="Nobody ever was author enough.")
    nobody_left: int | None = Field(description="All their authors have been gone for half a year; null when withheld.")
    withheld: str | None


class FolderAtRisk(FilesAtRisk):
    """A folder of a repository."""

    repository: SubjectName
    path: str


class RepositoryAtRisk(FilesAtRisk):
    """A repository, and its folders with most files that one person or nobody is author of."""

    repository: SubjectName
    folders: list[FolderAtRisk]


class KnowledgeAtRisk(Shape):
    """Where few know the code, in the repositories that changed most often in some days."""

    as_of: datetime
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    repositories: list[RepositoryAtRisk]
    more: int = Field(description="How many more repositories changed.")
    definition: str
    caution: str
