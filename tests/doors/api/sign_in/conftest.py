"""A provider that is both, set in the surroundings of every test here."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from pydantic import SecretStr
from tests.doors.api.conftest import Clock
from tests.providers.serving import Hours
from tests.providers.sign_in.fake import CLIENT, SECRET, Fake

from aexy.context import Context
from aexy.sources.dialect import Clock as Ticking


@pytest_asyncio.fixture
async def fake(clock: Clock) -> AsyncIterator[Fake]:
    async with Fake(Hours(clock.now)) as opened:
        yield opened


@pytest.fixture
def context(context: Context, fake: Fake) -> Context:
    """The surroundings with both providers set; asking them waits for nothing."""
    settings = context.settings.model_copy(
        update={
            "github_sign_in_id": CLIENT, "github_sign_in_secret": SecretStr(SECRET), "github_sign_in_url": fake.url,
            "oidc_issuer": fake.url, "oidc_id": CLIENT, "oidc_secret": SecretStr(SECRET), "oidc_name": "Acme",
        }
    )  # fmt: skip
    ticking = Ticking(now=lambda: fake.hours.now, sleep=fake.hours.sleep)
    return replace(context, settings=settings, clock=ticking)
