"""What is said about the product's own health."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.jobs.schemas import Job
from aexy.features.paging import Shape
from aexy.features.syncing.schemas import Condition


class PartState(StrEnum):
    """Whether a part answers."""

    UP = "up"
    DOWN = "down"


class PartHealth(Shape):
    """One part of the product, as anybody who looks after a workspace may see it."""

    key: str = Field(description="`database`, `cache`, `jobs` or `worker`.")
    title: str
    state: PartState
    means: str = Field(description="What it means for people while it is so.")


class QueueDepth(Shape):
    """Jobs of one queue."""

    queue: str
    queued: int
    running: int
    failed_last_day: int


class Freshness(Shape):
    """How fresh the reading of one connection is."""

    id: UUID
    name: str
    provider: str
    condition: Condition
    sentence: str
    last_synced_at: datetime | None


class SystemSnapshots(Shape):
    """How fresh the counted numbers are."""

    counted_at: datetime | None
    counted_until: date | None = Field(description="Periods that ended by then are read from snapshots.")
    is_stale: bool
    dirty_days: int = Field(description="Days whose facts changed since; they are counted from the facts meanwhile.")


class WorkspaceHealth(Shape):
    """What concerns one workspace."""

    queues: list[QueueDepth]
    oldest_queued_at: datetime | None
    failed: list[Job] = Field(description="Those that failed within a day, newest first, ten at most.")
    connections: list[Freshness]
    snapshots: SystemSnapshots
    hooks_waiting: int
    hooks_dead: int
    deliveries_waiting: int


class ProgramHealth(Shape):
    """One program of the machine's."""

    key: str
    title: str
    version: str | None
    milliseconds: float | None = Field(description="How long it took to answer; null when it did not.")
    memory: int | None = Field(description="Resident bytes; null where it is not ours to look at.")


class Room(Shape):
    """Bytes where the data folder is."""

    free: int
    total: int


class Pool(Shape):
    """Connections to PostgreSQL."""

    name: str
    open: int
    idle: int
    most: int


class MachineHealth(Shape):
    """What concerns everybody on this machine, for whoever runs it."""

    version: str
    started_at: datetime | None
    programs: list[ProgramHealth]
    workspaces: int
    queues: list[QueueDepth]
    oldest_queued_seconds: float
    hooks_waiting: int
    hooks_dead: int
    disk: Room
    pools: list[Pool]
    cache_hit_share: float | None = Field(description="Of what was asked of the cache; null before anything was.")
    answers_kept_share: float | None = Field(description="Of readings, those that were given again unchanged.")
    rate_limit_refusals: int = Field(description="Since the API started.")
    errors_logged: int = Field(description="Since the API started.")
    measures_at: str = Field(description="Where Prometheus finds all of this.")


class SystemHealth(Shape):
    """How the product is. `machine` is null for whoever does not run it."""

    checked_at: datetime
    is_well: bool
    sentence: str
    parts: list[PartHealth]
    workspace: WorkspaceHealth
    machine: MachineHealth | None
