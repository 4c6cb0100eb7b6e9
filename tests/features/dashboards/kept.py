"""A cache that is looked into: what is kept of counted numbers, and under which names."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.features.analytics.conftest import NOW, Keeping

from aexy.context import Context
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

COUNTED = ("total:", "team:", "developer:", "repository:", "counted:", "breakdown:")


@pytest.fixture
def keeping() -> Keeping:
    return Keeping({})


@pytest.fixture
def kept(context: Context, keeping: Keeping) -> Context:
    return replace(context, cache=keeping)


def counts(keeping: Keeping) -> set[str]:
    """Under which names counted numbers are kept."""
    names = (name.partition(":")[2] for name in keeping.kept)
    return {name for name in names if name.startswith(COUNTED)}


async def open_a_page(owner: Connection, workspace: WorkspaceId, ago: timedelta) -> None:
    """Somebody who belongs there opened a page of the workspace so long ago."""
    account = await owner.fetchval("insert into accounts (name) values ('Ann') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, account
    )
    await owner.execute(
        "insert into page_visits (workspace_id, account_id, page, visits, last_at) values ($1, $2, '/', 1, $3)",
        workspace, account, NOW - ago,
    )  # fmt: skip
