"""Histories read from git to facts within a test: orders are carried out at once, by child processes of this one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.repositories import Scripted

from aexy.context import Cache, Context
from aexy.features.ingest import service
from aexy.features.ingest.readers import Readers
from aexy.features.ingest.schemas import Repository
from aexy.features.jobs import service as jobs
from aexy.features.jobs.schemas import Job
from aexy.features.orders import carry_out
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


@asynccontextmanager
async def carrying_out(
    database: Database, home: Path, now: datetime = NOW, cache: Cache | None = None
) -> AsyncIterator[Context]:
    """Surroundings in which whatever is ordered is carried out."""
    readers = Readers(1)

    async def carry(order: Order) -> None:
        await carry_out(made, readers, order)

    orders = InlineDispatcher(carry)
    made = Context(Settings(home=home, ingest_processes=1), database, cache or NoCache(), orders, now)
    yield made
    await orders.close()
    await readers.close()


async def added(context: Context, workspace: WorkspaceId, repo: Scripted) -> tuple[Repository, Job]:
    """The repository, read for the first time."""
    repository, job = await service.add_repository(context, workspace, location=str(repo.path), requested_by=None)
    return repository, await over(context, workspace, job)


async def synced(context: Context, workspace: WorkspaceId, repository: Repository) -> Job:
    """Read again."""
    return await over(context, workspace, await service.sync(context, workspace, repository.id, requested_by=None))


async def over(context: Context, workspace: WorkspaceId, job: Job) -> Job:
    """The job when everything ordered so far has come to its end."""
    assert isinstance(context.jobs, InlineDispatcher)
    await context.jobs.finish()
    return await jobs.get_job(context, workspace, JobId(job.id))
