"""Commits page by page, with the paths they touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aexy.store.postgres import Connection

_LISTED = """
select c.key,
       c.placed_at as at,
       encode(c.sha, 'hex') as sha,
       c.subject,
       case when r.owner is null then r.name else r.owner || '/' || r.name end as repository,
       c.author_offset_minutes as offset_minutes,
       c.lines_added + c.lines_removed as lines,
       c.lines_added as added,
       c.is_revert,
       c.says_breaking,
       c.body_characters,
       d.key as developer,
       r.web_url || case when r.provider = 'gitlab' then '/-/commit/' else '/commit/' end || encode(c.sha, 'hex') as url
from commits c
join repositories r on r.key = c.repository_key
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where c.standing = 'counted'
    and not c.is_merge
    and c.placed_at >= $1
    and c.placed_at < $2
    and ($3::timestamptz is null or (c.placed_at, c.key) < ($3, $4::bigint))
    and {whose}
order by c.placed_at desc, c.key desc
limit $5"""
_OF_PERSON = """c.author_key = any(array(
        select o.key
        from developer_identities o
        join developers p on p.id = o.developer_id
        where p.key = $6::integer
    ))"""
_OF_REPOSITORY = "c.repository_key = $6::integer"
_PATHS = """
select f.commit_key, p.path, p.class
from commit_files f
join paths p on p.key = f.path_key
where f.commit_key = any($1::bigint[])"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page: of a person or a repository (key), between two instants, behind a place."""

    is_person: bool
    key: int
    since: datetime
    until: datetime
    after: tuple[datetime, int] | None
    limit: int


async def listed(connection: Connection, wanted: Wanted) -> list[dict[str, Any]]:
    """Commits, newest first."""
    whose = _OF_PERSON if wanted.is_person else _OF_REPOSITORY
    at, key = wanted.after or (None, None)
    found = await connection.fetch(
        _LISTED.format(whose=whose), wanted.since, wanted.until, at, key, wanted.limit, wanted.key
    )
    return [dict(row) for row in found]


async def paths(connection: Connection, commits: Sequence[int]) -> list[tuple[int, str, str]]:
    """What these commits touch: the commit, the path and its class."""
    return [(row["commit_key"], row["path"], row["class"]) for row in await connection.fetch(_PATHS, list(commits))]
