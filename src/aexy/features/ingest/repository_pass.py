"""One repository that is read once more when everything else counts, and where what is read of it goes."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from aexy.features.ingest.schemas import Reading, Telling
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import Git, Opened, reopen
from aexy.store.postgres import Connection, Database


@dataclass(frozen=True, slots=True)
class RepositoryPass:
    """`now` is when it is read, `tell` whom to tell how far it is."""

    git: Git
    opened: Opened
    database: Database
    workspace_id: WorkspaceId
    key: RepositoryKey
    now: datetime
    tell: Telling

    @classmethod
    def of(cls, reading: Reading, database: Database, tell: Telling) -> "RepositoryPass":
        """What a child process was told, put together."""
        return cls(
            Git(reading.git, reading.git_timeout),
            reopen(Path(reading.folder)),
            database,
            WorkspaceId(UUID(reading.workspace_id)),
            RepositoryKey(reading.repository_key),
            datetime.fromisoformat(reading.now),
            tell,
        )

    def tenant(self) -> AbstractAsyncContextManager[Connection]:
        """One transaction of the workspace."""
        return self.database.workspace(self.workspace_id)
