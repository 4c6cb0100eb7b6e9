"""A terminal signs in by a code that a person allows in a browser (RFC 8628): no secret is typed into a terminal.

The long code is the terminal's secret. The short one is typed by the person, who sees who asks, from where and for
what, and lives ten minutes; who types codes that are none has five tries in ten minutes.
"""

import secrets
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from aexy.context import Context
from aexy.features.accounts import device_rows, sessions
from aexy.features.accounts.schemas import SignInWay, TerminalBegun, TerminalShown, TerminalWish, Tokens
from aexy.features.audit import service as audit
from aexy.features.granting import Grant
from aexy.features.routing import Account
from aexy.kernel.errors import Conflict, Unknown
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection, Record

LASTS: Final = timedelta(minutes=10)
PAUSE_SECONDS: Final = 5
MOST_WAITING: Final = 10
MOST_WRONG: Final = 5
WINDOW: Final = timedelta(minutes=10)

# No vowels, so that no code is a word; eight of twenty letters are 25 thousand million codes.
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_LENGTH: Final = 8


class Refusal(StrEnum):
    """Why a terminal that asks is given nothing, in the words of RFC 8628."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    DENIED = "access_denied"
    EXPIRED = "expired_token"


async def begin(context: Context, wish: TerminalWish, *, from_address: str, base: str) -> TerminalBegun:
    """A pair of codes. Conflict when too many of this address wait to be decided about."""
    asked_from, long_code = _hash("address", from_address), secrets.token_urlsafe(32)
    expires_at = context.now + LASTS
    async with context.database.token(asked_from) as connection:
        if await device_rows.waiting(connection, asked_from, context.now) >= MOST_WAITING:
            raise Conflict(
                "Too many terminals at this address wait to be let in.", next_step="Try again in ten minutes."
            )
        while True:
            short_code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            asked = device_rows.Asked(
                _hash("device", long_code), _hash("user", short_code), asked_from, from_address, wish.client_name,
                Grant.of(wish.scopes).words, context.now, expires_at, PAUSE_SECONDS,
            )  # fmt: skip
            if await device_rows.add(connection, asked):
                break
    shown = f"{short_code[:4]}-{short_code[4:]}"
    return TerminalBegun(
        device_code=long_code,
        user_code=shown,
        verification_uri=f"{base}/device",
        verification_uri_complete=f"{base}/device?code={quote(shown)}",
        expires_in=int(LASTS.total_seconds()),
        interval=PAUSE_SECONDS,
    )


async def look(context: Context, account: Account, short_code: str) -> TerminalShown:
    """Who asks to be let in by this code. Unknown when nobody does, Conflict after too many codes that are none."""
    async with context.database.account(account.id) as connection:
        found = await _find(context, connection, account.id, short_code)
    return TerminalShown(**dict(found or _missing()))


async def decide(context: Context, account: Account, short_code: str, *, is_allowed: bool) -> TerminalShown:
    """Allow or refuse it, in person. Nobody hands over more than they may themselves."""
    async with context.database.account(account.id) as connection:
        found = await _find(context, connection, account.id, short_code)
        if found is not None:
            if is_allowed:
                for scope in Grant.of(found["scopes"]).scopes:
                    account.grant.insist(scope)
            await device_rows.decide(connection, _user_hash(short_code), account.id, is_allowed=is_allowed)
            said = {"client": found["client_name"], "scopes": list(found["scopes"])}
            action = "device.allowed" if is_allowed else "device.refused"
            await audit.record_account(connection, account.id, action=action, said=said, now=context.now)
    return TerminalShown(**dict(found or _missing()))


async def poll(context: Context, long_code: str) -> Tokens | Refusal:
    """The terminal's session once somebody has allowed it; until then why not."""
    device_hash = _hash("device", long_code)
    async with context.database.token(device_hash) as connection:
        found = await device_rows.by_device_code(connection, device_hash)
        if found is None or found["expires_at"] <= context.now or found["taken_at"] is not None:
            return Refusal.EXPIRED
        pause, polled_at = found["pause_seconds"], found["polled_at"]
        is_early = polled_at is not None and context.now - polled_at < timedelta(seconds=pause)
        await device_rows.polled(connection, device_hash, context.now, pause + PAUSE_SECONDS if is_early else pause)
        if is_early:
            return Refusal.SLOW_DOWN
        if found["is_allowed"] is None:
            return Refusal.PENDING
        if not found["is_allowed"]:
            return Refusal.DENIED
        await device_rows.take(connection, device_hash, context.now)
        account_id, grant = AccountId(found["account_id"]), Grant.of(found["scopes"])
        return await sessions.begin(
            context, connection, account_id, label=found["client_name"], way=SignInWay.DEVICE, grant=grant
        )


async def _find(context: Context, connection: Connection, account_id: AccountId, short_code: str) -> Record | None:
    if await device_rows.wrong_guesses(connection, account_id, context.now, WINDOW) >= MOST_WRONG:
        raise Conflict(
            "You have typed too many codes that are none.", next_step="Wait ten minutes, then ask for a new code."
        )
    found = await device_rows.by_user_code(connection, _user_hash(short_code), context.now)
    if found is None:
        # Kept although it is answered with an error: what is raised inside the transaction would undo it.
        await device_rows.guessed_wrong(connection, account_id, context.now, WINDOW)
    return found


def _missing() -> Record:
    raise Unknown(
        "Nobody waits with this code.",
        next_step="Codes last ten minutes and are decided about once; ask for a new one.",
        field="user_code",
    )


def _user_hash(short_code: str) -> bytes:
    return _hash("user", "".join(letter for letter in short_code.upper() if letter in _LETTERS))


def _hash(kind: str, text: str) -> bytes:
    return sha256(f"{kind} {text}".encode()).digest()


__all__ = ["LASTS", "MOST_WAITING", "MOST_WRONG", "PAUSE_SECONDS", "Refusal", "begin", "decide", "look", "poll"]
