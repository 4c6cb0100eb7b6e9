"""A forecast is made of whole weeks as readings give them, says how often it was right, and keeps silent otherwise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights.forecasting import Ahead, forecast
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
COMMITS = Ahead(weeks=4, items=21, metric="commits_count")


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Ada writes five commits in each of nineteen weeks; Bob has just begun."""
    made = Seeded(workspace)
    await made.developer(owner, "Ada")
    await made.developer(owner, "Bob")
    await made.repository(owner, "api")
    await made.team(owner, "Core", [("Ada", None, None), ("Bob", None, None)])
    async with owner.transaction():
        for week in range(19):
            for day in range(5):
                await made.commit(owner, "Ada", MONDAY + timedelta(weeks=week, days=day, hours=9), "api")
        await made.commit(owner, "Bob", MONDAY + timedelta(weeks=16), "api")
    return made


async def test_weeks_that_were_all_alike_are_expected_to_go_on(context: Context, viewer: Asker, seeded: Seeded) -> None:
    found = await forecast(context, viewer(), Level.DEVELOPER, seeded.developers["Ada"], COMMITS)
    assert [(one.chance, one.at_least) for one in found.amounts] == [(0.5, 20), (0.7, 20), (0.85, 20), (0.95, 20)]
    assert {(one.weeks, one.by) for one in found.terms} == {(5, date(2026, 6, 24))}
    assert [week.value for week in found.drawn_from] == [5] * 19
    assert found.drawn_from[-1].start == date(2026, 5, 11), "the open week is not over"
    assert found.back_test is not None
    assert (found.back_test.n, found.back_test.mean_absolute_error) == (8, 0)
    assert (found.abstains, found.withheld) == (None, None)


async def test_somebody_new_is_not_measured_by_the_weeks_before_they_came(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    found = await forecast(context, viewer(), Level.DEVELOPER, seeded.developers["Bob"], COMMITS)
    assert (found.amounts, found.terms, found.back_test) == ([], [], None)
    assert found.abstains == "A forecast needs 8 whole weeks of history; here there are 3."


async def test_a_team_and_the_workspace_are_forecast_from_their_own_weeks(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    team = await forecast(context, viewer(), Level.TEAM, seeded.teams["Core"], COMMITS)
    whole = await forecast(context, viewer(), Level.WORKSPACE, None, COMMITS)
    assert [week.value for week in team.drawn_from] == [week.value for week in whole.drawn_from]
    assert sum(week.value for week in team.drawn_from) == 19 * 5 + 1
    assert team.amounts[0].at_least in (20, 21)


async def test_the_same_question_has_the_same_answer_and_more_is_never_sooner(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    team = seeded.teams["Core"]
    one = await forecast(context, viewer(), Level.TEAM, team, COMMITS)
    again = await forecast(context, viewer(), Level.TEAM, team, COMMITS)
    assert one == again
    more = await forecast(context, viewer(), Level.TEAM, team, replace(COMMITS, items=60))
    assert all((a.weeks or 0) <= (b.weeks or 9999) for a, b in zip(one.terms, more.terms, strict=True))


async def test_what_has_not_been_read_yet_is_no_week_without_work(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    await owner.execute(
        "update repositories set last_synced_at = $2 where workspace_id = $1",
        seeded.workspace,
        datetime(2026, 5, 6, tzinfo=UTC),
    )
    found = await forecast(context, viewer(), Level.WORKSPACE, None, COMMITS)
    assert found.drawn_from[-1].start == date(2026, 4, 27)


@pytest.mark.usefixtures("seeded")
async def test_only_what_can_be_added_up_is_forecast(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unusable, match="not forecast"):
        await forecast(context, viewer(), Level.WORKSPACE, None, replace(COMMITS, metric="avg_commit_size"))
