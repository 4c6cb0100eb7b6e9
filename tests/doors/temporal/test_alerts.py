"""After a count rules are judged by a workflow of their own, and whoever wants to know is told once."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client
from tests.doors.temporal.watching import PATIENCE_SECONDS
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.alerts import service
from aexy.features.alerts.schemas import RuleWish
from aexy.features.ingest import service as ingest
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import EvaluateAlerts
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.store.postgres import Connection

pytestmark = pytest.mark.usefixtures("worker")


async def test_a_count_has_rules_judged_and_letters_sent_once(
    context: Context, workspace: WorkspaceId, account: AccountId, owner: Connection, client: Client
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ada")
    await made.repository(owner, "api")
    today = datetime.now(UTC).replace(hour=12)
    last_monday = today - timedelta(days=today.weekday() + 7)
    for _ in range(3):
        await made.commit(owner, "Ada", last_monday, "api")
    viewer = Viewer(Account(account, "Test owner", None, is_local_owner=False), workspace, Role.OWNER, None)
    wish = {"name": "Commits", "metric": "commits_count", "condition": {"kind": "threshold", "at": 1}}
    await service.create_rule(context, viewer, RuleWish.model_validate(wish | {"emails": ["ada@example.org"]}))
    outbox = context.outbox
    assert isinstance(outbox, MemoryOutbox)
    for _ in range(2):
        await ingest.generate_snapshots(context, workspace, requested_by=None)
        judge = client.get_workflow_handle(str(EvaluateAlerts(workspace_id=workspace).job_id))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await owner.fetchval("select count(*) from alert_deliveries where state = 'sent'"):
            assert time.monotonic() < deadline, "nobody was told"
            await asyncio.sleep(0.05)
        await judge.result()
    assert [letter.to for letter in outbox.letters] == ["ada@example.org"]
