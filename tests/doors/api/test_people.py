"""Developers are found by any of their names; an account says which of them it is; teams know who was there when."""

from uuid import UUID, uuid4

import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

People = dict[str, UUID]


@pytest_asyncio.fixture
async def people(owner: Connection, workspace: WorkspaceId) -> People:
    """Ada with two identities, Bob, a bot."""
    found: People = {}
    for name, kind in (("Ada Lovelace", "human"), ("Bob", "human"), ("renovate[bot]", "bot")):
        found[name] = await owner.fetchval(
            "insert into developers (workspace_id, kind, name, email) values ($1, $2, $3, $4) returning id",
            workspace,
            kind,
            name,
            f"{name.split()[0].lower()}@example.com",
        )
    for email in ("ada@example.com", "countess@example.org"):
        await owner.execute(
            "insert into developer_identities (workspace_id, developer_id, provider, external_id, email, name)"
            " values ($1, $2, 'git', $3, $3, 'ada')",
            workspace,
            found["Ada Lovelace"],
            email,
        )
    return found


async def _names(client: httpx.AsyncClient, address: str) -> list[str]:
    return [item["name"] for item in (await client.get(address)).json()["items"]]


async def test_developers_are_listed_by_name_and_kind(client: httpx.AsyncClient, base: str, people: People) -> None:
    assert await _names(client, f"{base}/developers") == sorted(people, key=str.lower)
    assert await _names(client, f"{base}/developers?kind=human") == ["Ada Lovelace", "Bob"]
    assert (await client.get(f"{base}/developers?kind=robot")).json()["field"] == "kind"


async def test_and_found_by_any_of_their_names(client: httpx.AsyncClient, base: str, people: People) -> None:
    assert people
    for wanted in ("lovel", "COUNTESS", "ada@example"):
        assert await _names(client, f"{base}/developers?q={wanted}") == ["Ada Lovelace"]
    assert await _names(client, f"{base}/developers?q=%25") == []


async def test_viewers_see_no_addresses(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str, people: People
) -> None:
    viewer = await owner.fetchval("insert into accounts (name) values ('Viewer') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", workspace, viewer)
    async with client_of(AccountId(viewer)) as client:
        items = (await client.get(f"{base}/developers")).json()["items"]
        assert {item["email"] for item in items} == {None}
        assert await _names(client, f"{base}/developers?q=countess") == []
        ada = (await client.get(f"{base}/developers/{people['Ada Lovelace']}")).json()
        assert {identity["email"] for identity in ada["identities"]} == {None}


async def test_a_developer_is_shown_with_everything_they_are_known_by(
    client: httpx.AsyncClient, base: str, people: People
) -> None:
    ada = (await client.get(f"{base}/developers/{people['Ada Lovelace']}")).json()
    assert [identity["email"] for identity in ada["identities"]] == ["ada@example.com", "countess@example.org"]
    assert (await client.get(f"{base}/developers/{uuid4()}")).status_code == 404


async def test_me_is_taken_and_given_back(
    client_of: ClientOf, base: str, people: People, owner: Connection, account: AccountId, workspace: WorkspaceId
) -> None:
    ada, bob, bot = people["Ada Lovelace"], people["Bob"], people["renovate[bot]"]
    await owner.execute("update accounts set email = $2 where id = $1", account, f"{uuid4()}@example.org")
    await owner.execute(
        "update developer_identities set email = a.email from accounts a where a.id = $1 and developer_id = $2",
        account,
        ada,
    )
    async with client_of(account) as client:
        assert (await client.get(f"{base}/me")).json() == {"developer": None}
        taken = (await client.put(f"{base}/me", json={"developer_id": str(ada)})).json()
        assert (taken["developer"]["name"], taken["developer"]["is_me"]) == ("Ada Lovelace", True)
        assert (await client.get(f"{base}/developers/{ada}")).json()["is_me"]
        assert (await client.put(f"{base}/me", json={"developer_id": str(bob)})).status_code == 403
        assert (await client.put(f"{base}/me", json={"developer_id": str(bot)})).status_code == 400
        assert (await client.put(f"{base}/me", json={"developer_id": str(uuid4())})).status_code == 404
        assert (await client.put(f"{base}/me", json={"developer_id": None})).json() == {"developer": None}
        other = await owner.fetchval("insert into accounts (name) values ('Other') returning id")
        await owner.execute("insert into account_developers values ($1, $2, $3)", workspace, other, ada)
        assert (await client.put(f"{base}/me", json={"developer_id": str(ada)})).status_code == 409


