"""Pull requests as columns: with what they became, and when that went live.

A pull request went live with the first production deployment of a service that has it, whichever service was earliest;
not known is when that was for what was there when a service's history began (store/delivery).

Of a person or a team also the pull requests that were opened around them, where they had committed or reviewed: who
did not answer counts as well. Of those nothing but their opening is looked for.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl

from aexy.kernel.metric import Level
from aexy.kernel.reaching import AT_HOME
from aexy.store.scopes import Scope, keys
from aexy.store.session import Session

# Queries of identities and of repositories, with a place for the key.
IDENTITIES = {
    Level.DEVELOPER: """
        select i.key
        from developers d
        join developer_identities i on i.developer_id = d.id
        where d.key = {key}""",
    Level.TEAM: """
        select i.key
        from teams t
        join team_members m on m.team_id = t.id
        join developer_identities i on i.developer_id = m.developer_id
        where t.key = {key}""",
}
REPOSITORIES = {
    Level.REPOSITORY: """
        select {key}""",
    Level.PROJECT: """
        select r.key
        from projects o
        join project_repositories h on h.project_id = o.id
        join repositories r on r.id = h.repository_id
        where o.key = {key}""",
}
_NEEDED = """p.key, p.repository_key, p.author_key, p.opened_at, p.ready_at, p.closed_at, p.merged_at, p.merged_by_key,
           p.merge_sha, p.additions, p.deletions, p.commits_count, p.commits_as_of"""
_ALL = f"""
with chosen as materialized (
    select {_NEEDED}
    from pull_requests p
    where p.gone_at is null
)"""  # noqa: S608 - a constant above


def whose(scope: Scope) -> str | None:
    """The identities of a person or of a team's members, as a query."""
    found = IDENTITIES.get(scope.level)
    return found.format(key=int(scope.key)) if found else None


def where(scope: Scope) -> str | None:
    """The repositories of one or of a project, as a query."""
    found = REPOSITORIES.get(scope.level)
    return found.format(key=int(scope.key)) if found else None


def _live(scope: Scope, links: str = "") -> str:
    return f"""
    select l.pull_key
    from counted_deployments d
    join deliveries l on l.deployment_key = d.key
    {links}
    where {scope.during("d.finished_at")}
        and d.is_production
        and d.status = 'success'
        and not d.is_first
        and l.pull_key is not null"""  # noqa: S608 - made of snippets of our own


def _moved(scope: Scope) -> str:
    """What moved in these times, each by the index that knows."""
    return f"""
with wanted as materialized (
    select p.key
    from pull_requests p
    where {scope.during("p.opened_at")}
    union
    select p.key
    from pull_requests p
    where {scope.during("p.closed_at")}
    union
    select p.key
    from pull_requests p
    where {scope.during("p.merged_at")}
    union
    select r.pull_key
    from reviews r
    where {scope.during("r.submitted_at")}
    union
    select c.pull_key
    from review_comments c
    where {scope.during("c.commented_at")}
    union
    select q.pull_key
    from review_requests q
    where {scope.during("q.requested_at")}
    union{_live(scope)}
)"""  # noqa: S608 - likewise


def _theirs(scope: Scope, identities: str, repositories: Sequence[int]) -> str:
    """What these people ever had to do with, and where they were at home: in these repositories, and there before."""
    return f"""
with whose as materialized ({identities}
),
present as materialized (
    select unnest('{keys(repositories)}'::integer[]) as repository_key
    union
    select c.repository_key
    from commits c
    where c.author_key in (select key from whose)
        and {scope.before("c.placed_at", AT_HOME)}
        and c.standing = 'counted'
        and not c.is_merge
    union
    select p.repository_key
    from reviews r
    join pull_requests p on p.key = r.pull_key
    where r.reviewer_key in (select key from whose)
        and {scope.during("r.submitted_at", since=AT_HOME)}
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
)"""  # noqa: S608 - likewise


