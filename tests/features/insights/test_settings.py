"""Nobody is ranked until an admin says what for, and whoever decides about numbers stands beside what was decided."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import freshness, leaderboards, settings
from aexy.features.insights.settings_schemas import InsightSettingsWish
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection, Database

PURPOSE = "To see who carries releases alone and needs help."
COUNTS = {"Ann": 2, "Bea": 4, "Cid": 4, "Dan": 1, "Eve": 3}

Asker = Callable[..., Viewer]


@pytest.fixture
def admin(account: AccountId, workspace: WorkspaceId) -> Viewer:
    return Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.ADMIN, None)


async def made_with(owner: Connection, workspace: WorkspaceId, counts: dict[str, int]) -> Seeded:
    made = Seeded(workspace)
    async with owner.transaction():
        await made.repository(owner, "api")
        for name, count in counts.items():
            await made.developer(owner, name)
            for hour in range(count):
                await made.commit(owner, name, MONDAY + timedelta(days=1, hours=hour + 8), "api")
    return made


async def turn_on(context: Context, admin: Viewer) -> None:
    await settings.set_settings(context, admin, InsightSettingsWish(leaderboards=True, leaderboard_purpose=PURPOSE))


async def test_leaderboards_refuse_until_turned_on(context: Context, viewer: Asker, admin: Viewer) -> None:
    with pytest.raises(Forbidden, match="leaderboards are off") as refused:
        await leaderboards.velocity(context, viewer(role=Role.OWNER), PeriodType.WEEKLY, None)
    assert refused.value.next_step == "An admin can turn leaderboards on in the settings, with a purpose."
    await turn_on(context, admin)
    await settings.set_settings(context, admin, InsightSettingsWish(leaderboards=False))
    with pytest.raises(Forbidden):
        await leaderboards.velocity(context, viewer(role=Role.OWNER), PeriodType.WEEKLY, None)


async def test_without_a_purpose_they_cannot_be_turned_on(context: Context, admin: Viewer) -> None:
    with pytest.raises(Unusable, match="only for a purpose"):
        await settings.set_settings(context, admin, InsightSettingsWish(leaderboards=True))
    with pytest.raises(Unusable, match="have no purpose"):
        await settings.set_settings(context, admin, InsightSettingsWish(leaderboard_purpose=PURPOSE))
    found = await settings.get_settings(context, admin)
    assert (found.leaderboards.on, found.updated_at) == (False, None)


async def test_on_a_leaderboard_ties_share_a_rank_and_the_purpose_stands_beside(
    context: Context, viewer: Asker, admin: Viewer, owner: Connection, workspace: WorkspaceId
) -> None:
    await made_with(owner, workspace, COUNTS)
    await turn_on(context, admin)
    then = context.at(MONDAY + timedelta(days=8))
    found = await leaderboards.velocity(then, viewer(role=Role.VIEWER), None, None)
    assert [(one.rank, one.name, one.value) for one in found.people] == [
        (1, "Bea", 4),
        (1, "Cid", 4),
        (3, "Eve", 3),
        (4, "Ann", 2),
        (5, "Dan", 1),
    ]
    assert (found.period_type, found.period.start) == (PeriodType.WEEKLY, MONDAY.date())
    assert (found.purpose, found.turned_on_by, found.turned_on_at) == (PURPOSE, "Test owner", context.now)


async def test_a_leaderboard_of_four_is_withheld(
    context: Context, viewer: Asker, admin: Viewer, owner: Connection, workspace: WorkspaceId
) -> None:
    await made_with(owner, workspace, dict(list(COUNTS.items())[:4]))
    await turn_on(context, admin)
    found = await leaderboards.velocity(context.at(MONDAY + timedelta(days=8)), viewer(), None, None)
    assert found.people == []
    assert "five or more" in (found.withheld or "")


@pytest.mark.parametrize("key", ["weekend_commit_ratio", "unique_collaborators", "ai_assisted_share"])
async def test_nobody_is_ranked_by_what_not_everybody_may_see(
    context: Context, viewer: Asker, admin: Viewer, key: str
) -> None:
    await turn_on(context, admin)
    with pytest.raises(Unusable, match="Nobody is ranked by"):
        await leaderboards.velocity(context, viewer(), None, key)
    with pytest.raises(Unknown, match="no metric"):
        await leaderboards.velocity(context, viewer(), None, "comits")


async def test_every_change_is_written_down_with_who_and_when(
    context: Context, admin: Viewer, viewer: Asker, account: AccountId
) -> None:
    await turn_on(context, admin)
    later = context.at(context.now + timedelta(hours=1))
    wish = InsightSettingsWish(churn_days=14, skill_half_lives={"COBOL": 900}, leaderboards=True)
    changed = await settings.set_settings(later, admin, wish)
    assert (changed.churn_days, changed.skill_half_lives, changed.half_life_days) == (14, {"COBOL": 900}, 180)
    assert changed.leaderboards.at == context.now
    first = await settings.list_changes(later, viewer(role=Role.VIEWER), cursor=None, limit=2)
    rest = await settings.list_changes(later, viewer(role=Role.VIEWER), cursor=first.next_cursor, limit=2)
    found = [(one.setting, one.before, one.after) for one in (*first.items, *rest.items)]
    assert found == [
        ("skill_half_lives", {}, {"COBOL": 900}),
        ("churn_days", 21, 14),
        ("leaderboard_purpose", None, PURPOSE),
        ("leaderboards", False, True),
    ]
    assert {(one.account_id, one.account) for one in first.items} == {(UUID(str(account)), "Test owner")}
    assert [one.changed_at for one in (*first.items, *rest.items)] == [later.now] * 2 + [context.now] * 2
    assert rest.next_cursor is None


async def test_the_calendar_is_the_workspaces_and_the_quorum_is_nobodys_to_lower(
    context: Context, admin: Viewer, owner: Connection, workspace: WorkspaceId
) -> None:
    await owner.execute("update workspaces set late_from = 20, time_zone = 'Asia/Tokyo' where id = $1", workspace)
    found = await settings.get_settings(context, admin)
    assert (found.calendar.late_from, found.calendar.time_zone, found.quorum) == (20, "Asia/Tokyo", 5)
    assert found.calendar.change_at.endswith(str(workspace))
    assert not {"quorum", "calendar"} & set(InsightSettingsWish.model_fields)


async def test_a_workspace_that_wants_no_daily_snapshots_is_not_due(
    context: Context, admin: Viewer, workspace: WorkspaceId, database: Database
) -> None:
    async def due() -> bool:
        async with database.pool.acquire() as connection:
            return workspace in {row[0] for row in await connection.fetch("select * from workspaces_due(now())")}

    assert await due()
    await settings.set_settings(context, admin, InsightSettingsWish(auto_snapshots=False))
    assert not await due()
    assert not (await freshness.sync_status(context, admin)).snapshots.auto


async def test_sync_status_says_how_far_stored_numbers_go(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = await made_with(owner, workspace, COUNTS)
    never = (await freshness.sync_status(context, viewer())).snapshots
    assert (never.counted_until, never.is_catalogue_current, never.dirty_days) == (None, False, 1)
    assert "Nothing was stored yet" in never.sentence
    await recompute(context, workspace)
    found = await freshness.sync_status(context, viewer(role=Role.VIEWER))
    stored = found.snapshots
    assert (stored.counted_until, stored.dirty_days) == (context.now.date(), 0)
    assert stored.is_catalogue_current
    assert stored.next_midnight == context.now.replace(hour=0, minute=0) + timedelta(days=1)
    assert (found.repositories.repositories, found.sources) == (1, [])
    await made.commit(owner, "Ann", MONDAY, "api")
    touched = (await freshness.sync_status(context, viewer())).snapshots
    assert (touched.dirty_days, touched.first_dirty_day) == (1, MONDAY.date())
    assert "1 day was touched" in touched.sentence
