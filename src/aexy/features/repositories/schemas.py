"""What is said about a repository, and what may be asked of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from aexy.features.jobs.schemas import Job
from aexy.features.paging import Shape, Wish
from aexy.kernel.ids import RepositoryId


class RepositoryContext(StrEnum):
    """What a repository is for, as somebody declared it: where a skill was earned is shown with it."""

    PRODUCTION = "production"
    PERSONAL = "personal"
    LEARNING = "learning"


class Repository(Shape):
    """A repository: where it is, what was read of it, and the work under way."""

    id: UUID
    name: str
    owner: str | None = Field(description="GitHub organization, GitLab group; null for a folder.")
    provider: str
    url: str = Field(description="Never with credentials.")
    is_local: bool = Field(description="A folder on the server's machine.")
    branch_wanted: str | None = Field(description="Null: the source's own default.")
    context: RepositoryContext
    default_branch: str | None = Field(description="As last read; null until then.")
    is_shallow: bool
    mirror_bytes: int | None = Field(description="What our copy takes on disk; null when there is none.")
    last_synced_at: datetime | None
    commits_counted: int = Field(description="Reachable from the default branch, once per workspace.")
    commits_stored: int
    first_commit_at: datetime | None
    last_commit_at: datetime | None
    active_job: Job | None
    last_job: Job | None = Field(description="The last one that is over.")
    created_at: datetime


class AddedRepository(Shape):
    """A repository, and the job that reads it."""

    repository: Repository
    job: Job


Name = Annotated[str, Field(min_length=1, max_length=200)]
Branch = Annotated[str, Field(min_length=1, max_length=500)]


class NewRepository(Wish):
    """A repository to be read: a path or URL as git understands it."""

    location: str = Field(min_length=1, max_length=4000, description="A path on the server's machine, or a URL.")
    name: Name | None = Field(None, description="What to call it; null: as its location ends.")
    branch: Branch | None = Field(None, description="Which branch counts; null: the source's own default.")


class RepositoryChange(Wish):
    """What shall be different; what is not mentioned stays."""

    name: Name | None = None
    branch: Branch | None = Field(None, description="Which branch counts; it is read again with it.")
    context: RepositoryContext | None = Field(None, description="What it is for; shown beside skills earned in it.")


@dataclass(frozen=True, slots=True)
class Census:
    """How many commits of a repository there are, and from when to when."""

    commits_counted: int = 0
    commits_stored: int = 0
    first_commit_at: datetime | None = None
    last_commit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A repository's own row: `values` are those of `Repository` that stand in it."""

    id: RepositoryId
    key: int
    data_version: int
    values: dict[str, Any]
