"""A connection is kept once its tokens work, never shows them, and says what is wrong with it."""

import pytest
from pydantic import SecretStr
from tests.hub import GOOD, NOON, Hub
from tests.providers.serving import Broken, Instead, as_json

from aexy.context import Context
from aexy.features.accounts.service import LOCAL_OWNER, ensure_local_owner
from aexy.features.connections import service
from aexy.features.connections.schemas import (
    AuthKind,
    Connection,
    ConnectionChange,
    ConnectionState,
    NewConnection,
    NewTokens,
)
from aexy.kernel.errors import AexyError, Conflict, Forbidden, SourceFailed, Unknown, Unusable
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.dialect import Silence
from aexy.store.postgres import Connection as Row


def a_wish(hub: Hub, *tokens: str, name: str | None = None, **more: object) -> NewConnection:
    wish = {"provider": "github", "base_url": hub.url, "tokens": tokens or (GOOD,), "name": name, **more}
    return NewConnection.model_validate(wish)


async def made(context: Context, workspace: WorkspaceId, hub: Hub, *tokens: str) -> Connection:
    await ensure_local_owner(context)
    return await service.create(context, workspace, a_wish(hub, *tokens), requested_by=LOCAL_OWNER)


async def test_a_connection_is_named_for_its_account_and_shows_no_token(
    context: Context, workspace: WorkspaceId, hub: Hub
) -> None:
    found = await made(context, workspace, hub)
    assert (found.name, found.account, found.origin) == ("ann", "ann", hub.url.removeprefix("http://"))
    assert (found.state, found.auth_kind) == (ConnectionState.ACTIVE, AuthKind.TOKEN)
    assert found.scopes == ["read:org", "read:user", "repo"]
    assert [each.hint for each in found.tokens] == ["0001"]
    assert "good_token" not in found.model_dump_json() + repr(a_wish(hub))


async def test_what_a_token_lacks_is_said_with_what_it_costs(context: Context, hub: Hub) -> None:
    hub.tokens["ghp_small"] = "read:user"
    said = await service.check(context, a_wish(hub, "ghp_small"), requested_by=LOCAL_OWNER)
    assert [each.scope for each in said.missing] == ["read:org", "repo"]
    assert all(len(each.costs) > 20 for each in said.missing)


async def test_a_refused_token_names_the_field_and_the_mend_and_nothing_is_kept(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    with pytest.raises(Unusable, match="does not accept the token") as refused:
        await made(context, workspace, hub, "ghp_wrong_0000")
    assert refused.value.field == "tokens"
    assert "new one" in refused.value.next_step
    assert "ghp_wrong" not in str(refused.value)
    assert await owner.fetchval("select count(*) from connections where workspace_id = $1", workspace) == 0


async def test_of_several_tokens_the_bad_one_is_named(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    with pytest.raises(Unusable, match="Token 2 of 2"):
        await made(context, workspace, hub, GOOD, "ghp_wrong_0000")


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("ftp://hub.example", "no https:// address"),
        ("https://ann:secret@hub.example", "login in it"),
        ("https://", "no https:// address"),
        ("https://hub.example:port", "no https:// address"),
    ],
)
async def test_an_address_that_is_none_is_named(context: Context, hub: Hub, base_url: str, words: str) -> None:
    wish = a_wish(hub).model_copy(update={"base_url": base_url})
    with pytest.raises(Unusable, match=words) as refused:
        await service.check(context, wish, requested_by=LOCAL_OWNER)
    assert refused.value.field == "base_url"
    assert "secret" not in str(refused.value)


async def test_a_private_address_is_the_machine_owners_to_name(context: Context, hub: Hub, account: AccountId) -> None:
    for base_url, kind in ((hub.url, Unusable), (hub.url.replace("http:", "https:"), Forbidden)):
        wish = a_wish(hub).model_copy(update={"base_url": base_url})
        with pytest.raises(kind) as refused:
            await service.check(context, wish, requested_by=account)
        assert getattr(refused.value, "field", None) == "base_url"
    assert hub.server.log == []


async def test_settings_may_close_private_addresses_to_everybody(
    context: Context, workspace: WorkspaceId, hub: Hub
) -> None:
    found = await made(context, workspace, hub)
    closed = Context(
        Settings(home=context.settings.home, allow_private_hosts=False), context.database, context.cache, context.jobs,
        NOON, context.clock,
    )  # fmt: skip
    asked = len(hub.server.log)
    with pytest.raises(AexyError, match="private address"):
        await service.recheck(closed, workspace, ConnectionId(found.id))
    assert len(hub.server.log) == asked


async def test_an_address_that_is_no_github_is_said(context: Context, hub: Hub) -> None:
    hub.server.order(Instead(as_json([1])))
    with pytest.raises(SourceFailed, match="not GitHub's API"):
        await service.check(context, a_wish(hub), requested_by=LOCAL_OWNER)
    hub.server.order(Instead(as_json({"message": "Not Found"}, 404)))
    with pytest.raises(Unusable, match="is not there") as refused:
        await service.check(context, a_wish(hub), requested_by=LOCAL_OWNER)
    assert (refused.value.field, hub.url in refused.value.next_step) == ("base_url", True)


