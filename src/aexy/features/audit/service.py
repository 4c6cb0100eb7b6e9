"""Writing down what was done, in the transaction that does it, and reading it again.

`record` is called last in a transaction: who records waits for whoever recorded before it in the same workspace, until
that one's transaction ends. Nothing is ever changed or removed; a chain goes with its whole workspace.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import orjson

from aexy.context import Context
from aexy.features.audit import rows
from aexy.features.audit.chaining import content_of
from aexy.features.audit.rows import Link, Sought
from aexy.features.audit.schemas import AccountEvent, AuditEvent
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

LIST, OWN_LIST = "audit", "account audit"
_AT_ONCE = 2_000


async def record(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    by: AccountId | None,
    action: str,
    subject: str,
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write down, in the workspace's transaction, that this was done. `by` None: the machine, or whoever runs it.

    `action` is a noun and a verb in the past (`member.role_changed`), `subject` a kind and an id (`account:ID`).
    `said` holds ids and plain values, never a secret: TypeError for a SecretStr.
    """
    content = content_of(chain_of(workspace_id), by=by, action=action, subject=subject, said=said, now=now)
    await rows.add(connection, workspace_id, content)


async def record_account(
    connection: Connection, account_id: AccountId, *, action: str, said: Mapping[str, Any], now: datetime
) -> None:
    """Write down, in the account's transaction, what concerns it outside of any workspace: how it signs in."""
    chain = f"account:{account_id}"
    content = content_of(chain, by=account_id, action=action, subject=chain, said=said, now=now)
    await rows.add_to_account(connection, account_id, content)


def chain_of(workspace_id: WorkspaceId) -> str:
    """What a workspace's chain is called in each of its events, so that none fits into another."""
    return f"workspace:{workspace_id}"


async def list_events(
    context: Context, viewer: Viewer, sought: Sought, *, cursor: str | None, limit: int
) -> Page[AuditEvent]:
    """What was done in the workspace, the latest first."""
    place = read_cursor(LIST, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.newest(
            connection, viewer.workspace_id, sought, before=place[0] if place else None, limit=limit + 1
        )
    more = write_cursor(LIST, found[limit - 1]["seq"]) if len(found) > limit else None
    return Page(items=[AuditEvent(**_with_said(row)) for row in found[:limit]], next_cursor=more)


async def list_own(context: Context, account_id: AccountId, *, cursor: str | None, limit: int) -> Page[AccountEvent]:
    """What was done with one's own account, the latest first."""
    place = read_cursor(OWN_LIST, cursor, (int,))
    async with context.database.account(account_id) as connection:
        found = await rows.newest_of_account(
            connection, account_id, before=place[0] if place else None, limit=limit + 1
        )
    more = write_cursor(OWN_LIST, found[limit - 1]["seq"]) if len(found) > limit else None
    return Page(items=[AccountEvent(**_with_said(row)) for row in found[:limit]], next_cursor=more)


async def links(context: Context, workspace_id: WorkspaceId, *, after: int = 0) -> AsyncIterator[Link]:
    """The chain in order, some thousand at a time."""
    while True:
        async with context.database.reading(workspace_id) as connection:
            found = await rows.links(connection, workspace_id, after=after, limit=_AT_ONCE)
        for link in found:
            yield link
        if len(found) < _AT_ONCE:
            return
        after = found[-1].seq


async def export(context: Context, viewer: Viewer) -> AsyncIterator[bytes]:
    """The whole chain as lines of JSON: whoever has them can walk it without us."""
    async for link in links(context, viewer.workspace_id):
        yield orjson.dumps(
            {
                "seq": link.seq,
                "previous": link.previous.hex(),
                "hash": link.hash.hex(),
                "content": orjson.Fragment(link.content),
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )


def _with_said(row: Record) -> dict[str, Any]:
    found = dict(row)
    return found | {"said": orjson.loads(found.pop("content"))["said"]}
