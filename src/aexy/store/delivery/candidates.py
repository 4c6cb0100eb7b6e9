"""Facts that may be deployments, one statement for each kind of fact that a rule counts."""

from collections.abc import Collection, Mapping
from typing import Any

from aexy.kernel.delivery.judging import Candidate
from aexy.kernel.delivery.rules import Counts
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Record

# Each gives the columns of `Candidate`, in that order, up to where it says nothing more. $2: keys of repositories.
_DEPLOYMENTS = """
select 'deployment', d.key::text, d.repository_key, d.status, d.created_at, d.started_at, d.finished_at,
       case when d.service is null then '{}' else array[d.service] end,
       coalesce(d.service, ''), d.environment, d.environment_kind = 'production', d.ref, r.default_branch, false, d.sha,
       d.ref, d.url, d.deployed_by_key, coalesce(d.is_rollback, false), d.fixes_incident, d.external_id
from deployments d
left join repositories r on r.key = d.repository_key
where d.workspace_id = $1
  and (d.repository_key = any($2::integer[]) or (d.repository_key is null and d.service is not null))
  and d.gone_at is null
"""
# A run is known by its own name and by those of its jobs that came to an end.
_RUNS = """
select 'run', p.key::text, p.repository_key, p.status, p.created_at, p.started_at, p.finished_at,
       array_prepend(coalesce(p.name, ''), j.names), '', null, false, p.ref, r.default_branch, false, p.sha, p.name,
       p.url, p.actor_key
from pipelines p
join repositories r on r.key = p.repository_key
left join lateral (
    select array_agg(distinct j.name) as names
    from pipeline_jobs j
    where j.repository_key = p.repository_key
      and j.pipeline_external_id = p.external_id
      and j.status in ('success', 'failure')
) j on true
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
"""
_JOBS = """
select 'job', j.repository_key || '/' || j.external_id, j.repository_key, j.status,
       coalesce(j.created_at, j.started_at, p.created_at), j.started_at, j.finished_at, array[j.name], '',
       j.environment, false, p.ref, r.default_branch, false, p.sha, j.name, p.url, p.actor_key
from pipeline_jobs j
join pipelines p on p.repository_key = j.repository_key and p.external_id = j.pipeline_external_id
join repositories r on r.key = j.repository_key
where j.workspace_id = $1
  and j.repository_key = any($2::integer[])
"""
_RELEASES = """
select 'release', l.repository_key || '/' || l.external_id, l.repository_key, 'success',
       coalesce(l.created_at, l.published_at), null::timestamptz, l.published_at,
       array_remove(array[l.tag, l.name], null), '', null, false, l.tag, r.default_branch, l.is_prerelease, l.sha,
       coalesce(l.name, l.tag), l.url, l.author_key
from releases l
join repositories r on r.key = l.repository_key
where l.workspace_id = $1
  and l.repository_key = any($2::integer[])
  and l.gone_at is null
  and not l.is_draft
  and l.published_at is not null
"""
# Each commit that a name led to: one that is moved with every deployment was deployed as often.
_TAGS = """
select 'tag', t.key::text, t.repository_key, 'success', t.tagged_at, null::timestamptz, t.tagged_at, array[t.name], '',
       null, false, t.name, r.default_branch, false, t.sha, t.name
from tags t
join repositories r on r.key = t.repository_key
where t.workspace_id = $1
  and t.repository_key = any($2::integer[])
"""
_MERGES = """
select 'merge', p.key::text, p.repository_key, 'success', p.merged_at, null::timestamptz, p.merged_at, '{}'::text[],
       '', null, false, coalesce(p.base_ref, r.default_branch), r.default_branch, false,
       coalesce(
           p.merge_sha,
           (
               select c.sha
               from commit_pull_requests m
               join commits c on c.key = m.commit_key
               where m.pull_key = p.key
                 and m.evidence <> 'cherry_pick'
                 and c.standing in ('counted', 'duplicate')
               order by c.committed_at desc, c.key desc
               limit 1
           )
       ),
       p.title, p.url, p.merged_by_key
from pull_requests p
join repositories r on r.key = p.repository_key
where p.workspace_id = $1
  and p.repository_key = any($2::integer[])
  and p.merged_at is not null
  and p.gone_at is null
"""
_STATEMENTS: Mapping[Counts, str] = {
    Counts.DEPLOYMENTS: _DEPLOYMENTS,
    Counts.RUNS: _RUNS,
    Counts.JOBS: _JOBS,
    Counts.RELEASES: _RELEASES,
    Counts.TAGS: _TAGS,
    Counts.MERGES: _MERGES,
}
_NAMES = 7  # the place of a candidate's names


async def read_candidates(
    connection: Connection, workspace_id: WorkspaceId, wanted: Mapping[Counts, Collection[int]]
) -> dict[Counts, list[Candidate]]:
    """The facts of each kind that are wanted, of these repositories; deployments also of none but a named service."""
    found: dict[Counts, list[Candidate]] = {}
    for counts, repositories in wanted.items():
        rows = await connection.fetch(_STATEMENTS[counts], workspace_id, sorted(repositories))
        found[counts] = [_candidate(row) for row in rows]
    return found


def _candidate(row: Record) -> Candidate:
    values: list[Any] = list(row)
    values[_NAMES] = tuple(name for name in values[_NAMES] or () if name)
    return Candidate(*values)
