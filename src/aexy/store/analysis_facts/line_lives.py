"""Lines from the commit that added them to the one that removed them, as far as they were read."""

from collections.abc import Sequence

import polars as pl

from aexy.store.scopes import keys
from aexy.store.session import Session

_ADDED = """
select c.key as commit,
       c.placed_at as at,
       c.lines_added::bigint as lines
from commits c
where c.repository_key = $1::int
    and c.standing = 'counted'
    and not c.is_merge
    and c.lines_added > 0"""
_REMOVED = """
select x.origin_commit_key as origin,
       c.placed_at as at,
       sum(x.lines)::bigint as lines
from commits c
join line_origins x on x.commit_key = c.key and x.origin_commit_key is not null
where c.repository_key = $1::int
    and c.standing = 'counted'
group by x.origin_commit_key, c.key"""
_UNKNOWN = """
select coalesce(sum(x.lines), 0)::bigint as lines
from commits c
join line_origins x on x.commit_key = c.key and x.origin_commit_key is null
where c.repository_key = $1::int
    and c.standing = 'counted'"""
_BY_FIXES = """
select x.commit_key as fix,
       x.origin_commit_key as origin,
       x.path_key as path,
       x.lines::bigint as lines
from line_origins x
join paths p on p.key = x.path_key and p.class = 'source'
where x.commit_key = any($1::text::bigint[])"""
_COMMITS = """
select c.key as commit,
       encode(c.sha, 'hex') as sha,
       c.subject,
       c.placed_at as at,
       coalesce(c.files_changed, 0) as files
from commits c
where c.key = any($1::text::bigint[])
    and c.standing = 'counted'
    and not c.is_merge"""


def read_added(session: Session, repository: int) -> pl.DataFrame:
    """What each commit of a repository added: `commit`, `at`, `lines`."""
    return session.frame(_ADDED, (repository,))


def read_removed(session: Session, repository: int) -> pl.DataFrame:
    """What of it went: `origin`, `at`, `lines`."""
    return session.frame(_REMOVED, (repository,))


def read_unknown(session: Session, repository: int) -> int:
    """How many lines went of which nobody knows whose they were."""
    return int(session.frame(_UNKNOWN, (repository,))["lines"][0])


def read_removed_by(session: Session, commits: Sequence[int]) -> pl.DataFrame:
    """Lines of programs that these commits removed: `fix`, `origin`, `path`, `lines`."""
    return session.frame(_BY_FIXES, (keys(commits),))


def read_commits(session: Session, commits: Sequence[int]) -> pl.DataFrame:
    """Counted commits by their keys, no merges: `commit`, `sha`, `subject`, `at`, `files`."""
    return session.frame(_COMMITS, (keys(commits),))
