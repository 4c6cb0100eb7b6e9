"""Whoever is compared is compared fairly: ties share a place, few rows do not decide, few people are not shown."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import comparing, service, standing
from aexy.features.insights.comparing_schemas import Benchmark, Standing, Within
from aexy.features.insights.service import Asked
from aexy.features.insights.standing import Wish
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE
from aexy.store.postgres import Connection

COUNTS = {"Ann": 1, "Bea": 2, "Cid": 2, "Dan": 2, "Eve": 3, "Fay": 9}
EVERYBODY = Wish()
WINDOW = Asked(start=MONDAY.date(), end=date(2026, 2, 2))

Asker = Callable[..., Viewer]


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Six people; four of them are in Core, Ann leads Edge, in which Bea is a member."""
    made = Seeded(workspace)
    async with owner.transaction():
        await made.repository(owner, "api")
        for name, count in COUNTS.items():
            await made.developer(owner, name)
            for hour in range(count):
                at = MONDAY + timedelta(days=len(made.developers), hours=9 + hour)
                lines = (len(made.developers) * 10, 0)
                await made.commit(owner, name, at, "api", lines=lines, agent="claude" if name == "Ann" else None)
        await made.team(owner, "Core", [(name, None, None) for name in ("Cid", "Dan", "Eve", "Fay")])
        await made.team(owner, "Edge", [("Ann", None, None), ("Bea", None, None)])
        await owner.execute("update team_members set role = 'lead' where developer_id = $1", made.developers["Ann"])
    return made


async def standings(
    context: Context, me: Viewer, person: UUID, wish: Wish = EVERYBODY, asked: Asked = WINDOW
) -> dict[str, Standing]:
    found = await standing.percentiles(context, me, person, wish, asked)
    return {one.metric: one for one in found.standings}


async def benchmarks(context: Context, me: Viewer, person: UUID, wish: Wish) -> dict[str, Benchmark]:
    found = await standing.benchmarks(context, me, person, wish, WINDOW)
    return {one.metric: one for one in found.benchmarks}


async def test_ties_share_a_rank_and_a_percentile(context: Context, viewer: Asker, made: Seeded) -> None:
    found = [
        (await standings(context, viewer(role=Role.MANAGER), made.developers[name]))["commits_count"]
        for name in ("Fay", "Eve", "Bea", "Cid", "Dan", "Ann")
    ]
    assert [one.rank for one in found] == [1, 2, 3, 3, 3, 6]
    assert [one.percentile for one in found] == pytest.approx([11 / 12, 9 / 12, 5 / 12, 5 / 12, 5 / 12, 1 / 12])
    assert {one.people for one in found} == {6}


async def test_a_group_of_four_is_withheld(context: Context, viewer: Asker, made: Seeded) -> None:
    me, core = viewer(role=Role.MANAGER), Wish(Within.TEAM)
    of_four = await standings(context, me, made.developers["Cid"], core)
    assert "five or more" in (of_four["commits_count"].withheld or "")
    assert (of_four["commits_count"].percentile, of_four["commits_count"].rank) == (None, None)
    assert of_four["commits_count"].value == 2
    middle = await benchmarks(context, me, made.developers["Cid"], core)
    assert "five or more" in (middle["commits_count"].withheld or "")
    assert middle["commits_count"].median is None


