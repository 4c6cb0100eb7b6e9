"""One person's commits, pull requests and reviews, as people recognise them; newest first, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

_REPOSITORY = "case when r.owner is null then r.name else r.owner || '/' || r.name end as repository"
_OF_PERSON = "(select i.key from developer_identities i join developers d on d.id = i.developer_id where d.key = $2)"

COMMITS = f"""
select c.key,
       c.placed_at as at,
       encode(c.sha, 'hex') as sha,
       c.subject,
       {_REPOSITORY},
       c.author_offset_minutes as offset_minutes,
       c.lines_added,
       c.lines_removed,
       r.web_url || case when r.provider = 'gitlab' then '/-/commit/' else '/commit/' end || encode(c.sha, 'hex') as url
from commits c
join repositories r on r.key = c.repository_key
where c.workspace_id = $1
    and c.author_key in {_OF_PERSON}
    and c.standing = 'counted'
    and not c.is_merge
    and c.placed_at >= $3
    and c.placed_at < $4
    and ($5::timestamptz is null or (c.placed_at, c.key) < ($5, $6::bigint))
order by c.placed_at desc, c.key desc
limit $7"""  # noqa: S608 - made of constants above

# It stands where it ended: at its merge, else where it was closed, else where it was opened.
PULLS = f"""
select p.key,
       coalesce(p.merged_at, p.closed_at, p.opened_at) as at,
       p.number,
       p.title,
       {_REPOSITORY},
       p.state,
       p.is_draft,
       p.opened_at,
       p.merged_at,
       p.closed_at,
       (
           select count(*)
           from reviews v
           where v.pull_key = p.key and v.state <> 'pending' and v.reviewer_key is distinct from p.author_key
       ) as reviews,
       p.url
from pull_requests p
join repositories r on r.key = p.repository_key
where p.workspace_id = $1
    and p.author_key in {_OF_PERSON}
    and p.gone_at is null
    and coalesce(p.merged_at, p.closed_at, p.opened_at) >= $3
    and coalesce(p.merged_at, p.closed_at, p.opened_at) < $4
    and ($5::timestamptz is null or (coalesce(p.merged_at, p.closed_at, p.opened_at), p.key) < ($5, $6::bigint))
order by coalesce(p.merged_at, p.closed_at, p.opened_at) desc, p.key desc
limit $7"""  # noqa: S608 - likewise

REVIEWS = f"""
select v.key,
       v.submitted_at as at,
       v.state,
       v.comments_count as comments,
       p.number,
       p.title,
       {_REPOSITORY},
       coalesce(a.name, a.email) as author,
       p.url
from reviews v
join pull_requests p on p.key = v.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities i on i.key = p.author_key
left join developers a on a.id = i.developer_id
where v.workspace_id = $1
    and v.reviewer_key in {_OF_PERSON}
    and a.key is distinct from $2
    and v.state <> 'pending'
    and p.gone_at is null
    and v.submitted_at >= $3
    and v.submitted_at < $4
    and ($5::timestamptz is null or (v.submitted_at, v.key) < ($5, $6::bigint))
order by v.submitted_at desc, v.key desc
limit $7"""  # noqa: S608 - likewise

STATEMENTS: Mapping[str, str] = {"commits": COMMITS, "pull requests": PULLS, "reviews": REVIEWS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose, from when until when, and after which place."""

    workspace_id: WorkspaceId
    developer: int
    since: datetime
    until: datetime
    after: tuple[datetime, int] | None
    limit: int


async def listed(connection: Connection, what: str, wanted: Wanted) -> list[dict[str, Any]]:
    """At most `limit` of them, newest first; each has `key` and `at`, its place in the list."""
    at, key = wanted.after or (None, None)
    found = await connection.fetch(
        STATEMENTS[what], wanted.workspace_id, wanted.developer, wanted.since, wanted.until, at, key, wanted.limit
    )
    return [dict(row) for row in found]
