"""Teams as a provider lists them, and what follows for who is in which team.

Lists name identities. Who they are is settled later and may change, so memberships follow from the lists anew each time
people were settled.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from aexy.kernel.activity import Team
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import fitting
from aexy.store.activity.persons import Person
from aexy.store.postgres import Connection

_PUT = """
insert into teams as t (workspace_id, provider, external_id, slug, name, description)
select $1, $2, n.external_id,
       case
           when n.place > 1
             or exists (select from teams o where o.workspace_id = $1 and o.slug = n.slug
                        and (o.provider, o.external_id) is distinct from ($2, n.external_id))
           then n.slug || '-' || n.external_id
           else n.slug
       end,
       n.name, n.description
from (
    select *, row_number() over (partition by slug order by external_id) as place
    from unnest($3::text[], $4::text[], $5::text[], $6::text[]) x (external_id, slug, name, description)
) n
order by n.external_id
on conflict (workspace_id, provider, external_id) where external_id is not null do update
set name = excluded.name, description = excluded.description, updated_at = $7
where coalesce(t.listed_at, '-infinity') < $7
  and (t.name, t.description) is distinct from (excluded.name, excluded.description)
"""

# A list that is older than the newest one says nothing.
_LEAVE = """
update team_identities m
set left_at = $4
from teams t
where t.workspace_id = $1
  and t.provider = $2
  and t.external_id = any($3::text[])
  and coalesce(t.listed_at, '-infinity') < $4
  and m.team_id = t.id
  and m.left_at is null
  and not exists (
      select
      from unnest($5::text[], $6::integer[]) n (team, identity_key)
      where n.team = t.external_id
        and n.identity_key = m.identity_key
  )
"""
_JOIN = """
insert into team_identities (workspace_id, team_id, identity_key, joined_at)
select distinct $1, t.id, n.identity_key, case when t.listed_at is null then '-infinity' else $4::timestamptz end
from unnest($5::text[], $6::integer[]) n (team, identity_key)
join teams t on t.workspace_id = $1 and t.provider = $2 and t.external_id = n.team
where n.team = any($3::text[])
  and coalesce(t.listed_at, '-infinity') < $4
  and not exists (
      select
      from team_identities m
      where m.team_id = t.id
        and m.identity_key = n.identity_key
        and m.left_at is null
  )
"""
_LISTED = """
update teams
set listed_at = $4
where workspace_id = $1
  and provider = $2
  and external_id = any($3::text[])
  and coalesce(listed_at, '-infinity') < $4
"""


async def put_teams(
    connection: Connection,
    workspace_id: WorkspaceId,
    provider: str,
    teams: Iterable[tuple[datetime, Team]],
    keys: Mapping[Person, int],
) -> int:
    """Keep what lists say, each with when it was fetched; how many teams and memberships changed."""
    lists: dict[datetime, dict[str, Team]] = defaultdict(dict)
    for now, team in teams:
        lists[now][fitting.name(team.external_id)] = team
    return sum([await _put(connection, workspace_id, provider, lists[now], keys, now) for now in sorted(lists)])


async def _put(
    connection: Connection,
    workspace_id: WorkspaceId,
    provider: str,
    teams: Mapping[str, Team],
    keys: Mapping[Person, int],
    now: datetime,
) -> int:
    columns = (
        list(teams), [fitting.name(one.slug) for one in teams.values()], [fitting.name(t.name) for t in teams.values()],
        [None if t.description is None else fitting.text(t.description) for t in teams.values()],
    )  # fmt: skip
    pairs = [(name, keys[who[0], who[1]]) for name, team in teams.items() for who in team.members]
    listed = (list(teams), now, [team for team, _ in pairs], [key for _, key in pairs])
    changed = _count(await connection.execute(_PUT, workspace_id, provider, *columns, now))
    for statement in (_LEAVE, _JOIN):
        changed += _count(await connection.execute(statement, workspace_id, provider, *listed))
    await connection.execute(_LISTED, workspace_id, provider, *listed[:2])
    return changed


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])


async def settle_teams(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Bring memberships in line with the providers' lists, after people were settled; whether any changed.

    Memberships somebody made by hand stay.
    """
    gone = await connection.execute(
        f"""
        delete from team_members m
        where m.workspace_id = $1
          and m.is_listed
          and not exists (
              select from ({_STAYS}) s
              where (s.team_id, s.developer_id, s.joined_at) = (m.team_id, m.developer_id, m.joined_at)
          )
        """,  # noqa: S608 - made of a statement of our own
        workspace_id,
    )
    come = await connection.execute(
        f"""
        insert into team_members as m (workspace_id, team_id, developer_id, joined_at, left_at, is_listed)
        select $1, s.team_id, s.developer_id, s.joined_at, s.left_at, true
        from ({_STAYS}) s
        order by s.team_id, s.developer_id, s.joined_at
        on conflict (team_id, developer_id, joined_at) do update
        set left_at = excluded.left_at
        where m.is_listed
          and m.left_at is distinct from excluded.left_at
        """,  # noqa: S608 - made of a statement of our own
        workspace_id,
    )
    return _count(gone) + _count(come) > 0


# Somebody with two accounts in a team left it when the last of them did.
_STAYS = """
select t.team_id, i.developer_id, t.joined_at, nullif(max(coalesce(t.left_at, 'infinity')), 'infinity') as left_at
from team_identities t
join developer_identities i on i.key = t.identity_key
where t.workspace_id = $1
  and i.developer_id is not null
group by t.team_id, i.developer_id, t.joined_at
"""
