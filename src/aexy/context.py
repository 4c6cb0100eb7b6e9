"""What a feature is given to work with. Features never choose a real database, cache or clock; `wiring` does."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

from aexy.jobs.job import Dispatcher
from aexy.kernel.allowances import Count, Tally
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.outbox.letters import Call, Letter
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.sources.dialect import Clock
from aexy.store.postgres import Database
from aexy.store.standing import NoStandings, Standing
from aexy.store.turnstile import NoTurnstile

Probe = Callable[[], Awaitable[bool]]


class Cache(Protocol):
    """Answers that can be computed again. Losing all of it costs time and nothing else."""

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        """What was kept under this key for this workspace, if it is still there."""
        ...

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it for so long."""
        ...

    async def drop(self, workspace_id: WorkspaceId) -> None:
        """Keep nothing of this workspace any more."""
        ...


class Standings(Protocol):
    """Which sessions and keys still stand, as far as that is known without asking the database."""

    async def ask(self, proof_id: UUID, account_id: AccountId, counts: Sequence[Count] = ()) -> Standing:
        """Whether that session or key stands as of now, a word for its account's state, and how the counts stand."""
        ...

    async def keep(self, proof_id: UUID) -> None:
        """The database said a moment ago that it stands."""
        ...

    async def end(self, proof_ids: Sequence[UUID]) -> None:
        """These stand no longer, wherever somebody asks."""
        ...

    async def change(self, account_id: AccountId) -> None:
        """What anybody remembers about this account no longer holds."""
        ...


class Turnstile(Protocol):
    """How often somebody did something in the last minute."""

    async def count(self, counts: Sequence[Count]) -> Sequence[Tally]:
        """Count one more of each, unless one of them is over. Never fails."""
        ...


class Outbox(Protocol):
    """Letters and calls to the world outside."""

    @property
    def has_mail(self) -> bool:
        """Whether letters can be sent at all."""
        ...

    async def mail(self, letter: Letter, *, at: datetime) -> None:
        """Send a letter; NotDelivered or NotDeliverable when it did not go."""
        ...

    async def call(self, call: Call, *, at: datetime) -> None:
        """Call a web hook; NotDelivered or NotDeliverable when it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One request's or job's surroundings. `now` is an argument: only doors read the clock.

    Without an outbox of its own nothing leaves the process, without standings the database is asked who was signed
    out, without a turnstile nobody is sent away; `wiring` gives the real ones.
    """

    settings: Settings
    database: Database
    cache: Cache
    jobs: Dispatcher
    now: datetime
    clock: Clock | None = None
    outbox: Outbox = field(default_factory=MemoryOutbox)
    standings: Standings = field(default_factory=NoStandings)
    turnstile: Turnstile = field(default_factory=NoTurnstile)
    probes: Mapping[str, Probe] = field(default_factory=dict)
    """How to ask the other servers whether they answer: "cache", "jobs", "worker"; empty where there are none."""

    def ticking(self) -> Clock:
        """The hour as it passes, for whoever has to wait for a provider; without a clock it stands still at `now`."""
        return self.clock or Clock(now=lambda: self.now)

    def at(self, now: datetime) -> Self:
        """The same surroundings at another instant."""
        return replace(self, now=now)