def _moved_of_theirs(scope: Scope) -> str:
    """What of that moved in these times.

    `offset 0`: what is asked only of the few that nothing else says it of is looked up for each of them.
    """
    return f""",
wanted as materialized (
    select p.key
    from pull_requests p
    where p.key = any(array(select key from theirs))
        and (
            {scope.during("p.opened_at")}
            or {scope.during("p.closed_at")}
            or {scope.during("p.merged_at")}
            or exists (select from reviews r where r.pull_key = p.key and {scope.during("r.submitted_at")} offset 0)
            or exists (
                select from review_comments c where c.pull_key = p.key and {scope.during("c.commented_at")} offset 0
            )
            or exists (
                select from review_requests q where q.pull_key = p.key and {scope.during("q.requested_at")} offset 0
            )
        )
    union{_live(scope, "join theirs t on t.key = l.pull_key")}
)"""  # noqa: S608 - likewise


# As an array: the planner guesses so many for a union of them that it would read every pull request there is.
_CHOSEN = f""",
chosen as materialized (
    select {_NEEDED}
    from pull_requests p
    where p.key = any(array(select key from wanted))
        and p.gone_at is null{{which}}
)"""  # noqa: S608 - likewise
# Of a pull request `p` and what is `inside` it: all of its commits are here, with their authors' dates.
COMMITS_KNOWN = "coalesce(i.dated = i.commits and (p.commits_as_of is not null or i.commits >= p.commits_count), false)"
# A merge is what its first-parent diff says, a squash is one commit. Rebased commits, and commits that went as they
# were, count where all of them are here; among these, merges of the branch itself bring nothing of the change's own.
_COLUMNS = f""",
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
    group by l.pull_key
),
inside as (
    select m.pull_key, count(*) as commits, count(m.authored_at) as dated
    from chosen p
    join pull_request_commits m on m.pull_key = p.key
    group by m.pull_key
),
live as (
    select l.pull_key, min(d.finished_at) as at
    from chosen p
    join deliveries l on l.pull_key = p.key
    join counted_deployments d on d.key = l.deployment_key
    where not d.is_first
    group by l.pull_key
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
       {COMMITS_KNOWN} as commits_known,
       v.at as deployed,
       false as is_near
from chosen p
left join became b on b.pull_key = p.key
left join inside i on i.pull_key = p.key
left join live v on v.pull_key = p.key"""  # noqa: S608 - a constant above


def _near(scope: Scope) -> str:
    """What was opened in these times where they were at home; nothing else of it is looked for."""
    return f"""
union all
select p.key, p.repository_key, p.author_key, p.opened_at, null, null, null, null, null, 0::smallint, null, false, null,
       true
from pull_requests p
where {scope.during("p.opened_at")}
    and p.repository_key in (select repository_key from present)
    and p.key not in (select key from wanted)
    and p.gone_at is null"""  # noqa: S608 - likewise


def read_pulls(session: Session, scope: Scope, repositories: Sequence[int]) -> pl.DataFrame:
    """Pull requests as `PULLS`, people by their identities; and `became` (0: not known what) and `is_near`.

    `repositories` are those of the commits in the scope.
    """
    return session.frame(_statement(scope, repositories))


def read_lines(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """Of what was merged then how many lines it added and removed (`pull`, `lines`), by the rules of `PULLS`.

    The provider's own total where its commits are not known; null where that is not known either.
    """
    merged_then = f"p.merged_at >= '{since.isoformat()}' and p.merged_at < '{until.isoformat()}'"
    return _sizes(session, merged_then)


def read_sizes(session: Session, pulls: Iterable[int]) -> pl.DataFrame:
    """The same of these pull requests, merged or not."""
    return _sizes(session, f"p.key = any('{keys(pulls)}'::bigint[])")


def _sizes(session: Session, which: str) -> pl.DataFrame:
    wanted = f"""
with wanted as materialized (
    select p.key
    from pull_requests p
    where {which}
)"""  # noqa: S608 - instants and keys of our own
    found = session.frame(wanted + _CHOSEN.format(which="") + _COLUMNS)
    return found.select(pl.col("pull").cast(pl.Int64), lines=pl.coalesce("lines", "provider_lines").cast(pl.Int64))


def _statement(scope: Scope, repositories: Sequence[int]) -> str:
    if scope.is_everything:
        return _ALL + _COLUMNS
    if identities := whose(scope):
        theirs = _theirs(scope, identities, repositories)
        return theirs + _moved_of_theirs(scope) + _CHOSEN.format(which="") + _COLUMNS + _near(scope)
    among = where(scope)
    which = f"\n        and p.repository_key in ({among}\n        )" if among else ""
    return _moved(scope) + _CHOSEN.format(which=which) + _COLUMNS
