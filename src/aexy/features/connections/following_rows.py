"""What is followed, as rows of repositories and tracker projects."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from aexy.kernel.errors import Unusable
from aexy.kernel.ids import ConnectionId, RepositoryId, RepositoryKey, WorkspaceId
from aexy.sources.contract import FoundProject, FoundRepository
from aexy.sources.git import parse_location
from aexy.store.postgres import Connection, Record

# The row it is already, by its own number or as the same address that somebody added before; the number decides.
TAKE_IN_REPOSITORY = """
with known as (
    select r.id
    from repositories r
    where r.workspace_id = $1
        and r.provider in ('git', $3)
        and ((r.provider = $3 and r.origin = $4 and r.external_id = $5)
            or (r.provider_id = $6 and not r.is_local and (r.external_id is null or r.external_id = $5)))
    order by r.external_id = $5 desc nulls last, r.key
    limit 1
), changed as (
    update repositories r
    set connection_id = $2,
        provider = $3,
        origin = $4,
        external_id = $5,
        provider_id = $6,
        url = $7,
        owner = $8,
        name = $9,
        web_url = $10,
        is_fork = $11,
        archived_at = case when $12 then coalesce(r.archived_at, $14) end,
        default_branch = coalesce(r.default_branch, $13),
        gone_at = null,
        provider_created_at = coalesce($15, r.provider_created_at),
        is_trusted = r.is_trusted or $16,
        updated_at = $14
    from known
    where r.id = known.id
        and ($17 or r.connection_id is null or r.connection_id = $2)
    returning r.id
)
insert into repositories
    (workspace_id, connection_id, provider, origin, external_id, provider_id, url, owner, name, web_url, is_fork,
     archived_at, default_branch, updated_at, provider_created_at, is_trusted, is_local, created_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $12 then $14::timestamptz end, $13, $14, $15, $16, false,
    $14
where not exists (select from known)"""

# Another repository had this address before: it was renamed or deleted, and is known by its number from here on.
FREE_ADDRESS = """
update repositories
set provider_id = provider_id || '#' || external_id
where workspace_id = $1
    and provider = $2
    and provider_id = $5
    and external_id is not null
    and (origin, external_id) is distinct from ($3, $4)"""

TAKE_IN_PROJECT = """
insert into tracker_projects
    (workspace_id, connection_id, provider, origin, external_id, prefix, name, url, is_followed, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, true, $9)
on conflict (workspace_id, provider, origin, external_id) do update
set connection_id = excluded.connection_id,
    prefix = excluded.prefix,
    name = excluded.name,
    url = excluded.url,
    is_followed = true,
    gone_at = null
where $10
    or not tracker_projects.is_followed
    or tracker_projects.connection_id is not distinct from excluded.connection_id"""

LEAVE_REPOSITORIES = """
update repositories
set connection_id = null,
    updated_at = $4
where workspace_id = $1
    and connection_id = $2
    and not external_id = any($3)"""

LEAVE_PROJECTS = """
update tracker_projects
set is_followed = false
where workspace_id = $1
    and connection_id = $2
    and not external_id = any($3)"""

GONE_REPOSITORIES = """
update repositories
set gone_at = $4,
    updated_at = $4
where workspace_id = $1
    and connection_id = $2
    and gone_at is null
    and not external_id = any($3)"""

GONE_PROJECTS = """
update tracker_projects
set gone_at = $4
where workspace_id = $1
    and connection_id = $2
    and gone_at is null
    and not external_id = any($3)"""

SCOPED_REPOSITORIES = """
select id, key, external_id, concat_ws('/', owner, name) as name
from repositories
where workspace_id = $1
    and connection_id = $2
    and gone_at is null
order by name, key"""

SCOPED_PROJECTS = """
select key, external_id, prefix
from tracker_projects
where workspace_id = $1
    and connection_id = $2
    and is_followed
    and gone_at is null
order by prefix, key"""

FOLLOWED_IDS = """
select 'repository' as kind, external_id
from repositories
where workspace_id = $1
    and connection_id = $2
union all
select 'project', external_id
from tracker_projects
where workspace_id = $1
    and connection_id = $2
    and is_followed"""


class Origin(NamedTuple):
    """Where followed things come from."""

    connection_id: ConnectionId
    provider: str
    origin: str
    is_trusted: bool


class Repository(NamedTuple):
    """A followed repository."""

    id: RepositoryId
    key: RepositoryKey
    external_id: str
    name: str


NAMED_REPOSITORIES = """
select distinct on (called) r.id, r.key, lower(coalesce(r.owner || '/', '') || r.name) as called
from repositories r
where r.workspace_id = $1
    and r.gone_at is null
order by called, r.connection_id is null, r.key"""


async def take_in_repository(
    connection: Connection, workspace_id: WorkspaceId, origin: Origin, found: FoundRepository, now: datetime,
    *, is_chosen: bool,
) -> None:  # fmt: skip
    """Follow it; one that stands here already, by whatever way it was added, is followed instead of a second one.

    What comes through another connection stays there unless somebody chose it here. Unusable when its address is none.
    """
    location = parse_location(found.clone_url, cwd=Path("/"))
    if location.is_local:
        raise Unusable(f"{found.owner}/{found.name} has an address on this machine.", next_step="Look at its settings.")
    await connection.execute(
        FREE_ADDRESS, workspace_id, origin.provider, origin.origin, found.external_id, location.provider_id
    )
    await connection.execute(
        TAKE_IN_REPOSITORY, workspace_id, origin.connection_id, origin.provider, origin.origin, found.external_id,
        location.provider_id, location.url, found.owner or None, found.name, found.web_url, found.is_fork,
        found.is_archived, found.default_branch, now, found.created_at, origin.is_trusted, is_chosen,
    )  # fmt: skip


async def take_in_project(
    connection: Connection, workspace_id: WorkspaceId, origin: Origin, found: FoundProject, now: datetime,
    *, is_chosen: bool,
) -> None:  # fmt: skip
    """Follow it, or follow it again; what comes through another connection stays there unless it was chosen."""
    await connection.execute(
        TAKE_IN_PROJECT, workspace_id, origin.connection_id, origin.provider, origin.origin, found.external_id,
        found.prefix, found.name, found.url, now, is_chosen,
    )  # fmt: skip


async def leave_all_but(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    repositories: Sequence[str],
    projects: Sequence[str],
    now: datetime,
) -> None:
    """Follow the others no longer; what was read of them stays."""
    await connection.execute(LEAVE_REPOSITORIES, workspace_id, connection_id, repositories, now)
    await connection.execute(LEAVE_PROJECTS, workspace_id, connection_id, projects)


async def mark_gone(
    connection: Connection,
    workspace_id: WorkspaceId,
    connection_id: ConnectionId,
    *,
    repositories: Sequence[str],
    projects: Sequence[str],
    now: datetime,
) -> None:
    """Those that are not among these the provider has no more, or hides them from us."""
    await connection.execute(GONE_REPOSITORIES, workspace_id, connection_id, repositories, now)
    await connection.execute(GONE_PROJECTS, workspace_id, connection_id, projects, now)


async def follow_all(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId, *, wished: bool, now: datetime
) -> None:
    """Whether what comes later is taken in as well."""
    await connection.execute(
        "update connections set follows_all = $3, updated_at = $4 where workspace_id = $1 and id = $2",
        workspace_id, connection_id, wished, now,
    )  # fmt: skip


async def followed_ids(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId
) -> set[tuple[str, str]]:
    """(kind, external id) of everything that is followed, vanished or not."""
    return {
        (each["kind"], each["external_id"])
        for each in await connection.fetch(FOLLOWED_IDS, workspace_id, connection_id)
    }


async def repositories(
    connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId
) -> list[Repository]:
    """The followed repositories that are there."""
    found = await connection.fetch(SCOPED_REPOSITORIES, workspace_id, connection_id)
    return [Repository(each["id"], each["key"], each["external_id"], each["name"]) for each in found]


async def every_repository(connection: Connection, workspace_id: WorkspaceId) -> list[Repository]:
    """All there are, known by what they are called in lower case; of two of a name, the one that is read further."""
    found = await connection.fetch(NAMED_REPOSITORIES, workspace_id)
    return [Repository(each["id"], each["key"], each["called"], each["called"]) for each in found]


async def projects(connection: Connection, workspace_id: WorkspaceId, connection_id: ConnectionId) -> list[Record]:
    """key, external_id and prefix of the followed projects that are there."""
    return list(await connection.fetch(SCOPED_PROJECTS, workspace_id, connection_id))
