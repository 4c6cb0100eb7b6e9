"""Connections: made once they work, shown without their secrets, opened for whoever reads through them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.audit import service as audit
from aexy.features.connections import rows
from aexy.features.connections.choosing import get_followed, list_available, refresh, scopes, set_followed
from aexy.features.connections.cloning import git_credentials
from aexy.features.connections.following import Followed
from aexy.features.connections.opened import (
    SIGNS,
    credentials_kept,
    fresh_token,
    get_connection,
    http_for,
    note_trouble,
    place_kept,
)
from aexy.features.connections.schemas import (
    AuthKind,
    CheckedConnection,
    Connection,
    ConnectionChange,
    ConnectionState,
    NewConnection,
    NewTokens,
    Wanted,
)
from aexy.features.connections.trying import (
    Credentials,
    Tried,
    credentials_of,
    options_of,
    place_of,
    tried,
)
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.jobs.job import DrainInbox
from aexy.kernel.errors import AexyError, Conflict, NotSignedIn, Unknown
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.sources.contract import Checked
from aexy.store import postgres, sealing
from aexy.store.vault import Label

LIST = "connections"
MOST_TOKENS = 20
_KINDS: Mapping[AuthKind, str] = {AuthKind.TOKEN: "token", AuthKind.BASIC: "password"}


async def check(context: Context, wish: Wanted, *, requested_by: AccountId | None) -> CheckedConnection:
    """Whose tokens these are and what they lack; nothing is kept."""
    return (await _try(context, wish, requested_by))[0].shown()


async def create(
    context: Context, workspace_id: WorkspaceId, wish: NewConnection, *, requested_by: AccountId | None
) -> Connection:
    """Keep it, once its tokens work. Conflict when the workspace has one of that name to the same place."""
    found, credentials = await _try(context, wish, requested_by)
    shown, place = found.shown(), found.place
    name = wish.name or shown.account
    async with context.database.workspace(workspace_id) as connection:
        made = await rows.add(
            connection, workspace_id, provider=place.provider, name=name, base_url=place.base_url, origin=place.origin,
            auth_kind=credentials.kind, account=shown.account, scopes=found.scopes,
            options=options_of(wish, wish.options) | found.learned, is_trusted=place.allow_private,
            created_by=requested_by, now=context.now,
        )  # fmt: skip
        if made is None:
            raise Conflict(
                f"There is a connection called {name!r} to {place.origin} already.",
                next_step=f"Give another name, or put the token into it with `aexy connections token {name!r}`.",
                field="name",
            )
        await _keep(context, connection, workspace_id, made, credentials, found.checked)
        await _note(
            context, connection, workspace_id, made, requested_by, "connection.added",
            provider=place.provider.value, origin=place.origin, auth=credentials.kind.value,
        )  # fmt: skip
    return await get_connection(context, workspace_id, made)


async def list_connections(
    context: Context, workspace_id: WorkspaceId, *, cursor: str | None, limit: int
) -> Page[Connection]:
    """The workspace's connections by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, workspace_id, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(items=found[:limit], next_cursor=write_cursor(LIST, last.name, last.id) if last else None)


async def change(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, wish: ConnectionChange,
    *, requested_by: AccountId | None = None,
) -> Connection:  # fmt: skip
    """Rename it, set its options, pause it or let it go on."""
    before = await get_connection(context, workspace_id, connection_id)
    kept = {key: before.options[key] for key in ("app_id", "installation_id", "login") if key in before.options}
    async with context.database.workspace(workspace_id) as connection:
        if wish.name and await rows.name_is_taken(connection, workspace_id, connection_id, wish.name):
            raise Conflict(
                f"There is a connection called {wish.name!r} to {before.origin} already.",
                next_step="Give another name.",
                field="name",
            )
        await rows.change(
            connection, workspace_id, connection_id, name=wish.name,
            options=None if wish.options is None else kept | wish.options,
            state=_state_after(wish, before), now=context.now,
        )  # fmt: skip
        await _note(
            context, connection, workspace_id, connection_id, requested_by, "connection.changed",
            changed=sorted(wish.model_fields_set), is_paused=wish.is_paused,
        )  # fmt: skip
    if wish.is_paused is False:
        await _read_what_waits(context, workspace_id, connection_id)
    return await get_connection(context, workspace_id, connection_id)


def _state_after(wish: ConnectionChange, before: Connection) -> ConnectionState | None:
    if wish.is_paused is None or wish.is_paused == (before.state is ConnectionState.PAUSED):
        return None
    if wish.is_paused:
        return ConnectionState.PAUSED
    return ConnectionState.FAILING if before.error else ConnectionState.ACTIVE


async def replace_tokens(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, wish: NewTokens,
    *, requested_by: AccountId | None,
) -> Connection:  # fmt: skip
    """Sign in anew with these, in place of those before; whatever was wrong with the old ones is over."""
    before = await get_connection(context, workspace_id, connection_id)
    credentials = credentials_of(wish, had=before.auth_kind)
    options = options_of(wish, before.options)
    found = await tried(context, await place_kept(context, workspace_id, before, requested_by), credentials, options)
    async with context.database.workspace(workspace_id) as connection:
        await rows.drop_secrets(connection, workspace_id, connection_id, *SIGNS)
        await _keep(context, connection, workspace_id, connection_id, credentials, found.checked)
        await _signed_in(context, connection, workspace_id, connection_id, found, credentials.kind, options)
        await _note(
            context, connection, workspace_id, connection_id, requested_by, "connection.tokens_replaced",
            auth=credentials.kind.value, tokens=len(credentials.tokens),
        )  # fmt: skip
    await _read_what_waits(context, workspace_id, connection_id)
    return await get_connection(context, workspace_id, connection_id)


