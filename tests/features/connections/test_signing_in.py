"""An app signs in with its key, a person with a code; what is wrong with either is said before anything is kept."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from tests.features.connections.test_connections import made
from tests.hub import Hub
from tests.hub_doors import CLIENT_ID, TYPED, Apps, Codes, a_private_key, pem
from tests.providers.serving import Broken

from aexy.context import Context
from aexy.features.accounts.service import LOCAL_OWNER, ensure_local_owner
from aexy.features.connections import service, signing_in
from aexy.features.connections.schemas import (
    AuthKind,
    Connection,
    ConnectionState,
    DevicePoll,
    DeviceWish,
    NewConnection,
    Provider,
)
from aexy.kernel.errors import AexyError, Conflict, SourceFailed, Unusable
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.settings import Settings
from aexy.sources.dialect import Silence
from aexy.store.postgres import Connection as Row

KEY, OTHER_KEY = a_private_key(), a_private_key()


@pytest.fixture
def apps(hub: Hub) -> Apps:
    return Apps(hub, {"77": KEY})


@pytest.fixture
def codes(hub: Hub) -> Codes:
    return Codes(hub)


@pytest.fixture
def with_codes(context: Context) -> Context:
    """The same surroundings where an OAuth app is set."""
    return replace(context, settings=Settings(home=context.settings.home, github_client_id=CLIENT_ID))


def as_app(hub: Hub, *, app_id: str = "77", key: str | None = None, installation: int | None = None) -> NewConnection:
    app = {"app_id": app_id, "key": key or pem(KEY), "installation_id": installation}
    return NewConnection.model_validate({"provider": "github", "base_url": hub.url, "app": app})


async def connected(context: Context, workspace: WorkspaceId, wish: NewConnection) -> Connection:
    await ensure_local_owner(context)
    return await service.create(context, workspace, wish, requested_by=LOCAL_OWNER)


async def test_an_app_is_connected_by_its_only_installation(
    context: Context, workspace: WorkspaceId, hub: Hub, apps: Apps
) -> None:
    found = await connected(context, workspace, as_app(hub))
    assert (found.account, found.auth_kind, found.tokens[0].number) == ("acme", AuthKind.APP, 0)
    assert found.options == {"app_id": "77", "installation_id": 7}
    assert "contents:read" in found.scopes
    assert "PRIVATE KEY" not in found.model_dump_json()
    apps.installations[8] = "beta"
    said = await service.recheck(context, workspace, ConnectionId(found.id))
    assert {each.scope for each in said.missing} == {"actions", "deployments", "members"}


async def test_an_apps_token_lasts_an_hour_and_is_minted_again_when_it_ends(
    context: Context, workspace: WorkspaceId, hub: Hub, apps: Apps
) -> None:
    found = ConnectionId((await connected(context, workspace, as_app(hub))).id)
    async with await service.http_for(context, workspace, found, Silence()) as http:
        for _ in range(3):
            await http.get("/installation/repositories")
        assert apps.minted == 1
        await hub.server.hours.sleep(3400)
        await http.get("/installation/repositories")
        assert apps.minted == 2


@pytest.mark.parametrize(
    ("wrong", "words", "mend"),
    [
        ({"app_id": "78"}, "does not know the app by this id and key", "still lists"),
        ({"key": pem(OTHER_KEY)}, "does not know the app by this id and key", "still lists"),
        ({"key": "ghp_a_token_instead"}, "no private key in PEM form", "whole file"),
        ({"installation": 9}, "no installation 9", "Install it"),
    ],
)
async def test_what_is_wrong_with_an_app_is_said_and_nothing_is_kept(
    context: Context, workspace: WorkspaceId, hub: Hub, apps: Apps, owner: Row, wrong: dict[str, str], words: str,
    mend: str,
) -> None:  # fmt: skip
    assert apps.keys
    with pytest.raises(Unusable, match=words) as refused:
        await connected(context, workspace, as_app(hub, **wrong))  # type: ignore[arg-type]  # as the cases have them
    assert refused.value.field == "app"
    assert mend in refused.value.next_step
    assert await owner.fetchval("select count(*) from connections where workspace_id = $1", workspace) == 0


async def test_which_of_several_installations_is_asked_for_by_name(
    context: Context, workspace: WorkspaceId, hub: Hub, apps: Apps
) -> None:
    apps.installations = {7: "acme", 8: "beta"}
    with pytest.raises(Unusable, match=r"acme \(7\), beta \(8\)") as refused:
        await connected(context, workspace, as_app(hub))
    assert (refused.value.field, "--installation" in refused.value.next_step) == ("app", True)
    assert (await connected(context, workspace, as_app(hub, installation=8))).account == "beta"
    apps.installations = {}
    with pytest.raises(Unusable, match="installed nowhere"):
        await connected(context, workspace, as_app(hub))


async def test_a_revoked_or_suspended_app_marks_its_connection(
    context: Context, workspace: WorkspaceId, hub: Hub, apps: Apps
) -> None:
    found = ConnectionId((await connected(context, workspace, as_app(hub))).id)
    apps.suspended.add(7)
    with pytest.raises(AexyError, match="suspended"):
        await service.recheck(context, workspace, found)
    apps.suspended.clear()
    apps.installations.clear()
    with pytest.raises(Unusable, match="no installation 7"):
        await service.recheck(context, workspace, found)
    revoked = await service.get_connection(context, workspace, found)
    assert revoked.state is ConnectionState.REVOKED
    assert "no installation 7" in str(revoked.error)
    apps.installations[7] = "acme"
    await service.recheck(context, workspace, found)
    assert (await service.get_connection(context, workspace, found)).state is ConnectionState.ACTIVE


async def test_a_code_that_was_typed_makes_a_connection(
    with_codes: Context, workspace: WorkspaceId, hub: Hub, codes: Codes
) -> None:
    await ensure_local_owner(with_codes)
    codes.answers = ["authorization_pending", "slow_down"]
    wish = DeviceWish(provider=Provider.GITHUB, base_url=hub.url)
    begun = await signing_in.start(with_codes, wish, requested_by=LOCAL_OWNER)
    assert (begun.user_code, begun.seconds_between) == ("WDJB-MJHT", 5)
    poll = DevicePoll(
        provider=Provider.GITHUB, base_url=hub.url, device_code=SecretStr(begun.device_code), name="typed"
    )
    told = [await signing_in.poll(with_codes, workspace, poll, requested_by=LOCAL_OWNER) for _ in range(3)]
    assert [(each.state, each.seconds_between) for each in told] == [("waiting", 5), ("waiting", 10), ("done", 0)]
    (found,) = (await service.list_connections(with_codes, workspace, cursor=None, limit=9)).items
    assert (found.name, found.account, found.scopes) == (
        "typed", "ann", ["read:org", "read:user", "repo", "user:email"]
    )  # fmt: skip
    assert TYPED not in "".join(each.model_dump_json() for each in told)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("expired_token", "not typed in time"),
        ("access_denied", "refused it"),
        ("incorrect_device_code", "does not know this code"),
        ("something_new", "did not answer as it says"),
    ],
)
async def test_a_code_that_was_not_typed_makes_none(
    with_codes: Context, workspace: WorkspaceId, hub: Hub, codes: Codes, answer: str, words: str
) -> None:
    codes.answers = [answer]
    poll = DevicePoll(provider=Provider.GITHUB, base_url=hub.url, device_code=SecretStr("a-device-code"))
    with pytest.raises(AexyError, match=words) as refused:
        await signing_in.poll(with_codes, workspace, poll, requested_by=LOCAL_OWNER)
    assert refused.value.next_step
    assert (await service.list_connections(with_codes, workspace, cursor=None, limit=9)).items == []


async def test_where_no_code_can_be_had_a_token_is_offered(
    context: Context, with_codes: Context, hub: Hub, codes: Codes
) -> None:
    wish = DeviceWish(provider=Provider.GITHUB, base_url=hub.url)
    with pytest.raises(Conflict, match="AEXY_GITHUB_CLIENT_ID") as unset:
        await signing_in.start(context, wish, requested_by=LOCAL_OWNER)
    assert "repo" in unset.value.next_step
    codes.refusal = "device_flow_disabled"
    with pytest.raises(Conflict, match="does not let anybody"):
        await signing_in.start(with_codes, wish, requested_by=LOCAL_OWNER)
    elsewhere = DeviceWish(provider=Provider.GITHUB, base_url=f"{hub.url}/elsewhere")
    with pytest.raises(Conflict, match="lets nobody sign in"):
        await signing_in.start(with_codes, elsewhere, requested_by=LOCAL_OWNER)
    gitlab = DeviceWish(provider=Provider.GITLAB)
    with pytest.raises(Unusable, match="no signing in by a code"):
        await signing_in.start(with_codes, gitlab, requested_by=LOCAL_OWNER)


async def test_somebody_who_waits_is_told_after_two_tries(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    hub.server.order(*[Broken(502)] * 6)
    with pytest.raises(SourceFailed, match="after 2 tries") as failed:
        await made(context, workspace, hub)
    assert hub.url in failed.value.next_step
