"""Deployments and the commits they brought, in histories that git itself wrote."""

from pathlib import Path
from typing import Any

import pytest_asyncio
from tests.activity import at
from tests.linking import Shelf
from tests.repositories import Scripted
from tests.syncing import Syncing

from aexy.kernel.activity import Deployment, Gone
from aexy.kernel.ids import WorkspaceId
from aexy.store.activity import Place
from aexy.store.linking import link
from aexy.store.postgres import Connection, Database


@pytest_asyncio.fixture
async def repo(tmp_path: Path) -> Scripted:
    return Scripted.create(tmp_path / "source")


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, repo: Scripted, tmp_path: Path) -> Syncing:
    return await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")


@pytest_asyncio.fixture
async def shelf(database: Database, owner: Connection, workspace: WorkspaceId, syncing: Syncing) -> Shelf:
    shop = Place("github", "github.com", syncing.key, external_id="Rshop")
    return Shelf(database, owner, workspace, shop, shop, shop)


def deployed(name: str, sha: str, hours: float, environment: str = "production", **said: Any) -> Deployment:
    kind = environment.lower() if environment.lower() in ("production", "staging") else "unknown"
    said = {"status": "success", "finished_at": at(hours)} | said
    return Deployment(name, at(1), environment, kind, created_at=at(hours), sha=bytes.fromhex(sha), **said)  # type: ignore[arg-type]  # one of the two words


async def test_a_deployment_brings_what_the_one_before_did_not_have(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    one = repo.commit("Ace\n", {"a": "1\n"})
    repo.branch("side")
    repo.commit("Beside\n", {"b": "1\n"})
    repo.go("main")
    repo.commit("Bee\n", {"a": "2\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    merge = repo.git("rev-parse", "HEAD")
    repo.commit("Not deployed\n", {"a": "3\n"})
    await syncing.sync()
    await shelf.put(shelf.shop, deployed("first", one, 1), deployed("second", merge, 2))
    assert (await shelf.link()).rows == {"counted_deployments": 2, "deliveries": 4}
    assert await shelf.brought() == {"first": ["Ace"], "second": ["Bee", "Beside"]}
    assert await shelf.counted() == {"first": "1 commits first", "second": "3 commits after first"}
    assert not (await shelf.link()).changed


async def test_only_what_went_live_counts_each_environment_for_itself(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    one, two, three = (repo.commit(f"{name}\n", {"a": name}) for name in ("Ace", "Bee", "Cat"))
    await syncing.sync()
    await shelf.put(
        shelf.shop,
        deployed("staging 1", one, 1, "staging"), deployed("live 1", one, 2),
        deployed("staging 2", two, 3, "staging"), deployed("failed", two, 4, status="failure"),
        deployed("staging 3", three, 5, "staging"), deployed("live 2", three, 6, "Production"),
        deployed("again", three, 7), deployed("rolled back", one, 8), deployed("forward", two, 9),
        deployed("unknown", "ff" * 20, 9.5), deployed("worker", three, 10, service="worker"),
        deployed("preview", three, 11, "preview of 7"),
    )  # fmt: skip
    await shelf.link()
    assert await shelf.brought() == {"live 1": ["Ace"], "live 2": ["Bee", "Cat"]}
    assert await shelf.counted() == {
        "staging 1": "", "staging 2": "after staging 1", "staging 3": "after staging 2", "failed": "",
        "live 1": "1 commits first", "live 2": "2 commits after live 1 failed by rollback restored 8h",
        "again": "0 commits after live 2 failed by rollback restored 8h",
        "rolled back": "0 commits after again rollback", "forward": "1 commits after rolled back",
        "unknown": "after forward", "worker": "1 commits", "preview": "",
    }  # fmt: skip


async def test_a_deployment_that_comes_between_takes_its_share(shelf: Shelf, syncing: Syncing, repo: Scripted) -> None:
    one, two, three = (repo.commit(f"{name}\n", {"a": name}) for name in ("Ace", "Bee", "Cat"))
    await shelf.put(shelf.shop, deployed("first", one, 1), deployed("third", three, 3))
    assert (await shelf.link()).rows == {"counted_deployments": 2}
    await syncing.sync()
    await shelf.link(syncing.key)
    assert await shelf.brought() == {"first": ["Ace"], "third": ["Bee", "Cat"]}
    await shelf.put(shelf.shop, deployed("second", two, 2))
    await shelf.link(syncing.key)
    assert await shelf.brought() == {"first": ["Ace"], "second": ["Bee"], "third": ["Cat"]}
    await shelf.put(shelf.shop, Gone("deployment", "second", at(99)))
    await shelf.link(syncing.key)
    assert await shelf.brought() == {"first": ["Ace"], "third": ["Bee", "Cat"]}


async def test_what_commits_were_made_on_is_learned_by_reading_them_again(
    shelf: Shelf, syncing: Syncing, repo: Scripted
) -> None:
    one, two = (repo.commit(f"{name}\n", {"a": name}) for name in ("Ace", "Bee"))
    await syncing.sync()
    await shelf.owner.execute("update commits set parents = null where repository_key = $1", syncing.key)
    await shelf.owner.execute("delete from repository_refs where repository_key = $1", syncing.key)
    await shelf.put(shelf.shop, deployed("first", one, 1), deployed("second", two, 2))
    await shelf.link()
    assert await shelf.counted() == {"first": "1 commits first", "second": "after first first"}
    assert await shelf.brought() == {"first": ["Ace"], "second": ["Bee"]}
    await syncing.sync()
    parents = dict(
        await shelf.owner.fetch("select subject, parents from commits where repository_key = $1", syncing.key)
    )
    assert parents == {"Ace": [], "Bee": [bytes.fromhex(one)]}
    await shelf.link()
    assert await shelf.brought() == {"first": ["Ace"], "second": ["Bee"]}


async def test_a_long_history_is_linked_in_seconds(shelf: Shelf, syncing: Syncing) -> None:
    await shelf.owner.execute(
        """
        insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at,
                             placed_at, author_key, committer_key, is_merge, subject, standing, parents)
        select $1, $2, decode(lpad(to_hex(n), 40, '0'), 'hex'), at, 0, at, at, 1, 1, false, 'Change ' || n, 'counted',
               case when n = 1 then '{}' else array[decode(lpad(to_hex(n - 1), 40, '0'), 'hex')] end
        from generate_series(1, 20000) n, lateral (select timestamptz '2020-01-01' + n * interval '1 minute' as at) t
        """,
        shelf.workspace,
        syncing.key,
    )
    await shelf.put(shelf.shop, *(deployed(f"d{n}", f"{n:040x}", n) for n in range(100, 20_001, 100)))
    async with shelf.database.workspace(shelf.workspace) as connection:
        assert (await link(connection, shelf.workspace)).rows == {"counted_deployments": 200, "deliveries": 20_000}
    each = await shelf.owner.fetch(
        "select count(*) from deliveries where workspace_id = $1 group by deployment_key", shelf.workspace
    )
    assert {row[0] for row in each} == {100}
