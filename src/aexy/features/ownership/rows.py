"""Times in which teams own repositories, as they are kept. A null `since` outside is the beginning of time in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from aexy.features.ownership.schemas import OwnedRepository, OwnerSource, OwningTeam
from aexy.kernel.ids import RepositoryId
from aexy.store.postgres import Connection

EXISTS = "select key from repositories where id = $1"

# Two who change one repository's owners come one after the other.
SAID = """
update repositories
set owners_said_at = $2
where id = $1
returning key"""

HISTORY = """
select o.team_id, t.slug, t.name, nullif(o.since, '-infinity') as since, o.until, o.source
from repository_teams o
join teams t on t.id = o.team_id
where o.repository_id = $1
order by o.until desc nulls first, o.since desc, t.name, t.id"""

# $1: now. After the repository of this name ($2) and id ($3).
OWNED = """
select r.id as repository_id,
       r.name,
       coalesce(
           jsonb_agg(
               jsonb_build_object(
                   'team_id', t.id, 'slug', t.slug, 'name', t.name, 'since', nullif(o.since, '-infinity'),
                   'until', o.until, 'source', o.source
               )
               order by t.name, t.id
           ) filter (where t.id is not null),
           '[]'
       ) as owners
from repositories r
left join repository_teams o on o.repository_id = r.id
    and o.since <= $1
    and (o.until is null or o.until > $1)
left join teams t on t.id = o.team_id
where r.workspace_id = current_workspace()
    and ($2::text is null or (r.name, r.id) > ($2, $3::uuid))
group by r.id, r.name
order by r.name, r.id
limit $4"""

KNOWN = "select id from teams where id = any($1::uuid[])"

# What was to begin from then on holds no more, unless it is said again.
FORGET = """
delete from repository_teams
where repository_id = $1
    and since >= coalesce($2::timestamptz, '-infinity')
    and not (since = coalesce($2::timestamptz, '-infinity') and until is null and team_id = any($3::uuid[]))"""

END = """
update repository_teams
set until = $2
where repository_id = $1
    and team_id <> all($3::uuid[])
    and (until is null or until > $2)"""

GO_ON = """
update repository_teams
set until = null
where repository_id = $1
    and team_id = any($3::uuid[])
    and until >= $2
    and not exists (
        select
        from repository_teams o
        where o.repository_id = $1 and o.team_id = repository_teams.team_id and o.since >= $2
    )"""

BEGIN = """
insert into repository_teams (workspace_id, repository_id, team_id, since, source)
select current_workspace(), $1, one, coalesce($2::timestamptz, '-infinity'), 'manual'
from unnest($3::uuid[]) as one
where not exists (
    select from repository_teams o where o.repository_id = $1 and o.team_id = one and o.until is null
)"""

WORK = """
with written as (
    select c.key, i.developer_id, c.placed_at
    from commits c
    join developer_identities i on i.key = c.author_key
    join developers d on d.id = i.developer_id
    where c.workspace_id = current_workspace()
        and c.repository_key = $1
        and c.standing = 'counted'
        and not c.is_merge
        and c.placed_at >= $2
        and c.placed_at < $3
        and d.kind = 'human'
)
select t.id as team_id,
       t.slug,
       t.name,
       count(distinct w.key) as commits,
       (select count(*) from written) as n
from written w
left join team_members m on m.developer_id = w.developer_id
    and m.joined_at <= w.placed_at
    and (m.left_at is null or m.left_at > w.placed_at)
left join teams t on t.id = m.team_id
group by t.id, t.slug, t.name
order by commits desc, t.name, t.id"""


@dataclass(frozen=True, slots=True)
class Work:
    """How many commits people wrote, and how many of them those of each team; most first."""

    n: int
    teams: list[dict[str, Any]]


async def key_of(connection: Connection, repository_id: RepositoryId) -> int | None:
    """The repository's key; None when the workspace has none of that id."""
    found: int | None = await connection.fetchval(EXISTS, repository_id)
    return found


async def note_said(connection: Connection, repository_id: RepositoryId, now: datetime) -> bool:
    """Write down that people say who owns it, and keep others from doing so meanwhile; False when it is not there."""
    return await connection.fetchval(SAID, repository_id, now) is not None


async def history(connection: Connection, repository_id: RepositoryId) -> list[OwningTeam]:
    """Everybody who ever owned it, the latest first."""
    return [
        OwningTeam(**{**row, "source": OwnerSource(row["source"])})
        for row in await connection.fetch(HISTORY, repository_id)
    ]


async def owned(
    connection: Connection, now: datetime, after: tuple[str, UUID] | None, limit: int
) -> list[OwnedRepository]:
    """Repositories by name, each with the teams that own it now."""
    found = await connection.fetch(OWNED, now, *(after or (None, None)), limit)
    return [OwnedRepository(**{**row, "owners": orjson.loads(row["owners"])}) for row in found]


async def known_teams(connection: Connection, team_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them that are teams of the workspace."""
    return {row["id"] for row in await connection.fetch(KNOWN, team_ids)}


async def own_from(
    connection: Connection, repository_id: RepositoryId, team_ids: Sequence[UUID], since: datetime | None
) -> bool:
    """From then on exactly these teams own it; what was before stays. False when it was so already."""
    statements = (FORGET, BEGIN) if since is None else (FORGET, END, GO_ON, BEGIN)
    done = [await connection.execute(statement, repository_id, since, team_ids) for statement in statements]
    return any(not status.endswith(" 0") for status in done)


async def work(connection: Connection, repository: int, since: datetime, until: datetime) -> Work:
    """Who wrote in it in that time, by the teams they were in when they did."""
    found = await connection.fetch(WORK, repository, since, until)
    teams = [{name: row[name] for name in ("team_id", "slug", "name", "commits")} for row in found if row["team_id"]]
    return Work(found[0]["n"] if found else 0, teams)
