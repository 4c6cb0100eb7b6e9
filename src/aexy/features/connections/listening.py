"""Connections that are only listened to: a tool tells of deployments and incidents by its web hook, signed."""

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.connections import hooking, rows
from aexy.features.connections.opened import get_connection
from aexy.features.connections.schemas import AuthKind, Listening, NewListening, Provider
from aexy.kernel.errors import Conflict
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.sources.listening import LISTENING

# What such a tool is called where people look at its connection.
_PLACES = {
    Provider.PAGERDUTY: "https://www.pagerduty.com",
    Provider.OPSGENIE: "https://www.opsgenie.com",
    Provider.HOOK: "",
}


async def add(
    context: Context, workspace_id: WorkspaceId, wish: NewListening, *, address: str, requested_by: AccountId | None
) -> Listening:
    """Listen to a tool from now on. Conflict when there is one of that name.

    PagerDuty makes its secret up when the address is entered there: it is given afterwards, and nothing is believed
    until then.
    """
    origin = LISTENING[wish.provider].origin("")
    async with context.database.workspace(workspace_id) as connection:
        made = await rows.add(
            connection, workspace_id, provider=wish.provider.value, name=wish.name, base_url=_PLACES[wish.provider],
            origin=_origin(origin, wish), auth_kind=AuthKind.HOOK.value, account=wish.name, scopes=[], options={},
            is_trusted=False, created_by=requested_by, now=context.now,
        )  # fmt: skip
        if made is None:
            raise Conflict(
                f"There is a connection called {wish.name!r} to {origin} already.",
                next_step=f"Give another name, or set its hook up again with `aexy webhooks setup {wish.name!r}`.",
                field="name",
            )
        await audit.record(
            connection, workspace_id, by=requested_by, action="connection.added", subject=f"connection:{made}",
            said={"provider": wish.provider.value, "origin": _origin(origin, wish), "auth": AuthKind.HOOK.value},
            now=context.now,
        )  # fmt: skip
    of = await get_connection(context, workspace_id, made)
    if wish.secret is None and wish.provider is Provider.PAGERDUTY:
        return Listening(connection=of, hook=hooking.told(of, address, None))
    hook = await hooking.set_secret(
        context, workspace_id, of, given=wish.secret, address=address, requested_by=requested_by
    )  # fmt: skip
    return Listening(connection=await get_connection(context, workspace_id, made), hook=hook)


def _origin(origin: str, wish: NewListening) -> str:
    """Ids told in our own words are those of the tool that tells: two hooks may number alike."""
    return f"{origin}:{wish.name}" if wish.provider is Provider.HOOK else origin
