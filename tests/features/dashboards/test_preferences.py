"""Presets lose nothing, unknown things are refused, visits add up, and steps are done when facts say so."""

import asyncio
from collections.abc import Callable

import pytest
from pydantic import ValidationError
from tests.features.analytics.conftest import Asker

from aexy.context import Context
from aexy.features.dashboards import preferences
from aexy.features.dashboards.presets import PRESETS
from aexy.features.dashboards.schemas import MOST_PAGES, PreferencesWish, ResetWish, VisitsWish
from aexy.features.dashboards.widget import WidgetSize
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

Somebody = Callable[..., Viewer]


@pytest.fixture
def somebody(workspace: WorkspaceId, account: AccountId) -> Somebody:
    """Whoever made the workspace, in any role."""

    def make(role: Role = Role.OWNER) -> Viewer:
        return Viewer(Account(account, "Somebody", None, is_local_owner=True), workspace, role, None)

    return make


async def test_somebody_begins_with_the_preset_of_their_role(context: Context, somebody: Somebody) -> None:
    found = {role: (await preferences.get_preferences(context, somebody(role))).preset_type for role in Role}
    assert found == {
        Role.VIEWER: "developer", Role.MEMBER: "developer", Role.MANAGER: "manager", Role.ADMIN: "admin",
        Role.OWNER: "admin",
    }  # fmt: skip


async def test_a_preset_lists_its_widgets_in_full_and_draws_what_there_is(context: Context, somebody: Somebody) -> None:
    me = somebody()
    await preferences.put_preferences(context, me, PreferencesWish(preset_type="developer"))
    found = await preferences.get_preferences(context, me)
    assert tuple(found.visible_widgets) == PRESETS["developer"][2]
    placed = {one.key: one.available for one in found.layout}
    assert tuple(placed) == PRESETS["developer"][2]
    assert (placed["quickStats"], placed["myGoals"]) == (True, False)
    assert found.changed_presets == []


async def test_switching_presets_loses_nothing(context: Context, somebody: Somebody) -> None:
    me = somebody()
    mine = PreferencesWish(
        preset_type="manager",
        visible_widgets=["quickStats", "welcome"],
        widget_order=["quickStats", "teamOverview", "welcome"],
        widget_sizes={"quickStats": WidgetSize.LARGE},
    )
    await preferences.put_preferences(context, me, mine)
    await preferences.put_preferences(context, me, PreferencesWish(preset_type="developer"))
    away = await preferences.get_preferences(context, me)
    back = await preferences.put_preferences(context, me, PreferencesWish(preset_type="manager"))
    assert tuple(away.visible_widgets) == PRESETS["developer"][2]
    assert away.changed_presets == ["manager"]
    assert [(one.key, one.size) for one in back.layout] == [
        ("quickStats", WidgetSize.LARGE),
        ("welcome", WidgetSize.FULL),
    ]
    assert back.widget_order == ["quickStats", "teamOverview", "welcome"]


async def test_what_becomes_visible_without_a_place_comes_last(context: Context, somebody: Somebody) -> None:
    me = somebody()
    first = PreferencesWish(preset_type="custom", visible_widgets=["welcome"], widget_order=["welcome"])
    await preferences.put_preferences(context, me, first)
    found = await preferences.put_preferences(context, me, PreferencesWish(visible_widgets=["quickStats", "welcome"]))
    assert [one.key for one in found.layout] == ["welcome", "quickStats"]


async def test_a_reset_brings_back_one_preset_and_leaves_the_others(context: Context, somebody: Somebody) -> None:
    me = somebody()
    for preset in ("sales", "support"):
        wish = PreferencesWish.model_validate({"preset_type": preset, "visible_widgets": ["welcome"]})
        await preferences.put_preferences(context, me, wish)
    found = await preferences.reset(context, me, ResetWish(preset_type="support"))
    assert found.changed_presets == ["sales"]
    assert (await preferences.reset(context, me, ResetWish())).preset_type == "support"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"visible_widgets": ["quickStatz"]}, "visible_widgets"),
        ({"widget_order": ["quickStatz"]}, "widget_order"),
        ({"widget_sizes": {"quickStatz": "full"}}, "widget_sizes"),
        ({"checklist_progress": ["coffee"]}, "checklist_progress"),
        ({"checklist_progress": ["repository"]}, "checklist_progress"),
    ],
)
async def test_unknown_ids_are_refused_and_nothing_changes(
    context: Context, somebody: Somebody, wish: dict[str, object], field: str
) -> None:
    me = somebody()
    before = await preferences.get_preferences(context, me)
    with pytest.raises(Unusable) as refused:
        await preferences.put_preferences(context, me, PreferencesWish.model_validate(wish | {"preset_type": "hr"}))
    assert refused.value.field == field
    assert await preferences.get_preferences(context, me) == before


