"""Tags from a git history to their rows, also where no commit is new, and from a bare mirror."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from tests.ingesting import carrying_out, over
from tests.repositories import Scripted, numbered

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.jobs.schemas import Job, JobState
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place) as made:
        yield made


async def names(owner: Connection, workspace: WorkspaceId) -> list[tuple[str, bool]]:
    found = await owner.fetch("select name, gone_at is null from tags where workspace_id = $1 order by key", workspace)
    return [tuple(row) for row in found]


async def test_a_tag_on_a_commit_that_was_read_long_ago_is_seen(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": numbered(10)})
    repository, job = await service.add_repository(context, workspace, location=str(repo.path), requested_by=None)
    await over(context, workspace, job)
    assert await names(owner, workspace) == []

    async def synced() -> Job:
        return await over(context, workspace, await service.sync(context, workspace, repository.id, requested_by=None))

    repo.git("tag", "v1")
    job = await synced()
    assert (job.state, job.details["commits_read"]) == (JobState.DONE, 0)
    assert await names(owner, workspace) == [("v1", True)]
    repo.git("tag", "-d", "v1")
    repo.git("tag", "-a", "-m", "Two", "v2")
    await synced()
    assert await names(owner, workspace) == [("v1", False), ("v2", True)]
    # A workspace that was read before tags were kept learns them at the next sync, though nothing is new.
    await owner.execute("delete from tags where workspace_id = $1", workspace)
    await owner.execute("update repositories set tags_digest = null where workspace_id = $1", workspace)
    await synced()
    assert await names(owner, workspace) == [("v2", True)]


async def test_an_annotated_tag_that_was_moved_is_gone_from_where_it_was(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": numbered(10)})
    repo.git("tag", "-a", "-m", "One", "v1")
    bare = tmp_path / "remote.git"
    repo.git("clone", "-q", "--mirror", ".", str(bare))
    repository, job = await service.add_repository(context, workspace, location=str(bare), requested_by=None)
    await over(context, workspace, job)
    repo.commit("Next\n", {"a.py": numbered(11)})
    repo.git("tag", "-f", "-a", "-m", "One", "v1")
    repo.git("-C", str(bare), "remote", "update")
    job = await service.sync(context, workspace, repository.id, requested_by=None)
    assert (await over(context, workspace, job)).state == JobState.DONE
    assert await names(owner, workspace) == [("v1", False), ("v1", True)]
