"""Signing in without passwords: a link works once and soon expires; a session lasts, and can be ended.

Tokens are 256 random bits; the database keeps their SHA-256, so whoever reads it can sign in as nobody.
"""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from aexy.context import Context
from aexy.features.accounts import rows
from aexy.features.accounts.schemas import AccountView, Me, Session
from aexy.features.routing import Account, Viewer
from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Record

# One fixed account per installation, so that finding it needs no right to look through all of them.
LOCAL_OWNER = AccountId(UUID("00000000-0000-7000-8000-0000000a3e71"))

LINK_LASTS = timedelta(hours=1)
SESSION_LASTS = timedelta(days=30)
CLI_SESSION_LASTS = timedelta(days=365)
BROWSER, COMMAND_LINE = "browser", "command line"


def is_local_owner(account_id: AccountId | None) -> bool:
    """Whether this account runs the machine: it may add repositories by file path or private address."""
    return account_id == LOCAL_OWNER


def hash_token(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()


async def ensure_local_owner(context: Context) -> AccountId:
    """The account of whoever runs this machine, made at the first start."""
    async with context.database.account(LOCAL_OWNER) as connection:
        await rows.add_account(connection, LOCAL_OWNER, "Local owner", context.now)
    return LOCAL_OWNER


async def make_sign_in_link(
    context: Context, account_id: AccountId, *, address: str, lasts: timedelta = LINK_LASTS
) -> str:
    """A link that signs this account in once: `ADDRESS/sign-in#token=…`. No server log sees what follows a `#`."""
    token = token_urlsafe(32)
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        await rows.add_link(connection, token_hash, account_id, context.now, context.now + lasts)
    return f"{address.rstrip('/')}/sign-in#token={token}"


async def redeem(context: Context, token: str) -> Session:
    """A session for a link's token; NotSignedIn when it was used, has expired or never was."""
    link_hash, session_token = hash_token(token), token_urlsafe(32)
    expires_at = context.now + SESSION_LASTS
    async with context.database.token(link_hash) as connection:
        account_id = await rows.use_link(connection, link_hash, context.now)
        if account_id is None:
            raise NotSignedIn(
                "This sign-in link was used before or has expired.",
                next_step="Run `aexy link` on the machine Aexy runs on for a new one.",
                field="token",
            )
        await rows.add_session(
            connection,
            hash_token(session_token),
            account_id,
            label=BROWSER,
            now=context.now,
            expires_at=expires_at,
        )
    return Session(session_token, account_id, expires_at)


async def make_cli_session(context: Context, account_id: AccountId) -> Session:
    """A session for this machine's command line; the one made before ends, so that one file holds the only token."""
    token = token_urlsafe(32)
    expires_at = context.now + CLI_SESSION_LASTS
    async with context.database.account(account_id) as connection:
        await rows.revoke_labelled(connection, account_id, COMMAND_LINE, context.now)
        await rows.add_session(
            connection,
            hash_token(token),
            account_id,
            label=COMMAND_LINE,
            now=context.now,
            expires_at=expires_at,
        )
    return Session(token, account_id, expires_at)


async def sign_out(context: Context, token: str) -> None:
    """The session with this token ends here."""
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        await rows.revoke(connection, token_hash, context.now)


async def find_account(context: Context, token: str) -> Account | None:
    """Who holds this token; None when the session was revoked, has expired or never was."""
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        account_id = await rows.find_session(connection, token_hash, context.now)
        if account_id is None:
            return None
        await rows.become(connection, account_id)
        record = await rows.find_account(connection, account_id)
    return Account(account_id, record["name"], record["email"], is_local_owner(account_id)) if record else None


async def find_viewer(context: Context, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
    """The account in that workspace; None when it does not belong there."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.find_viewer(connection, account, workspace_id)


def as_viewer(account: Account, workspace_id: WorkspaceId, record: Record) -> Viewer:
    """A membership's `role`, `developer_id` and `teams` as somebody who asks."""
    return rows.as_viewer(account, workspace_id, record)


async def describe(context: Context, account_id: AccountId) -> Me:
    """Who that is, and where they belong."""
    async with context.database.account(account_id) as connection:
        record = await rows.find_account(connection, account_id)
        own = await rows.workspaces(connection, account_id)
    if record is None:
        raise NotSignedIn("This account is gone.", next_step="Sign in with another one.")
    return Me(account=AccountView(**record), workspaces=own)