def test_a_page_elsewhere_cannot_be_pinned() -> None:
    for page in ("https://example.org", "//example.org", "/a b", "overview", "/x?y=1"):
        with pytest.raises(ValidationError):
            PreferencesWish(sidebar_pinned_items=[page])


async def test_visits_told_at_the_same_time_all_count(context: Context, somebody: Somebody) -> None:
    me = somebody()
    wish = VisitsWish(visits={"/overview": 1, "/me": 2})
    back = VisitsWish(visits={"/me": 2, "/overview": 1})
    await asyncio.gather(*(preferences.track(context, me, one) for one in (wish, back) * 10))
    found = await preferences.get_preferences(context, me)
    assert found.sidebar_page_visits == {"/me": 40, "/overview": 20}
    assert found.suggested_pages == ["/me", "/overview"]


async def test_what_is_pinned_is_not_suggested_and_few_visits_suggest_nothing(
    context: Context, somebody: Somebody
) -> None:
    me = somebody()
    await preferences.track(context, me, VisitsWish(visits={"/overview": 9, "/me": 3, "/teams": 2}))
    found = await preferences.put_preferences(context, me, PreferencesWish(sidebar_pinned_items=["/overview"]))
    assert (found.sidebar_pinned_items, found.suggested_pages) == (["/overview"], ["/me"])


async def test_only_so_many_pages_are_remembered(context: Context, somebody: Somebody) -> None:
    me = somebody()
    await preferences.track(context, me, VisitsWish(visits={"/old": 1}))
    later = context.at(context.now.replace(year=context.now.year + 1))
    await preferences.track(later, me, VisitsWish(visits={f"/page-{number}": 1 for number in range(MOST_PAGES)}))
    found = await preferences.get_preferences(context, me)
    assert len(found.sidebar_page_visits) == MOST_PAGES
    assert "/old" not in found.sidebar_page_visits


async def test_steps_are_done_by_facts_or_ticked_by_hand(
    context: Context, somebody: Somebody, owner: Connection, workspace: WorkspaceId
) -> None:
    me = somebody()
    before = {one.id: one.done for one in (await preferences.get_preferences(context, me)).checklist}
    await owner.execute("insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core')", workspace)
    after = await preferences.put_preferences(context, me, PreferencesWish(checklist_progress=["rows"]))
    steps = {one.id: (one.done, one.by_facts) for one in after.checklist}
    assert not any(before.values())
    assert (steps["team"], steps["rows"], steps["repository"]) == ((True, True), (True, False), (False, False))
    assert [one.id for one in after.checklist if one.by_hand] == ["rows"]


async def test_steps_somebody_may_not_take_are_not_theirs(context: Context, somebody: Somebody) -> None:
    found = await preferences.get_preferences(context, somebody(Role.VIEWER))
    assert [one.id for one in found.checklist] == ["me", "rows"]


async def test_one_person_s_dashboard_is_not_another_s(
    context: Context, somebody: Somebody, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    other = viewer()
    await owner.execute("insert into accounts (id, name) values ($1, 'Other')", other.account_id)
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')",
        workspace,
        other.account_id,
    )
    await preferences.put_preferences(context, somebody(), PreferencesWish(preset_type="hr"))
    await preferences.track(context, somebody(), VisitsWish(visits={"/me": 5}))
    found = await preferences.get_preferences(context, other)
    assert (found.preset_type, found.sidebar_page_visits) == ("admin", {})
