"""Which pull request a commit came with, each with how that is known.

    member   it is one of the pull request's own commits
    merge    the provider names it as the merge
    squash   the provider names it, and it has one parent; or, where the provider names none, it stands on the counted
             branch itself and its first line ends with the pull request's number, as the provider writes it
    rebase   the same author, author time and first line as one of its commits, on the counted branch, at the merge

Where two would do, neither is taken. Copies on other branches are found by picks.py when these are known.
"""

from collections import defaultdict
from collections.abc import Sequence

from aexy.kernel.ids import WorkspaceId
from aexy.store.activity.marking import mark_pulls
from aexy.store.linking.graph import Graphs
from aexy.store.postgres import Connection

# Merged pull requests of which no commit is known to have arrived, and who could be their squash.
_MAYBE = """
with open_ends as materialized (
    select p.key, p.repository_key, p.number, p.opened_at, p.merged_at,
           case r.provider when 'gitlab' then '!' else '#' end as mark
    from pull_requests p
    join repositories r on r.key = p.repository_key
    where p.workspace_id = $1
      and p.repository_key = any($2::integer[])
      and p.merged_at is not null
      and p.gone_at is null
      and not exists (
          select
          from commits c
          where c.repository_key = p.repository_key
            and c.sha = p.merge_sha
      )
      and not exists (
          select
          from pull_request_commits m
          join commits c on c.repository_key = p.repository_key and c.sha = m.sha
          where m.pull_key = p.key
            and c.standing in ('counted', 'duplicate')
      )
)
select p.repository_key, p.key as pull_key, min(c.key) as commit_key
from open_ends p
join commits c on c.repository_key = p.repository_key
              and c.committed_at between p.merged_at - interval '1 day' and p.merged_at + interval '1 day'
              and right(c.subject, length(p.number::text) + 3) = '(' || p.mark || p.number || ')'
where c.workspace_id = $1
  and c.standing in ('counted', 'duplicate')
  and not c.is_merge
group by p.repository_key, p.key
having count(*) = 1
"""

# $1 workspace, $2 keys of repositories, $3 and $4 squashes found by their first line: pull requests and commits.
_LINK = """
with pulls as materialized (
    select key, repository_key, merged_at, merge_sha, merge_method
    from pull_requests
    where workspace_id = $1
      and repository_key = any($2::integer[])
),
inner_commits as materialized (
    select p.key as pull_key, p.repository_key, p.merged_at, m.sha, m.author_key, m.authored_at, m.subject,
           c.key as commit_key, coalesce(c.standing in ('counted', 'duplicate'), false) as is_counted
    from pulls p
    join pull_request_commits m on m.pull_key = p.key
    left join commits c on c.repository_key = p.repository_key and c.sha = m.sha
),
landed as materialized (
    select p.key as pull_key, c.key as commit_key,
           case
               when c.is_merge then 'merge'
               when p.merge_method in ('squash', 'rebase') then p.merge_method
               when exists (
                   select
                   from inner_commits m
                   where m.pull_key = p.key
                     and (m.author_key, m.authored_at, m.subject) = (c.author_key, c.authored_at, c.subject)
               ) then 'rebase'
               else 'squash'
           end as evidence
    from pulls p
    join commits c on c.repository_key = p.repository_key and c.sha = p.merge_sha
    where p.merged_at is not null
      and not exists (select from inner_commits m where m.pull_key = p.key and m.commit_key = c.key)
    union all
    select pull_key, commit_key, 'squash'
    from unnest($3::bigint[], $4::bigint[]) as n (pull_key, commit_key)
),
copies as (
    select m.pull_key, c.key as commit_key,
           count(*) over (partition by m.pull_key, m.sha) as copies_of_it,
           count(*) over (partition by c.key) as originals
    from inner_commits m
    join commits c on c.repository_key = m.repository_key
                  and c.author_key = m.author_key
                  and c.authored_at = m.authored_at
                  and c.subject = m.subject
    where m.merged_at is not null
      and not m.is_counted
      and c.standing in ('counted', 'duplicate')
      and not c.is_merge
      and c.committed_at between m.merged_at - interval '1 hour' and m.merged_at + interval '1 day'
      and not exists (select from landed l where l.pull_key = m.pull_key and l.evidence in ('merge', 'squash'))
),
wanted as materialized (
    select commit_key, pull_key, 'member' as evidence
    from inner_commits
    where commit_key is not null
    union
    select commit_key, pull_key, evidence
    from landed
    union
    select commit_key, pull_key, 'rebase'
    from copies
    where copies_of_it = 1
      and originals = 1
),
gone as (
    delete from commit_pull_requests l
    using pulls p
    where l.pull_key = p.key
      and l.evidence <> 'cherry_pick'
      and not exists (
          select
          from wanted w
          where w.commit_key = l.commit_key
            and w.pull_key = l.pull_key
            and w.evidence = l.evidence
      )
    returning l.pull_key
),
came as (
    insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
    select $1, commit_key, pull_key, evidence
    from wanted
    on conflict do nothing
    returning pull_key
)
select coalesce(array_agg(pull_key), '{}')
from (select pull_key from gone union all select pull_key from came) x
"""


async def link(
    connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int], graphs: Graphs
) -> list[int]:
    """Bring the links of these repositories' commits in line; of which pull requests each that came or went is."""
    maybe: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for repository_key, *pair in await connection.fetch(_MAYBE, workspace_id, repository_keys):
        maybe[repository_key].append((pair[0], pair[1]))
    squashes = []
    for repository_key, pairs in maybe.items():
        mainline = await graphs.mainline(repository_key)
        squashes += [pair for pair in pairs if pair[1] in mainline]
    pulls, commits = [pair[0] for pair in squashes], [pair[1] for pair in squashes]
    touched: list[int] = await connection.fetchval(_LINK, workspace_id, repository_keys, pulls, commits)
    if touched:
        # Other commits, other lines, and another way to production.
        await mark_pulls(connection, sorted(set(touched)))
    return touched
