"""What is asked before anything is counted ahead: where somebody looks, and which teams there are."""

from datetime import datetime
from uuid import UUID

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

TEAMS = """
select t.id
from teams t
where exists (select from team_members m where m.team_id = t.id and m.left_at is null)
order by lower(t.name), t.id
limit $1"""


IS_OPENED = """
select exists (
    select
    from page_visits
    where workspace_id = current_workspace()
        and last_at >= $1
)"""


async def is_opened(connection: Connection, since: datetime) -> bool:
    """Whether somebody opened a page of the workspace since then."""
    found: bool = await connection.fetchval(IS_OPENED, since)
    return found


async def looked_at(connection: Connection, since: datetime) -> list[WorkspaceId]:
    """Workspaces in which somebody opened a page since then."""
    return [WorkspaceId(row[0]) for row in await connection.fetch("select workspaces_looked_at($1)", since)]


async def teams(connection: Connection, limit: int) -> list[UUID]:
    """Teams with anybody in them, by name."""
    return [row["id"] for row in await connection.fetch(TEAMS, limit)]
