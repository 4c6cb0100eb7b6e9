"""Choosing what comes through a connection, and keeping the choice up to date."""

from aexy.context import Context
from aexy.features.connections import following, rows
from aexy.features.connections.following import Followed, Found
from aexy.features.connections.following_rows import Origin
from aexy.features.connections.opened import get_connection, http_for, note_trouble
from aexy.features.connections.schemas import Followable, FollowedThing, FollowedThings, Following
from aexy.features.connections.trying import source_of
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.kernel.errors import NotSignedIn, Unusable
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.sources.dialect import Silence
from aexy.sources.http import Http

AVAILABLE = "available"


async def list_available(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId,
    *, q: str | None, is_fresh: bool, cursor: str | None, limit: int,
) -> Page[Followable]:  # fmt: skip
    """What the token can see, by kind and name; asked of the provider once in ten minutes, or when `is_fresh`."""
    place = read_cursor(AVAILABLE, cursor, (str, str, str))
    found = await _found(context, workspace_id, connection_id, is_fresh=is_fresh)
    followed = {(each.kind, each.external_id) for each in (await _things(context, workspace_id, connection_id))}
    listed = [
        each
        for each in following.followable(found, {(str(kind), external_id) for kind, external_id in followed})
        if (not q or following.matches(each, q)) and (not place or following.order_of(each) > tuple(place))
    ]
    last = listed[limit - 1] if len(listed) > limit else None
    return Page(items=listed[:limit], next_cursor=write_cursor(AVAILABLE, *following.order_of(last)) if last else None)


async def get_followed(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> FollowedThings:
    """What comes through it."""
    found = await get_connection(context, workspace_id, connection_id)
    return FollowedThings(follows_all=found.follows_all, items=await _things(context, workspace_id, connection_id))


async def set_followed(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, wish: Following,
    *, requested_by: AccountId | None = None,
) -> FollowedThings:  # fmt: skip
    """Follow exactly this. What is known here already, by whatever way it was added, is not made twice."""
    await get_connection(context, workspace_id, connection_id)
    found = await _found(context, workspace_id, connection_id, is_fresh=False)
    origin = await _origin(context, workspace_id, connection_id)
    await following.follow(context, workspace_id, origin, wish, found, requested_by=requested_by)
    return await get_followed(context, workspace_id, connection_id)


async def scopes(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> list[Followed]:
    """What is read through it: itself, and each followed repository and project that is there."""
    found = await get_connection(context, workspace_id, connection_id)
    return await following.scopes_of(context, workspace_id, found)


async def refresh(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, http: Http) -> None:
    """Bring names, what is archived and what vanished up to date; take in what is new when it follows all."""
    of = await get_connection(context, workspace_id, connection_id)
    found = await following.discover(source_of(of.provider), http, of.options)
    await following.keep(context, workspace_id, connection_id, found)
    origin = await _origin(context, workspace_id, connection_id)
    await following.bring_up_to_date(context, workspace_id, origin, found, follows_all=of.follows_all)


async def _origin(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> Origin:
    found = await get_connection(context, workspace_id, connection_id)
    async with context.database.reading(workspace_id) as connection:
        trusted = await rows.is_trusted(connection, workspace_id, connection_id)
    return Origin(connection_id, found.provider.value, found.origin, trusted)


async def _found(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, *, is_fresh: bool) -> Found:
    known = None if is_fresh else await following.kept(context, workspace_id, connection_id)
    if known is not None:
        return known
    of = await get_connection(context, workspace_id, connection_id)
    try:
        async with await http_for(context, workspace_id, connection_id, Silence()) as http:
            found = await following.discover(source_of(of.provider), http, of.options)
    except NotSignedIn as error:
        await note_trouble(context, workspace_id, connection_id, error)
        raise Unusable(error.detail, next_step=error.next_step, field="connection_id") from error
    await following.keep(context, workspace_id, connection_id, found)
    return found


async def _things(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> list[FollowedThing]:
    async with context.database.reading(workspace_id) as connection:
        return await rows.followed(connection, workspace_id, connection_id)
