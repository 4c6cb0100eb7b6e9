"""Writing down who is who: one developer per person the identity engine finds, its identities, and the evidence."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from aexy.kernel.identity import Identity, Person, people
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.mailmap import Mailmap
from aexy.store.postgres import Connection, Record


async def settle_people(connection: Connection, workspace_id: WorkspaceId) -> bool:
    """Bring developers in line with the identities and mailmaps of the workspace; whether anybody changed.

    A developer keeps its id for as long as any of its identities is left with it: of the developers a person's
    identities had so far the oldest stays; of those a developer fell apart into, the one with the oldest identity.
    """
    records = await connection.fetch(
        """
        select i.key, i.name, i.email, i.username, i.developer_id, d.key as developer_key
        from developer_identities i
        left join developers d on d.workspace_id = i.workspace_id and d.id = i.developer_id
        where i.workspace_id = $1
        order by i.key
        """,
        workspace_id,
    )
    maps = await _mailmaps(connection, workspace_id)
    identities = [Identity(r["key"], r["name"] or "", r["email"] or "", r["username"]) for r in records]
    found = people(await _weighed(connection, workspace_id, identities, people(identities, maps)), maps)
    chosen = _keep_ids(found, records)
    await _write_developers(connection, workspace_id, found, chosen)
    changed = await _point(connection, workspace_id, found, chosen)
    await _write_evidence(connection, workspace_id, found)
    await _activity(connection, workspace_id)
    return changed


async def _weighed(
    connection: Connection, workspace_id: WorkspaceId, identities: list[Identity], found: Iterable[Person]
) -> list[Identity]:
    """The identities with how often each was used, as far as that decides what somebody is called."""
    asked = [key for person in found if len(person.identities) > 1 for key in person.identities]
    counts = dict(
        await connection.fetch(
            """
            select author_key, count(*)
            from commits
            where workspace_id = $1
              and author_key = any($2::integer[])
            group by author_key
            """,
            workspace_id,
            asked,
        )
    )
    return [one._replace(commits=counts.get(one.key, 0)) for one in identities]


async def _mailmaps(connection: Connection, workspace_id: WorkspaceId) -> list[Mailmap]:
    rows = await connection.fetch(
        "select body from repository_rules where workspace_id = $1 and name = '.mailmap' and body <> ''", workspace_id
    )
    return [Mailmap.parse(row[0]) for row in rows]


def _keep_ids(found: Iterable[Person], records: list[Record]) -> list[UUID]:
    """An id for each person, its own as far as it had one."""
    had = {record["key"]: record["developer_id"] for record in records}
    age = {record["developer_id"]: record["developer_key"] for record in records if record["developer_id"]}
    taken: set[UUID] = set()
    chosen: list[UUID] = []
    for person in found:
        free = {had[key] for key in person.identities if had[key]} - taken
        kept = min(free, key=lambda one: age[one]) if free else uuid4()
        taken.add(kept)
        chosen.append(kept)
    return chosen


async def _write_developers(
    connection: Connection, workspace_id: WorkspaceId, found: list[Person], chosen: list[UUID]
) -> None:
    await connection.execute(
        """
        insert into developers as d (id, workspace_id, kind, name, email)
        select id, $1, kind, nullif(name, ''), email
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as n (id, kind, name, email)
        on conflict (id) do update
        set kind = excluded.kind, name = excluded.name, email = excluded.email, updated_at = now()
        where (d.kind, d.name, d.email) is distinct from (excluded.kind, excluded.name, excluded.email)
        """,
        workspace_id,
        chosen,
        [person.kind for person in found],
        [person.name for person in found],
        [person.email for person in found],
    )


async def _point(connection: Connection, workspace_id: WorkspaceId, found: list[Person], chosen: list[UUID]) -> bool:
    """Point identities at their developers; days of commits that changed hands are marked, empty developers go."""
    pairs = [(key, one) for person, one in zip(found, chosen, strict=True) for key in person.identities]
    rows = await connection.fetch(
        """
        update developer_identities i
        set developer_id = n.developer_id
        from unnest($2::integer[], $3::uuid[]) as n (key, developer_id)
        where i.workspace_id = $1
          and i.key = n.key
          and i.developer_id is distinct from n.developer_id
        returning i.key
        """,
        workspace_id,
        [key for key, _ in pairs],
        [one for _, one in pairs],
    )
    if not rows:
        return False
    await connection.execute(
        """
        insert into moved (key, placed_at)
        select c.key, c.placed_at
        from commits c
        where c.workspace_id = $1
          and c.standing = 'counted'
          and c.author_key = any($2::integer[])
        """,
        workspace_id,
        [row[0] for row in rows],
    )
    await connection.execute(
        """
        delete from developers d
        where d.workspace_id = $1
          and not exists (select from developer_identities i where i.developer_id = d.id)
          and not exists (select from account_developers a where a.developer_id = d.id)
          and not exists (select from team_members t where t.developer_id = d.id)
        """,
        workspace_id,
    )
    return True


async def _write_evidence(connection: Connection, workspace_id: WorkspaceId, found: list[Person]) -> None:
    links = sorted({link for person in found for link in person.links})
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


async def _activity(connection: Connection, workspace_id: WorkspaceId) -> None:
    """When those whose commits moved were first and last seen to commit."""
    await connection.execute(
        """
        with touched as (
            select distinct i.developer_id
            from moved m
            join commits c on c.key = m.key
            join developer_identities i on i.key = c.author_key
            where i.workspace_id = $1
        ),
        spans as (
            select t.developer_id, min(c.placed_at) as first_at, max(c.placed_at) as last_at
            from touched t
            join developer_identities i on i.developer_id = t.developer_id
            left join commits c on c.author_key = i.key and c.standing = 'counted'
            group by t.developer_id
        )
        update developers d
        set first_activity_at = s.first_at, last_activity_at = s.last_at
        from spans s
        where d.workspace_id = $1
          and d.id = s.developer_id
          and (d.first_activity_at, d.last_activity_at) is distinct from (s.first_at, s.last_at)
        """,
        workspace_id,
    )
