"""Widgets about people and skills say what the services say, to whom the services say it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story, files
from tests.features.intelligence.test_burnout import LATE, USUAL, a_person
from tests.features.intelligence.test_burnout import NOW as JUNE
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.analytics import service as analytics
from aexy.features.analytics.schemas import SkillsWish
from aexy.features.dashboards import service
from aexy.features.dashboards.drawings import (
    Tone,
    WidgetBars,
    WidgetFigures,
    WidgetHeat,
    WidgetItems,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.insights import standing
from aexy.features.insights.comparing_schemas import Within
from aexy.features.insights.service import Asked
from aexy.features.intelligence import burnout_service, expertise_service
from aexy.features.routing import Role, Viewer
from aexy.kernel.ids import DeveloperId, TeamId, WorkspaceId
from aexy.kernel.privacy import ONLY_TEAMMATES, ONLY_TEAMS, TOO_FEW
from aexy.store.postgres import Connection

OF_ONESELF = ("languageProficiency", "domainExpertise", "frameworksTools", "workPatterns", "peerBenchmark")


async def told(context: Context, viewer: Viewer, key: str, **more: object) -> WidgetAnswer:
    asked = {"start": None, "end": None, "team": None} | more
    return await service.answer(context, viewer, key, **asked)  # type: ignore[arg-type] # dates and a team


@pytest.mark.parametrize("key", [*OF_ONESELF, "sustainabilityTrend"])
async def test_somebody_nobody_knows_is_asked_who_they_are(
    context: Context, viewer: Asker, story: Story, key: str
) -> None:
    del story
    found = await told(context, viewer(), key)
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/me"


async def test_languages_are_those_of_ones_own_profile_and_say_what_they_rest_on(
    context: Context, viewer: Asker, story: Story
) -> None:
    ann = viewer(developer=story.id("Ann"), role=Role.MEMBER)
    known = (await expertise_service.expertise_of(context, ann, None)).skills
    bars, table = (await told(context, ann, "languageProficiency")).drawings
    assert isinstance(bars, WidgetBars)
    assert isinstance(table, WidgetTable)
    # Ann wrote Python today, yesterday and half a year ago, TypeScript today.
    assert [(one.label, one.n) for one in bars.bars] == [("Python", 3), ("TypeScript", 1)]
    languages = {one.name: one for one in known if one.kind == "language"}
    assert {one.label: one.value for one in bars.bars} == {
        name: one.proficiency / 100 for name, one in languages.items()
    }
    assert [cell.value for cell in table.rows[0][2:6]] == [languages["Python"].confidence, 3, 4, 60]
    frameworks = await told(context, ann, "frameworksTools")
    assert (frameworks.drawings, frameworks.empty is not None) == ([], True)


async def test_who_knows_what_shows_a_team_by_name_and_everybody_by_numbers(
    context: Context, viewer: Asker, story: Story
) -> None:
    core = story.seeded.teams["Core"]
    found = await analytics.skill_heatmap(context, viewer(), SkillsWish(team_id=core))
    (by_name,) = (await told(context, viewer(), "skillHeatmap", team=core)).drawings
    assert isinstance(by_name, WidgetHeat)
    assert by_name.rows == ["Ann", "Ben", "Cal", "Dee"]
    assert by_name.columns == [one.skill for one in found.skills]
    assert by_name.values[0][0] == found.rows[0].skills["Python"].proficiency / 100
    (by_depth,) = (await told(context, viewer(), "skillHeatmap")).drawings
    assert isinstance(by_depth, WidgetHeat)
    # Python is what Ann and Eve wrote, TypeScript what Ann and Ben did; a shared commit is its author's evidence.
    assert by_depth.rows == ["Python", "TypeScript"]
    assert [sum(value or 0 for value in row) for row in by_depth.values] == [2, 2]


async def test_who_may_see_nobody_is_told_why_instead_of_a_heat_map(
    context: Context, viewer: Asker, story: Story
) -> None:
    found = await told(context, viewer(role=Role.VIEWER, developer=uuid4()), "skillHeatmap")
    assert (found.drawings, found.withheld) == ([], ONLY_TEAMMATES)
    eve = await told(context, viewer(role=Role.MEMBER, developer=story.id("Eve")), "skillHeatmap")
    assert eve.caution is not None
    assert "2 more people are left out" in eve.caution


async def test_hours_and_days_are_ones_own_whoever_asks(context: Context, viewer: Asker, story: Story) -> None:
    ann = viewer(developer=story.id("Ann"), role=Role.OWNER)
    (hours,) = (await told(context, ann, "workPatterns")).drawings
    (days,) = (await told(context, ann, "activityHeatmap")).drawings
    assert isinstance(hours, WidgetHeat)
    assert isinstance(days, WidgetHeat)
    # Four commits in a year and two reviews of others.
    assert sum(value or 0 for row in hours.values for value in row) == 6
    assert sum(value or 0 for row in days.values for value in row) == 6
    wednesday = dict(zip(hours.columns, hours.values[2], strict=True))
    assert (wednesday["09–12"], wednesday["12–15"]) == (2, 1)  # noqa: RUF001 - from, to
    ben = await told(context, viewer(developer=story.id("Ben")), "workPatterns")
    assert ben.n == 1


async def test_the_days_of_a_team_are_its_commits(context: Context, viewer: Asker, story: Story) -> None:
    core = story.seeded.teams["Core"]
    ann = viewer(developer=story.id("Ann"))
    (days,) = (await told(context, ann, "activityHeatmap", team=core)).drawings
    assert isinstance(days, WidgetHeat)
    assert sum(value or 0 for row in days.values for value in row) == 4
    # On Wednesday nothing is known of the Sunday to come.
    assert (days.rows[2], days.values[2][-1]) == ("Wednesday", 2)
    assert (days.rows[6], days.values[6][-1]) == ("Sunday", None)


async def test_ones_role_stands_beside_without_a_rank_and_not_below_five(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    ann = viewer(developer=story.id("Ann"), role=Role.MEMBER)
    (few,) = (await told(context, ann, "peerBenchmark")).drawings
    assert isinstance(few, WidgetFigures)
    commits = few.figures[0]
    assert (commits.value, commits.says) == (3, f"Not beside others: {TOO_FEW}")
    for name in ("Cal", "Dee"):
        key = await story.seeded.commit(owner, name, NOW - 4 * DAY, "api")
        await files(owner, story.seeded, key, ("app.py", "Python", "source"))
    (enough,) = (await told(context, ann, "peerBenchmark")).drawings
    assert isinstance(enough, WidgetFigures)
    question = Asked("commits_count")
    found = await standing.benchmarks(context, ann, story.id("Ann"), standing.Wish(within=Within.ROLE), question)
    assert (found.benchmarks[0].median, found.benchmarks[0].people) == (1, 5)
    assert enough.figures[0].says == "The middle of 5 is 1; half have 1 to 1."
    # What is for a team's eyes is not told of a whole role to a member, but their own number is.
    depth = next(one for one in enough.figures if one.about and one.about.metric == "avg_pr_size")
    assert depth.says is not None
    assert depth.says.startswith("Not beside others: You may not see this of everybody")


async def test_who_is_in_no_team_has_no_role_to_stand_beside(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    fay = await story.seeded.developer(owner, "Fay")
    found = await told(context, viewer(developer=fay), "peerBenchmark")
    assert found.empty is not None
    assert "no team" in found.empty.sentence


async def test_work_nobody_has_is_listed_with_what_is_like_ones_own(
    context: Context, viewer: Asker, story: Story
) -> None:
    items, _ = (await told(context, viewer(developer=story.id("Ann")), "taskMatcher")).drawings
    assert isinstance(items, WidgetItems)
    # T-5 is the only open issue nobody has; two issues of Ann's have the same title.
    assert [(one.title, one.detail) for one in items.items] == [
        ("T-5 A task", "open for 30 days · like 2 of yours"),
    ]
    assert items.items[0].href == "/insights/matching?issue=T-5"
    assert items.title == "Nobody has these, epics and incidents left out"
    dee, _ = (await told(context, viewer(developer=story.id("Dee")), "taskMatcher")).drawings
    assert isinstance(dee, WidgetItems)
    assert dee.items[0].detail == "open for 30 days"


async def test_work_nobody_has_belongs_to_no_team_and_is_not_for_who_reaches_some(
    context: Context, viewer: Asker, story: Story
) -> None:
    core = frozenset({TeamId(story.seeded.teams["Core"])})
    found = await told(context, replace(viewer(role=Role.MANAGER), teams=core), "taskMatcher")
    assert (found.drawings, found.withheld) == ([], ONLY_TEAMS)


async def test_without_a_tracker_a_way_to_one_is_shown(context: Context, viewer: Asker) -> None:
    found = await told(context, viewer(), "taskMatcher")
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/integrations"


async def test_signs_are_ones_own_and_those_of_a_team_are_for_its_managers_from_five_people_on(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made, june = Seeded(workspace), context.at(JUNE)
    await made.repository(owner, "api")
    ann = await a_person(owner, made, "Ann", LATE)
    for name in ("Ben", "Cal", "Dee", "Eve"):
        await a_person(owner, made, name, USUAL)
    small = await made.team(owner, "Small", [(name, None, None) for name in ("Ann", "Ben")])
    whole = await made.team(owner, "Whole", [(name, None, None) for name in ("Ann", "Ben", "Cal", "Dee", "Eve")])
    signs = await burnout_service.of_person(june, viewer(developer=ann))
    member = replace(viewer(role=Role.MEMBER), developer_id=DeveloperId(ann))
    trend, items = (await told(june, member, "sustainabilityTrend", team=whole)).drawings
    assert isinstance(trend, WidgetTrend)
    assert isinstance(items, WidgetItems)
    assert trend.series[0].points[-1].value == signs.trend[-1].risk_score
    assert [one.title for one in items.items] == [one.says for one in signs.alerts]
    assert {one.tone for one in items.items} == {Tone.ATTENTION}
    manager = viewer(role=Role.MANAGER)
    few = await told(june, manager, "sustainabilityTrend", team=small)
    assert (few.drawings, few.withheld) == ([], TOO_FEW)
    group = await burnout_service.of_group(june, manager, whole)
    (bars,) = (await told(june, manager, "sustainabilityTrend", team=whole)).drawings
    assert isinstance(bars, WidgetBars)
    means = {one.key: one.mean for one in group.indicators if one.mean is not None}
    assert {one.key: one.value for one in bars.bars} == means
    assert "Ann" not in bars.model_dump_json()


async def test_too_little_to_say_what_is_usual_says_how_much_is_needed(
    context: Context, viewer: Asker, story: Story
) -> None:
    found = await told(context.at(NOW + timedelta(days=1)), viewer(developer=story.id("Ann")), "sustainabilityTrend")
    assert found.drawings == []
    assert found.empty is not None
    assert "weeks" in found.empty.sentence
