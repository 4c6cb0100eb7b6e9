"""Languages and the quality of the data, as they are counted in the database: they are tables, not metrics."""

from datetime import datetime

from aexy.features.insights.schemas import Subject
from aexy.features.insights.subject_rows import keys_of, narrowed
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

_SUBJECTS = narrowed("c", "placed_at")

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


async def languages(
    connection: Connection, workspace_id: WorkspaceId, subject: Subject, since: datetime, until: datetime
) -> list[Record]:
    """By language (null for unknown): lines_added, lines_removed, commits; most lines first."""
    found: list[Record] = await connection.fetch(LANGUAGES, workspace_id, since, until, *keys_of(subject))
    return found


async def quality(
    connection: Connection, workspace_id: WorkspaceId, subject: Subject, since: datetime, until: datetime
) -> dict[str, int]:
    """Commits, and how many of them have an implausible date, unknown lines, no hour, an author without an address."""
    return dict(await connection.fetchrow(QUALITY, workspace_id, since, until, *keys_of(subject)))


async def failed_syncs(connection: Connection, workspace_id: WorkspaceId, repository: int | None) -> dict[str, int]:
    """Repositories, and those whose latest sync failed."""
    return dict(await connection.fetchrow(FAILED_SYNCS, workspace_id, repository))
