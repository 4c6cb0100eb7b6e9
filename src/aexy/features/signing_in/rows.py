"""Who somebody is at a provider, and trips that were made, as they are kept."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from aexy.kernel.ids import AccountId
from aexy.sources.sign_in.contract import Profile
from aexy.store.postgres import Connection, Record

SPEND = """
insert into spent_trips (state_hash, spent_at)
values ($1, $2)
on conflict do nothing
returning true"""

FORGET = "delete from spent_trips where spent_at < now() - interval '1 day'"

BY_HASH = "select account_id from account_identities where identity_hash = $1"

USED = "update account_identities set last_used_at = $2, name = $3 where identity_hash = $1"

ADD = """
insert into account_identities
    (identity_hash, account_id, way, issuer, subject, name, created_at, last_used_at)
values ($1, $2, $3, $4, $5, $6, $7, $7)"""

LOOK_AS = "select set_config('app.token_hash', $1, true)"

BY_ADDRESS = "select id from accounts where lower(email) = $1"

OWN = """
select id, way, issuer, name, created_at, last_used_at
from account_identities
where account_id = $1
order by created_at, id"""

REMOVE = "delete from account_identities where account_id = $1 and id = $2 returning way"

BELONGS = "select exists (select from memberships where account_id = $1)"

DROP_ACCOUNT = """
delete from accounts
where id = $1
    and not exists (select from memberships m where m.account_id = $1)"""


def identity_hash(issuer: str, subject: str) -> bytes:
    """By which somebody is found again, whatever they are called by then."""
    return sha256(f"{len(issuer)} {issuer} {subject}".encode()).digest()


def address_hash(email: str) -> bytes:
    """By which whoever has shown an address finds whose it is."""
    return sha256(email.lower().encode()).digest()


async def spend(connection: Connection, state_hash: bytes, now: datetime) -> bool:
    """This trip has ended; False when it had before."""
    await connection.execute(FORGET)
    return await connection.fetchval(SPEND, state_hash, now) is not None


async def by_hash(connection: Connection, hash_: bytes) -> AccountId | None:
    """Whose account signs in as that."""
    found: UUID | None = await connection.fetchval(BY_HASH, hash_)
    return AccountId(found) if found else None


async def used(connection: Connection, hash_: bytes, now: datetime, name: str) -> None:
    """They signed in by it, and are called that there now."""
    await connection.execute(USED, hash_, now, name)


async def add(connection: Connection, account_id: AccountId, way: str, profile: Profile, now: datetime) -> None:
    """The account signs in by it from now on."""
    hash_ = identity_hash(profile.issuer, profile.subject)
    await connection.execute(ADD, hash_, account_id, way, profile.issuer, profile.subject, profile.name, now)


async def by_address(connection: Connection, email: str) -> AccountId | None:
    """Whose account a proven address is."""
    await connection.execute(LOOK_AS, address_hash(email).hex())
    found: UUID | None = await connection.fetchval(BY_ADDRESS, email.lower())
    return AccountId(found) if found else None


async def own(connection: Connection, account_id: AccountId) -> list[Record]:
    """How an account signs in at providers."""
    return list(await connection.fetch(OWN, account_id))


async def remove(connection: Connection, account_id: AccountId, identity_id: UUID) -> str | None:
    """It signs in by that no longer; which way that was."""
    found: str | None = await connection.fetchval(REMOVE, account_id, identity_id)
    return found


async def belongs_somewhere(connection: Connection, account_id: AccountId) -> bool:
    """Whether the account belongs to any workspace."""
    found: bool = await connection.fetchval(BELONGS, account_id)
    return found


async def drop_account(connection: Connection, account_id: AccountId) -> None:
    """An account that belongs nowhere goes as it came."""
    await connection.execute(DROP_ACCOUNT, account_id)
