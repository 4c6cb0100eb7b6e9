"""A context over the real database, with nothing kept between questions."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, JobId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)


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
def viewer(workspace: WorkspaceId) -> Callable[..., Viewer]:
    def make(*, role: Role = Role.OWNER, developer: object = None) -> Viewer:
        account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=True)
        return Viewer(account, workspace, role, DeveloperId(developer) if developer else None)  # type: ignore[arg-type]  # a UUID

    return make
