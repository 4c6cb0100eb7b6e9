"""Schedules, leave and holidays over a real database: whose they are, and what has to be counted again for them."""

from datetime import UTC, date, datetime, time

import pytest
from tests.features.schedules.conftest import Orders, ViewerOf
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Role
from aexy.features.schedules import leave, service
from aexy.features.schedules.schemas import LeaveKind, NewLeave, OwnPart, WorkingScheduleWish
from aexy.features.workspaces.schemas import WorkspaceChange
from aexy.features.workspaces.service import change_workspace
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.ids import DeveloperId, WorkspaceId
from aexy.kernel.periods import Period
from aexy.store.postgres import Connection

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
SUNDAY_TO_THURSDAY = [1, 2, 3, 4, 7]

People = dict[str, DeveloperId]


def away(first: int, last: int, kind: LeaveKind = LeaveKind.LEAVE, note: str | None = None) -> NewLeave:
    return NewLeave(first_day=date(2026, 5, first), last_day=date(2026, 5, last), kind=kind, note=note)


async def is_stale(owner: Connection, workspace: WorkspaceId) -> bool:
    """Whether snapshots have to be counted again; afterwards they were."""
    found = await owner.fetchval("select is_stale from snapshot_state where workspace_id = $1", workspace)
    await owner.execute(
        "insert into snapshot_state (workspace_id) values ($1)"
        " on conflict (workspace_id) do update set is_stale = false",
        workspace,
    )
    return bool(found)


async def test_who_says_nothing_works_as_the_workspace_does(context: Context, viewer: ViewerOf, people: People) -> None:
    await change_workspace(context, viewer(), WorkspaceChange(time_zone="Asia/Tokyo", country="JP"))
    found = await service.get_schedule(context, viewer(), people["Ada"])
    assert (found.working_days, found.starts_at, found.time_zone, found.country) == (
        [1, 2, 3, 4, 5],
        None,
        "Asia/Tokyo",
        "JP",
    )
    assert (found.own, found.updated_at) == ([], None)


async def test_only_what_is_said_is_ones_own(context: Context, viewer: ViewerOf, people: People) -> None:
    wish = WorkingScheduleWish(working_days=SUNDAY_TO_THURSDAY, starts_at=time(22), ends_at=time(6))
    said = await service.put_schedule(context, viewer(), people["Ada"], wish)
    assert (said.own, said.time_zone) == ([OwnPart.WORKING_DAYS, OwnPart.HOURS], "UTC")
    assert said == await service.get_schedule(context, viewer(), people["Ada"])
    again = await service.put_schedule(
        context, viewer(), people["Ada"], WorkingScheduleWish(country="DE", subdivision="BY")
    )
    assert (again.own, again.working_days, again.subdivision) == ([OwnPart.HOLIDAYS], [1, 2, 3, 4, 5], "BY")
    await service.delete_schedule(context, viewer(), people["Ada"])
    assert (await service.get_schedule(context, viewer(), people["Ada"])).own == []
    with pytest.raises(Unknown, match="no schedule of their own"):
        await service.delete_schedule(context, viewer(), people["Ada"])


async def test_everybody_is_listed_by_name_page_by_page(context: Context, viewer: ViewerOf, people: People) -> None:
    await service.put_schedule(context, viewer(), people["Bo"], WorkingScheduleWish(time_zone="Asia/Kolkata"))
    first = await service.list_schedules(context, viewer(), cursor=None, limit=2)
    second = await service.list_schedules(context, viewer(), cursor=first.next_cursor, limit=2)
    assert [(one.name, one.time_zone) for one in [*first.items, *second.items]] == [
        ("Ada", "UTC"),
        ("Bo", "Asia/Kolkata"),
        ("Cy", "UTC"),
    ]
    assert second.next_cursor is None


