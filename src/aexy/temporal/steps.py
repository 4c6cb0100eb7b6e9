"""The steps of every order, as the job server calls them: read the clock, keep saying one is alive, ask a feature."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from temporalio import activity

from aexy.context import Context
from aexy.features import orders
from aexy.features.ingest import jobs
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import Opening
from aexy.features.privacy import service as privacy
from aexy.features.privacy import settings as retention
from aexy.features.webhooks.schemas import Drained
from aexy.jobs.job import (
    AnalysePeople,
    ApplyRetention,
    DrainInbox,
    ErasePeople,
    EvaluateAlerts,
    GenerateSnapshots,
    ImportFile,
    MakeDemo,
    Order,
    ReplayPages,
    SyncConnection,
    SyncRepository,
)
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.temporal.failures import translated

_BEAT_SECONDS = 1.0
_BEATS_TO_A_WORD = 4
NO_JOB = JobId(UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a job ended that did not end well: `error` is a sentence, None when it was cancelled."""

    workspace_id: WorkspaceId
    job_id: JobId
    error: str | None


@dataclass(frozen=True, slots=True)
class Steps:
    """Each method is one activity; each can be done again after a worker died in the middle of it."""

    context: Context
    readers: Readers

    @activity.defn(name="open")
    async def open(self, order: SyncRepository) -> Opening:
        """See what is new in the repository and write down how to read it."""
        async with self._at_work(order):
            return await jobs.open_step(self._now(), self.readers, order)

    @activity.defn(name="chunk")
    async def chunk(self, order: SyncRepository, number: int) -> None:
        """Read one stretch of its history."""
        async with self._at_work(order):
            await jobs.chunk_step(self._now(), self.readers, order, number)

    @activity.defn(name="settle")
    async def settle(self, order: SyncRepository) -> None:
        """Say of every commit what it counts as, and of every name who it is."""
        async with self._at_work(order):
            await jobs.settle_step(self._now(), self.readers, order)

    @activity.defn(name="recount")
    async def recount(self, order: SyncRepository) -> None:
        """Recompute the snapshots of the touched days, and finish unless merges or lines are still to be read."""
        async with self._at_work(order):
            await jobs.snapshot_step(self._now(), self.readers, order)

    @activity.defn(name="settle_merges")
    async def settle_merges(self, order: SyncRepository) -> None:
        """Note that what merges change has been read as well, and finish unless lines are still to be read."""
        async with self._at_work(order):
            await jobs.merges_step(self._now(), self.readers, order)

    @activity.defn(name="read_lines")
    async def read_lines(self, order: SyncRepository) -> None:
        """Read which lines were rewritten, and finish."""
        async with self._at_work(order):
            await orders.read_lines(self._now(), self.readers, order)

    @activity.defn(name="generate_snapshots")
    async def generate_snapshots(self, order: GenerateSnapshots) -> None:
        """A whole order: recompute the workspace's snapshots."""
        async with self._at_work(order):
            await orders.generate_snapshots(self._now(), self.readers, order)

    @activity.defn(name="analyse_people")
    async def analyse_people(self, order: AnalysePeople) -> None:
        """A whole order: run every analysis for everybody."""
        async with self._at_work(order):
            await orders.analyse_people(self._now(), self.readers, order)

    @activity.defn(name="make_demo")
    async def make_demo(self, order: MakeDemo) -> None:
        """A whole order: make the demo organization."""
        async with self._at_work(order):
            await orders.make_demo(self._now(), self.readers, order)

    @activity.defn(name="sync_connection")
    async def sync_connection(self, order: SyncConnection) -> None:
        """A whole order: read what is new at a provider. Done again, it goes on from the cursors."""
        async with self._at_work(order):
            await orders.sync_connection(self._now(), self.readers, order)

    @activity.defn(name="replay_pages")
    async def replay_pages(self, order: ReplayPages) -> None:
        """A whole order: read kept pages again."""
        async with self._at_work(order):
            await orders.replay_pages(self._now(), self.readers, order)

    @activity.defn(name="import_file")
    async def import_file(self, order: ImportFile) -> None:
        """A whole order: import a file. Done again, it goes on behind the last stretch."""
        async with self._at_work(order):
            await orders.import_file(self._now(), self.readers, order)

    @activity.defn(name="erase_people")
    async def erase_people(self, order: ErasePeople) -> None:
        """A whole order: take people out of the workspace. Done again, it does what was not done."""
        async with self._at_work(order):
            await privacy.carry_out(self._now(), order)

    @activity.defn(name="apply_retention")
    async def apply_retention(self, order: ApplyRetention) -> None:
        """A whole order: delete what is older than it is kept."""
        async with self._at_work(order):
            await retention.apply_retention(self._now(), order)

    @activity.defn(name="drain_inbox")
    async def drain_inbox(self, order: DrainInbox) -> Drained:
        """Read web hooks for a while. What was in hand when a worker died is read again, to the same effect."""
        async with beating(_say_nothing), translated(order.job_id):
            return await orders.drain_inbox(self._now(), order)

    @activity.defn(name="evaluate_alerts")
    async def evaluate_alerts(self, order: EvaluateAlerts) -> float | None:
        """Judge rules and send what is due; in how many seconds the next is. Done again, nobody is told twice."""
        async with beating(_say_nothing), translated(order.job_id):
            return await orders.evaluate_alerts(self._now(), order)

    @activity.defn(name="end")
    async def end(self, ending: Ending) -> None:
        """Write down how it ended."""
        async with self._at_work(ending):
            await jobs.end(self._now(), ending.workspace_id, ending.job_id, error=ending.error)

    @activity.defn(name="keep_house")
    async def keep_house(self) -> None:
        """Order what is due."""
        async with beating(_say_nothing), translated(NO_JOB):
            await orders.keep_house(self._now())

    def all(self) -> list[Callable[..., Any]]:
        """Every activity there is."""
        return [
            self.open,
            self.chunk,
            self.settle,
            self.recount,
            self.settle_merges,
            self.read_lines,
            self.generate_snapshots,
            self.analyse_people,
            self.make_demo,
            self.sync_connection,
            self.replay_pages,
            self.import_file,
            self.erase_people,
            self.apply_retention,
            self.drain_inbox,
            self.evaluate_alerts,
            self.end,
            self.keep_house,
        ]

    def _now(self) -> Context:
        return self.context.at(datetime.now(UTC))

    @asynccontextmanager
    async def _at_work(self, order: Order | Ending) -> AsyncIterator[None]:
        """Say that the step is alive, to the job server and in the job's row, and let errors out as sentences."""

        async def say() -> None:
            await jobs.beat(self.context, order.workspace_id, order.job_id)

        async with beating(say), translated(order.job_id):
            yield


@asynccontextmanager
async def beating(say: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Tell the job server every second that the step is alive, and `say` so every few; so a wish to cancel arrives."""
    beats = asyncio.create_task(_beat(say))
    try:
        yield
    finally:
        # Once may not be enough: what ends at the very moment it is cancelled can swallow that.
        while not beats.done():
            beats.cancel()
            await asyncio.wait((beats,), timeout=_BEAT_SECONDS)


async def _beat(say: Callable[[], Awaitable[None]]) -> None:
    for number in itertools.count():
        activity.heartbeat()
        if number % _BEATS_TO_A_WORD == _BEATS_TO_A_WORD - 1:
            # A row that cannot be written now is written a little later; the step itself will notice what is wrong.
            with suppress(Exception):
                async with asyncio.timeout(_BEAT_SECONDS):
                    await say()
        await asyncio.sleep(_BEAT_SECONDS)


async def _say_nothing() -> None:
    """Housekeeping has no job whose row could say it."""