async def add_token(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, token: SecretStr,
    *, requested_by: AccountId | None,
) -> Connection:  # fmt: skip
    """One more token, for more requests an hour. Conflict for an app, or when there are enough."""
    before = await get_connection(context, workspace_id, connection_id)
    if before.auth_kind is AuthKind.APP or len(before.tokens) >= MOST_TOKENS:
        raise Conflict(
            f"{before.name} takes no further token.", next_step="Replace what it signs in with.", field="tokens"
        )
    async with context.database.workspace(workspace_id) as connection:
        had = await credentials_kept(context, connection, workspace_id, before)
    if any(token == each for each in had.tokens.values()):
        raise Conflict(f"{before.name} has this token already.", next_step="Give another one.", field="tokens")
    number = max(had.tokens, default=-1) + 1
    more = Credentials(had.kind, {number: token})
    place = await place_kept(context, workspace_id, before, requested_by)
    found = await tried(context, place, more, before.options)
    async with context.database.workspace(workspace_id) as connection:
        await _keep(context, connection, workspace_id, connection_id, more, found.checked)
        await _note(
            context, connection, workspace_id, connection_id, requested_by, "connection.token_added", number=number
        )
    return await get_connection(context, workspace_id, connection_id)


async def drop_token(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, number: int,
    *, requested_by: AccountId | None = None,
) -> Connection:  # fmt: skip
    """Forget one of several tokens. Unknown for one there is not, Conflict for the last one."""
    before = await get_connection(context, workspace_id, connection_id)
    if number not in {each.number for each in before.tokens}:
        raise Unknown(f"{before.name} has no token {number}.", next_step="Look at its tokens.", field="number")
    if len(before.tokens) == 1:
        raise Conflict(f"It is the only token of {before.name}.", next_step="Replace it, or remove the connection.")
    async with context.database.workspace(workspace_id) as connection:
        await rows.drop_token(connection, workspace_id, connection_id, number)
        await _note(
            context, connection, workspace_id, connection_id, requested_by, "connection.token_removed", number=number
        )
    return await get_connection(context, workspace_id, connection_id)


async def recheck(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> CheckedConnection:
    """Try the tokens that are kept. One that is refused makes the connection revoked, one that works active."""
    before = await get_connection(context, workspace_id, connection_id)
    async with context.database.workspace(workspace_id) as connection:
        credentials = await credentials_kept(context, connection, workspace_id, before)
    place = await place_kept(context, workspace_id, before, None)
    try:
        found = await tried(context, place, credentials, before.options, mend=fresh_token(before))
    except AexyError as error:
        refused = isinstance(error.__cause__, NotSignedIn)
        await note_trouble(context, workspace_id, connection_id, error.__cause__ if refused else error)
        raise
    async with context.database.workspace(workspace_id) as connection:
        await _signed_in(context, connection, workspace_id, connection_id, found, credentials.kind, before.options)
    await _read_what_waits(context, workspace_id, connection_id)
    return found.shown()


async def delete(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, *, requested_by: AccountId | None = None
) -> None:
    """Take it away with its secrets and deliveries. The facts it brought stay."""
    gone = await get_connection(context, workspace_id, connection_id)
    async with context.database.workspace(workspace_id) as connection:
        await rows.delete(connection, workspace_id, connection_id)
        await _note(
            context, connection, workspace_id, connection_id, requested_by, "connection.removed",
            provider=gone.provider.value, origin=gone.origin,
        )  # fmt: skip


async def _note(
    context: Context, connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId,
    by: AccountId | None, action: str, **said: Any,
) -> None:  # fmt: skip
    await audit.record(
        connection, workspace_id, by=by, action=action, subject=f"connection:{connection_id}", said=said,
        now=context.now,
    )  # fmt: skip


async def _try(context: Context, wish: Wanted, requested_by: AccountId | None) -> tuple[Tried, Credentials]:
    credentials = credentials_of(wish)
    place = await place_of(context, wish.provider, wish.base_url, is_owner=is_local_owner(requested_by))
    return await tried(context, place, credentials, options_of(wish, wish.options)), credentials


async def _keep(
    context: Context, connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId,
    credentials: Credentials, checked: list[Checked],
) -> None:  # fmt: skip
    if credentials.key is not None:
        label = Label(workspace_id, connection_id, "app_key")
        await sealing.keep(connection, context.settings, label, credentials.key)
    for (number, token), said in zip(sorted(credentials.tokens.items()), checked, strict=False):
        label = Label(workspace_id, connection_id, _KINDS[credentials.kind], number)
        await sealing.keep(connection, context.settings, label, token, expires_at=said.expires_at)


async def _signed_in(
    context: Context, connection: postgres.Connection, workspace_id: WorkspaceId, connection_id: ConnectionId,
    found: Tried, kind: AuthKind, options: Mapping[str, Any],
) -> None:  # fmt: skip
    await rows.signed_in(
        connection, workspace_id, connection_id, account=found.checked[0].account, scopes=found.scopes,
        auth_kind=kind, options={**options, **found.learned}, is_trusted=found.place.allow_private, now=context.now,
    )  # fmt: skip


async def _read_what_waits(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> None:
    """Web hooks that came while it was paused or refused are read now, not at their next try."""
    async with context.database.workspace(workspace_id) as connection:
        are_waiting = await rows.hurry_inbox(connection, workspace_id, connection_id)
    if are_waiting:
        await context.jobs.dispatch(DrainInbox(workspace_id=workspace_id))


__all__ = [
    "Followed", "add_token", "change", "check", "create", "delete", "drop_token", "get_connection", "get_followed",
    "git_credentials", "http_for", "list_available", "list_connections", "note_trouble", "recheck", "refresh",
    "replace_tokens", "scopes", "set_followed",
]  # fmt: skip
