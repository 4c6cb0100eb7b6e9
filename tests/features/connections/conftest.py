"""A provider that answers, and surroundings whose clock is its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.hub import NOON, Hub, a_hub
from tests.providers.serving import Hours

from aexy.context import Context
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Database


@pytest.fixture
def hours() -> Hours:
    return Hours(NOON)


@pytest_asyncio.fixture
async def hub(hours: Hours) -> AsyncIterator[Hub]:
    async with a_hub(hours) as made:
        yield made


async def _nobody(order: Order) -> None:
    pytest.fail(f"{order} was not expected")


@pytest.fixture
def context(database: Database, hours: Hours, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), InlineDispatcher(_nobody), hours.now, hours.clock())
