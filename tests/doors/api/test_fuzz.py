"""Schemathesis over everything the description says: no answer is a server's error, each is as it was declared.

`make test` tries every edge of every schema and one more of each; `just fuzz` asks more of each, AEXY_FUZZ_EXAMPLES.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import Clock
from tests.fuzz.real_ids import RealIds
from tests.fuzz.running import fuzz
from tests.fuzz.serving import served
from tests.hub import Hub, a_hub
from tests.providers.serving import Hours
from tests.tenants.objects import NOW, a_day_of_work, a_set

from aexy.api.openapi import describe
from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

EXAMPLES = int(os.environ.get("AEXY_FUZZ_EXAMPLES", "1"))
# They would end the session everything else is asked with, or what its owner may.
LEAVING = {"signOut", "signOutEverywhere", "transferOwnership", "deleteWorkspace"}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW + timedelta(hours=1))


@pytest_asyncio.fixture
async def hub() -> AsyncIterator[Hub]:
    async with a_hub(Hours(NOW)) as made:
        yield made


async def test_every_answer_is_as_it_was_declared(
    context: Context, app: FastAPI, owner: Connection, workspace: WorkspaceId, account: AccountId, hub: Hub
) -> None:
    context = replace(context, clock=hub.server.hours.clock())
    sets = [await a_set(context, owner, hub, workspace, account, "Delta") for _ in range(12)]
    await a_day_of_work(owner, sets[-1])
    session = await accounts.make_cli_session(context, account)
    with served(context) as url:
        found = await asyncio.to_thread(
            fuzz, describe(app), url, session.token, RealIds(sets), examples=EXAMPLES, leaving=LEAVING
        )
    print(f"\n{found}")  # noqa: T201 - a figure people ask for
    # Whoever is signed in still was at the end, and most of what there is was reached.
    assert found.statuses[401] < found.cases / 10
    assert sum(found.statuses[status] for status in (200, 201, 202, 204)) > found.cases / 10
    assert not found.wrong, "\n\n".join(f"{what}\n{example}" for what, example in found.wrong.items())
