"""What pages about code ask first is counted when a sync is over, and no job ever fails for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.ingesting import added, carrying_out, synced
from tests.repositories import Scripted

from aexy.context import Context
from aexy.features.jobs.schemas import JobState
from aexy.features.knowledge import service, warming
from aexy.features.knowledge.folders import ownership
from aexy.features.knowledge.hotspots_schemas import USUAL_WINDOW
from aexy.features.knowledge.hotspots_service import find_hotspots
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Database


@dataclass
class Remembering:
    """A cache within this process that counts what is put into it; full, it takes nothing."""

    is_full: bool = False
    puts: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        return self.kept.get(f"{workspace_id} {key}")

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        assert seconds > 0
        if self.is_full:
            raise MemoryError
        self.puts += 1
        self.kept[f"{workspace_id} {key}"] = value

    async def drop(self, workspace_id: WorkspaceId) -> None:
        self.kept = {name: value for name, value in self.kept.items() if not name.startswith(str(workspace_id))}


@pytest.fixture
def cache() -> Remembering:
    return Remembering()


@pytest_asyncio.fixture
async def context(database: Database, tmp_path: Path, cache: Remembering) -> AsyncIterator[Context]:
    async with carrying_out(database, tmp_path / "home", cache=cache) as made:
        yield made


@pytest.fixture
def history(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"src/a.py": "def f(a):\n    return a\n", "src/b.py": "b = 1\n"}, at="1714500000 +0000")
    repo.commit("Branch\n", {"src/a.py": "def f(a):\n    return a if a else 1\n"}, at="1714600000 +0000")
    return repo


def onlooker(workspace: WorkspaceId) -> Viewer:
    return Viewer(Account(AccountId(uuid4()), "Ann", None, is_local_owner=False), workspace, Role.MEMBER, None)


async def test_after_a_sync_the_first_question_about_code_reads_what_is_kept(
    context: Context, workspace: WorkspaceId, history: Scripted, cache: Remembering
) -> None:
    repository, job = await added(context, workspace, history)
    for commit in range(2):
        assert job.state is JobState.DONE
        counted = cache.puts
        assert counted > 0
        viewer = onlooker(workspace)
        owned = await ownership(context, viewer, repository.id, "src", limit=100)
        hot = await find_hotspots(context, viewer, repository.id, window=USUAL_WINDOW, folder=None, limit=50)
        factor = await service.truck_factor_of(context, viewer, repository.id)
        assert (owned.folder.files, hot.n, factor.n) == (2, 2, 2)
        assert cache.puts == counted
        history.commit("Again\n", {"src/a.py": f"def f(a):\n    return {commit}\n"}, at=f"17147{commit}0000 +0000")
        job = await synced(context, workspace, repository)


async def test_nothing_is_counted_ahead_while_more_is_read(
    context: Context, workspace: WorkspaceId, history: Scripted, owner: Connection
) -> None:
    await added(context, workspace, history)
    assert await warming.warm(context, workspace) == 1
    await owner.execute(
        "insert into jobs (workspace_id, kind, unit, stage) values ($1, 'demo', 'commits', 'Waiting')", workspace
    )
    assert await warming.warm(context, workspace) == 0


async def test_a_job_is_done_although_nothing_can_be_counted_ahead(
    context: Context, workspace: WorkspaceId, history: Scripted, cache: Remembering
) -> None:
    cache.is_full = True
    _, job = await added(context, workspace, history)
    assert (job.state, job.error, cache.puts) == (JobState.DONE, None, 0)
