"""Which files stand, from a git history to the table: read once, gone on with, read anew where history is another."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.ingesting import added, carrying_out, synced
from tests.repositories import Scripted
from tests.sources.test_git_tree_changes import on

from aexy.context import Context
from aexy.kernel.ids import WorkspaceId
from aexy.store.analysis_facts.files import read_files
from aexy.store.postgres import Connection, Database
from aexy.store.session import session


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place) as made:
        yield made


@pytest.fixture
def history(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": "1\n", "b.py": "2\n"}, at=on("2024-01-10"))
    repo.commit("Go on\n", {"b.py": None, "c.py": "3\n"}, at=on("2024-05-10"))
    return repo


async def stays(owner: Connection, workspace: WorkspaceId) -> set[tuple[str, str, str | None]]:
    found = await owner.fetch(
        "select p.path, s.since::date::text, s.until::date::text from path_stays s join paths p on p.key = s.path_key"
        " where s.workspace_id = $1",
        workspace,
    )
    return {tuple(row) for row in found}


async def test_stays_are_read_with_a_repository_and_gone_on_with(
    context: Context, owner: Connection, workspace: WorkspaceId, history: Scripted
) -> None:
    repository, _ = await added(context, workspace, history)
    first = {("a.py", "2024-01-10", None), ("b.py", "2024-01-10", "2024-05-10"), ("c.py", "2024-05-10", None)}
    assert await stays(owner, workspace) == first
    await synced(context, workspace, repository)
    assert await stays(owner, workspace) == first
    history.commit("Back\n", {"a.py": None, "b.py": "4\n"}, at=on("2024-05-20"))
    await synced(context, workspace, repository)
    assert await stays(owner, workspace) == {
        ("a.py", "2024-01-10", "2024-05-20"), ("b.py", "2024-01-10", "2024-05-10"),
        ("b.py", "2024-05-20", None), ("c.py", "2024-05-10", None),
    }  # fmt: skip
    with session(context.database.url, workspace) as opened:
        facts = read_files(opened, repository.key)
    assert facts.stays is not None
    assert facts.stays.height == 4
    assert facts.touches.height == 6


async def test_a_repository_read_before_anybody_looked_at_trees_has_them_with_its_next_sync(
    context: Context, owner: Connection, workspace: WorkspaceId, history: Scripted
) -> None:
    repository, _ = await added(context, workspace, history)
    before = await stays(owner, workspace)
    for table in ("path_stays", "tree_readings"):
        await owner.execute(f"delete from {table} where workspace_id = $1", workspace)  # noqa: S608 - named above
    await synced(context, workspace, repository)
    assert await stays(owner, workspace) == before


async def test_where_history_was_rewritten_stays_are_read_anew(
    context: Context, owner: Connection, workspace: WorkspaceId, history: Scripted
) -> None:
    repository, _ = await added(context, workspace, history)
    first = history.git("rev-list", "--max-parents=0", "HEAD")
    history.git("reset", "-q", "--hard", first)
    history.commit("Otherwise\n", {"d.py": "1\n"}, at=on("2024-05-12"))
    await synced(context, workspace, repository)
    assert await stays(owner, workspace) == {
        ("a.py", "2024-01-10", None), ("b.py", "2024-01-10", None), ("d.py", "2024-05-12", None),
    }  # fmt: skip


async def test_stays_go_with_their_repository(
    context: Context, owner: Connection, workspace: WorkspaceId, history: Scripted
) -> None:
    repository, _ = await added(context, workspace, history)
    await owner.execute("delete from repositories where id = $1", repository.id)
    assert await stays(owner, workspace) == set()
    assert await owner.fetchval("select count(*) from tree_readings where workspace_id = $1", workspace) == 0
