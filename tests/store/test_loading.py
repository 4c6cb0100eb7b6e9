"""Commits in the database: as often as one likes, side by side, interrupted, and always the same rows."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.repositories import ADA, Scripted, numbered, oddities
from tests.syncing import GIT, Syncing

from aexy.kernel.commits import CommitRecord, FileChange, Signature
from aexy.kernel.errors import SourceFailed, Unavailable
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.git import classifier, read_chunk
from aexy.store.loading import Loaded, load_commits
from aexy.store.postgres import Database

EVERYTHING = """
select encode(c.sha, 'hex') as sha, c.authored_at, c.author_offset_minutes, c.placed_at, c.standing, c.is_merge,
       c.is_revert, c.ai_agent, c.additions, c.deletions, c.lines_added, c.lines_removed, c.subject, c.trailers,
       a.external_id as author, m.external_id as committer,
       (
           select coalesce(jsonb_agg(jsonb_build_array(p.path, o.path, f.additions, f.deletions) order by p.path), '[]')
           from commit_files f
           join paths p on p.key = f.path_key
           left join paths o on o.key = f.old_path_key
           where f.commit_key = c.key
       ) as files,
       (
           select coalesce(jsonb_agg(i.external_id order by i.external_id), '[]')
           from commit_coauthors h
           join developer_identities i on i.key = h.identity_key
           where h.commit_key = c.key
       ) as helpers
