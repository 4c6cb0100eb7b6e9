"""What change risk is counted from: pull requests with their files, what their files went through, what became of them.

A change counts from when it came in: with its pull request's merge, or when it was made where it came without one.
"""

from datetime import datetime

import polars as pl

from aexy.store.session import Session

_PULLS = """
select p.key as pull,
       p.repository_key as repository,
       p.number,
       p.title,
       p.url,
       p.author_key as identity,
       p.is_draft,
       p.opened_at as opened,
       p.merged_at as merged,
       p.additions::bigint as added,
       p.deletions::bigint as removed
from pull_requests p
where p.gone_at is null
    and (p.merged_at >= $1::text::timestamptz or (p.merged_at is null and p.closed_at is null))"""
_FILES = """
select distinct
       l.pull_key as pull,
       f.path_key as path
from pull_requests p
join commit_pull_requests l on l.pull_key = p.key and l.evidence <> 'cherry_pick'
join commits c on c.key = l.commit_key and not c.is_merge
join commit_files f on f.commit_key = c.key
where p.gone_at is null
    and (p.merged_at >= $1::text::timestamptz or (p.merged_at is null and p.closed_at is null))"""
_PATHS = """
select p.key as path,
       hashtext(regexp_replace(p.path, '[^/]*$', '')) as folder,
       p.class = 'test' as is_test,
       p.class = 'source' as is_source
from paths p
where p.class not in ('generated', 'vendored', 'lock')"""
_TOUCHES = """
select f.path_key as path,
       c.key as commit,
       c.author_key as identity,
       coalesce(l.merged, c.placed_at) as at
from commits c
join commit_files f on f.commit_key = c.key
left join (
    select k.commit_key,
           min(p.merged_at) as merged
    from commit_pull_requests k
    join pull_requests p on p.key = k.pull_key
    where k.evidence <> 'cherry_pick'
    group by k.commit_key
) l on l.commit_key = c.key
where c.standing = 'counted'
    and not c.is_merge"""
_REVIEWERS = """
select r.pull_key as pull,
       r.reviewer_key as identity
from reviews r
where r.submitted_at is not null
    and r.reviewer_key is not null
union
select q.pull_key,
       q.reviewer_key
from review_requests q
join pull_requests p on p.key = q.pull_key and p.merged_at is null and p.closed_at is null
where q.reviewer_key is not null
    and q.removed_at is null"""
_COMPLEXITY = """
select f.path_key as path,
       f.total
from file_complexity f
where f.until is null"""
_RENAMES = """
select f.old_path_key as old,
       f.path_key as new,
       c.placed_at as at
from commits c
join commit_files f on f.commit_key = c.key
where c.standing = 'counted'
    and f.old_path_key is not null
    and f.old_path_key <> f.path_key"""
_TAKEN_BACK = """
select r.pull_key as pull
from commit_references r
where r.kind = 'reverts'
    and r.pull_key is not null
union
select k.pull_key
from commit_references r
join commit_pull_requests k on k.commit_key = r.target_key and k.evidence <> 'cherry_pick'
where r.kind = 'reverts'"""
_FAILED = """
select l.pull_key as pull
from counted_deployments d
join deliveries l on l.deployment_key = d.key
where d.is_production
    and d.failed_by is not null
    and l.pull_key is not null
    and (select count(*) from deliveries a where a.deployment_key = d.key) <= $1::int"""
_OF_COMMITS = """
select k.commit_key as commit,
       k.pull_key as pull
from commit_pull_requests k
where k.evidence <> 'cherry_pick'"""


def read_pulls(session: Session, since: datetime) -> pl.DataFrame:
    """Pull requests that are open, or were merged since an instant."""
    return session.frame(_PULLS, (since.isoformat(),))


def read_pull_files(session: Session, since: datetime) -> pl.DataFrame:
    """Their files, as far as commits of theirs are known: `pull`, `path`."""
    return session.frame(_FILES, (since.isoformat(),))


def read_kinds(session: Session) -> pl.DataFrame:
    """What files are: `path`, `folder` (a number for it), `is_test`, `is_source`."""
    return session.frame(_PATHS)


def read_touches(session: Session) -> pl.DataFrame:
    """Every change of a file, and when it came in: `path`, `commit`, `identity`, `at`."""
    return session.frame(_TOUCHES)


def read_reviewers(session: Session) -> pl.DataFrame:
    """Who reviewed a pull request, or was asked to while it is open: `pull`, `identity`."""
    return session.frame(_REVIEWERS)


def read_totals(session: Session) -> pl.DataFrame:
    """How complex files are at their tips: `path`, `total`."""
    return session.frame(_COMPLEXITY)


def read_all_renames(session: Session) -> pl.DataFrame:
    """Files of all repositories that got another name: `old`, `new`, `at`."""
    return session.frame(_RENAMES)


def read_taken_back(session: Session) -> pl.DataFrame:
    """Pull requests that a later commit says it takes back: `pull`."""
    return session.frame(_TAKEN_BACK)


def read_failed(session: Session, most_changes: int) -> pl.DataFrame:
    """Those that went live with a production deployment that failed and brought at most so many changes: `pull`."""
    return session.frame(_FAILED, (most_changes,))


def read_links(session: Session) -> pl.DataFrame:
    """Which commits pull requests became or consist of: `commit`, `pull`."""
    return session.frame(_OF_COMMITS)
