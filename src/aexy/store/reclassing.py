"""Giving paths the class that today's rules give them, and their commits the line counts that follow."""

from aexy.kernel.commits import NOT_WRITTEN, Classify
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection

_RECOUNT = """
with touched as (
    select distinct f.commit_key
    from commit_files f
    where f.workspace_id = $1
      and f.path_key = any($2::integer[])
),
sums as (
    select f.commit_key,
           coalesce(sum(f.additions) filter (where p.class <> all($3::text[])), 0) as added,
           coalesce(sum(f.deletions) filter (where p.class <> all($3::text[])), 0) as removed
    from touched t
    join commit_files f on f.commit_key = t.commit_key
    join paths p on p.key = f.path_key
    group by f.commit_key
),
changed as (
    update commits c
    set lines_added = s.added, lines_removed = s.removed
    from sums s
    where c.workspace_id = $1
      and c.key = s.commit_key
      and (c.lines_added, c.lines_removed) is distinct from (s.added, s.removed)
    returning c.key, c.placed_at, c.standing
)
insert into moved (key, placed_at)
select key, placed_at
from changed
where standing = 'counted'
"""


async def reclass(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    classify: Classify,
    digest: bytes,
) -> int:
    """Class all paths of a repository again if the rules are others than last time; how many paths changed.

    Writes the commits whose lines changed to the temporary table `moved` (key, placed_at).
    """
    last = await connection.fetchval(
        "select rules_digest from repositories where workspace_id = $1 and key = $2", workspace_id, repository_key
    )
    if last == digest:
        return 0
    rows = await connection.fetch(
        "select key, path, language, class from paths where workspace_id = $1 and repository_key = $2 order by key",
        workspace_id,
        repository_key,
    )
    fresh = [(row, classify(row["path"])) for row in rows]
    changed = [(row, now) for row, now in fresh if (row["language"], row["class"]) != now]
    if changed:
        await connection.execute(
            """
            update paths p
            set language = n.language, class = n.class
            from unnest($2::integer[], $3::text[], $4::text[]) as n (key, language, class)
            where p.workspace_id = $1
              and p.key = n.key
            """,
            workspace_id,
            [row["key"] for row, _ in changed],
            [now.language for _, now in changed],
            [now.name for _, now in changed],
        )
    crossed = [row["key"] for row, now in changed if (row["class"] in NOT_WRITTEN) != (now.name in NOT_WRITTEN)]
    if crossed:
        await connection.execute(_RECOUNT, workspace_id, crossed, sorted(NOT_WRITTEN))
    await connection.execute(
        "update repositories set rules_digest = $3 where workspace_id = $1 and key = $2",
        workspace_id,
        repository_key,
        digest,
    )
    return len(changed)
