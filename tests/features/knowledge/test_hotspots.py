"""Hotspots, coupling, survival and suspected commits of a repository, from its git history to an answer."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from tests.coding import Read, read, scripted
from tests.ingesting import carrying_out

from aexy.features.knowledge.coupling_service import CouplingWish, find_coupling
from aexy.features.knowledge.hotspots_service import find_commits, find_hotspots
from aexy.features.knowledge.survival_schemas import CohortBy
from aexy.features.knowledge.survival_service import find_survival
from aexy.features.knowledge.suspects_service import find_suspected
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Database


@pytest_asyncio.fixture(scope="module")
async def shop(
    database: Database, owner_url: str, modules_place: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Read]:
    owner = await asyncpg.connect(owner_url)
    made = await owner.fetchval("insert into workspaces (slug, name) values ('shop', 'Shop') returning id")
    async with carrying_out(database, modules_place) as context:
        yield await read(context, WorkspaceId(made), scripted(tmp_path_factory.mktemp("shop") / "repo"))
    await owner.close()


async def test_the_file_that_is_changed_often_and_complex_comes_first(shop: Read) -> None:
    found = await find_hotspots(shop.context, shop.viewer, shop.repository, window=365, folder=None, limit=10)
    assert [one.path for one in found.files] == ["src/core.py", "tests/test_core.py", "src/inner/leaf.py"]
    core, test, leaf = found.files
    # All three were changed three times; the core is the most complex by far.
    assert (core.score, core.changes, core.authors, core.fixes) == (1.0, 3, 2, 1)
    assert core.fix_share == pytest.approx(1 / 3)
    assert (core.complexity.method, core.complexity.total, core.complexity.largest_name) == ("lizard", 4, "core")
    assert [test.score, leaf.score] == pytest.approx([2 / 3, 1 / 3])
    assert (found.n, found.not_measured, found.fixes_known_by, found.reason) == (3, 1, {"prefix": 1}, None)
    assert found.says
    assert found.caution


async def test_places_in_a_folder_are_among_its_files(shop: Read) -> None:
    found = await find_hotspots(shop.context, shop.viewer, shop.repository, window=365, folder="src/inner/", limit=10)
    assert [(one.path, one.score) for one in found.files] == [("src/inner/leaf.py", 1.0)]


async def test_a_window_in_which_nothing_changed_says_so(shop: Read) -> None:
    found = await find_hotspots(shop.context, shop.viewer, shop.repository, window=7, folder=None, limit=10)
    assert (found.n, found.files) == (0, [])
    assert found.reason == "No file that was measured has changed in this window."


async def test_the_commits_behind_a_file_are_those_under_all_its_names(shop: Read) -> None:
    found = await find_commits(shop.context, shop.viewer, shop.repository, path="src/inner/leaf.py", window=365)
    assert [one.subject for one in found.commits] == ["Set", "Move", "Begin"]
    assert found.names == ["src/inner/leaf.py", "src/leaf.py"]
    core = await find_commits(shop.context, shop.viewer, shop.repository, path="src/core.py", window=365)
    assert [one.known_by for one in core.commits] == ["prefix", None, None]


async def test_a_file_nobody_ever_saw_is_unknown(shop: Read) -> None:
    with pytest.raises(Unknown, match="There is no file"):
        await find_commits(shop.context, shop.viewer, shop.repository, path="nowhere.py", window=365)
    with pytest.raises(Unknown):
        await find_hotspots(shop.context, shop.viewer, uuid4(), window=365, folder=None, limit=10)


def wish(*, support: int = 2, across: bool = False, path: str | None = None) -> CouplingWish:
    return CouplingWish(support, 0.3, across, path, 10)


async def test_files_that_change_together_are_a_pair(shop: Read) -> None:
    found = await find_coupling(shop.context, shop.viewer, shop.repository, window=365, wish=wish(support=3))
    assert (found.n, found.left_out, found.found) == (5, 0, 1)
    (pair,) = found.pairs
    assert (pair.first.path, pair.second.path, pair.support, pair.degree) == (
        "src/core.py",
        "tests/test_core.py",
        3,
        1.0,
    )
    assert (pair.across_folders, pair.with_test) == (True, True)
    assert (found.issues, found.across) == (0, [])


async def test_pairs_are_asked_of_a_file_or_a_folder(shop: Read) -> None:
    asked = wish(path="src/inner/")
    found = await find_coupling(shop.context, shop.viewer, shop.repository, window=365, wish=asked)
    # The leaf and the read-me began together and were set together, under whatever names.
    (pair,) = found.pairs
    assert ({pair.first.path, pair.second.path}, pair.support) == ({"README.md", "src/inner/leaf.py"}, 2)
    nowhere = await find_coupling(shop.context, shop.viewer, shop.repository, window=365, wish=wish(path="docs"))
    assert (nowhere.found, nowhere.reason) == (0, "No two files changed together so often.")


async def test_lines_are_followed_quarter_by_quarter(shop: Read) -> None:
    found = await find_survival(shop.context, shop.viewer, shop.repository, by=CohortBy.QUARTER)
    # Six of the core, one of the leaf, two of the test, one of the read-me; then 2 + 1, then 1 + 1, then 1 + 1.
    assert (found.n, found.cohorts[0].added, found.unknown) == (17, 10, 0)
    assert found.standing == 10
    assert found.half_life_months is None
    yearly = await find_survival(shop.context, shop.viewer, shop.repository, by=CohortBy.YEAR)
    assert [one.start.year for one in yearly.cohorts] == [2023, 2024]


async def test_the_commit_whose_line_a_fix_changed_is_suspected_and_nobody_is_named(shop: Read) -> None:
    found = await find_suspected(shop.context, shop.viewer, shop.repository, window=365, limit=10)
    assert (found.n, found.pointing, found.found, found.left_out) == (1, 1, 1, {})
    (one,) = found.suspected
    assert one.subject == "Speed up"
    assert [(fix.subject, fix.known_by, fix.lines, fix.paths) for fix in one.fixes] == [
        ("fix: print what was asked", "prefix", 1, ["src/core.py"])
    ]
    assert one.fixes[0].days_later == 10
    assert "Grace" not in found.model_dump_json()
