"""A workspace of five people whose commits a rule watches; the clock stands where a test puts it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.alerts.schemas import RuleWish
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, JobId, WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

PEOPLE = ("Ada", "Ben", "Cleo", "Dan", "Eve")
ADDRESS = "ada@example.org"

Asker = Callable[..., Awaitable[Viewer]]


class Orders:
    """Takes orders and does nothing about them."""

    def __init__(self) -> None:
        self.taken: list[Order] = []

    async def dispatch(self, order: Order) -> None:
        self.taken.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        return bool(job_id)


@dataclass
class Weeks:
    """Commits of whole weeks, the first of which begins on MONDAY."""

    owner: Connection
    seeded: Seeded
    written: int = 0
    ids: dict[str, UUID] = field(default_factory=dict)

    async def write(self, *counts: int, who: str = "Ada", repository: str = "api") -> None:
        """So many commits in each of the next weeks."""
        async with self.owner.transaction():
            for count in counts:
                start = MONDAY + timedelta(weeks=self.written)
                for number in range(count):
                    await self.seeded.commit(self.owner, who, start + timedelta(hours=10, minutes=number), repository)
                self.written += 1

    async def everybody(self, *counts: int, day: int = 0, repository: str = "api") -> None:
        """The same of each of the five."""
        async with self.owner.transaction():
            for count in counts:
                start = MONDAY + timedelta(weeks=self.written, days=day)
                for who in PEOPLE:
                    for number in range(count):
                        at = start + timedelta(hours=10, minutes=number)
                        await self.seeded.commit(self.owner, who, at, repository)
                self.written += 1

    @property
    def now(self) -> datetime:
        """Monday noon after the last week that was written."""
        return MONDAY + timedelta(weeks=self.written, hours=12)


@pytest.fixture
def outbox() -> MemoryOutbox:
    return MemoryOutbox()


@pytest.fixture
def context(database: Database, tmp_path: Path, outbox: MemoryOutbox) -> Context:
    now = datetime(2026, 1, 12, 12, tzinfo=UTC)
    return Context(Settings(home=tmp_path), database, NoCache(), Orders(), now, outbox=outbox)


@pytest_asyncio.fixture
async def weeks(owner: Connection, workspace: WorkspaceId) -> Weeks:
    made = Seeded(workspace)
    for name in PEOPLE:
        await made.developer(owner, name)
    await made.repository(owner, "api")
    await owner.execute("update repositories set last_synced_at = '2027-01-01' where workspace_id = $1", workspace)
    return Weeks(owner, made)


@pytest.fixture
def asker(owner: Connection, workspace: WorkspaceId) -> Asker:
    """Somebody of the workspace, by role and by who they are."""

    async def make(role: Role = Role.OWNER, developer: UUID | None = None, email: str | None = None) -> Viewer:
        made = await owner.fetchval("insert into accounts (name, email) values ('Somebody', $1) returning id", email)
        await owner.execute(
            "insert into memberships (workspace_id, account_id, role) values ($1, $2, $3)", workspace, made, role.value
        )
        if developer:
            await owner.execute(
                "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
                workspace,
                made,
                developer,
            )
        account = Account(AccountId(made), "Somebody", email, is_local_owner=False)
        return Viewer(account, workspace, role, DeveloperId(developer) if developer else None)

    return make


def wish(**more: object) -> RuleWish:
    """A rule on many commits in a week."""
    usual = {"name": "Many commits", "metric": "commits_count", "condition": {"kind": "threshold", "at": 10}}
    return RuleWish.model_validate(usual | more)
