"""Imports as facts: `commit_imports` says what each commit changed, `path_packages` what a path imports since when.

A file that was moved goes on importing what it did: what its earlier names imported counts for it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.manifest_rows import Named, put_packages
from aexy.store.postgres import Connection


class Imported(NamedTuple):
    """So many lines of a path that import a package came and went with a commit, by its sha."""

    sha: bytes
    path: str
    package: Named
    added: int
    removed: int


async def put_imports(
    connection: Connection,
    workspace_id: WorkspaceId,
    repository_key: RepositoryKey,
    shas: Sequence[bytes],
    imported: Sequence[Imported],
) -> None:
    """What these commits changed, in place of what was known of them before; then what their paths import."""
    await connection.execute(_FORGET, workspace_id, repository_key, shas)
    if imported:
        await put_packages(connection, workspace_id, {one.package for one in imported})
        rows = [
            (one.sha, one.path, one.package.ecosystem, one.package.name, min(one.added, _MOST), min(one.removed, _MOST))
            for one in imported
        ]
        await connection.execute(_INSERT, workspace_id, repository_key, *map(list, zip(*rows, strict=True)))
    await connection.execute(_DERIVE, workspace_id, repository_key, shas)


async def list_commits(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> list[bytes]:
    """The commits whose lines can be read, oldest first."""
    return [
        row["sha"]
        for row in await connection.fetch(
            """
            select c.sha
            from commits c
            where c.workspace_id = $1
              and c.repository_key = $2
              and not c.is_merge
              and c.additions is not null
              and c.standing in ('counted', 'duplicate')
            order by c.committed_at, c.key
            """,
            workspace_id,
            repository_key,
        )
    ]


async def put_rules(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey, rules: str
) -> None:
    """Of every commit that was read the imports were, by these rules."""
    await connection.execute(
        """
        update line_readings
        set imports = $3
        where workspace_id = $1
          and repository_key = $2
          and imports is distinct from $3
        """,
        workspace_id,
        repository_key,
        rules,
    )


async def tell_planner(connection: Connection) -> None:
    """Say how much there is by now; left to itself the database would guess for the first minute."""
    await connection.execute("analyze packages, path_packages, commit_imports, package_versions, manifests")


_MOST = 30_000
_FORGET = """
delete from commit_imports x
using commits c
where c.workspace_id = $1
  and c.repository_key = $2
  and c.sha = any($3::bytea[])
  and x.workspace_id = $1
  and x.commit_key = c.key
"""
_INSERT = """
insert into commit_imports (workspace_id, commit_key, path_key, package_key, added, removed)
select $1, c.key, p.key, k.key, sum(n.added), sum(n.removed)
from unnest($3::bytea[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::smallint[])
    as n (sha, path, ecosystem, name, added, removed)
join commits c on c.workspace_id = $1 and c.repository_key = $2 and c.sha = n.sha
join paths p on p.workspace_id = $1 and p.repository_key = $2 and md5(p.path)::uuid = md5(n.path)::uuid
    and p.path = n.path
join packages k on k.workspace_id = $1 and k.ecosystem = n.ecosystem and k.name = n.name
group by c.key, p.key, k.key
"""
# From the first line that imported it, under this or an earlier name, until the last went, if all did.
_DERIVE = """
with recursive commits_read as materialized (
    select c.key
    from commits c
    where c.workspace_id = $1
      and c.repository_key = $2
      and c.sha = any($3::bytea[])
), touched as (
    select i.path_key
    from commits_read c
    join commit_imports i on i.workspace_id = $1 and i.commit_key = c.key
    union
    select f.path_key
    from commits_read c
    join commit_files f on f.workspace_id = $1 and f.commit_key = c.key and f.old_path_key is not null
), lineage as (
    select t.path_key, t.path_key as earlier
    from touched t
    union
    select l.path_key, f.old_path_key
    from lineage l
    join commit_files f on f.workspace_id = $1 and f.path_key = l.earlier and f.old_path_key is not null
), known as (
    select l.path_key, i.package_key,
           min(c.placed_at) filter (where i.added > 0) as since,
           max(c.placed_at) filter (where i.removed > 0) as gone,
           sum(i.added - i.removed) as left_over
    from lineage l
    join commit_imports i on i.workspace_id = $1 and i.path_key = l.earlier
    join commits c on c.workspace_id = $1 and c.key = i.commit_key
    group by l.path_key, i.package_key
)
insert into path_packages as u (workspace_id, repository_key, path_key, package_key, since, until)
select $1, $2, k.path_key, k.package_key, k.since, case when k.left_over <= 0 then greatest(k.gone, k.since) end
from known k
where k.since is not null
on conflict (path_key, package_key) do update
set since = excluded.since, until = excluded.until
where (u.since, u.until) is distinct from (excluded.since, excluded.until)
"""
