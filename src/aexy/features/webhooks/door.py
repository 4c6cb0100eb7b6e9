"""Where web hooks come in: signed ones are kept at once, and somebody is told to read them.

Whose secret it must be signed with is looked up once and remembered for seconds, so that a delivery costs one insert.
An unknown connection and a bad signature are answered alike, after the same work.
"""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from time import monotonic
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs
from uuid import UUID

import orjson

from aexy.context import Context
from aexy.features.webhooks import rows
from aexy.jobs.job import DrainInbox
from aexy.kernel.errors import AexyError, Forbidden, Unavailable, Unusable
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.contract import Source
from aexy.sources.providers import SOURCES
from aexy.store import sealing

log = logging.getLogger(__name__)

REMEMBERED_SECONDS: Final = 5.0
REMEMBERED_AT_MOST: Final = 10_000
LARGEST_BODY: Final = 25_000_000
LARGE: Final = 256_000
LARGE_AT_ONCE: Final = 4
WAKE_EVERY_SECONDS: Final = 1.0
LONGEST_WAKE_PAUSE: Final = 30.0
LONGEST_NAME: Final = 200
KINDS: Final = ("webhook", "webhook_next")
# What says something about a delivery and proves nothing about its sender.
TELLING_HEADERS: Final = frozenset({
    "content-type", "user-agent", "x-github-event", "x-github-delivery", "x-github-hook-id",
    "x-github-hook-installation-target-id", "x-github-hook-installation-target-type", "x-gitlab-event",
    "x-gitlab-event-uuid", "x-gitlab-webhook-uuid", "x-gitlab-instance", "x-atlassian-webhook-identifier",
    "x-atlassian-webhook-retry", "linear-event", "linear-delivery", "x-webhook-id", "x-webhook-subscription",
})  # fmt: skip


class Known(NamedTuple):
    """What a connection's deliveries must be signed with. Nobody's when there is no such connection."""

    workspace_id: WorkspaceId | None
    source: Source
    secrets: tuple[bytes, ...]


class Examined(NamedTuple):
    """A delivery that is believed, packed for keeping."""

    delivery: str
    event: str
    body: bytes


