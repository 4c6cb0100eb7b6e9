"""What an ingest is told and tells: a repository, and what each step leaves for the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from aexy.kernel.ids import RepositoryId, RepositoryKey, WorkspaceId


class JobKind(StrEnum):
    """What a job does, as `jobs.kind` says it."""

    SYNC = "sync_repository"
    SNAPSHOTS = "snapshots"
    ANALYSES = "analyses"
    DEMO = "demo"
    CONNECTION = "sync_connection"
    REPLAY = "replay_pages"
    IMPORT = "import_file"
    ERASURE = "erase_people"
    RETENTION = "apply_retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository as an ingest needs to know it. `url` never carries credentials.

    `is_trusted` says that the machine's owner added it: folders and private addresses are read for nobody else.
    `is_shallow`, `rules_digest` and `tags_digest` (hexadecimal) are those of the last full reading: whether history was
    cut off, which rules files were classed by, and which tags there were.
    """

    id: RepositoryId
    key: RepositoryKey
    workspace_id: WorkspaceId
    owner: str | None
    name: str
    provider: str
    provider_id: str
    url: str
    is_local: bool
    is_trusted: bool
    branch_wanted: str | None
    default_branch: str | None
    object_format: str | None
    is_shallow: bool
    mirror_bytes: int | None
    rules_digest: str | None
    tags_digest: str | None
    last_synced_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a child process has to know to read a repository; plain enough for JSON.

    `known_tips` and `known_default` are hexadecimal shas of the last full reading, `chunk` is one stretch of the plan.
    """

    database_url: str = field(repr=False)
    workspace_id: str
    repository_key: int
    url: str
    folder: str
    branch_wanted: str | None
    git: str
    git_timeout: int
    allow_local: bool
    credentials: dict[str, str] | None = field(default=None, repr=False)
    known_tips: list[str] = field(default_factory=list)
    known_default: str | None = None
    was_shallow: bool = False
    now: str
    chunk: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReading:
    """What a child process has to know to make one repository of the demo. `ends_on` is a date (ISO 8601)."""

    database_url: str = field(repr=False)
    workspace_id: str
    repository_key: int
    repository: int
    ends_on: str
    developers: int
    commits: int
    seed: int
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What a child process has to know to import a file. `wish` are the fields of an ImportWish, `now` is ISO 8601."""

    database_url: str = field(repr=False)
    workspace_id: str
    job_id: str
    path: str
    wish: dict[str, Any]
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What a child process has to know to count a workspace's snapshots again. `now` is ISO 8601."""

    database_url: str = field(repr=False)
    workspace_id: str
    everything: bool
    now: str


Telling = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and how much there is where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What there is to do after a repository was opened: `chunks` stretches, numbered from 0, so many of them at once.

    `later` ones, numbered on from there, are read when the others count. With `has_lines` it is read at last which
    lines were rewritten, and only that without `has_news`. `is_over` says that the job needs nothing more: there was
    nothing new, or it had ended before.
    """

    chunks: int = 0
    later: int = 0
    at_once: int = 1
    is_over: bool = False
    has_news: bool = True
    has_lines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkTally:
    """What one stretch of history brought: commits read, commits that were new, file changes and changed lines read."""

    read: int
    added: int
    files: int
    lines: int
