"""Invitations as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson

from aexy.features.invitations.schemas import Invitation, InvitationState, NewInvitation
from aexy.features.members.schemas import ReachedTeam
from aexy.features.routing import Role
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    i.id,
    i.email,
    i.role,
    (select a.name from accounts a where a.id = i.invited_by) as invited_by,
    i.created_at,
    i.sent_at,
    i.expires_at,
    case
        when i.is_scoped then (
            select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name), '[]')
            from invitation_teams s
            join teams t on t.id = s.team_id
            where s.invitation_id = i.id
        )
    end as teams
from invitations i"""

OPEN = "i.accepted_at is null and i.revoked_at is null"

LIST = f"""
select {COLUMNS}
where i.workspace_id = $1
    and {OPEN}
    and ($2::timestamptz is null or (i.created_at, i.id) < ($2, $3::uuid))
order by i.created_at desc, i.id desc
limit $4"""

ONE = f"""
select {COLUMNS}
where i.workspace_id = $1
    and i.id = $2
    and {OPEN}"""

COUNT = f"""
select count(*)
from invitations i
where i.workspace_id = $1
    and {OPEN}"""  # noqa: S608 - likewise

ADD = """
insert into invitations
    (workspace_id, email, email_hash, role, is_scoped, token_hash, mailed_hash, invited_by, created_at, sent_at,
     expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)
on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do nothing
returning id"""

ADD_TEAMS = """
insert into invitation_teams (workspace_id, invitation_id, team_id)
select $1, $2, unnest($3::uuid[])"""

# One that is too old makes room for another.
MAKE_ROOM = """
update invitations
set revoked_at = $3
where workspace_id = $1
    and email = $2
    and accepted_at is null
    and revoked_at is null
    and expires_at <= $3"""

RENEW = """
update invitations
set token_hash = $3,
    mailed_hash = $4,
    invited_by = $5,
    sent_at = $6,
    expires_at = $7
where workspace_id = $1
    and id = $2
    and accepted_at is null
    and revoked_at is null"""

REVOKE = """
update invitations
set revoked_at = $3
where workspace_id = $1
    and id = $2
    and accepted_at is null
    and revoked_at is null
returning email, role"""

IS_MEMBER = """
select exists (
    select
    from memberships m
    join accounts a on a.id = m.account_id
    where m.workspace_id = $1
        and lower(a.email) = $2
)"""

# Before anybody is known: the transaction sees what has the hash that it carries, and nothing else.
BY_HASH = """
select i.id, i.workspace_id, i.email, i.role, i.is_scoped, i.invited_by, i.expires_at, i.mailed_hash = $1 as is_mailed
from invitations i
where $1 in (i.token_hash, i.mailed_hash, i.email_hash)
    and i.accepted_at is null
    and i.revoked_at is null
    and i.expires_at > $2
order by i.created_at
for update of i"""

ACCEPT = """
update invitations
set accepted_at = $2,
    accepted_by = $3
where id = $1"""

TEAMS = """
select team_id
from invitation_teams
where invitation_id = $1"""

WORKSPACE = """
select w.slug, w.name, (select a.name from accounts a where a.id = $2) as inviter
from workspaces w
where w.id = $1"""


@dataclass(frozen=True, slots=True)
class Links:
    """The hashes of an invitation's links: the one shown, and another one that is mailed."""

    shown: bytes
    mailed: bytes | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that can be accepted, as whoever shows its link finds it."""

    id: UUID
    workspace_id: WorkspaceId
    email: str
    role: Role
    is_scoped: bool
    invited_by: AccountId | None
    expires_at: datetime
    is_mailed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What a workspace is called, and who asked somebody to join it."""

    slug: str
    name: str
    inviter: str | None


def hash_email(email: str) -> bytes:
    """By what an address finds its invitations; no token hashes to it."""
    return sha256(f"invitations of {email.lower()}".encode()).digest()


