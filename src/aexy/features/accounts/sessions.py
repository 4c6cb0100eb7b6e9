"""Sessions: begun by signing in, carried on by a refresh token that is used once, ended by anybody who holds them.

A refresh token that is shown twice has been copied. Its whole family ends, whoever is right: the thief is out, and the
owner signs in once more.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid4

from aexy.context import Context
from aexy.features.accounts import rows, session_rows, tokens
from aexy.features.accounts.schemas import Session, SessionView, SignInWay, Tokens
from aexy.features.accounts.tokens import Kind, Proof
from aexy.features.audit import service as audit
from aexy.features.granting import EVERYTHING, Grant
from aexy.features.routing import Account
from aexy.kernel.errors import NotSignedIn, Unknown
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection

# A browser that is not used for so long signs in again; one that is used does after the longer time.
IDLE_LASTS: Final = timedelta(days=30)
SESSION_LASTS: Final = timedelta(days=90)
USE_NOTED_EVERY: Final = timedelta(minutes=1)

# Two tabs may show the same refresh token at once, and neither is a thief. Who comes second within these seconds, from
# the same browser at the same address, while what the first was given is still unused, gets an access token and no
# refresh token: the browser keeps the one the first brought. Somebody who copied the token gains ten minutes by it at
# most, cannot go on, and cannot be first either: then the owner's next refresh is the second use, and ends the family.
DOUBLE_SUBMIT: Final = timedelta(seconds=5)


def hash_token(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


async def begin(
    context: Context,
    connection: Connection,
    account_id: AccountId,
    *,
    label: str,
    way: SignInWay,
    grant: Grant = EVERYTHING,
) -> Tokens:
    """A session in a transaction that becomes the account's: an access token, and a refresh token to go on with."""
    await rows.become(connection, account_id)
    session_id, refresh = uuid4(), token_urlsafe(32)
    await session_rows.add(
        connection, session_id, account_id, grant,
        label=label, way=way, now=context.now, expires_at=context.now + SESSION_LASTS,
    )  # fmt: skip
    until = context.now + IDLE_LASTS
    await session_rows.add_refresh(connection, hash_token(refresh), session_id, account_id, context.now, until)
    said = {"session": str(session_id), "way": way.value, "label": label, "scopes": grant.words}
    await audit.record_account(connection, account_id, action="session.begun", said=said, now=context.now)
    return _tokens(context, session_id, account_id, grant, refresh, until)


async def begin_lasting(
    context: Context, connection: Connection, account_id: AccountId, *, label: str, lasts: timedelta
) -> Session:
    """A session with one token that lasts as long as it does: for the command line of this machine."""
    token, expires_at = token_urlsafe(32), context.now + lasts
    await rows.become(connection, account_id)
    await session_rows.add(
        connection, uuid4(), account_id, EVERYTHING,
        label=label, way=SignInWay.COMMAND_LINE, now=context.now, expires_at=expires_at, token_hash=hash_token(token),
    )  # fmt: skip
    return Session(token, account_id, expires_at)


async def refresh(context: Context, token: str, *, seen_from: bytes) -> Tokens:
    """New tokens for a refresh token, which is spent by it. NotSignedIn when it is too old, ended, or was spent before.

    `seen_from` stands for the browser and the address it came from.
    """
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        found = await session_rows.find_refresh(connection, token_hash)
        if found is None or found.expires_at <= context.now:
            raise _over()
        await rows.become(connection, found.account_id)
        session = await session_rows.alive(connection, found.account_id, context.now, found.session_id)
        if not session:
            raise _over()
        grant, session_ends = Grant.of(session[0]["scopes"]), session[0]["expires_at"]
        if found.spent_at is None:
            fresh, until = token_urlsafe(32), min(context.now + IDLE_LASTS, session_ends)
            await session_rows.spend(
                connection, token_hash, context.now, spent_from=seen_from, successor=hash_token(fresh)
            )
            await session_rows.add_refresh(
                connection, hash_token(fresh), found.session_id, found.account_id, context.now, until
            )
            await session_rows.note_use(connection, found.session_id, context.now)
            return _tokens(context, found.session_id, found.account_id, grant, fresh, until)
        if await _is_double_submit(connection, found, seen_from, context.now):
            return _tokens(context, found.session_id, found.account_id, grant, None, found.expires_at)
        await _end(context, connection, found.account_id, [found.session_id])
        await audit.record_account(
            connection, found.account_id,
            action="session.ended_as_copied", said={"session": str(found.session_id)}, now=context.now,
        )  # fmt: skip
    raise _over()


