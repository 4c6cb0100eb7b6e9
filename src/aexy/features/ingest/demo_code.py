"""What stands in the demo's files, kept as what is read from real ones: whose lines went, and how complex files are."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from aexy.kernel.commits import Classify, CommitRecord
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.complexity import measured_by
from aexy.sources.demo.code import Code, Measured, Removed
from aexy.sources.demo.organization import Organization, Repository
from aexy.store import complexity_rows, line_rows
from aexy.store.complexity_rows import ComplexityReading, FileFigures
from aexy.store.postgres import Database

# In a demo as large as a large company the lines would take as long as all the rest.
MOST_COMMITS = 250_000
_BACK = timedelta(days=365)
_COMMITS_AT_ONCE = 2_000


class Standing:
    """The code as the story goes on, and as it stood a year before its end."""

    def __init__(self, organization: Organization, repository: Repository, classify: Classify) -> None:
        self._code = Code(organization, repository, classify)
        self._has_lines = organization.size.commits <= MOST_COMMITS
        back = datetime.combine(organization.size.ends_on, datetime.min.time(), UTC) - _BACK
        self._back = int(back.timestamp())
        self._told: list[tuple[bytes, list[Removed]]] = []
        self._then: list[Measured] = []
        self._is_past = True
        self._since: int | None = None
        self._last: int | None = None
        self._tip = b""

    def after(self, commit: CommitRecord) -> None:
        """One commit more."""
        at = commit.committer.at or 0
        if self._is_past and at >= self._back:
            self._is_past, self._since, self._then = False, self._last, list(self._code.measured())
        gone = self._code.after(commit)
        self._last, self._tip = max(at, self._last or 0), commit.sha
        if self._has_lines:
            self._told.append((commit.sha, gone))

    async def keep(self, database: Database, workspace_id: WorkspaceId, key: RepositoryKey, *, now: datetime) -> None:
        """Write it down, in place of what an earlier demo said."""
        if self._last is None:
            return
        at = datetime.fromtimestamp(self._last, UTC)
        then = datetime.fromtimestamp(self._since, UTC) if self._since else at
        tip = self._tip.hex()
        for some in self._stretches():
            removals = [row for _, gone in some for row in gone]
            async with database.workspace(workspace_id) as connection:
                await line_rows.put_removals(connection, workspace_id, key, [sha for sha, _ in some], removals)
        async with database.workspace(workspace_id) as connection:
            if self._told:
                commits = len(self._told)
                await line_rows.put_reading(
                    connection, workspace_id, key, identity="demo", commits=commits, tip=tip, now=now
                )
            await complexity_rows.forget(connection, workspace_id, key)
            await complexity_rows.put_files(connection, workspace_id, key, _figures(self._code.measured()), at=at)
            if self._since:
                await complexity_rows.put_past(connection, workspace_id, key, _figures(self._then), at=then, until=at)
            reading = ComplexityReading(measured_by(), tip, then, None)
            await complexity_rows.put_reading(connection, workspace_id, key, reading, now=now)

    def _stretches(self) -> Iterator[Sequence[tuple[bytes, list[Removed]]]]:
        told = self._told
        return (told[start : start + _COMMITS_AT_ONCE] for start in range(0, len(told), _COMMITS_AT_ONCE))


def _figures(measured: Iterator[Measured] | Sequence[Measured]) -> list[FileFigures]:
    return [FileFigures(*one) for one in measured]
