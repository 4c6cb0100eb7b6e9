"""Asking somebody to join: a link that is shown once, and another that is mailed where there is a mail server.

Nobody asks anybody to be more than they are themselves, and what they were is looked at again when it is accepted.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.invitations import rows
from aexy.features.invitations.rows import Links
from aexy.features.invitations.schemas import Invitation, MadeInvitation, NewInvitation
from aexy.features.members import service as members
from aexy.features.members.ruling import may_give
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.features.workspaces import service as workspaces
from aexy.kernel.errors import AexyError, Conflict, Forbidden, Unknown
from aexy.kernel.text import plain
from aexy.outbox.letters import Letter
from aexy.store.postgres import Connection

LIST = "invitations"
LASTS = timedelta(days=7)
MOST_OPEN = 200


class _Tokens(NamedTuple):
    shown: str
    mailed: str | None

    @property
    def links(self) -> Links:
        return Links(hash_token(self.shown), hash_token(self.mailed) if self.mailed else None)


def hash_token(token: str) -> bytes:
    """What is kept of a link's token."""
    return sha256(token.encode()).digest()


async def list_invitations(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Invitation]:
    """Who was asked and has not answered, latest first."""
    place = read_cursor(LIST, cursor, (datetime, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        before = (place[0], place[1]) if place else None
        found = await rows.newest(connection, viewer.workspace_id, context.now, before=before, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.created_at, last.id) if last else None)


async def invite(context: Context, viewer: Viewer, wish: NewInvitation, *, address: str) -> MadeInvitation:
    """Ask somebody. What is answered says nothing about whether the address has an account anywhere."""
    tokens = _new_tokens(context)
    async with context.database.workspace(viewer.workspace_id) as connection:
        await _check_role(connection, viewer, wish.role)
        await members.check_teams(connection, viewer.workspace_id, wish.role, wish.teams)
        if await rows.is_member(connection, viewer.workspace_id, wish.email):
            raise Conflict("They belong to the workspace.", next_step="Change their role instead.", field="email")
        if await rows.count(connection, viewer.workspace_id) >= MOST_OPEN:
            raise Conflict(
                f"{MOST_OPEN} invitations wait for an answer.", next_step="Take back those that are not needed."
            )
        lasts = (context.now, context.now + LASTS)
        id_ = await rows.add(connection, viewer.workspace_id, viewer.account_id, wish, tokens.links, lasts=lasts)
        if id_ is None:
            raise Conflict(
                "They were asked already and have not answered.", next_step="Send it again instead.", field="email"
            )
        invitation = await _found(context, connection, viewer, id_)
        said = {"email": wish.email, "role": wish.role.value, "teams": [str(team) for team in wish.teams or ()]}
        await _record(context, connection, viewer, "invitation.created", id_, said)
    return await _sent(context, viewer, invitation, tokens, address)


async def resend(context: Context, viewer: Viewer, invitation_id: UUID, *, address: str) -> MadeInvitation:
    """The same invitation by another link, for seven days from now on."""
    tokens = _new_tokens(context)
    async with context.database.workspace(viewer.workspace_id) as connection:
        before = await _found(context, connection, viewer, invitation_id)
        await _check_role(connection, viewer, before.role)
        lasts = (context.now, context.now + LASTS)
        await rows.renew(connection, viewer.workspace_id, invitation_id, viewer.account_id, tokens.links, lasts=lasts)
        invitation = await _found(context, connection, viewer, invitation_id)
        await _record(context, connection, viewer, "invitation.resent", invitation_id, {"email": before.email})
    return await _sent(context, viewer, invitation, tokens, address)


async def revoke(context: Context, viewer: Viewer, invitation_id: UUID) -> None:
    """Take it back: its links open nothing any more."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        gone = await rows.revoke(connection, viewer.workspace_id, invitation_id, context.now)
        if gone is None:
            raise _no_invitation(invitation_id)
        await _record(context, connection, viewer, "invitation.revoked", invitation_id, dict(gone))


def _new_tokens(context: Context) -> _Tokens:
    return _Tokens(token_urlsafe(32), token_urlsafe(32) if context.outbox.has_mail else None)


async def _check_role(connection: Connection, viewer: Viewer, role: Role) -> None:
    actor = await members.standing(connection, viewer.workspace_id, viewer.account_id)
    if actor is None or role not in may_give(actor):
        raise Forbidden(
            f"You are {actor.value if actor else 'nobody'} here, and cannot make anybody {role.value}.",
            next_step="Give at most your own role, or ask an owner.",
            field="role",
        )


async def _found(context: Context, connection: Connection, viewer: Viewer, id_: UUID) -> Invitation:
    found = await rows.find(connection, viewer.workspace_id, id_, context.now)
    if found is None:
        raise _no_invitation(id_)
    return found


def _no_invitation(id_: UUID) -> Unknown:
    return Unknown(
        f"There is no invitation {id_} that waits for an answer.",
        next_step="List the workspace's invitations.",
        field="invitation_id",
    )


async def _sent(
    context: Context, viewer: Viewer, invitation: Invitation, tokens: _Tokens, address: str
) -> MadeInvitation:
    """The invitation with its link. A letter that did not go is said, and hinders nothing."""
    problem = "There is no mail server." if tokens.mailed is None else None
    if tokens.mailed is not None:
        workspace = (await workspaces.get_workspace(context, viewer)).name
        try:
            await context.outbox.mail(
                _letter(invitation, viewer, workspace, link_of(address, tokens.mailed)), at=context.now
            )
        except AexyError as error:
            problem = str(error)
    values = {name: getattr(invitation, name) for name in Invitation.model_fields}
    return MadeInvitation(
        **values, link=link_of(address, tokens.shown), is_mailed=problem is None, mail_problem=problem
    )


def link_of(address: str, token: str) -> str:
    """Where an invitation is accepted. No server log sees what follows a `#`."""
    return f"{address.rstrip('/')}/invitation#token={token}"


def _letter(invitation: Invitation, viewer: Viewer, workspace: str, link: str) -> Letter:
    who, where = plain(viewer.account.name), plain(workspace)
    text = (
        f"{who} asks you to join {where} on Aexy, as {invitation.role.value}.\n\n"
        f"{link}\n\n"
        f"The link works once, until {invitation.expires_at:%-d %B %Y, %H:%M} UTC, and for you alone: whoever has it\n"
        f"can join in your name. If you do not know {who}, leave it.\n"
    )
    return Letter(
        to=invitation.email,
        subject=f"Join {where} on Aexy",
        text=text,
        key=f"invitation-{invitation.id}-{invitation.sent_at.isoformat()}",
    )


async def _record(
    context: Context, connection: Connection, viewer: Viewer, action: str, id_: UUID, said: dict[str, Any]
) -> None:
    await audit.record(
        connection,
        viewer.workspace_id,
        by=viewer.account_id,
        action=action,
        subject=f"invitation:{id_}",
        said=said,
        now=context.now,
    )
