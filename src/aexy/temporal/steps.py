"""The steps of every order, as the job server calls them: read the clock, keep saying one is alive, ask a feature."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from temporalio import activity

from aexy.context import Context
from aexy.features.ingest import jobs, runner
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import Opening
from aexy.jobs.job import GenerateSnapshots, MakeDemo, SyncRepository
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.temporal.failures import translated

_BEAT_SECONDS = 1.0


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
        async with _at_work(order.job_id):
            return await jobs.open_step(self._now(), self.readers, order)

    @activity.defn(name="chunk")
    async def chunk(self, order: SyncRepository, number: int) -> None:
        """Read one stretch of its history."""
        async with _at_work(order.job_id):
            await jobs.chunk_step(self._now(), self.readers, order, number)

    @activity.defn(name="settle")
    async def settle(self, order: SyncRepository) -> None:
        """Say of every commit what it counts as, and of every name who it is."""
        async with _at_work(order.job_id):
            await jobs.settle_step(self._now(), self.readers, order)

    @activity.defn(name="recount")
    async def recount(self, order: SyncRepository) -> None:
        """Recompute the snapshots of the touched days, and finish."""
        async with _at_work(order.job_id):
            await jobs.snapshot_step(self._now(), order)

    @activity.defn(name="generate_snapshots")
    async def generate_snapshots(self, order: GenerateSnapshots) -> None:
        """A whole order: recompute the workspace's snapshots."""
        async with _at_work(order.job_id):
            await jobs.generate_snapshots(self._now(), order)

    @activity.defn(name="make_demo")
    async def make_demo(self, order: MakeDemo) -> None:
        """A whole order: make the demo organization."""
        async with _at_work(order.job_id):
            await runner.make_demo(self._now(), self.readers, order)

    @activity.defn(name="end")
    async def end(self, ending: Ending) -> None:
        """Write down how it ended."""
        async with _at_work(ending.job_id):
            await jobs.end(self._now(), ending.workspace_id, ending.job_id, error=ending.error)

    @activity.defn(name="keep_house")
    async def keep_house(self) -> None:
        """Order what is due."""
        async with _at_work(JobId(UUID(int=0))):
            await runner.keep_house(self._now())

    def all(self) -> list[Callable[..., Any]]:
        """Every activity there is."""
        return [
            self.open,
            self.chunk,
            self.settle,
            self.recount,
            self.generate_snapshots,
            self.make_demo,
            self.end,
            self.keep_house,
        ]

    def _now(self) -> Context:
        return self.context.at(datetime.now(UTC))


@asynccontextmanager
async def _at_work(job_id: JobId) -> AsyncIterator[None]:
    """Say every second that the step is alive; this is also how a wish to cancel arrives."""
    beats = asyncio.create_task(_beat())
    try:
        async with translated(job_id):
            yield
    finally:
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(_BEAT_SECONDS)