from commits c
join developer_identities a on a.key = c.author_key
join developer_identities m on m.key = c.committer_key
order by c.sha
"""


async def rows(syncing: Syncing, statement: str = EVERYTHING) -> list[tuple[Any, ...]]:
    async with syncing.database.workspace(syncing.workspace) as connection:
        return [tuple(row) for row in await connection.fetch(statement)]


async def value(syncing: Syncing, statement: str) -> Any:  # noqa: ANN401 (whatever the statement gives)
    return (await rows(syncing, statement))[0][0]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    return oddities(tmp_path_factory.mktemp("odd") / "source")


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, odd: Scripted, tmp_path: Path) -> AsyncIterator[Syncing]:
    yield await Syncing.add(database, workspace, odd.path, tmp_path / "reading.git")


def a_commit(
    number: int, *, files: tuple[FileChange, ...] | None = (), name: str = "Ada", at: int = 1709542800
) -> CommitRecord:
    who = Signature(name, f"{name.lower()}@engine.example", at, 60)
    return CommitRecord(number.to_bytes(20, "big"), 1, who, who, f"Commit {number}\n", files)


async def test_totals_are_those_of_git(syncing: Syncing, odd: Scripted) -> None:
    await syncing.sync()
    counted = await rows(
        syncing,
        """
        select count(*) filter (where not is_merge), count(*), sum(additions), sum(deletions)
        from commits
        where standing = 'counted'
        """,
    )
    assert counted == [(odd.count("--no-merges", "main"), odd.count("main"), *odd.lines("main"))]


async def test_what_counts_by_default_leaves_out_bots_and_agents(syncing: Syncing, odd: Scripted) -> None:
    await syncing.sync()
    by_people = await value(
        syncing,
        """
        select count(*)
        from commits c
        join developer_identities i on i.key = c.author_key
        join developers d on d.id = i.developer_id
        where c.standing = 'counted'
          and not c.is_merge
          and d.kind = 'human'
        """,
    )
    declared = odd.count("--no-merges", "--author=dependabot", "main") + odd.count(
        "--no-merges", "--author=Copilot", "main"
    )
    assert declared == 2
    assert by_people == odd.count("--no-merges", "main") - declared


async def test_twice_is_once(syncing: Syncing) -> None:
    await syncing.sync()
    before, keys = await rows(syncing), await rows(syncing, "select key, xmin::text from commits order by key")
    opened, planned = await syncing.open()
    assert not planned.is_new
    records = [r for _, p in [await syncing.open()] for c in p.chunks for r in read_chunk(GIT, opened.folder, c)]
    assert records == []
    again = await syncing.put(every_record(syncing), opened.attributes)
    assert (again.read, again.added) == (len(before), 0)
    assert await rows(syncing) == before
    assert await rows(syncing, "select key, xmin::text from commits order by key") == keys


def every_record(syncing: Syncing) -> list[CommitRecord]:
    from aexy.sources.git import read_all, reopen  # noqa: PLC0415 (only here)

    return list(read_all(GIT, reopen(syncing.folder)))


async def test_any_order_gives_the_same_rows(
    syncing: Syncing, database: Database, odd: Scripted, tmp_path: Path, owner_url: str
) -> None:
    await syncing.sync()
    expected = await rows(syncing)
    other = await Syncing.add(database, await another_workspace(owner_url), odd.path, tmp_path / "other.git")
    opened, planned = await other.open(size=3)
    for chunk in reversed(planned.chunks):
        await other.load(opened, chunk)
    await other.settle(opened, planned)
    assert await rows(other) == expected


async def another_workspace(owner_url: str) -> WorkspaceId:
    import asyncpg  # noqa: PLC0415 (only here)

    connection = await asyncpg.connect(owner_url)
    try:
        return WorkspaceId(
            await connection.fetchval(
                "insert into workspaces (slug, name) values (md5(random()::text), 'W') returning id"
            )
        )
    finally:
        await connection.close()


async def test_nothing_counts_before_it_is_settled(syncing: Syncing) -> None:
    opened, planned = await syncing.open()
    for chunk in planned.chunks:
        await syncing.load(opened, chunk)
    assert await value(syncing, "select count(*) from commits where standing <> 'new'") == 0
    await syncing.settle(opened, planned)
    assert await value(syncing, "select count(*) from commits where standing = 'new'") == 0


async def test_an_interrupted_load_goes_on_where_it_stopped(syncing: Syncing) -> None:
    opened, planned = await syncing.open(size=10)

    def interrupted() -> Iterator[CommitRecord]:
        yield from read_chunk(GIT, opened.folder, planned.chunks[0])
        raise SourceFailed("Killed.")

    with pytest.raises(SourceFailed, match="Killed"):
        await syncing.put(interrupted(), opened.attributes)
    await syncing.load(opened, planned.chunks[1])
    there = await value(syncing, "select count(*) from commits")
    _, rest = await syncing.open(size=10)
    assert rest.total == planned.total - there
    loaded, _ = await syncing.sync()
    assert sum(one.added for one in loaded) == planned.total - there
    assert await value(syncing, "select count(*) from commits where standing = 'new'") == 0


async def test_loaders_side_by_side_do_not_get_in_each_other_s_way(syncing: Syncing) -> None:
    def stretch(start: int) -> Iterator[CommitRecord]:
        for number in range(start, start + 3_000):
            files = tuple(FileChange(f"dir/{(number * 7 + k) % 900}.py", None, 1, 0) for k in range(3))
            yield a_commit(number, files=files, name=f"Person{number % 300}")

    loads = [syncing.put(stretch(start)) for start in (0, 1_500, 1_500, 3_000, 0)]
    results = await asyncio.gather(*loads)
    assert sum(one.added for one in results) >= 6_000
    assert await rows(syncing, "select count(*), count(distinct sha) from commits") == [(6_000, 6_000)]
    assert await value(syncing, "select count(*) from commit_files") == 18_000
    orphans = "select count(*) from commit_files f where not exists (select from commits c where c.key = f.commit_key)"
    assert await value(syncing, orphans) == 0


async def test_lines_that_were_unknown_are_filled_in(syncing: Syncing) -> None:
    await syncing.put([a_commit(1, files=None)])
    assert await rows(syncing, "select additions, lines_added, files_changed from commits") == [(None, None, None)]
    again = await syncing.put([a_commit(1, files=(FileChange("a.py", None, 3, 1), FileChange("uv.lock", None, 9, 9)))])
    assert again.added == 1
    assert await rows(syncing, "select additions, lines_added, files_changed from commits") == [(12, 3, 2)]
    assert await value(syncing, "select count(*) from commit_files") == 2
    assert (await syncing.put([a_commit(1, files=None)])).added == 0
    assert await value(syncing, "select additions from commits") == 12


async def test_words_the_database_cannot_hold_are_cleaned(syncing: Syncing) -> None:
    who = Signature("A\0da", "a\0@a.org", -5, 99_999)
    record = CommitRecord(b"\1" * 32, 1, who, who, "Nul\0\n\nKey: va\0lue\n", (FileChange("x" * 9_000, None, 1, 1),))
    assert (await syncing.put([record])).added == 1
    assert await rows(syncing, "select subject, trailers from commits") == [("Nul", '[["Key", "value"]]')]


async def test_a_tree_that_lists_a_path_twice_is_stored_once(syncing: Syncing) -> None:
    twice = (FileChange("a", None, 1, 0), FileChange("a", None, 2, 0))
    await syncing.put([a_commit(1, files=twice)])
    assert await value(syncing, "select count(*) from commit_files") == 1


async def test_progress_is_told_after_every_batch(syncing: Syncing) -> None:
    told: list[Loaded] = []
    await load_commits(
        syncing.database.url, syncing.workspace, syncing.key, (a_commit(n) for n in range(4_500)),
        classify=classifier(), progress=told.append,
    )  # fmt: skip
    assert [one.read for one in told] == [2_000, 4_000, 4_500]


async def test_another_workspace_sees_nothing_of_it(syncing: Syncing, owner_url: str) -> None:
    await syncing.sync()
    stranger = await another_workspace(owner_url)
    async with syncing.database.workspace(stranger) as connection:
        for table in ("commits", "commit_files", "commit_coauthors", "paths", "repository_rules", "repository_refs"):
            assert await connection.fetchval(f"select count(*) from {table}") == 0  # noqa: S608 (names of our own)


async def test_a_database_that_is_away_is_one_sentence(workspace: WorkspaceId) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await load_commits(
            "postgresql://nobody@127.0.0.1:1/none", workspace, RepositoryKey(1), [], classify=classifier()
        )


async def test_only_new_commits_come_in_later(database: Database, workspace: WorkspaceId, tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": numbered(1)}, author=ADA)
    syncing = await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")
    await syncing.sync()
    repo.commit("Two\n", {"a": numbered(2)})
    loaded, settled = await syncing.sync()
    assert [(one.read, one.added) for one in loaded] == [(1, 1)]
    assert settled.moved == 1


_LOAD_SLOWLY = """
import sys
from uuid import UUID
from aexy.kernel.commits import CommitRecord, FileChange, Signature
from aexy.sources.git import classifier
from aexy.store.loading import load

