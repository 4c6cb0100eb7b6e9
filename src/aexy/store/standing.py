"""Whether a session or key still stands, as Valkey was told: one journey for all who ask at the same moment.

`1` says that the database was asked seconds ago, `0` that it was ended. What is not there was lost or never told, and
proves nothing: then, and when nobody answers, the database has to be asked. So losing Valkey lets nobody in.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from secrets import token_bytes
from time import monotonic
from typing import Final, NamedTuple, cast
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from aexy.kernel.ids import AccountId
from aexy.store.cache import OUT_OF_ORDER, SECONDS_TO_WAIT

log = logging.getLogger(__name__)

# So long a word that somebody stands may outlive an end that Valkey could not be told of.
STANDS_SECONDS: Final = 20
# Longer than any word of before can be on its way.
ENDED_SECONDS: Final = 900
# Longer than anybody remembers what they found about an account.
CHANGED_SECONDS: Final = 60
# After a failure the database is asked at once for so long, instead of waiting for Valkey each time.
REST_SECONDS: Final = 1.0

_STANDS, _ENDED = b"1", b"0"


class Standing(NamedTuple):
    """What is known. `stands` is None when nobody knows.

    `change` is another word whenever something about the account has changed; None when nobody knows.
    """

    stands: bool | None = None
    change: bytes | None = None


NOBODY_KNOWS: Final = Standing()


class ValkeyStandings:
    """At `redis://…`, `rediss://…` or `unix://PATH`. The first use opens the connection."""

    def __init__(self, url: str, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._rests_until = 0.0
        self._asked: list[tuple[UUID, AccountId, asyncio.Future[Standing]]] = []
        self._journey: asyncio.Task[None] | None = None
        self._client = Redis.from_url(
            url,
            socket_timeout=SECONDS_TO_WAIT,
            socket_connect_timeout=SECONDS_TO_WAIT,
            retry=Retry(NoBackoff(), 0),
            protocol=3,
        )

    async def ask(self, proof_id: UUID, account_id: AccountId) -> Standing:
        """Whether that session or key stands, as of now. All who ask while a journey is under way share the next."""
        if self._rests_until > self._clock():
            return NOBODY_KNOWS
        answer: asyncio.Future[Standing] = asyncio.get_running_loop().create_future()
        self._asked.append((proof_id, account_id, answer))
        if self._journey is None:
            self._journey = asyncio.create_task(self._travel(), name="standings")
        return await answer

    async def keep(self, proof_id: UUID) -> None:
        """The database said a moment ago that it stands. A word that it was ended is never overwritten."""
        await self._tell(lambda: self._client.set(_proof(proof_id), _STANDS, ex=STANDS_SECONDS, nx=True))

    async def end(self, proof_ids: Sequence[UUID]) -> None:
        """These stand no longer. Told before the database is, so that nobody can fall in between."""
        if not proof_ids:
            return
        pipeline = self._client.pipeline(transaction=False)
        for proof_id in proof_ids:
            pipeline.set(_proof(proof_id), _ENDED, ex=ENDED_SECONDS)
        await self._tell(pipeline.execute, insistent=True)

    async def change(self, account_id: AccountId) -> None:
        """What anybody remembers about this account no longer holds."""
        await self._tell(
            lambda: self._client.set(_account(account_id), token_bytes(8), ex=CHANGED_SECONDS), insistent=True
        )

    async def close(self) -> None:
        """Give back the connections."""
        if self._journey is not None:
            await self._journey
        await self._client.aclose()

    async def _travel(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            found = await self._find(
                [name for proof, account, _ in asked for name in (_proof(proof), _account(account))]
            )
            for place, (_, _, answer) in enumerate(asked):
                if not answer.done():  # who asked may have gone away meanwhile
                    answer.set_result(_read(found, place * 2))
        self._journey = None

    async def _find(self, names: list[str]) -> list[bytes | None] | None:
        try:
            return cast("list[bytes | None]", await self._client.mget(names))
        except OUT_OF_ORDER as error:
            self._rest(error)
            return None

    async def _tell(self, command: Callable[[], object], *, insistent: bool = False) -> None:
        if self._rests_until > self._clock() and not insistent:
            return
        try:
            await command()  # type: ignore[misc]  # redis-py's commands may be awaited or not, by their types
        except OUT_OF_ORDER as error:
            self._rest(error)

    def _rest(self, error: Exception) -> None:
        if self._rests_until == 0.0 or self._clock() - self._rests_until > REST_SECONDS:
            log.warning("Valkey does not say who was signed out; asking the database.", extra={"error": str(error)})
        self._rests_until = self._clock() + REST_SECONDS


class NoStandings:
    """Knows nothing, so that the database is asked each time: for tests, and for set-ups without Valkey."""

    async def ask(self, proof_id: UUID, account_id: AccountId) -> Standing:  # noqa: ARG002 - the protocol's
        """Nobody knows."""
        return NOBODY_KNOWS

    async def keep(self, proof_id: UUID) -> None:
        """Nowhere."""

    async def end(self, proof_ids: Sequence[UUID]) -> None:
        """There is nobody to tell."""

    async def change(self, account_id: AccountId) -> None:
        """There is nobody to tell."""

    async def close(self) -> None:
        """Nothing to give back."""


def _read(found: list[bytes | None] | None, place: int) -> Standing:
    if found is None:
        return NOBODY_KNOWS
    said = found[place]
    return Standing({_STANDS: True, _ENDED: False}.get(said or b""), found[place + 1] or b"")


def _proof(proof_id: UUID) -> str:
    return f"aexy:standing:{proof_id}"


def _account(account_id: AccountId) -> str:
    return f"aexy:changed:{account_id}"


__all__ = ["NOBODY_KNOWS", "STANDS_SECONDS", "NoStandings", "Standing", "ValkeyStandings"]
