"""What counts, who wrote it, and what has to be counted again."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.repositories import ADA, GRACE, Scripted, numbered
from tests.syncing import Syncing

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Database

DAY = 86_400
MONDAY = 1709542800


@pytest_asyncio.fixture
async def repo(tmp_path: Path) -> Scripted:
    return Scripted.create(tmp_path / "source")


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, repo: Scripted, tmp_path: Path) -> AsyncIterator[Syncing]:
    yield await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")


async def rows(syncing: Syncing, statement: str, *values: object) -> list[tuple[Any, ...]]:
    async with syncing.database.workspace(syncing.workspace) as connection:
        return [tuple(row) for row in await connection.fetch(statement, *values)]


async def standings(syncing: Syncing) -> dict[str, str]:
    found = await rows(syncing, "select subject, standing from commits where repository_key = $1", syncing.key)
    return dict(found)


async def people(syncing: Syncing) -> set[tuple[str, str, int]]:
    statement = """
        select d.name, d.kind, count(i.key)
        from developers d
        join developer_identities i on i.developer_id = d.id
        group by d.id
    """
    return set(await rows(syncing, statement))


def at(days: int) -> str:
    return f"{MONDAY + days * DAY} +0100"


async def test_other_branches_are_stored_and_not_counted(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"})
    repo.branch("side")
    repo.commit("Two\n", {"a": "2\n"})
    repo.go("main")
    await syncing.sync()
    assert await standings(syncing) == {"One": "counted", "Two": "other_ref"}
    repo.git("merge", "-q", "side")
    await syncing.sync()
    assert await standings(syncing) == {"One": "counted", "Two": "counted"}


async def test_a_forced_push_marks_and_loses_nothing(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"}, at=at(0))
    repo.commit("Two\n", {"a": "2\n"}, at=at(1))
    await syncing.sync()
    await rows(syncing, "delete from dirty_days")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("Two, better\n", {"a": "3\n"}, at=at(2))
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("prune", "--expire=now")
    await syncing.sync()
    assert await standings(syncing) == {"One": "counted", "Two": "unreachable", "Two, better": "counted"}
    assert [str(day) for (day,) in await rows(syncing, "select distinct day from dirty_days order by day")] == [
        "2024-03-05", "2024-03-06",
    ]  # fmt: skip


async def test_what_comes_back_counts_again(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"})
    two = repo.commit("Two\n", {"a": "2\n"})
    await syncing.sync()
    repo.git("reset", "-q", "--hard", "HEAD~1")
    await syncing.sync()
    assert (await standings(syncing))["Two"] == "unreachable"
    repo.git("reset", "-q", "--hard", two)
    await syncing.sync()
    assert (await standings(syncing))["Two"] == "counted"


async def test_settling_the_same_state_again_changes_nothing(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"})
    opened, planned = await syncing.open()
    for chunk in planned.chunks:
        await syncing.load(opened, chunk)
    assert (await syncing.settle(opened, planned)).is_change
    before = await rows(syncing, "select data_version, (select count(distinct day) from dirty_days) from workspaces")
    await rows(syncing, "delete from dirty_days")
    assert not (await syncing.settle(opened, planned)).is_change
    assert await rows(syncing, "select data_version, (select count(distinct day) from dirty_days) from workspaces") == [
        (before[0][0], 0)
    ]


async def test_a_fork_credits_the_oldest_repository(
    syncing: Syncing, repo: Scripted, database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    repo.commit("One\n", {"a": "1\n"})
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "fork"))
    Scripted(tmp_path / "fork").commit("Two\n", {"a": "2\n"})
    fork = await Syncing.add(database, workspace, tmp_path / "fork", tmp_path / "fork.git")
    await fork.sync()
    assert await standings(fork) == {"One": "counted", "Two": "counted"}
    await syncing.sync()
    assert await standings(syncing) == {"One": "counted"}
    assert await standings(fork) == {"One": "duplicate", "Two": "counted"}
    await rows(syncing, "update repositories set provider_created_at = '2001-01-01' where key = $1", fork.key)
    repo.commit("Three\n", {"a": "3\n"})
    Scripted(tmp_path / "fork").git("pull", "-q", "--rebase=false", "--no-edit", "-X", "ours")
    await syncing.sync()
    await fork.sync()
    assert (await standings(fork))["Three"] == "counted"
    assert (await standings(syncing))["Three"] == "duplicate"


async def test_a_repository_that_goes_takes_its_facts_and_leaves_its_credit(
    syncing: Syncing, repo: Scripted, database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    repo.commit("One\n\nCo-authored-by: Grace <grace@navy.example>\n", {"a": "1\n"})
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "fork"))
    fork = await Syncing.add(database, workspace, tmp_path / "fork", tmp_path / "fork.git")
    await syncing.sync()
    await fork.sync()
    assert await standings(fork) == {"One": "duplicate"}
    await rows(syncing, "delete from dirty_days")
    await rows(syncing, "delete from repositories where key = $1", syncing.key)
    assert await standings(fork) == {"One": "counted"}
    assert len(await rows(syncing, "select distinct day from dirty_days")) == 1
    await rows(syncing, "delete from repositories where key = $1", fork.key)
    for table in ("commits", "commit_files", "commit_coauthors", "paths", "repository_refs", "repository_rules"):
        assert await rows(syncing, f"select count(*) from {table}") == [(0,)]  # noqa: S608 (names of our own)


async def test_people_are_found_over_all_repositories(
    syncing: Syncing, repo: Scripted, database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    repo.commit("One\n", {"a": "1\n"}, author=ADA)
    repo.commit("Two\n", {"a": "2\n"}, author="adal <ada@old.example>")
    repo.commit("Three\n", {"a": "3\n"}, author=GRACE)
    await syncing.sync()
    assert await people(syncing) == {
        ("Ada Lovelace", "human", 1), ("adal", "human", 1), ("Grace Hopper", "human", 1),
    }  # fmt: skip
    second = Scripted.create(tmp_path / "second")
    second.commit("Map\n", {".mailmap": "Ada Lovelace <ada@engine.example> <ada@old.example>\n"}, author=GRACE)
    other = await Syncing.add(database, workspace, second.path, tmp_path / "second.git")
    await other.sync()
    assert await people(syncing) == {("Ada Lovelace", "human", 2), ("Grace Hopper", "human", 1)}
    assert await rows(syncing, "select reason, detail from identity_evidence") == [
        ("mailmap", "ada@old.example is ada@engine.example")
    ]


async def test_a_person_keeps_its_id(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"}, author=ADA)
    await syncing.sync()
    before = await rows(syncing, "select id from developers")
    repo.commit("Two\n", {"a": "2\n"}, author="Ada L. <ADA@engine.example>")
    repo.commit("Three\n", {".mailmap": "Ada King <king@engine.example> <ada@engine.example>\n"}, author=ADA)
    await syncing.sync()
    assert await rows(syncing, "select id from developers") == before
    assert await people(syncing) == {("Ada King", "human", 2)}


async def test_taking_a_mailmap_back_takes_people_apart(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n", ".mailmap": "Ada <ada@engine.example> <grace@navy.example>\n"}, author=ADA)
    repo.commit("Two\n", {"a": "2\n"}, author=GRACE)
    await syncing.sync()
    assert len(await people(syncing)) == 1
    repo.commit("Three\n", {".mailmap": None}, author=ADA)
    await syncing.sync()
    assert await people(syncing) == {("Ada Lovelace", "human", 1), ("Grace Hopper", "human", 1)}
    assert await rows(syncing, "select * from identity_evidence") == []


async def test_people_are_seen_from_their_first_to_their_last_commit(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"}, at=at(0))
    repo.commit("Two\n", {"a": "2\n"}, at=at(3))
    await syncing.sync()
    assert await rows(
        syncing,
        "select extract(epoch from first_activity_at)::int, extract(epoch from last_activity_at)::int from developers",
    ) == [(MONDAY, MONDAY + 3 * DAY)]


async def test_rules_that_change_class_files_and_lines_anew(syncing: Syncing, repo: Scripted) -> None:
    repo.commit("One\n", {"gen/a.c": numbered(10), "b.c": numbered(3)}, at=at(0))
    repo.commit("Two\n", {"b.c": numbered(5)}, at=at(1))
    await syncing.sync()
    await rows(syncing, "delete from dirty_days")
    repo.commit("Three\n", {".gitattributes": "gen/** linguist-generated\n"}, at=at(2))
    _, settled = await syncing.sync()
    assert settled.reclassed == 1
    assert await rows(syncing, "select subject, additions, lines_added from commits order by placed_at") == [
        ("One", 13, 3), ("Two", 2, 2), ("Three", 1, 0),
    ]  # fmt: skip
    assert [str(day) for (day,) in await rows(syncing, "select distinct day from dirty_days order by day")] == [
        "2024-03-04", "2024-03-06",
    ]  # fmt: skip


async def test_days_are_the_workspace_s_own(syncing: Syncing, repo: Scripted) -> None:
    await rows(syncing, "update workspaces set time_zone = 'Pacific/Auckland' where id = $1", syncing.workspace)
    repo.commit("Late in Paris\n", {"a": "1\n"}, at=f"{MONDAY + 10 * 3600} +0100")
    await syncing.sync()
    assert [str(day) for (day,) in await rows(syncing, "select distinct day from dirty_days")] == ["2024-03-05"]


async def test_a_shallow_clone_is_completed(
    repo: Scripted, database: Database, workspace: WorkspaceId, tmp_path: Path
) -> None:
    for number in range(4):
        repo.commit(f"{number}\n", {"a": numbered(number + 1)})
    repo.git("clone", "-q", "--depth=2", repo.path.as_uri(), str(tmp_path / "shallow"))
    shallow = await Syncing.add(database, workspace, tmp_path / "shallow", tmp_path / "shallow.git")
    await shallow.sync()
    statement = "select subject, additions from commits where standing = 'counted' order by subject"
    assert await rows(shallow, statement) == [("2", None), ("3", 1)]
    Scripted(tmp_path / "shallow").git("fetch", "-q", "--unshallow")
    await shallow.sync()
    assert await rows(shallow, statement) == [("0", 1), ("1", 1), ("2", 1), ("3", 1)]
