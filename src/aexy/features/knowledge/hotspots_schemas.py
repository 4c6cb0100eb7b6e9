"""What is answered about hotspots of a repository."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape

USUAL_WINDOW = 365
WindowDays = Annotated[int, Query(ge=7, le=3650, description="How many days back from today.")]
Folder = Annotated[
    str | None, Query(max_length=400, description="Only files below this folder, as `src/api`; places are among these.")
]


class FileComplexity(Shape):
    """How complex a file is at the tip of the default branch."""

    method: str = Field(description="`lizard` where it knows the language, else `indentation`.")
    nloc: int = Field(description="Lines with code in them.")
    functions: int | None
    total: int = Field(description="One more than the decisions of the whole file.")
    largest: int | None = Field(
        description="Of the most complex function; by indentation how deep the deepest line lies."
    )
    largest_name: str | None
    longest: int | None = Field(description="Lines of the longest function.")
    was: int | None = Field(description="The total at the beginning of the window; null where it is not known.")
    trend: float | None = Field(description="By which share the total grew since then.")


class Hotspot(Shape):
    """A file that was changed in the window, and how it stands among the others."""

    path: str
    language: str | None
    score: float = Field(description="0 to 1; see `says`.")
    often: float = Field(description="The share of files that were changed at most as often.")
    complex: float = Field(description="The share of files that are at most as complex.")
    changes: int
    authors: int
    fixes: int
    fix_share: float
    lines: int = Field(description="Lines added and removed in the window.")
    last_changed_at: datetime
    complexity: FileComplexity


class Hotspots(Shape):
    """The hottest files of a repository first."""

    as_of: datetime
    repository: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    folder: str | None
    says: str
    caution: str
    version: int
    n: int = Field(
        description="Files that have a place: they changed in the window, stand at the tip and were measured."
    )
    not_measured: int = Field(description="Files that changed and were not measured: documents, data, generated, gone.")
    fixes_known_by: dict[str, int] = Field(description="How many fixes of the window are known by what.")
    reason: str | None = Field(description="Why there are no files, where there are none.")
    files: list[Hotspot]


class FileCommit(Shape):
    """A commit that changed a file; `known_by` says why it counts as a fix, null where it does not."""

    sha: str
    subject: str
    at: datetime
    additions: int | None
    deletions: int | None
    known_by: str | None


class FileCommits(Shape):
    """The commits behind a hotspot, newest first; under all names the file had."""

    as_of: datetime
    repository: SubjectName
    path: str
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    n: int
    names: list[str] = Field(description="What the file is and was called.")
    commits: list[FileCommit]
