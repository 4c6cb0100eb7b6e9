"""Tags as facts: when each was made, where it led, and that it is gone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest_asyncio
from tests.repositories import Scripted
from tests.syncing import NOON, Syncing

from aexy.kernel.commits import Tag
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Database
from aexy.store.tags import save_tags

MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest_asyncio.fixture
async def repo(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"}, at=at(0))
    return repo


@pytest_asyncio.fixture
async def syncing(database: Database, workspace: WorkspaceId, repo: Scripted, tmp_path: Path) -> Syncing:
    return await Syncing.add(database, workspace, repo.path, tmp_path / "reading.git")


def at(hours: float) -> str:
    return f"{int((MONDAY + hours * HOUR).timestamp())} +0000"


def annotate(repo: Scripted, name: str, hours: float) -> None:
    repo.git("tag", "-a", "-f", "-m", "x", name, GIT_COMMITTER_DATE=at(hours))


async def rows(syncing: Syncing) -> list[tuple[Any, ...]]:
    """`(name, first line of its commit, hours after Monday, whether annotated, whether it stands)`."""
    async with syncing.database.workspace(syncing.workspace) as connection:
        found = await connection.fetch(
            """
            select t.name, c.subject, t.tagged_at, t.is_annotated, t.gone_at is null
            from tags t
            join commits c on c.repository_key = t.repository_key and c.sha = t.sha
            where t.repository_key = $1
            order by t.key
            """,
            syncing.key,
        )
    return [(name, subject, (when - MONDAY) / HOUR, *rest) for name, subject, when, *rest in found]


def noon(later: float = 0) -> float:
    return (NOON + later * HOUR - MONDAY) / HOUR


async def test_a_tag_is_dated_by_its_tagger_or_by_its_commit(syncing: Syncing, repo: Scripted) -> None:
    repo.git("tag", "light")
    annotate(repo, "made", 5)
    await syncing.sync()
    assert await rows(syncing) == [("light", "One", 0, False, True), ("made", "One", 5, True, True)]
    await syncing.sync(NOON + HOUR)
    assert len(await rows(syncing)) == 2


async def test_a_date_that_cannot_be_true_is_not_believed(syncing: Syncing, repo: Scripted) -> None:
    annotate(repo, "before-its-commit", -3)
    annotate(repo, "from-the-future", noon(30))
    repo.git("tag", "-a", "-m", "x", "clock-never-set", GIT_COMMITTER_DATE="@1000 +0000")
    repo.commit("Later than now\n", {"a": "2\n"}, at=at(noon(99)))
    repo.git("tag", "z-light")
    annotate(repo, "z-made", noon(-1))
    await syncing.sync()
    assert {name: when for name, _, when, *_ in await rows(syncing)} == {
        "before-its-commit": 0, "from-the-future": 0, "clock-never-set": 0, "z-light": noon(), "z-made": noon(),
    }  # fmt: skip


async def test_a_deleted_tag_is_gone_and_stays_a_fact(syncing: Syncing, repo: Scripted) -> None:
    repo.git("tag", "v1")
    await syncing.sync()
    repo.git("tag", "-d", "v1")
    await syncing.sync(NOON + HOUR)
    assert await rows(syncing) == [("v1", "One", 0, False, False)]
    repo.git("tag", "v1")
    await syncing.sync(NOON + 2 * HOUR)
    assert await rows(syncing) == [("v1", "One", 0, False, True)]


async def test_a_moved_tag_has_a_row_for_each_commit_it_led_to(syncing: Syncing, repo: Scripted) -> None:
    repo.git("tag", "production")
    await syncing.sync()
    repo.commit("Two\n", {"a": "2\n"}, at=at(1))
    repo.git("tag", "-f", "production")
    await syncing.sync(NOON + HOUR)
    repo.git("tag", "-f", "production", "HEAD~1")
    await syncing.sync(NOON + 2 * HOUR)
    # When a lightweight tag moved is not written anywhere: it is when it was seen, also back to an earlier commit.
    assert await rows(syncing) == [
        ("production", "One", 0, False, False),
        ("production", "Two", noon(1), False, False),
        ("production", "One", noon(2), False, True),
    ]


async def test_a_moved_annotated_tag_says_itself_when(syncing: Syncing, repo: Scripted) -> None:
    annotate(repo, "live", 1)
    await syncing.sync()
    repo.commit("Two\n", {"a": "2\n"}, at=at(2))
    annotate(repo, "live", 3)
    await syncing.sync(NOON + HOUR)
    assert await rows(syncing) == [("live", "One", 1, True, False), ("live", "Two", 3, True, True)]


async def test_a_tag_made_anew_on_its_commit_is_the_same_with_another_date(syncing: Syncing, repo: Scripted) -> None:
    repo.git("tag", "v1")
    await syncing.sync()
    annotate(repo, "v1", 4)
    await syncing.sync()
    assert await rows(syncing) == [("v1", "One", 4, True, True)]
    annotate(repo, "v1", 6)
    await syncing.sync()
    assert await rows(syncing) == [("v1", "One", 6, True, True)]
    repo.git("tag", "-f", "v1", "v1^{commit}")
    await syncing.sync()
    assert await rows(syncing) == [("v1", "One", 0, False, True)]


async def test_a_tag_on_a_commit_that_no_branch_has_is_a_fact_too(syncing: Syncing, repo: Scripted) -> None:
    repo.branch("release")
    repo.commit("Fix for the old one\n", {"a": "3\n"}, at=at(2))
    repo.git("tag", "v1.0.1")
    repo.go("main")
    repo.git("branch", "-q", "-D", "release")
    await syncing.sync()
    assert await rows(syncing) == [("v1.0.1", "Fix for the old one", 2, False, True)]


async def test_thousands_of_tags_are_three_statements(syncing: Syncing, repo: Scripted) -> None:
    await syncing.sync()
    sha = bytes.fromhex(repo.git("rev-parse", "HEAD"))
    many = [Tag(f"v{number}", sha, number % 2 == 0, 1_709_642_800 + number) for number in range(20_000)]

    async def save(tags: list[Tag]) -> float:
        begun = perf_counter()
        async with syncing.database.workspace(syncing.workspace) as connection:
            await save_tags(connection, syncing.workspace, syncing.key, tags, digest=b"1", now=NOON)
        return perf_counter() - begun

    took = [await save(many), await save(many), await save(many[:10_000])]
    found = await rows(syncing)
    assert (len(found), sum(stands for *_, stands in found)) == (20_000, 10_000)
    assert max(took) < 10, took


async def test_tags_go_with_their_repository(syncing: Syncing, repo: Scripted) -> None:
    repo.git("tag", "v1")
    await syncing.sync()
    async with syncing.database.workspace(syncing.workspace) as connection:
        await connection.execute("delete from repositories where key = $1", syncing.key)
        assert await connection.fetchval("select count(*) from tags") == 0
