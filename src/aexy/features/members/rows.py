"""Memberships as they are kept. Whoever changes one holds the workspace's other changes of members back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from aexy.features.members.ruling import may_give, rules_over
from aexy.features.members.schemas import MemberIs, ReachedTeam, WorkspaceMember
from aexy.features.routing import Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    m.account_id,
    a.name,
    a.email,
    m.role,
    m.created_at as joined_at,
    lower(a.name) as sorted_by,
    case
        when m.is_scoped then (
            select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name), '[]')
            from membership_teams s
            join teams t on t.id = s.team_id
            where s.workspace_id = m.workspace_id
                and s.account_id = m.account_id
        )
    end as teams,
    d.id as developer_id,
    d.name as developer,
    (
        select count(*)
        from alert_rules r
        where r.workspace_id = m.workspace_id
            and r.owner_id = m.account_id
    ) as alert_rules
from memberships m
join accounts a on a.id = m.account_id
left join account_developers l on l.workspace_id = m.workspace_id and l.account_id = m.account_id
left join developers d on d.id = l.developer_id"""

LIST = f"""
select {COLUMNS}
where m.workspace_id = $1
    and ($2::text is null or (lower(a.name), m.account_id) > ($2, $3::uuid))
order by lower(a.name), m.account_id
limit $4"""

ONE = f"""
select {COLUMNS}
where m.workspace_id = $1
    and m.account_id = $2"""

# Two who each make the other less would both be gone; one after the other, the second may no longer.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('members ' || $1::uuid, 0))"

STANDING = """
select m.role, m.is_scoped
from memberships m
where m.workspace_id = $1
    and m.account_id = $2"""

OWNERS = """
select count(*)
from memberships m
where m.workspace_id = $1
    and m.role = 'owner'"""

SET = """
update memberships
set role = $3,
    is_scoped = $4
where workspace_id = $1
    and account_id = $2"""

ADD = """
insert into memberships (workspace_id, account_id, role, is_scoped, created_at)
values ($1, $2, $3, $4, $5)
on conflict (workspace_id, account_id) do nothing
returning account_id"""

FREE = """
delete from membership_teams
where workspace_id = $1
    and account_id = $2"""

LIMIT = """
insert into membership_teams (workspace_id, account_id, team_id)
select $1, $2, unnest($3::uuid[])"""

REMOVE = """
delete from memberships
where workspace_id = $1
    and account_id = $2"""

UNCLAIM = """
delete from account_developers
where workspace_id = $1
    and account_id = $2
returning developer_id"""

KNOWN_TEAMS = """
select id
from teams
where workspace_id = $1
    and id = any($2::uuid[])"""


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's role, and whether it is limited to teams."""

    role: Role
    is_scoped: bool


def _member(record: Record, viewer: Viewer) -> WorkspaceMember:
    role = Role(record["role"])
    is_seen = viewer.role.includes(Role.ADMIN) or record["account_id"] == viewer.account_id
    return WorkspaceMember(
        account_id=record["account_id"],
        name=record["name"],
        email=record["email"] if is_seen else None,
        role=role,
        teams=None if record["teams"] is None else [ReachedTeam(**team) for team in orjson.loads(record["teams"])],
        developer=MemberIs(id=record["developer_id"], name=record["developer"]) if record["developer_id"] else None,
        alert_rules=record["alert_rules"],
        joined_at=record["joined_at"],
        is_me=record["account_id"] == viewer.account_id,
        may_become=may_give(viewer.role) if rules_over(viewer.role, role) else [],
    )


async def by_name(
    connection: Connection, viewer: Viewer, *, after: tuple[str, UUID] | None, limit: int
) -> list[tuple[str, WorkspaceMember]]:
    """At most `limit` members by name, each with what it is sorted by."""
    name, account_id = after or (None, None)
    found = await connection.fetch(LIST, viewer.workspace_id, name, account_id, limit)
    return [(record["sorted_by"], _member(record, viewer)) for record in found]


async def find(connection: Connection, viewer: Viewer, account_id: AccountId) -> WorkspaceMember | None:
    """One member as the viewer sees them; None when they do not belong to the workspace."""
    record = await connection.fetchrow(ONE, viewer.workspace_id, account_id)
    return _member(record, viewer) if record else None


async def one_at_a_time(connection: Connection, workspace_id: WorkspaceId) -> None:
    """Nobody else changes the workspace's members until this transaction ends."""
    await connection.execute(ONE_AT_A_TIME, workspace_id)


async def standing(connection: Connection, workspace_id: WorkspaceId, account_id: AccountId) -> Membership | None:
    """Somebody's membership as it is now; None without one."""
    record = await connection.fetchrow(STANDING, workspace_id, account_id)
    return Membership(Role(record["role"]), record["is_scoped"]) if record else None


async def owners(connection: Connection, workspace_id: WorkspaceId) -> int:
    """How many owners there are."""
    return int(await connection.fetchval(OWNERS, workspace_id))


async def known_teams(connection: Connection, workspace_id: WorkspaceId, team_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that are teams of the workspace."""
    return {record["id"] for record in await connection.fetch(KNOWN_TEAMS, workspace_id, list(team_ids))}


async def put(
    connection: Connection, workspace_id: WorkspaceId, account_id: AccountId, role: Role, teams: Sequence[UUID] | None
) -> None:
    """The membership is this from now on; null teams: of the whole workspace."""
    await connection.execute(FREE, workspace_id, account_id)
    await connection.execute(SET, workspace_id, account_id, role.value, teams is not None)
    await connection.execute(LIMIT, workspace_id, account_id, list(teams or ()))


async def add(
    connection: Connection,
    workspace_id: WorkspaceId,
    account_id: AccountId,
    membership: tuple[Role, Sequence[UUID] | None],
    now: datetime,
) -> bool:
    """They belong to it from now on; False when they did before, and then nothing changes."""
    role, teams = membership
    added = await connection.fetchval(ADD, workspace_id, account_id, role.value, teams is not None, now)
    if added is not None:
        await connection.execute(LIMIT, workspace_id, account_id, list(teams or ()))
    return added is not None


async def remove(connection: Connection, workspace_id: WorkspaceId, account_id: AccountId) -> UUID | None:
    """They do not belong to it any more, and are no developer of it; the one they said they were."""
    was: UUID | None = await connection.fetchval(UNCLAIM, workspace_id, account_id)
    await connection.execute(REMOVE, workspace_id, account_id)
    return was
