"""Whether a session or key still stands, as Valkey was told: in the journey that counts the request, and no other.

`1` says that the database was asked seconds ago, `0` that it was ended. What is not there was lost or never told, and
proves nothing: then, and when nobody answers, the database has to be asked. So losing Valkey lets nobody in.
"""

from collections.abc import Callable, Sequence
from secrets import token_bytes
from time import monotonic
from typing import Final, NamedTuple
from uuid import UUID

from aexy.kernel.allowances import Count, Tally
from aexy.kernel.ids import AccountId
from aexy.store.cache import OUT_OF_ORDER
from aexy.store.turnstile import ValkeyTurnstile, client_at

# So long a word that somebody stands may outlive an end that Valkey could not be told of.
STANDS_SECONDS: Final = 20
# Longer than any word of before can be on its way.
ENDED_SECONDS: Final = 900
# Longer than anybody remembers what they found about an account.
CHANGED_SECONDS: Final = 60

_STANDS, _ENDED = b"1", b"0"


class Standing(NamedTuple):
    """What is known. `stands` is None when nobody knows.

    `change` is another word whenever something about the account has changed; None when nobody knows. `tallies` are of
    what was counted along.
    """

    stands: bool | None = None
    change: bytes | None = None
    tallies: Sequence[Tally] = ()


NOBODY_KNOWS: Final = Standing()


class ValkeyStandings:
    """At `redis://…`, `rediss://…` or `unix://PATH`. The first use opens the connection."""

    def __init__(
        self, url: str, *, clock: Callable[[], float] = monotonic, turnstile: ValkeyTurnstile | None = None
    ) -> None:
        """Questions go through the `turnstile`, with those of everybody else."""
        self.turnstile = turnstile or ValkeyTurnstile(url, clock=clock)
        self._client = client_at(url)

    async def ask(self, proof_id: UUID, account_id: AccountId, counts: Sequence[Count] = ()) -> Standing:
        """Whether that session or key stands, as of now; counted along."""
        told = await self.turnstile.ask(counts, (_proof(proof_id), _account(account_id)))
        if told.found is None:
            return NOBODY_KNOWS._replace(tallies=told.tallies)
        said, change = told.found
        return Standing({_STANDS: True, _ENDED: False}.get(said or b""), change or b"", told.tallies)

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
        await self.turnstile.close()
        await self._client.aclose()

    async def _tell(self, command: Callable[[], object], *, insistent: bool = False) -> None:
        if self.turnstile.is_resting and not insistent:
            return
        try:
            await command()  # type: ignore[misc]  # redis-py's commands may be awaited or not, by their types
        except OUT_OF_ORDER as error:
            self.turnstile.miss(error)


class NoStandings:
    """Knows nothing, so that the database is asked each time: for tests, and for set-ups without Valkey."""

    async def ask(
        self,
        proof_id: UUID,  # noqa: ARG002 - the protocol's
        account_id: AccountId,  # noqa: ARG002 - the protocol's
        counts: Sequence[Count] = (),  # noqa: ARG002 - the protocol's
    ) -> Standing:
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


def _proof(proof_id: UUID) -> str:
    return f"aexy:standing:{proof_id}"


def _account(account_id: AccountId) -> str:
    return f"aexy:changed:{account_id}"


__all__ = ["NOBODY_KNOWS", "STANDS_SECONDS", "NoStandings", "Standing", "ValkeyStandings"]
