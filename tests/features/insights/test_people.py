"""One person's numbers are the same wherever they are shown, and their own where they are nobody else's business."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights import people, service, trends
from aexy.features.insights.people import When
from aexy.features.insights.people_rows import Wanted
from aexy.features.insights.people_schemas import PersonNumbers
from aexy.features.insights.schemas import Bucket, Reading, Source
from aexy.features.insights.service import Asked
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Audience, Family, Level
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection

FROM, TO = date(2026, 1, 5), date(2026, 5, 25)
WINDOW = When(date(2026, 1, 12), date(2026, 3, 30))

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=7, commits=200)


def flat(found: PersonNumbers) -> list[Reading]:
    return [reading for family in found.families for reading in family.readings]


async def test_the_rollup_equals_the_readings(context: Context, viewer: Asker, seeded: Seeded) -> None:
    person = seeded.developers["Person 0"]
    for me in (viewer(developer=person), viewer(role=Role.MANAGER)):
        asked = Asked(None, f"developer:{person}", WINDOW.start, WINDOW.end)
        known = {one.metric: one for one in (await service.readings(context, me, asked)).readings}
        found = await people.numbers(context, me, person, WINDOW)
        assert {one.metric: one for one in flat(found)} == known
        assert set(known) == {metric.key for metric in CATALOGUE if Level.DEVELOPER in metric.levels}
        assert [family.family for family in found.families] == [
            family for family in Family if any(m.family is family and Level.DEVELOPER in m.levels for m in CATALOGUE)
        ]


async def test_each_family_is_its_part_of_the_rollup(context: Context, viewer: Asker, seeded: Seeded) -> None:
    person = seeded.developers["Person 0"]
    me = viewer(developer=person)
    whole = {one.metric: one for one in flat(await people.numbers(context, me, person, WINDOW))}
    seen: set[str] = set()
    for family in Family:
        found = flat(await people.numbers(context, me, person, WINDOW, family=family))
        assert all(one == whole[one.metric] for one in found)
        seen |= {one.metric for one in found if find(one.metric).family is family}
    assert seen == set(whole)


async def test_with_a_period_type_the_closed_period_stands_beside_the_one_before_and_the_open_one(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    person, then = seeded.developers["Person 0"], context.at(MONDAY + timedelta(days=24, hours=13))
    await recompute(then, seeded.workspace)
    await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", seeded.workspace)
    found = await people.numbers(then, viewer(), person, When(period_type=PeriodType.WEEKLY), family=Family.VELOCITY)
    commits = [one for one in flat(found) if one.metric == "commits_count"]
    assert [(one.period.start, one.period.open, one.source) for one in commits] == [
        (date(2026, 1, 19), False, Source.SNAPSHOT),
        (date(2026, 1, 26), True, Source.FACTS),
    ]
    weekly = Asked("commits_count", f"developer:{person}", date(2026, 1, 12), date(2026, 2, 2), Bucket.WEEKLY)
    before, closed, present = (await service.readings(then, viewer(), weekly)).readings
    assert [one.value for one in commits] == [closed.value, present.value]
    assert commits[0].previous is not None
    assert (commits[0].previous.value, commits[0].previous.start) == (before.value, date(2026, 1, 12))
    assert commits[1].previous is None


async def test_a_period_type_and_dates_are_refused(context: Context, viewer: Asker, seeded: Seeded) -> None:
    with pytest.raises(Unusable, match="do not go together"):
        await people.numbers(
            context, viewer(), seeded.developers["Person 0"], replace(WINDOW, period_type=PeriodType.WEEKLY)
        )


async def test_me_shows_what_is_ones_own(context: Context, viewer: Asker, seeded: Seeded) -> None:
    person = seeded.developers["Person 0"]
    mine = flat(await people.own_numbers(context, viewer(role=Role.VIEWER, developer=person), WINDOW))
    assert not [one.metric for one in mine if one.withheld]
    theirs = flat(await people.numbers(context, viewer(role=Role.OWNER), person, WINDOW))
    own = {metric.key for metric in CATALOGUE if metric.audience is Audience.SELF}
    assert {one.metric for one in theirs if one.withheld} == own & {one.metric for one in theirs}
    assert all((one.value, one.n, one.previous) == (None, 0, None) for one in theirs if one.metric in own)


async def test_whoever_is_nobody_is_told_how_to_become_somebody(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unknown, match="which person") as refused:
        await people.own_numbers(context, viewer(), WINDOW)
    assert "aexy me --as" in refused.value.next_step


async def names(context: Context, me: Viewer, **wanted: object) -> list[str]:
    found = await people.list_people(context, me, Wanted(**wanted), cursor=None, limit=50)  # type: ignore[arg-type]  # of several kinds
    return [one.name for one in found.items]


async def test_people_are_listed_by_team_role_and_whether_they_are_active(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    await owner.execute(
        "update team_members set role = 'lead' where developer_id = $1 and team_id = $2",
        seeded.developers["Person 2"],
        seeded.teams["Edge"],
    )
    await owner.execute(
        "update developers set last_activity_at = $2 where id = any($1)",
        [seeded.developers["Person 2"], seeded.developers["Person 5"]],
        datetime(2026, 5, 1, tzinfo=UTC),
    )
    me = viewer(role=Role.VIEWER)
    assert await names(context, me) == [f"Person {number}" for number in range(7)]
    assert await names(context, me, team=seeded.teams["Edge"]) == ["Person 1", "Person 2", "Person 3"]
    assert await names(context, me, role="lead") == ["Person 2"]
    assert await names(context, me, active=True) == ["Person 2", "Person 5"]
    assert await names(context, me, active=True, role="member") == ["Person 5"]
    assert len(await names(context, me, active=False)) == 5
    first = await people.list_people(context, me, Wanted(), cursor=None, limit=4)
    rest = await people.list_people(context, me, Wanted(), cursor=first.next_cursor, limit=4)
    assert [one.name for one in (*first.items, *rest.items)] == await names(context, me)
    assert rest.next_cursor is None
    assert [(team.slug, team.role) for team in first.items[2].teams] == [("edge", "lead")]


async def made_with(owner: Connection, workspace: WorkspaceId, weekly: list[int]) -> tuple[Seeded, UUID]:
    """Ann, with so many commits week by week."""
    made = Seeded(workspace)
    ann = await made.developer(owner, "Ann")
    await made.repository(owner, "api")
    for week, count in enumerate(weekly):
        for minute in range(count):
            await made.commit(owner, "Ann", MONDAY + timedelta(weeks=week, hours=10, minutes=minute), "api")
    return made, ann


async def test_a_trend_has_its_slope_over_closed_periods_only(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    _, ann = await made_with(owner, workspace, [1, 2, 3, 4, 5, 6, 7, 50])
    then = context.at(MONDAY + timedelta(weeks=7, days=2))
    found = await trends.trends(
        then, viewer(), ann, PeriodType.WEEKLY, metrics="commits_count,late_night_commit_ratio", start=MONDAY.date()
    )
    commits, late = found.trends
    assert (commits.slope, commits.n, commits.direction) == (1, 7, "rising")
    assert [point.value for point in commits.points] == [1, 2, 3, 4, 5, 6, 7]
    assert (late.slope, late.points, late.abstains) == (None, [], None)
    assert late.withheld == "Only the person sees this."


async def test_of_fewer_than_six_periods_no_trend_is_told(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    _, ann = await made_with(owner, workspace, [1, 2, 3, 4, 5])
    then = context.at(MONDAY + timedelta(weeks=5, days=2))
    found = await trends.trends(then, viewer(), ann, PeriodType.WEEKLY, metrics="commits_count")
    (commits,) = found.trends
    assert (commits.slope, commits.direction, commits.n, len(commits.points)) == (None, None, 5, 12)
    assert "Fewer than 6" in (commits.abstains or "")
