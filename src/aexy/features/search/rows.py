"""Names of everything that has one, but of people, who are found by more than their names."""

from typing import NamedTuple

from aexy.features.routing import Viewer
from aexy.store.postgres import Connection

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
from projects p"""
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


__all__ = ["Named", "people", "things"]
