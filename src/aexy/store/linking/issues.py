"""Which issues a pull request is about, each with how that is known.

A mention links only where there is such an issue, and only one: a key that two trackers of the workspace give away
names neither.
"""

from collections.abc import Sequence

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# $1 workspace, $2 keys of repositories. Each branch gives (pull request, issue, evidence, detail, what named it).
_LINK = """
with pulls as materialized (
    select p.key, p.repository_key, r.provider, r.origin,
           lower(coalesce(
               p.url,
               r.web_url || case r.provider when 'gitlab' then '/-/merge_requests/' else '/pull/' end || p.number
           )) as url
    from pull_requests p
    join repositories r on r.key = p.repository_key
    where p.workspace_id = $1
      and p.repository_key = any($2::integer[])
),
named as (
    -- A key, by whatever tracker has it.
    select m.pull_key, i.key as issue_key, m.evidence, m.detail, m.issue_key as name
    from pulls p
    join issue_mentions m on m.pull_key = p.key
    join issues i on i.workspace_id = $1 and i.issue_key = m.issue_key
    where m.place = ''
      and m.issue_key !~ '^#'
      and i.gone_at is null
    union all
    -- A number in the pull request's own repository.
    select m.pull_key, i.key, m.evidence, m.detail, m.issue_key
    from pulls p
    join issue_mentions m on m.pull_key = p.key
    join issues i on i.repository_key = p.repository_key and i.issue_key = m.issue_key
    where m.place = ''
      and m.issue_key ~ '^#'
      and i.gone_at is null
    union all
    -- A number in another repository of the same provider.
    select m.pull_key, i.key, m.evidence, m.detail, m.place || m.issue_key
    from pulls p
    join issue_mentions m on m.pull_key = p.key
    join repositories o on o.workspace_id = $1
                       and lower(o.owner || '/' || o.name) = m.place
                       and o.provider = p.provider
                       and o.origin is not distinct from p.origin
    join issues i on i.repository_key = o.key and i.issue_key = m.issue_key
    where m.place <> ''
      and i.gone_at is null
    union all
    -- An address, with or without the words that follow the key in it.
    select m.pull_key, i.key, m.evidence, m.detail, m.place
    from pulls p
    join issue_mentions m on m.pull_key = p.key
    join issues i on i.workspace_id = $1 and i.issue_key = m.issue_key
    where m.place like 'http%'
      and (lower(i.url) = m.place or starts_with(lower(i.url), m.place || '/'))
      and i.gone_at is null
    union all
    -- The provider says so: by the issue's own id, or by a tracker's key.
    select f.pull_key, i.key, f.evidence, coalesce(nullif(f.detail, ''), f.reference), f.reference
    from pulls p
    join issue_references f on f.pull_key = p.key
    join issues i on i.workspace_id = $1
                 and i.external_id = f.reference
                 and i.provider = p.provider
                 and (p.origin is null or i.origin = p.origin)
    where f.reference like '%#%'
      and i.gone_at is null
    union all
    select f.pull_key, i.key, f.evidence, coalesce(nullif(f.detail, ''), f.reference), f.reference
    from pulls p
    join issue_references f on f.pull_key = p.key
    join issues i on i.workspace_id = $1 and i.issue_key = f.reference
    where f.reference not like '%#%'
      and i.gone_at is null
    union all
    -- The tracker says so.
    select p.key, i.key, 'tracker', l.url, 'tracker ' || i.key
    from issue_links l
    join pulls p on p.url = lower(l.url)
    join issues i on i.key = l.issue_key
    where l.workspace_id = $1
      and i.gone_at is null
),
certain as (
    select pull_key, evidence, min(issue_key) as issue_key, min(detail) as detail
    from named
    group by pull_key, evidence, name
    having count(distinct issue_key) = 1
),
wanted as materialized (
    select pull_key, issue_key, evidence, min(detail) as detail
    from certain
    group by pull_key, issue_key, evidence
),
gone as (
    delete from pull_request_issues l
    using pulls p
    where l.pull_key = p.key
      and l.evidence <> 'manual'
      and not exists (
          select
          from wanted w
          where w.pull_key = l.pull_key
            and w.issue_key = l.issue_key
            and w.evidence = l.evidence
      )
    returning l.pull_key
),
came as (
    insert into pull_request_issues as l (workspace_id, pull_key, issue_key, evidence, detail)
    select $1, pull_key, issue_key, evidence, detail
    from wanted
    on conflict (pull_key, issue_key, evidence) do update
    set detail = excluded.detail
    where l.detail <> excluded.detail
      and l.evidence <> 'manual'
    returning l.pull_key
)
select (select count(*) from gone) + (select count(*) from came)
"""


async def link(connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int]) -> int:
    """Bring the links of these repositories' pull requests in line; how many came, went or read differently."""
    count: int = await connection.fetchval(_LINK, workspace_id, repository_keys)
    return count
