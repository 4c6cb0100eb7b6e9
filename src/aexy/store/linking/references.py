"""Which commit, and which pull request, a message means that says what it takes back or was picked from.

A sha, or its beginning, means the one commit of the repository that it fits; a number means a pull request of the same
repository. The pull request of a commit is the one it is the merge or squash of, else the only one it came with. What
is not here yet is looked for again each time, for whatever is meant may come last.

What was taken back is told by `read_reverts`; it is in `commit_references` where `kind = 'reverts'`:

    commit_key    the commit that says so; of one that brings back what a revert took, commits.is_revert is false
    target_key    the commit it takes back; null where that is not here
    pull_key      the pull request it takes back: the one that brought `target_key`, or else the one it names
"""

from collections.abc import Sequence
from typing import NamedTuple

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

# $1 workspace, $2 keys of repositories. A sha's beginning is a stretch of shas, which the index of shas finds. What is
# looked for is worked out before: under row-level security an index is asked for finished values only.
_COMMITS = """
with said as materialized (
    select r.commit_key, r.kind, r.named, c.repository_key, length(r.named) = x.digits as is_whole,
           decode(rpad(r.named, x.digits, '0'), 'hex') as first_sha,
           decode(rpad(r.named, x.digits, 'f'), 'hex') as last_sha
    from (
        select commit_key, kind, named
        from commit_references
        where workspace_id = $1
          and target_key is null
          and named ~ '^[0-9a-f]{7,64}$'
        offset 0
    ) r
    join commits c on c.key = r.commit_key
    cross join lateral (select octet_length(c.sha) * 2) x (digits)
    where c.repository_key = any($2::integer[])
      and length(r.named) <= x.digits
),
meant as (
    select s.commit_key, s.kind, s.named, t.key as target_key
    from said s
    join commits t on t.repository_key = s.repository_key and t.sha = s.first_sha
    where s.is_whole
      and t.key <> s.commit_key
    union all
    select s.commit_key, s.kind, s.named, min(t.key)
    from said s
    join commits t on t.repository_key = s.repository_key and t.sha between s.first_sha and s.last_sha
    where not s.is_whole
      and t.key <> s.commit_key
    group by s.commit_key, s.kind, s.named
    having count(*) = 1
)
update commit_references r
set target_key = m.target_key
from meant m
where (r.commit_key, r.kind, r.named) = (m.commit_key, m.kind, m.named)
"""
# Whose a commit is, of which more may hold it: a branch on top of another has the other's commits too.
_WHOSE = """
    select coalesce(
               case when count(distinct l.pull_key) filter (where l.evidence in ('merge', 'squash')) = 1
                    then min(l.pull_key) filter (where l.evidence in ('merge', 'squash')) end,
               case when count(distinct l.pull_key) = 1 then min(l.pull_key) end
           ) as pull_key
    from commit_pull_requests l
    where l.commit_key = {commit}
      and l.evidence <> 'cherry_pick'
"""
_PULLS = f"""
update commit_references r
set pull_key = f.pull_key
from (
    select s.commit_key, s.kind, s.named, coalesce(w.pull_key, p.key) as pull_key
    from (
        select r.commit_key, r.kind, r.named, r.target_key, c.repository_key,
               case when regexp_replace(r.named, '[#!].*', '') in ('', lower(concat_ws('/', g.owner, g.name)))
                    then substring(r.named from '[#!]([0-9]{{1,9}})$')::integer end as number
        from commit_references r
        join commits c on c.key = r.commit_key
        join repositories g on g.key = c.repository_key
        where r.workspace_id = $1
          and c.repository_key = any($2::integer[])
    ) s
    left join lateral ({_WHOSE.format(commit="s.target_key")}) w on true
    left join pull_requests p on p.repository_key = s.repository_key and p.number = s.number
) f
where (r.commit_key, r.kind, r.named) = (f.commit_key, f.kind, f.named)
  and r.pull_key is distinct from f.pull_key
"""  # noqa: S608 - made of statements of our own
_REVERTS = f"""
select r.commit_key, c.repository_key, w.pull_key as by_pull_key, r.target_key, r.pull_key as target_pull_key,
       c.is_revert
from commit_references r
join commits c on c.key = r.commit_key
left join lateral ({_WHOSE.format(commit="r.commit_key")}) w on true
where r.workspace_id = $1
  and c.repository_key = any($2::integer[])
  and r.kind = 'reverts'
order by r.commit_key, r.named
"""  # noqa: S608 - likewise


class Revert(NamedTuple):
    """`commit_key` takes back `target_key`, or the pull request `target_pull_key`; `by_pull_key` is what it came with.

    Each but the first two is None where it is not known. `is_revert` is False of one that brings something back.
    """

    commit_key: int
    repository_key: int
    by_pull_key: int | None
    target_key: int | None
    target_pull_key: int | None
    is_revert: bool


async def resolve(connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int]) -> None:
    """Find what the messages of these repositories' commits mean, the links of their commits being in line."""
    await connection.execute(_COMMITS, workspace_id, repository_keys)
    await connection.execute(_PULLS, workspace_id, repository_keys)


async def read_reverts(
    connection: Connection, workspace_id: WorkspaceId, repository_keys: Sequence[int]
) -> list[Revert]:
    """What was taken back in these repositories, as messages say it, whether or not what is meant is here."""
    return [Revert(*row) for row in await connection.fetch(_REVERTS, workspace_id, repository_keys)]