@dataclass(slots=True)
class Porter:
    """Stands at the door of one process. `sleep` is the pause between two wake-up calls."""

    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _known: dict[UUID, tuple[float, Known]] = field(default_factory=dict)
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE_AT_ONCE))
    _waking: dict[WorkspaceId, asyncio.Task[None]] = field(default_factory=dict)
    _again: set[WorkspaceId] = field(default_factory=set)

    async def receive(
        self, context: Context, connection_id: UUID, headers: Mapping[str, str], body: Callable[[], Awaitable[bytes]]
    ) -> bool:
        """Keep a delivery; False when it had come before. Forbidden when it is not signed as it must be."""
        if int(headers.get("content-length") or LARGE) < LARGE:
            return await self._keep(context, connection_id, headers, await body())
        async with self._large:
            return await self._keep(context, connection_id, headers, await body())

    async def _keep(self, context: Context, connection_id: UUID, headers: Mapping[str, str], body: bytes) -> bool:
        known = await self._who(context, connection_id)
        if len(body) < LARGE:
            found = examine(known, headers, body)
        else:
            found = await asyncio.to_thread(examine, known, headers, body)
        if known.workspace_id is None:
            raise not_believed()
        async with context.database.pool.acquire() as connection:
            is_new = await rows.put(
                connection, known.workspace_id, ConnectionId(connection_id), delivery=found.delivery,
                event=found.event, headers={name: headers[name] for name in TELLING_HEADERS if name in headers},
                body=found.body, now=context.now,
            )  # fmt: skip
        if is_new:
            self.wake(context, known.workspace_id)
        return is_new

    async def _who(self, context: Context, connection_id: UUID) -> Known:
        until, known = self._known.get(connection_id, (0.0, None))
        if known is None or until <= self.clock():
            known = await _look_up(context, connection_id)
            if len(self._known) >= REMEMBERED_AT_MOST:
                self._known.clear()
            self._known[connection_id] = (self.clock() + REMEMBERED_SECONDS, known)
        return known

    def wake(self, context: Context, workspace_id: WorkspaceId) -> None:
        """Have the inbox read: at once, and again a second later if more came meanwhile."""
        if workspace_id in self._waking:
            self._again.add(workspace_id)
            return
        task = asyncio.create_task(self._call(context, workspace_id), name=f"wake {workspace_id}")
        self._waking[workspace_id] = task
        task.add_done_callback(lambda _: self._waking.pop(workspace_id, None))

    async def _call(self, context: Context, workspace_id: WorkspaceId) -> None:
        pause = WAKE_EVERY_SECONDS
        while True:
            self._again.discard(workspace_id)
            try:
                await context.jobs.dispatch(DrainInbox(workspace_id=workspace_id))
                pause = WAKE_EVERY_SECONDS
            except AexyError as error:
                log.warning("Nobody reads the inbox yet: %s", error)
                self._again.add(workspace_id)
                pause = min(pause * 2, LONGEST_WAKE_PAUSE)
            await self.sleep(pause)
            if workspace_id not in self._again:
                return

    async def close(self) -> None:
        """Call nobody any more; housekeeping finds what is left."""
        calls = tuple(self._waking.values())
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def _look_up(context: Context, connection_id: UUID) -> Known:
    async with context.database.pool.acquire() as connection:
        found = await rows.place(connection, connection_id)
    source = SOURCES.get(found["provider"]) if found else None
    if found is None or source is None:
        return Known(None, next(iter(SOURCES.values())), (token_bytes(32),))
    workspace_id = WorkspaceId(found["workspace_id"])
    try:
        async with context.database.workspace(workspace_id) as connection:
            secrets = await sealing.open_all(
                connection, context.settings, workspace_id, ConnectionId(connection_id), KINDS
            )
    except (Unavailable, Unusable) as error:
        # Whoever knocks learns nothing of keys and folders, and comes again later.
        log.warning("A web hook's secret does not open: %s", error)
        raise Unavailable(
            "Signatures cannot be checked at the moment.", next_step="Try again later; this server's log says why."
        ) from error
    kept = tuple(each.get_secret_value().encode() for each in secrets.values())
    # Without a secret of its own nothing is believed, but looked at as closely.
    return Known(workspace_id, source, kept or (token_bytes(32),))


def examine(known: Known, headers: Mapping[str, str], body: bytes) -> Examined:
    """Look at the signature before anything else. Forbidden without a good one, Unusable for what is no JSON."""
    if not known.source.verify(headers, body, known.secrets):
        raise not_believed()
    plain = _plain(headers, body)
    try:
        said: Any = orjson.loads(plain)
    except orjson.JSONDecodeError as error:
        raise Unusable(
            f"The body is no JSON: {error}.",
            next_step="Send what the provider sends, whole and as application/json.",
            field="body",
        ) from error
    if not isinstance(said, dict):
        raise Unusable("The body is no JSON object.", next_step="Send what the provider sends.", field="body")
    delivery, event = known.source.delivery(headers, plain)
    return Examined(_name(delivery), _name(event), zlib.compress(plain, 1))


def _name(said: str) -> str:
    """Some providers write them in the body, where anything may stand; a column of text holds no zero character."""
    return said.replace("\0", "")[:LONGEST_NAME]


def _plain(headers: Mapping[str, str], body: bytes) -> bytes:
    """GitHub sends a form unless told otherwise; it is signed as it came, and its one field is the payload."""
    if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return body
    found = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10).get("payload")
    return found[0].encode() if found else body


def not_believed() -> Forbidden:
    """Says neither whether there is such a connection nor what was wrong with the signature."""
    return Forbidden(
        "This delivery is not signed with the secret of a web hook known here.",
        next_step="Enter the address and the secret at the provider as `aexy webhooks setup` shows them.",
    )
