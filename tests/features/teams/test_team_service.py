"""What a team knows, lacks and gets done, on a story counted by hand."""

from datetime import date
from uuid import UUID

import pytest
from tests.features.analytics.conftest import Asker
from tests.features.teams.conftest import DAY, NOW, PEOPLE, imports, leave, sprint, work
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.analytics import service as analytics
from aexy.features.analytics.schemas import SkillsWish
from aexy.features.insights import service as insights
from aexy.features.insights import workload as insights_workload
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.intelligence.teams_schemas import TeamGaps
from aexy.features.intelligence.teams_service import (
    BY_PARTS,
    NO_REPOSITORIES,
    team_bus_factor,
    team_gaps,
    team_skills,
    team_velocity,
    team_workload,
)
from aexy.features.knowledge import service as knowledge
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown
from aexy.kernel.privacy import TOO_FEW
from aexy.store.postgres import Connection

WEEKS = Days(date(2026, 3, 30), date(2026, 5, 25))


def told(found: TeamGaps) -> list[tuple[str, str, list[str], list[str]]]:
    return [
        (gap.skill, gap.kind, [one.developer.name for one in gap.holders], [one.developer.name for one in gap.nearest])
        for gap in found.gaps or ()
    ]


async def test_the_matrix_is_the_heat_map_of_the_same_people(context: Context, viewer: Asker, core: Seeded) -> None:
    team = core.teams["Core"]
    found = await team_skills(context, viewer(), team)
    assert found == await analytics.skill_heatmap(context, viewer(), SkillsWish(team_id=team, limit=200))
    assert [row.developer.name for row in found.rows] == list(PEOPLE)
    assert found.rows[0].skills["Go"].n == 60


async def test_a_gap_is_what_one_person_has_and_what_only_others_write(
    context: Context, viewer: Asker, core: Seeded
) -> None:
    found = await team_gaps(context, viewer(), core.teams["Core"])
    # Perl was worked in on two days: that is not needed.
    assert told(found) == [("Rust", "nobody", [], []), ("Go", "one", ["Ann"], ["Ben"])]
    assert (found.n, found.people, [one.name for one in found.repositories]) == (2, 5, ["api"])
    assert [gap.says for gap in found.gaps or ()] == [
        "Nobody in Core has Rust at intermediate or above; it was worked in on 30 days of the last year, in api.",
        "Only Ann has Go at intermediate or above; it was worked in on 60 days of the last year, in api.",
    ]


async def test_a_gap_appears_when_the_only_expert_leaves(
    context: Context, viewer: Asker, core: Seeded, owner: Connection
) -> None:
    await work(owner, core, "Ben", "main.go", "Go", range(60))
    before = await team_gaps(context, viewer(), core.teams["Core"])
    assert [gap.skill for gap in before.gaps or ()] == ["Rust"]
    await leave(owner, core, "Ben")
    await leave(owner, core, "Ann")
    after = await team_gaps(context, viewer(), core.teams["Core"])
    assert ("Go", "nobody", [], []) in told(after)
    assert after.people == 3


async def test_a_framework_is_a_gap_as_a_language_is(
    context: Context, viewer: Asker, core: Seeded, owner: Connection
) -> None:
    await imports(owner, core, "main.go", "Gin")
    await imports(owner, core, "lib.rs", "Actix Web")
    await imports(owner, core, "old.pl", "Rust")  # called like a language: that is the language
    found = await team_gaps(context, viewer(), core.teams["Core"])
    assert told(found) == [
        ("Actix Web", "nobody", [], []),
        ("Rust", "nobody", [], []),
        ("Gin", "one", ["Ann"], ["Ben"]),
        ("Go", "one", ["Ann"], ["Ben"]),
    ]
    assert [gap.n for gap in found.gaps or ()] == [30, 30, 60, 60]
    # The heat map is of languages.
    assert set((await team_skills(context, viewer(), core.teams["Core"])).rows[0].skills) == {"Go"}


