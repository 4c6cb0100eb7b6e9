"""What the demo's teams own, and a project for each project of its tracker.

What people changed stays as they left it: who they said owns a repository, a project they edited, one they took away.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from aexy.kernel.ids import WorkspaceId
from aexy.sources.demo.organization import Organization
from aexy.sources.demo.tracker import prefix
from aexy.store.postgres import Connection

_NO_LONGER: Final = """
delete from repository_teams o
using repositories r
where r.workspace_id = $1
  and r.provider = 'demo'
  and r.owners_said_at is null
  and o.repository_id = r.id
  and o.source = 'demo'
  and not exists (
      select
      from unnest($2::text[], $3::text[]) w (repository, slug)
      join teams t on t.workspace_id = $1 and t.slug = w.slug
      where w.repository = r.provider_id
        and t.id = o.team_id
  )"""

_OWN: Final = """
insert into repository_teams (workspace_id, repository_id, team_id, source)
select $1, r.id, t.id, 'demo'
from unnest($2::text[], $3::text[]) w (repository, slug)
join teams t on t.workspace_id = $1 and t.slug = w.slug
join repositories r on r.workspace_id = $1 and r.provider = 'demo' and r.provider_id = w.repository
where r.owners_said_at is null
on conflict do nothing"""

# Of a demo that was larger.
_LEFT_OVER: Final = """
delete from projects p
where p.workspace_id = $1
  and p.source = 'demo'
  and not exists (select from project_trackers h where h.project_id = p.id)"""

_MAKE: Final = """
with fresh as (
    select t.id, w.slug, w.name
    from unnest($2::text[], $3::text[], $4::text[]) w (tracker, slug, name)
    join tracker_projects t on t.workspace_id = $1 and t.provider = 'demo' and t.external_id = w.tracker
    where t.project_made_at is null
),
made as (
    insert into projects (workspace_id, slug, name, source, created_at, updated_at)
    select $1, f.slug, f.name, 'demo', $5, $5
    from fresh f
    on conflict (workspace_id, slug) do nothing
    returning id, slug
),
noted as (
    update tracker_projects t
    set project_made_at = $5
    from fresh f
    where t.id = f.id
)
insert into project_trackers (workspace_id, project_id, tracker_project_id)
select $1, m.id, f.id
from made m
join fresh f on f.slug = m.slug"""

_HELD: Final = """
select p.id as project_id, r.id as repository_id
from unnest($2::text[], $3::text[]) w (tracker, repository)
join tracker_projects t on t.workspace_id = $1 and t.provider = 'demo' and t.external_id = w.tracker
join project_trackers h on h.tracker_project_id = t.id
join projects p on p.id = h.project_id and p.source = 'demo'
join repositories r on r.workspace_id = $1 and r.provider = 'demo' and r.provider_id = w.repository"""

_LEAVE_OUT: Final = f"""
delete from project_repositories x
using projects p
where p.workspace_id = $1
  and p.source = 'demo'
  and x.project_id = p.id
  and (x.project_id, x.repository_id) not in ({_HELD})"""  # noqa: S608 - joined from this module's own constants

_TAKE_IN: Final = f"""
insert into project_repositories (workspace_id, project_id, repository_id)
select $1, held.project_id, held.repository_id
from ({_HELD}) held
on conflict do nothing"""  # noqa: S608 - likewise


class Group(NamedTuple):
    """A team with its tracker's project (by what issues begin with, its id there) and its repositories (owner/name)."""

    slug: str
    name: str
    tracker: str
    repositories: tuple[str, ...]


def groups_of(organization: Organization) -> list[Group]:
    """Each team of the story with what is its own."""
    return [
        Group(
            team.slug,
            team.name,
            prefix(team),
            tuple(each.full_name for each in organization.repositories if each.team == team.index),
        )
        for team in organization.teams
    ]


async def put_owners(connection: Connection, workspace_id: WorkspaceId, groups: Sequence[Group]) -> None:
    """Each repository is its team's and always was, unless people said whose it is. The teams must be there."""
    owned = [(repository, group.slug) for group in groups for repository in group.repositories]
    columns = [repository for repository, _ in owned], [slug for _, slug in owned]
    await connection.execute(_NO_LONGER, workspace_id, *columns)
    await connection.execute(_OWN, workspace_id, *columns)


async def put_projects(
    connection: Connection, workspace_id: WorkspaceId, groups: Sequence[Group], *, now: datetime
) -> None:
    """A project for each project of the tracker, made once; as long as nobody changed it, it holds its team's all."""
    await connection.execute(_LEFT_OVER, workspace_id)
    await connection.execute(
        _MAKE,
        workspace_id,
        [group.tracker for group in groups],
        [group.slug for group in groups],
        [group.name for group in groups],
        now,
    )
    held = [(group.tracker, repository) for group in groups for repository in group.repositories]
    columns = [tracker for tracker, _ in held], [repository for _, repository in held]
    await connection.execute(_LEAVE_OUT, workspace_id, *columns)
    await connection.execute(_TAKE_IN, workspace_id, *columns)
