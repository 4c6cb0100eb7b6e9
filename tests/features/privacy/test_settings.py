"""Things are kept as long as a workspace says, language models get what everybody agreed to, signals need a purpose."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights import purposes
from aexy.features.insights import settings as insight_settings
from aexy.features.insights.purposes import Signal
from aexy.features.insights.settings_schemas import InsightSettingsWish
from aexy.features.privacy import settings
from aexy.features.privacy.schemas import LlmConsentWish, PrivacyWish
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import ApplyRetention, Order
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PURPOSE = "To offer help before somebody is worn out."


@pytest.fixture
def orders() -> list[Order]:
    return []


@pytest.fixture
def context(database: Database, orders: list[Order], tmp_path: Path) -> Context:
    async def take(order: Order) -> None:
        orders.append(order)

    return Context(Settings(home=tmp_path), database, NoCache(), InlineDispatcher(take), NOW)


@pytest.fixture
def admin(account: AccountId, workspace: WorkspaceId) -> Viewer:
    return Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.ADMIN, None)


async def as_somebody(admin: Viewer, owner: Connection, name: str) -> Viewer:
    made = await Seeded(admin.workspace_id).developer(owner, name)
    return Viewer(admin.account, admin.workspace_id, Role.MEMBER, DeveloperId(made))


async def _page(owner: Connection, workspace: WorkspaceId, age: timedelta) -> None:
    await owner.execute(
        "insert into raw_pages (workspace_id, source, stream, page, body, rows, digest, fetched_at)"
        " values ($1, 'github', 'pulls', $2, '\\x00', 0, '\\x00', $3)",
        workspace,
        uuid4().hex,
        NOW - age,
    )


async def _look(owner: Connection, workspace: WorkspaceId, age: timedelta) -> None:
    await owner.execute(
        "insert into access_log (workspace_id, developer_id, account_id, kind, hour, role, looks, last_at)"
        " values ($1, $2, $2, 'page', $3, 'admin', 1, $3)",
        workspace,
        uuid4(),
        NOW - age,
    )


async def test_what_is_older_than_it_is_kept_is_deleted_once_a_day_and_the_job_says_how_much(
    context: Context, admin: Viewer, owner: Connection, workspace: WorkspaceId, orders: list[Order]
) -> None:
    for days in (5, 40):
        await _page(owner, workspace, timedelta(days=days))
    for days in (5, 400):
        await _look(owner, workspace, timedelta(days=days))
    await settings.set_settings(context, admin, PrivacyWish(raw_pages_days=30))
    said = {one.what: (one.days, one.rows) for one in await settings.expired(context, admin)}
    assert said == {
        "raw_pages": (30, 1), "deliveries": (14, 0), "access_log": (365, 1), "job_logs": (None, 0),
        "time_series": (None, 0),
    }  # fmt: skip

    await settings.keep_house(context)
    await settings.keep_house(context)
    assert isinstance(context.jobs, InlineDispatcher)
    await context.jobs.finish()
    mine = [one for one in orders if isinstance(one, ApplyRetention) and one.workspace_id == workspace]
    assert len({one.job_id for one in mine}) == 1
    await settings.apply_retention(context, mine[0])
    for table in ("raw_pages", "access_log"):
        left = await owner.fetchval(f"select count(*) from {table} where workspace_id = $1", workspace)  # noqa: S608 - names of our own
        assert left == 1
    told = await owner.fetchval("select details ->> 'deleted' from jobs where id = $1", mine[0].job_id)
    assert told == '{"raw_pages": 1, "access_log": 1, "deliveries": 0}'
    assert {one.rows for one in await settings.expired(context, admin)} == {0}


async def test_what_is_not_mentioned_stays_and_null_keeps_it_for_ever(context: Context, admin: Viewer) -> None:
    await settings.set_settings(context, admin, PrivacyWish(raw_pages_days=30, llm=True))
    found = await settings.set_settings(context, admin, PrivacyWish.model_validate({"access_log_days": None}))
    assert (found.raw_pages_days, found.access_log_days, found.deliveries_days) == (30, None, 14)
    assert (found.llm, found.llm_by, found.llm_at) == (True, "Test owner", NOW)


async def test_a_language_model_gets_nothing_unless_the_workspace_and_everybody_concerned_agree(
    context: Context, admin: Viewer, owner: Connection, workspace: WorkspaceId
) -> None:
    ann, bea = await as_somebody(admin, owner, "Ann"), await as_somebody(admin, owner, "Bea")
    people = [UUID(str(one.developer_id)) for one in (ann, bea)]
    assert await settings.may_send_to_llm(context, workspace, people) == settings.OFF
    await settings.set_settings(context, admin, PrivacyWish(llm=True))
    assert await settings.may_send_to_llm(context, workspace, people) is None
    said = await settings.set_own_consent(context, bea, LlmConsentWish(refused=True))
    assert (said.refused, said.may_be_sent, said.why_not) == (True, False, settings.REFUSED)
    assert await settings.may_send_to_llm(context, workspace, people) == settings.REFUSED
    assert await settings.may_send_to_llm(context, workspace, people[:1]) is None
    assert (await settings.get_settings(context, admin)).llm_refusals == 1
    await settings.set_own_consent(context, bea, LlmConsentWish(refused=False))
    assert await settings.may_send_to_llm(context, workspace, people) is None
    with pytest.raises(Unknown, match="which person"):
        await settings.set_own_consent(context, admin, LlmConsentWish(refused=True))


async def test_attrition_and_individual_risk_are_off_until_an_admin_states_a_purpose(
    context: Context, admin: Viewer, owner: Connection, workspace: WorkspaceId
) -> None:
    for signal in Signal:
        with pytest.raises(Forbidden, match="is off"):
            await purposes.purpose_of(context, workspace, signal)
    with pytest.raises(Unusable, match="purpose that is stated"):
        await insight_settings.set_settings(context, admin, InsightSettingsWish(attrition=True))
    wish = InsightSettingsWish(attrition=True, attrition_purpose=PURPOSE)
    found = await insight_settings.set_settings(context, admin, wish)
    assert (found.attrition.on, found.attrition.purpose, found.attrition.by) == (True, PURPOSE, "Test owner")
    assert not found.individual_risk.on
    assert await purposes.purpose_of(context, workspace, Signal.ATTRITION) == PURPOSE
    page = await insight_settings.list_changes(context, admin, cursor=None, limit=10)
    assert [(one.setting, one.before, one.after) for one in page.items] == [("attrition", None, PURPOSE)]
    await insight_settings.set_settings(context, admin, InsightSettingsWish(attrition=False))
    with pytest.raises(Forbidden):
        await purposes.purpose_of(context, workspace, Signal.ATTRITION)
    audited = await owner.fetch("select action from audit_events where workspace_id = $1", workspace)
    assert [row["action"] for row in audited] == ["insight_settings.changed"] * 2
