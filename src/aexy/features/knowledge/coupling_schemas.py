"""What is answered about files that change together."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape

USUAL_SUPPORT = 5
Support = Annotated[int, Query(ge=2, le=1000, description="Pairs that changed together at least so often.")]
Confidence = Annotated[
    float, Query(ge=0, le=1, description="Of the changes of either file at least this share touched the other.")
]
AcrossFolders = Annotated[bool, Query(description="Only pairs that lie in different folders.")]
OfPath = Annotated[str | None, Query(max_length=4_000, description="Only pairs of this file, or below this folder.")]


class CoupledFile(Shape):
    """One of a pair."""

    path: str
    language: str | None
    changes: int = Field(description="Changes that touched it, whatever else they touched.")
    confidence: float = Field(description="The share of them that touched the other.")


class CoupledPair(Shape):
    """Two files that change together."""

    first: CoupledFile
    second: CoupledFile
    support: int = Field(description="Changes that touched both.")
    degree: float = Field(description="Their share of the changes that touched either.")
    at_least: float = Field(description="The lower bound of the degree (nineteen of twenty), with so little seen.")
    across_folders: bool
    with_test: bool = Field(description="One is a test and the other is not: they are meant to change together.")


class AcrossPair(Shape):
    """A folder here and one in another repository that issues joined: pull requests in both, for the same issue."""

    folder: str
    other_repository: SubjectName
    other_folder: str
    support: int = Field(description="Issues for which both were changed.")
    confidence: float = Field(description="The share of the issues that touched the folder here.")
    degree: float


class Coupling(Shape):
    """Files of a repository that change together, the closest first."""

    as_of: datetime
    repository: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    says: str
    caution: str
    version: int
    most_files: int = Field(description="Changes of more files are left out.")
    n: int = Field(description="Logical changes that were counted.")
    left_out: int = Field(description="Those that were left out for touching too many files.")
    found: int = Field(description="Pairs that are coupled as asked; the first of them stand here.")
    reason: str | None = Field(description="Why there are no pairs, where there are none.")
    pairs: list[CoupledPair]
    issues: int = Field(description="Issues whose pull requests lie in this repository and another.")
    across: list[AcrossPair]
