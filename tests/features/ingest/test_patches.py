"""What commits come to, from a git history to a link: of every branch, read on, and made good where it is missing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from tests.activity import put
from tests.ingesting import added, carrying_out, synced
from tests.linking import a_pull
from tests.repositories import Scripted, numbered

from aexy.context import Context
from aexy.features.jobs.schemas import JobState
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

MERGED = datetime(2024, 3, 5, 10, tzinfo=UTC)
AT_MERGE = f"{int(MERGED.timestamp())} +0000"


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place) as made:
        yield made


@pytest_asyncio.fixture
async def history(tmp_path: Path) -> Scripted:
    """A fix on main, and a release branch whose lines stand elsewhere; with a merge, and a commit of nothing."""
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a": numbered(20)})
    repo.branch("release")
    repo.commit("Drift\n", {"a": "new\n" * 7 + numbered(20)})
    repo.go("main")
    repo.commit("Fix it (#12)\n", {"a": numbered(20).replace("line 9\n", "fixed\n")}, at=AT_MERGE)
    repo.commit("Nothing\n", at=AT_MERGE)
    return repo


def pick(repo: Scripted) -> str:
    repo.go("release")
    repo.git("cherry-pick", "-x", "main~1", GIT_COMMITTER_DATE=str(MERGED + timedelta(days=1)))
    sha = repo.git("rev-parse", "HEAD")
    repo.go("main")
    return sha


async def patches(owner: Connection, workspace: WorkspaceId) -> dict[str, int | None]:
    """A number for each different change, by the first lines of the commits that make it."""
    found = await owner.fetch(
        """
        select c.subject, c.sha, case when p.patch_id is not null then dense_rank() over (order by p.patch_id) end
        from commits c
        join commit_patches p on p.commit_key = c.key
        where c.workspace_id = $1
        """,
        workspace,
    )
    return {f"{subject} {sha.hex()[:6]}": number for subject, sha, number in found}


async def links(owner: Connection, workspace: WorkspaceId) -> list[tuple[str, str]]:
    found = await owner.fetch(
        """
        select l.evidence, encode(c.sha, 'hex')
        from commit_pull_requests l
        join commits c on c.key = l.commit_key
        where l.workspace_id = $1
        order by 1
        """,
        workspace,
    )
    return [tuple(row) for row in found]


async def test_a_pick_on_a_branch_that_alone_moved_is_read_and_linked(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    repository, job = await added(context, workspace, history)
    assert (job.state, job.details["line_commits"], job.details["patch_commits"]) == (JobState.DONE, 3, 1)
    before = await patches(owner, workspace)
    assert sorted(number is None for number in before.values()) == [False, False, False, True]
    squash = history.git("rev-parse", "main~1")
    place = Place("github", "github.com", repository.key, external_id="Rshop")
    await put(
        context.database, workspace, place,
        a_pull(12, opened_at=MERGED, closed_at=MERGED, merged_at=MERGED, merge_sha=bytes.fromhex(squash)),
    )  # fmt: skip
    copy = pick(history)
    job = await synced(context, workspace, repository)
    assert (job.state, job.details["line_commits"], job.details["patch_commits"]) == (JobState.DONE, 0, 1)
    after = await patches(owner, workspace)
    assert after[f"Fix it (#12) {copy[:6]}"] == after[f"Fix it (#12) {squash[:6]}"]
    assert await links(owner, workspace) == [("cherry_pick", copy), ("squash", squash)]
    assert "patch_commits" not in (await synced(context, workspace, repository)).details


async def test_a_history_read_before_patches_were_is_made_good_though_nothing_is_new(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    copy = pick(history)
    repository, _ = await added(context, workspace, history)
    rows = await patches(owner, workspace)
    said = "select kind, named from commit_references where workspace_id = $1"
    references = [tuple(row) for row in await owner.fetch(said, workspace)]
    assert references == [("cherry_pick", history.git("rev-parse", "main~1"))]
    for table in ("commit_patches", "commit_references"):
        await owner.execute(f"delete from {table} where workspace_id = $1", workspace)  # noqa: S608 - one of two
    await owner.execute("update line_readings set patched = null where workspace_id = $1", workspace)
    job = await synced(context, workspace, repository)
    assert (job.state, job.details["commits_read"], job.details["patch_commits"]) == (JobState.DONE, 0, 5)
    assert await patches(owner, workspace) == rows
    assert [tuple(row) for row in await owner.fetch(said, workspace)] == references
    assert copy


async def test_what_was_cut_off_comes_to_nothing_that_is_known(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted, tmp_path: Path
) -> None:
    history.git("clone", "-q", "--depth=2", f"file://{history.path}", str(tmp_path / "shallow"))
    await added(context, workspace, Scripted(tmp_path / "shallow"))
    assert [subject.partition(" ")[0] for subject in await patches(owner, workspace)] == ["Nothing"]
