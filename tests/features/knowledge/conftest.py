"""A repository whose every share and truck factor was counted by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, TeamId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
Asker = Callable[..., Viewer]


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    async def nothing(order: Order) -> None:
        del order

    return Context(Settings(home=tmp_path), database, NoCache(), InlineDispatcher(nothing), NOW)


@pytest.fixture
def viewer(workspace: WorkspaceId) -> Asker:
    def make(
        *, role: Role = Role.OWNER, developer: UUID | None = None, teams: frozenset[TeamId] | None = None
    ) -> Viewer:
        account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=True)
        return Viewer(account, workspace, role, DeveloperId(developer) if developer else None, teams)

    return make


@dataclass
class Story:
    """What was made, and a way to make more."""

    made: Seeded
    owner: Connection
    repository: str = "api"

    @property
    def id(self) -> UUID:
        return self.made.repositories[self.repository][0]

    def person(self, name: str) -> UUID:
        return self.made.developers[name]

    async def change(self, who: str, days: float, *paths: str, **renamed: str) -> int:
        """A commit so many days ago; `renamed` says what a path was called (__ and _ stand for / and .)."""
        key = await self.made.commit(self.owner, who, NOW - days * DAY, self.repository)
        for path in paths:
            await self._touch(key, path, None)
        for path, old in renamed.items():
            await self._touch(key, path.replace("__", "/").replace("_", "."), old)
        await self.owner.execute(
            "update developers set last_activity_at = greatest(last_activity_at, $2) where id = $1",
            self.made.developers[who],
            NOW - days * DAY,
        )
        return key

    async def _touch(self, commit: int, path: str, old: str | None) -> None:
        await self.owner.execute(
            "insert into commit_files (workspace_id, commit_key, path_key, old_path_key, additions, deletions)"
            " values ($1, $2, $3, $4, 10, 2)",
            self.made.workspace,
            commit,
            await self.path(path),
            await self.path(old) if old else None,
        )

    async def path(self, path: str) -> int:
        language, kind = ("Markdown", "documentation") if path.endswith(".md") else ("Python", "source")
        key: int = await self.owner.fetchval(
            "insert into paths (workspace_id, repository_key, path, language, class) values ($1, $2, $3, $4, $5)"
            " on conflict (repository_key, (md5(path)::uuid)) do update set path = excluded.path returning key",
            self.made.workspace,
            self.made.repositories[self.repository][1],
            path,
            language,
            kind,
        )
        return key

    async def trees(self, *standing: str, gone: str | None = None) -> None:
        """These paths stand at the tip; one stood until yesterday."""
        key = self.made.repositories[self.repository][1]
        for path in (*standing, *([gone] if gone else [])):
            await self.owner.execute(
                "insert into path_stays (workspace_id, repository_key, path_key, since, until)"
                " values ($1, $2, $3, $4, $5)",
                self.made.workspace,
                key,
                await self.path(path),
                NOW - 600 * DAY,
                NOW - DAY if path == gone else None,
            )
        await self.owner.execute(
            "insert into tree_readings (workspace_id, repository_key, tip, read_at) values ($1, $2, '\\x00', $3)",
            self.made.workspace,
            key,
            NOW,
        )


@pytest_asyncio.fixture
async def story(owner: Connection, workspace: WorkspaceId) -> Story:
    """Ann made most, Ben the web; Cal changed one file of Ann's once. Dee left long ago with the billing."""
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Cal", "Dee"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    await made.repository(owner, "api")
    await made.team(owner, "Core", [("Ann", None, None), ("Cal", None, None)])
    await made.team(owner, "Web", [("Ben", None, None)])
    story = Story(made, owner)
    await story.change("Dee", 500, "src/billing/tax.py", "src/billing/old.py")
    await story.change("Ann", 360, "README.md", "src/main.py", "src/core/a.py", "src/core/b.py", "src/gone.py")
    await story.change("Ben", 180, "web/page.py")
    await story.change("Cal", 90, "src/core/a.py")
    await story.change("Ann", 10, src__core__c_py="src/core/b.py")
    await story.change("Robot", 5, "src/core/c.py")
    await story.change("Ben", 4, "src/billing/tax.py")
    return story
