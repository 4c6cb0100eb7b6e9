"""Sessions and their refresh tokens as they are kept: by hash only, and spent ones too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from aexy.features.granting import Grant
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection, Record

ADD = """
insert into sessions (id, token_hash, account_id, label, way, scopes, created_at, last_used_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8)"""

LASTING = """
select id, account_id, scopes, expires_at
from sessions
where token_hash = $1
    and revoked_at is null
    and expires_at > $2"""

# Asked only when Valkey does not know, so that noting the use of a session costs no journey of its own.
STANDS = """
select a.name, a.email, s.last_used_at
from sessions s
join accounts a on a.id = s.account_id
where s.id = $1
    and s.revoked_at is null
    and s.expires_at > $2"""

NOTE_USE = "update sessions set last_used_at = $2 where id = $1"

ADD_REFRESH = """
insert into refresh_tokens (token_hash, session_id, account_id, created_at, expires_at)
values ($1, $2, $3, $4, $5)"""

FIND_REFRESH = """
select session_id, account_id, expires_at, spent_at, spent_from, successor
from refresh_tokens
where token_hash = $1
for update"""

IS_UNSPENT = """
select exists (select from refresh_tokens where token_hash = $1 and spent_at is null)"""

SPEND = """
update refresh_tokens
set spent_at = $2, spent_from = $3, successor = $4
where token_hash = $1"""

DROP_OLD = """
delete from refresh_tokens
where session_id = $1
    and expires_at <= $2"""

ALIVE = """
select id, account_id, label, way, scopes, created_at, last_used_at, expires_at
from sessions
where account_id = $1
    and revoked_at is null
    and expires_at > $2
    and ($3::uuid is null or id = $3)
order by coalesce(last_used_at, created_at) desc, id"""

END = """
update sessions
set revoked_at = $3
where account_id = $1
    and id = any($2)
    and revoked_at is null
returning id"""

LABELLED = """
select id
from sessions
where account_id = $1
    and label = $2
    and revoked_at is null"""


class Refresh(NamedTuple):
    """A refresh token as it is kept."""

    session_id: UUID
    account_id: AccountId
    expires_at: datetime
    spent_at: datetime | None
    spent_from: bytes | None
    successor: bytes | None


async def add(
    connection: Connection,
    session_id: UUID,
    account_id: AccountId,
    grant: Grant,
    *,
    label: str,
    way: str,
    now: datetime,
    expires_at: datetime,
    token_hash: bytes | None = None,
) -> None:
    """Somebody who signed in; `token_hash` where one token lasts as long as the session does."""
    await connection.execute(ADD, session_id, token_hash, account_id, label, way, grant.words, now, expires_at)


async def by_token(connection: Connection, token_hash: bytes, now: datetime) -> Record | None:
    """The session of a token that lasts."""
    found: Record | None = await connection.fetchrow(LASTING, token_hash, now)
    return found


async def stands(connection: Connection, session_id: UUID, now: datetime, *, every: timedelta) -> Record | None:
    """The account's name and address if the session stands; its use is noted, at most once in `every`."""
    found: Record | None = await connection.fetchrow(STANDS, session_id, now)
    if found is not None and (found["last_used_at"] is None or now - found["last_used_at"] >= every):
        await connection.execute(NOTE_USE, session_id, now)
    return found


async def add_refresh(
    connection: Connection, token_hash: bytes, session_id: UUID, account_id: AccountId, now: datetime, until: datetime
) -> None:
    """The token the session goes on with; those that have expired are no longer needed to tell a copy."""
    await connection.execute(DROP_OLD, session_id, now)
    await connection.execute(ADD_REFRESH, token_hash, session_id, account_id, now, until)


async def find_refresh(connection: Connection, token_hash: bytes) -> Refresh | None:
    """The token with this hash, spent or not; who else shows it waits until this transaction ends."""
    found = await connection.fetchrow(FIND_REFRESH, token_hash)
    return Refresh(**{**dict(found), "account_id": AccountId(found["account_id"])}) if found else None


async def is_unspent(connection: Connection, token_hash: bytes) -> bool:
    """Whether nobody has used it yet."""
    found: bool = await connection.fetchval(IS_UNSPENT, token_hash)
    return found


async def spend(
    connection: Connection, token_hash: bytes, now: datetime, *, spent_from: bytes, successor: bytes
) -> None:
    """It was exchanged for its successor."""
    await connection.execute(SPEND, token_hash, now, spent_from, successor)


async def alive(
    connection: Connection, account_id: AccountId, now: datetime, session_id: UUID | None = None
) -> list[Record]:
    """The sessions that stand, the latest used first; or that one of them."""
    return list(await connection.fetch(ALIVE, account_id, now, session_id))


async def note_use(connection: Connection, session_id: UUID, now: datetime) -> None:
    """It was used."""
    await connection.execute(NOTE_USE, session_id, now)


async def end(connection: Connection, account_id: AccountId, session_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """These end here; those of them that stood until now."""
    return [row["id"] for row in await connection.fetch(END, account_id, list(session_ids), now)]


async def labelled(connection: Connection, account_id: AccountId, label: str) -> list[UUID]:
    """An account's sessions with that label that were not ended."""
    return [row["id"] for row in await connection.fetch(LABELLED, account_id, label)]
