"""A team's, a repository's and the workspace's numbers are those of the catalogue, and nobody's are given away."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights import places, service, teams
from aexy.features.insights.rollups import Days, Rollup, headlines
from aexy.features.insights.schemas import Reading
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection

FROM, TO = date(2026, 1, 12), date(2026, 3, 30)
DAYS = Days(FROM, TO)

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=9, commits=160)


def all_of(found: Rollup) -> dict[str, Reading]:
    return {one.metric: one for family in found.families for one in family.readings}


async def test_a_rollup_has_every_key_of_its_level_as_readings_give_it(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    core, api = seeded.teams["Core"], seeded.repositories["api"][0]
    for found, level, subject in (
        (await teams.team(context, viewer(), core, DAYS), Level.TEAM, f"team:{core}"),
        (await places.repository(context, viewer(), api, DAYS), Level.REPOSITORY, f"repository:{api}"),
    ):
        assert set(all_of(found)) == {metric.key for metric in CATALOGUE if level in metric.levels}
        some = "commits_count,avg_commit_size,weekend_commit_ratio"
        same = await service.readings(context, viewer(), Asked(some, subject, FROM, TO))
        assert [all_of(found)[one.metric] for one in same.readings] == same.readings
    commits = all_of(found)["commits_count"]
    assert commits.value
    assert commits.previous is not None


async def test_a_rollup_names_who_is_in_the_team_now(context: Context, viewer: Asker, seeded: Seeded) -> None:
    edge = await teams.team(context, viewer(), seeded.teams["Edge"], DAYS)
    assert {one.name for one in edge.members} == {"Person 1", "Person 2", "Person 3"}
    before = await teams.team(context.at(context.now.replace(month=1)), viewer(), seeded.teams["Edge"], DAYS)
    assert {one.name for one in before.members} == {"Person 2", "Person 3"}


async def test_what_needs_five_people_is_withheld_from_a_smaller_team(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    edge = all_of(await teams.team(context, viewer(), seeded.teams["Edge"], DAYS))
    assert "five or more" in (edge["weekend_commit_ratio"].withheld or "")
    assert (edge["weekend_commit_ratio"].value, edge["weekend_commit_ratio"].n) == (None, 0)
    assert edge["commits_count"].value


async def test_lists_show_the_numbers_the_rollups_show_and_teams_without_any(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    idle = await seeded.team(owner, "Idle", [])
    first = await teams.list_teams(context, viewer(), DAYS, cursor=None, limit=2)
    rest = await teams.list_teams(context, viewer(), DAYS, cursor=first.next_cursor, limit=2)
    assert [one.subject.name for one in (*first.items, *rest.items)] == ["Core", "Edge", "Idle"]
    core = all_of(await teams.team(context, viewer(), seeded.teams["Core"], DAYS))
    assert {key: (cell.value, cell.n) for key, cell in first.items[0].readings.items()} == {
        key: (core[key].value, core[key].n) for key in headlines(Level.TEAM)
    }
    nothing = all_of(await teams.team(context, viewer(), idle, DAYS))
    assert {key: (cell.value, cell.n) for key, cell in rest.items[0].readings.items()} == {
        key: (nothing[key].value, nothing[key].n) for key in headlines(Level.TEAM)
    }
    repositories = await places.list_repositories(context, viewer(), DAYS, cursor=None, limit=10)
    assert [one.subject.name for one in repositories.items] == ["api", "docs", "web"]
    assert all(one.readings["commits_count"].value for one in repositories.items)


async def test_trends_go_week_by_week_and_add_up(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    # Two weeks in which the team has a quorum and nobody else does anything: the second can be shown.
    since = MONDAY + timedelta(weeks=5)
    await owner.execute(
        "delete from commits where workspace_id = $1 and placed_at >= $2 and placed_at < $3",
        seeded.workspace,
        since,
        since + timedelta(weeks=2),
    )
    for week, person in product((5, 6), (0, 4, 5, 6, 7)):
        await seeded.commit(owner, f"Person {person}", MONDAY + timedelta(weeks=week, hours=30), "api")
    core = seeded.teams["Core"]
    keys = "commits_count,weekend_commit_ratio"
    found = await teams.trends(context, viewer(), core, DAYS, metrics=keys, kind=PeriodType.WEEKLY)
    commits, weekends = found.trends
    whole = all_of(await teams.team(context, viewer(), core, DAYS))["commits_count"].value
    assert len(commits.points) == 11
    assert sum(one.value or 0 for one in commits.points) == whole
    assert commits.direction in {"rising", "level", "falling"}
    assert any(one.value is not None for one in weekends.points)
    assert {one.withheld is None for one in weekends.points if one.value is None} == {False}, "few people were active"
    usual = await teams.trends(context, viewer(), core, Days(), metrics=None, kind=PeriodType.WEEKLY)
    assert [one.metric for one in usual.trends if one.metric in headlines(Level.TEAM)] == headlines(Level.TEAM)


async def test_a_team_that_is_not_there_is_said_to_be_unknown(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unknown):
        await teams.team(context, viewer(), uuid4(), DAYS)


async def test_a_project_is_its_repositories_counted_together(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    project = await owner.fetchval(
        "insert into projects (workspace_id, slug, name) values ($1, 'shop', 'Shop') returning id", seeded.workspace
    )
    both = ("api", "web")
    for name in both:
        await owner.execute(
            "insert into project_repositories values ($1, $2, $3)",
            seeded.workspace,
            project,
            seeded.repositories[name][0],
        )
    found = all_of(await places.project(context, viewer(), project, DAYS))
    parts = [all_of(await places.repository(context, viewer(), seeded.repositories[n][0], DAYS)) for n in both]
    assert found["commits_count"].value == sum(part["commits_count"].value or 0 for part in parts)
    people = found["active_developers"].value or 0
    assert people <= sum(part["active_developers"].value or 0 for part in parts)
    late = found["weekend_commit_ratio"]
    assert (late.value, "give away" in (late.withheld or "")) == (None, True), (
        "beside its repositories it tells too much"
    )
