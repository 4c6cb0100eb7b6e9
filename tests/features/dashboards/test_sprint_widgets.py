"""Widgets of issues and sprints, on a sprint of two weeks counted by hand: Monday, 11 May, to Friday, 22 May 2026."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.features.analytics.conftest import Asker, Story
from tests.features.dashboards.sprinting import BEGAN, DAY, PEOPLE

from aexy.context import Context
from aexy.features.dashboards import service
from aexy.features.dashboards.drawings import WidgetFigures, WidgetItems, WidgetTable, WidgetTrend
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.dashboards.widgets.sprints import EVEN
from aexy.features.projects import burning
from aexy.features.projects.burning import InSprint
from aexy.features.routing import Role, Viewer
from aexy.kernel.ids import TeamId, WorkspaceId
from aexy.store.postgres import Connection


async def _log(owner: Connection, workspace: WorkspaceId, issue: int, who: Sequence[int], monday: datetime) -> None:
    for place, author in enumerate(who):
        await owner.execute(
            "insert into work_logs (workspace_id, issue_key, external_id, version, author_key, started_at, seconds)"
            " values ($1, $2, $3, $4, $5, $4, 5400)",
            workspace, issue, f"{monday.date()}-{place}", monday + timedelta(hours=place + 9), author,
        )  # fmt: skip


async def _ask(context: Context, viewer: Viewer, key: str, **more: Any) -> WidgetAnswer:
    return await service.answer(context, viewer, key, start=None, end=None, team=more.get("team"))


def _figures(found: WidgetAnswer) -> dict[str, Any]:
    drawing = next(one for one in found.drawings if isinstance(one, WidgetFigures))
    return {one.label: one for one in drawing.figures}


async def test_a_sprint_says_what_is_done_and_how_its_scope_changed(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await _ask(context, viewer(), "sprintOverview")
    table = found.drawings[0]
    assert isinstance(table, WidgetTable)
    assert [cell.text for cell in table.rows[0]][:2] == ["Sprint 7", "Runs"]
    assert [cell.text for cell in table.rows[0]][3:5] == ["1 of 4", "3 of 7"]
    assert [cell.value for cell in table.rows[0]][5:] == [1, 1]


async def test_a_burn_down_follows_what_happened_to_the_issues(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await _ask(context, viewer(), "sprintBurndown")
    trend = found.drawings[0]
    assert isinstance(trend, WidgetTrend)
    left, held, even = trend.series
    assert (trend.title, even.name) == ("Sprint 7: points left", EVEN)
    # A 3, B 2, D 5 and E 1 at first; B is done on the 12th and A on the 13th; on the 14th B is open again and C is
    # put in; D is taken out on the 15th.
    assert [point.value for point in left.points] == [11, 9, 6, 9, 4, 4, 4, 4, 4, 4, None, None]
    assert [point.value for point in held.points] == [11, 11, 11, 12, 7, 7, 7, 7, 7, 7, None, None]
    assert (even.points[0].value, even.points[-1].value) == (11, 0)
    assert found.caution is not None
    assert "nobody promised it" in found.caution


def test_an_issue_whose_changes_are_not_known_is_over_when_it_was_closed() -> None:
    issue = InSprint(None, None, None, BEGAN + DAY, "done")
    assert [issue.is_over(BEGAN), issue.is_over(BEGAN + DAY)] == [False, True]
    assert not burning.has_points([issue])
    assert not burning.has_points([])


async def test_a_sprint_of_few_is_for_managers_of_the_whole_workspace(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection
) -> None:
    await owner.execute("update issues set assignee_key = null where key = $1", sprint["E"])
    few = await _ask(context, viewer(role=Role.MEMBER), "sprintOverview")
    table = few.drawings[0]
    assert isinstance(table, WidgetTable)
    assert all(cell.withheld and cell.text is None for cell in table.rows[0][3:])
    burned = await _ask(context, viewer(role=Role.MEMBER), "sprintBurndown")
    assert (burned.drawings, burned.withheld) == ([], table.rows[0][3].withheld)
    assert (await _ask(context, viewer(role=Role.MANAGER), "sprintBurndown")).drawings


async def test_blocked_issues_say_why_and_how_long_as_far_as_that_is_known(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await _ask(context, viewer(role=Role.MEMBER), "blockersOverview")
    assert (_figures(found)["Blocked now"].value, _figures(found)["Longest"].value) == (2, 9)
    table = found.drawings[1]
    assert isinstance(table, WidgetTable)
    assert [[row[0].text, row[1].text, row[2].value] for row in table.rows] == [
        ["E Work", "On hold", 9], ["D Work", "Blocked", None],
    ]  # fmt: skip
    assert found.caution is not None


async def test_a_teams_issues_are_for_its_managers(
    context: Context, viewer: Asker, sprint: dict[str, int], story: Story
) -> None:
    del sprint
    core = story.seeded.teams["Core"]
    member = await _ask(context, viewer(role=Role.MEMBER), "trackingSummary", team=core)
    assert (member.drawings, bool(member.withheld)) == ([], True)
    manager = await _ask(context, viewer(role=Role.MANAGER), "blockersOverview", team=core)
    assert _figures(manager)["Blocked now"].value == 1
    edge = replace(viewer(role=Role.MANAGER), teams=frozenset({TeamId(story.seeded.teams["Edge"])}))
    assert _figures(await _ask(context, edge, "blockersOverview"))["Blocked now"].value == 1


async def test_tracked_work_is_counted_once_and_withheld_where_few_are_behind_it(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId
) -> None:
    del sprint
    open_, begun, done = await owner.fetchrow(
        "select count(*) filter (where closed_at is null and status_category in ('todo', 'in_progress')),"
        " count(*) filter (where closed_at is null and status_category = 'in_progress'),"
        " count(*) filter (where status_category = 'done' and closed_at >= '2026-02-23')"
        " from issues where workspace_id = $1",
        workspace,
    )
    figures = _figures(await _ask(context, viewer(role=Role.MEMBER), "trackingSummary"))
    assert (figures["Open"].value, figures["In work"].value, figures["Done"].value) == (open_, begun, done)
    assert (figures["Open"].says or "").endswith("nobody's (epics and incidents count as well).")
    await owner.execute(
        "update issues set assignee_key = null where issue_key in ('A', 'E') and workspace_id = $1", workspace
    )
    await owner.execute("delete from issues where origin = 'here' and workspace_id = $1", workspace)
    few = await _ask(context, viewer(role=Role.MEMBER), "trackingSummary")
    assert (few.drawings, bool(few.withheld)) == ([], True)


async def test_hours_are_told_by_whole_weeks_of_five_people_and_to_each_their_own(
    context: Context, viewer: Asker, sprint: dict[str, int], owner: Connection, workspace: WorkspaceId, story: Story
) -> None:
    everybody = [story.seeded.identities[name] for name in PEOPLE]
    await _log(owner, workspace, sprint["A"], everybody, datetime(2026, 5, 4, tzinfo=UTC))
    await _log(owner, workspace, sprint["A"], everybody[:2], datetime(2026, 5, 18, tzinfo=UTC))
    found = await _ask(context, viewer(role=Role.MEMBER, developer=story.id("Ann")), "timeTracking")
    figures = _figures(found)
    assert (figures["Yours"].value, figures["Yours"].n) == (3.0, 2)
    # The week of two people is still open, and in no number.
    assert figures["Everybody's"].value == 7.5
    assert isinstance(found.drawings[1], WidgetTrend)
    await _log(owner, workspace, sprint["B"], everybody[:4], datetime(2026, 5, 11, tzinfo=UTC))
    few = await _ask(context, viewer(), "timeTracking")
    everybodys = _figures(few)["Everybody's"]
    assert (everybodys.value, everybodys.n) == (7.5, 5)
    assert everybodys.says.startswith("Of 1 of 2 weeks")
    trend = few.drawings[1]
    assert isinstance(trend, WidgetTrend)
    assert [point.value for point in trend.series[0].points] == [7.5, None]
    await owner.execute("delete from work_logs where workspace_id = $1 and author_key = $2", workspace, everybody[4])
    none = _figures(await _ask(context, viewer(), "timeTracking"))["Everybody's"]
    assert (none.value, bool(none.withheld)) == (None, True)


async def test_deadlines_are_issues_and_sprints_that_end(
    context: Context, viewer: Asker, sprint: dict[str, int]
) -> None:
    del sprint
    found = await _ask(context, viewer(role=Role.MEMBER), "upcomingDeadlines")
    items = found.drawings[0]
    assert isinstance(items, WidgetItems)
    assert [(one.title, one.detail) for one in items.items] == [("C Work", "Issue"), ("Sprint 7", "Sprint ends")]


@pytest.mark.parametrize(
    "widget",
    ["trackingSummary", "blockersOverview", "timeTracking", "sprintOverview", "sprintBurndown", "upcomingDeadlines"],
)
async def test_without_issues_a_widget_says_what_would_fill_it(context: Context, viewer: Asker, widget: str) -> None:
    found = await _ask(context, viewer(), widget)
    assert found.drawings == []
    assert found.withheld is None
    assert found.empty is not None
    assert found.empty.action is not None
