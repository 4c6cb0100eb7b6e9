"""Pull requests as columns: with what they became, and when that went live.

Of a person or a team also the pull requests that were opened around them, where they had committed or reviewed: who
did not answer counts as well. Of those nothing but their opening is looked for.
"""

import polars as pl

from aexy.kernel.metric import Level
from aexy.store.scopes import Scope
from aexy.store.session import Session

# How long a commit or a review makes somebody at home in a repository; hours, since days are not all as long.
AT_HOME = "interval '2160 hours'"
WHOSE = {
    Level.DEVELOPER: """
        select i.key
        from developers d
        join developer_identities i on i.developer_id = d.id
        where d.key = $3::int""",
    Level.TEAM: """
        select i.key
        from teams t
        join team_members m on m.team_id = t.id
        join developer_identities i on i.developer_id = m.developer_id
        where t.key = $3::int""",
}
"""The identities a level's key stands for."""
REPOSITORIES = {
    Level.REPOSITORY: """
        select $3::int""",
    Level.PROJECT: """
        select r.key
        from projects o
        join project_repositories h on h.project_id = o.id
        join repositories r on r.id = h.repository_id
        where o.key = $3::int""",
}
"""The repositories a level's key stands for."""
_SPANS = """
with spans as materialized (
    select since, until
    from unnest($1::text::timestamptz[], $2::text::timestamptz[]) s (since, until)
)"""
_NEEDED = """p.key, p.repository_key, p.author_key, p.opened_at, p.ready_at, p.closed_at, p.merged_at, p.merged_by_key,
           p.merge_sha, p.additions, p.deletions, p.commits_count, p.commits_as_of"""
_ALL = f"""
with chosen as materialized (
    select {_NEEDED}, false as is_near
    from pull_requests p
    where p.gone_at is null
)"""  # noqa: S608 - a constant above
_LIVE = """
    from spans s
    join deployments d on d.finished_at >= s.since and d.finished_at < s.until
    join deployment_commits l on l.deployment_key = d.key"""
_IS_LIVE = """
    where d.environment_kind = 'production'
        and d.status = 'success'
        and d.gone_at is null"""
