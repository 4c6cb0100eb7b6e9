"""Which commits a deployment brought: those its commit can reach, and the one before it could not.

Before it is the previous successful deployment of the same service to the same environment from the same repository.
The first that is known of a production environment brought everything; of another environment, what the latest one to
any environment did not have, for there may be an environment for every change.
docs/decisions/0007-what-a-deployment-brought.md says why.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity.marking import mark_pulls
from aexy.store.linking.graph import Graphs
from aexy.store.postgres import Connection

_AT_ONCE = 20_000

_WANTED = """
with live as (
    select d.key, d.repository_key, d.sha, d.environment_kind, lower(d.environment) as environment,
           coalesce(d.service, '') as service, coalesce(d.finished_at, d.started_at, d.created_at) as at,
           d.created_at, d.external_id
    from deployments d
    where d.workspace_id = $1
      and d.repository_key = any($2::integer[])
      and d.status = 'success'
      and d.gone_at is null
      and exists (select from commits c where c.repository_key = d.repository_key and c.sha = d.sha)
),
placed as (
    select key, repository_key, sha, environment_kind, row_number() over here = 1 as is_first,
           lag(sha) over here as here, lag(sha) over anywhere as anywhere
    from live
    window here as (partition by repository_key, environment, service order by at, created_at, external_id),
           anywhere as (partition by repository_key order by at, created_at, external_id)
)
select key, repository_key, sha, is_first, environment_kind,
       case
           when not is_first then here
           when environment_kind <> 'production' then anywhere
       end as previous_sha
from placed
"""
# Stretches that begin or end elsewhere now, belong to no deployment that counts, or could now be followed further.
_FORGET = f"""
with wanted as materialized ({_WANTED}),
stale as materialized (
    select r.deployment_key
    from deployment_ranges r
    join deployments d on d.key = r.deployment_key
    left join wanted w on w.key = r.deployment_key
    where d.workspace_id = $1
      and d.repository_key = any($2::integer[])
      and ((r.sha, r.previous_sha, r.is_first) is distinct from (w.sha, w.previous_sha, w.is_first)
           or exists (
               select
               from commits c
               where c.repository_key = d.repository_key
                 and c.sha = any(r.missing)
                 and c.parents is not null
           ))
),
gone as (
    delete from deployment_commits l
    using stale s
    where l.deployment_key = s.deployment_key
    returning l.deployment_key, l.commit_key
),
forgotten as (
    delete from deployment_ranges r
    using stale s
    where r.deployment_key = s.deployment_key
)
select count(*), coalesce(array_agg(g.commit_key) filter (where d.environment_kind = 'production'), '{{}}')
from gone g
join deployments d on d.key = g.deployment_key
"""  # noqa: S608 - made of two statements of our own
_NEW = f"""
with wanted as materialized ({_WANTED})
select w.repository_key, w.key, w.sha, w.previous_sha, w.is_first, w.environment_kind
from wanted w
where not exists (select from deployment_ranges r where r.deployment_key = w.key)
order by w.repository_key, w.key
"""  # noqa: S608 - likewise
_INSERT_RANGE = """
insert into deployment_ranges (workspace_id, deployment_key, sha, previous_sha, is_first, missing)
values ($1, $2, $3, $4, $5, $6)
"""
_INSERT_COMMITS = """
insert into deployment_commits (workspace_id, deployment_key, commit_key)
select $1, $2, commit_key
from unnest($3::bigint[]) as n (commit_key)
"""
# What was brought to production by these commits.
_PULLS = """
select coalesce(array_agg(distinct x.key), '{}')
from (
    select p.key
    from commits c
    join pull_requests p on p.repository_key = c.repository_key and p.merge_sha = c.sha
    where p.workspace_id = $1
      and c.key = any($2::bigint[])
    union all
    select l.pull_key
    from commit_pull_requests l
    where l.workspace_id = $1
      and l.commit_key = any($2::bigint[])
      and l.evidence in ('merge', 'squash')
) x
"""


async def link(
    connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int], graphs: Graphs
) -> int:
    """Bring the links of these repositories' deployments in line; how many came or went."""
    count, live = await connection.fetchrow(_FORGET, workspace_id, repository_keys)
    new = await connection.fetch(_NEW, workspace_id, repository_keys)
    for repository_key, found in groupby(new, key=itemgetter("repository_key")):
        ancestry = await graphs.of(repository_key)
        for _, key, sha, previous_sha, is_first, kind in found:
            stretch = ancestry.brought(sha, previous_sha)
            await connection.execute(_INSERT_RANGE, workspace_id, key, sha, previous_sha, is_first, stretch.missing)
            for start in range(0, len(stretch.keys), _AT_ONCE):
                await connection.execute(_INSERT_COMMITS, workspace_id, key, stretch.keys[start : start + _AT_ONCE])
            count += len(stretch.keys)
            live += stretch.keys if kind == "production" else ()
    if live:
        # When a pull request went live has changed, and so has how long that took.
        await mark_pulls(connection, await connection.fetchval(_PULLS, workspace_id, live))
    return int(count)
