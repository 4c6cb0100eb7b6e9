"""The secret of a connection's web hook: made or given, shown once, changed while two of them are believed."""

from ipaddress import ip_address
from secrets import token_urlsafe
from urllib.parse import urlsplit

from pydantic import SecretStr

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.connections import guides, rows
from aexy.features.connections.schemas import Connection, HookSecret
from aexy.kernel.errors import Conflict
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.store import sealing
from aexy.store.vault import Label

NOW, NEXT = "webhook", "webhook_next"
PATH = "/api/v1/webhooks"


async def set_secret(
    context: Context, workspace_id: WorkspaceId, of: Connection, *, given: SecretStr | None, address: str,
    requested_by: AccountId | None = None,
) -> HookSecret:  # fmt: skip
    """Set the secret; where there is one already, both are believed until `drop_previous`."""
    secret = given or SecretStr(token_urlsafe(32))
    found = ConnectionId(of.id)
    async with context.database.workspace(workspace_id) as connection:
        kept = await sealing.open_all(connection, context.settings, workspace_id, found, [NOW, NEXT])
        if (NEXT, 0) in kept:  # a third: the oldest goes
            await sealing.keep(connection, context.settings, Label(workspace_id, found, NOW), kept[NEXT, 0])
        kind = NEXT if kept else NOW
        await sealing.keep(connection, context.settings, Label(workspace_id, found, kind), secret)
        await audit.record(
            connection, workspace_id, by=requested_by, action="webhook.secret_set", subject=f"connection:{of.id}",
            said={"is_second": bool(kept), "is_given": given is not None}, now=context.now,
        )  # fmt: skip
    return told(of, address, None if given else secret.get_secret_value(), is_second=bool(kept))


def told(of: Connection, address: str, secret: str | None, *, is_second: bool = False) -> HookSecret:
    """What to enter at the provider."""
    url = f"{address.rstrip('/')}{PATH}/{of.id}"
    return HookSecret(
        url=url,
        secret=secret,
        is_second=is_second,
        content_type=guides.hook_content_type(),
        events=guides.hook_events(of.provider),
        steps=guides.hook_steps(of.provider),
        is_reachable=_is_reachable(url),
    )


async def drop_previous(
    context: Context, workspace_id: WorkspaceId, of: Connection, *, requested_by: AccountId | None = None
) -> None:
    """From here on only the newer secret is believed. Conflict when there is no second one."""
    found = ConnectionId(of.id)
    async with context.database.workspace(workspace_id) as connection:
        kept = await sealing.open_all(connection, context.settings, workspace_id, found, [NOW, NEXT])
        if (NEXT, 0) not in kept:
            raise Conflict(
                f"The web hook of {of.name} has one secret only.", next_step="Set a second one first, then drop this."
            )
        await sealing.keep(connection, context.settings, Label(workspace_id, found, NOW), kept[NEXT, 0])
        await rows.drop_secrets(connection, workspace_id, found, NEXT)
        await audit.record(
            connection, workspace_id, by=requested_by, action="webhook.previous_secret_dropped",
            subject=f"connection:{of.id}", said={}, now=context.now,
        )  # fmt: skip


def _is_reachable(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return host != "localhost" and "." in host and not host.endswith((".local", ".localhost", ".internal"))
