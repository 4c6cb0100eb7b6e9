"""Widgets about teams and the organization say what the services say, and nothing of teams out of reach."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from tests.features.analytics.conftest import DAY, NOW, Asker, Story
from tests.features.dashboards.test_people_widgets import told
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.analytics import together
from aexy.features.analytics.schemas import CollaborationWish
from aexy.features.dashboards.drawings import (
    Tone,
    WidgetFigures,
    WidgetItems,
    WidgetNetwork,
    WidgetSentence,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.insights import service as insights
from aexy.features.insights import tables, teams
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.insights.team_overview import overview
from aexy.features.routing import Role
from aexy.kernel.ids import TeamId, WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection

CYCLE = "avg_pr_cycle_time_hours"


async def test_every_team_stands_by_name_with_its_own_pages_numbers(
    context: Context, viewer: Asker, story: Story
) -> None:
    listed = {
        one.subject.name: one.readings
        for one in (await teams.list_teams(context, viewer(), Days(), cursor=None, limit=9)).items
    }
    (table,) = (await told(context, viewer(), "teamOverview")).drawings
    assert isinstance(table, WidgetTable)
    assert [row[0].text for row in table.rows] == ["Core", "Edge"]
    core = table.rows[0]
    assert [(core[1].value, core[2].value), core[4].value] == [(4, 1), 24]
    assert core[2].value == listed["Core"]["prs_merged"].value
    assert core[4].value == listed["Core"]["avg_pr_cycle_time_hours"].value
    assert core[6].value == listed["Core"]["avg_time_to_first_review_hours"].value
    assert core[0].href == f"/team?id={story.seeded.teams['Core']}"
    # Core merged its one change a day after it was opened, two hours after its first review.
    assert core[8].text == "Pickup stage: 22 h"
    assert core[3].value is None


async def test_a_team_is_held_against_its_window_before_as_on_its_own_page(
    context: Context, viewer: Asker, story: Story
) -> None:
    pulls, core = story.pulls, story.seeded.teams["Core"]
    for days in (91, 100, 101):
        await pulls.pull("Ben", NOW - (days + 1) * DAY, merged=NOW - days * DAY)
    asked = Asked("prs_merged", f"team:{core}")
    reading = (await insights.readings(context, viewer(), asked)).readings[0]
    assert reading.previous is not None
    # Of the open week only as much is held against as has passed of it: 91 days ago lies half an hour beyond.
    assert (reading.value, reading.previous.value) == (1, 2)
    found = await overview(context, viewer(), Days())
    assert (found.teams[0].now["prs_merged"].value, found.teams[0].before["prs_merged"].value) == (1, 2)
    (table,) = (await told(context, viewer(), "teamOverview")).drawings
    assert isinstance(table, WidgetTable)
    change = table.rows[0][3]
    # Half as many, which the catalogue calls neither better nor worse.
    assert (change.value, change.tone) == (-0.5, Tone.PLAIN)


async def test_times_of_teams_are_the_medians_of_their_own_pages(context: Context, viewer: Asker, story: Story) -> None:
    await _one_forgotten(story.pulls)
    core, edge = (story.seeded.teams[name] for name in ("Core", "Edge"))
    # Core merged after 24, 4 and 200 hours (mean 76), before after 8, 12 and 100 (mean 40); Edge after 30.
    asked = Asked(CYCLE, f"team:{core}")
    reading = (await insights.readings(context, viewer(), asked)).readings[0]
    assert (reading.median, reading.value, reading.n) == (24, 76, 3)
    assert reading.previous is not None
    assert (reading.previous.median, reading.previous.value) == (12, 40)
    (table,) = (await told(context, viewer(), "teamOverview")).drawings
    assert isinstance(table, WidgetTable)
    assert [one.title for one in table.columns[4:8:2]] == ["Cycle time, median", "Time to first review, median"]
    cells = table.rows[0]
    assert (cells[4].value, cells[4].n, cells[5].value, cells[5].tone) == (24, 3, 1, Tone.ATTENTION)
    # First looks after 22, 24 and 100 hours.
    assert (cells[6].value, cells[6].n) == (24, 3)
    rows = await breakdown(context, viewer(), Asked(CYCLE), Spread(Level.TEAM, trend=PeriodType.WEEKLY))
    assert [(one.subject.id, one.readings[CYCLE].shown) for one in rows.rows] == [(edge, 30), (core, 24)]
    assert [one.readings[CYCLE].value for one in rows.rows] == [30, 76]
    # Two of them in one week: 4 and 200.
    assert 102 in rows.rows[1].trend
    (waits,) = (await told(context, viewer(), "reviewLoad")).drawings
    assert isinstance(waits, WidgetTable)
    assert [(row[0].text, row[1].value) for row in waits.rows] == [("Edge", 30), ("Core", 24)]


async def _one_forgotten(pulls: Pulls) -> None:
    """Of Core and of Edge more changes, among them some that were forgotten for long."""
    hour, opened = timedelta(hours=1), NOW - 29 * DAY
    for author, hours, looked in (("Ann", 4, None), ("Ben", 200, 100), ("Eve", 30, 30)):
        begun = opened - hours * hour
        key = await pulls.pull(author, begun, merged=opened)
        if looked is not None:
            await pulls.review(key, "Cal", begun + looked * hour)
    for hours in (8, 12, 100):
        merged = NOW - 110 * DAY
        await pulls.pull("Ann", merged - hours * hour, merged=merged)


async def test_teams_out_of_reach_are_not_listed(context: Context, viewer: Asker, story: Story) -> None:
    edge = replace(viewer(role=Role.MANAGER), teams=frozenset({TeamId(story.seeded.teams["Edge"])}))
    (table,) = (await told(context, edge, "teamOverview")).drawings
    assert isinstance(table, WidgetTable)
    assert [row[0].text for row in table.rows] == ["Edge"]


async def test_without_teams_the_way_to_one_is_shown(context: Context, viewer: Asker) -> None:
    found = await told(context, viewer(), "teamOverview")
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/teams"


async def test_weeks_of_a_team_are_its_readings(context: Context, viewer: Asker, story: Story) -> None:
    core = story.seeded.teams["Core"]
    (trend,) = (await told(context, viewer(), "teamActivity", team=core)).drawings
    assert isinstance(trend, WidgetTrend)
    sums = {line.name: sum(point.value or 0 for point in line.points) for line in trend.series}
    assert sums == {"Commits": 4, "Merged pull requests": 1, "Reviews given": 2}
    asked = Asked("commits_count", f"team:{core}", bucket=Bucket.WEEKLY, compare=Compare.NONE)
    weekly = (await insights.readings(context, viewer(), asked)).readings
    assert [point.value for point in trend.series[0].points] == [one.value for one in weekly]
    assert trend.series[0].points[-1].open


async def test_a_network_shows_whom_one_may_see_and_nobody_under_another_name(
    context: Context, viewer: Asker, story: Story
) -> None:
    whole = await together.collaboration(context, viewer(), CollaborationWish())
    (drawn,) = (await told(context, viewer(), "collaborationGraph")).drawings
    assert isinstance(drawn, WidgetNetwork)
    assert {one.label for one in drawn.nodes} == {"Ann", "Ben", "Cal", "Eve"}
    assert {one.label: one.weight for one in drawn.nodes} == {one.developer.name: one.strength for one in whole.nodes}
    member = await told(context, viewer(role=Role.MEMBER, developer=story.id("Ben")), "collaborationGraph")
    (shown,) = member.drawings
    assert isinstance(shown, WidgetNetwork)
    assert {one.label for one in shown.nodes} == {"Ann", "Ben", "Cal"}
    assert member.caution is not None
    assert "1 more person is left out" in member.caution
    outside = await told(context, viewer(role=Role.VIEWER), "collaborationGraph")
    assert (outside.drawings, outside.withheld) == ([], ONLY_TEAMMATES)


async def test_a_network_is_cut_down_to_forty_and_says_so(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    names = [f"Person {n:02}" for n in range(43)]
    for name in names:
        await made.developer(owner, name)
    await made.repository(owner, "api")
    pulls = Pulls(made, owner)
    async with owner.transaction():
        for one, other in pairwise(names):
            key = await pulls.pull(one, NOW - 3 * DAY)
            await pulls.review(key, other, NOW - 2 * DAY)
    found = await told(context, viewer(), "collaborationGraph")
    (drawn,) = found.drawings
    assert isinstance(drawn, WidgetNetwork)
    assert len(drawn.nodes) == 40
    ids = {one.id for one in drawn.nodes}
    assert {end for edge in drawn.edges for end in (edge.source, edge.target)} <= ids
    assert found.caution is not None
    assert found.caution.startswith("The 40 of 43 people with the strongest ties.")


async def test_the_organization_is_the_workspaces_readings(context: Context, viewer: Asker, story: Story) -> None:
    del story
    asked = Asked("active_developers,prs_merged,commits_count")
    known = {one.metric: one.value for one in (await insights.readings(context, viewer(), asked)).readings}
    figures, trend = (await told(context, viewer(), "orgMetrics")).drawings
    assert isinstance(figures, WidgetFigures)
    assert isinstance(trend, WidgetTrend)
    shown = {one.about.metric: one.value for one in figures.figures if one.about}
    # Ann, Ben (also by a commit he shares) and Eve wrote commits; five of them counted.
    assert (shown["active_developers"], shown["commits_count"], shown["prs_merged"]) == (3, 5, 1)
    assert {key: shown[key] for key in known} == known


async def test_an_admin_sees_which_parts_answer_and_what_failed(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    await owner.execute(
        "insert into jobs (workspace_id, kind, state, created_at, finished_at, error)"
        " values ($1, 'snapshots', 'failed', $2, $2, 'It broke.')",
        story.seeded.workspace,
        NOW - timedelta(hours=1),
    )
    figures, items = (await told(context, viewer(role=Role.ADMIN), "systemHealth")).drawings
    assert isinstance(figures, WidgetFigures)
    assert isinstance(items, WidgetItems)
    assert {one.label: one.value for one in figures.figures}["Failed within a day"] == 1
    assert ("PostgreSQL", Tone.GOOD) in {(one.title, one.tone) for one in items.items}


async def test_what_is_doubtful_is_what_the_checks_found(context: Context, viewer: Asker, story: Story) -> None:
    del story
    known = (await tables.checks(context, viewer(), Asked())).checks
    items, sentence = (await told(context, viewer(), "dataQuality")).drawings
    assert isinstance(items, WidgetItems)
    assert isinstance(sentence, WidgetSentence)
    assert {one.title: one.value for one in items.items} == {one.says: one.n for one in known if one.n}
    # None of the commits of the one merged change is here.
    assert {one.value for one in items.items if one.title.startswith("Merged pull requests none")} == {1}


async def test_with_nothing_read_there_is_nothing_to_doubt(context: Context, viewer: Asker) -> None:
    found = await told(context, viewer(), "dataQuality")
    assert found.empty is not None
    assert found.empty.action is not None
