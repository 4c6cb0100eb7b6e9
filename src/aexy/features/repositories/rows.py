"""Repositories as people see them. Reading them in is the ingest feature's."""

from datetime import datetime
from uuid import UUID

from aexy.features.repositories.schemas import Census, Stored
from aexy.kernel.ids import RepositoryId
from aexy.store.postgres import Connection, Record

DELETING_SECONDS = 900

COLUMNS = """
    r.id,
    r.key,
    r.name,
    r.owner,
    r.provider,
    r.url,
    r.is_local,
    r.branch_wanted,
    r.context,
    r.default_branch,
    r.is_shallow,
    r.mirror_bytes,
    r.last_synced_at,
    r.created_at,
    w.data_version"""

LIST = f"""
select {COLUMNS}
from repositories r
join workspaces w on w.id = r.workspace_id
where ($1::text is null or (r.name, r.id) > ($1, $2::uuid))
order by r.name, r.id
limit $3"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from repositories r
join workspaces w on w.id = r.workspace_id
where r.id = $1"""  # noqa: S608 - likewise

CENSUS = """
select repository_key,
    count(*) filter (where standing = 'counted') as commits_counted,
    count(*) as commits_stored,
    min(placed_at) filter (where standing = 'counted') as first_commit_at,
    max(placed_at) filter (where standing = 'counted') as last_commit_at
from commits
where workspace_id = current_workspace()
group by repository_key"""

CHANGE = """
update repositories
set name = coalesce($2, name),
    branch_wanted = coalesce($3, branch_wanted),
    context = coalesce($5, context),
    updated_at = $4
where id = $1"""

# Where a skill was earned is part of what is kept about people: what was counted before no longer holds.
COUNT_ANEW = """
update workspaces
set data_version = data_version + 1
where id = current_workspace()"""

# A commit counts once a workspace, for the oldest repository that has it.
HAND_OVER = """
update commits
set standing = 'counted'
where key in (
    select distinct on (lost.sha) heir.key
    from repositories gone
    join commits lost on lost.repository_key = gone.key
    join commits heir on heir.workspace_id = lost.workspace_id and heir.sha = lost.sha
    join repositories r on r.key = heir.repository_key
    where gone.id = $1
        and lost.standing = 'counted'
        and heir.standing = 'duplicate'
    order by lost.sha, coalesce(r.provider_created_at, r.created_at), r.key
)"""

DELETE = """
delete from repositories
where id = $1"""


def _stored(record: Record) -> Stored:
    values = dict(record)
    return Stored(RepositoryId(values["id"]), values.pop("key"), values.pop("data_version"), values)


async def by_name(connection: Connection, *, after: tuple[str, UUID] | None, limit: int) -> list[Stored]:
    """At most `limit` repositories by name."""
    name, repository_id = after or (None, None)
    return [_stored(record) for record in await connection.fetch(LIST, name, repository_id, limit)]


async def find(connection: Connection, repository_id: RepositoryId) -> Stored | None:
    """One repository of the workspace."""
    record = await connection.fetchrow(ONE, repository_id)
    return _stored(record) if record else None


async def census(connection: Connection) -> dict[int, Census]:
    """How many commits each repository of the workspace has, by its key; those without any are missing."""
    return {
        record["repository_key"]: Census(
            record["commits_counted"],
            record["commits_stored"],
            record["first_commit_at"],
            record["last_commit_at"],
        )
        for record in await connection.fetch(CENSUS)
    }


async def change(
    connection: Connection,
    repository_id: RepositoryId,
    *,
    name: str | None,
    branch: str | None,
    context: str | None,
    now: datetime,
) -> None:
    """Set what is mentioned."""
    await connection.execute(CHANGE, repository_id, name, branch, now, context)


async def count_anew(connection: Connection) -> None:
    """What was counted from the workspace's facts so far no longer holds."""
    await connection.execute(COUNT_ANEW)


async def delete(connection: Connection, repository_id: RepositoryId) -> None:
    """Remove it; what forks share is passed on first. The tables see to its commits and to the days to count anew."""
    await connection.execute(HAND_OVER, repository_id, timeout=DELETING_SECONDS)
    await connection.execute(DELETE, repository_id, timeout=DELETING_SECONDS)
