"""API keys as they are kept: the hash of the whole, and a beginning to tell them apart by."""

from datetime import datetime, timedelta
from uuid import UUID

from aexy.features.accounts.schemas import NewKey
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection, Record

ADD = """
insert into api_keys (id, account_id, workspace_id, prefix, token_hash, name, scopes, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (prefix) do nothing
returning id"""

BY_HASH = """
select id, account_id, workspace_id, scopes, expires_at
from api_keys
where token_hash = $1
    and revoked_at is null
    and expires_at > $2"""

STANDS = """
select a.name, a.email, k.last_used_at
from api_keys k
join accounts a on a.id = k.account_id
where k.id = $1
    and k.revoked_at is null
    and k.expires_at > $2"""

NOTE_USE = "update api_keys set last_used_at = $2 where id = $1"

OWN = """
select k.id, k.prefix, k.name, k.scopes, k.workspace_id, w.name as workspace, k.created_at, k.expires_at,
    k.last_used_at, k.expires_at <= $2 as is_expired
from api_keys k
left join workspaces w on w.id = k.workspace_id
where k.account_id = $1
    and k.revoked_at is null
    and ($3::uuid is null or k.id = $3)
order by k.created_at desc, k.id"""

REVOKE = """
update api_keys
set revoked_at = $3
where account_id = $1
    and id = $2
    and revoked_at is null
returning prefix"""


async def add(
    connection: Connection,
    key_id: UUID,
    account_id: AccountId,
    wish: NewKey,
    *,
    prefix: str,
    token_hash: bytes,
    now: datetime,
    expires_at: datetime,
) -> bool:
    """A key of the account's; False when another begins alike."""
    scopes = [scope.value for scope in wish.scopes]
    made = await connection.fetchval(
        ADD, key_id, account_id, wish.workspace_id, prefix, token_hash, wish.name, scopes, now, expires_at
    )
    return made is not None


async def by_hash(connection: Connection, token_hash: bytes, now: datetime) -> Record | None:
    """The key with this hash, unless it was revoked or has expired."""
    found: Record | None = await connection.fetchrow(BY_HASH, token_hash, now)
    return found


async def stands(connection: Connection, key_id: UUID, now: datetime, *, every: timedelta) -> Record | None:
    """The owner's name and address if the key stands; its use is noted, at most once in `every`."""
    found: Record | None = await connection.fetchrow(STANDS, key_id, now)
    if found is not None and (found["last_used_at"] is None or now - found["last_used_at"] >= every):
        await connection.execute(NOTE_USE, key_id, now)
    return found


async def own(connection: Connection, account_id: AccountId, now: datetime, key_id: UUID | None = None) -> list[Record]:
    """The account's keys that were not revoked, expired ones too, the newest first; or that one of them."""
    return list(await connection.fetch(OWN, account_id, now, key_id))


async def revoke(connection: Connection, account_id: AccountId, key_id: UUID, now: datetime) -> str | None:
    """The key opens nothing from here on; how it begins, or None when it is not the account's."""
    prefix: str | None = await connection.fetchval(REVOKE, account_id, key_id, now)
    return prefix
