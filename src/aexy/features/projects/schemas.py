"""What is said about projects and their sprints, and what may be asked of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish

ProjectId = NewType("ProjectId", UUID)


class ProjectSource(StrEnum):
    """Who made a project as it is."""

    MANUAL = "manual"
    DEMO = "demo"


class Project(Shape):
    """A named set of repositories and tracker projects."""

    id: UUID
    slug: str
    name: str
    description: str | None
    source: ProjectSource = Field(description="The demo's own until somebody changes it.")
    repository_ids: list[UUID]
    tracker_ids: list[UUID]
    created_at: datetime
    updated_at: datetime


class ProjectRepository(Shape):
    """A repository of a project."""

    id: UUID
    name: str
    owner: str | None


class Tracker(Shape):
    """A project of a tracker: a Jira project, a Linear team."""

    id: UUID
    provider: str
    origin: str = Field(description="The installation: acme.atlassian.net, linear.app/acme.")
    prefix: str = Field(description="What its issues' keys begin with: PAY.")
    name: str
    url: str | None


class ProjectDetail(Project):
    """A project with what it holds, by name."""

    repositories: list[ProjectRepository]
    trackers: list[Tracker]


Name = Annotated[str, Field(min_length=1, max_length=100)]
Description = Annotated[str, Field(max_length=1000)]
Ids = Annotated[list[UUID], Field(max_length=2000)]


class NewProject(Wish):
    """A project to be made."""

    name: Name
    description: Description | None = None
    repository_ids: Ids = Field(default_factory=list)
    tracker_ids: Ids = Field(default_factory=list)


class ProjectChange(Wish):
    """What shall be different; what is not mentioned stays."""

    name: Name | None = None
    description: Description | None = None


class ProjectRepositories(Wish):
    """Exactly the repositories a project holds."""

    repository_ids: Ids


class ProjectTrackers(Wish):
    """Exactly the tracker projects a project holds."""

    tracker_ids: Ids


class SprintState(StrEnum):
    """How far a sprint is, as its tracker says."""

    FUTURE = "future"
    ACTIVE = "active"
    CLOSED = "closed"


class Sprint(Shape):
    """A sprint, and which of the workspace's days are its own."""

    id: UUID
    name: str
    goal: str | None
    state: SprintState
    board: str = Field(description="Whose sprints follow one another: no day belongs to two of one board.")
    tracker_id: UUID | None
    tracker: str | None = Field(description="What its tracker project's issues begin with.")
    starts_at: datetime | None
    ends_at: datetime | None = Field(description="As planned.")
    completed_at: datetime | None
    starts_on: date | None = Field(description="Its first day; null where it has none.")
    ends_before: date | None = Field(description="The first day that is no longer its own.")
    is_cut: bool = Field(description="The next sprint of its board began before it had ended.")
