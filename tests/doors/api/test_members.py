"""Who may make whom what; a workspace is never without an owner, whatever happens at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from itertools import product
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from tests.doors.api.conftest import ClientOf
from tests.seeding import Seeded

from aexy.features.routing import Role
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

# What an admin and an owner may turn into what; nobody else may change anybody.
BELOW_OWNER = {"viewer", "member", "manager", "admin"}
MAY = {"admin": (BELOW_OWNER, BELOW_OWNER), "owner": (BELOW_OWNER | {"owner"}, BELOW_OWNER | {"owner"})}


async def somebody(owner: Connection, workspace: WorkspaceId, role: str, name: str = "Somebody") -> AccountId:
    made = await owner.fetchval(
        "insert into accounts (name, email) values ($1, $2) returning id", name, f"{uuid4().hex}@example.org"
    )
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, $3)", workspace, made, role
    )
    return AccountId(made)


async def role_of(owner: Connection, workspace: WorkspaceId, account: AccountId) -> str | None:
    found: str | None = await owner.fetchval(
        "select role from memberships where workspace_id = $1 and account_id = $2", workspace, account
    )
    return found


@pytest.fixture
def members(base: str) -> str:
    return f"{base}/members"


Actor = Callable[[str], httpx.AsyncClient]


@pytest_asyncio.fixture
async def actor(client_of: ClientOf, owner: Connection, workspace: WorkspaceId) -> AsyncIterator[Actor]:
    """A client of somebody of each role."""
    async with AsyncExitStack() as stack:
        clients = {
            role.value: await stack.enter_async_context(client_of(await somebody(owner, workspace, role.value)))
            for role in Role
        }
        yield clients.__getitem__


@pytest.mark.usefixtures("account")
async def test_roles_are_given_by_the_table(
    owner: Connection, workspace: WorkspaceId, members: str, actor: Actor
) -> None:
    roles = [role.value for role in Role]
    for acting, target, wanted in product(roles, roles, roles):
        targets, gives = MAY.get(acting, (set(), set()))
        account = await somebody(owner, workspace, target)
        answer = await actor(acting).patch(f"{members}/{account}", json={"role": wanted})
        may = target in targets and wanted in gives
        assert answer.status_code == (200 if may else 403), (acting, target, wanted)
        assert await role_of(owner, workspace, account) == (wanted if may else target), (acting, target, wanted)


@pytest.mark.usefixtures("account")
async def test_members_are_removed_by_the_same_table(
    owner: Connection, workspace: WorkspaceId, members: str, actor: Actor
) -> None:
    for acting, target in product([role.value for role in Role], repeat=2):
        may = target in MAY.get(acting, (set(), set()))[0]
        account = await somebody(owner, workspace, target)
        answer = await actor(acting).delete(f"{members}/{account}")
        assert answer.status_code == (204 if may else 403), (acting, target)
        assert await role_of(owner, workspace, account) == (None if may else target), (acting, target)


async def test_nobody_raises_themselves(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    for role in ("viewer", "member", "manager", "admin"):
        account = await somebody(owner, workspace, role)
        async with client_of(account) as client:
            assert (await client.patch(f"{members}/{account}", json={"role": "owner"})).status_code == 403
        assert await role_of(owner, workspace, account) == role


async def test_the_last_owner_neither_goes_nor_is_made_less(
    client: httpx.AsyncClient, members: str, account: AccountId
) -> None:
    for answer in (
        await client.patch(f"{members}/{account}", json={"role": "admin"}),
        await client.delete(f"{members}/{account}"),
        await client.post(f"{members}/leave"),
    ):
        assert answer.status_code == 409
        assert "owner" in answer.json()["next_step"]


async def test_two_owners_who_make_each_other_less_at_once_leave_one(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    for change in ("demote", "remove", "leave"):
        one, two = [await somebody(owner, workspace, "owner") for _ in range(2)]
        async with client_of(one) as first, client_of(two) as second:
            await asyncio.gather(first.get(members), second.get(members))  # both are known as owners at the door
            await asyncio.gather(*_at_once(change, members, (first, one), (second, two)))
        left = await owner.fetch(
            "select account_id from memberships where workspace_id = $1 and role = 'owner'", workspace
        )
        assert len(left) == 1, change
        await owner.execute("delete from memberships where workspace_id = $1", workspace)


def _at_once(
    change: str, members: str, one: tuple[httpx.AsyncClient, AccountId], two: tuple[httpx.AsyncClient, AccountId]
) -> list[asyncio.Task[httpx.Response]]:
    pairs = ((one[0], two[1]), (two[0], one[1]))
    if change == "demote":
        calls = [who.patch(f"{members}/{other}", json={"role": "admin"}) for who, other in pairs]
    elif change == "remove":
        calls = [who.delete(f"{members}/{other}") for who, other in pairs]
    else:
        calls = [who.post(f"{members}/leave") for who, _ in pairs]
    return [asyncio.get_running_loop().create_task(call) for call in calls]


async def test_ownership_is_handed_on_in_one_step(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, members: str, account: AccountId
) -> None:
    heir = await somebody(owner, workspace, "viewer")
    assert (await client.post(f"{members}/transfer", json={"account_id": str(account)})).status_code == 400
    assert (await client.post(f"{members}/transfer", json={"account_id": str(uuid4())})).status_code == 404
    assert (await client.post(f"{members}/transfer", json={"account_id": str(heir)})).json()["role"] == "owner"
    assert [await role_of(owner, workspace, each) for each in (heir, account)] == ["owner", "admin"]
    assert (await client.post(f"{members}/transfer", json={"account_id": str(account)})).status_code == 403


async def test_who_is_removed_sees_the_workspace_no_more_at_once(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    gone = await somebody(owner, workspace, "manager")
    async with client_of(gone) as theirs:
        assert (await theirs.get(base)).status_code == 200
        assert (await client.delete(f"{base}/members/{gone}")).status_code == 204
        assert (await theirs.get(base)).status_code == 404
        assert (await theirs.get("/api/v1/workspaces")).json()["items"] == []


async def test_another_role_holds_at_once(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    account = await somebody(owner, workspace, "admin")
    async with client_of(account) as theirs:
        assert (await theirs.patch(base, json={"name": "Ours"})).status_code == 200
        assert (await client.patch(f"{base}/members/{account}", json={"role": "viewer"})).status_code == 200
        assert (await theirs.patch(base, json={"name": "Mine"})).status_code == 403


async def test_which_developer_somebody_was_goes_with_their_membership(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    seeded = Seeded(workspace)
    ada = await seeded.developer(owner, "Ada")
    account = await somebody(owner, workspace, "member", "Ada")
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        workspace,
        account,
        ada,
    )
    listed = {one["name"]: one for one in (await client.get(members)).json()["items"]}
    assert listed["Ada"]["developer"] == {"id": str(ada), "name": "Ada"}
    assert (await client.delete(f"{members}/{account}")).status_code == 204
    assert await owner.fetchval("select count(*) from account_developers where account_id = $1", account) == 0
    assert await owner.fetchval("select count(*) from developers where id = $1", ada) == 1


async def test_a_membership_is_limited_to_teams_and_freed_again(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    seeded = Seeded(workspace)
    core, edge = [str(await seeded.team(owner, name, [])) for name in ("Core", "Edge")]
    account = await somebody(owner, workspace, "manager")
    at = f"{members}/{account}"

    async def teams(wish: dict[str, object]) -> list[str] | None:
        found = (await client.patch(at, json=wish)).json()["teams"]
        return None if found is None else [team["name"] for team in found]

    assert await teams({"teams": [edge, core, core]}) == ["Core", "Edge"]
    assert await teams({"role": "member"}) == ["Core", "Edge"]
    assert await teams({"teams": None}) is None
    assert await teams({"teams": [core]}) == ["Core"]
    assert await teams({"role": "admin"}) is None
    for wish, status in (
        ({"role": "admin", "teams": [core]}, 400),
        ({"role": "viewer", "teams": []}, 400),
        ({"role": "viewer", "teams": [str(uuid4())]}, 404),
        ({"role": "emperor"}, 400),
    ):
        answer = await client.patch(at, json=wish)
        assert (answer.status_code, bool(answer.json()["next_step"] or answer.json()["detail"])) == (status, True)
    assert await role_of(owner, workspace, account) == "admin"


async def test_a_team_of_another_workspace_is_no_limit(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    elsewhere = await owner.fetchval(
        "insert into workspaces (slug, name) values ($1, 'Elsewhere') returning id", f"e-{uuid4().hex[:8]}"
    )
    foreign = await Seeded(elsewhere).team(owner, "Foreign", [])
    account = await somebody(owner, workspace, "member")
    answer = await client.patch(f"{members}/{account}", json={"teams": [str(foreign)]})
    assert (answer.status_code, answer.json()["field"]) == (404, "teams")


async def test_a_member_of_another_workspace_cannot_be_touched(
    client: httpx.AsyncClient, owner: Connection, members: str
) -> None:
    elsewhere = await owner.fetchval(
        "insert into workspaces (slug, name) values ($1, 'Elsewhere') returning id", f"e-{uuid4().hex[:8]}"
    )
    foreign = await somebody(owner, elsewhere, "viewer")
    for answer in (
        await client.patch(f"{members}/{foreign}", json={"role": "owner"}),
        await client.delete(f"{members}/{foreign}"),
        await client.post(f"{members}/transfer", json={"account_id": str(foreign)}),
    ):
        assert (answer.status_code, answer.json()["field"]) == (404, "account_id")
    assert await role_of(owner, elsewhere, foreign) == "viewer"


@pytest.mark.usefixtures("account")
async def test_everybody_may_know_who_belongs_here_and_admins_by_which_address(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, members: str
) -> None:
    viewer, admin = [await somebody(owner, workspace, role) for role in ("viewer", "admin")]
    async with client_of(viewer) as theirs:
        seen = (await theirs.get(members)).json()["items"]
        assert {one["role"] for one in seen} == {"owner", "viewer", "admin"}
        assert [one["account_id"] for one in seen if one["email"]] == [str(viewer)]
        assert [one["may_become"] for one in seen] == [[]] * 3
    async with client_of(admin) as theirs:
        seen = (await theirs.get(f"{members}?limit=2")).json()
        rest = (await theirs.get(f"{members}?limit=2&cursor={seen['next_cursor']}")).json()
        everybody = seen["items"] + rest["items"]
        assert {one["role"]: bool(one["may_become"]) for one in everybody} == {
            "owner": False, "viewer": True, "admin": True,
        }  # fmt: skip
        assert sum(one["email"] is not None for one in everybody) == 2


async def test_every_change_is_written_down_with_who_did_it(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, base: str, account: AccountId
) -> None:
    team = await Seeded(workspace).team(owner, "Core", [])
    one, two = [await somebody(owner, workspace, "viewer") for _ in range(2)]
    await client.patch(f"{base}/members/{one}", json={"role": "manager", "teams": [str(team)]})
    await client.delete(f"{base}/members/{one}")
    await client.post(f"{base}/members/transfer", json={"account_id": str(two)})
    await client.post(f"{base}/members/leave")
    events = await owner.fetch(
        "select action, subject, account_id, content from audit_events where workspace_id = $1 order by seq", workspace
    )
    assert [event["action"] for event in events] == [
        "member.role_changed", "member.teams_changed", "member.removed", "workspace.ownership_transferred",
        "member.left",
    ]  # fmt: skip
    assert {event["account_id"] for event in events} == {UUID(str(account))}
    assert [event["subject"] for event in events[:3]] == [f"account:{one}"] * 3
    assert '"from":"viewer"' in events[0]["content"]
