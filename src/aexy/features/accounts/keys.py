"""API keys: `aexy_PREFIX_SECRET`, made by somebody in person for a program, for a while, with less than they may do."""

import secrets
import string
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from aexy.context import Context
from aexy.features.accounts import key_rows, rows
from aexy.features.accounts.schemas import KeyView, MadeKey, NewKey
from aexy.features.accounts.sessions import USE_NOTED_EVERY, hash_token
from aexy.features.accounts.tokens import Kind, Proof
from aexy.features.audit import service as audit
from aexy.features.granting import Grant
from aexy.kernel.errors import Conflict, Unknown
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

MARK: Final = "aexy_"
MOST: Final = 50
_PREFIX_LETTERS = string.ascii_lowercase + string.digits
_SECRET_LETTERS = string.ascii_letters + string.digits
# 43 of 62 letters are 256 bits.
_PREFIX_LENGTH, _SECRET_LENGTH = 8, 43


def is_key(token: str) -> bool:
    """Whether it looks like one."""
    return token.startswith(MARK)


async def make(context: Context, account_id: AccountId, wish: NewKey) -> MadeKey:
    """A key, whose secret is told this once. Unknown when the workspace is not the account's, Conflict at too many."""
    key_id, expires_at = uuid4(), context.now + timedelta(days=wish.days)
    async with context.database.account(account_id) as connection:
        await _insist(connection, account_id, wish, context)
        while True:
            prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(_PREFIX_LENGTH))
            token = f"{MARK}{prefix}_{''.join(secrets.choice(_SECRET_LETTERS) for _ in range(_SECRET_LENGTH))}"
            if await key_rows.add(
                connection, key_id, account_id, wish,
                prefix=prefix, token_hash=hash_token(token), now=context.now, expires_at=expires_at,
            ):  # fmt: skip
                break
        made = (await key_rows.own(connection, account_id, context.now, key_id))[0]
        said = {
            "key": str(key_id), "prefix": prefix, "name": wish.name, "scopes": [scope.value for scope in wish.scopes],
            "workspace": str(wish.workspace_id) if wish.workspace_id else None, "days": wish.days,
        }  # fmt: skip
        await audit.record_account(connection, account_id, action="key.made", said=said, now=context.now)
    return MadeKey(**dict(made), key=token)


async def _insist(connection: Connection, account_id: AccountId, wish: NewKey, context: Context) -> None:
    own = {workspace.id for workspace in await rows.workspaces(connection, account_id)}
    if wish.workspace_id is not None and wish.workspace_id not in own:
        raise Unknown(
            f"There is no workspace {wish.workspace_id}.",
            next_step="GET /api/v1/auth/me lists the workspaces you belong to.",
            field="workspace_id",
        )
    if len(await key_rows.own(connection, account_id, context.now)) >= MOST:
        raise Conflict(f"You have {MOST} keys.", next_step="Revoke one that nothing uses any more.")


async def list_keys(context: Context, account_id: AccountId) -> list[KeyView]:
    """The account's keys, the newest first; expired ones stay until they are revoked."""
    async with context.database.account(account_id) as connection:
        found = await key_rows.own(connection, account_id, context.now)
    return [KeyView(**dict(each)) for each in found]


async def revoke(context: Context, account_id: AccountId, key_id: UUID) -> None:
    """The key opens nothing from here on, in any process; Unknown when the account has none of that id."""
    async with context.database.account(account_id) as connection:
        if not await key_rows.own(connection, account_id, context.now, key_id):
            raise Unknown(
                f"You have no key {key_id}.", next_step="GET /api/v1/auth/keys lists those you have.", field="key_id"
            )
        await context.standings.end([key_id])
        prefix = await key_rows.revoke(connection, account_id, key_id, context.now)
        said = {"key": str(key_id), "prefix": prefix}
        await audit.record_account(connection, account_id, action="key.revoked", said=said, now=context.now)


async def read(context: Context, token: str) -> Proof | None:
    """What a key proves; None when it was revoked, has expired or never was."""
    token_hash = hash_token(token)
    async with context.database.token(token_hash) as connection:
        found = await key_rows.by_hash(connection, token_hash, context.now)
    if found is None:
        return None
    only = WorkspaceId(found["workspace_id"]) if found["workspace_id"] else None
    grant = Grant.of(found["scopes"], only)
    return Proof(Kind.KEY, found["id"], AccountId(found["account_id"]), grant, found["expires_at"])


async def stands(context: Context, proof: Proof) -> tuple[str, str | None] | None:
    """The name and address of a key's owner, if the database says that it stands; others are told so."""
    async with context.database.account(proof.account_id) as connection:
        found = await key_rows.stands(connection, proof.id, context.now, every=USE_NOTED_EVERY)
    if found is None:
        return None
    await context.standings.keep(proof.id)
    return found["name"], found["email"]
