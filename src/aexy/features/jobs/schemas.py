"""What is said about a job."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape


class JobState(StrEnum):
    """Where a job is in its life; the last three are the end of it."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class Job(Shape):
    """One run of something that takes longer than a request."""

    id: UUID
    kind: str = Field(description="sync_repository, sync_connection, replay_pages, snapshots, demo …")
    repository_id: UUID | None
    repository_name: str | None
    connection_id: UUID | None
    connection_name: str | None
    state: JobState
    stage: str | None = Field(description="What it is doing, in a few words.")
    done: int
    total: int | None = Field(description="Null until it is known.")
    unit: str | None = Field(description="What `done` counts: commits, snapshots …")
    error: str | None = Field(description="Why it failed, with a next step.")
    details: dict[str, Any]
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
