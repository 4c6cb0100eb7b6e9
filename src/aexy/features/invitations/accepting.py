"""Joining by an invitation: with an account, with a new one, or at sign-in by an address that is proven.

A link that was used, taken back, is too old or never was is refused in the same words, and so is one whose sender may
no longer make anybody what it says.
"""

from collections.abc import Sequence

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.audit import service as audit
from aexy.features.invitations import rows
from aexy.features.invitations.rows import Asked, Place, hash_email
from aexy.features.invitations.schemas import JoinedAnew, JoinedWorkspace, SeenInvitation
from aexy.features.invitations.service import hash_token
from aexy.features.members import service as members
from aexy.features.members.ruling import may_give
from aexy.features.routing import Account
from aexy.kernel.errors import Conflict, Forbidden, Unknown
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection


async def see(context: Context, token: str) -> SeenInvitation:
    """What a link is to, for whoever holds it."""
    hash_ = hash_token(token)
    async with context.database.token(hash_) as connection:
        asked = await _asked(context, connection, hash_)
        place = await rows.place(connection, asked)
    return SeenInvitation(
        workspace=place.name,
        role=asked.role,
        is_limited=asked.is_scoped,
        invited_by=place.inviter,
        expires_at=asked.expires_at,
        makes_account=context.settings.invitations_make_accounts,
    )


async def accept(context: Context, account: Account, token: str) -> JoinedWorkspace:
    """The account belongs to the workspace from now on. An account with an address joins by an invitation to it."""
    hash_ = hash_token(token)
    async with context.database.token(hash_) as connection:
        asked = await _asked(context, connection, hash_)
        if account.email is not None and account.email.lower() != asked.email:
            raise Forbidden(
                "This invitation is for another address than your account's.",
                next_step="Sign in with the account it was meant for, or ask to be invited anew.",
            )
        place = await rows.place(connection, asked)
        if not await _join(context, connection, asked, account.id):
            raise Conflict(f"You belong to {place.name} already.", next_step="Open it.")
    return _joined(asked, place)


async def join_anew(context: Context, token: str, name: str) -> JoinedAnew:
    """A new account that belongs to the workspace. Only a link that was mailed makes its address the account's."""
    if not context.settings.invitations_make_accounts:
        raise Forbidden("Here an account is made by signing in.", next_step="Sign in, then open the link again.")
    hash_ = hash_token(token)
    async with context.database.token(hash_) as connection:
        asked = await _asked(context, connection, hash_)
        place = await rows.place(connection, asked)
        email = asked.email if asked.is_mailed else None
        account_id = await accounts.make_account(connection, name=name, verified_email=email, now=context.now)
        if account_id is None:
            # Told to nobody but who reads that address's mail.
            raise Conflict("This address has an account.", next_step="Sign in with it, then open the link again.")
        await _join(context, connection, asked, account_id)
    sign_in = await accounts.make_sign_in_link(context, account_id, address="")
    return JoinedAnew(**_joined(asked, place).model_dump(), sign_in=sign_in)


async def accept_verified(context: Context, account_id: AccountId, emails: Sequence[str]) -> list[WorkspaceId]:
    """Where an account belongs from now on because addresses that are proven to be its own were invited."""
    joined: list[WorkspaceId] = []
    for email in dict.fromkeys(email.lower() for email in emails):
        hash_ = hash_email(email)
        async with context.database.token(hash_) as connection:
            for asked in await rows.by_hash(connection, hash_, context.now):
                await rows.enter(connection, asked.workspace_id)
                if await _still_holds(connection, asked) and await _join(context, connection, asked, account_id):
                    joined.append(asked.workspace_id)
    return joined


async def _asked(context: Context, connection: Connection, hash_: bytes) -> Asked:
    """The invitation of that hash, in its workspace's transaction; Unknown when it opens nothing."""
    for asked in await rows.by_hash(connection, hash_, context.now):
        await rows.enter(connection, asked.workspace_id)
        if await _still_holds(connection, asked):
            return asked
    raise Unknown(
        "This invitation was used or taken back, or is too old.",
        next_step="Ask whoever invited you for another one.",
        field="token",
    )


async def _still_holds(connection: Connection, asked: Asked) -> bool:
    """Whether whoever asked could still do so."""
    if asked.invited_by is None:
        return False
    role = await members.standing(connection, asked.workspace_id, asked.invited_by)
    return role is not None and asked.role in may_give(role)


async def _join(context: Context, connection: Connection, asked: Asked, account_id: AccountId) -> bool:
    teams = rows.limits(asked, await rows.teams(connection, asked.id))
    if not await members.join(context, connection, asked.workspace_id, account_id, (asked.role, teams)):
        return False
    await rows.accept(connection, asked.id, account_id, context.now)
    await audit.record(
        connection,
        asked.workspace_id,
        by=account_id,
        action="invitation.accepted",
        subject=f"invitation:{asked.id}",
        said={"account_id": str(account_id), "role": asked.role.value},
        now=context.now,
    )
    return True


def _joined(asked: Asked, place: Place) -> JoinedWorkspace:
    return JoinedWorkspace(workspace_id=asked.workspace_id, slug=place.slug, name=place.name, role=asked.role)
