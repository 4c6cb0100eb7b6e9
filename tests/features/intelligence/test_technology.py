"""From a git history to what people and repositories are made with, and how old that is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from tests.ingesting import carrying_out
from tests.repositories import GRACE, Scripted

from aexy.context import Context
from aexy.features.ingest import service as ingest
from aexy.features.intelligence import technology_service as service
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.kernel.lifecycles import Status
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place, NOW) as made:
        yield made


def on_day(number: float) -> str:
    return f"{int((MONDAY + timedelta(days=number)).timestamp())} +0000"


def somebody(workspace: WorkspaceId, who: UUID | None = None) -> Viewer:
    account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=False)
    return Viewer(account, workspace, Role.MEMBER, DeveloperId(who) if who else None)


def shop(path: Path) -> Scripted:
    """A shop that moved from Django 3.2 to 5.2, beside a page that was left at React 16; and a broken manifest."""
    repo = Scripted.create(path)
    lock = '[[package]]\nname = "django"\nversion = "{}"\n'
    pyproject = '[project]\ndependencies = ["django", "requests"]\n'
    react = '{"dependencies": {"react": "^16.8.0"}}'
    begin: dict[str | bytes, str | bytes | None] = {
        "pyproject.toml": pyproject,
        "uv.lock": lock.format("3.2.1"),
        "web/package.json": react,
    }
    repo.commit("Begin\n", {**begin, "shop.py": "import django\n", "Dockerfile": "FROM python:3.13\n"}, at=on_day(0))
    repo.commit("Bump\n", {"uv.lock": lock.format("5.2.1")}, at=on_day(20))
    repo.commit("Fix\n", {"shop.py": "import django\nx = 1\n", "pom.xml": "<"}, at=on_day(30), author=GRACE)
    return repo


async def test_a_history_becomes_what_is_in_use_how_old_it_is_and_what_to_move_to(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    assert isinstance(context.jobs, InlineDispatcher)
    nothing = await service.team_technology(context, somebody(workspace))
    assert (nothing.n, nothing.adoption_score, nothing.technologies, nothing.manifests) == (0, None, [], 0)
    await ingest.add_repository(context, workspace, location=str(shop(tmp_path / "shop").path), requested_by=None)
    await context.jobs.finish()

    found = await service.team_technology(context, somebody(workspace))
    used = {one.name: (one.status, [use.version for use in one.uses]) for one in found.technologies}
    assert used == {
        "Django": (Status.CURRENT if found.known_on.year < 2026 else Status.RECENT, ["5.2.1"]),
        "Python": (Status.RECENT, ["3.13"]),
        "React": (Status.OUTDATED, ["^16.8.0"]),
        "Requests": (None, [None]),
    }
    assert (found.n, found.outdated_count, found.recent_count, found.unknown_count) == (4, 1, 2, 1)
    assert found.adoption_score == pytest.approx(2 / 3)
    assert [(one.technology, one.repository) for one in found.upgrade_suggestions] == [("React", "shop")]
    assert [(one.path, one.kind) for one in found.unread] == [("pom.xml", "pom")]
    assert [(one.repository, one.n) for one in found.repositories] == [("shop", 4)]

    told = await service.technology_history(context, somebody(workspace), "Django")
    stays = [
        (one.manifest, one.version, (one.since - MONDAY.date()).days, one.until is None, one.status)
        for one in told.stays
    ]
    assert stays == [
        ("pyproject.toml", None, 0, True, None),
        ("uv.lock", "3.2.1", 0, False, Status.DEPRECATED),
        ("uv.lock", "5.2.1", 20, True, Status.RECENT),
    ]  # fmt: skip
    with pytest.raises(Unknown, match="Did you mean 'Django'"):
        await service.technology_history(context, somebody(workspace), "Djano")

    ids = {
        row["name"]: row["id"]
        for row in await owner.fetch("select name, id from developers where workspace_id = $1", workspace)
    }
    grace = await service.person_technology(context, somebody(workspace), ids["Grace Hopper"])
    assert grace.result is not None
    assert [(one.name, one.days, one.commits, one.status) for one in grace.result.technologies] == [
        ("Django", 1, 1, Status.RECENT)
    ]
    assert (grace.result.n, grace.result.recent_count, grace.result.adoption_score) == (1, 1, 1.0)
    ada = await service.person_technology(context, somebody(workspace, ids["Ada Lovelace"]), fresh=True)
    assert ada.result is not None
    assert {one.name for one in ada.result.technologies} == {"Django", "Docker", "React", "Python", "Requests"}
    assert [one.technology for one in ada.result.upgrade_suggestions] == ["React"]


async def test_repositories_of_one_name_are_told_apart_wherever_they_stand(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    assert isinstance(context.jobs, InlineDispatcher)
    for folder in ("one", "two", "three"):
        (tmp_path / folder).mkdir()
        made = shop(tmp_path / folder / ("shop" if folder != "three" else "page"))
        await ingest.add_repository(context, workspace, location=str(made.path), requested_by=None)
    await context.jobs.finish()

    async def called() -> set[str]:
        found = await service.team_technology(context, somebody(workspace))
        stays = await service.technology_history(context, somebody(workspace), "Django")
        kinds = (
            {one.repository for one in found.repositories},
            {use.repository for one in found.technologies for use in one.uses},
            {one.repository for one in found.upgrade_suggestions},
            {one.repository for one in found.unread},
            {one.repository for one in stays.stays},
        )
        assert len(set(map(frozenset, kinds))) == 1
        return kinds[0]

    # Folders on this machine have no owner: the folder they are in tells them apart. Nobody else's name is longer.
    assert await called() == {"one/shop", "two/shop", "page"}
    name = "update repositories set owner = $2, origin = $3 where workspace_id = $4 and url like $1"
    await owner.execute(name, "%/one/shop", "acme", "github.com", workspace)
    await owner.execute(name, "%/two/shop", "umbrella", "github.com", workspace)
    assert await called() == {"acme/shop", "umbrella/shop", "page"}
    await owner.execute(name, "%/two/shop", "acme", "gitlab.example.org", workspace)
    assert await called() == {"github.com/acme/shop", "gitlab.example.org/acme/shop", "page"}
