"""People of one workspace, and whoever asks about them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
ViewerOf = Callable[..., Viewer]


class Orders:
    """Takes orders and does nothing about them."""

    def __init__(self) -> None:
        self.taken: list[Order] = []

    async def dispatch(self, order: Order) -> None:
        self.taken.append(order)

    async def cancel(self, job_id: JobId) -> bool:
        return bool(job_id)


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def context(database: Database, orders: Orders, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), orders, NOW)


@pytest.fixture
async def people(owner: Connection, workspace: WorkspaceId) -> dict[str, DeveloperId]:
    """Ada, Bo and Cy."""
    seeded = Seeded(workspace)
    return {name: DeveloperId(await seeded.developer(owner, name)) for name in ("Ada", "Bo", "Cy")}


@pytest.fixture
def viewer(workspace: WorkspaceId, account: AccountId) -> ViewerOf:
    """Somebody with a role, who may be one of the people; requests are the account's."""

    def make(*, role: Role = Role.OWNER, developer: UUID | None = None) -> Viewer:
        who = Account(account, "Somebody", None, is_local_owner=False)
        return Viewer(who, workspace, role, DeveloperId(developer) if developer else None)

    return make
