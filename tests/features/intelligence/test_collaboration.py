"""Whom people work with, of one person and of a group, and who may see it."""

from datetime import date
from uuid import UUID

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Story

from aexy.context import Context
from aexy.features.analytics.schemas import CollaborationWish
from aexy.features.analytics.together import BY_PARTS, collaboration
from aexy.features.insights.looking import look
from aexy.features.intelligence import collaboration_service, service
from aexy.features.intelligence.collaboration import ANALYSIS
from aexy.features.intelligence.collaboration_schemas import CollaborationEdge
from aexy.features.intelligence.schemas import AnalyseWish
from aexy.features.intelligence.together import analyse_all
from aexy.features.routing import Role
from aexy.kernel.errors import Unusable
from aexy.kernel.privacy import ONLY_TEAMMATES, TOO_FEW
from aexy.store.postgres import Connection

EVERYBODY = CollaborationWish()


def of_all(story: Story) -> CollaborationWish:
    return CollaborationWish(developer_ids=[story.id(name) for name in ("Ann", "Ben", "Cal", "Dee", "Eve")])


async def test_a_person_has_colleagues_and_what_passed_with_each(context: Context, viewer: Asker, story: Story) -> None:
    found = await collaboration_service.collaborators(context, viewer(), story.id("Ann"))
    # Ann reviewed Ben and Cal, and wrote a commit with Ben; Eve is two steps away, over Cal.
    assert (found.n, found.colleagues, found.reviews_given, found.reviews_received) == (3, 2, 2, 0)
    assert (found.shared_commits, found.reach, found.withheld) == (1, 3, None)
    assert found.reciprocity is None  # two reviews say nothing
    assert [(one.developer.name, one.reviews_given, one.reviews_received) for one in found.closest] == [
        ("Ben", 1, 0), ("Cal", 1, 0),
    ]  # fmt: skip
    ben = found.closest[0].edge
    assert (ben.interaction_count, ben.review_count, ben.co_author_count) == (2, 1, 1)
    assert (ben.interaction_types, ben.reciprocity) == (["review", "co_author"], 0)
    assert {ben.developer_a_id, ben.developer_b_id} == {story.id("Ann"), story.id("Ben")}


async def test_one_person_and_everybody_come_to_the_same(context: Context, viewer: Asker, story: Story) -> None:
    view = await look(context, viewer(), subject="workspace", start=None, end=None)
    everybody = await service.of_people(context, view, ANALYSIS)
    for name in ("Ann", "Ben", "Cal", "Eve"):
        alone = await service.of_person(context, viewer(), ANALYSIS, story.id(name), fresh=True)
        assert alone.result is not None
        assert alone.result in everybody.values()
    assert len(everybody) == 4  # Dee met nobody
    nobody = await collaboration_service.collaborators(context, viewer(), story.id("Dee"))
    assert (nobody.n, nobody.colleagues, nobody.closest) == (0, None, [])


async def test_an_approval_of_ones_own_is_no_edge(context: Context, viewer: Asker, story: Story) -> None:
    pull = await story.pulls.pull("Dee", NOW - 5 * DAY)
    await story.pulls.review(pull, "Dee", NOW - 4 * DAY)
    found = await collaboration_service.collaborators(context, viewer(), story.id("Dee"))
    assert (found.n, found.colleagues) == (0, None)


async def test_colleagues_out_of_sight_are_counted_and_not_named(context: Context, viewer: Asker, story: Story) -> None:
    teammate = viewer(role=Role.MEMBER, developer=story.id("Ben"))
    found = await collaboration_service.collaborators(context, teammate, story.id("Cal"))
    assert [one.developer.name for one in found.closest] == ["Ann"]
    assert (found.colleagues, found.withheld_colleagues) == (2, 1)
    own = viewer(role=Role.MEMBER, developer=story.id("Cal"))
    mine = await collaboration_service.collaborators(context, own, None)
    assert {one.developer.name for one in mine.closest} == {"Ann", "Eve"}
    stranger = await collaboration_service.collaborators(context, teammate, story.id("Eve"))
    assert (stranger.withheld, stranger.colleagues, stranger.closest) == (ONLY_TEAMMATES, None, [])


@pytest.mark.usefixtures("story")
async def test_whoever_is_nobody_here_has_to_say_whom_they_mean(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unusable, match="about whom"):
        await collaboration_service.collaborators(context, viewer(), None)


async def test_a_group_is_what_the_analytics_say_of_it(context: Context, viewer: Asker, story: Story) -> None:
    wish = of_all(story)
    there = await collaboration(context, viewer(), wish)
    found = await collaboration_service.team(context, viewer(), wish)
    drawn = await collaboration_service.graph(context, viewer(), wish)
    assert (found.cohesion, found.density) == (there.cohesion, there.density)
    said = {node.developer.id: (node.colleagues, node.strength, node.betweenness) for node in there.nodes}
    assert {n.developer.id: (n.colleagues, n.strength, n.betweenness) for n in drawn.nodes} == said
    # A tie is both of its directions.
    strength: dict[frozenset[UUID], float] = {}
    for edge in there.edges:
        pair = frozenset((edge.source, edge.target))
        strength[pair] = strength.get(pair, 0.0) + edge.strength
    assert {frozenset((e.developer_a_id, e.developer_b_id)): e.strength_score for e in drawn.edges} == strength


