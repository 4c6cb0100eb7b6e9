"""DEFER: work that outlives the request asking for it. An order says what; a dispatcher sees that it is done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import uuid5

from aexy.kernel.ids import ConnectionId, JobId, RepositoryId, WorkspaceId


class Queue(StrEnum):
    """Which workers take the work."""

    SYNC = "SYNC"
    ANALYSIS = "ANALYSIS"
    REPORTS = "REPORTS"
    OPERATIONS = "OPERATIONS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRepository:
    """Read what is new in a repository, place it, and recompute the snapshots it touches."""

    workspace_id: WorkspaceId
    repository_id: RepositoryId
    job_id: JobId
    queue: Queue = Queue.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateSnapshots:
    """Recompute the workspace's snapshots: the touched periods, or all of them."""

    workspace_id: WorkspaceId
    job_id: JobId
    everything: bool = False
    queue: Queue = Queue.ANALYSIS


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysePeople:
    """Run every analysis for everybody in the workspace, and keep what comes of it."""

    workspace_id: WorkspaceId
    job_id: JobId
    queue: Queue = Queue.ANALYSIS


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDemo:
    """Make the demo organization and load it through the same path as any source."""

    workspace_id: WorkspaceId
    job_id: JobId
    developers: int
    commits: int
    seed: int
    queue: Queue = Queue.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncConnection:
    """Read what is new at a provider: what each stream's cursor has not reached, or everything anew when `full`."""

    workspace_id: WorkspaceId
    connection_id: ConnectionId
    job_id: JobId
    full: bool = False
    queue: Queue = Queue.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPages:
    """Read the raw pages of a connection again, with the reader there is now."""

    workspace_id: WorkspaceId
    connection_id: ConnectionId
    job_id: JobId
    queue: Queue = Queue.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """Import a file somebody brought. `wish` says how to take it, `at` (ISO 8601) from when on its rows stand."""

    workspace_id: WorkspaceId
    job_id: JobId
    upload: str
    wish: dict[str, Any]
    at: str
    queue: Queue = Queue.SYNC


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasePeople:
    """Take everybody out of the workspace whose erasure was confirmed."""

    workspace_id: WorkspaceId
    job_id: JobId
    queue: Queue = Queue.OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRetention:
    """Delete what the workspace does not want to keep any longer."""

    workspace_id: WorkspaceId
    job_id: JobId
    queue: Queue = Queue.OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainInbox:
    """Read the web hooks that came for a workspace: one such order a workspace, however often it is given."""

    workspace_id: WorkspaceId
    queue: Queue = Queue.OPERATIONS

    @property
    def job_id(self) -> JobId:
        """Always the same; no row of jobs has it, for nobody watches an inbox being read."""
        return JobId(uuid5(self.workspace_id, "inbox"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateAlerts:
    """Judge the alert rules of a workspace and send what is due: one such order a workspace, as with its inbox."""

    workspace_id: WorkspaceId
    queue: Queue = Queue.OPERATIONS

    @property
    def job_id(self) -> JobId:
        """Always the same; no row of jobs has it."""
        return JobId(uuid5(self.workspace_id, "alerts"))


Order = (
    SyncRepository
    | GenerateSnapshots
    | AnalysePeople
    | MakeDemo
    | SyncConnection
    | ReplayPages
    | ImportFile
    | ErasePeople
    | ApplyRetention
    | DrainInbox
    | EvaluateAlerts
)


class Dispatcher(Protocol):
    """Takes an order and sees that it is carried out once, however often a worker dies."""

    async def dispatch(self, order: Order) -> None:
        """Take the order; carrying it out comes later. The same job id twice is the same order."""
        ...

    async def cancel(self, job_id: JobId) -> bool:
        """Ask for it to stop at the next step; False when no such order is under way."""
        ...
