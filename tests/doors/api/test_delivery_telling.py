"""Deployments and incidents told by the API: whole or not at all, once however often, the newest whatever the order."""

from typing import Any

import httpx
import pytest
from tests.activity import add_repository, facts
from tests.doors.api.conftest import ClientOf
from tests.seeding import MONDAY, Seeded

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

LIVE: dict[str, Any] = {
    "id": "d-1", "environment": "production", "status": "success", "started_at": "2026-01-05T09:00:00Z",
    "finished_at": "2026-01-05T09:05:00Z", "service": "Checkout", "sha": "1" * 40,
}  # fmt: skip
DOWN: dict[str, Any] = {
    "id": "i-1", "title": "Nobody can pay", "started_at": "2026-01-05T10:00:00Z", "service": "Checkout",
    "severity": "high", "updated_at": "2026-01-05T10:00:00Z",
}  # fmt: skip
UP = DOWN | {"resolved_at": "2026-01-05T10:40:00Z", "updated_at": "2026-01-05T10:41:00Z", "deployment": "d-1"}


async def tell(client: httpx.AsyncClient, base: str, what: str, *rows: dict[str, Any], **more: Any) -> Any:  # noqa: ANN401 - JSON
    answer = await client.post(f"{base}/delivery/{what}", json={what: rows, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_pipeline_tells_of_its_deployment_and_telling_twice_changes_nothing(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    key = await add_repository(owner, workspace)
    told = await tell(client, base, "deployments", LIVE | {"repository": "acme/shop"})
    assert (told["new"], told["changed"], [each["field"] for each in told["flags"]]) == (1, 0, ["sha"])
    before = await facts(owner, workspace)
    (row,) = before["deployments"]
    assert (row["environment_kind"], row["service"], row["repository_key"]) == ("production", "Checkout", key)
    again = await tell(client, base, "deployments", LIVE | {"repository": "acme/shop"})
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert await facts(owner, workspace) == before


async def test_a_commit_that_is_known_is_not_flagged(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ada")
    await made.repository(owner, "api")
    await made.commit(owner, "Ada", MONDAY, "api")
    sha = await owner.fetchval("select encode(sha, 'hex') from commits where workspace_id = $1", workspace)
    told = await tell(client, base, "deployments", LIVE | {"sha": sha.upper(), "repository": "api"})
    assert told["flags"] == []


@pytest.mark.parametrize("order", [(DOWN, UP), (UP, DOWN), (UP, DOWN, UP)])
async def test_the_newest_word_on_an_incident_stands_whatever_came_last(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, order: tuple[dict[str, Any], ...]
) -> None:
    for row in order:
        await tell(client, base, "incidents", row)
    (stored,) = (await facts(owner, workspace))["incidents"]
    assert stored["resolved_at"].isoformat() == "2026-01-05T10:40:00+00:00"
    assert (stored["service"], stored["deployment_external_id"], stored["severity"]) == ("Checkout", "d-1", "high")


async def test_an_incident_resolved_before_it_began_is_kept_and_flagged(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    told = await tell(client, base, "incidents", DOWN | {"resolved_at": "2026-01-05T09:00:00Z"})
    assert (told["new"], told["flags"][0]["id"], told["flags"][0]["field"]) == (1, "i-1", "resolved_at")
    (stored,) = (await facts(owner, workspace))["incidents"]
    assert stored["resolved_at"] < stored["started_at"]


async def test_two_sources_may_number_alike(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    await tell(client, base, "incidents", DOWN, source="monitor-a")
    await tell(client, base, "incidents", DOWN, source="monitor-b")
    assert len((await facts(owner, workspace))["incidents"]) == 2


@pytest.mark.parametrize(
    ("what", "row", "field"),
    [
        ("deployments", LIVE | {"status": "great"}, "deployments.0.status"),
        ("deployments", LIVE | {"sha": "abc"}, "deployments.0.sha"),
        ("deployments", LIVE | {"repository": "acme/nothing"}, "deployments.0.repository"),
        ("deployments", {"id": "d", "environment": "production", "status": "success"}, "deployments.0"),
        ("incidents", DOWN | {"started_at": "2026-01-05T10:00:00"}, "incidents.0.started_at"),
        ("incidents", DOWN | {"colour": "red"}, "incidents.0.colour"),
    ],
)
async def test_a_field_at_fault_is_named_and_nothing_is_taken(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, what: str, row: dict[str, Any],
    field: str,
) -> None:  # fmt: skip
    answer = await client.post(f"{base}/delivery/{what}", json={what: [row]})
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.text
    found = await facts(owner, workspace)
    assert (found["deployments"], found["incidents"]) == ([], [])


async def test_a_key_that_may_write_tells_and_one_that_may_read_does_not(
    client: httpx.AsyncClient, base: str, client_of: ClientOf, workspace: WorkspaceId
) -> None:
    async with client_of(None) as nobody:
        for scopes, status in ((["read", "write"], 200), (["read"], 403)):
            made = await client.post(
                "/api/v1/auth/keys", json={"name": "pipeline", "scopes": scopes, "workspace_id": str(workspace)}
            )
            assert made.status_code == 201, made.text
            answer = await nobody.post(
                f"{base}/delivery/incidents", json={"incidents": [DOWN]},
                headers={"authorization": f"Bearer {made.json()['key']}"},
            )  # fmt: skip
            assert answer.status_code == status, answer.text
        assert (await nobody.post(f"{base}/delivery/incidents", json={"incidents": [DOWN]})).status_code == 401


async def test_a_member_who_is_no_manager_is_refused(
    base: str, client_of: ClientOf, owner: Connection, workspace: WorkspaceId
) -> None:
    made = AccountId(await owner.fetchval("insert into accounts (name) values ('Mia') returning id"))
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, made
    )
    async with client_of(made) as member:
        answer = await member.post(f"{base}/delivery/deployments", json={"deployments": [LIVE]})
    assert answer.status_code == 403


async def test_what_is_told_is_counted_by_the_rules_at_once(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ada")
    await made.repository(owner, "api")
    await made.commit(owner, "Ada", MONDAY, "api")
    sha = await owner.fetchval("select encode(sha, 'hex') from commits where workspace_id = $1", workspace)
    live = {name: value for name, value in LIVE.items() if name != "service"} | {"sha": sha, "repository": "api"}
    await tell(client, base, "deployments", live)
    down, backwards = UP | {"service": "api"}, DOWN | {"id": "i-2", "service": "api"}
    await tell(client, base, "incidents", down, backwards | {"resolved_at": "2026-01-05T09:59:00Z"})
    counted = await owner.fetchrow("select * from counted_deployments where workspace_id = $1", workspace)
    assert (counted["status"], counted["is_production"], counted["failed_by"]) == ("success", True, "incident")
    found = await owner.fetch(
        "select * from counted_incidents where workspace_id = $1 order by source_id, started_at", workspace
    )
    assert [(row["is_backwards"], row["evidence"], row["deployment_key"]) for row in found] == [
        (False, "named", counted["key"]), (True, "window", counted["key"]),
    ]  # fmt: skip
    assert [row["resolved_at"] for row in found][1] is None
