"""A made-up workspace that is deployed, written by the server itself: services with two years of changes each.

Of five commits one is pushed by itself, three are a pull request's own and the fifth is its merge, or every other time
its squash. Every twenty-fifth commit goes live; after every tenth deployment something breaks, and every fortieth is a
roll-back to the one before.
"""

from uuid import UUID

import asyncpg

from aexy.kernel.ids import WorkspaceId

WEEKS = 104
_WORKSPACE = "insert into workspaces (name, slug) values ('Bench', 'delivery-' || gen_random_uuid()) returning id"
_PEOPLE = """
with person as (
    insert into developers (workspace_id, name)
    select $1, 'Developer ' || n from generate_series(1, $2::int) n
    returning id, name
)
insert into developer_identities (workspace_id, developer_id, provider, external_id, name)
select $1, id, 'git', name || ' <' || id || '@example.org>', name from person"""
_REPOSITORIES = """
insert into repositories (workspace_id, owner, name, provider, provider_id, url, is_local, default_branch)
select $1, 'bench', 'service-' || n, 'github', 'bench-' || n, 'https://example.org/' || n, false, 'main'
from generate_series(1, $2::int) n"""
# $2 commits a repository, $3 weeks. `n` is a commit's number, `m` its place of the five.
_COMMITS = """
with person as materialized (
    select array_agg(key order by key) as keys from developer_identities where workspace_id = $1
), made as (
    select r.key as repository_key, n, n % 5 as m, (n / 5) % 2 = 1 as is_squash,
           timestamptz '2024-01-01' + n * make_interval(weeks => $3::int) / $2::int as at
    from repositories r
    cross join generate_series(1, $2::int) n
    where r.workspace_id = $1
)
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     author_key, committer_key, is_merge, additions, deletions, files_changed, lines_added,
                     lines_removed, subject, standing, parents)
select $1, repository_key, made_up(repository_key, n), at, 0, at, at,
       p.keys[1 + (n / 5 * 7 + repository_key) % cardinality(p.keys)],
       p.keys[1 + (n / 5 * 7 + repository_key) % cardinality(p.keys)],
       m = 0 and not is_squash, 20, 5, 2, 20, 5, 'Change ' || n,
       case when m in (2, 3, 4) and is_squash then 'other_ref' else 'counted' end,
       case
           when n = 1 then '{}'::bytea[]
           when m = 0 and is_squash then array[made_up(repository_key, n - 4)]
           when m = 0 then array[made_up(repository_key, n - 4), made_up(repository_key, n - 1)]
           else array[made_up(repository_key, n - 1)]
       end
from made
cross join person p"""
_PULLS = """
with person as materialized (
    select array_agg(key order by key) as keys from developer_identities where workspace_id = $1
)
insert into pull_requests (workspace_id, repository_key, number, external_id, version, title, author_key, opened_at,
                           ready_at, closed_at, merged_at, merged_by_key, merge_sha, merge_method, head_ref, base_ref,
                           commits_count)
select $1, r.key, n, r.key || '-' || n, e.committed_at, 'Change ' || n,
       p.keys[1 + (n * 7 + r.key) % cardinality(p.keys)], b.committed_at, b.committed_at, e.committed_at,
       e.committed_at, p.keys[1 + (n * 3 + r.key) % cardinality(p.keys)], e.sha,
       case when e.is_merge then 'merge' else 'squash' end,
       case when n % 50 = 0 then 'hotfix/' else 'feature/' end || n, 'main', 3
from repositories r
cross join generate_series(1, $2::int) n
cross join person p
join commits b on b.repository_key = r.key and b.sha = made_up(r.key, n * 5 - 3)
join commits e on e.repository_key = r.key and e.sha = made_up(r.key, n * 5)
where r.workspace_id = $1"""
_REVIEWS = """
with person as materialized (
    select array_agg(key order by key) as keys from developer_identities where workspace_id = $1
)
insert into reviews (workspace_id, pull_key, external_id, reviewer_key, state, submitted_at, version)
select $1, q.key, 'R' || q.key || '-' || v, p.keys[1 + (q.number * 7 + q.repository_key + 1 + v) % cardinality(p.keys)],
       case v when 1 then 'commented' else 'approved' end,
       q.opened_at + (q.merged_at - q.opened_at) * v / 3, q.merged_at
from pull_requests q
cross join generate_series(1, 2) v
cross join person p
where q.workspace_id = $1"""
_OWN = """
insert into pull_request_commits (workspace_id, pull_key, sha, position, author_key, authored_at, committed_at, subject)
select $1, q.key, c.sha, m, c.author_key, c.authored_at, c.committed_at, c.subject
from pull_requests q
cross join generate_series(2, 4) m
join commits c on c.repository_key = q.repository_key and c.sha = made_up(q.repository_key, q.number * 5 - 5 + m)
where q.workspace_id = $1"""
_LINKS = """
insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
select $1, c.key, q.key, case m when 5 then q.merge_method else 'member' end
from pull_requests q
cross join generate_series(2, 5) m
join commits c on c.repository_key = q.repository_key and c.sha = made_up(q.repository_key, q.number * 5 - 5 + m)
where q.workspace_id = $1"""
_DEPLOYMENTS = """
insert into deployments (workspace_id, provider, origin, external_id, repository_key, version, environment,
                         environment_kind, sha, status, created_at, started_at, finished_at)
select $1, 'github', 'example.org', r.key || '-' || n, r.key, now(), 'production', 'production', c.sha,
       case when n % 33 = 0 then 'failure' else 'success' end,
       c.committed_at + interval '5 minutes', c.committed_at + interval '6 minutes',
       c.committed_at + interval '15 minutes'
from repositories r
cross join generate_series(1, $2::int) n
join commits c on c.repository_key = r.key
              and c.sha = made_up(r.key, (case when n % 40 = 0 then n - 2 else n end) * $3::int)
where r.workspace_id = $1"""
_ROLL_BACKS = """
update deployments d
set created_at = d.created_at + interval '1 day', started_at = d.started_at + interval '1 day',
    finished_at = d.finished_at + interval '1 day'
where d.workspace_id = $1
  and split_part(d.external_id, '-', 2)::int % 40 = 0"""
