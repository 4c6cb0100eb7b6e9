"""Ten commits pushed: what it takes from the facts being there to the numbers being right."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest
from tests.doors.temporal.history import History
from tests.doors.temporal.watching import added

from aexy.context import Context
from aexy.features.ingest import jobs, service
from aexy.features.ingest.readers import Readers
from aexy.features.insights.snapshots import Tally, recompute_now
from aexy.jobs.job import Order, SyncRepository
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store.postgres import Connection


class Kept:
    """Takes orders and leaves them to the test."""

    async def dispatch(self, order: Order) -> None:
        """Nothing: the test does the steps itself."""

    async def cancel(self, job_id: JobId) -> bool:
        """Nothing is ever under way here."""
        return str(job_id) == ""


async def push_of_ten(context: Context, workspace: WorkspaceId, path: Path, *, people: int) -> Tally:
    """Read a history of so many people, have ten commits pushed and placed, and count what they touch."""
    history = History(path)
    for number in range(600):
        history.commit(f"Dev{number % people}", f"Change {number}", lines=3)
    repository, _ = await added(context, workspace, history.save().path)
    for number in range(10):
        history.commit(f"Dev{number}", f"Push {number}", lines=3)
    history.save()

    readers = Readers(1)
    by_hand = Context(context.settings, context.database, context.cache, Kept(), context.now)
    job = await service.sync(by_hand, workspace, repository.id, requested_by=None)
    order = SyncRepository(workspace_id=workspace, repository_id=repository.id, job_id=JobId(job.id))
    opening = await jobs.open_step(by_hand, readers, order)
    assert opening.chunks == 1
    await jobs.chunk_step(by_hand, readers, order, 0)
    await jobs.settle_step(by_hand, readers, order)
    await readers.close()
    return await asyncio.to_thread(recompute_now, context.database.url, workspace, context.now)


@pytest.mark.usefixtures("worker")
async def test_the_statements_do_not_grow_with_the_people(context: Context, owner: Connection, tmp_path: Path) -> None:
    tallies = []
    for people in (3, 60):
        insert = "insert into workspaces (slug, name) values ($1, 'Test') returning id"
        workspace = WorkspaceId(await owner.fetchval(insert, f"w-{uuid4().hex[:12]}"))
        tallies.append(await push_of_ten(context, workspace, tmp_path / str(people), people=people))
    few, many = tallies
    assert many.snapshots > few.snapshots > 0
    assert many.statements == few.statements
