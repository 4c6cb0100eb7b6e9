"""A key opens what it was made for, where it was made for, for as long as its owner may, and nothing of the account."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf, Clock

from aexy.api.policy import routes_of
from aexy.features.granting import Scope
from aexy.features.routing import Policy
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

KEYS = "/api/v1/auth/keys"


async def _make(client: httpx.AsyncClient, **wish: Any) -> dict[str, Any]:
    answer = await client.post(KEYS, json={"name": "for a test"} | wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _by(made: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {made['key']}"}


async def test_a_key_is_shown_once_and_kept_as_a_hash(client: httpx.AsyncClient, owner: Connection) -> None:
    made = await _make(client)
    mark, prefix, secret = made["key"].split("_")
    assert (mark, prefix, len(secret)) == ("aexy", made["prefix"], 43)
    listed = (await client.get(KEYS)).json()["items"]
    assert [(one["prefix"], one["scopes"]) for one in listed] == [(prefix, ["read"])]
    assert secret not in str(listed)
    kept = await owner.fetch("select k::text from api_keys k")
    assert kept
    assert not [row[0] for row in kept if secret in row[0]]


async def test_a_key_lasts_ninety_days_unless_told_otherwise_and_a_year_at_most(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock
) -> None:
    made, longer = await _make(client), await _make(client, days=365)
    for wrong in (0, -1, 366, 10**9):
        assert (await client.post(KEYS, json={"name": "x", "days": wrong})).status_code == 400
    clock.turn(timedelta(days=90) - timedelta(seconds=1))
    assert (await nobody.get("/api/v1/auth/me", headers=_by(made))).status_code == 200
    clock.turn(timedelta(seconds=1))
    assert (await nobody.get("/api/v1/auth/me", headers=_by(made))).status_code == 401
    assert (await nobody.get("/api/v1/auth/me", headers=_by(longer))).status_code == 200


async def test_scopes_decide_what_a_key_may_do(client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str) -> None:
    reads, writes = await _make(client), await _make(client, scopes=["read", "write"])
    writes_only, admin = await _make(client, scopes=["write"]), await _make(client, scopes=["read", "write", "admin"])
    calls = (("GET", f"{base}/teams", None), ("POST", f"{base}/teams", {"name": "T"}), ("PATCH", base, {"name": "New"}))
    seen = {}
    for name, made in {"read": reads, "write": writes, "write only": writes_only, "admin": admin}.items():
        asked = [await nobody.request(method, path, json=body, headers=_by(made)) for method, path, body in calls]
        seen[name] = [answer.status_code != 403 for answer in asked]
    assert seen == {
        "read": [True, False, False],
        "write": [True, True, False],
        "write only": [False, True, False],
        "admin": [True, True, True],
    }
    refused = await nobody.patch(base, json={"name": "New"}, headers=_by(reads))
    assert refused.json()["detail"] == "This needs the scope admin; what you showed has read."


async def test_every_route_asks_for_the_scope_its_policy_means(app: FastAPI) -> None:
    for route in routes_of(app):
        if route.policy is Policy.PUBLIC:
            continue
        reads = (route.methods or set()) <= {"GET", "HEAD"}
        if route.policy is Policy.IN_PERSON:
            assert route.scope is Scope.ACCOUNT, route.path
        elif route.policy in {Policy.ADMIN, Policy.OWNER}:
            assert route.scope is Scope.ADMIN, route.path
        elif route.policy is not Policy.SIGNED_IN:
            assert route.scope is (Scope.READ if reads else Scope.WRITE), route.path


async def test_a_key_does_nothing_to_the_account_it_belongs_to(
    app: FastAPI, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    made = await _make(client, scopes=["read", "write", "admin"])
    of_the_account = [route for route in routes_of(app) if route.policy is Policy.IN_PERSON]
    assert len(of_the_account) >= 6
    for route in of_the_account:
        for method in route.methods or ():
            path = route.path.replace("{key_id}", made["id"]).replace("{session_id}", made["id"])
            answer = await nobody.request(method, path, json={"name": "another"}, headers=_by(made))
            assert answer.status_code == 403, f"{method} {path}"
            assert "no key does this" in answer.json()["next_step"]
    assert (await nobody.post("/api/v1/workspaces", json={"name": "Mine"}, headers=_by(made))).status_code == 403


async def test_a_key_cannot_be_made_with_the_account_itself_or_words_nobody_knows(client: httpx.AsyncClient) -> None:
    for scopes in (["account"], ["read", "account"], ["everything"], []):
        assert (await client.post(KEYS, json={"name": "x", "scopes": scopes})).status_code == 400


async def test_a_key_never_exceeds_its_owners_role(
    client_of: ClientOf, nobody: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    viewer = await owner.fetchval("insert into accounts (name) values ('Viewer') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'viewer')", workspace, viewer
    )
    async with client_of(AccountId(viewer)) as client:
        made = await _make(client, scopes=["read", "write", "admin"])
    assert (await nobody.get(f"{base}/teams", headers=_by(made))).status_code == 200
    refused = await nobody.post(f"{base}/teams", json={"name": "T"}, headers=_by(made))
    assert (refused.status_code, "manager" in refused.json()["detail"]) == (403, True)


async def test_the_key_of_a_member_who_was_removed_opens_nothing(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, owner: Connection, account: AccountId, base: str
) -> None:
    made = await _make(client, scopes=["read", "write", "admin"])
    assert (await nobody.get(f"{base}/teams", headers=_by(made))).status_code == 200
    await owner.execute("delete from memberships where account_id = $1", account)
    assert (await nobody.get(f"{base}/teams", headers=_by(made))).status_code == 404
    await owner.execute("delete from accounts where id = $1", account)
    assert (await nobody.get("/api/v1/auth/me", headers=_by(made))).status_code == 401


async def test_a_key_for_one_workspace_knows_of_no_other(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, workspace: WorkspaceId, base: str
) -> None:
    other = (await client.post("/api/v1/workspaces", json={"name": "Other"})).json()["id"]
    made = await _make(client, workspace_id=str(workspace))
    assert made["workspace"] == "Test workspace"
    assert (await nobody.get(f"{base}/teams", headers=_by(made))).status_code == 200
    assert (await nobody.get(f"/api/v1/workspaces/{other}/teams", headers=_by(made))).status_code == 404
    for path, items in (("/auth/me", "workspaces"), ("/workspaces", "items")):
        found = (await nobody.get(f"/api/v1{path}", headers=_by(made))).json()[items]
        assert [one["id"] for one in found] == [str(workspace)]


async def test_a_key_cannot_be_made_for_a_workspace_of_somebody_else(
    stranger: httpx.AsyncClient, workspace: WorkspaceId
) -> None:
    answer = await stranger.post(KEYS, json={"name": "x", "workspace_id": str(workspace)})
    assert (answer.status_code, answer.json()["field"]) == (404, "workspace_id")


async def test_a_revoked_key_is_refused_at_once_and_only_its_owner_revokes_it(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    made = await _make(client)
    assert (await stranger.delete(f"{KEYS}/{made['id']}")).status_code == 404
    assert (await nobody.get("/api/v1/auth/me", headers=_by(made))).status_code == 200
    assert (await client.delete(f"{KEYS}/{made['id']}")).status_code == 204
    assert (await nobody.get("/api/v1/auth/me", headers=_by(made))).status_code == 401
    assert (await client.get(KEYS)).json()["items"] == []


async def test_the_use_of_a_key_is_noted_once_a_minute(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock, owner: Connection
) -> None:
    made = await _make(client)
    noted = "select last_used_at from api_keys where prefix = $1"
    assert await owner.fetchval(noted, made["prefix"]) is None
    begun = clock.now
    for turned, later in ((0, 0), (59, 0), (2, 61)):
        clock.turn(timedelta(seconds=turned))
        await nobody.get("/api/v1/auth/me", headers=_by(made))
        assert await owner.fetchval(noted, made["prefix"]) == begun + timedelta(seconds=later)


@pytest.mark.parametrize("spoiled", ["aexy_", "aexy__", "aexy_abcdefgh_", "aexy_abcdefgh_" + "x" * 43])
async def test_a_key_that_nobody_made_opens_nothing(nobody: httpx.AsyncClient, spoiled: str) -> None:
    answer = await nobody.get("/api/v1/auth/me", headers={"authorization": f"Bearer {spoiled}"})
    assert answer.status_code == 401


async def test_one_person_has_fifty_keys_at_most(client: httpx.AsyncClient) -> None:
    for number in range(50):
        await _make(client, name=f"key {number}")
    assert (await client.post(KEYS, json={"name": "one more"})).status_code == 409
