"""The commits behind a skill, as people recognise them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# Which files of theirs somebody ever touched: what a domain is looked for in.
PATHS = """
select p.key as path, p.path as name, p.class
from paths p
where p.class not in ('generated', 'vendored', 'lock')
    and p.key in (
        select f.path_key
        from commits c
        join commit_files f on f.commit_key = c.key
        where c.workspace_id = $1
            and c.author_key in (
                select i.key from developer_identities i join developers d on d.id = i.developer_id where d.key = $2
            )
            and c.standing = 'counted'
            and not c.is_merge
    )"""

# Of a framework: files that import it, manifests that brought or changed it, and files that are made for it.
COMMITS = """
select c.key,
       c.placed_at as at,
       encode(c.sha, 'hex') as sha,
       c.subject,
       case when r.owner is null then r.name else r.owner || '/' || r.name end as repository,
       r.context,
       ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as day,
       sum(coalesce(f.additions, 0) + coalesce(f.deletions, 0))::bigint as lines,
       count(*) as files,
       r.web_url || case when r.provider = 'gitlab' then '/-/commit/' else '/commit/' end || encode(c.sha, 'hex') as url
from commits c
join repositories r on r.key = c.repository_key
join commit_files f on f.commit_key = c.key
join paths p on p.key = f.path_key
where c.workspace_id = $1
    and c.author_key in (
        select i.key from developer_identities i join developers d on d.id = i.developer_id where d.key = $2
    )
    and c.standing = 'counted'
    and not c.is_merge
    and p.class not in ('generated', 'vendored', 'lock')
    and ($3::text is null or p.language = $3)
    and ($4::integer[] is null or p.key = any($4))
    and (
        $8::text is null
        or exists (
            select
            from path_packages u
            join packages k on k.key = u.package_key
            where u.path_key = f.path_key
                and u.since <= c.placed_at
                and (u.until is null or c.placed_at <= u.until)
                and k.skill = $8
        )
        or exists (
            select
            from package_versions v
            join packages k on k.key = v.package_key
            where v.since_key = c.key
                and v.path_key = f.path_key
                and not v.is_locked
                and v.is_direct
                and k.ecosystem <> 'runtime'
                and k.skill = $8
        )
        or exists (select from manifests m where m.path_key = f.path_key and m.skill = $8)
    )
    and ($5::timestamptz is null or (c.placed_at, c.key) < ($5, $6::bigint))
group by c.key, r.id
order by c.placed_at desc, c.key desc
limit $7"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose commits in files of a language, among these paths or with this framework, after which place."""

    workspace_id: WorkspaceId
    developer: int
    language: str | None
    paths: Sequence[int] | None
    framework: str | None
    after: tuple[datetime, int] | None


async def paths(connection: Connection, workspace_id: WorkspaceId, developer: int) -> list[dict[str, Any]]:
    """Files somebody touched: `path` (key), `name`, `class`."""
    return [dict(row) for row in await connection.fetch(PATHS, workspace_id, developer)]


async def commits(connection: Connection, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    """At most `limit`, newest first; each has `key` and `at`, its place in the list."""
    at, key = wanted.after or (None, None)
    found = await connection.fetch(
        COMMITS,
        wanted.workspace_id,
        wanted.developer,
        wanted.language,
        wanted.paths,
        at,
        key,
        limit,
        wanted.framework,
    )
    return [dict(row) for row in found]
