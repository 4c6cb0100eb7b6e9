"""A connection opened for whoever reads through it: the row, its credentials, the way to its provider."""

from shlex import quote

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.connections import rows
from aexy.features.connections.schemas import AuthKind, Connection, ConnectionState
from aexy.features.connections.trying import Credentials, Place, source_of
from aexy.kernel.errors import Conflict, NotSignedIn, Unknown
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.sources.dialect import Watcher
from aexy.sources.http import Http
from aexy.store import postgres, sealing

SIGNS = ("token", "password", "app_key")


async def get_connection(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId) -> Connection:
    """One connection; Unknown when the workspace has none of that id."""
    async with context.database.reading(workspace_id) as connection:
        found = await rows.find(connection, workspace_id, connection_id)
    if found is None:
        raise Unknown(
            f"There is no connection {connection_id}.",
            next_step="List the workspace's connections.",
            field="connection_id",
        )
    return found


async def http_for(context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, watcher: Watcher) -> Http:
    """The way to its provider, signed by all of its tokens in turn; `async with` opens it. Conflict without a token."""
    found = await get_connection(context, workspace_id, connection_id)
    async with context.database.workspace(workspace_id) as connection:
        credentials = await credentials_kept(context, connection, workspace_id, found)
    http = (await place_kept(context, workspace_id, found, None)).http(context, credentials, found.options, watcher)
    http.mend = fresh_token(found)
    return http


async def note_trouble(
    context: Context, workspace_id: WorkspaceId, connection_id: ConnectionId, error: BaseException | None
) -> None:
    """Write down what is wrong with it: revoked when its token is refused, else failing."""
    state = ConnectionState.REVOKED if isinstance(error, NotSignedIn) else ConnectionState.FAILING
    async with context.database.workspace(workspace_id) as connection:
        await rows.trouble(connection, workspace_id, connection_id, state=state, error=str(error), now=context.now)


def fresh_token(of: Connection) -> str:
    """What to do about a connection whose token is refused."""
    return f"Give it a new one with `aexy connections token {quote(of.name)}`."


async def credentials_kept(
    context: Context, connection: postgres.Connection, workspace_id: WorkspaceId, of: Connection
) -> Credentials:
    """What signs its requests, unsealed. Conflict when there is nothing."""
    if of.auth_kind is AuthKind.HOOK:
        raise Conflict(
            f"Nothing is asked of {of.name}: it tells by its web hook.",
            next_step=f"Look at what it told with `aexy webhooks list {quote(of.name)}`.",
        )
    kept = await sealing.open_all(connection, context.settings, workspace_id, ConnectionId(of.id), SIGNS)
    if not kept:
        raise Conflict(
            f"{of.name} has no token.", next_step=f"Give it one with `aexy connections token {quote(of.name)}`."
        )
    tokens = {number: secret for (kind, number), secret in kept.items() if kind != "app_key"}
    return Credentials(of.auth_kind, tokens, kept.get(("app_key", 0)))


async def place_kept(
    context: Context, workspace_id: WorkspaceId, of: Connection, requested_by: AccountId | None
) -> Place:
    """Its installation; a private address stays allowed where the machine's owner named it, if settings still do."""
    async with context.database.reading(workspace_id) as connection:
        trusted = await rows.is_trusted(connection, workspace_id, ConnectionId(of.id))
    allowed = (trusted or is_local_owner(requested_by)) and context.settings.allow_private_hosts
    return Place(of.provider, source_of(of.provider), of.base_url, allowed)
