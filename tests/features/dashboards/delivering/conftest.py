"""Stories counted by hand elsewhere, looked at through widgets: open work, code and who knows it, what went live."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.delivering import Delivered
from tests.features.flow.conftest import asker, context, pulls, seeded
from tests.features.knowledge.conftest import story
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.store.postgres import Connection

__all__ = ["asker", "context", "pulls", "seeded", "story"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
async def delivered(owner: Connection, seeded: Seeded) -> Delivered:
    """Three deployments of api in four weeks, of which one broke: two changes of Ann and Ben took a day each."""
    told, made = Delivered(seeded, owner), Pulls(seeded, owner)
    await told.service("api")
    first = await made.pull("Ann", BEGUN, merged=BEGUN + 5 * HOUR)
    await told.bring(await told.deploy("api", BEGUN + DAY, is_first=True), first)
    second = await made.pull("Ann", BEGUN + 2 * DAY, merged=BEGUN + 2 * DAY + 6 * HOUR)
    await made.review(second, "Ben", BEGUN + 2 * DAY + 2 * HOUR)
    third = await made.pull("Ben", BEGUN + 2 * DAY, merged=BEGUN + 2 * DAY + 10 * HOUR)
    broke = await told.deploy("api", BEGUN + 3 * DAY, failed_by="incident", restored=BEGUN + 3 * DAY + 4 * HOUR)
    await told.bring(broke, second, third)
    await told.deploy("api", BEGUN + 3 * DAY + 4 * HOUR, is_unplanned=True)
    await told.wait("api", await made.pull("Ann", BEGUN + 14 * DAY, merged=BEGUN + 15 * DAY))
    return told
