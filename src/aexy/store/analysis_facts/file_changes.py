"""Which commits changed which files of a repository, what files were called before, and how complex they are."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from aexy.store.scopes import keys
from aexy.store.session import Session

_CHANGES = """
select f.path_key as path,
       f.old_path_key as old,
       c.key as commit,
       c.author_key as identity,
       c.placed_at as at,
       (coalesce(f.additions, 0) + coalesce(f.deletions, 0))::bigint as lines
from commits c
join commit_files f on f.commit_key = c.key
where c.repository_key = $1::int
    and c.placed_at >= $2::text::timestamptz
    and c.placed_at < $3::text::timestamptz
    and c.standing = 'counted'
    and not c.is_merge"""
_RENAMES = """
select f.old_path_key as old,
       f.path_key as new,
       c.placed_at as at
from commits c
join commit_files f on f.commit_key = c.key
where c.repository_key = $1::int
    and c.standing = 'counted'
    and f.old_path_key is not null
    and f.old_path_key <> f.path_key"""
_COMPLEXITY = """
select distinct on (f.path_key)
       f.path_key as path,
       f.method,
       f.nloc,
       f.functions,
       f.total,
       f.largest,
       f.longest,
       f.name,
       w.total as was
from file_complexity f
left join file_complexity w on w.path_key = f.path_key
    and w.since <= $2::text::timestamptz
    and (w.until is null or w.until > $2::text::timestamptz)
where f.repository_key = $1::int
    and f.until is null
order by f.path_key, w.since desc"""
_NAMES = """
select p.key as path,
       p.path as name,
       p.language,
       p.class
from paths p
where p.key = any($1::text::int[])"""


def read_changes(session: Session, repository: int, span: tuple[datetime, datetime]) -> pl.DataFrame:
    """One row a commit and file, without merges: `path`, `old`, `commit`, `identity`, `at`, `lines`.

    `old` is what the file was called until then, where the commit moved it.
    """
    return session.frame(_CHANGES, (repository, *(instant.isoformat() for instant in span)))


def read_renames(session: Session, repository: int) -> pl.DataFrame:
    """Files that got another name, ever: `old`, `new`, `at`."""
    return session.frame(_RENAMES, (repository,))


def read_complexity(session: Session, repository: int, since: datetime) -> pl.DataFrame:
    """The files that stand at the tip and were measured, with the total each had at an instant (`was`; null: none)."""
    return session.frame(_COMPLEXITY, (repository, since.isoformat()))


def read_paths(session: Session, paths: Sequence[int]) -> pl.DataFrame:
    """Names, languages and classes of files by their keys: `path`, `name`, `language`, `class`."""
    return session.frame(_NAMES, (keys(pl.Series(paths, dtype=pl.Int64)),))
