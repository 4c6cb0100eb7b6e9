"""What is said about issues."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.analytics.schemas import Person
from aexy.features.paging import Page, Shape


class IssueState(StrEnum):
    """How far issues are; `open` is those to do and in progress."""

    OPEN = "open"
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


class IssueOrder(StrEnum):
    """What comes first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    QUIET = "quiet"
    DUE = "due"
    CLOSED = "closed"


class StuckBy(StrEnum):
    """Why an open issue counts as stuck."""

    BLOCKED = "blocked"
    QUIET = "quiet"
    OVERDUE = "overdue"


class IssueRow(Shape):
    """An issue in a list."""

    id: UUID
    issue_key: str = Field(description="As its tracker calls it: PAY-12, #12.")
    title: str
    url: str | None
    kind: str
    status: str = Field(description="In its tracker's own word.")
    status_category: str
    priority: str | None
    labels: list[str]
    points: float | None
    place: str | None = Field(description="Its tracker project or repository.")
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    since: datetime | None = Field(description="In its status since; null where its changes were not read.")
    touched_at: datetime | None = Field(description="The last change of it; null where changes were not read.")
    stuck_by: list[StuckBy]
    assignee: Person | None = Field(description="Null where it is nobody's, or not for whoever asks.")
    is_assigned: bool
    pull_requests: int


class Issues(Page[IssueRow]):
    """Issues, and how many fit."""

    total: int
    withheld: str | None


class IssueAgeBand(Shape):
    """Open issues of an age."""

    from_days: int
    to_days: int | None
    todo: int
    in_progress: int


class StuckCount(Shape):
    """How many are stuck for a reason, and what that means."""

    by: StuckBy
    says: str
    issues: int


class PersonIssues(Shape):
    """What somebody has: issues, not effort."""

    developer: Person
    todo: int
    in_progress: int
    stuck: int
    oldest_opened_at: datetime


class IssuesStanding(Shape):
    """How open issues stand now."""

    as_of: datetime
    todo: int
    in_progress: int
    unassigned: int
    stuck: int = Field(description="For one reason or several.")
    changes_unread: int = Field(description="Open issues whose changes were not read: nobody knows whether they move.")
    ages: list[IssueAgeBand]
    reasons: list[StuckCount]
    people: list[PersonIssues] = Field(description="Those whom whoever asks may see, by name.")
    people_withheld: int
    people_reason: str | None
    withheld: str | None
    has_any: bool = Field(description="There are issues in this workspace at all.")


class IssueChange(Shape):
    """Something that changed about an issue."""

    at: datetime
    field: str
    before: str | None
    after: str | None
    before_category: str | None
    after_category: str | None
    by: Person | None = Field(description="Null where nobody knows, or it is not for whoever asks.")
    withheld: str | None = Field(description="Why names are not said.")


class IssuePull(Shape):
    """A pull request that belongs to an issue, and how that is known."""

    id: UUID
    repository: str
    number: int
    title: str
    url: str | None
    state: str = Field(description="open, merged or closed.")
    opened_at: datetime
    merged_at: datetime | None
    closed_at: datetime | None
    evidence: list[str]
    author: Person | None


class IssueInSprint(Shape):
    """A sprint an issue is or was in."""

    id: UUID
    name: str
    added_at: datetime | None
    removed_at: datetime | None


class IssueDetail(IssueRow):
    """One issue, with everything that happened to it."""

    as_of: datetime
    assignee_withheld: str | None
    changes_known: bool
    todo_days: float | None = Field(description="How long it was to do, until now or until it was closed.")
    in_progress_days: float | None
    changes: list[IssueChange]
    pulls: list[IssuePull]
    sprints: list[IssueInSprint]