async def test_nobody_is_held_against_others_by_what_is_each_persons_own(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    ann = made.developers["Ann"]
    for me in (viewer(developer=ann, role=Role.VIEWER), viewer(role=Role.OWNER)):
        found = await standings(context, me, ann)
        for metric in CATALOGUE:
            if metric.audience is Audience.SELF and Level.DEVELOPER in metric.levels:
                one = found[metric.key]
                assert (one.percentile, one.rank, one.people) == (None, None, 0)
                assert one.withheld == standing.NOBODY_RANKED


async def test_what_may_not_be_seen_of_everybody_is_not_compared(context: Context, viewer: Asker, made: Seeded) -> None:
    ann = made.developers["Ann"]
    team_keys = {m.key for m in CATALOGUE if m.audience is Audience.TEAM and Level.DEVELOPER in m.levels}
    assert team_keys
    mine = await standings(context, viewer(developer=ann, role=Role.MEMBER), ann)
    assert {mine[key].withheld for key in team_keys} == {standing.NOT_ALL_SEEN}
    managers = await standings(context, viewer(role=Role.MANAGER), ann)
    assert not {managers[key].withheld for key in team_keys} & {standing.NOT_ALL_SEEN, standing.NOBODY_RANKED}


async def test_where_somebody_stands_is_for_them_and_for_managers(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    ann, bea = made.developers["Ann"], made.developers["Bea"]
    for role in (Role.VIEWER, Role.MEMBER):
        with pytest.raises(Forbidden, match="shown to them and to managers"):
            await standings(context, viewer(developer=bea, role=role), ann)
        assert (await standings(context, viewer(developer=bea, role=role), bea))["commits_count"].rank == 3


async def test_who_did_nothing_has_no_place(context: Context, viewer: Asker, owner: Connection, made: Seeded) -> None:
    gus = await made.developer(owner, "Gus")
    found = await standings(context, viewer(), gus)
    assert (found["commits_count"].rank, found["commits_count"].withheld) == (None, standing.NOTHING_OWN)
    assert found["commits_count"].value == 0


async def test_a_role_benchmark_is_the_middle_of_those_with_the_same_role(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    found = await standing.benchmarks(
        context, viewer(role=Role.MANAGER), made.developers["Bea"], Wish(Within.ROLE), WINDOW
    )
    assert (found.among.name, found.among.people) == ("Everybody who is member in a team", 5)
    commits = next(one for one in found.benchmarks if one.metric == "commits_count")
    assert (commits.value, commits.p25, commits.median, commits.p75, commits.people) == (2, 2, 2, 3, 5)
    leads = await benchmarks(context, viewer(), made.developers["Ann"], Wish(Within.ROLE))
    assert "five or more" in (leads["commits_count"].withheld or "")


async def test_who_is_in_no_such_team_is_told_so(context: Context, viewer: Asker, made: Seeded) -> None:
    with pytest.raises(Unknown, match="lead in no team"):
        await standings(context, viewer(), made.developers["Bea"], Wish(Within.ROLE, role="lead"))
    with pytest.raises(Unknown, match="in no team"):
        await standings(context, viewer(), made.developers["Bea"], Wish(Within.TEAM, team=made.teams["Core"]))


async def test_a_small_sample_is_drawn_towards_the_group_and_the_raw_number_stands_beside(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    ids = ",".join(str(made.developers[name]) for name in ("Ann", "Fay"))
    asked = Asked("avg_commit_size,commits_count", start=WINDOW.start, end=WINDOW.end)
    found = await comparing.compare(context, viewer(), ids, asked)
    size, count = found.metrics
    whole = (await service.readings(context, viewer(), asked)).readings[0]
    assert (size.group, size.group_n) == (whole.value, whole.n)
    ann, fay = size.people
    assert whole.value is not None
    assert (ann.raw, ann.n, ann.small) == (10, 1, True)
    assert ann.weight == pytest.approx(1 / 6)
    assert ann.value == pytest.approx(10 / 6 + whole.value * 5 / 6)
    assert (fay.raw, fay.value, fay.small, fay.weight) == (60, 60, False, 1)
    assert [(one.value, one.raw, one.small) for one in count.people] == [(1, 1, False), (9, 9, False)]
    assert "Ask before concluding" in found.caution


async def test_a_comparison_shows_of_each_what_may_be_seen(context: Context, viewer: Asker, made: Seeded) -> None:
    ids = f"{made.developers['Ann']},{made.developers['Bea']}"
    asked = Asked("late_night_commit_ratio", start=WINDOW.start, end=WINDOW.end)
    me = viewer(developer=made.developers["Ann"], role=Role.OWNER)
    (late,) = (await comparing.compare(context, me, ids, asked)).metrics
    ann, bea = late.people
    assert (ann.raw, ann.withheld) == (0, None)
    assert (bea.value, bea.raw, bea.n, bea.weight) == (None, None, 0, None)
    assert bea.withheld == "Only the person sees this."


async def test_a_group_that_is_withheld_draws_nothing_in(context: Context, viewer: Asker, made: Seeded) -> None:
    """What it drew would tell what it is."""
    ids = f"{made.developers['Ann']},{made.developers['Bea']}"
    odd = Asked("late_night_commit_ratio", start=date(2026, 1, 6), end=WINDOW.end)
    me = viewer(developer=made.developers["Ann"], role=Role.MEMBER)
    (late,) = (await comparing.compare(context, me, ids, odd)).metrics
    assert late.group is None
    assert (late.people[0].value, late.people[0].raw, late.people[0].small) == (0, 0, True)
    assert late.people[0].weight == 1


@pytest.mark.parametrize("people", ["", "one", str(UUID(int=1)), ",".join(str(UUID(int=n)) for n in range(11))])
async def test_two_to_ten_people_are_compared(context: Context, viewer: Asker, people: str) -> None:
    with pytest.raises(Unusable, match=r"cannot be compared|no UUID"):
        await comparing.compare(context, viewer(), people, WINDOW)