async def test_what_is_imported_in_repositories_of_others_is_no_gap(
    context: Context, viewer: Asker, core: Seeded, owner: Connection
) -> None:
    await imports(owner, core, "main.go", "Gin")
    await owner.execute("update repository_teams set until = $1", NOW - DAY)
    await core.touch(owner, NOW)
    assert (await team_gaps(context, viewer(), core.teams["Core"])).withheld == NO_REPOSITORIES


async def test_only_whoever_may_see_everybodys_skills_sees_the_gaps(
    context: Context, viewer: Asker, core: Seeded
) -> None:
    team = core.teams["Core"]
    inside = viewer(role=Role.MEMBER, developer=core.developers["Dee"])
    assert (await team_gaps(context, inside, team)).withheld is None
    outside = viewer(role=Role.MEMBER, developer=core.developers["Zoe"])
    found = await team_gaps(context, outside, team)
    assert (found.gaps, found.withheld, found.n) == (None, BY_PARTS, 0)


async def test_a_team_that_owns_nothing_is_told_so(context: Context, viewer: Asker, core: Seeded) -> None:
    found = await team_gaps(context, viewer(), core.teams["Edge"])
    assert (found.gaps, found.withheld, found.repositories) == (None, NO_REPOSITORIES, [])


async def test_a_team_that_is_not_there_is_unknown(context: Context, viewer: Asker, core: Seeded) -> None:
    del core
    with pytest.raises(Unknown):
        await team_gaps(context, viewer(), UUID(int=1))


async def test_velocity_is_the_catalogues_readings(context: Context, viewer: Asker, core: Seeded) -> None:
    team = core.teams["Core"]
    found = await team_velocity(context, viewer(), team, WEEKS)
    asked = Asked("prs_merged,commits_count", f"team:{team}", WEEKS.start, WEEKS.end, Bucket.WEEKLY, Compare.NONE)
    assert found.readings == await insights.readings(context, viewer(), asked)
    commits = [one.value for one in found.readings.readings if one.metric == "commits_count"]
    assert sum(one or 0 for one in commits) == 52 + 3 + 2  # Ann's since 30 March, Ben's and Cal's
    assert found.sprints is None


async def test_points_are_the_sprints_and_none_is_unknown(
    context: Context, viewer: Asker, core: Seeded, owner: Connection
) -> None:
    await sprint(owner, core, 1, [("Ann", 3.0, True), ("Ben", 5.0, False), ("Zoe", 8.0, True)])
    await sprint(owner, core, 3, [("Ann", None, True)])
    found = await team_velocity(context, viewer(), core.teams["Core"], WEEKS)
    assert [(one.name, one.n, one.done, one.points, one.points_done) for one in found.sprints or ()] == [
        ("Sprint 1", 2, 1, 8.0, 3.0),
        ("Sprint 3", 1, 1, None, None),
    ]
    assert (found.sprints or [])[0].end == NOW - 7 * DAY


async def test_points_of_fewer_than_five_are_for_those_who_see_each(
    context: Context, viewer: Asker, core: Seeded, owner: Connection
) -> None:
    await sprint(owner, core, 1, [("Ann", 3.0, True), ("Ben", 5.0, False)])
    await sprint(owner, core, 3, [(name, 2.0, True) for name in PEOPLE])
    outside = viewer(role=Role.MEMBER, developer=core.developers["Zoe"])
    found = (await team_velocity(context, outside, core.teams["Core"], WEEKS)).sprints or []
    assert [(one.points, one.n, one.withheld) for one in found] == [(None, 0, TOO_FEW), (10.0, 5, None)]


async def test_workload_is_the_one_of_the_teams_insights(context: Context, viewer: Asker, core: Seeded) -> None:
    team = core.teams["Core"]
    assert await team_workload(context, viewer(), team, WEEKS) == await insights_workload.workload(
        context, viewer(), team, WEEKS
    )


async def test_the_bus_factor_is_the_one_of_knowledge(context: Context, viewer: Asker, core: Seeded) -> None:
    team = core.teams["Core"]
    assert await team_bus_factor(context, viewer(), team) == await knowledge.bus_factor_of_team(context, viewer(), team)
