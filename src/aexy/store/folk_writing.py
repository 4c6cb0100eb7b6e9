"""The statements with which people are written down: developers, whose identities are whose, evidence, suggestions."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from aexy.kernel.identity import Person
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.resemblance import Suggestion
from aexy.store.postgres import Connection


async def give_anchors(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Anchor developers that were made without the engine at their oldest identity."""
    await connection.execute(
        """
        update developers d
        set anchor_key = (select min(i.key) from developer_identities i where i.developer_id = d.id)
        where d.workspace_id = $1
          and d.anchor_key is null
          and exists (select from developer_identities i where i.developer_id = d.id)
        """,
        workspace_id,
    )


async def write_developers(
    connection: Connection, workspace_id: WorkspaceId, people: Sequence[Person], chosen: Sequence[UUID]
) -> bool:
    """A row for each person, anchored at its first identity where it is new; whether any is new or told otherwise."""
    written = await connection.execute(
        """
        insert into developers as d (id, workspace_id, kind, name, email, anchor_key)
        select id, $1, kind, nullif(name, ''), email, anchor_key
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[])
            as n (id, kind, name, email, anchor_key)
        on conflict (id) do update
        set kind = excluded.kind, name = excluded.name, email = excluded.email, updated_at = now()
        where (d.kind, d.name, d.email) is distinct from (excluded.kind, excluded.name, excluded.email)
        """,
        workspace_id,
        chosen,
        [person.kind for person in people],
        [person.name for person in people],
        [person.email for person in people],
        [person.identities[0] for person in people],
    )
    return not written.endswith(" 0")


