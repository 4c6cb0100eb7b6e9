"""What repositories are made with, from a git history to dated rows: branches, moves, what is not understood."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from tests.ingesting import NOW, added, carrying_out, synced
from tests.repositories import GRACE, Scripted

from aexy.context import Context
from aexy.features.jobs.schemas import JobState
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.store.analysis_facts.packages import read_package_days
from aexy.store.analysis_facts.reading import Reading
from aexy.store.postgres import Connection, Database
from aexy.store.session import session

MONDAY = datetime(2024, 3, 4, 10, tzinfo=UTC)

Row = tuple[str, str, str | None, int, int | None]


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place) as made:
        yield made


def on_day(number: float) -> str:
    return f"{int((MONDAY + timedelta(days=number)).timestamp())} +0000"


def package(react: str, **more: str) -> str:
    listed = ", ".join(f'"{name}": "{version}"' for name, version in {"react": react, **more}.items())
    return f'{{"dependencies": {{{listed}}}}}'


async def versions(owner: Connection, workspace: WorkspaceId) -> list[Row]:
    """Path, package, version, and from which day of the story until which."""
    found = await owner.fetch(
        """
        select p.path, k.name, v.version, v.since, v.until
        from package_versions v
        join packages k on k.key = v.package_key
        join paths p on p.key = v.path_key
        where v.workspace_id = $1
        order by p.path, k.name, v.since
        """,
        workspace,
    )

    def day(at: datetime | None) -> int | None:
        return None if at is None else (at - MONDAY).days

    return [(path, name, version, day(since) or 0, day(until)) for path, name, version, since, until in found]


async def files(owner: Connection, workspace: WorkspaceId) -> dict[str, tuple[int, int, str | None, bool]]:
    return {
        row[0]: tuple(row[1:])
        for row in await owner.fetch(
            "select p.path, m.versions, m.unread, m.failure, m.is_gone from manifests m"
            " join paths p on p.key = m.path_key where m.workspace_id = $1",
            workspace,
        )
    }


async def test_a_version_stands_from_the_commit_that_brought_it_until_the_one_that_took_it_away(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"package.json": package("^16.0.0", lodash="4.0.0"), "a.js": "x\n"}, at=on_day(0))
    repo.commit("Bump\n", {"package.json": package("^17.0.0", lodash="4.0.0")}, at=on_day(10))
    repo.commit("Else\n", {"a.js": "y\n"}, at=on_day(11))
    repo.commit("Less\n", {"package.json": package("^17.0.0")}, at=on_day(20))
    repository, job = await added(context, workspace, repo)
    assert (job.state, job.details["manifest_versions"]) == (JobState.DONE, 3)
    expected: list[Row] = [
        ("package.json", "lodash", "4.0.0", 0, 20),
        ("package.json", "react", "^16.0.0", 0, 10),
        ("package.json", "react", "^17.0.0", 10, None),
    ]
    assert await versions(owner, workspace) == expected
    named = await owner.fetchrow(
        "select skill, domain from packages where name = 'react' and workspace_id = $1", workspace
    )
    assert tuple(named) == ("React", "web")

    repo.git("mv", "package.json", "web.json")
    repo.git("mv", "web.json", "package-web.json")
    repo.commit("Gone\n", at=on_day(30))
    job = await synced(context, workspace, repository)
    assert job.details["manifest_versions"] == 1
    assert (await versions(owner, workspace))[2] == ("package.json", "react", "^17.0.0", 10, 30)
    assert (await files(owner, workspace))["package.json"] == (3, 0, None, True)
    assert "manifest_versions" not in (await synced(context, workspace, repository)).details

    before = await versions(owner, workspace)
    await owner.execute("update manifest_readings set rules = 'older' where workspace_id = $1", workspace)
    assert (await synced(context, workspace, repository)).details["manifest_versions"] == 4
    assert await versions(owner, workspace) == before

    await owner.execute("delete from repositories where workspace_id = $1", workspace)
    assert await versions(owner, workspace) == []
    assert await owner.fetchval("select count(*) from manifest_readings where workspace_id = $1", workspace) == 0


async def test_what_a_branch_tries_counts_when_it_is_merged(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"package.json": package("^16.0.0")}, at=on_day(0))
    repo.branch("try")
    repo.commit("Try\n", {"package.json": package("^18.0.0")}, at=on_day(1))
    repo.go("main")
    repo.commit("Meanwhile\n", {"a.js": "x\n"}, at=on_day(5))
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "try", GIT_COMMITTER_DATE=on_day(9), GIT_AUTHOR_DATE=on_day(9))
    await added(context, workspace, repo)
    assert await versions(owner, workspace) == [
        ("package.json", "react", "^16.0.0", 0, 9),
        ("package.json", "react", "^18.0.0", 9, None),
    ]


async def test_a_lock_file_says_what_was_asked_for_and_what_is_worth_naming(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    lock = '[[package]]\nname = "{}"\nversion = "{}"\n\n'
    locked = "".join(lock.format(*each) for each in (("django", "4.2.1"), ("obscure", "1.0"), ("mine", "2.0")))
    pyproject = '[project]\ndependencies = ["django>=4", "mine"]\n[dependency-groups]\ntest = ["pytest"]\n'
    pytest = lock.format("pytest", "8.0.0")
    repo.commit("Begin\n", {"poetry.lock": locked + pytest, "pyproject.toml": pyproject}, at=on_day(0))
    await added(context, workspace, repo)
    assert await versions(owner, workspace) == [
        ("poetry.lock", "django", "4.2.1", 0, None),
        ("poetry.lock", "mine", "2.0", 0, None),
        ("poetry.lock", "pytest", "8.0.0", 0, None),
        ("pyproject.toml", "django", ">=4", 0, None),
        ("pyproject.toml", "mine", None, 0, None),
        ("pyproject.toml", "pytest", None, 0, None),
    ]
    scopes = await owner.fetch(
        "select distinct k.name, v.scope from package_versions v join packages k on k.key = v.package_key"
        " where v.workspace_id = $1 and k.name in ('django', 'pytest') order by 1",
        workspace,
    )
    assert [tuple(row) for row in scopes] == [("django", "runtime"), ("pytest", "development")]


async def test_what_cannot_be_understood_is_counted_with_its_reason_and_what_it_said_before_stands(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"package.json": package("^16.0.0"), "pom.xml": "<!DOCTYPE x><x/>"}, at=on_day(0))
    repo.commit("Break\n", {"package.json": "<<<<<<< ours\n{"}, at=on_day(3))
    repository, job = await added(context, workspace, repo)
    assert job.state is JobState.DONE
    assert await versions(owner, workspace) == [("package.json", "react", "^16.0.0", 0, None)]
    found = await files(owner, workspace)
    assert found["package.json"][:2] == (2, 1)
    assert str(found["package.json"][2]).startswith("package.json cannot be understood: ")
    assert "document type" in str(found["pom.xml"][2])
    repo.commit("Mend\n", {"package.json": package("^17.0.0")}, at=on_day(5))
    await synced(context, workspace, repository)
    assert (await files(owner, workspace))["package.json"] == (3, 1, None, False)
    assert [row[2:] for row in await versions(owner, workspace)] == [("^16.0.0", 0, 5), ("^17.0.0", 5, None)]


async def test_a_rewritten_branch_is_read_from_the_start(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"package.json": package("^16.0.0")}, at=on_day(0))
    repo.commit("Bump\n", {"package.json": package("^17.0.0")}, at=on_day(1))
    repository, _ = await added(context, workspace, repo)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("Other\n", {"package.json": package("^18.0.0")}, at=on_day(2))
    await synced(context, workspace, repository)
    assert [row[2:] for row in await versions(owner, workspace)] == [("^16.0.0", 0, 2), ("^18.0.0", 2, None)]


async def test_at_the_edge_of_a_shallow_history_what_is_there_is_read(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"package.json": package("^16.0.0")}, at=on_day(0))
    repo.commit("Else\n", {"a.js": "x\n"}, at=on_day(5))
    repo.commit("More\n", {"a.js": "y\n"}, at=on_day(6))
    repo.git("clone", "-q", "--depth=2", f"file://{repo.path}", str(tmp_path / "shallow"))
    await added(context, workspace, Scripted(tmp_path / "shallow"))
    assert await versions(owner, workspace) == [("package.json", "react", "^16.0.0", 5, None)]


async def imports(owner: Connection, workspace: WorkspaceId) -> list[tuple[str, str, int, int | None]]:
    found = await owner.fetch(
        """
        select p.path, k.name, u.since, u.until
        from path_packages u
        join packages k on k.key = u.package_key
        join paths p on p.key = u.path_key
        where u.workspace_id = $1
        order by p.path, k.name
        """,
        workspace,
    )
    return [
        (path, name, (since - MONDAY).days, None if until is None else (until - MONDAY).days)
        for path, name, since, until in found
    ]


async def test_a_path_imports_a_package_from_the_first_line_on_until_the_last_is_gone_also_when_it_moves(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "repo")
    body = "x = 1\n" * 20
    repo.commit("Begin\n", {"a.py": "import django\nimport os\n" + body, "vendor/b.py": "import flask\n"}, at=on_day(0))
    repo.commit("Work\n", {"a.py": "import django\nimport os\n" + body + "y = 2\n"}, at=on_day(2), author=GRACE)
    repo.git("mv", "a.py", "c.py")
    repo.commit("Move\n", at=on_day(4))
    repo.commit("More\n", {"c.py": "import django\nimport pandas\n" + body + "y = 3\n"}, at=on_day(6))
    repo.commit("Less\n", {"c.py": "import pandas\n" + body + "y = 3\n"}, at=on_day(8))
    repository, _ = await added(context, workspace, repo)
    expected = [("a.py", "django", 0, None), ("c.py", "django", 0, 8), ("c.py", "pandas", 6, None)]
    assert await imports(owner, workspace) == expected

    # A history that was read before imports were is made good; by other rules it is read again.
    for table in ("commit_imports", "path_packages"):
        await owner.execute(f"delete from {table} where workspace_id = $1", workspace)  # noqa: S608 - one of two
    await owner.execute("update line_readings set imports = null where workspace_id = $1", workspace)
    assert (await synced(context, workspace, repository)).details["import_commits"] == 5
    assert await imports(owner, workspace) == expected
    assert "import_commits" not in (await synced(context, workspace, repository)).details

    repo.commit("Last\n", {"c.py": body}, at=on_day(9))
    await synced(context, workspace, repository)
    assert await imports(owner, workspace) == [*expected[:2], ("c.py", "pandas", 6, 9)]

    days = await asyncio.to_thread(package_days, context.database.url, workspace)
    keys = {
        row["name"]: row["key"]
        for row in await owner.fetch("select name, key from developers where workspace_id = $1", workspace)
    }
    ada, grace = keys["Ada Lovelace"], keys["Grace Hopper"]
    assert [(who, skill, (day - MONDAY.date()).days) for who, skill, day in days] == sorted(
        [
            (ada, "Django", 0), (grace, "Django", 2), (ada, "Django", 4), (ada, "Django", 6), (ada, "pandas", 6),
            (ada, "Django", 8), (ada, "pandas", 8), (ada, "pandas", 9),
        ],
    )  # fmt: skip
    await owner.execute("delete from repositories where workspace_id = $1", workspace)
    assert await imports(owner, workspace) == []


def package_days(url: str, workspace: WorkspaceId) -> list[tuple[int, str, date]]:
    with session(url, workspace) as opened:
        found = read_package_days(Reading(opened, None, NOW, Clock(NOW)))
    assert found.columns == ["developer", "skill", "ecosystem", "context", "day", "commits", "lines"]
    return sorted(found.select("developer", "skill", "day").rows())
