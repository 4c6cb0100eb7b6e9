"""Lines as columns: what was added, what became of it, and which files that was in; only where lines have been read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from aexy.kernel.churn import ADDED, REMOVED, WINDOW
from aexy.kernel.metric import Level
from aexy.store.session import Session

_OF = {
    Level.REPOSITORY: "\n    and o.repository_key = $3::int",
    Level.DEVELOPER: """
    and o.author_key in (
        select b.key
        from developers p
        join developer_identities b on b.developer_id = p.id
        where p.key = $3::int
    )""",
}
_ADDERS = """
from commits o
join line_readings r on r.repository_key = o.repository_key and r.tip is not null"""
_WHICH = """
where o.placed_at >= $1::text::timestamptz
    and o.placed_at < $2::text::timestamptz
    and o.standing = 'counted'
    and not o.is_merge
    and o.lines_added > 0"""
_ADDED = """
select o.key as commit,
       o.author_key as identity,
       o.placed_at as at,
       o.lines_added::bigint as lines,
       (
           select coalesce(w.last_synced_at, r.read_at)
           from repositories w
           where w.key = o.repository_key
       ) as until,
       o.repository_key as repository"""
_REMOVED = """
select x.origin_commit_key as origin,
       c.author_key as identity,
       c.placed_at as at,
       x.path_key as path,
       sum(x.lines)::bigint as lines"""
_REMOVERS = """
join line_origins x on x.origin_commit_key = o.key
join commits c on c.key = x.commit_key
    and c.standing = 'counted'
    and c.placed_at <= o.placed_at + interval '{days} days'"""
_UNKNOWN = """
select coalesce(sum(x.lines), 0)::bigint as lines
from commits o
join line_origins x on x.commit_key = o.key and x.origin_commit_key is null
where o.placed_at >= $1::text::timestamptz
    and o.placed_at < $2::text::timestamptz
    and o.standing = 'counted'
    and o.repository_key = any($3::text::int[])"""
_PATHS = """
select p.key as path,
       p.path as name
from paths p
where p.key = any($1::text::int[])"""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`added` as kernel/churn.py wants it, with `repository`; `removed` likewise, with `path`."""

    added: pl.DataFrame
    removed: pl.DataFrame


def read_lines(
    session: Session,
    level: Level,
    key: int,
    span: tuple[datetime, datetime],
    people: pl.DataFrame,
    *,
    window: timedelta = WINDOW,
) -> LineFacts:
    """What people added between two instants, and what of it was removed in the window after each commit.

    A team's is the workspace's: who was in it when is for the caller to say.
    """
    parameters = (*(instant.isoformat() for instant in span), *((key,) if level in _OF else ()))
    which = _WHICH + _OF.get(level, "")
    added = session.frame(_ADDED + _ADDERS + which, parameters)
    removed = session.frame(
        _REMOVED + _ADDERS + _REMOVERS.format(days=window.days) + which + "\ngroup by 1, 2, 3, 4", parameters
    )
    humans = people.filter(pl.col("kind") == "human").select("identity", author="developer")
    known = people.select("identity", remover="developer")
    return LineFacts(
        added.join(humans, on="identity").select(*(pl.col(name).cast(of) for name, of in ADDED.items()), "repository"),
        removed.join(known, on="identity", how="left").select(
            *(pl.col(name).cast(of) for name, of in REMOVED.items()), "path"
        ),
    )


def read_unknown(session: Session, repositories: list[int], span: tuple[datetime, datetime]) -> int:
    """How many lines were removed in these repositories between two instants, of which nobody knows whose they were."""
    found = session.frame(_UNKNOWN, (*(instant.isoformat() for instant in span), _array(repositories)))
    return int(found["lines"][0])


def read_names(session: Session, paths: list[int]) -> dict[int, str]:
    """What files are called."""
    found = session.frame(_PATHS, (_array(paths),))
    return dict(zip(found["path"], found["name"], strict=True))


def _array(keys: list[int]) -> str:
    return "{" + ",".join(map(str, keys)) + "}"
