"""Answers kept for a while in Valkey (or Redis). Losing all of it costs time and nothing else."""

import logging
from dataclasses import dataclass
from time import monotonic

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as SlowError

from aexy.kernel.ids import WorkspaceId
from aexy.watch.measures import CACHE

log = logging.getLogger(__name__)

SECONDS_TO_WAIT = 0.5
# One that stands still is left alone for a moment, so that nobody waits for it more than once in that time.
SECONDS_TO_REST = 5.0

_HIT, _MISS, _OUT = CACHE.labels("hit"), CACHE.labels("miss"), CACHE.labels("error")

# Redis raises its own errors, the operating system its; both mean that there is no cache at the moment.
OUT_OF_ORDER = (RedisError, OSError, TimeoutError)


class ValkeyCache:
    """A cache at `redis://…`, `rediss://…` or `unix://PATH`, under names that carry the workspace.

    The first use opens the connection. Out of order, it forgets everything, rests, and says so once in the log.
    """

    def __init__(self, url: str) -> None:
        self._is_missed = False
        self._rests_until = 0.0
        self._client = Redis.from_url(
            url,
            socket_timeout=SECONDS_TO_WAIT,
            socket_connect_timeout=SECONDS_TO_WAIT,
            retry=Retry(NoBackoff(), 0),
            protocol=3,
        )

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        """What was kept, if it is still there."""
        if self._rests():
            return None
        try:
            found = await self._client.get(_name(workspace_id, key))
        except OUT_OF_ORDER as error:
            self._miss(error)
            return None
        self._is_missed = False
        (_HIT if found is not None else _MISS).inc()
        return found if isinstance(found, bytes) else None

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it for so long, if there is anywhere to keep it."""
        if self._rests():
            return
        try:
            await self._client.set(_name(workspace_id, key), value, ex=seconds)
        except OUT_OF_ORDER as error:
            self._miss(error)

    async def answers(self) -> bool:
        """Whether it is there now."""
        try:
            await self._client.ping()
        except OUT_OF_ORDER:
            return False
        self._rests_until = 0.0
        return True

    async def drop(self, workspace_id: WorkspaceId) -> None:
        """Keep nothing of this workspace any more; what cannot be reached now expires by itself."""
        try:
            async for name in self._client.scan_iter(match=_name(workspace_id, "*"), count=1000):
                await self._client.unlink(name)
        except OUT_OF_ORDER as error:
            self._miss(error)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    def _rests(self) -> bool:
        return monotonic() < self._rests_until

    def _miss(self, error: Exception) -> None:
        _OUT.inc()
        if isinstance(error, TimeoutError | SlowError):  # a refusal costs no time
            self._rests_until = monotonic() + SECONDS_TO_REST
        if not self._is_missed:
            log.warning("The cache does not answer; going on without it.", extra={"error": str(error)})
        self._is_missed = True


@dataclass(frozen=True, slots=True)
class NoCache:
    """Keeps nothing: for tests, and for set-ups without Valkey."""

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return None

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        """Nowhere."""

    async def drop(self, workspace_id: WorkspaceId) -> None:
        """There is nothing."""

    async def close(self) -> None:
        """Nothing to give back."""


def _name(workspace_id: WorkspaceId, key: str) -> str:
    return f"aexy:{workspace_id}:{key}"


__all__ = ["NoCache", "ValkeyCache"]
