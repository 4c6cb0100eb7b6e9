"""Codes by which a terminal signs in, as they are kept, and how many wrong ones somebody typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection, Record

DROP_OLD = "delete from device_codes where asked_from = $1 and expires_at <= $2"

WAITING = "select count(*) from device_codes where asked_from = $1 and is_allowed is null"

ADD = """
insert into device_codes
    (device_hash, user_hash, asked_from, address, client_name, scopes, created_at, expires_at, pause_seconds)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (user_hash) do nothing
returning true"""

LOOK_AS = "select set_config('app.token_hash', $1, true)"

BY_USER_CODE = """
select client_name, address, scopes, created_at, expires_at
from device_codes
where user_hash = $1
    and expires_at > $2
    and is_allowed is null
for update"""

DECIDE = "update device_codes set account_id = $2, is_allowed = $3 where user_hash = $1"

BY_DEVICE_CODE = """
select client_name, scopes, expires_at, pause_seconds, polled_at, account_id, is_allowed, taken_at
from device_codes
where device_hash = $1
for update"""

POLLED = "update device_codes set polled_at = $2, pause_seconds = $3 where device_hash = $1"

TAKE = "update device_codes set taken_at = $2 where device_hash = $1"

GUESSES = "select wrong from device_guesses where account_id = $1 and since > $2 for update"

GUESSED = """
insert into device_guesses (account_id, since, wrong)
values ($1, $2, 1)
on conflict (account_id) do update
set since = case when device_guesses.since > $3 then device_guesses.since else excluded.since end,
    wrong = case when device_guesses.since > $3 then device_guesses.wrong + 1 else 1 end"""


class Asked(NamedTuple):
    """A terminal's wish to sign in, as it is kept."""

    device_hash: bytes
    user_hash: bytes
    asked_from: bytes
    address: str
    client_name: str
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime
    pause_seconds: int


async def waiting(connection: Connection, asked_from: bytes, now: datetime) -> int:
    """How many codes for that address nobody has decided about; those that are over go."""
    await connection.execute(DROP_OLD, asked_from, now)
    found: int = await connection.fetchval(WAITING, asked_from)
    return found


async def add(connection: Connection, asked: Asked) -> bool:
    """Keep it; False when another waits with the same short code."""
    return await connection.fetchval(ADD, *asked) is not None


async def by_user_code(connection: Connection, user_hash: bytes, now: datetime) -> Record | None:
    """The wish with this short code, if nobody has decided about it and it is not over."""
    await connection.execute(LOOK_AS, user_hash.hex())
    found: Record | None = await connection.fetchrow(BY_USER_CODE, user_hash, now)
    return found


async def decide(connection: Connection, user_hash: bytes, account_id: AccountId, *, is_allowed: bool) -> None:
    """This account allows or refuses it."""
    await connection.execute(DECIDE, user_hash, account_id, is_allowed)


async def by_device_code(connection: Connection, device_hash: bytes) -> Record | None:
    """The wish with this long code, whatever has become of it."""
    found: Record | None = await connection.fetchrow(BY_DEVICE_CODE, device_hash)
    return found


async def polled(connection: Connection, device_hash: bytes, now: datetime, pause_seconds: int) -> None:
    """The terminal asked, and has to wait so long before it asks again."""
    await connection.execute(POLLED, device_hash, now, pause_seconds)


async def take(connection: Connection, device_hash: bytes, now: datetime) -> None:
    """The terminal was given its session: the code is good for no other."""
    await connection.execute(TAKE, device_hash, now)


async def wrong_guesses(connection: Connection, account_id: AccountId, now: datetime, window: timedelta) -> int:
    """How many codes that are none this account has typed in that time."""
    found: int | None = await connection.fetchval(GUESSES, account_id, now - window)
    return found or 0


async def guessed_wrong(connection: Connection, account_id: AccountId, now: datetime, window: timedelta) -> None:
    """One more."""
    await connection.execute(GUESSED, account_id, now, now - window)
