"""Signs about oneself come from the facts, are one's own, and are told of a group only where it is five or more."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.features.analytics.conftest import Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights.export_more import ANALYSES, ANALYSES_OF_OTHERS
from aexy.features.intelligence import burnout_service
from aexy.features.intelligence.burnout_schemas import Burnout
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.privacy import ONLY_SELF, TOO_FEW, TOO_NEAR
from aexy.store.postgres import Connection

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday
LAST = date(2026, 5, 25)
USUAL, LATE = (10, 11, 14), (10, 22, 23)


@pytest.fixture
def now(context: Context) -> Context:
    return context.at(NOW)


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    found = Seeded(workspace)
    await found.repository(owner, "api")
    return found


async def works(
    owner: Connection, made: Seeded, who: str, weeks: Iterable[int], hours: Sequence[int] = USUAL, **more: Any
) -> None:
    """Commits at these hours from Monday to Friday of these weeks, 0 the last one that is over."""
    async with owner.transaction():
        for ago in weeks:
            for day in range(5):
                for hour in hours:
                    at = datetime.combine(LAST - timedelta(weeks=ago, days=-day), time(hour, 30), UTC)
                    await made.commit(owner, who, at - timedelta(minutes=more.get("offset", 0)), "api", **more)


async def a_person(owner: Connection, made: Seeded, who: str, lately: Sequence[int] = USUAL) -> UUID:
    found = await made.developer(owner, who)
    await works(owner, made, who, range(4, 17))
    await works(owner, made, who, range(4), lately)
    return found


def signs(found: Burnout) -> dict[str, tuple[float | None, float | None]]:
    return {one.key: (one.value, one.baseline) for one in found.indicators}


async def test_somebody_in_india_working_nine_to_six_has_no_after_hours(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    ann = await made.developer(owner, "Ann")
    await works(owner, made, "Ann", range(17), range(9, 18), offset=330)
    found = await burnout_service.of_person(now, viewer(developer=ann))
    assert signs(found)["after_hours_share"] == (0, 0)
    assert (found.risk_score, found.risk_level, found.alerts) == (0, "low", [])
    assert (found.start, found.end, found.baseline_weeks) == (date(2026, 5, 4), date(2026, 6, 1), 13)


async def test_own_hours_zone_and_leave_are_gone_by(
    now: Context, viewer: Asker, made: Seeded, owner: Connection, workspace: WorkspaceId
) -> None:
    ann = await made.developer(owner, "Ann")
    await works(owner, made, "Ann", range(17))
    await owner.execute(
        "insert into working_schedules (workspace_id, developer_id, working_days, starts_at, ends_at, time_zone)"
        " values ($1, $2, '{1,2,3,4}', '17:00', '23:00', 'Asia/Tokyo')",
        workspace,
        ann,
    )
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind) values ($1, $2, $3, $4, 'leave')",
        workspace,
        ann,
        LAST - timedelta(weeks=3),
        LAST + timedelta(days=6),
    )
    found = signs(await burnout_service.of_person(now, viewer(developer=ann), fresh=True))
    # 10:30, 11:30 and 14:30 are 19:30, 20:30 and 23:30 in Tokyo, half an hour after the end; the hour after it is free.
    assert list(found["after_hours_share"]) == [0, 0]
    # Fridays are none of their week, and all of the last four weeks was leave.
    lately, usually = found["weekend_share"]
    assert lately == 1
    assert usually == pytest.approx(0.2)


async def test_eleven_weeks_abstain_and_nobody_known_is_no_score(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    ann, ben = await made.developer(owner, "Ann"), await made.developer(owner, "Ben")
    await works(owner, made, "Ann", range(15))
    thin = await burnout_service.of_person(now, viewer(developer=ann))
    assert (thin.risk_score, thin.risk_level) == (None, None)
    assert thin.reason is not None
    assert "11 weeks" in thin.reason
    nobody = await burnout_service.of_person(now, viewer(developer=ben))
    assert (nobody.risk_score, nobody.indicators, nobody.trend) == (None, [], [])
    assert nobody.reason is not None
    assert "No commit" in nobody.reason


async def test_reviews_of_others_count_and_fewer_remarks_are_a_sign(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    ann = await a_person(owner, made, "Ann")
    await made.developer(owner, "Ben")
    pulls = Pulls(made, owner)
    for ago in range(17):
        at = datetime.combine(LAST - timedelta(weeks=ago), time(12), UTC)
        pull = await pulls.pull("Ben", at - timedelta(hours=2))
        await pulls.review(pull, "Ann", at, comments=0 if ago < 4 else 6)
        await pulls.review(await pulls.pull("Ann", at), "Ann", at, "commented", comments=40)
    found = await burnout_service.of_person(now, viewer(developer=ann))
    assert signs(found)["review_depth"] == (0, 6)
    assert [one.says for one in found.alerts] == [
        "In the last four weeks there were no remarks in a review of yours: less than your usual 6."
    ]


async def test_it_is_for_the_person_alone(now: Context, viewer: Asker, made: Seeded, owner: Connection) -> None:
    ann = await a_person(owner, made, "Ann", LATE)
    assert (await burnout_service.of_person(now, viewer(developer=ann))).risk_score == 0.5
    for role in (Role.OWNER, Role.ADMIN, Role.MANAGER):
        found = await burnout_service.of_person(now, viewer(role=role), ann)
        assert found.withheld == ONLY_SELF
        assert (found.risk_score, found.reason, found.indicators, found.alerts, found.trend) == (None, None, [], [], [])
        assert (found.start, found.active_weeks, found.baseline_weeks) == (None, 0, 0)


async def test_an_export_of_somebody_else_is_without_it(
    now: Context, viewer: Asker, made: Seeded, owner: Connection, workspace: WorkspaceId
) -> None:
    ann = await a_person(owner, made, "Ann")
    await burnout_service.of_person(now, viewer(developer=ann))
    async with now.database.reading(workspace) as connection:
        own, others = [await connection.fetch(section.sql, ann) for section in (ANALYSES, ANALYSES_OF_OTHERS)]
    assert ([row["analysis"] for row in own], others) == (["burnout"], [])


async def test_of_a_group_of_five_means_are_told_and_never_who(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    names = ["Ann", "Ben", "Cal", "Dee", "Eve", "Fay"]
    for name in names:
        await a_person(owner, made, name, LATE if name in {"Ann", "Ben"} else USUAL)
    found = await burnout_service.of_group(now, viewer(role=Role.MANAGER), None)
    assert (found.people, found.withheld) == (6, None)
    assert found.risk.mean == pytest.approx(0.17)  # twice 0.5 among six
    after_hours = found.indicators[0]
    assert (after_hours.key, after_hours.n) == ("after_hours_share", 6)
    assert after_hours.mean == pytest.approx(0.33)
    # Two people, which nobody is told: fewer than five.
    assert (after_hours.at_least, after_hours.at_most) == (0, 4)
    told = found.model_dump_json()
    assert not any(name in told or str(made.developers[name]) in told for name in names)


async def test_fewer_than_five_are_withheld_and_so_is_what_is_true_of_all_of_them(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    for name in ("Ann", "Ben", "Cal", "Dee"):
        await a_person(owner, made, name, LATE)
    few = await burnout_service.of_group(now, viewer(role=Role.MANAGER), None)
    assert (few.people, few.withheld, few.risk.mean, few.risk.n) == (None, TOO_FEW, None, 0)
    await a_person(owner, made, "Eve", LATE)
    alike = await burnout_service.of_group(now, viewer(role=Role.MANAGER), None)
    assert (alike.people, alike.risk.mean, alike.indicators[0].mean) == (5, None, None)


async def test_two_teams_that_differ_by_one_are_not_both_told(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    names = [f"Person {number}" for number in range(12)]
    for name in names:
        await a_person(owner, made, name)
    five = await made.team(owner, "Five", [(name, None, None) for name in names[:5]])
    six = await made.team(owner, "Six", [(name, None, None) for name in names[:6]])
    told = [(await burnout_service.of_group(now, viewer(role=Role.MANAGER), team)).withheld for team in (five, six)]
    assert sorted(told, key=str) == [None, TOO_NEAR]


async def test_whoever_reaches_some_teams_asks_of_those(
    now: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    team = await made.team(owner, "Core", [])
    asks = viewer(role=Role.MANAGER)
    limited = Viewer(asks.account, asks.workspace_id, Role.MANAGER, None, frozenset({team}))  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        await burnout_service.of_group(now, limited, None)
    assert (await burnout_service.of_group(now, limited, team)).withheld == TOO_FEW
