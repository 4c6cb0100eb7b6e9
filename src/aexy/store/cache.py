"""Answers kept for a while in Valkey (or Redis). Losing all of it costs time and nothing else."""

import logging
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from aexy.kernel.ids import WorkspaceId

log = logging.getLogger(__name__)

SECONDS_TO_WAIT = 0.5

# Redis raises its own errors, the operating system its; both mean that there is no cache at the moment.
OUT_OF_ORDER = (RedisError, OSError, TimeoutError)


class ValkeyCache:
    """A cache at `redis://…`, `rediss://…` or `unix://PATH`, under names that carry the workspace.

    The first use opens the connection. Out of order, it forgets everything, and says so once in the log.
    """

    def __init__(self, url: str) -> None:
        self._is_missed = False
        self._client = Redis.from_url(
            url,
            socket_timeout=SECONDS_TO_WAIT,
            socket_connect_timeout=SECONDS_TO_WAIT,
            retry=Retry(NoBackoff(), 0),
            protocol=3,
        )

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        """What was kept, if it is still there."""
        try:
            found = await self._client.get(_name(workspace_id, key))
        except OUT_OF_ORDER as error:
            self._miss(error)
            return None
        self._is_missed = False
        return found if isinstance(found, bytes) else None

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it for so long, if there is anywhere to keep it."""
        try:
            await self._client.set(_name(workspace_id, key), value, ex=seconds)
        except OUT_OF_ORDER as error:
            self._miss(error)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    def _miss(self, error: Exception) -> None:
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

    async def close(self) -> None:
        """Nothing to give back."""


def _name(workspace_id: WorkspaceId, key: str) -> str:
    return f"aexy:{workspace_id}:{key}"


__all__ = ["NoCache", "ValkeyCache"]