# What moved in these times, each by the index that knows: a merge also by the branch it closed.
_MOVED = f""",
wanted as materialized (
    select p.key, false as is_near
    from spans s
    join pull_requests p on p.opened_at >= s.since and p.opened_at < s.until
    union
    select p.key, false
    from spans s
    join pull_requests p on p.closed_at >= s.since and p.closed_at < s.until
    union
    select p.key, false
    from spans s
    join pull_requests p on p.merged_at >= s.since and p.merged_at < s.until
    union
    select r.pull_key, false
    from spans s
    join reviews r on r.submitted_at >= s.since and r.submitted_at < s.until
    union
    select c.pull_key, false
    from spans s
    join review_comments c on c.commented_at >= s.since and c.commented_at < s.until
    union
    select q.pull_key, false
    from spans s
    join review_requests q on q.requested_at >= s.since and q.requested_at < s.until
    union
    select p.key, false{_LIVE}
    join commits c on c.key = l.commit_key
    join pull_requests p on p.repository_key = c.repository_key and p.merge_sha = c.sha{_IS_LIVE}
    union
    select b.pull_key, false{_LIVE}
    join commit_pull_requests b on b.commit_key = l.commit_key and b.evidence in ('merge', 'squash'){_IS_LIVE}
)"""  # noqa: S608 - made of snippets of our own
_OF_PEOPLE = f""",
whose as materialized ({{whose}}
),
present as materialized (
    select c.repository_key
    from whose i
    cross join spans s
    join commits c on c.author_key = i.key and c.placed_at >= s.since - {AT_HOME} and c.placed_at < s.until
    where c.standing = 'counted'
        and not c.is_merge
    union
    select p.repository_key
    from whose i
    cross join spans s
    join reviews r on r.reviewer_key = i.key and r.submitted_at >= s.since - {AT_HOME} and r.submitted_at < s.until
    join pull_requests p on p.key = r.pull_key
),
theirs as materialized (
    select p.key
    from pull_requests p
    where p.author_key in (select key from whose)
    union
    select r.pull_key
    from reviews r
    where r.reviewer_key in (select key from whose)
    union
    select c.pull_key
    from review_comments c
    where c.author_key in (select key from whose)
    union
    select q.pull_key
    from review_requests q
    where q.reviewer_key in (select key from whose)
),
moved as materialized (
    select p.key
    from theirs t
    join pull_requests p on p.key = t.key
    where exists (
        select
        from spans s
        where p.opened_at >= s.since and p.opened_at < s.until
            or p.closed_at >= s.since and p.closed_at < s.until
            or p.merged_at >= s.since and p.merged_at < s.until
            or exists (
                select
                from reviews r
                where r.pull_key = p.key and r.submitted_at >= s.since and r.submitted_at < s.until
            )
            or exists (
                select
                from review_comments c
                where c.pull_key = p.key and c.commented_at >= s.since and c.commented_at < s.until
            )
            or exists (
                select
                from review_requests q
                where q.pull_key = p.key and q.requested_at >= s.since and q.requested_at < s.until
            )
    )
    union
    select t.key{_LIVE}
    join commits c on c.key = l.commit_key
    join pull_requests p on p.repository_key = c.repository_key and p.merge_sha = c.sha
    join theirs t on t.key = p.key{_IS_LIVE}
    union
    select t.key{_LIVE}
    join commit_pull_requests b on b.commit_key = l.commit_key and b.evidence in ('merge', 'squash')
    join theirs t on t.key = b.pull_key{_IS_LIVE}
),
wanted as materialized (
    select key, false as is_near
    from moved
    union all
    select p.key, true
    from spans s
    join pull_requests p on p.opened_at >= s.since and p.opened_at < s.until
    where p.repository_key in (select repository_key from present)
        and not exists (select from moved m where m.key = p.key)
    group by p.key
)"""  # noqa: S608 - likewise
_CHOSEN = f""",
chosen as materialized (
    select {_NEEDED}, w.is_near
    from wanted w
    join pull_requests p on p.key = w.key
    where p.gone_at is null{{which}}
)"""  # noqa: S608 - likewise
# A merge is what its first-parent diff says, a squash is one commit. Rebased commits, and commits that went as they
# were, count where all of them are here; among these, merges of the branch itself bring nothing of the change's own.
_COLUMNS = """,
became as (
    select l.pull_key,
           count(*) filter (where l.evidence in ('merge', 'squash')) as landed,
           count(c.lines_added) filter (where l.evidence in ('merge', 'squash')) as landed_known,
           sum(c.lines_added + c.lines_removed) filter (where l.evidence in ('merge', 'squash')) as landed_lines,
           count(*) filter (where l.evidence = 'rebase') as rebased,
           count(c.lines_added) filter (where l.evidence = 'rebase') as rebased_known,
           sum(c.lines_added + c.lines_removed) filter (where l.evidence = 'rebase') as rebased_lines,
           count(*) filter (where l.evidence = 'member') as members,
           count(*) filter (where l.evidence = 'member' and (c.is_merge or c.lines_added is not null)) as members_known,
           sum(case when c.is_merge then 0 else c.lines_added + c.lines_removed end)
               filter (where l.evidence = 'member') as members_lines
    from chosen p
    join commit_pull_requests l on l.pull_key = p.key
    join commits c on c.key = l.commit_key
    where not p.is_near
    group by l.pull_key
),
inside as (
    select m.pull_key, count(*) as commits, count(m.authored_at) as dated
    from chosen p
    join pull_request_commits m on m.pull_key = p.key
    where not p.is_near
    group by m.pull_key
),
live as (
    select x.pull_key, min(d.finished_at) as at
    from (
        select p.key as pull_key, c.key as commit_key
        from chosen p
        join commits c on c.repository_key = p.repository_key and c.sha = p.merge_sha
        where not p.is_near
        union all
        select l.pull_key, l.commit_key
        from chosen p
        join commit_pull_requests l on l.pull_key = p.key
        where not p.is_near
            and l.evidence in ('merge', 'squash')
    ) x
    join deployment_commits l on l.commit_key = x.commit_key
    join deployments d on d.key = l.deployment_key
    where d.environment_kind = 'production'
        and d.status = 'success'
        and d.gone_at is null
    group by x.pull_key
)
select p.key as pull,
       p.repository_key as repository,
       p.author_key as author,
       p.opened_at as opened,
       p.ready_at as ready,
       p.closed_at as closed,
       p.merged_at as merged,
       p.merged_by_key as merged_by,
       case
           when b.landed > 0 then case when b.landed_known = b.landed then b.landed_lines end
           when b.rebased > 0 and b.rebased >= greatest(p.commits_count, i.commits)
               then case when b.rebased_known = b.rebased then b.rebased_lines end
           when b.members > 0 and b.members >= greatest(p.commits_count, i.commits)
               then case when b.members_known = b.members then b.members_lines end
       end::bigint as lines,
       (case
           when b.landed > 0 then 1
           when b.rebased > 0 and b.rebased >= greatest(p.commits_count, i.commits) then 2
           when b.members > 0 and b.members >= greatest(p.commits_count, i.commits) then 3
           else 0
       end)::smallint as became,
       p.additions::bigint + p.deletions as provider_lines,
       coalesce(i.dated = i.commits and (p.commits_as_of is not null or i.commits >= p.commits_count), false)
           as commits_known,
       v.at as deployed,
       p.is_near
from chosen p
left join became b on b.pull_key = p.key
left join inside i on i.pull_key = p.key
left join live v on v.pull_key = p.key"""


def read_pulls(session: Session, scope: Scope) -> pl.DataFrame:
    """Pull requests as `PULLS`, people by their identities; and `became` (0: not known what) and `is_near`."""
    return session.frame(_statement(scope), scope.parameters)


def _statement(scope: Scope) -> str:
    if scope.is_everything:
        return _ALL + _COLUMNS
    if whose := WHOSE.get(scope.level):
        return _SPANS + _OF_PEOPLE.format(whose=whose) + _CHOSEN.format(which="") + _COLUMNS
    among = REPOSITORIES.get(scope.level)
    which = f"\n        and p.repository_key in ({among}\n        )" if among else ""
    return _SPANS + _MOVED + _CHOSEN.format(which=which) + _COLUMNS
