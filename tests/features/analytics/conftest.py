"""Five people in two teams whose every number was counted by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
Asker = Callable[..., Viewer]


@dataclass(slots=True)
class Keeping:
    """A cache that counts what is asked of it."""

    kept: dict[str, bytes]
    made: int = 0

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        return self.kept.get(f"{workspace_id}:{key}")

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        assert seconds > 0
        self.made += 1
        self.kept[f"{workspace_id}:{key}"] = value

    async def drop(self, workspace_id: WorkspaceId) -> None:
        del workspace_id
        self.kept.clear()


class Orders:
    """Takes orders and does nothing about them."""

    def __init__(self) -> None:
        self.taken: list[Order] = []

    async def dispatch(self, order: Order) -> None:
        self.taken.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        return bool(job_id)


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), Orders(), NOW)


@pytest.fixture
def viewer(workspace: WorkspaceId) -> Asker:
    def make(*, role: Role = Role.OWNER, developer: UUID | None = None) -> Viewer:
        account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=True)
        return Viewer(account, workspace, role, DeveloperId(developer) if developer else None)

    return make


@dataclass
class Story:
    """What the fixture made."""

    seeded: Seeded
    pulls: Pulls

    def id(self, name: str) -> UUID:
        return self.seeded.developers[name]


async def files(owner: Connection, made: Seeded, commit: int, *paths: tuple[str, str | None, str]) -> None:
    """(path, language, class): ten lines added, two removed in each."""
    for path, language, kind in paths:
        key = await owner.fetchval(
            "insert into paths (workspace_id, repository_key, path, language, class) values ($1, $2, $3, $4, $5)"
            " on conflict (repository_key, (md5(path)::uuid)) do update set path = excluded.path returning key",
            made.workspace,
            made.repositories["api"][1],
            path,
            language,
            kind,
        )
        await owner.execute(
            "insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)"
            " values ($1, $2, $3, 10, 2)",
            made.workspace,
            commit,
            key,
        )


async def issue(owner: Connection, made: Seeded, number: int, assignee: str | None, **more: Any) -> None:
    """`more`: category, points, closed."""
    await owner.execute(
        "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
        " status_category, assignee_key, story_points, opened_at, closed_at)"
        " values ($1, 'jira', 'here', $2, $3, $2, 'A task', 'Some', $4, $5, $6, $3, $7)",
        made.workspace,
        f"T-{number}",
        NOW - 30 * DAY,
        more.get("category", "todo"),
        made.identities[assignee] if assignee else None,
        more.get("points"),
        more.get("closed"),
    )


@pytest.fixture
async def story(owner: Connection, workspace: WorkspaceId) -> Story:
    """Ann, Ben, Cal and Dee in Core, Eve alone in Edge, and a robot; commits, reviews and issues of May."""
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Cal", "Dee", "Eve"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    await made.repository(owner, "api")
    await made.team(owner, "Core", [(name, None, None) for name in ("Ann", "Ben", "Cal", "Dee")])
    await made.team(owner, "Edge", [("Eve", None, None)])
    await _commits(owner, made)
    return Story(made, await _pulls(owner, made))


async def _commits(owner: Connection, made: Seeded) -> None:
    python, lock = ("app.py", "Python", "source"), ("poetry.lock", "TOML", "lock")
    for days in (0, 1, 180):
        await files(owner, made, await made.commit(owner, "Ann", NOW - days * DAY, "api"), python, lock)
    again = await made.commit(owner, "Ann", NOW - timedelta(hours=3), "api", co_authors=("Ben",))
    await files(owner, made, again, python, ("more.py", "Python", "test"), ("page.ts", "TypeScript", "source"))
    late = await made.commit(owner, "Ben", datetime(2026, 5, 18, 23, 0, tzinfo=UTC), "api", offset=120)
    await files(owner, made, late, ("page.ts", "TypeScript", "source"), ("README", None, "documentation"))
    await files(owner, made, await made.commit(owner, "Eve", NOW - 2 * DAY, "api"), python)
    await files(owner, made, await made.commit(owner, "Robot", NOW - DAY, "api"), python)
    merge = await made.commit(owner, "Cal", NOW - DAY, "api", is_merge=True)
    await files(owner, made, merge, python)
    away = await made.commit(owner, "Cal", NOW - DAY, "api", standing="unreachable")
    await files(owner, made, away, python)


async def _pulls(owner: Connection, made: Seeded) -> Pulls:
    pulls = Pulls(made, owner)
    first = await pulls.pull("Ann", NOW - 10 * DAY)
    await pulls.request(first, "Ben", NOW - 9 * DAY)
    await pulls.request(first, "Cal", NOW - 9 * DAY, removed=NOW - 8 * DAY)
    second = await pulls.pull("Ben", NOW - 6 * DAY)
    await pulls.request(second, "Ann", NOW - 6 * DAY)
    await pulls.review(second, "Ann", NOW - 5 * DAY)
    draft = await pulls.pull("Ben", NOW - 3 * DAY, is_draft=True)
    await pulls.request(draft, "Ann", NOW - 3 * DAY)
    merged = await pulls.pull("Cal", NOW - 8 * DAY, merged=NOW - 7 * DAY)
    await pulls.review(merged, "Ann", NOW - 7 * DAY - timedelta(hours=2))
    await pulls.review(merged, "Eve", NOW - 7 * DAY - timedelta(hours=1), "commented")
    await pulls.review(merged, "Cal", NOW - 7 * DAY - timedelta(hours=1), "commented")
    await issue(owner, made, 1, "Ann", category="in_progress", points=3.0)
    await issue(owner, made, 2, "Ann", points=2.0)
    await issue(owner, made, 3, "Ben")
    await issue(owner, made, 4, "Ben", category="done", closed=NOW - DAY)
    await issue(owner, made, 5, None, points=8.0)
    return pulls
