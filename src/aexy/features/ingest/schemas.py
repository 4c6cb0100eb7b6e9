"""What an ingest is told and tells: a repository, and what each step leaves for the next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aexy.kernel.ids import RepositoryId, RepositoryKey, WorkspaceId


class JobKind(StrEnum):
    """What a job does, as `jobs.kind` says it."""

    SYNC = "sync_repository"
    SNAPSHOTS = "snapshots"
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository as an ingest needs to know it. `url` never carries credentials."""

    id: RepositoryId
    key: RepositoryKey
    workspace_id: WorkspaceId
    owner: str | None
    name: str
    provider: str
    provider_id: str
    url: str
    is_local: bool
    branch_wanted: str | None
    default_branch: str | None
    object_format: str | None
    is_shallow: bool
    mirror_bytes: int | None
    last_synced_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What there is to do after a repository was opened: `chunks` stretches, numbered from 0, so many of them at once.

    `is_over` says that the job needs nothing more: there was nothing new, or it had ended before.
    """

    chunks: int = 0
    at_once: int = 1
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkTally:
    """What one stretch of history brought: commits read, commits that were new, file changes read."""

    read: int
    added: int
    files: int
