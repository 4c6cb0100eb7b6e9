"""The product as a whole: API, job server, worker and database, all real; only the network is left out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from tests.doors.temporal.conftest import client, context, settings, temporal_address, worker

from aexy.api.app import create_app
from aexy.context import Context
from aexy.features.accounts import service as accounts

__all__ = ["api", "client", "context", "settings", "temporal_address", "worker"]

ADDRESS = "http://127.0.0.1:8000"


@pytest_asyncio.fixture(scope="module")
async def api(context: Context, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API, signed in as the owner of the machine."""

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield context

    app = create_app(context.settings, opener, clock=lambda: datetime.now(UTC), site=tmp_path_factory.mktemp("site"))
    session = await accounts.make_cli_session(context, await accounts.ensure_local_owner(context))
    headers = {"authorization": f"Bearer {session.token}"}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=f"{ADDRESS}/api/v1", headers=headers) as made:
            yield made
