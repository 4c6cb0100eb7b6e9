"""What git signs in with for a repository that is followed through a connection: the connection's own token.

It goes to the installation the connection was made for and nowhere else, whatever address a repository says it has.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aexy.context import Context
from aexy.features.connections import rows
from aexy.features.connections.opened import credentials_kept, get_connection, http_for
from aexy.features.connections.schemas import AuthKind, Connection, Provider
from aexy.kernel.ids import ConnectionId, RepositoryId, WorkspaceId
from aexy.sources.dialect import Silence
from aexy.sources.git import Credentials

# The name that goes with a token instead of a password.
USERS: Mapping[Provider, str] = {Provider.GITHUB: "x-access-token", Provider.GITLAB: "oauth2"}


async def git_credentials(
    context: Context, workspace_id: WorkspaceId, repository_id: RepositoryId, url: str
) -> Credentials | None:
    """None for a repository that comes through no connection, or whose address is elsewhere than the connection's.

    Raises what a connection without a token, with a lost key or with a revoked app raises.
    """
    async with context.database.reading(workspace_id) as connection:
        connection_id = await rows.connection_of(connection, workspace_id, repository_id)
    if connection_id is None:
        return None
    of = await get_connection(context, workspace_id, connection_id)
    if of.provider not in USERS or not _is_within(url, of):
        return None
    return Credentials(USERS[of.provider], await _token(context, workspace_id, of))


def _is_within(url: str, of: Connection) -> bool:
    """The same scheme, host and port: a token that was given for https:// is never sent in the clear."""
    there, here = urlsplit(url), urlsplit(of.base_url)
    return (there.scheme, there.netloc.lower()) == (here.scheme, here.netloc.lower())


async def _token(context: Context, workspace_id: WorkspaceId, of: Connection) -> str:
    found = ConnectionId(of.id)
    if of.auth_kind is not AuthKind.APP:
        async with context.database.workspace(workspace_id) as connection:
            kept = await credentials_kept(context, connection, workspace_id, of)
        return kept.tokens[min(kept.tokens)].get_secret_value()
    async with await http_for(context, workspace_id, found, Silence()) as http:
        signed = await http.credentials[0].headers(http)
    return signed["authorization"].removeprefix("Bearer ")