async def test_a_team_is_made_of_developers(client: httpx.AsyncClient, base: str, people: People) -> None:
    ada, bob = str(people["Ada Lovelace"]), str(people["Bob"])
    team = (await client.post(f"{base}/teams", json={"name": "Core", "developer_ids": [ada, bob, ada]})).json()
    assert sorted(team["developer_ids"]) == sorted([ada, bob])
    assert [member["joined_at"] for member in team["members"]] == [None, None]
    again = await client.post(f"{base}/teams", json={"name": "core"})
    assert (again.status_code, again.json()["field"]) == (409, "name")
    unknown = await client.post(f"{base}/teams", json={"name": "Ghosts", "developer_ids": [str(uuid4())]})
    assert unknown.status_code == 404
    assert [item["name"] for item in (await client.get(f"{base}/teams")).json()["items"]] == ["Core"]
    teams = (await client.get(f"{base}/developers/{ada}")).json()["teams"]
    assert [own["slug"] for own in teams] == ["core"]


async def test_whoever_left_a_team_is_remembered_and_no_longer_counted(
    client: httpx.AsyncClient, base: str, people: People
) -> None:
    ada = people["Ada Lovelace"]
    team = (await client.post(f"{base}/teams", json={"name": "Core", "developer_ids": [str(ada)]})).json()
    address = f"{base}/teams/{team['id']}/members/{ada}"
    left = (await client.put(address, json={"left_at": "2024-01-01T00:00:00Z"})).json()
    assert left["developer_ids"] == []
    assert [member["left_at"] for member in left["members"]] == ["2024-01-01T00:00:00Z"]
    back = (await client.put(address, json={"joined_at": "2025-01-01T00:00:00Z", "role": "lead"})).json()
    assert back["developer_ids"] == [str(ada)]
    assert [(member["joined_at"], member["role"]) for member in back["members"]] == [
        ("2025-01-01T00:00:00Z", "lead"),
        (None, "member"),
    ]
    whole = (await client.put(address, json={})).json()
    assert len(whole["members"]) == 1
    assert (await client.delete(address)).status_code == 204
    assert (await client.delete(address)).status_code == 404


async def test_nobody_leaves_before_they_joined(client: httpx.AsyncClient, base: str, people: People) -> None:
    team = (await client.post(f"{base}/teams", json={"name": "Core"})).json()
    wish = {"joined_at": "2025-01-01T00:00:00Z", "left_at": "2024-01-01T00:00:00Z"}
    address = f"{base}/teams/{team['id']}/members/{people['Bob']}"
    assert (await client.put(address, json=wish)).status_code == 400
    assert (await client.put(address, json={"joined_at": "2025-01-01"})).json()["field"] == "joined_at"


async def test_a_team_is_renamed_and_taken_away(client: httpx.AsyncClient, base: str) -> None:
    team = (await client.post(f"{base}/teams", json={"name": "Core"})).json()
    renamed = (await client.patch(f"{base}/teams/{team['id']}", json={"name": "Heart"})).json()
    assert (renamed["name"], renamed["slug"]) == ("Heart", "core")
    assert (await client.delete(f"{base}/teams/{team['id']}")).status_code == 204
    assert (await client.delete(f"{base}/teams/{team['id']}")).status_code == 404
    assert (await client.patch(f"{base}/teams/{team['id']}", json={})).status_code == 404