async def test_silos_bridges_and_central_people_have_names(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    # Beside the chain Ben - Ann - Cal - Eve two others know only each other.
    for name in ("Fay", "Gus"):
        await story.seeded.developer(owner, name)
    await story.seeded.commit(owner, "Fay", NOW - DAY, "api", co_authors=("Gus",))
    found = await collaboration_service.team(context, viewer(), EVERYBODY)
    assert [([who.name for who in one.people], one.is_silo, one.inside) for one in found.circles] == [
        (["Ann", "Ben", "Cal", "Eve"], True, 1), (["Fay", "Gus"], True, 1),
    ]  # fmt: skip
    assert (found.parts, found.silos, found.alone, found.bridges) == (2, 2, [], [])
    assert [one.teams for one in found.circles] == [{"Core": 3, "Edge": 1}, {}]
    assert {(tie.developer_a.name, tie.developer_b.name) for tie in found.only_ties} == {
        ("Ann", "Ben"), ("Ann", "Cal"), ("Cal", "Eve"), ("Fay", "Gus"),
    }  # fmt: skip
    assert {(one.developer.name, one.is_only_way) for one in found.central} == {("Ann", True), ("Cal", True)}
    drawn = await collaboration_service.graph(context, viewer(), EVERYBODY)
    assert {node.developer.name: node.circle for node in drawn.nodes} == {
        "Ann": 0, "Ben": 0, "Cal": 0, "Eve": 0, "Fay": 1, "Gus": 1,
    }  # fmt: skip
    assert {node.developer.name: node.teams for node in drawn.nodes}["Eve"] == ["Edge"]


async def test_of_four_people_nothing_is_said_as_a_group(context: Context, viewer: Asker, story: Story) -> None:
    found = await collaboration_service.team(context, viewer(), CollaborationWish(team_id=story.seeded.teams["Core"]))
    assert (found.withheld_whole, found.reciprocity.withheld, found.circles, found.trend) == (TOO_FEW, TOO_FEW, [], [])
    assert found.parts is None


async def test_where_somebody_is_hidden_no_group_is_told(context: Context, viewer: Asker, story: Story) -> None:
    member = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    found = await collaboration_service.team(context, member, of_all(story))
    assert (found.withheld_whole, found.modularity.value, found.bridges) == (BY_PARTS, None, [])
    assert "Eve" not in found.model_dump_json()
    drawn = await collaboration_service.graph(context, member, of_all(story))
    assert {node.developer.name for node in drawn.nodes} == {"Ann", "Ben", "Cal", "Dee"}
    assert {node.circle for node in drawn.nodes} == {None}
    shown = {node.developer.id for node in drawn.nodes}
    assert {one for e in drawn.edges for one in (e.developer_a_id, e.developer_b_id)} <= shown


async def test_reciprocity_of_a_group_is_of_its_reviews(context: Context, viewer: Asker, story: Story) -> None:
    for author, reviewer in (("Dee", "Eve"), ("Eve", "Dee"), ("Dee", "Eve"), ("Eve", "Dee")):
        pull = await story.pulls.pull(author, NOW - 2 * DAY)
        await story.pulls.review(pull, reviewer, NOW - DAY)
    found = await collaboration_service.team(context, viewer(), of_all(story))
    # Seven reviews: three one way, four both ways alike.
    assert found.reciprocity.n == 7
    assert found.reciprocity.value == pytest.approx(4 / 7, abs=0.02)


async def test_the_trend_ends_today_and_begins_six_months_ago(context: Context, viewer: Asker, story: Story) -> None:
    found = await collaboration_service.team(context, viewer(), of_all(story))
    assert [point.until for point in found.trend][:2] == [date(2025, 12, 1), date(2026, 1, 1)]
    assert found.trend[-1].until == date(2026, 5, 21)
    assert (found.trend[-1].people, found.trend[-1].n, found.trend[-1].cohesion) == (4, 4, None)
    assert (found.trend[0].people, found.trend[0].n) == (0, 0)


def test_an_edge_has_the_fields_the_brief_names() -> None:
    assert set(CollaborationEdge.model_fields) >= {
        "developer_a_id", "developer_b_id", "interaction_count", "review_count", "co_author_count", "strength_score",
        "interaction_types", "last_interaction_at",
    }  # fmt: skip


async def test_all_analyses_at_once_name_colleagues_to_the_person_alone(
    context: Context, viewer: Asker, story: Story
) -> None:
    wish = AnalyseWish(developer_id=story.id("Ann"), only=["network"])
    teammate = viewer(role=Role.MEMBER, developer=story.id("Ben"))
    told = (await analyse_all(context, teammate, wish)).analyses[0].result
    assert told is not None
    assert (told["colleagues"], "edges" in told) == (2, False)
    own = (await analyse_all(context, viewer(developer=story.id("Ann")), wish)).analyses[0].result
    assert own is not None
    assert len(own["edges"]) == 2
