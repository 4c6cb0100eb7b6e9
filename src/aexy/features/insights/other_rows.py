"""Languages and the quality of the data, as they are counted in the database: they are tables, not metrics."""

from datetime import datetime
from typing import Any

from aexy.features.insights.schemas import Subject
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.postgres import Connection, Record

# Which commits are the subject's: $4 a repository, $5 a person, $6 a team, $7 a project; null for all.
_SUBJECTS = """
    and ($4::int is null or c.repository_key = $4)
    and (
        $5::int is null
        or c.author_key in (
            select i.key from developer_identities i join developers d on d.id = i.developer_id where d.key = $5
        )
    )
    and (
        $6::int is null
        or exists (
            select
            from teams t
            join team_members m on m.team_id = t.id
            join developer_identities i on i.developer_id = m.developer_id
            where t.key = $6
                and i.key = c.author_key
                and m.joined_at <= c.placed_at
                and (m.left_at is null or m.left_at > c.placed_at)
        )
    )
    and (
        $7::int is null
        or c.repository_key in (
            select r.key
            from projects o
            join project_repositories h on h.project_id = o.id
            join repositories r on r.id = h.repository_id
            where o.key = $7
        )
    )"""

LANGUAGES = f"""
with chosen as materialized (
    select c.key
    from commits c
    where c.workspace_id = $1
        and c.standing = 'counted'
        and not c.is_merge
        and c.placed_at >= $2
        and c.placed_at < $3
        and c.author_key in (
            select i.key from developer_identities i join developers d on d.id = i.developer_id where d.kind = 'human'
        ){_SUBJECTS}
)
select p.language,
       coalesce(sum(f.additions), 0)::bigint as lines_added,
       coalesce(sum(f.deletions), 0)::bigint as lines_removed,
       count(distinct f.commit_key) as commits
from chosen c
join commit_files f on f.commit_key = c.key
join paths p on p.key = f.path_key
where p.class not in ('generated', 'vendored', 'lock')
group by p.language
order by coalesce(sum(f.additions), 0) + coalesce(sum(f.deletions), 0) desc, p.language"""  # noqa: S608 - a constant above

QUALITY = f"""
select count(*) as commits,
       count(*) filter (where c.is_date_implausible) as implausible,
       count(*) filter (where c.additions is null) as shallow,
       count(*) filter (where not c.hour_is_known) as no_hour,
       count(*) filter (where coalesce(i.email, '') = '' or i.email not like '%@%.%') as unknown
from commits c
join developer_identities i on i.key = c.author_key
where c.workspace_id = $1
    and c.standing = 'counted'
    and c.placed_at >= $2
    and c.placed_at < $3{_SUBJECTS}"""  # noqa: S608 - likewise

FAILED_SYNCS = """
select count(*) as repositories,
       count(*) filter (where (
           select j.state
           from jobs j
           where j.repository_id = r.id and j.state in ('done', 'failed')
           order by j.created_at desc
           limit 1
       ) = 'failed') as failed
from repositories r
where r.workspace_id = $1
    and ($2::int is null or r.key = $2)"""


def _parameters(workspace_id: WorkspaceId, subject: Subject, since: datetime, until: datetime) -> list[Any]:
    keys = {level: subject.key if subject.level is level else None for level in Level}
    team = keys[Level.TEAM] if subject.team is None else subject.team
    return [workspace_id, since, until, keys[Level.REPOSITORY], keys[Level.DEVELOPER], team, keys[Level.PROJECT]]


async def languages(
    connection: Connection, workspace_id: WorkspaceId, subject: Subject, since: datetime, until: datetime
) -> list[Record]:
    """By language (null for unknown): lines_added, lines_removed, commits; most lines first."""
    found: list[Record] = await connection.fetch(LANGUAGES, *_parameters(workspace_id, subject, since, until))
    return found


async def quality(
    connection: Connection, workspace_id: WorkspaceId, subject: Subject, since: datetime, until: datetime
) -> dict[str, int]:
    """Commits, and how many of them have an implausible date, unknown lines, no hour, an author without an address."""
    return dict(await connection.fetchrow(QUALITY, *_parameters(workspace_id, subject, since, until)))


async def failed_syncs(connection: Connection, workspace_id: WorkspaceId, repository: int | None) -> dict[str, int]:
    """Repositories, and those whose latest sync failed."""
    return dict(await connection.fetchrow(FAILED_SYNCS, workspace_id, repository))
