"""How complex files are, from a git history to rows: each content once, and a year back the first time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.ingesting import carrying_out, over, synced
from tests.repositories import Scripted

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.jobs.schemas import JobState
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

TIP = datetime(2024, 5, 1, 10, tzinfo=UTC)
SIMPLE = "def f(a):\n    return a\n"
BRANCHING = "def f(a):\n    if a:\n        return a\n    for b in a:\n        print(b)\n"


def days_before_tip(days: float) -> str:
    return f"{int((TIP - timedelta(days=days)).timestamp())} +0000"


@pytest_asyncio.fixture
async def context(database: Database, tmp_path: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, tmp_path / "home") as made:
        yield made


@pytest.fixture
def history(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": SIMPLE, "old.py": SIMPLE + "\n", "vendor/x.py": BRANCHING}, at=days_before_tip(800))
    repo.commit(
        "Branch\n", {"a.py": BRANCHING, "old.py": None, "run.sh": "if x; then\n  y\nfi\n"}, at=days_before_tip(0)
    )
    return repo


async def files(owner: Connection, workspace: WorkspaceId) -> list[tuple[Any, ...]]:
    found = await owner.fetch(
        """
        select p.path, f.method, f.total, (f.since at time zone 'UTC')::date, (f.until at time zone 'UTC')::date
        from file_complexity f
        join paths p on p.key = f.path_key
        where f.workspace_id = $1
        order by p.path, f.since
        """,
        workspace,
    )
    return [(path, method, total, str(since), until and str(until)) for path, method, total, since, until in found]


async def test_files_are_known_as_the_tip_has_them_and_as_they_were_a_year_before(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    _, job = await service.add_repository(context, workspace, location=str(history.path), requested_by=None)
    job = await over(context, workspace, job)
    # Two contents at the tip, two more of the year before; nobody wrote what is vendored.
    assert (job.state, job.details["files_measured"]) == (JobState.DONE, 4)
    then = str((TIP - timedelta(days=800)).date())
    assert await files(owner, workspace) == [
        ("a.py", "lizard", 2, then, "2024-05-01"),
        ("a.py", "lizard", 4, "2024-05-01", None),
        ("old.py", "lizard", 2, then, "2024-05-01"),
        ("run.sh", "indentation", 2, "2024-05-01", None),
    ]


async def test_only_contents_that_are_new_are_read_again(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    repository, job = await service.add_repository(context, workspace, location=str(history.path), requested_by=None)
    await over(context, workspace, job)
    # a.py moves as it is, run.sh goes, b.py comes.
    history.commit("Move\n", {"a.py": None, "c.py": BRANCHING, "run.sh": None, "b.py": SIMPLE}, at=days_before_tip(-3))
    job = await synced(context, workspace, repository)
    assert job.details["files_measured"] == 1
    assert [one for one in await files(owner, workspace) if one[4] is None] == [
        ("b.py", "lizard", 2, "2024-05-04", None),
        ("c.py", "lizard", 4, "2024-05-04", None),
    ]
    again = await synced(context, workspace, repository)
    assert "files_measured" not in again.details


async def test_figures_of_another_edition_are_measured_again(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    repository, job = await service.add_repository(context, workspace, location=str(history.path), requested_by=None)
    await over(context, workspace, job)
    before = await files(owner, workspace)
    await owner.execute("update complexity_readings set measured_by = '0:lizard 1.0.0', tip = null")
    job = await synced(context, workspace, repository)
    assert job.details["files_measured"] == 4
    assert await files(owner, workspace) == before
