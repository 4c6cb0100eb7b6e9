"""How a workspace is doing is said in parts and sentences, each of which is a reading, and nothing is weighed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.pulling import Pulls
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import service
from aexy.features.insights.executive import change, figure, summary
from aexy.features.insights.health import Health, HealthPart, PartDirection, health
from aexy.features.insights.rollups import Days
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Unit
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LAST = MONDAY + 18 * WEEK  # the latest closed week at the tests' present: 11 May


async def work(pulls: Pulls, week: int, *, hours: float, count: int = 3) -> None:
    """So many pull requests of a week, each merged so many hours after it was opened."""
    async with pulls.owner.transaction():
        for number in range(count):
            opened = MONDAY + week * WEEK + number * HOUR
            made = await pulls.pull("Ann", opened, merged=opened + timedelta(hours=hours), size=(10, 5))
            await pulls.review(made, "Ben", opened + timedelta(hours=hours / 2))
            await pulls.made.commit(pulls.owner, "Ann", opened, "api")


@pytest.fixture
async def pulls(owner: Connection, workspace: WorkspaceId) -> Pulls:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.developer(owner, "Ben")
    await made.repository(owner, "api")
    return Pulls(made, owner)


def of(found: Health, key: str) -> HealthPart:
    return next(part for part in found.parts if part.metric == key)


async def test_a_part_is_the_latest_closed_week_beside_the_median_of_those_before(
    context: Context, viewer: Asker, pulls: Pulls
) -> None:
    for week in range(6, 18):
        await work(pulls, week, hours=20 + week % 3)
    await work(pulls, 18, hours=60)
    await work(pulls, 19, hours=1)  # the open week is not looked at
    found = await health(context, viewer())
    assert found.week.start == date(2026, 5, 11)
    cycle = of(found, "avg_pr_cycle_time_hours")
    assert (cycle.value, cycle.n, cycle.baseline, cycle.baseline_weeks) == (60, 3, 21, 12)
    assert cycle.deviation == pytest.approx(39 / 2.1)  # a tenth of the median is the least that counts
    assert cycle.direction is PartDirection.WORSE
    assert of(found, "prs_merged").direction is PartDirection.UNCHANGED
    assert (found.worse, found.better) == (3, 0)
    assert found.says.startswith(f"3 of {found.judged} parts moved for the worse, 0 for the better.")


async def test_of_what_comes_whole_the_usual_is_a_whole_number(context: Context, viewer: Asker, pulls: Pulls) -> None:
    for week in range(6, 19):
        await work(pulls, week, hours=20, count=2 + week % 2)
    # Twelve weeks, six of two and six of three: the middle lies between them.
    assert of(await health(context, viewer()), "prs_merged").baseline == 2


async def test_where_history_is_thin_nothing_is_said(context: Context, viewer: Asker, pulls: Pulls) -> None:
    for week in range(14, 19):
        await work(pulls, week, hours=20)
    found = await health(context, viewer())
    assert (found.judged, found.says) == (0, "There is too little history to say anything yet.")
    cycle = of(found, "avg_pr_cycle_time_hours")
    assert (cycle.deviation, cycle.direction) == (None, None)
    assert cycle.abstains == "8 of the 12 weeks before need a number; 4 have one."


async def test_what_is_withheld_of_a_group_is_withheld_as_a_part(context: Context, viewer: Asker, pulls: Pulls) -> None:
    for week in range(6, 19):
        await work(pulls, week, hours=20)
    late = of(await health(context, viewer()), "late_night_commit_ratio")
    assert (late.value, late.n, late.direction, late.abstains) == (None, 0, None, None)
    assert "five or more" in (late.withheld or "")


async def test_every_sentence_says_a_reading(context: Context, viewer: Asker, pulls: Pulls) -> None:
    for week in range(2, 6):
        await work(pulls, week, hours=30, count=2)
    for week in range(6, 10):
        await work(pulls, week, hours=80, count=3)
    days = Days((MONDAY + 6 * WEEK).date(), (MONDAY + 10 * WEEK).date())
    found = await summary(context, viewer(), days)
    said = {one.metric: one for one in found.sentences}
    assert said["prs_merged"].says == "Merged pull requests: 12, up from 8 in the window before."
    cycle = said["avg_pr_cycle_time_hours"]
    assert cycle.says == (
        "Half of the pull requests were merged within 3.3 days of being ready, up from 30 hours in the window before."
    )
    assert (cycle.value, cycle.n, cycle.previous, cycle.previous_n, cycle.is_median) == (80, 12, 30, 8, True)
    keys = ",".join(said)
    same = await service.readings(context, viewer(), Asked(keys, "workspace", days.start, days.end))
    for reading in same.readings:
        if reading.metric in said:
            one = said[reading.metric]
            assert (one.value, one.n) == (reading.median if one.is_median else reading.value, reading.n)


@pytest.mark.usefixtures("pulls")
async def test_of_nothing_nothing_is_said(context: Context, viewer: Asker) -> None:
    found = await summary(context, viewer(), Days(date(2026, 2, 2), date(2026, 3, 2)))
    assert found.sentences == []
    assert {one.reason for one in found.unsaid} == {"There is nothing to count."}


def test_numbers_are_said_as_people_say_them() -> None:
    assert [figure(0.421, Unit.SHARE), figure(5.26, Unit.HOURS), figure(30, Unit.HOURS), figure(72, Unit.HOURS)] == [
        "42 %", "5.3 hours", "30 hours", "3.0 days",
    ]  # fmt: skip
    assert [figure(1234, Unit.COUNT), figure(1.25, Unit.SCORE), figure(812.4, Unit.LINES)] == [
        "1,234", "1.2", "812 lines",
    ]  # fmt: skip
    assert change(5, None, Unit.COUNT) == "with nothing before to compare it with"
    assert change(0.421, 0.42, Unit.SHARE) == "as in the window before"
    assert change(4, 5, Unit.COUNT) == "down from 5 in the window before"
