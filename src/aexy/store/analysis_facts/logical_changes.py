"""What went in at once: pull requests with all their commits, commits that came alone, and what one issue joined."""

from datetime import datetime

import polars as pl

from aexy.store.session import Session

# A pull request's key and a commit's may be the same number: those of pull requests stand below zero.
_CHANGES = """
select coalesce(-l.pull_key, c.key) as change,
       f.path_key as path,
       c.author_key as identity,
       c.placed_at as at
from commits c
join commit_files f on f.commit_key = c.key
join paths p on p.key = f.path_key and p.class not in ('generated', 'vendored', 'lock')
left join (
    select k.commit_key,
           min(k.pull_key) as pull_key
    from commit_pull_requests k
    join pull_requests q on q.key = k.pull_key
    where q.repository_key = $1::int
        and k.evidence <> 'cherry_pick'
    group by k.commit_key
) l on l.commit_key = c.key
where c.repository_key = $1::int
    and c.placed_at >= $2::text::timestamptz
    and c.placed_at < $3::text::timestamptz
    and c.standing = 'counted'
    and not c.is_merge"""
_JOINED = """
with issues_of as (
    select distinct n.issue_key
    from pull_request_issues n
    join pull_requests p on p.key = n.pull_key
    where p.repository_key = $1::int
        and p.merged_at >= $2::text::timestamptz
        and p.merged_at < $3::text::timestamptz
),
pulls_of as (
    select distinct n.issue_key, n.pull_key
    from issues_of i
    join pull_request_issues n on n.issue_key = i.issue_key
    join pull_requests p on p.key = n.pull_key and p.merged_at is not null
)
select distinct
       q.issue_key as change,
       h.repository_key as repository,
       f.path_key as path
from pulls_of q
join commit_pull_requests k on k.pull_key = q.pull_key and k.evidence <> 'cherry_pick'
join commits c on c.key = k.commit_key and c.standing = 'counted' and not c.is_merge
join commit_files f on f.commit_key = c.key
join paths h on h.key = f.path_key and h.class not in ('generated', 'vendored', 'lock')"""


def read_logical_changes(session: Session, repository: int, span: tuple[datetime, datetime]) -> pl.DataFrame:
    """One row a change and file (or more, where several commits touched it): `change`, `path`, `identity`, `at`."""
    return session.frame(_CHANGES, (repository, *(instant.isoformat() for instant in span)))


def read_joined_changes(session: Session, repository: int, span: tuple[datetime, datetime]) -> pl.DataFrame:
    """Files of all pull requests, of whatever repository, of the issues this one's were for: with `repository`."""
    return session.frame(_JOINED, (repository, *(instant.isoformat() for instant in span)))