def _invitation(record: Record, now: datetime) -> Invitation:
    return Invitation(
        id=record["id"],
        email=record["email"],
        role=Role(record["role"]),
        teams=None if record["teams"] is None else [ReachedTeam(**team) for team in orjson.loads(record["teams"])],
        state=InvitationState.OPEN if record["expires_at"] > now else InvitationState.EXPIRED,
        invited_by=record["invited_by"],
        created_at=record["created_at"],
        sent_at=record["sent_at"],
        expires_at=record["expires_at"],
    )


async def newest(
    connection: Connection,
    workspace_id: WorkspaceId,
    now: datetime,
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Invitation]:
    """Those not answered yet, latest first."""
    place = before or (None, None)
    return [_invitation(row, now) for row in await connection.fetch(LIST, workspace_id, *place, limit)]


async def find(connection: Connection, workspace_id: WorkspaceId, id_: UUID, now: datetime) -> Invitation | None:
    """One that was not answered yet."""
    record = await connection.fetchrow(ONE, workspace_id, id_)
    return _invitation(record, now) if record else None


async def count(connection: Connection, workspace_id: WorkspaceId) -> int:
    """How many wait for an answer."""
    return int(await connection.fetchval(COUNT, workspace_id))


async def is_member(connection: Connection, workspace_id: WorkspaceId, email: str) -> bool:
    """Whether somebody who belongs to the workspace has this address."""
    return bool(await connection.fetchval(IS_MEMBER, workspace_id, email))


async def add(
    connection: Connection,
    workspace_id: WorkspaceId,
    by: AccountId,
    wish: NewInvitation,
    links: Links,
    *,
    lasts: tuple[datetime, datetime],
) -> UUID | None:
    """Ask somebody, from now until then; None when they are asked already."""
    await connection.execute(MAKE_ROOM, workspace_id, wish.email, lasts[0])
    scoped = wish.teams is not None
    added: UUID | None = await connection.fetchval(
        ADD, workspace_id, wish.email, hash_email(wish.email), wish.role.value, scoped, links.shown, links.mailed, by,
        *lasts,
    )  # fmt: skip
    if added is not None:
        await connection.execute(ADD_TEAMS, workspace_id, added, list(dict.fromkeys(wish.teams or ())))
    return added


async def renew(
    connection: Connection,
    workspace_id: WorkspaceId,
    id_: UUID,
    by: AccountId,
    links: Links,
    *,
    lasts: tuple[datetime, datetime],
) -> None:
    """Other links from now on, until then; the ones before open nothing any more."""
    await connection.execute(RENEW, workspace_id, id_, links.shown, links.mailed, by, *lasts)


async def revoke(connection: Connection, workspace_id: WorkspaceId, id_: UUID, now: datetime) -> Record | None:
    """Its links open nothing any more; whom it asked, None when there is none."""
    record: Record | None = await connection.fetchrow(REVOKE, workspace_id, id_, now)
    return record


async def by_hash(connection: Connection, hash_: bytes, now: datetime) -> list[Asked]:
    """What can be accepted by this hash of a link or of an address; nobody else accepts it meanwhile."""
    return [
        Asked(**{**row, "role": Role(row["role"]), "is_mailed": bool(row["is_mailed"])})
        for row in await connection.fetch(BY_HASH, hash_, now)
    ]


async def enter(connection: Connection, workspace_id: WorkspaceId) -> None:
    """From here on the transaction is the workspace's. Only for whoever has shown an invitation to it."""
    await connection.execute("select set_config('app.workspace_id', $1, true)", str(workspace_id))


async def accept(connection: Connection, id_: UUID, account_id: AccountId, now: datetime) -> None:
    """It is answered, and works no more."""
    await connection.execute(ACCEPT, id_, now, account_id)


async def teams(connection: Connection, id_: UUID) -> list[UUID]:
    """What it is limited to; teams that are gone are not among them."""
    return [row["team_id"] for row in await connection.fetch(TEAMS, id_)]


async def place(connection: Connection, asked: Asked) -> Place:
    """What the workspace of the transaction is called, and who asked."""
    return Place(**await connection.fetchrow(WORKSPACE, asked.workspace_id, asked.invited_by))


def limits(asked: Asked, found: Sequence[UUID]) -> Sequence[UUID] | None:
    """What the membership is limited to; null: to nothing."""
    return found if asked.is_scoped else None
