"""What is said about the reading of a provider: how far, how fresh, what is missing, what is left to ask."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.jobs.schemas import Job
from aexy.features.paging import Shape, Wish


class SyncWish(Wish):
    """How to sync. A full sync asks for everything again; facts stay the same where nothing has changed."""

    full: bool = False


class Condition(StrEnum):
    """How a stream, a repository or a connection is: the worst of its parts."""

    FRESH = "fresh"
    READING = "reading"
    STALE = "stale"
    NEVER_READ = "never_read"
    HAS_GAPS = "has_gaps"
    FAILING = "failing"
    PAUSED = "paused"


class StreamHealth(Shape):
    """One stream of one repository, project or connection."""

    stream: str
    title: str = Field(description="The stream in a person's words: pull requests.")
    condition: Condition
    read_until: datetime | None = Field(description="Everything before is here. Null until it was read to its end.")
    last_read_at: datetime | None
    rows: int = Field(description="Rows the provider has given so far, those it gave again included.")
    pages: int
    open_gaps: int
    error: str | None = Field(description="What failed at the last attempt, with a next step.")
    error_at: datetime | None
    is_optional: bool = Field(description="Whether the rest is whole without it.")


class ScopeHealth(Shape):
    """One repository or project, or what belongs to the connection as such."""

    scope: str = Field(description="`repository`, `project` or `connection`.")
    id: UUID | None = Field(description="The repository's id.")
    name: str
    condition: Condition
    read_until: datetime | None = Field(description="The oldest of its streams' `read_until`.")
    streams: list[StreamHealth]


class BudgetLeft(Shape):
    """What a token may still ask, as the provider last said."""

    token: int
    resource: str
    allowance: int | None
    remaining: int | None
    resets_at: datetime | None
    waits_until: datetime | None = Field(description="Somebody is waiting for it right now.")
    seen_at: datetime


class Gap(Shape):
    """Something that is known to be missing."""

    id: int
    scope: str
    stream: str
    item: str | None
    since: datetime | None
    until: datetime | None
    reason: str
    found_at: datetime
    repaired_at: datetime | None


class Inbox(Shape):
    """Web hooks of a connection."""

    last_received_at: datetime | None
    waiting: int
    dead: int


class ConnectionHealth(Shape):
    """How the reading of one connection is."""

    connection_id: UUID
    name: str
    provider: str
    condition: Condition
    sentence: str = Field(description="The condition in words, with a next step where there is one.")
    last_synced_at: datetime | None
    active_job: Job | None
    scopes: list[ScopeHealth]
    budgets: list[BudgetLeft]
    gaps: list[Gap]
    inbox: Inbox