def commits():
    for number in range(6_000):
        who = Signature(f"P{number % 50}", f"p{number % 50}@engine.example", 1709542800, 60)
        files = (FileChange(f"dir/{number % 700}.py", None, 1, 0), FileChange("a.py", None, 2, 0))
        yield CommitRecord(number.to_bytes(20, "big"), 1, who, who, "Work", files)

load(sys.argv[1], UUID(sys.argv[2]), int(sys.argv[3]), commits(), classify=classifier(),
     progress=lambda loaded: print(loaded.added, flush=True))
"""


async def test_a_killed_loader_leaves_nothing_half_written(syncing: Syncing) -> None:
    arguments = ("-c", _LOAD_SLOWLY, syncing.database.url, str(syncing.workspace), str(syncing.key))
    first = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert first.stdout is not None
    await first.stdout.readline()
    first.kill()
    await first.wait()
    half = "select count(*) from commits c where (select count(*) from commit_files f where f.commit_key = c.key) <> 2"
    assert await value(syncing, half) == 0
    assert await value(syncing, "select count(*) from commits") >= 2_000
    second = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    await second.communicate()
    assert second.returncode == 0
    assert await rows(syncing, "select count(*), count(distinct sha) from commits") == [(6_000, 6_000)]
    assert await value(syncing, "select count(*) from commit_files") == 12_000
    assert await value(syncing, half) == 0
