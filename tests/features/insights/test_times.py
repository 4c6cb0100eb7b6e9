"""Times stand beside each other, and go up and down, by their medians: a few long waits pull a mean."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.pulling import Pulls
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import besides, comparing, trends
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
WEEKS = 8
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = "avg_pr_cycle_time_hours"
ASKED = Asked(KEY, start=MONDAY.date(), end=MONDAY.date() + timedelta(weeks=WEEKS))


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Ann merges after an hour, after one more each week, and after very long, each week less so; Ben after four."""
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.developer(owner, "Ben")
    await made.repository(owner, "api")
    pulls = Pulls(made, owner)
    async with owner.transaction():
        for week in range(WEEKS):
            monday = MONDAY + timedelta(weeks=week)
            for hours in (1, 2 + week, 90 - 5 * week):
                await pulls.pull("Ann", monday, merged=monday + hours * HOUR)
        await pulls.pull("Ben", MONDAY + DAY, merged=MONDAY + DAY + 4 * HOUR)
    return made


async def test_a_time_rises_with_its_median_though_its_mean_falls(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    (time,) = (
        await trends.trends(
            context, viewer(), made.developers["Ann"], PeriodType.WEEKLY,
            metrics=KEY, start=ASKED.start, end=ASKED.end,
        )
    ).trends  # fmt: skip
    assert [point.value for point in time.points] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert (time.slope, time.direction) == (1, "rising")


async def test_people_stand_beside_each_other_by_medians_and_those_are_not_drawn_in(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    ids = [made.developers[name] for name in ("Ann", "Ben")]
    (time,) = (await comparing.compare(context, viewer(), ",".join(map(str, ids)), ASKED)).metrics
    ann, ben = time.people
    assert (ann.median, ann.n, ann.small) == (5.5, 24, False)
    assert (ben.median, ben.raw, ben.small) == (4, 4, True)
    assert ben.value is not None
    assert ben.value > 4
    assert time.group_median == 5
    page = await besides.beside(context, viewer(), ",".join(f"developer:{one}" for one in ids), ASKED)
    beside = next(one for one in page.metrics if one.metric == KEY)
    assert [one.median for one in beside.subjects] == [ann.median, ben.median]
