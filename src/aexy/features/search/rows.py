"""Names of everything that has one, but of people, who are found by more than their names."""

from typing import NamedTuple

import polars as pl

from aexy.features.routing import Viewer
from aexy.store.postgres import Connection
from aexy.store.session import Session

THINGS = """
select 'team' as kind, t.id::text as id, t.name, null::text as detail
from teams t
where $1::uuid[] is null
    or t.id = any($1)
union all
select 'repository', r.id::text, r.name, r.owner
from repositories r
union all
select 'project', p.id::text, p.name, null
from projects p
union all
select 'tracker', k.id::text, k.name, k.prefix
from tracker_projects k
where k.gone_at is null"""
# What stands at the tip; of repositories whose tree nobody read, whatever was ever there.
FOLDERS = """
select p.repository_key as repository, regexp_replace(p.path, '/[^/]*$', '') as folder, count(*)::bigint as files
from paths p
where p.class not in ('generated', 'vendored', 'lock')
    and position('/' in p.path) > 0
    and (
        exists (select from path_stays s where s.path_key = p.key and s.until is null)
        or not exists (select from tree_readings t where t.repository_key = p.repository_key)
    )
group by p.repository_key, folder"""
REPOSITORIES = """
select r.key, r.id::text as id, concat_ws('/', r.owner, r.name) as name
from repositories r"""
PEOPLE = """
select 'person' as kind, d.id::text as id, d.name, null::text as detail
from developers d
where d.merged_into is null
    and d.kind = 'human'
    and d.name is not null"""


class Named(NamedTuple):
    """Something by its name; `detail` is where it belongs."""

    kind: str
    id: str
    name: str
    detail: str | None


async def things(connection: Connection, viewer: Viewer) -> list[Named]:
    """Teams within the viewer's reach, repositories and projects."""
    teams = None if viewer.teams is None else list(viewer.teams)
    return [Named(*row) for row in await connection.fetch(THINGS, teams)]


async def people(connection: Connection) -> list[Named]:
    """Everybody who has a name: names are open to the workspace."""
    return [Named(*row) for row in await connection.fetch(PEOPLE)]


def folders(session: Session) -> pl.DataFrame:
    """`repository`, `folder`: every folder of every repository, with those that hold nothing but folders."""
    counted: dict[tuple[int, str], int] = {}
    for repository, folder, files in session.frame(FOLDERS).select("repository", "folder", "files").iter_rows():
        parts = folder.split("/")
        for depth in range(1, len(parts) + 1):
            place = (repository, "/".join(parts[:depth]))
            counted[place] = counted.get(place, 0) + files
    return pl.DataFrame(
        [(repository, folder, files) for (repository, folder), files in counted.items()],
        schema={"repository": pl.Int64, "folder": pl.String, "files": pl.Int64},
        orient="row",
    )


async def repositories(connection: Connection) -> dict[int, tuple[str, str]]:
    """Id and name of every repository, by its key in facts."""
    return {row["key"]: (row["id"], row["name"]) for row in await connection.fetch(REPOSITORIES)}


__all__ = ["Named", "folders", "people", "repositories", "things"]
