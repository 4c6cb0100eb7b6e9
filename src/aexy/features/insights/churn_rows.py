"""Of which repositories the lines have been read."""

from dataclasses import dataclass

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


@dataclass(frozen=True, slots=True)
class Read:
    """Repositories with commits that count, how many of them git can read, and of how many the lines have been read.

    `failure` says why that came to nothing in one of them.
    """

    repositories: int
    of_git: int
    done: int
    failure: str | None


async def read(connection: Connection, workspace_id: WorkspaceId, repository: int | None) -> Read:
    """Of the whole workspace, or of one repository by its key."""
    record = await connection.fetchrow(
        """
        select count(*) as repositories,
               count(*) filter (where r.object_format is not null) as of_git,
               count(l.tip) as done,
               min(l.failure) as failure
        from repositories r
        left join line_readings l on l.workspace_id = r.workspace_id and l.repository_key = r.key
        where r.workspace_id = $1
          and ($2::int is null or r.key = $2)
        """,
        workspace_id,
        repository,
    )
    return Read(**dict(record))
