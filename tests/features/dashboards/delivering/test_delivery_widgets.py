"""Widgets about delivery and open work say what the delivery pages say, of whoever may see it."""

from dataclasses import replace
from datetime import date

import pytest
from tests.delivering import Delivered
from tests.features.analytics.conftest import Keeping
from tests.features.dashboards.delivering.conftest import LATER
from tests.features.flow.conftest import NOW, Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.dashboards import service
from aexy.features.dashboards.drawings import (
    WidgetBars,
    WidgetFigure,
    WidgetFigures,
    WidgetItems,
    WidgetSentence,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.delivery.flow_looking import Asked as FlowAsked
from aexy.features.delivery.flow_service import OpenWish, open_flow, stale
from aexy.features.delivery.flow_waiting import waiting
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.review_load import review_load
from aexy.features.insights.rollups import Days
from aexy.features.insights.service import Asked
from aexy.features.insights.sizes import sizes
from aexy.features.routing import Role, Viewer
from aexy.kernel.metric import Level
from aexy.kernel.privacy import ONLY_TEAMMATES, TOO_FEW

WINDOW = (date(2026, 11, 2), date(2026, 11, 30))
DORA = ("doraOverview", "leadTimeStages", "deploymentFrequency", "changeFailRate", "recoveryTime", "reworkRate")
OPEN = ("prFlow", "reviewQueue", "reviewLoad", "reviewTurnaround", "stalePullRequests", "prSizes")


async def shown(
    context: Context, viewer: Viewer, key: str, team: object = None, window: tuple[date | None, date | None] = WINDOW
) -> WidgetAnswer:
    return await service.answer(context, viewer, key, start=window[0], end=window[1], team=team)  # type: ignore[arg-type]  # a UUID


def figures(found: WidgetAnswer) -> list[WidgetFigure]:
    return [one for drawing in found.drawings if isinstance(drawing, WidgetFigures) for one in drawing.figures]


@pytest.mark.usefixtures("delivered")
async def test_the_five_are_those_of_the_story_and_each_opens_its_drawer(context: Context, asker: Asker) -> None:
    found = await shown(context.at(LATER), asker(), "doraOverview")
    told = [(one.value, one.n, one.href) for one in figures(found)]
    assert told == [
        (3 * 7 / 24, 3, "/insights/delivery?open=metric:deployment_frequency"),
        (24, 2, "/insights/delivery?open=metric:lead_time_hours"),
        (1 / 3, 3, "/insights/delivery?open=metric:change_fail_rate"),
        (4, 1, "/insights/delivery?open=metric:recovery_time_hours"),
        (1 / 3, 3, "/insights/delivery?open=metric:deployment_rework_rate"),
    ]
    assert {one.about for one in figures(found)} == {None}
    assert figures(found)[1].says == "Tier: high (DORA 2024) · Merged in the window and not live yet: 1"
    frequency = next(one for one in found.drawings if isinstance(one, WidgetTrend))
    assert [(one.value, one.open) for one in frequency.series[0].points] == [
        (3, False), (0, False), (0, False), (0, True),
    ]  # fmt: skip
    assert (found.n, found.empty) == (3, None)


@pytest.mark.usefixtures("delivered")
async def test_each_of_the_small_ones_says_the_number_of_the_overview(context: Context, asker: Asker) -> None:
    then = context.at(LATER)
    whole = {one.label: one for one in figures(await shown(then, asker(), "doraOverview"))}
    for key in ("deploymentFrequency", "changeFailRate", "recoveryTime", "reworkRate"):
        (one,) = figures(await shown(then, asker(), key))
        assert one == whole[one.label]


@pytest.mark.usefixtures("delivered")
async def test_the_parts_of_the_lead_time_add_up_to_it(context: Context, asker: Asker) -> None:
    found = await shown(context.at(LATER), asker(), "leadTimeStages")
    bars = next(one for one in found.drawings if isinstance(one, WidgetBars)).bars
    assert [(one.key, one.value, one.text) for one in bars] == [
        ("coding", 0, "median 0.0 h"), ("pickup", 1, "median 1.0 h"), ("review", 0, "median 0.0 h"),
        ("merge", 7, "median 7.0 h"), ("deploy", 16, "median 16.0 h"),
    ]  # fmt: skip
    assert sum(one.value or 0 for one in bars) == figures(found)[0].value == 24


async def test_the_lead_time_of_few_is_not_for_those_who_may_not_see_them(
    context: Context, asker: Asker, delivered: Delivered
) -> None:
    gus = asker(role=Role.MEMBER, developer=delivered.made.developers["Gus"])
    lead = next(one for one in figures(await shown(context.at(LATER), gus, "doraOverview")) if one.n == 0)
    assert (lead.label, lead.value, lead.previous, lead.withheld) == (
        "Lead time for changes", None, None, TOO_FEW,
    )  # fmt: skip
    stages = await shown(context.at(LATER), gus, "leadTimeStages")
    assert [one.drawing for one in stages.drawings] == ["figures"]
    assert figures(stages)[0].withheld == TOO_FEW


async def test_a_service_without_deployments_has_no_part_and_that_is_said(
    context: Context, asker: Asker, delivered: Delivered
) -> None:
    await delivered.service("web")
    found = await shown(context.at(LATER), asker(), "doraOverview")
    (said,) = (one for one in found.drawings if isinstance(one, WidgetSentence))
    assert said.text.startswith("1 service has no deployment that counts")


@pytest.mark.parametrize("key", [*DORA, *OPEN])
async def test_without_facts_it_is_said_what_would_fill_it(context: Context, asker: Asker, key: str) -> None:
    found = await shown(context, asker(), key, window=(None, None))
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == ("/insights/delivery/rules" if key in DORA else "/integrations")


async def test_open_work_is_that_of_the_flow_page(context: Context, asker: Asker, pulls: Pulls) -> None:
    found = await shown(context, asker(), "prFlow", window=(None, None))
    page = await open_flow(context, asker(), FlowAsked(), OpenWish())
    assert [one.value for one in figures(found)] == [one.n for one in page.stages] == [1, 2, 1, 1]
    assert found.n == page.n == 5
    trend = next(one for one in found.drawings if isinstance(one, WidgetTrend))
    last = [series.points[-1] for series in trend.series]
    assert [(one.value, one.n, one.open) for one in last] == [(1, 5, True), (2, 5, True), (1, 5, True), (1, 5, True)]
    edge = await shown(context, asker(), "prFlow", pulls.made.teams["Edge"], (None, None))
    assert [one.value for one in figures(edge)] == [0, 1, 0, 0]


async def test_what_waits_for_a_review_is_counted_for_all_and_named_for_some(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    page = await waiting(context, asker(), FlowAsked(), at=None)
    kinds = {one.kind.value: one.n for one in page.kinds}
    found = await shown(context, asker(), "reviewQueue")
    assert [one.value for one in figures(found)] == [
        kinds["review"], kinds["team_review"], kinds["another_look"], kinds["anybody"],
    ]  # fmt: skip
    items = next(one for one in found.drawings if isinstance(one, WidgetItems))
    assert [(one.title, one.value) for one in items.items] == [("Waiting", 216), ("Elsewhere", 24)]
    assert [str(one.detail).partition(" · ")[2] for one in items.items] == [
        "Ann waits for Ben", "Gus waits for anybody",
    ]  # fmt: skip
    gus = asker(role=Role.MEMBER, developer=pulls.made.developers["Gus"])
    few = await shown(context, gus, "reviewQueue")
    assert figures(few) == figures(found)
    mine = next(one for one in few.drawings if isinstance(one, WidgetItems))
    assert [one.title for one in mine.items] == ["Elsewhere"]
    assert few.caution is not None
    assert few.caution.startswith(ONLY_TEAMMATES)


async def test_what_went_quiet_is_that_of_the_flow_page(context: Context, asker: Asker, pulls: Pulls) -> None:
    assert pulls.count
    page = await stale(context, asker(), FlowAsked(), days=7, at=None)
    found = await shown(context, asker(), "stalePullRequests")
    assert (figures(found)[0].value, figures(found)[0].n) == (page.n, page.of) == (1, 5)
    items = next(one for one in found.drawings if isinstance(one, WidgetItems))
    assert [(one.title, one.at) for one in items.items] == [("Waiting", page.rows[0].quiet_since)]


async def test_a_team_without_quiet_work_is_told_so(context: Context, asker: Asker, pulls: Pulls) -> None:
    found = await shown(context, asker(), "stalePullRequests", pulls.made.teams["Edge"])
    assert found.empty is not None
    assert found.empty.sentence.startswith("Nothing has gone quiet: 1 are open")


async def test_review_load_is_team_by_team_and_within_one_person_by_person(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    core = pulls.made.teams["Core"]
    all_teams = await shown(context, asker(), "reviewLoad", window=(None, None))
    table = next(one for one in all_teams.drawings if isinstance(one, WidgetTable))
    team = next(row for row in table.rows if row[0].text == "Core")
    page = await review_load(context, asker(), core, Days())
    by_key = {one.metric: one for one in page.readings}
    assert team[0].href == f"/team?id={core}"
    assert team[3].value == by_key["review_given_count"].value
    within = await shown(context, asker(), "reviewLoad", core, (None, None))
    asked, given = (one for one in within.drawings if isinstance(one, WidgetBars))
    assert page.asked.people is not None
    assert page.given.people is not None
    assert [(one.label, one.value) for one in asked.bars] == [(one.name, one.value) for one in page.asked.people]
    assert [(one.label, one.value) for one in given.bars] == [(one.name, one.value) for one in page.given.people]
    assert within.rows.href == f"/team?id={core}"


async def test_the_table_of_teams_is_counted_once_for_everybody(context: Context, asker: Asker, pulls: Pulls) -> None:
    keeping = Keeping({})
    kept = replace(context, cache=keeping)
    ann, gus = (asker(developer=pulls.made.developers[name]) for name in ("Ann", "Gus"))
    question = Asked("review_given_count", "workspace")
    first = await breakdown(kept, ann, question, Spread(Level.TEAM))
    counted = set(keeping.kept)
    assert counted
    assert await breakdown(kept, gus, question, Spread(Level.TEAM)) == first
    await shown(kept, gus, "reviewLoad", window=(None, None))
    # What the widget said is kept as well, and that it was asked; nothing was counted again, for it or for others.
    beside = (":widget:", ":glances:")
    assert {name for name in keeping.kept if not any(one in name for one in beside)} == counted


async def test_how_reviews_are_spread_is_for_the_team_and_its_managers(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    hal = asker(role=Role.MEMBER, developer=pulls.made.developers["Hal"])
    found = await shown(context, hal, "reviewLoad", pulls.made.teams["Core"], (None, None))
    assert not [one for one in found.drawings if isinstance(one, WidgetBars)]
    said = [one.text for one in found.drawings if isinstance(one, WidgetSentence)]
    assert len(said) == 2
    assert all("is not shown" in text for text in said)


async def test_sizes_are_those_of_the_merged_pull_requests(context: Context, asker: Asker, pulls: Pulls) -> None:
    for lines in (10, 100, 500):
        await pulls.pull("Eve", NOW.replace(day=12), merged=NOW.replace(day=13), size=(lines, 0))
    found = await shown(context, asker(), "prSizes", window=(None, None))
    page = await sizes(context, asker(), Level.WORKSPACE, None, Days())
    size, large = figures(found)
    assert (size.median, size.value, size.n) == (page.quantiles.median, page.mean, page.n) == (100, 610 / 3, 3)
    assert size.says == "1 more whose size is not known"
    assert large.value == 1 / 3


async def test_a_team_of_another_workspace_is_unknown_to_all_of_them(
    context: Context, asker: Asker, seeded: Seeded
) -> None:
    limited = asker(role=Role.MANAGER, teams={seeded.teams["Edge"]})
    for key in (*DORA, *OPEN):
        with pytest.raises(Exception, match="no team"):
            await shown(context, limited, key, seeded.teams["Core"])