async def _is_double_submit(
    connection: Connection, found: session_rows.Refresh, seen_from: bytes, now: datetime
) -> bool:
    return (
        found.spent_at is not None
        and found.successor is not None
        and abs(now - found.spent_at) <= DOUBLE_SUBMIT
        and found.spent_from == seen_from
        and await session_rows.is_unspent(connection, found.successor)
    )


async def read_lasting(context: Context, token: str) -> Proof | None:
    """What a token that lasts proves; None when its session was ended, has expired or never was."""
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        found = await session_rows.by_token(connection, token_hash, context.now)
    if found is None:
        return None
    grant = Grant.of(found["scopes"])
    return Proof(Kind.SESSION, found["id"], AccountId(found["account_id"]), grant, found["expires_at"])


async def stands(context: Context, proof: Proof) -> tuple[str, str | None] | None:
    """The name and address of a session's account, if the database says that it stands; others are told so."""
    async with context.database.account(proof.account_id) as connection:
        found = await session_rows.stands(connection, proof.id, context.now, every=USE_NOTED_EVERY)
    if found is None:
        return None
    await context.standings.keep(proof.id)
    return found["name"], found["email"]


async def list_sessions(context: Context, account: Account) -> list[SessionView]:
    """Where this account is signed in, the latest used first."""
    async with context.database.account(account.id) as connection:
        found = await session_rows.alive(connection, account.id, context.now)
    return [SessionView(**dict(each), is_current=each["id"] == account.proof_id) for each in found]


async def end_session(context: Context, account_id: AccountId, session_id: UUID) -> None:
    """One of the account's sessions ends here, for every process; Unknown when it has none of that id."""
    async with context.database.account(account_id) as connection:
        # Looked up first: whoever names a session of somebody else must not be able to tell Valkey that it ended.
        if not await session_rows.alive(connection, account_id, context.now, session_id):
            raise Unknown(
                f"You have no session {session_id}.",
                next_step="GET /api/v1/auth/sessions lists those you have.",
                field="session_id",
            )
        await _end(context, connection, account_id, [session_id])
        said = {"session": str(session_id)}
        await audit.record_account(connection, account_id, action="session.ended", said=said, now=context.now)


async def end_everywhere(context: Context, account_id: AccountId) -> int:
    """All of the account's sessions end here, also the one that asks; how many that were."""
    async with context.database.account(account_id) as connection:
        standing = [row["id"] for row in await session_rows.alive(connection, account_id, context.now)]
        ended = await _end(context, connection, account_id, standing)
        said = {"sessions": len(ended)}
        await audit.record_account(
            connection, account_id, action="session.ended_everywhere", said=said, now=context.now
        )
    return len(ended)


async def end_labelled(context: Context, connection: Connection, account_id: AccountId, label: str) -> None:
    """The account's sessions with that label end here, in the caller's transaction."""
    await _end(context, connection, account_id, await session_rows.labelled(connection, account_id, label))


async def _end(context: Context, connection: Connection, account_id: AccountId, session_ids: list[UUID]) -> list[UUID]:
    """Valkey is told first: whoever asks it from now on is refused, whatever becomes of this transaction."""
    await context.standings.end(session_ids)
    return await session_rows.end(connection, account_id, session_ids, context.now)


def _tokens(
    context: Context, session_id: UUID, account_id: AccountId, grant: Grant, refresh: str | None, until: datetime
) -> Tokens:
    access = tokens.mint(context.settings, session_id, account_id, grant, context.now)
    return Tokens(access, context.now + tokens.ACCESS_LASTS, refresh, until, account_id, session_id)


def _over() -> NotSignedIn:
    return NotSignedIn("This session has ended.", next_step="Sign in again.")
