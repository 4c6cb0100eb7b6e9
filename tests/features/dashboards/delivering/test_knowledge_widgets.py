"""Widgets about code show the repositories people changed most, say which, and whose they are."""

from uuid import UUID

import pytest
from tests.features.knowledge.conftest import NOW, Asker, Story, viewer

from aexy.context import Context
from aexy.features.dashboards import service
from aexy.features.dashboards.drawings import WidgetCell, WidgetFigures, WidgetSentence, WidgetTable
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.insights.rollups import Days
from aexy.features.knowledge import lately
from aexy.features.knowledge.asking import who_knows
from aexy.features.knowledge.folders import ownership
from aexy.features.knowledge.service import bus_factor_of_team, truck_factor_of
from aexy.features.routing import Role
from aexy.kernel.ids import TeamId
from aexy.kernel.privacy import ONLY_TEAMS

__all__ = ["viewer"]

CODE = ("hotspots", "truckFactor", "ownershipMap", "knowledgeRisk", "whoKnows")
USUAL = Days()


async def shown(context: Context, viewer: Asker, key: str, team: UUID | None = None) -> WidgetAnswer:
    return await service.answer(context, viewer(), key, start=None, end=None, team=team)


def tables(found: WidgetAnswer) -> list[WidgetTable]:
    return [one for one in found.drawings if isinstance(one, WidgetTable)]


def row(cells: list[WidgetCell]) -> list[object]:
    return [one.value if one.text is None else one.text for one in cells]


async def test_changed_most_is_what_people_committed_most_to_in_the_period(
    context: Context, viewer: Asker, story: Story
) -> None:
    await story.made.repository(story.owner, "web")
    for days in (3, 4, 5):
        await story.made.commit(story.owner, "Cal", NOW - days * (NOW - NOW.replace(day=19)), "web")
    found = await lately.changed_most(context, viewer(), USUAL, None, limit=5)
    # Ann's and Ben's of the last twelve weeks; what the robot did ten days ago is no person's.
    assert [(one.name, one.commits) for one in found] == [("web", 3), ("api", 2)]
    of_web = await lately.changed_most(context, viewer(), USUAL, story.made.teams["Web"], limit=5)
    assert [(one.name, one.commits) for one in of_web] == [("api", 1)]


async def test_whom_to_ask_is_who_knows_each_folder_that_changed(context: Context, viewer: Asker, story: Story) -> None:
    found = await lately.who_knows_lately(context, viewer(), USUAL, None, limit=6)
    assert [(one.path, one.commits) for one in found.folders] == [("src/billing", 1), ("src/core", 1)]
    for one in found.folders:
        page = (await who_knows(context, viewer(), one.path, str(story.id))).repositories[0]
        assert (one.people, one.files, one.truck_factor) == (page.people[:3], page.files, page.truck_factor)
    (table,) = tables(await shown(context, viewer, "whoKnows"))
    billing, core = table.rows
    # Dee made the billing and has been away for five hundred days, so Ben is asked.
    assert str(billing[2].text).startswith("Ben (")
    assert str(core[2].text).startswith("Ann (")
    assert core[0].href == f"/insights/ownership?repository={story.id}&folder=src/core"


async def test_files_few_know_are_counted_once_and_by_folder(context: Context, viewer: Asker, story: Story) -> None:
    found = await lately.at_risk(context, viewer(), USUAL, None)
    (api,) = found.repositories
    known = await truck_factor_of(context, viewer(), story.id)
    assert (api.files, api.without_author) == (known.n, known.n - known.covered) == (7, 0)
    folders = {one.path: (one.files, one.one_author, one.nobody_left) for one in api.folders}
    # main.py, gone.py and c.py are Ann's alone, old.py Dee's and page.py Ben's. Cal is author of a.py too, and Ben
    # of tax.py: so only old.py went with Dee.
    assert folders == {"src": (2, 2, 0), "src/core": (2, 1, 0), "src/billing": (2, 1, 1), "web": (1, 1, 0)}
    assert (api.one_author, api.nobody_left) == (5, 1)
    repositories, places = tables(await shown(context, viewer, "knowledgeRisk"))
    assert [row(one) for one in repositories.rows] == [["api", 7, 5, 0, 1]]
    assert row(places.rows[0]) == ["api · src", 2, 2, 0, 0]


async def test_whether_everybody_is_gone_is_not_told_of_people_out_of_reach(
    context: Context, viewer: Asker, story: Story
) -> None:
    limited = viewer(role=Role.MANAGER, teams=frozenset({TeamId(story.made.teams["Web"])}))
    found = await lately.at_risk(context, limited, USUAL, None)
    (api,) = found.repositories
    assert (api.one_author, api.nobody_left, api.withheld) == (5, None, ONLY_TEAMS)
    web = next(one for one in api.folders if one.path == "web")
    assert (web.nobody_left, web.withheld) == (0, None)


async def test_the_map_says_whose_each_folder_is(context: Context, viewer: Asker, story: Story) -> None:
    found = await shown(context, viewer, "ownershipMap")
    page = await ownership(context, viewer(), story.id, "", limit=10)
    (table,) = tables(found)
    assert [row(one) for one in table.rows] == [
        [one.name, one.files, one.owners[0].developer.name, one.concentration, one.truck_factor, one.without_author]
        for one in page.children
    ]
    (which,) = (one for one in found.drawings if isinstance(one, WidgetSentence))
    assert which.text.startswith("api: the repository with most commits of the period (2)")
    assert which.link is not None
    assert which.link.href == f"/insights/ownership?repository={story.id}"


async def test_nobody_is_named_instead_of_who_knows_most(context: Context, viewer: Asker, story: Story) -> None:
    limited = viewer(role=Role.MANAGER, teams=frozenset({TeamId(story.made.teams["Web"])}))
    found = await service.answer(context, limited, "ownershipMap", start=None, end=None, team=None)
    (table,) = tables(found)
    rows = {str(cells[0].text): cells for cells in table.rows}
    # Ben has changed something in src too, but Ann knows most of it, and is out of reach.
    assert (rows["src"][2].text, rows["src"][2].withheld) == (None, ONLY_TEAMS)
    assert (rows["web"][2].text, rows["web"][3].value) == ("Ben", 1)


async def test_the_truck_factor_is_the_repositorys_or_the_teams(context: Context, viewer: Asker, story: Story) -> None:
    page = await truck_factor_of(context, viewer(), story.id)
    found = await shown(context, viewer, "truckFactor")
    (figure,) = next(one for one in found.drawings if isinstance(one, WidgetFigures)).figures
    assert (figure.value, figure.n, found.n) == (page.value, page.n, page.n) == (2, 7, 7)
    core = story.made.teams["Core"]
    of_team = await bus_factor_of_team(context, viewer(), core)
    within = await shown(context, viewer, "truckFactor", core)
    (figure,) = next(one for one in within.drawings if isinstance(one, WidgetFigures)).figures
    assert (figure.label, figure.value, figure.n) == ("Core", of_team.value, of_team.n)


async def test_a_repository_nobody_measured_says_so(context: Context, viewer: Asker, story: Story) -> None:
    found = await shown(context, viewer, "hotspots")
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.sentence.startswith("api: Nobody has measured the files")
    assert found.empty.action is not None
    assert found.empty.action.href == f"/insights/hotspots?repository={story.id}&back=365"


@pytest.mark.parametrize("key", CODE)
async def test_where_nobody_changed_anything_it_is_said_what_would_fill_it(
    context: Context, viewer: Asker, key: str
) -> None:
    found = await shown(context, viewer, key)
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/repositories"
