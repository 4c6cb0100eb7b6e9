"""What merges change may be read after everything else counts: the same rows come out, whatever happens in between."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.repositories import Scripted, numbered, oddities
from tests.syncing import GIT, Syncing

from aexy.kernel.commits import CommitRecord
from aexy.kernel.ids import WorkspaceId
from aexy.sources.git import Opened, Part, Plan, forget, read_chunk
from aexy.store.postgres import Database

FACTS = """
select encode(c.sha, 'hex') as sha, c.standing, c.is_merge, c.additions, c.deletions, c.files_changed, c.lines_added,
       c.lines_removed, c.subject, a.external_id as author,
       (
           select coalesce(jsonb_agg(jsonb_build_array(p.path, o.path, f.additions, f.deletions) order by p.path), '[]')
           from commit_files f
           join paths p on p.key = f.path_key
           left join paths o on o.key = f.old_path_key
           where f.commit_key = c.key
       ) as files
from commits c
join developer_identities a on a.key = c.author_key
where c.repository_key = $1
order by c.sha
"""
REFS = "select name, sha, is_default from repository_refs where repository_key = $1 order by name"
VERSION = "select data_version from workspaces where $1 > 0"


async def rows(syncing: Syncing, statement: str = FACTS) -> list[tuple[Any, ...]]:
    async with syncing.database.workspace(syncing.workspace) as connection:
        return [tuple(row) for row in await connection.fetch(statement, syncing.key)]


async def incomplete(syncing: Syncing) -> set[tuple[str, str]]:
    statement = "select subject, standing from commits where repository_key = $1 and additions is null"
    return {(row[0], row[1]) for row in await rows(syncing, statement)}


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    return oddities(tmp_path_factory.mktemp("odd") / "source", f"--object-format={request.param}")


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, odd: Scripted, tmp_path: Path) -> AsyncIterator[Syncing]:
    yield await Syncing.add(database, workspace, odd.path, tmp_path / "reading.git")


@pytest_asyncio.fixture
async def at_once(database: Database, workspace: WorkspaceId, odd: Scripted, tmp_path: Path) -> list[tuple[Any, ...]]:
    """The facts when everything is read in one go, by a workspace that has nothing else then."""
    (tmp_path / "same").symlink_to(odd.path)
    one = await Syncing.add(database, workspace, tmp_path / "same", tmp_path / "at-once.git")
    await one.sync()
    found = await rows(one)
    async with database.workspace(workspace) as connection:
        await connection.execute("delete from repositories where key = $1", one.key)
    return found


async def first_stage(syncing: Syncing, size: int = 8_000) -> tuple[Opened, Plan]:
    opened, planned = await syncing.open(size, many_merges=1)
    for chunk in planned.chunks:
        await syncing.load(opened, chunk)
    await syncing.settle(opened, planned)
    return opened, planned


async def second_stage(syncing: Syncing, opened: Opened, planned: Plan) -> None:
    for chunk in planned.later:
        await syncing.load(opened, chunk)
    await syncing.finish(opened)


@pytest.mark.parametrize("size", [8_000, 7])
async def test_two_stages_come_to_the_rows_of_one(
    syncing: Syncing, at_once: list[tuple[Any, ...]], odd: Scripted, size: int
) -> None:
    opened, planned = await first_stage(syncing, size)
    merges = odd.count("--merges", "--all")
    assert sum(chunk.size for chunk in planned.later) == merges > 0
    assert len(await incomplete(syncing)) == merges
    numbers = [row for row in await rows(syncing) if not row[2]]
    assert numbers == [row for row in at_once if not row[2]]
    await second_stage(syncing, opened, planned)
    assert await rows(syncing) == at_once


async def test_merges_count_before_their_lines_are_known_and_go_on_counting(syncing: Syncing) -> None:
    opened, planned = await first_stage(syncing)
    statement = "select sha, standing from commits where repository_key = $1 and is_merge order by sha"
    before = await rows(syncing, statement)
    assert {standing for _, standing in before} == {"counted"}
    for chunk in planned.later:
        await syncing.load(opened, chunk)
    assert await rows(syncing, statement) == before


async def test_tips_are_read_to_the_end_only_with_the_merges(syncing: Syncing) -> None:
    opened, planned = await first_stage(syncing)
    assert await rows(syncing, REFS) == []
    (version,) = await rows(syncing, VERSION)
    await second_stage(syncing, opened, planned)
    assert len(await rows(syncing, REFS)) == len(opened.refs)
    # Whoever kept an answer in which merges had no lines asks again.
    assert await rows(syncing, VERSION) > [version]
    assert not (await syncing.open(many_merges=1))[1].is_new


async def test_an_end_in_the_middle_of_the_merges_loses_nothing(
    syncing: Syncing, at_once: list[tuple[Any, ...]]
) -> None:
    opened, planned = await first_stage(syncing, size=1)
    await syncing.load(opened, planned.later[0])
    left = len(await incomplete(syncing))
    assert left > 0
    # The next reading knows nothing of this one but what is in the database.
    forget(opened, planned)
    opened, planned = await syncing.open(many_merges=1)
    assert planned.total == sum(chunk.size for chunk in planned.later) == left
    for chunk in planned.chunks:
        await syncing.load(opened, chunk)
    await syncing.settle(opened, planned)
    await second_stage(syncing, opened, planned)
    assert await rows(syncing) == at_once


async def test_a_stretch_of_merges_read_twice_is_as_good_as_once(
    syncing: Syncing, at_once: list[tuple[Any, ...]]
) -> None:
    opened, planned = await first_stage(syncing)
    records = list(read_chunk(GIT, opened.folder, planned.later[0]))
    await syncing.put(records[: len(records) // 2], opened.attributes)
    await second_stage(syncing, opened, planned)
    await second_stage(syncing, opened, planned)
    assert await rows(syncing) == at_once


async def test_what_was_compared_may_be_gone(syncing: Syncing, at_once: list[tuple[Any, ...]]) -> None:
    opened, planned = await first_stage(syncing)
    for chunk in planned.later:
        (opened.folder / chunk.pairs).unlink()
    await second_stage(syncing, opened, planned)
    assert await rows(syncing) == at_once


async def test_a_push_s_commits_without_lines_are_completed(syncing: Syncing, at_once: list[tuple[Any, ...]]) -> None:
    """A push tells of commits before anybody has read them: without lines, and without how many parents they have."""
    opened, planned = await syncing.open(many_merges=1)
    await syncing.put([pending(one) for one in everything(opened, planned)], opened.attributes)
    await first_stage(syncing)
    subjects = {subject for subject, _ in await incomplete(syncing)}
    assert subjects == {row[8] for row in at_once if row[2]}
    assert {row[0] for row in await rows(syncing) if row[2]} == {row[0] for row in at_once if row[2]}
    opened, planned = await syncing.open(many_merges=1)
    await second_stage(syncing, opened, planned)
    assert await rows(syncing) == at_once


def pending(record: CommitRecord) -> CommitRecord:
    return record._replace(parents=1, files=None)


def everything(opened: Opened, planned: Plan) -> Iterator[CommitRecord]:
    for chunk in planned.chunks:
        yield from read_chunk(GIT, opened.folder, chunk)


async def test_history_may_be_rewritten_between_the_stages(
    database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    repo = branched(tmp_path / "source")
    syncing = await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")
    opened, planned = await first_stage(syncing)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("Another end\n", {"c": "3\n"})
    await second_stage(syncing, opened, planned)
    assert await incomplete(syncing) == set()
    await syncing.sync()
    found = {row[8]: (row[1], row[3]) for row in await rows(syncing)}
    assert found["Join"] == ("unreachable", 5)
    assert found["Another end"] == ("counted", 1)


async def test_history_may_be_rewritten_and_cleared_away_between_the_stages(
    database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    repo = branched(tmp_path / "source")
    syncing = await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")
    await first_stage(syncing)
    repo.git("branch", "-q", "-D", "side")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("Another end\n", {"c": "3\n"})
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("prune", "--expire=now")
    # Nobody can read the merges any more; the next reading finds history as it is now.
    await syncing.sync()
    found = {row[8]: row[1] for row in await rows(syncing)}
    assert found == {"Begin": "counted", "Aside": "unreachable", "Join": "unreachable", "Meanwhile": "counted",
                     "Another end": "counted"}  # fmt: skip


def branched(path: Path) -> Scripted:
    repo = Scripted.create(path)
    repo.commit("Begin\n", {"a": "1\n"})
    repo.branch("side")
    repo.commit("Aside\n", {"b": numbered(5)})
    repo.go("main")
    repo.commit("Meanwhile\n", {"a": "2\n"})
    repo.git("merge", "-q", "--no-ff", "--no-edit", "-m", "Join", "side")
    return repo


async def test_a_few_merges_are_read_with_everything_else(syncing: Syncing, odd: Scripted) -> None:
    _, planned = await syncing.open(many_merges=odd.count("--merges", "--all") + 1)
    assert planned.later == ()
    assert {chunk.part for chunk in planned.chunks} == {Part.WHOLE}