_INCIDENTS = """
insert into incidents (workspace_id, provider, origin, external_id, repository_key, version, title, severity,
                       started_at, resolved_at)
select $1, 'pager', 'example.org', d.external_id, d.repository_key, now(), 'Down ' || d.external_id, 'major',
       d.finished_at + interval '1 hour', d.finished_at + interval '4 hours'
from deployments d
where d.workspace_id = $1
  and split_part(d.external_id, '-', 2)::int % 10 = 3
  and d.status = 'success'"""
_MADE_UP = """
create or replace function pg_temp.made_up(repository integer, number integer) returns bytea language sql immutable
as $$ select decode(md5(repository || ' ' || number) || '00000000', 'hex') $$"""


async def make_delivery_world(
    url: str, *, services: int = 50, commits: int = 10_000, deployments: int = 400, people: int = 200
) -> WorkspaceId:
    """A workspace of so many services, each with so many commits and a pull request for every five; nothing linked."""
    owner = await asyncpg.connect(url, command_timeout=3600)
    try:
        await owner.execute(_MADE_UP)
        workspace: UUID = await owner.fetchval(_WORKSPACE)
        await owner.execute(_PEOPLE, workspace, people)
        await owner.execute(_REPOSITORIES, workspace, services)
        for statement, *counts in (
            (_COMMITS, commits, WEEKS), (_PULLS, commits // 5), (_REVIEWS,), (_OWN,), (_LINKS,),
            (_DEPLOYMENTS, deployments, commits // deployments), (_ROLL_BACKS,), (_INCIDENTS,),
        ):  # fmt: skip
            await owner.execute(statement.replace("made_up(", "pg_temp.made_up("), workspace, *counts)
            await owner.execute("analyze")
    finally:
        await owner.close()
    return WorkspaceId(workspace)
