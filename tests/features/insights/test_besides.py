"""People, teams and repositories stand beside each other in the order asked for, with what chance leaves of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import besides
from aexy.features.insights.beside_schemas import BesideEachOther, BesideVerdict, MetricBeside
from aexy.features.insights.service import Asked
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Audience, Level
from aexy.kernel.metrics import CATALOGUE
from aexy.store.postgres import Connection

WEEKS = 10
# How many commits each writes in every week: Ann always more than Bea, Cid now more and now fewer than Bea.
RHYTHM = {"Ann": (5, 6), "Bea": (2, 1), "Cid": (1, 2), "Dan": (1, 1), "Eve": (1, 1)}
WINDOW = Asked("commits_count", start=MONDAY.date(), end=MONDAY.date() + timedelta(weeks=WEEKS))

Asker = Callable[..., Viewer]


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Five people in ten weeks: Ann in web, the others in api; all are in Core."""
    made = Seeded(workspace)
    async with owner.transaction():
        for name in ("api", "web"):
            await made.repository(owner, name)
        for name, rhythm in RHYTHM.items():
            await made.developer(owner, name)
            for week in range(WEEKS):
                for hour in range(rhythm[week % 2]):
                    at = MONDAY + timedelta(weeks=week, days=1, hours=9 + hour)
                    await made.commit(owner, name, at, "web" if name == "Ann" else "api")
        await made.team(owner, "Core", [(name, None, None) for name in RHYTHM])
        await made.team(owner, "Edge", [("Ann", None, None)])
    return made


def people(made: Seeded, *names: str) -> str:
    return ",".join(f"developer:{made.developers[name]}" for name in names)


def only(found: BesideEachOther) -> MetricBeside:
    (one,) = [one for one in found.metrics if one.metric == "commits_count"]
    return one


async def test_a_steady_difference_is_larger_than_chance_and_the_order_stays_that_asked_for(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    found = await besides.beside(context, viewer(), people(made, "Bea", "Ann"), WINDOW)
    assert [one.name for one in found.subjects] == ["Bea", "Ann"]
    commits = only(found)
    assert [(one.value, one.n, len(one.weeks)) for one in commits.subjects] == [(15, 15, WEEKS), (55, 55, WEEKS)]
    assert commits.verdict is BesideVerdict.LARGER
    assert commits.says == "Ann is above Bea, by more than chance."
    assert commits.pairs[0].chance == pytest.approx(2 / 2**WEEKS)


async def test_what_goes_now_this_way_and_now_that_is_within_chance(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    commits = only(await besides.beside(context, viewer(), people(made, "Bea", "Cid"), WINDOW))
    assert (commits.verdict, commits.says) == (BesideVerdict.WITHIN, besides.NONE_LARGER)


async def test_of_three_it_says_which_two_differ(context: Context, viewer: Asker, made: Seeded) -> None:
    commits = only(await besides.beside(context, viewer(), people(made, "Ann", "Bea", "Cid"), WINDOW))
    assert commits.says == (
        "Ann is above Bea and Cid, by more than chance. The other differences are no larger than chance."
    )


async def test_of_few_weeks_nothing_is_said(context: Context, viewer: Asker, made: Seeded) -> None:
    short = Asked("commits_count", start=MONDAY.date(), end=MONDAY.date() + timedelta(weeks=4))
    commits = only(await besides.beside(context, viewer(), people(made, "Ann", "Bea"), short))
    assert (commits.verdict, commits.says, commits.pairs) == (BesideVerdict.UNKNOWN, besides.TOO_FEW, [])


async def test_a_week_that_is_not_over_is_no_week(context: Context, viewer: Asker, made: Seeded) -> None:
    broken = Asked("commits_count", start=MONDAY.date() + timedelta(days=2), end=date(2026, 5, 22))
    commits = only(await besides.beside(context, viewer(), people(made, "Ann", "Bea"), broken))
    starts = [week.start for week in commits.subjects[0].weeks]
    assert (starts[0], starts[-1]) == (MONDAY.date() + timedelta(weeks=1), date(2026, 5, 11))


async def test_repositories_and_teams_stand_beside_each_other_and_small_teams_are_withheld(
    context: Context, viewer: Asker, made: Seeded
) -> None:
    both = ",".join(f"repository:{made.repositories[name][0]}" for name in ("api", "web"))
    commits = only(await besides.beside(context, viewer(), both, WINDOW))
    assert [one.value for one in commits.subjects] == [50, 55]
    guarded = next(m.key for m in CATALOGUE if m.quorum > 1 and Level.TEAM in m.levels)
    teams = ",".join(f"team:{made.teams[name]}" for name in ("Core", "Edge"))
    found = await besides.beside(context, viewer(), teams, Asked(guarded, start=WINDOW.start, end=WINDOW.end))
    (edge,) = [one for one in found.metrics[0].subjects if one.subject_id == made.teams["Edge"]]
    assert (edge.value, edge.n, edge.weeks) == (None, 0, [])
    assert edge.withheld
    assert found.metrics[0].pairs == []


async def test_what_is_somebodys_own_is_withheld_with_its_weeks(context: Context, viewer: Asker, made: Seeded) -> None:
    own = {metric.key for metric in CATALOGUE if metric.audience is Audience.SELF and Level.DEVELOPER in metric.levels}
    asked = Asked(",".join(own), start=WINDOW.start, end=WINDOW.end)
    me = viewer(role=Role.MANAGER, developer=made.developers["Ann"])
    found = await besides.beside(context, me, people(made, "Ann", "Bea"), asked)
    for one in found.metrics:
        if one.metric in own:
            bea = one.subjects[1]
            assert (bea.value, bea.raw, bea.median, bea.n, bea.weeks, one.pairs) == (None, None, None, 0, [], [])
            assert bea.withheld


@pytest.mark.parametrize("count", [1, 6])
async def test_one_alone_and_six_are_refused(context: Context, viewer: Asker, made: Seeded, count: int) -> None:
    everybody = [*people(made, *RHYTHM).split(","), f"developer:{made.teams['Core']}"]
    names = ",".join(everybody[:count])
    with pytest.raises(Unusable, match="cannot stand beside"):
        await besides.beside(context, viewer(), names, WINDOW)


async def test_people_and_teams_do_not_stand_beside_each_other(context: Context, viewer: Asker, made: Seeded) -> None:
    mixed = f"{people(made, 'Ann')},team:{made.teams['Core']}"
    with pytest.raises(Unusable, match="Only people, only teams"):
        await besides.beside(context, viewer(), mixed, WINDOW)
    with pytest.raises(Unusable, match="Only people, only teams"):
        await besides.beside(context, viewer(), f"workspace,project:{made.teams['Core']}", WINDOW)


async def test_somebody_who_is_not_here_is_unknown(context: Context, viewer: Asker, made: Seeded) -> None:
    with pytest.raises(Unknown):
        await besides.beside(context, viewer(), f"{people(made, 'Ann')},developer:{made.teams['Core']}", WINDOW)