async def renew(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Numbers are kept by the version of facts: whoever kept one under other people asks again."""
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)


async def point(
    connection: Connection, workspace_id: WorkspaceId, people: Sequence[Person], chosen: Sequence[UUID]
) -> list[UUID]:
    """Point identities at their developers; those who gained or lost any."""
    pairs = [(key, one) for person, one in zip(people, chosen, strict=True) for key in person.identities]
    rows = await connection.fetch(
        """
        update developer_identities i
        set developer_id = n.developer_id
        from unnest($2::integer[], $3::uuid[]) as n (key, developer_id)
        join developer_identities was on was.key = n.key
        where i.workspace_id = $1
          and i.key = n.key
          and i.developer_id is distinct from n.developer_id
        returning i.developer_id, was.developer_id as former_id
        """,
        workspace_id,
        [key for key, _ in pairs],
        [one for _, one in pairs],
    )
    return sorted({one for row in rows for one in row if one is not None})


async def retire(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Say of developers without identities into whom they were merged; those nobody can get back go."""
    await connection.execute(
        """
        update developers d
        set merged_into = nullif(i.developer_id, d.id)
        from developer_identities i
        where d.workspace_id = $1
          and i.key = d.anchor_key
          and d.merged_into is distinct from nullif(i.developer_id, d.id)
        """,
        workspace_id,
    )
    await connection.execute(
        """
        delete from developers d
        where d.workspace_id = $1
          and d.anchor_key is null
          and not exists (select from developer_identities i where i.developer_id = d.id)
          and not exists (select from account_developers a where a.developer_id = d.id)
          and not exists (select from team_members t where t.developer_id = d.id)
        """,
        workspace_id,
    )


async def move_teams(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Times in teams follow whoever was merged, and go back to whoever was split off.

    A time that overlaps one of the same person in the same team stays where it was: it says nothing new.
    """
    await connection.execute(
        """
        update team_members m
        set developer_id = m.from_developer_id, from_developer_id = null
        from developers d
        where m.workspace_id = $1
          and d.id = m.from_developer_id
          and d.merged_into is distinct from m.developer_id
        """,
        workspace_id,
    )
    await connection.execute(
        """
        with theirs as (
            select m.team_id, m.joined_at, m.developer_id, d.merged_into,
                   tstzrange(m.joined_at, m.left_at) as span
            from team_members m
            join developers d on d.id = m.developer_id
            where m.workspace_id = $1
              and d.merged_into is not null
        )
        update team_members m
        set developer_id = t.merged_into, from_developer_id = t.developer_id
        from theirs t
        where (m.team_id, m.developer_id, m.joined_at) = (t.team_id, t.developer_id, t.joined_at)
          and not exists (
              select
              from team_members o
              where (o.team_id, o.developer_id) = (t.team_id, t.merged_into)
                and tstzrange(o.joined_at, o.left_at) && t.span
          )
          and not exists (
              select
              from theirs o
              where (o.team_id, o.merged_into) = (t.team_id, t.merged_into)
                and o.developer_id < t.developer_id
                and o.span && t.span
          )
        """,
        workspace_id,
    )


async def write_evidence(connection: Connection, workspace_id: WorkspaceId, people: Sequence[Person]) -> None:
    """Why identities are together, and nothing that no longer holds."""
    links = sorted({link for person in people for link in person.links})
    await connection.execute(
        """
        with kept as (
            select *
            from unnest($2::integer[], $3::integer[], $4::text[], $5::text[])
                as n (identity_key, same_as_key, reason, detail)
        ),
        gone as (
            delete from identity_evidence e
            where e.workspace_id = $1
              and not exists (
                  select from kept k
                  where (k.identity_key, k.same_as_key, k.reason) = (e.identity_key, e.same_as_key, e.reason)
              )
        )
        insert into identity_evidence (workspace_id, identity_key, same_as_key, reason, detail)
        select $1, identity_key, same_as_key, reason, detail
        from kept
        on conflict do nothing
        """,
        workspace_id,
        [link.key for link in links],
        [link.same_as for link in links],
        [link.reason for link in links],
        [link.detail for link in links],
    )


async def write_suggestions(connection: Connection, workspace_id: WorkspaceId, found: Sequence[Suggestion]) -> None:
    """The queue as it is now; a pair that stays in it keeps its id."""
    await connection.execute(
        """
        with found as (
            select *
            from unnest($2::integer[], $3::integer[], $4::double precision[], $5::text[], $6::text[])
                as n (left_key, right_key, score, reasons, conflict)
        ),
        gone as (
            delete from identity_suggestions s
            where s.workspace_id = $1
              and not exists (select from found f where (f.left_key, f.right_key) = (s.left_key, s.right_key))
        )
        insert into identity_suggestions as s (workspace_id, left_key, right_key, score, reasons, conflict)
        select $1, left_key, right_key, score, reasons::jsonb, conflict
        from found
        on conflict (workspace_id, left_key, right_key) do update
        set score = excluded.score, reasons = excluded.reasons, conflict = excluded.conflict
        where (s.score, s.reasons, s.conflict) is distinct from (excluded.score, excluded.reasons, excluded.conflict)
        """,
        workspace_id,
        [one.left for one in found],
        [one.right for one in found],
        [one.score for one in found],
        [orjson.dumps([ground._asdict() for ground in one.grounds]).decode() for one in found],
        [one.conflict for one in found],
    )


# There while commits are being placed: those that stand elsewhere than before.
_PLACED = """
    union
    select i.developer_id
    from moved m
    join commits c on c.key = m.key
    join developer_identities i on i.key = c.author_key
    where i.workspace_id = $1"""
_THEIRS = """
      and c.author_key in (
          select i.key from developer_identities i join touched t on t.developer_id = i.developer_id
      )"""
# With so many placed, everybody is looked at: that takes one look at the commits instead of two and an index.
_MANY_PLACED = 5_000
_EVERYBODY = """
    union
    select id
    from developers
    where workspace_id = $1"""
_NOTE_ACTIVITY = """
with touched as (
    select unnest($2::uuid[]) as developer_id{placed}
),
seen as (
    select c.author_key, min(c.placed_at) as first_at, max(c.placed_at) as last_at
    from commits c
    where c.workspace_id = $1
      and c.standing = 'counted'{theirs}
    group by c.author_key
),
spans as (
    select t.developer_id, min(s.first_at) as first_at, max(s.last_at) as last_at
    from touched t
    left join developer_identities i on i.developer_id = t.developer_id
    left join seen s on s.author_key = i.key
    group by t.developer_id
)
update developers d
set first_activity_at = s.first_at, last_activity_at = s.last_at
from spans s
where d.workspace_id = $1
  and d.id = s.developer_id
  and (d.first_activity_at, d.last_activity_at) is distinct from (s.first_at, s.last_at)
"""


async def write_activity(connection: Connection, workspace_id: WorkspaceId, touched: Sequence[UUID]) -> None:
    """When those were first and last seen to commit whose commits moved, or who gained or lost identities."""
    moved: int | None = None
    if await connection.fetchval("select to_regclass('pg_temp.moved') is not null"):
        moved = await connection.fetchval("select count(*) from moved")
    if moved is not None and moved > _MANY_PLACED:
        statement = _NOTE_ACTIVITY.format(placed=_EVERYBODY, theirs="")
    else:
        statement = _NOTE_ACTIVITY.format(placed="" if moved is None else _PLACED, theirs=_THEIRS)
    await connection.execute(statement, workspace_id, touched)
