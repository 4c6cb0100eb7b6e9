"""A workspace's end as it is kept, and its tables as the database itself lists them: none can be forgotten here."""

from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from aexy.kernel.ids import RepositoryId, WorkspaceId
from aexy.store.postgres import Connection

AT_ONCE = 20_000

ASK = """
update workspaces
set deleting_at = $2,
    updated_at = $3
where id = $1
    and not is_going
returning id"""

# `is_going` is set first, so that taking it back and taking it away cannot both succeed.
RESTORE = """
update workspaces
set deleting_at = null,
    updated_at = $2
where id = $1
    and deleting_at is not null
    and not is_going
returning id"""

BEGIN = """
update workspaces
set is_going = true
where id = $1
    and deleting_at <= $2
returning id"""

DUE = "select workspaces_to_delete($1)"

REPOSITORIES = """
select id
from repositories
where workspace_id = $1"""

UPLOADS = """
select distinct arguments ->> 'upload'
from jobs
where workspace_id = $1
    and arguments ? 'upload'"""

# What the application may empty itself; the rest goes with the workspace's own row.
TABLES = """
select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'r' as is_plain
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
where c.relkind in ('r', 'p')
    and not c.relispartition
    and n.nspname !~ '^(pg_|information_schema)'
    and c.relname not in ('memberships', 'membership_teams')
    and has_table_privilege(c.oid, 'delete')
order by 2"""

POINTING = """
select k.conrelid as child, k.confrelid as parent
from pg_constraint k
where k.contype = 'f'
    and k.conrelid = any($1::oid[])
    and k.confrelid = any($1::oid[])
    and k.conrelid <> k.confrelid"""

DELETE = """
delete from workspaces
where id = $1
returning id"""


@dataclass(frozen=True, slots=True)
class Table:
    """A tenant table: its name as the database quotes it, never anything that somebody wrote. Plain: not in parts."""

    name: str
    is_plain: bool


async def ask(connection: Connection, workspace_id: WorkspaceId, deleting_at: datetime, now: datetime) -> bool:
    """It goes from then on; False when it is going already."""
    return await connection.fetchval(ASK, workspace_id, deleting_at, now) is not None


async def restore(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> bool:
    """It stays; False when nobody asked for its end, or it has begun."""
    return await connection.fetchval(RESTORE, workspace_id, now) is not None


async def begin(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> bool:
    """From here on it cannot be taken back; False when it was, or is not due."""
    return await connection.fetchval(BEGIN, workspace_id, now) is not None


async def due(connection: Connection, now: datetime) -> list[WorkspaceId]:
    """Workspaces whose days are over."""
    return [WorkspaceId(row[0]) for row in await connection.fetch(DUE, now)]


async def repositories(connection: Connection, workspace_id: WorkspaceId) -> list[RepositoryId]:
    """All of them, for what is kept of each outside the database."""
    return [RepositoryId(row["id"]) for row in await connection.fetch(REPOSITORIES, workspace_id)]


async def uploads(connection: Connection, workspace_id: WorkspaceId) -> list[str]:
    """Files that people brought and that may still lie there."""
    return [row[0] for row in await connection.fetch(UPLOADS, workspace_id)]


async def tables(connection: Connection) -> list[Table]:
    """Every table with rows of workspaces, those that point to others first."""
    found = {row["oid"]: Table(row["name"], row["is_plain"]) for row in await connection.fetch(TABLES)}
    parents: dict[int, set[int]] = {oid: set() for oid in found}
    for row in await connection.fetch(POINTING, list(found)):
        parents[row["parent"]].add(row["child"])
    try:
        return [found[oid] for oid in TopologicalSorter(parents).static_order()]
    except CycleError:
        return list(found.values())  # each delete then cascades as far as it must


async def empty_some(connection: Connection, workspace_id: WorkspaceId, table: Table) -> int:
    """Take away at most so many of the workspace's rows as one transaction should; how many went."""
    which = (
        f"where ctid = any(array(select ctid from {table.name} where workspace_id = $1 limit {AT_ONCE}))"  # noqa: S608 - the database's own name
        if table.is_plain
        else "where workspace_id = $1"
    )
    done: str = await connection.execute(f"delete from {table.name} {which}", workspace_id)  # noqa: S608 - likewise
    return int(done.rpartition(" ")[2])


async def delete(connection: Connection, workspace_id: WorkspaceId) -> UUID | None:
    """The workspace itself, with its members and its log."""
    gone: UUID | None = await connection.fetchval(DELETE, workspace_id)
    return gone