async def test_the_person_and_admins_change_it_and_nobody_else(
    context: Context, viewer: ViewerOf, people: People
) -> None:
    wish = WorkingScheduleWish(working_days=[1, 2])
    await service.put_schedule(context, viewer(role=Role.VIEWER, developer=people["Ada"]), people["Ada"], wish)
    await service.put_schedule(context, viewer(role=Role.ADMIN), people["Ada"], wish)
    for nosy in (viewer(role=Role.MANAGER), viewer(role=Role.MANAGER, developer=people["Bo"])):
        with pytest.raises(Forbidden, match="Only the person and admins"):
            await service.put_schedule(context, nosy, people["Ada"], wish)
        with pytest.raises(Forbidden):
            await service.delete_schedule(context, nosy, people["Ada"])
        with pytest.raises(Forbidden):
            await leave.add_leave(context, nosy, people["Ada"], away(4, 8))
        seen = await service.get_schedule(context, nosy, people["Ada"])
        assert (seen.working_days, seen.may_change) == ([1, 2], False)


async def test_what_somebody_is_away_for_is_their_own_business(
    context: Context, viewer: ViewerOf, people: People
) -> None:
    ada = viewer(role=Role.MEMBER, developer=people["Ada"])
    own = await leave.add_leave(context, ada, people["Ada"], away(4, 8, LeaveKind.SICK, "Back on Monday"))
    by_admin = await leave.add_leave(context, viewer(), people["Ada"], away(11, 11, LeaveKind.PARENTAL, "Birth"))
    assert (own.kind, own.note, by_admin.kind, by_admin.note) == (LeaveKind.SICK, "Back on Monday", "away", None)
    seen = {
        who: [
            (str(one.kind), one.note)
            for one in (await leave.list_leave(context, asks, people["Ada"], cursor=None, limit=9)).items
        ]
        for who, asks in (("Ada", ada), ("admin", viewer()), ("Bo", viewer(role=Role.VIEWER, developer=people["Bo"])))
    }
    assert seen == {
        "Ada": [("parental", "Birth"), ("sick", "Back on Monday")],
        "admin": [("away", None), ("away", None)],
        "Bo": [("away", None), ("away", None)],
    }


async def test_leave_is_listed_latest_first_and_taken_back(context: Context, viewer: ViewerOf, people: People) -> None:
    for day in (4, 18, 11):
        await leave.add_leave(context, viewer(), people["Bo"], away(day, day + 1))
    first = await leave.list_leave(context, viewer(), people["Bo"], cursor=None, limit=2)
    second = await leave.list_leave(context, viewer(), people["Bo"], cursor=first.next_cursor, limit=2)
    assert [one.first_day.day for one in [*first.items, *second.items]] == [18, 11, 4]
    await leave.drop_leave(context, viewer(), people["Bo"], first.items[0].id)
    with pytest.raises(Unknown, match="has no leave"):
        await leave.drop_leave(context, viewer(), people["Ada"], first.items[1].id)
    left = await leave.list_leave(context, viewer(), people["Bo"], cursor=None, limit=9)
    assert [one.first_day.day for one in left.items] == [11, 4]


async def test_a_change_of_any_calendar_has_the_numbers_counted_again(
    context: Context, viewer: ViewerOf, people: People, orders: Orders, owner: Connection, workspace: WorkspaceId
) -> None:
    async def version() -> int:
        return int(await owner.fetchval("select data_version from workspaces where id = $1", workspace))

    added = await leave.add_leave(context, viewer(), people["Bo"], away(4, 5))
    changes = (
        lambda: service.put_schedule(context, viewer(), people["Ada"], WorkingScheduleWish(working_days=[1])),
        lambda: service.put_schedule(context, viewer(), people["Ada"], WorkingScheduleWish(working_days=[2])),
        lambda: service.delete_schedule(context, viewer(), people["Ada"]),
        lambda: leave.add_leave(context, viewer(), people["Ada"], away(4, 5)),
        lambda: leave.drop_leave(context, viewer(), people["Bo"], added.id),
        lambda: change_workspace(context, viewer(), WorkspaceChange(country="de", subdivision="BY")),
    )
    await is_stale(owner, workspace)
    for change in changes:
        before, asked = await version(), len(orders.taken)
        await change()
        assert await version() > before
        assert await is_stale(owner, workspace)
        assert len(orders.taken) > asked
    await change_workspace(context, viewer(), WorkspaceChange(name="Renamed"))
    assert not await is_stale(owner, workspace)


