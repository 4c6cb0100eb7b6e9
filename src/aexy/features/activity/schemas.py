"""What happened, as it is told."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape


class ActivityKind(StrEnum):
    """What can happen. At one instant those named later stand above those named earlier."""

    PUSH = "push"
    REPOSITORY_ADDED = "repository_added"
    ISSUE_DONE = "issue_done"
    PULL_OPENED = "pull_opened"
    REVIEW = "review"
    PULL_CLOSED = "pull_closed"
    PULL_MERGED = "pull_merged"
    RELEASE = "release"
    DEPLOYMENT = "deployment"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RESOLVED = "incident_resolved"


class ActivityPerson(Shape):
    """Who did it."""

    id: UUID
    name: str | None
    is_bot: bool


class ActivityRepository(Shape):
    """Where it happened."""

    id: UUID
    name: str


class Happened(Shape):
    """One thing that happened."""

    id: str = Field(description="The same again for the same happening.")
    kind: ActivityKind
    at: datetime = Field(
        description="Of a push the beginning of its day: of many commits the day is told, not the hour."
    )
    day: date = Field(description="The workspace's day.")
    person: ActivityPerson | None = Field(description="Null where nobody is known, and for what is of a repository.")
    repository: ActivityRepository | None
    number: str | None = Field(description="`#12`, `PAY-12`, a tag.")
    title: str | None
    detail: str | None = Field(description="The environment of a deployment, the service of an incident.")
    outcome: str | None = Field(
        description="approved, changes_requested, commented, dismissed; success, failure; a severity; prerelease."
    )
    commits: int | None = Field(description="Of a push.")
    url: str | None = Field(description="At the provider.")
    object_id: UUID | None = Field(description="Of the deployment or incident, to open it by.")
