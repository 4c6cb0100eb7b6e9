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


class SprintSize(Shape):
    """Issues, and their points as they were at that moment."""

    issues: int
    points: float = Field(description="Issues without points count none.")


class SprintNumbers(Shape):
    """What was in a sprint when it began, what came and went since, and what became of it."""

    moment: datetime = Field(description="When that is: now, or the instant before it was completed.")
    by_points: bool = Field(description="At least four of five issues have points, so points say more than issues.")
    committed: SprintSize = Field(description="In it when it began.")
    added: SprintSize = Field(description="Put in since.")
    removed: SprintSize = Field(description="Taken out since; with the points they had at the start.")
    points_changed: float = Field(description="By how much those that stayed were sized anew.")
    held: SprintSize = Field(description="In it at that moment.")
    done: SprintSize = Field(description="Of these, done or given up.")
    left: SprintSize = Field(description="Of these, not done: carried over once it is completed.")
    without_points: int
    points_of_today: int = Field(
        description="Issues whose changes were not read: their points of today stand for every day."
    )


class CountedSprintRow(Sprint):
    """A sprint in numbers; null where it has no issues yet or they are not for whoever asks."""

    numbers: SprintNumbers | None
    withheld: str | None


class SprintDay(Shape):
    """A day of a sprint; null for days to come."""

    day: date
    is_open: bool = Field(description="It has not ended.")
    left: SprintSize | None
    held: SprintSize | None
    even: float = Field(description="An even pace from what was in it at the start, for the eye; nobody promised it.")


class SprintIssueFate(StrEnum):
    """What became of an issue of a sprint."""

    DONE = "done"
    LEFT = "left"
    REMOVED = "removed"


class SprintIssue(Shape):
    """An issue that is or was in a sprint."""

    id: UUID
    issue_key: str
    title: str
    url: str | None
    kind: str
    status: str
    points: float | None = Field(description="At that moment.")
    points_at_start: float | None
    fate: SprintIssueFate
    was_added: bool = Field(description="Put in after it had begun.")
    added_at: datetime | None
    removed_at: datetime | None


class SprintDetail(CountedSprintRow):
    """A sprint day by day, and its issues: what is left first. Whose they are is not said."""

    days: list[SprintDay]
    issues: list[SprintIssue]
