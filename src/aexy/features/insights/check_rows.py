"""What is known to be missing about pull requests, reviews, issues and schedules, counted in the database."""

from datetime import datetime

from aexy.features.insights.schemas import Subject
from aexy.features.insights.subject_rows import keys_of, narrowed
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

_SUBJECTS = narrowed("p", "opened_at")

# $8: since when nothing may have happened to what is open, for it to be called quiet.
PULLS = f"""
with chosen as materialized (
    select p.*
    from pull_requests p
    where p.workspace_id = $1
        and p.gone_at is null
        and (
            p.opened_at >= $2 and p.opened_at < $3
            or p.merged_at >= $2 and p.merged_at < $3
        ){_SUBJECTS}
),
linked as materialized (
    select distinct c.pull_key
    from commit_pull_requests c
),
reviewed as materialized (
    select v.pull_key, count(*) as reviews, count(*) filter (where v.comments_count is null) as uncounted
    from reviews v
    where v.state <> 'pending'
    group by v.pull_key
)
select count(*) as pulls,
       count(*) filter (where p.author_key is null) as nobodys,
       count(*) filter (where p.merged_at is not null) as merged,
       count(*) filter (where p.merged_at is not null and p.additions is null and l.pull_key is null) as sizeless,
       count(*) filter (where p.merged_at is not null and l.pull_key is null) as unlinked,
       count(*) filter (where p.commits_as_of is null) as commits_unknown,
       count(*) filter (where p.reviews_as_of is null) as reviews_unknown,
       count(*) filter (where p.state = 'open') as open,
       count(*) filter (where p.state = 'open' and p.version < $8) as quiet,
       coalesce(sum(r.reviews), 0)::bigint as reviews,
       coalesce(sum(r.uncounted), 0)::bigint as uncounted
from chosen p
left join linked l on l.pull_key = p.key
left join reviewed r on r.pull_key = p.key"""  # noqa: S608 - a constant above

# Issues belong to no person's or team's data; of a repository, those in its own tracker.
ISSUES = """
select count(*) as issues,
       count(*) filter (where i.transitions_as_of is null) as stepless
from issues i
where i.workspace_id = $1
    and i.gone_at is null
    and i.opened_at >= $2
    and i.opened_at < $3
    and ($4::int is null or i.repository_key = $4)"""

# Who is active, and whose holidays are not known: neither theirs nor the workspace's.
PEOPLE = """
select count(*) as people,
       count(*) filter (where w.country is null and s.country is null) as without_holidays,
       count(*) filter (where exists (select from leave l where l.developer_id = d.id)) as with_leave
from developers d
join workspaces w on w.id = d.workspace_id
left join working_schedules s on s.developer_id = d.id
where d.workspace_id = $1
    and d.kind = 'human'
    and d.merged_into is null
    and d.last_activity_at >= $2"""

MANIFESTS = """
select count(*) as manifests, count(m.failure) as unread
from manifests m
where m.workspace_id = $1
    and not m.is_gone
    and ($2::int is null or m.repository_key = $2)"""


async def pulls(
    connection: Connection,
    workspace_id: WorkspaceId,
    subject: Subject,
    span: tuple[datetime, datetime],
    quiet: datetime,
) -> dict[str, int]:
    """Pull requests opened or merged in the span, and how many of them lack what."""
    return dict(await connection.fetchrow(PULLS, workspace_id, *span, *keys_of(subject), quiet))


async def issues(
    connection: Connection, workspace_id: WorkspaceId, repository: int | None, span: tuple[datetime, datetime]
) -> dict[str, int]:
    """Issues opened in the span, and of how many their way is not known."""
    return dict(await connection.fetchrow(ISSUES, workspace_id, *span, repository))


async def people(connection: Connection, workspace_id: WorkspaceId, since: datetime) -> dict[str, int]:
    """People active since then, whose holidays are not known, and who have ever said that they are away."""
    return dict(await connection.fetchrow(PEOPLE, workspace_id, since))


async def manifests(connection: Connection, workspace_id: WorkspaceId, repository: int | None) -> dict[str, int]:
    """How many manifests there are, and how many of them cannot be understood as they are now."""
    return dict(await connection.fetchrow(MANIFESTS, workspace_id, repository))
