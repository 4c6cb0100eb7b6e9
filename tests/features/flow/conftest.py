"""Six people and two, with pull requests in every stage; the clock stands on a Wednesday at half past twelve."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, JobId, TeamId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CORE = ("Ann", "Ben", "Cal", "Dee", "Eve", "Fay")

Asker = Callable[..., Viewer]


class Orders:
    """Takes orders and does nothing about them."""

    async def dispatch(self, order: Order) -> None:
        del order

    async def cancel(self, job_id: JobId) -> bool:
        return bool(job_id)


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), Orders(), NOW)


@pytest.fixture
async def asker(owner: Connection, workspace: WorkspaceId) -> Asker:
    account: AccountId = AccountId(uuid4())
    await owner.execute("insert into accounts (id, name) values ($1, 'Somebody')", account)

    def make(*, role: Role = Role.OWNER, developer: object = None, teams: set[object] | None = None) -> Viewer:
        who = Account(account, "Somebody", None, is_local_owner=True)
        scope = None if teams is None else frozenset(TeamId(team) for team in teams)  # type: ignore[arg-type]  # UUIDs
        return Viewer(who, workspace, role, DeveloperId(developer) if developer else None, scope)  # type: ignore[arg-type]  # likewise

    return make


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    made = Seeded(workspace)
    for name in (*CORE, "Gus", "Hal"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    for name in ("api", "web"):
        await made.repository(owner, name)
    await made.team(owner, "Core", [(name, None, None) for name in (*CORE, "Robot")])
    await made.team(owner, "Edge", [("Gus", None, None), ("Hal", NOW - 30 * DAY, None)])
    return made


@pytest.fixture
async def pulls(owner: Connection, seeded: Seeded) -> Pulls:
    """Titles say what they are."""
    told = Pulls(seeded, owner)
    draft = await told.pull("Ann", NOW - 2 * DAY, is_draft=True, title="Draft")
    await told.event(draft, "labeled", NOW - DAY)
    asked = await told.pull("Ann", NOW - 10 * DAY, ready=NOW - 9 * DAY, title="Waiting")
    await told.request(asked, "Ben", NOW - 9 * DAY)
    await told.request(asked, "Cal", NOW - 8 * DAY, removed=NOW - 7 * DAY)
    await told.review(asked, "Robot", NOW - 9 * DAY)
    objected = await told.pull("Ben", NOW - 5 * DAY, title="Objected")
    await told.review(objected, "Ann", NOW - 4 * DAY, "approved")
    await told.review(objected, "Ann", NOW - 3 * DAY, "changes_requested")
    approved = await told.pull("Cal", NOW - 3 * DAY, title="Approved")
    await told.review(approved, "Ann", NOW - 2 * DAY)
    merged = await told.pull("Dee", NOW - 20 * DAY, merged=NOW - 6 * DAY, merged_by="Dee", title="Merged", commits=1)
    await told.review(merged, "Ann", NOW - 19 * DAY, "commented")
    await told.commit(merged, NOW - 18 * DAY, "Dee")
    await told.review(merged, "Ann", NOW - 17 * DAY)
    await told.pull("Gus", NOW - DAY, "web", title="Elsewhere")
    await told.pull("Robot", NOW - DAY, title="A bot's")
    await told.pull(None, NOW - DAY, title="Nobody's")
    await told.pull("Ann", NOW - 30 * DAY, gone=NOW - 20 * DAY, title="Gone")
    return told
