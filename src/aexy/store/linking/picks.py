"""Copies of what a pull request became, on other branches: evidence `cherry_pick`, so that a release has it too.

A commit is a copy of a pull request where one of these holds, and of no other pull request:

    its message says so     it was picked (`git cherry-pick -x`) from all that the pull request became: its squash or
                            merge, or each of the commits that arrived or that it consists of
    its change says so      it has the same patch id (sources/git/patch_ids.py) as the squash, or as the only commit
                            that arrived or that it consists of; it is later; and it stands on another branch

A change says too little where several pull requests made the same one, as raising a version does, or where the copy
came with a pull request of its own. There it counts only with the author and the author time of what it was copied
from, which git keeps. Of a pull request of several commits that were picked one by one nothing is known: no single one
has it all.
"""

from collections.abc import Sequence

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity.marking import mark_pulls
from aexy.store.postgres import Connection

# $1 workspace, $2 keys of repositories. `wholes` are what a pull request became, as it is known to have arrived and as
# it consists of; whatever has as many as `parts` of them has all of it.
_LINK = """
with shared as materialized (
    select repository_key, patch_id
    from commit_patches
    where workspace_id = $1
      and repository_key = any($2::integer[])
      and patch_id is not null
    group by repository_key, patch_id
    having count(*) > 1
),
-- What there may be a copy of: few commits of few pull requests.
copied as materialized (
    select p.commit_key
    from shared s
    join commit_patches p on p.repository_key = s.repository_key and p.patch_id = s.patch_id
    union
    select target_key
    from commit_references
    where workspace_id = $1
      and kind = 'cherry_pick'
      and target_key is not null
),
pulls as materialized (
    select p.key, p.repository_key,
           (
               select count(*)
               from pull_request_commits m
               left join commits c on c.repository_key = p.repository_key and c.sha = m.sha
               where m.pull_key = p.key
                 and c.is_merge is distinct from true
           ) as consists_of
    from pull_requests p
    where p.workspace_id = $1
      and p.repository_key = any($2::integer[])
      and p.merged_at is not null
      and p.gone_at is null
      and p.key in (
          select l.pull_key
          from copied m
          join commit_pull_requests l on l.commit_key = m.commit_key
          where l.evidence <> 'cherry_pick'
      )
),
wholes as materialized (
    select p.key as pull_key, l.commit_key, l.evidence, c.repository_key, c.committed_at, c.author_key, c.authored_at,
           c.standing in ('counted', 'duplicate') as is_counted,
           case
               when l.evidence in ('merge', 'squash') then 1
               else greatest(count(*) over (partition by p.key, l.evidence), p.consists_of)
           end as parts
    from pulls p
    join commit_pull_requests l on l.pull_key = p.key
    join commits c on c.key = l.commit_key
    where l.evidence <> 'cherry_pick'
      and (l.evidence = 'merge' or not c.is_merge)
),
told as (
    select r.commit_key, w.pull_key
    from commit_references r
    join wholes w on w.commit_key = r.target_key
    where r.workspace_id = $1
      and r.kind = 'cherry_pick'
    group by r.commit_key, w.pull_key, w.evidence, w.parts
    having count(distinct w.commit_key) >= w.parts
),
same as (
    select b.commit_key, w.pull_key, bool_or((c.author_key, c.authored_at) = (w.author_key, w.authored_at)) as is_kept
    from wholes w
    join commit_patches a on a.commit_key = w.commit_key
    join commit_patches b on b.repository_key = a.repository_key
                         and b.patch_id = a.patch_id
                         and b.commit_key <> a.commit_key
    join commits c on c.key = b.commit_key
    where w.parts = 1
      and w.evidence <> 'merge'
      and c.committed_at >= w.committed_at
      and c.standing <> 'new'
      and not (w.is_counted and c.standing in ('counted', 'duplicate'))
    group by b.commit_key, w.pull_key
),
-- Who else made the same change, or brought the copy.
rivals as (
    select s.commit_key, s.pull_key, s.is_kept,
           count(*) over (partition by s.commit_key) > 1
           or exists (
               select
               from commit_pull_requests l
               where l.commit_key = s.commit_key
                 and l.pull_key <> s.pull_key
                 and l.evidence <> 'cherry_pick'
           ) as is_contested
    from same s
),
taken as (
    select commit_key, pull_key
    from told
    union
    select commit_key, pull_key
    from rivals
    where is_kept or not is_contested
),
wanted as materialized (
    select t.commit_key, min(t.pull_key) as pull_key
    from taken t
    where not exists (
        select
        from commit_pull_requests l
        where l.commit_key = t.commit_key
          and l.pull_key = t.pull_key
          and l.evidence <> 'cherry_pick'
    )
    group by t.commit_key
    having count(*) = 1
),
gone as (
    delete from commit_pull_requests l
    using pull_requests p
    where l.workspace_id = $1
      and l.evidence = 'cherry_pick'
      and p.key = l.pull_key
      and p.repository_key = any($2::integer[])
      -- Hashed, whatever number of copies the planner expects.
      and (l.commit_key, l.pull_key) not in (select w.commit_key, w.pull_key from wanted w)
    returning l.pull_key
),
came as (
    insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
    select $1, commit_key, pull_key, 'cherry_pick'
    from wanted
    on conflict do nothing
    returning pull_key
)
select coalesce(array_agg(pull_key), '{}')
from (select pull_key from gone union all select pull_key from came) x
"""


async def link(connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int]) -> int:
    """Bring the copies in line, everything else that came with pull requests being so; how many came or went."""
    touched: list[int] = await connection.fetchval(_LINK, workspace_id, repository_keys)
    if touched:
        # Another way to production.
        await mark_pulls(connection, sorted(set(touched)))
    return len(touched)