async def test_stored_numbers_follow_a_change_of_schedule(
    context: Context, viewer: ViewerOf, owner: Connection, workspace: WorkspaceId
) -> None:
    seeded = Seeded(workspace)
    ada = DeveloperId(await seeded.developer(owner, "Ada"))
    await seeded.repository(owner, "app")
    for day in (4, 5, 6, 8):  # Monday, Tuesday, Wednesday and Friday
        await seeded.commit(owner, "Ada", datetime(2026, 5, day, 10, tzinfo=UTC), "app")

    async def stored() -> dict[str, tuple[float, float]]:
        """Commits per working day, and their share on days off, in that week."""
        await recompute(context, workspace)
        rows = await owner.fetch(
            "select subject_kind::text, commit_frequency, weekend_commit_ratio from metric_snapshots"
            " where workspace_id = $1 and period_type = 'weekly' and subject_kind in ('developer', 'repository')",
            workspace,
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    assert (await stored())["developer"] == (4 / 5, 0)
    await service.put_schedule(context, viewer(), ada, WorkingScheduleWish(working_days=SUNDAY_TO_THURSDAY))
    assert (await stored())["developer"] == (4 / 5, 1 / 4)
    await leave.add_leave(context, viewer(), ada, away(6, 7))
    assert (await stored())["developer"] == (4 / 3, 2 / 4)
    await change_workspace(context, viewer(), WorkspaceChange(country="GB"))  # the 4th is a bank holiday
    assert await stored() == {"developer": (4 / 2, 3 / 4), "repository": (4 / 4, 3 / 4)}


async def test_whoever_is_merged_brings_schedule_and_leave_and_takes_them_along_again(
    context: Context, viewer: ViewerOf, people: People, owner: Connection, workspace: WorkspaceId
) -> None:
    await service.put_schedule(context, viewer(), people["Bo"], WorkingScheduleWish(working_days=[6, 7]))
    await leave.add_leave(context, viewer(), people["Bo"], away(4, 5))
    await is_stale(owner, workspace)
    for into, days, times in ((people["Ada"], [6, 7], 1), (None, [1, 2, 3, 4, 5], 0)):
        await owner.execute("update developers set merged_into = $2 where id = $1", people["Bo"], into)
        assert await is_stale(owner, workspace)
        assert (await service.get_schedule(context, viewer(), people["Ada"])).working_days == days
        listed = await leave.list_leave(context, viewer(), people["Ada"], cursor=None, limit=9)
        assert len(listed.items) == times
    assert (await service.get_schedule(context, viewer(), people["Bo"])).working_days == [6, 7]


async def test_capacity_is_what_holidays_and_leave_leave_of_the_working_days(
    context: Context, viewer: ViewerOf, people: People, workspace: WorkspaceId
) -> None:
    await change_workspace(context, viewer(), WorkspaceChange(country="DE", subdivision="BY"))
    sunday_to_thursday = WorkingScheduleWish(working_days=SUNDAY_TO_THURSDAY, country="IL")
    await service.put_schedule(context, viewer(), people["Bo"], sunday_to_thursday)
    await leave.add_leave(context, viewer(), people["Ada"], away(13, 17))  # Ascension is the 14th
    await leave.add_leave(context, viewer(), people["Bo"], away(8, 10))  # Friday to Sunday
    found = await leave.capacity(context, workspace, [people["Ada"], people["Bo"], people["Cy"]], MAY)
    assert [(one.name, one.working_days, one.holidays, one.away, one.left) for one in found] == [
        ("Ada", 21, 3, 2, 16),  # Labour Day, Ascension, Whit Monday; Wednesday and Friday
        ("Bo", 21, 0, 1, 20),  # Shavuot is a Friday
        ("Cy", 21, 3, 0, 18),
    ]


async def test_a_country_nobody_knows_is_refused_before_anything_changes(
    context: Context, viewer: ViewerOf, people: People
) -> None:
    with pytest.raises(Unusable, match="Did you mean 'DE'"):
        await service.put_schedule(context, viewer(), people["Ada"], WorkingScheduleWish(country="Germany"))
    with pytest.raises(Unusable, match="no part 'XX'"):
        await change_workspace(
            context, viewer(), WorkspaceChange(time_zone="Asia/Tokyo", country="DE", subdivision="XX")
        )
    with pytest.raises(Unusable, match="A part of no country"):
        await change_workspace(context, viewer(), WorkspaceChange(subdivision="BY"))
    assert (await service.get_schedule(context, viewer(), people["Ada"])).time_zone == "UTC"
