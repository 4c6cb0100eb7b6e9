"""Projects are made of repositories and tracker projects; their numbers are counted again when those change."""

from uuid import UUID, uuid4

import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

Things = dict[str, UUID]


@pytest_asyncio.fixture
async def things(owner: Connection, workspace: WorkspaceId) -> Things:
    """Two repositories, a tracker project with two sprints, and snapshots that can be trusted."""
    made: Things = {}
    for name in ("shop-api", "shop-web"):
        made[name] = await owner.fetchval(
            "insert into repositories (workspace_id, name, provider, provider_id, url, is_local)"
            " values ($1, $2, 'git', $2, $2, false) returning id",
            workspace,
            name,
        )
    row = await owner.fetchrow(
        "insert into tracker_projects (workspace_id, provider, origin, external_id, prefix, name)"
        " values ($1, 'jira', 'acme.atlassian.net', '7', 'PAY', 'Payments') returning id, key",
        workspace,
    )
    made["PAY"] = row["id"]
    for number, (start, end) in enumerate([("2026-01-05 10:00", "2026-01-19 09:00"), ("2026-01-19 10:00", None)]):
        await owner.execute(
            "insert into sprints (workspace_id, provider, origin, external_id, project_key, version, name, state,"
            " starts_at, ends_at) values ($1, 'jira', 'acme.atlassian.net', $2, $3, now(), $2, 'closed',"
            " $4::text::timestamp at time zone 'UTC', $5::text::timestamp at time zone 'UTC')",
            workspace,
            f"Sprint {number + 1}",
            row["key"],
            start,
            end,
        )
    await owner.execute("insert into snapshot_state (workspace_id) values ($1)", workspace)
    return made


async def _is_stale(owner: Connection, workspace: WorkspaceId) -> bool:
    found: bool = await owner.fetchval(
        "with was as (select * from snapshot_state where workspace_id = $1), now as ("
        " update snapshot_state set is_team_stale = false where workspace_id = $1)"
        " select is_team_stale from was",
        workspace,
    )
    return found


async def _shop(client: httpx.AsyncClient, base: str, things: Things) -> dict[str, object]:
    wish = {"name": "Shop", "repository_ids": [str(things["shop-api"])], "tracker_ids": [str(things["PAY"])]}
    answer = await client.post(f"{base}/projects", json=wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, object] = answer.json()
    return made


async def test_a_project_is_made_of_repositories_and_trackers(
    client: httpx.AsyncClient, base: str, things: Things
) -> None:
    made = await _shop(client, base, things)
    assert (made["slug"], made["source"]) == ("shop", "manual")
    assert made["repository_ids"] == [str(things["shop-api"])]
    held = (await client.get(f"{base}/projects/{made['id']}")).json()
    assert [each["name"] for each in held["repositories"]] == ["shop-api"]
    assert [each["prefix"] for each in held["trackers"]] == ["PAY"]
    assert [each["name"] for each in (await client.get(f"{base}/projects")).json()["items"]] == ["Shop"]
    assert [each["name"] for each in (await client.get(f"{base}/trackers")).json()["items"]] == ["Payments"]
    again = await client.post(f"{base}/projects", json={"name": "shop"})
    assert (again.status_code, again.json()["field"]) == (409, "name")


async def test_what_is_not_there_cannot_be_held(client: httpx.AsyncClient, base: str, things: Things) -> None:
    for field in ("repository_ids", "tracker_ids"):
        wish = {"name": "Ghosts", field: [str(things["shop-api"]), str(uuid4())]}
        answer = await client.post(f"{base}/projects", json=wish)
        assert (answer.status_code, answer.json()["field"]) == (404, field)
    assert (await client.get(f"{base}/projects")).json()["items"] == []
    assert (await client.put(f"{base}/projects/{uuid4()}/trackers", json={"tracker_ids": []})).status_code == 404


async def test_what_it_holds_is_set_exactly_and_its_numbers_are_counted_again(
    client: httpx.AsyncClient, base: str, things: Things, owner: Connection, workspace: WorkspaceId
) -> None:
    made = await _shop(client, base, things)
    assert await _is_stale(owner, workspace)
    address = f"{base}/projects/{made['id']}"
    both = [str(things["shop-api"]), str(things["shop-web"])]
    changed = (await client.put(f"{address}/repositories", json={"repository_ids": [*both, both[0]]})).json()
    assert sorted(changed["repository_ids"]) == sorted(both)
    assert await _is_stale(owner, workspace)
    await client.put(f"{address}/repositories", json={"repository_ids": both})
    assert not await _is_stale(owner, workspace)
    assert (await client.put(f"{address}/trackers", json={"tracker_ids": []})).json()["trackers"] == []
    renamed = (await client.patch(address, json={"name": "Store"})).json()
    assert (renamed["name"], renamed["slug"]) == ("Store", "shop")
    assert (await client.delete(address)).status_code == 204
    assert await _is_stale(owner, workspace)
    assert (await client.delete(address)).status_code == 404
    assert len((await client.get(f"{base}/repositories")).json()["items"]) == 2


async def test_lists_come_in_pages(client: httpx.AsyncClient, base: str) -> None:
    for name in ("B", "C", "A"):
        await client.post(f"{base}/projects", json={"name": name})
    first = (await client.get(f"{base}/projects?limit=2")).json()
    rest = (await client.get(f"{base}/projects?limit=2&cursor={first['next_cursor']}")).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["A", "B", "C"]
    assert rest["next_cursor"] is None
    for path in ("projects", "trackers", "sprints"):
        assert (await client.get(f"{base}/{path}?cursor=nonsense")).json()["field"] == "cursor"


async def test_viewers_read_and_managers_make(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    for role, status in (("viewer", 403), ("member", 403), ("manager", 201)):
        one = await owner.fetchval("insert into accounts (name) values ($1) returning id", role)
        await owner.execute("insert into memberships values ($1, $2, $3)", workspace, one, role)
        async with client_of(AccountId(one)) as client:
            assert (await client.get(f"{base}/projects")).status_code == 200
            assert (await client.post(f"{base}/projects", json={"name": "Mine"})).status_code == status


async def test_a_projects_sprints_have_days_of_their_own(client: httpx.AsyncClient, base: str, things: Things) -> None:
    made = await _shop(client, base, things)
    found = (await client.get(f"{base}/sprints?project={made['id']}")).json()["items"]
    assert [(each["name"], each["starts_on"], each["ends_before"], each["board"]) for each in found] == [
        ("Sprint 2", None, None, "Payments"),
        ("Sprint 1", "2026-01-05", "2026-01-19", "Payments"),
    ]
    first = (await client.get(f"{base}/sprints?limit=1")).json()
    rest = (await client.get(f"{base}/sprints?limit=1&cursor={first['next_cursor']}")).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["Sprint 2", "Sprint 1"]
    assert rest["next_cursor"] is None
    empty = (await client.post(f"{base}/projects", json={"name": "Empty"})).json()
    assert (await client.get(f"{base}/sprints?project={empty['id']}")).json()["items"] == []
    assert (await client.get(f"{base}/sprints?project={uuid4()}")).json()["field"] == "project"
