"""Signing in without passwords: a link works once and soon expires; a session lasts, and can be ended.

Tokens are 256 random bits; the database keeps their SHA-256, so whoever reads it can sign in as nobody.
"""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID, uuid4

from aexy.context import Context
from aexy.features.accounts import keys, rows, sessions, tokens
from aexy.features.accounts.schemas import AccountView, Me, Session, SignInWay, Tokens
from aexy.features.accounts.sessions import hash_token
from aexy.features.accounts.tokens import Kind, Proof
from aexy.features.granting import EVERYTHING, Grant
from aexy.features.routing import Account, Viewer
from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

# One fixed account per installation, so that finding it needs no right to look through all of them.
LOCAL_OWNER = AccountId(UUID("00000000-0000-7000-8000-0000000a3e71"))

LINK_LASTS = timedelta(hours=1)
CLI_SESSION_LASTS = timedelta(days=365)
BROWSER, COMMAND_LINE = "browser", "command line"


def is_local_owner(account_id: AccountId | None) -> bool:
    """Whether this account runs the machine: it may add repositories by file path or private address."""
    return account_id == LOCAL_OWNER


async def ensure_local_owner(context: Context) -> AccountId:
    """The account of whoever runs this machine, made at the first start."""
    async with context.database.account(LOCAL_OWNER) as connection:
        await rows.add_account(connection, LOCAL_OWNER, "Local owner", context.now)
    return LOCAL_OWNER


async def make_account(
    connection: Connection, *, name: str, verified_email: str | None, now: datetime
) -> AccountId | None:
    """A new account, in a transaction that is theirs from here on; None when the address has one already.

    An address is what lets somebody say which developer they are: only one that is proven to be theirs may be given.
    """
    account_id = AccountId(uuid4())
    await rows.become(connection, account_id)
    return account_id if await rows.make_account(connection, account_id, name, verified_email, now) else None


async def make_sign_in_link(
    context: Context, account_id: AccountId, *, address: str, lasts: timedelta = LINK_LASTS
) -> str:
    """A link that signs this account in once: `ADDRESS/sign-in#token=…`. No server log sees what follows a `#`."""
    token = token_urlsafe(32)
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        await rows.add_link(connection, token_hash, account_id, context.now, context.now + lasts)
    return f"{address.rstrip('/')}/sign-in#token={token}"


async def redeem(context: Context, token: str, *, label: str = BROWSER) -> Tokens:
    """A session for a link's token; NotSignedIn when it was used, has expired or never was."""
    link_hash = hash_token(token)
    async with context.database.token(link_hash) as connection:
        account_id = await rows.use_link(connection, link_hash, context.now)
        if account_id is None:
            raise NotSignedIn(
                "This sign-in link was used before or has expired.",
                next_step="Run `aexy link` on the machine Aexy runs on for a new one.",
                field="token",
            )
        return await sessions.begin(context, connection, account_id, label=label, way=SignInWay.LINK)


async def make_cli_session(context: Context, account_id: AccountId) -> Session:
    """A session for this machine's command line; the one made before ends, so that one file holds the only token."""
    async with context.database.account(account_id) as connection:
        await sessions.end_labelled(context, connection, account_id, COMMAND_LINE)
        return await sessions.begin_lasting(
            context, connection, account_id, label=COMMAND_LINE, lasts=CLI_SESSION_LASTS
        )


async def read_token(context: Context, token: str) -> Proof | None:
    """What a token proves, whether or not it still stands; None for one that is not ours or is too old."""
    if tokens.is_access_token(token):
        return tokens.read(context.settings, token, context.now)
    if keys.is_key(token):
        return await keys.read(context, token)
    return await sessions.read_lasting(context, token)


async def find_standing(context: Context, proof: Proof) -> Account | None:
    """Whose proof it is, if the database says that it still stands."""
    found = await (keys if proof.kind is Kind.KEY else sessions).stands(context, proof)
    return _account(proof, *found) if found else None


async def find_owner(context: Context, proof: Proof) -> Account | None:
    """Whose proof it is, where somebody else has said that it stands."""
    async with context.database.account(proof.account_id) as connection:
        record = await rows.find_account(connection, proof.account_id)
    return _account(proof, record["name"], record["email"]) if record else None


async def find_account(context: Context, token: str) -> Account | None:
    """Who holds this token; None when its session was ended, has expired or never was."""
    proof = await read_token(context, token)
    return await find_standing(context, proof) if proof else None


async def has_changed(context: Context, account_id: AccountId) -> None:
    """Something about this account is different now: no process goes by what it remembers of it any more."""
    await context.standings.change(account_id)


def _account(proof: Proof, name: str, email: str | None) -> Account:
    is_in_person = proof.kind is Kind.SESSION
    return Account(
        proof.account_id,
        name,
        email,
        is_in_person and is_local_owner(proof.account_id),
        grant=proof.grant,
        proof_id=proof.id,
    )


async def find_viewer(context: Context, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
    """The account in that workspace; None when it does not belong there."""
    async with context.database.reading(workspace_id) as connection:
        return await rows.find_viewer(connection, account, workspace_id)


def as_viewer(account: Account, workspace_id: WorkspaceId, record: Record) -> Viewer:
    """A membership's `role`, `developer_id` and `teams` as somebody who asks."""
    return rows.as_viewer(account, workspace_id, record)


async def describe(context: Context, account_id: AccountId, grant: Grant = EVERYTHING) -> Me:
    """Who that is, and where they belong, as far as what they showed is good there."""
    async with context.database.account(account_id) as connection:
        record = await rows.find_account(connection, account_id)
        own = await rows.workspaces(connection, account_id)
    if record is None:
        raise NotSignedIn("This account is gone.", next_step="Sign in with another one.")
    return Me(
        account=AccountView(**record), workspaces=[each for each in own if grant.is_good_in(WorkspaceId(each.id))]
    )
