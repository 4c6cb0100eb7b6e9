"""Every analysis over a story counted by hand, and who is shown what of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from tests.features.analytics.conftest import DAY, NOW, Asker, Keeping, Story, files

from aexy.context import Context
from aexy.features.analytics.loads import workload
from aexy.features.analytics.schemas import (
    CollaborationWish,
    GroupWish,
    ProductivityWish,
    SkillsWish,
    WindowWish,
    WorkloadWish,
)
from aexy.features.analytics.service import activity_heatmap, productivity, skill_heatmap, usual_trends
from aexy.features.analytics.together import BY_PARTS, collaboration
from aexy.features.insights import service as insights
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.insights.workload import workload as team_workload
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.metric import Level
from aexy.kernel.privacy import ONLY_SELF, ONLY_TEAMMATES, TOO_FEW
from aexy.store.postgres import Connection

HALF = 2 ** (-1 / 180)
Wished = TypeVar("Wished", bound=WindowWish)


def within(kind: type[Wished], start: date, end: date, **more: object) -> Wished:
    return kind.model_validate({"from": start, "to": end, **more})


async def test_skills_are_the_days_people_worked_in_a_language(context: Context, viewer: Asker, story: Story) -> None:
    found = await skill_heatmap(context, viewer(), SkillsWish())
    known = {
        row.developer.name: {name: (skill.n, skill.commits, skill.lines) for name, skill in row.skills.items()}
        for row in found.rows
    }
    # No lock file, no merge, nothing unreachable, no bot; two commits of one day are one day, two files one commit.
    assert known == {
        "Ann": {"Python": (3, 4, 60), "TypeScript": (1, 1, 12)},
        "Ben": {"TypeScript": (1, 1, 12)},
        "Eve": {"Python": (1, 1, 12)},
    }
    ann = found.rows[0].skills["Python"]
    assert ann.evidence == pytest.approx(1 + HALF + 0.5)
    assert (ann.depth, ann.last_day) == ("novice", NOW.date())
    assert [(one.skill, one.people, one.depths["novice"]) for one in found.skills] == [
        ("Python", 2, 2),
        ("TypeScript", 2, 2),
    ]
    assert (found.people, found.withheld_people, found.withheld) == (3, 0, None)
    assert story.id("Eve") in {row.developer.id for row in found.rows}


async def test_a_day_is_the_authors_own(context: Context, viewer: Asker, story: Story) -> None:
    found = await skill_heatmap(context, viewer(), SkillsWish(developer_ids=[story.id("Ben")]))
    assert found.rows[0].skills["TypeScript"].last_day == date(2026, 5, 19)  # 23:00 UTC on the 18th is 01:00 there


async def test_a_skill_keeps_as_long_as_is_said(context: Context, viewer: Asker, story: Story) -> None:
    wish = SkillsWish(developer_ids=[story.id("Ann")], half_life_days=180, half_lives={"Python": 360})
    found = (await skill_heatmap(context, viewer(), wish)).rows[0].skills["Python"]
    assert found.evidence == pytest.approx(1 + 2 ** (-1 / 360) + 2**-0.5)


async def test_pitfall_half_life_of_long_tail_skills_is_settable(
    context: Context, viewer: Asker, story: Story, owner: Connection
) -> None:
    await owner.execute(
        "insert into insight_settings (workspace_id, half_life_days, skill_half_lives) values ($1, $2, $3)",
        viewer().workspace_id,
        90,
        '{"Python": 360}',
    )
    found = await skill_heatmap(context, viewer(), SkillsWish(developer_ids=[story.id("Ann")]))
    assert found.half_life_days == 90
    assert found.rows[0].skills["Python"].evidence == pytest.approx(1 + 2 ** (-1 / 360) + 2**-0.5)


async def test_whom_one_may_not_see_is_left_out_and_counted(context: Context, viewer: Asker, story: Story) -> None:
    ann = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    found = await skill_heatmap(context, ann, SkillsWish())
    assert [row.developer.name for row in found.rows] == ["Ann", "Ben"]
    assert (found.people, found.withheld_people, found.withheld) == (2, 1, ONLY_TEAMMATES)
    assert found.skills[0].people == 1  # Eve's Python is in no sum either
    onlooker = viewer(role=Role.VIEWER, developer=story.id("Eve"))
    assert [row.developer.name for row in (await skill_heatmap(context, onlooker, SkillsWish())).rows] == ["Eve"]
    nobody = await skill_heatmap(context, viewer(role=Role.MEMBER), SkillsWish())
    assert (nobody.rows, nobody.skills, nobody.withheld_people) == ([], [], 3)


async def test_somebody_elses_commits_change_nobodys_skills(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    before = await skill_heatmap(context, viewer(), SkillsWish())
    commit = await story.seeded.commit(owner, "Dee", NOW - DAY, "api")
    await files(owner, story.seeded, commit, ("app.py", "Python", "source"))
    after = await skill_heatmap(context, viewer(), SkillsWish())
    assert [row for row in after.rows if row.developer.name != "Dee"] == before.rows
    assert len(after.rows) == len(before.rows) + 1


async def test_a_team_shows_those_who_know_nothing_yet_and_the_workspace_does_not(
    context: Context, viewer: Asker, story: Story
) -> None:
    wish = SkillsWish(team_id=story.seeded.teams["Core"])
    found = await skill_heatmap(context, viewer(), wish)
    assert [(row.developer.name, len(row.skills)) for row in found.rows] == [
        ("Ann", 2), ("Ben", 1), ("Cal", 0), ("Dee", 0),
    ]  # fmt: skip
    assert found.subject.name == "Core"


async def test_days_and_hours_are_the_persons_own(context: Context, viewer: Asker, story: Story) -> None:
    ben, ann = story.id("Ben"), story.id("Ann")
    start, end = date(2026, 5, 11), date(2026, 5, 25)
    found = await activity_heatmap(context, viewer(developer=ben), ben, start=start, end=end)
    assert {one.day: one.commits for one in found.days if one.commits} == {date(2026, 5, 19): 1}
    assert (found.hours.n, found.hours.cells[1][1]) == (1, 1)  # Tuesday, one o'clock
    mine = await activity_heatmap(context, viewer(developer=ann), ann, start=start, end=end)
    assert {one.day: (one.commits, one.reviews, one.remarks) for one in mine.days if one.commits or one.reviews} == {
        date(2026, 5, 13): (0, 1, 0),
        date(2026, 5, 15): (0, 1, 0),
        date(2026, 5, 19): (1, 0, 0),
        date(2026, 5, 20): (2, 0, 0),
    }
    assert mine.hours.n == 5
    assert len(mine.days) == 14


async def test_a_review_goes_by_the_zone_of_its_authors_schedule(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    ann, start, end = story.id("Ann"), date(2026, 5, 11), date(2026, 5, 18)
    await owner.execute(
        "insert into working_schedules (workspace_id, developer_id, time_zone) values ($1, $2, 'Pacific/Auckland')",
        story.seeded.workspace,
        ann,
    )
    found = await activity_heatmap(context, viewer(), ann, start=start, end=end)
    # 10:30 and 12:30 UTC on the 13th and 15th are 22:30 there, and half past midnight of the day after.
    assert [one.day.day for one in found.days if one.reviews] == [13, 16]


async def test_ones_hours_are_ones_own(context: Context, viewer: Asker, story: Story) -> None:
    found = await activity_heatmap(context, viewer(role=Role.OWNER), story.id("Ann"), start=None, end=None)
    assert (found.hours.n, found.hours.withheld, sum(map(sum, found.hours.cells))) == (0, ONLY_SELF, 0)
    assert sum(one.commits for one in found.days) == 4
    assert len(found.days) == 52 * 7
    with pytest.raises(Unusable, match="two years"):
        await activity_heatmap(context, viewer(), story.id("Ann"), start=date(2020, 1, 1), end=None)
    with pytest.raises(Unknown):
        await activity_heatmap(context, viewer(), story.seeded.teams["Core"], start=None, end=None)


async def test_productivity_is_what_the_readings_say(context: Context, viewer: Asker, story: Story) -> None:
    start, end = date(2026, 4, 20), date(2026, 5, 25)
    for wish, subject, level in (
        (within(ProductivityWish, start, end), "workspace", Level.WORKSPACE),
        (
            within(ProductivityWish, start, end, developer_ids=[story.id("Ann")], bucket=Bucket.TOTAL),
            f"developer:{story.id('Ann')}",
            Level.DEVELOPER,
        ),
    ):
        found = await productivity(context, viewer(), wish)
        compare = Compare.PREVIOUS if wish.bucket is Bucket.TOTAL else Compare.NONE
        asked = Asked(",".join(usual_trends(level)), subject, start, end, wish.bucket, compare)
        assert found.subjects == [await insights.readings(context, viewer(), asked)]
        assert any(one.value for one in found.subjects[0].readings)


def test_all_usual_trends_are_in_the_catalogue() -> None:
    assert len(usual_trends(Level.DEVELOPER)) == len(usual_trends(Level.TEAM)) == 6


async def test_work_in_hand_part_by_part(context: Context, viewer: Asker, story: Story) -> None:
    found = await workload(context, viewer(), WorkloadWish(team_id=story.seeded.teams["Core"]))
    assert {row.developer.name: {key: load.value for key, load in row.parts.items()} for row in found.rows} == {
        "Ann": _parts(1, 0, 2, 2, 5, 1),
        "Ben": _parts(2, 1, 0, 1, None, 0),  # nobody put points on his issue
        "Cal": _parts(0, 0, 0, 0, 0, 0),
        "Dee": _parts(0, 0, 0, 0, 0, 0),
    }
    by_key = {part.key: part for part in found.parts}
    assert (by_key["open_pull_requests"].median, by_key["open_pull_requests"].total) == (0.5, 3)
    ben = found.rows[1].parts["open_pull_requests"]
    assert ben.relative == 4
    assert ben.share == pytest.approx(2 / 3)
    assert not hasattr(found.rows[0], "score")
    assert [row.days_ahead for row in found.rows] == [10, 10, 10, 10]
    assert found.says == "Fewer than 8 people are shown: too few to say whose work in hand stands out."
    assert not any(load.stands_out for row in found.rows for load in row.parts.values())


async def test_whoever_is_away_has_fewer_days_ahead(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind)"
        " values ($1, $2, '2026-05-21', '2026-05-25', 'leave')",
        story.seeded.workspace,
        story.id("Ben"),
    )
    found = await workload(context, viewer(), WorkloadWish(team_id=story.seeded.teams["Core"]))
    assert [row.days_ahead for row in found.rows] == [10, 7, 10, 10]


def _parts(*values: float | None) -> dict[str, float | None]:
    keys = (
        "open_pull_requests", "waiting_review_requests", "review_given_count", "open_issues", "open_points",
        "issues_in_progress",
    )  # fmt: skip
    return dict(zip(keys, values, strict=True))


async def test_the_same_work_is_in_hand_wherever_it_is_asked_for(context: Context, viewer: Asker, story: Story) -> None:
    days = Days(date(2026, 4, 20), date(2026, 5, 25))
    team = story.seeded.teams["Core"]
    there = {one.key: one for one in (await team_workload(context, viewer(), team, days)).work}
    wish = within(WorkloadWish, date(2026, 4, 20), date(2026, 5, 25), team_id=team)
    here = {part.key: part.total for part in (await workload(context, viewer(), wish)).parts}
    for key in ("open_pull_requests", "waiting_review_requests", "review_given_count"):
        assert here[key] == there[key].total, key
    asked = Asked("review_given_count", "workspace", days.start, days.end, compare=Compare.NONE)
    everybody = await workload(context, viewer(), within(WorkloadWish, date(2026, 4, 20), date(2026, 5, 25)))
    total = {part.key: part.total for part in everybody.parts}["review_given_count"]
    assert total == (await insights.readings(context, viewer(), asked)).readings[0].value


async def test_relative_work_is_of_those_shown_so_that_nobody_else_can_be_told_from_it(
    context: Context, viewer: Asker, story: Story
) -> None:
    eve = viewer(role=Role.MEMBER, developer=story.id("Eve"))
    found = await workload(context, eve, WorkloadWish())
    assert [row.developer.name for row in found.rows] == ["Eve"]
    assert (found.withheld_people, found.withheld) == (2, ONLY_TEAMMATES)
    given = found.rows[0].parts["review_given_count"]
    assert (given.value, given.relative, given.share) == (1, None, None)


async def test_what_is_not_known_at_all_is_null(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    await owner.execute("delete from issues where workspace_id = $1", story.seeded.workspace)
    found = await workload(context, viewer(), WorkloadWish())
    assert {part.key for part in found.parts if part.total is None} == {
        "open_issues", "open_points", "issues_in_progress",
    }  # fmt: skip
    assert all(row.parts["open_issues"].value is None for row in found.rows)


@pytest.mark.usefixtures("story")
async def test_reviews_point_from_reviewer_to_author_and_shared_commits_both_ways(
    context: Context, viewer: Asker
) -> None:
    found = await collaboration(context, viewer(), CollaborationWish())
    names = {node.developer.id: node.developer.name for node in found.nodes}
    assert {
        (names[edge.source], names[edge.target]): (edge.reviews, edge.shared_commits, edge.n) for edge in found.edges
    } == {
        ("Ann", "Ben"): (1, 1, 2),
        ("Ben", "Ann"): (0, 1, 1),
        ("Ann", "Cal"): (1, 0, 1),
        ("Eve", "Cal"): (1, 0, 1),
    }
    # A chain Ben - Ann - Cal - Eve: of three pairs of others, two lead over Ann, two over Cal.
    assert {node.developer.name: node.betweenness for node in found.nodes} == {
        "Ann": pytest.approx(2 / 3), "Ben": 0, "Cal": pytest.approx(2 / 3), "Eve": 0,
    }  # fmt: skip
    assert found.cohesion.withheld == TOO_FEW  # four people


async def test_a_group_of_five_has_a_cohesion_for_whoever_may_see_all_five(
    context: Context, viewer: Asker, story: Story
) -> None:
    everybody = CollaborationWish(developer_ids=[story.id(name) for name in ("Ann", "Ben", "Cal", "Dee", "Eve")])
    found = await collaboration(context, viewer(), everybody)
    # Three pairs one step apart, two two steps, one three; Dee knows nobody.
    assert found.cohesion.value == pytest.approx((3 + 2 / 2 + 1 / 3) / 10)
    assert found.density.value == pytest.approx(0.3)
    assert found.density.n == 5
    hidden = await collaboration(context, viewer(role=Role.MEMBER, developer=story.id("Ann")), everybody)
    assert (hidden.cohesion.value, hidden.cohesion.withheld) == (None, BY_PARTS)
    assert {node.developer.name for node in hidden.nodes} == {"Ann", "Ben", "Cal", "Dee"}
    assert (hidden.withheld_people, len(hidden.edges)) == (1, 3)


async def test_listing_somebody_hidden_tells_nothing_about_them(context: Context, viewer: Asker, story: Story) -> None:
    ann = viewer(role=Role.MEMBER, developer=story.id("Ann"))
    seen = [story.id(name) for name in ("Ann", "Ben", "Cal")]
    without = await collaboration(context, ann, CollaborationWish(developer_ids=seen))
    beside = await collaboration(context, ann, CollaborationWish(developer_ids=[*seen, story.id("Eve")]))
    assert beside.nodes == without.nodes
    assert beside.edges == without.edges


async def test_pitfall_analyses_share_what_was_counted_until_the_facts_change(
    context: Context, viewer: Asker, owner: Connection, story: Story
) -> None:
    cache = Keeping({})
    keeping = replace(context, cache=cache)
    asked: list[Callable[[], Awaitable[object]]] = [
        lambda: skill_heatmap(keeping, viewer(), SkillsWish()),
        lambda: workload(keeping, viewer(), WorkloadWish()),
        lambda: collaboration(keeping, viewer(), CollaborationWish()),
        lambda: activity_heatmap(keeping, viewer(), story.id("Ann"), start=None, end=None),
    ]
    first = [await ask() for ask in asked]
    assert cache.made == len(asked)
    assert [await ask() for ask in asked] == first
    assert cache.made == len(asked)
    commit = await story.seeded.commit(owner, "Dee", NOW - DAY, "api")
    await files(owner, story.seeded, commit, ("app.py", "Python", "source"))
    again = [await ask() for ask in asked]
    assert cache.made == 2 * len(asked)
    assert again[0] != first[0]


async def test_who_is_not_there_is_named(context: Context, viewer: Asker, story: Story) -> None:
    robot = story.id("Robot")
    with pytest.raises(Unknown, match=str(robot)):
        await skill_heatmap(context, viewer(), SkillsWish(developer_ids=[robot]))
    with pytest.raises(Unknown):
        await workload(context, viewer(), WorkloadWish(team_id=robot))
    with pytest.raises(ValueError, match="not both"):
        GroupWish(team_id=robot, developer_ids=[robot])
    with pytest.raises(Unusable):
        await collaboration(context, viewer(), within(CollaborationWish, NOW.date(), NOW.date() - DAY))
