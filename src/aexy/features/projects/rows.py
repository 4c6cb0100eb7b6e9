"""Projects and what they hold, as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.features.projects.schemas import (
    Project,
    ProjectChange,
    ProjectDetail,
    ProjectId,
    ProjectRepository,
    ProjectSource,
    Tracker,
)
from aexy.store.postgres import Connection, Record

COLUMNS = """
    p.id,
    p.slug,
    p.name,
    p.description,
    p.source,
    p.created_at,
    p.updated_at,
    array(
        select h.repository_id
        from project_repositories h
        where h.project_id = p.id
        order by h.repository_id
    ) as repository_ids,
    array(
        select h.tracker_project_id
        from project_trackers h
        where h.project_id = p.id
        order by h.tracker_project_id
    ) as tracker_ids"""

LIST = f"""
select {COLUMNS}
from projects p
where ($1::text is null or (p.name, p.id) > ($1, $2::uuid))
order by p.name, p.id
limit $3"""  # noqa: S608 - joined from this module's own constants

ONE = f"""
select {COLUMNS}
from projects p
where p.id = $1"""  # noqa: S608 - likewise

REPOSITORIES = """
select r.id, r.name, r.owner
from project_repositories h
join repositories r on r.id = h.repository_id
where h.project_id = $1
order by r.name, r.id"""

TRACKER = "t.id, t.provider, t.origin, t.prefix, t.name, t.url"

TRACKERS = f"""
select {TRACKER}
from project_trackers h
join tracker_projects t on t.id = h.tracker_project_id
where h.project_id = $1
order by t.name, t.id"""  # noqa: S608 - likewise

ALL_TRACKERS = f"""
select {TRACKER}
from tracker_projects t
where t.gone_at is null
    and ($1::text is null or (t.name, t.id) > ($1, $2::uuid))
order by t.name, t.id
limit $3"""  # noqa: S608 - likewise

ADD = """
insert into projects (workspace_id, slug, name, description, created_at, updated_at)
values (current_workspace(), $1, $2, $3, $4, $4)
on conflict (workspace_id, slug) do nothing
returning id"""

CHANGE = """
update projects
set name = coalesce($2, name),
    description = coalesce($3, description),
    source = 'manual',
    updated_at = $4
where id = $1
returning id"""

DELETE = """
delete from projects
where id = $1"""

KNOWN_REPOSITORIES = "select id from repositories where id = any($1::uuid[])"
KNOWN_TRACKERS = "select id from tracker_projects where id = any($1::uuid[])"

LEAVE_OUT_REPOSITORIES = """
delete from project_repositories
where project_id = $1
    and repository_id <> all($2::uuid[])"""

TAKE_IN_REPOSITORIES = """
insert into project_repositories (workspace_id, project_id, repository_id)
select current_workspace(), $1, one
from unnest($2::uuid[]) as one
on conflict do nothing"""

LEAVE_OUT_TRACKERS = """
delete from project_trackers
where project_id = $1
    and tracker_project_id <> all($2::uuid[])"""

TAKE_IN_TRACKERS = """
insert into project_trackers (workspace_id, project_id, tracker_project_id)
select current_workspace(), $1, one
from unnest($2::uuid[]) as one
on conflict do nothing"""

ZONE = "select time_zone from workspaces where id = current_workspace()"

# A reporting view shows the same ids.
SPRINTS = """
select md5('sprint ' || s.key)::uuid as id,
       s.origin,
       s.name,
       s.goal,
       s.state,
       coalesce(s.board, t.name, s.origin) as board,
       t.id as tracker_id,
       t.prefix as tracker,
       s.starts_at,
       s.ends_at,
       s.completed_at
from sprints s
left join tracker_projects t on t.key = s.project_key
where s.gone_at is null
    and (
        $1::uuid is null
        or t.id in (select h.tracker_project_id from project_trackers h where h.project_id = $1)
    )
    and ($2::uuid is null or t.id = $2)
order by s.starts_at nulls last, s.key"""


def _values(record: Record) -> dict[str, Any]:
    return {
        **record,
        "source": ProjectSource(record["source"]),
        "repository_ids": list(record["repository_ids"]),
        "tracker_ids": list(record["tracker_ids"]),
    }


async def by_name(connection: Connection, *, after: tuple[str, UUID] | None, limit: int) -> list[Project]:
    """At most `limit` projects by name."""
    name, project_id = after or (None, None)
    return [Project(**_values(row)) for row in await connection.fetch(LIST, name, project_id, limit)]


async def find(connection: Connection, project_id: ProjectId) -> ProjectDetail | None:
    """One project of the workspace with what it holds."""
    record = await connection.fetchrow(ONE, project_id)
    if record is None:
        return None
    held = [ProjectRepository(**row) for row in await connection.fetch(REPOSITORIES, project_id)]
    trackers = [Tracker(**row) for row in await connection.fetch(TRACKERS, project_id)]
    return ProjectDetail(**_values(record), repositories=held, trackers=trackers)


async def trackers_by_name(connection: Connection, *, after: tuple[str, UUID] | None, limit: int) -> list[Tracker]:
    """At most `limit` tracker projects by name."""
    name, tracker_id = after or (None, None)
    return [Tracker(**row) for row in await connection.fetch(ALL_TRACKERS, name, tracker_id, limit)]


async def add(
    connection: Connection, *, slug: str, name: str, description: str | None, now: datetime
) -> ProjectId | None:
    """A project that holds nothing yet; None when another one has that slug."""
    found: UUID | None = await connection.fetchval(ADD, slug, name, description, now)
    return ProjectId(found) if found else None


async def change(connection: Connection, project_id: ProjectId, wish: ProjectChange, now: datetime) -> bool:
    """Set what is mentioned; it is people's from now on. False when there is no such project."""
    return await connection.fetchval(CHANGE, project_id, wish.name, wish.description, now) is not None


async def delete(connection: Connection, project_id: ProjectId) -> None:
    """Take the project away; what it held stays."""
    await connection.execute(DELETE, project_id)


async def known_repositories(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that are repositories of the workspace."""
    return {row["id"] for row in await connection.fetch(KNOWN_REPOSITORIES, ids)}


async def known_trackers(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that are tracker projects of the workspace."""
    return {row["id"] for row in await connection.fetch(KNOWN_TRACKERS, ids)}


async def hold_repositories(connection: Connection, project_id: ProjectId, ids: Sequence[UUID]) -> bool:
    """The project holds exactly these; False when it did already."""
    statements = (LEAVE_OUT_REPOSITORIES, TAKE_IN_REPOSITORIES)
    done = [await connection.execute(statement, project_id, ids) for statement in statements]
    return any(not status.endswith(" 0") for status in done)


async def hold_trackers(connection: Connection, project_id: ProjectId, ids: Sequence[UUID]) -> None:
    """The project holds exactly these."""
    await connection.execute(LEAVE_OUT_TRACKERS, project_id, ids)
    await connection.execute(TAKE_IN_TRACKERS, project_id, ids)


async def zone(connection: Connection) -> str:
    """The workspace's time zone."""
    found: str = await connection.fetchval(ZONE)
    return found


async def sprints(
    connection: Connection, project_id: ProjectId | None = None, tracker_id: UUID | None = None
) -> list[Record]:
    """Sprints as their trackers tell of them, those of a project or tracker project alone; first to last."""
    return list(await connection.fetch(SPRINTS, project_id, tracker_id))