async def test_a_provider_that_is_down_is_said_with_its_address(context: Context, hub: Hub) -> None:
    hub.server.order(*[Broken(502)] * 6)
    with pytest.raises(SourceFailed, match="did not answer") as failed:
        await service.check(context, a_wish(hub), requested_by=LOCAL_OWNER)
    assert failed.value.field == "base_url"


async def test_two_of_one_name_to_one_place_are_a_conflict(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    await made(context, workspace, hub)
    with pytest.raises(Conflict, match="called 'ann'") as refused:
        await made(context, workspace, hub)
    assert refused.value.field == "name"
    other = await service.create(context, workspace, a_wish(hub, name="second"), requested_by=LOCAL_OWNER)
    with pytest.raises(Conflict):
        await service.change(
            context, workspace, ConnectionId(other.id), ConnectionChange.model_validate({"name": "ann"})
        )


async def test_a_revoked_token_marks_the_connection_and_a_new_one_mends_it(
    context: Context, workspace: WorkspaceId, hub: Hub
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    del hub.tokens[GOOD]
    with pytest.raises(Unusable):
        await service.recheck(context, workspace, found)
    revoked = await service.get_connection(context, workspace, found)
    assert revoked.state is ConnectionState.REVOKED
    assert revoked.error
    assert "does not accept the token" in revoked.error
    hub.tokens["ghp_fresh_token_0002"] = "repo"
    wish = NewTokens(tokens=[SecretStr("ghp_fresh_token_0002")], login=None)
    mended = await service.replace_tokens(context, workspace, found, wish, requested_by=LOCAL_OWNER)
    assert (mended.state, mended.error, mended.scopes) == (ConnectionState.ACTIVE, None, ["repo"])
    assert [each.hint for each in mended.tokens] == ["0002"]


async def test_tokens_are_added_used_in_turn_and_dropped(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    hub.tokens["ghp_more_token_0002"] = "repo"
    more = SecretStr("ghp_more_token_0002")
    both = await service.add_token(context, workspace, found, more, requested_by=LOCAL_OWNER)
    assert [(each.number, each.hint) for each in both.tokens] == [(0, "0001"), (1, "0002")]
    with pytest.raises(Conflict, match="this token already"):
        await service.add_token(context, workspace, found, more, requested_by=LOCAL_OWNER)
    http = await service.http_for(context, workspace, found, Silence())
    assert [each.number for each in http.credentials] == [0, 1]
    assert "ghp_" not in repr(http.credentials)
    one = await service.drop_token(context, workspace, found, 0)
    assert [each.number for each in one.tokens] == [1]
    with pytest.raises(Conflict, match="only token"):
        await service.drop_token(context, workspace, found, 1)
    with pytest.raises(Unknown):
        await service.drop_token(context, workspace, found, 5)


async def test_pausing_and_going_on(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    paused = await service.change(context, workspace, found, ConnectionChange(is_paused=True))
    assert paused.state is ConnectionState.PAUSED
    again = await service.change(context, workspace, found, ConnectionChange(is_paused=False))
    assert again.state is ConnectionState.ACTIVE


async def test_options_are_replaced_but_who_signs_in_stays(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    wish = a_wish(hub, options={"owners": []}, login="ann@example.com")
    found = ConnectionId((await service.create(context, workspace, wish, requested_by=LOCAL_OWNER)).id)
    changed = await service.change(context, workspace, found, ConnectionChange(options={"a": 1}))
    assert changed.options == {"login": "ann@example.com", "a": 1}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "tokens"),
        ({"tokens": ["a" * 20, "a" * 20]}, "tokens"),
        ({"tokens": ["a"], "app": {"app_id": "1", "key": "x"}}, "app"),
        ({"provider": "jira", "tokens": ["a"]}, "base_url"),
    ],
)
async def test_a_wish_that_makes_no_sense_names_its_field(
    context: Context, wish: dict[str, object], field: str
) -> None:
    whole = NewConnection.model_validate({"provider": "github", **wish})
    with pytest.raises(Unusable) as refused:
        await service.check(context, whole, requested_by=LOCAL_OWNER)
    assert refused.value.field in {field, "provider"}


async def test_another_workspace_does_not_see_it(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    elsewhere = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ($1, 'E') returning id", f"e-{workspace}")
    )
    assert (await service.list_connections(context, elsewhere, cursor=None, limit=10)).items == []
    for asked in (service.get_connection, service.delete, service.recheck, service.scopes):
        with pytest.raises(Unknown):
            await asked(context, elsewhere, found)


async def test_a_connection_that_goes_takes_its_secrets_along(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await service.delete(context, workspace, found)
    assert await owner.fetchval("select count(*) from connection_secrets where connection_id = $1", found) == 0
    with pytest.raises(Unknown):
        await service.http_for(context, workspace, found, Silence())
