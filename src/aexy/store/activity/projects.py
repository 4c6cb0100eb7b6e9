"""Tracker projects by their external ids. One that an issue names before it was listed is made, and not followed."""

from aexy.kernel.activity import Project
from aexy.store.activity import fitting
from aexy.store.activity.batch import Batch
from aexy.store.postgres import Connection

_PUT = """
insert into tracker_projects as t (workspace_id, provider, origin, external_id, prefix, name, url, is_followed)
select $1, $2, $3, n.external_id, n.prefix, n.name, n.url, false
from (select $4::integer) place,
     unnest($5::text[], $6::text[], $7::text[], $8::text[]) n (external_id, prefix, name, url)
order by n.external_id
on conflict (workspace_id, provider, origin, external_id) do update
set prefix = excluded.prefix, name = excluded.name, url = coalesce(excluded.url, t.url)
where $9 and (t.prefix, t.name, t.url) is distinct from (excluded.prefix, excluded.name, coalesce(excluded.url, t.url))
"""
_KEYS = """
select external_id, key
from tracker_projects
where workspace_id = $1
  and provider = $2
  and origin = $3
  and external_id = any($4::text[])
"""


async def project_keys(connection: Connection, place: tuple[object, ...], batch: Batch) -> tuple[dict[str, int], int]:
    """The keys of the projects a batch names, and how many were new or changed."""
    if not batch.projects:
        return {}, 0
    told = [_fitted(project) for project in batch.projects.values() if project is not None]
    named = [
        Project(one, prefix, prefix)
        for one, project in batch.projects.items()
        if project is None
        for prefix in (batch.prefixes.get(one) or one,)
    ]
    changed = await _put(connection, place, told, renews=True) + await _put(connection, place, named, renews=False)
    return dict(await connection.fetch(_KEYS, *place[:3], list(batch.projects))), changed


def _fitted(project: Project) -> Project:
    named = (fitting.name(project.external_id), fitting.name(project.prefix), fitting.name(project.name))
    return Project(*named, fitting.maybe_name(project.url))


async def _put(connection: Connection, place: tuple[object, ...], projects: list[Project], *, renews: bool) -> int:
    columns = [list(column) for column in zip(*projects, strict=True)] or [[], [], [], []]
    status: str = await connection.execute(_PUT, *place, *columns, renews)
    return int(status.rpartition(" ")[2])
