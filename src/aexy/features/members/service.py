"""Changing who belongs to a workspace and as what. There is always an owner, whoever changes what at the same moment.

What somebody may do is read again in the transaction that does it, one change after the other: what the door found a
moment ago may be over.
"""

from collections.abc import Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.members import rows
from aexy.features.members.ruling import CAN_BE_LIMITED, may_make, rules_over
from aexy.features.members.schemas import MemberChange, WorkspaceMember
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Conflict, Forbidden, Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LIST = "members"


async def list_members(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[WorkspaceMember]:
    """Who belongs to the workspace, by name: everybody in it may know who else sees their numbers."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, viewer, after=after, limit=limit + 1)
    more = len(found) > limit
    next_cursor = write_cursor(LIST, found[limit - 1][0], found[limit - 1][1].account_id) if more else None
    return Page(items=[member for _, member in found[:limit]], next_cursor=next_cursor)


async def change_member(context: Context, viewer: Viewer, account_id: AccountId, wish: MemberChange) -> WorkspaceMember:
    """Another role, other teams. Forbidden above one's own role, Conflict for the last owner."""
    async with _changing(context, viewer) as (connection, actor):
        before = await _found(connection, viewer, account_id)
        role = wish.role or before.role
        teams = _wished_teams(wish, before, role)
        if not may_make(actor, before.role, role):
            raise _not_yours(actor, before.role, role)
        if before.role is Role.OWNER and role is not Role.OWNER:
            await _check_other_owner(connection, viewer.workspace_id)
        await check_teams(connection, viewer.workspace_id, role, teams)
        await rows.put(connection, viewer.workspace_id, account_id, role, teams)
        after = await _found(connection, viewer, account_id)
        await _record_change(context, connection, viewer, before, after)
    return after


async def remove_member(context: Context, viewer: Viewer, account_id: AccountId) -> None:
    """They see nothing of the workspace from now on. Which developer they said they are is forgotten with it."""
    async with _changing(context, viewer) as (connection, actor):
        before = await _found(connection, viewer, account_id)
        if not rules_over(actor, before.role):
            raise _not_yours(actor, before.role, None)
        await _go(context, connection, viewer, before, action="member.removed")


async def leave(context: Context, viewer: Viewer) -> None:
    """The viewer goes themselves. Conflict for the last owner."""
    async with _changing(context, viewer) as (connection, _):
        before = await _found(connection, viewer, viewer.account_id)
        await _go(context, connection, viewer, before, action="member.left")


async def transfer(context: Context, viewer: Viewer, account_id: AccountId) -> WorkspaceMember:
    """Somebody else becomes owner, and the viewer an admin, in one step."""
    if account_id == viewer.account_id:
        raise Unusable("You own it already.", next_step="Name another member.", field="account_id")
    async with _changing(context, viewer) as (connection, actor):
        if actor is not Role.OWNER:
            raise Forbidden("Only an owner hands a workspace on.", next_step="Ask an owner.")
        await _found(connection, viewer, account_id)
        await rows.put(connection, viewer.workspace_id, account_id, Role.OWNER, None)
        await rows.put(connection, viewer.workspace_id, viewer.account_id, Role.ADMIN, None)
        after = await _found(connection, viewer, account_id)
        await _record(
            context, connection, viewer, "workspace.ownership_transferred", account_id, {"from": str(viewer.account_id)}
        )
    return after


async def join(
    context: Context,
    connection: Connection,
    workspace_id: WorkspaceId,
    account_id: AccountId,
    membership: tuple[Role, Sequence[UUID] | None],
) -> bool:
    """They belong to the workspace of this transaction from now on; False when they did before, as what they were."""
    await rows.one_at_a_time(connection, workspace_id)
    return await rows.add(connection, workspace_id, account_id, membership, context.now)


async def standing(connection: Connection, workspace_id: WorkspaceId, account_id: AccountId) -> Role | None:
    """Somebody's role as it is in this transaction; None when they do not belong to the workspace."""
    found = await rows.standing(connection, workspace_id, account_id)
    return found.role if found else None


async def check_teams(
    connection: Connection, workspace_id: WorkspaceId, role: Role, teams: Sequence[UUID] | None
) -> None:
    """Unusable for a limit that cannot be, Unknown for a team that is not there."""
    if teams is None:
        return
    if role not in CAN_BE_LIMITED:
        raise Unusable(
            f"An {role.value} reaches the whole workspace.",
            next_step="Leave the teams out, or choose a manager, member or viewer.",
            field="teams",
        )
    if not teams:
        raise Unusable("A limit to no team reaches nobody.", next_step="Name the teams.", field="teams")
    unknown = set(teams) - await rows.known_teams(connection, workspace_id, teams)
    if unknown:
        raise Unknown(f"There is no team {min(unknown)}.", next_step="List the workspace's teams.", field="teams")


@asynccontextmanager
async def _changing(context: Context, viewer: Viewer) -> "AsyncIterator[tuple[Connection, Role]]":
    """A transaction that is alone in changing members, and the viewer's role as it is in there."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.one_at_a_time(connection, viewer.workspace_id)
        found = await rows.standing(connection, viewer.workspace_id, viewer.account_id)
        if found is None:
            raise Forbidden("You do not belong to this workspace any more.", next_step="Ask an owner of it.")
        yield connection, found.role


async def _found(connection: Connection, viewer: Viewer, account_id: AccountId) -> WorkspaceMember:
    member = await rows.find(connection, viewer, account_id)
    if member is None:
        raise Unknown(
            f"There is no member {account_id}.", next_step="List the workspace's members.", field="account_id"
        )
    return member


def _wished_teams(wish: MemberChange, before: WorkspaceMember, role: Role) -> list[UUID] | None:
    """The teams that were wished for, else those of before, which an admin or owner leaves behind."""
    if "teams" in wish.model_fields_set:
        return None if wish.teams is None else list(dict.fromkeys(wish.teams))
    if before.teams is None or role not in CAN_BE_LIMITED:
        return None
    return [team.id for team in before.teams]


def _not_yours(actor: Role, target: Role, wanted: Role | None) -> Forbidden:
    if not rules_over(actor, target):
        return Forbidden(
            f"You are {actor.value} here, and they are {target.value}: that is not yours to change.",
            next_step="Ask an owner of the workspace.",
        )
    named = wanted.value if wanted else "more"
    return Forbidden(
        f"You are {actor.value} here, and cannot make anybody {named}.",
        next_step="Give at most your own role, or ask an owner.",
        field="role",
    )


async def _check_other_owner(connection: Connection, workspace_id: WorkspaceId) -> None:
    if await rows.owners(connection, workspace_id) < 2:  # noqa: PLR2004 - the one who goes, and one who stays
        raise Conflict(
            "This is the only owner, and a workspace is never without one.",
            next_step="Make somebody else owner first, or delete the workspace.",
        )


async def _go(
    context: Context, connection: Connection, viewer: Viewer, before: WorkspaceMember, *, action: str
) -> None:
    if before.role is Role.OWNER:
        await _check_other_owner(connection, viewer.workspace_id)
    account_id = AccountId(before.account_id)
    was = await rows.remove(connection, viewer.workspace_id, account_id)
    said = {"role": before.role.value, "developer_id": str(was) if was else None}
    await _record(context, connection, viewer, action, account_id, said)


async def _record_change(
    context: Context, connection: Connection, viewer: Viewer, before: WorkspaceMember, after: WorkspaceMember
) -> None:
    account_id = AccountId(before.account_id)
    if before.role is not after.role:
        said = {"from": before.role.value, "to": after.role.value}
        await _record(context, connection, viewer, "member.role_changed", account_id, said)
    was, now = (_team_ids(one) for one in (before, after))
    if was != now:
        await _record(context, connection, viewer, "member.teams_changed", account_id, {"from": was, "to": now})


def _team_ids(member: WorkspaceMember) -> list[str] | None:
    return None if member.teams is None else sorted(str(team.id) for team in member.teams)


async def _record(
    context: Context, connection: Connection, viewer: Viewer, action: str, account_id: AccountId, said: dict[str, Any]
) -> None:
    await audit.record(
        connection,
        viewer.workspace_id,
        by=viewer.account_id,
        action=action,
        subject=f"account:{account_id}",
        said=said,
        now=context.now,
    )
