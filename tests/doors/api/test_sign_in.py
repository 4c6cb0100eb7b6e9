"""A link signs in once and soon expires; a session lasts until it is ended; a foreign page cannot use it."""

from datetime import timedelta

import httpx
from tests.doors.api.conftest import ADDRESS, ClientOf, Clock

from aexy.api.auth import REMEMBERED_SECONDS, Memory
from aexy.context import Context
from aexy.features.accounts import service
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

COOKIE = "aexy_session"


async def _token(context: Context, account: AccountId) -> str:
    link = await service.make_sign_in_link(context, account, address=ADDRESS)
    address, _, token = link.partition("#token=")
    assert address == f"{ADDRESS}/sign-in"
    return token


async def test_a_link_becomes_a_session_that_knows_its_workspaces(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, workspace: WorkspaceId
) -> None:
    answer = await nobody.post("/api/v1/auth/redeem", json={"token": await _token(context, account)})
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.json()["account"] == {"id": str(account), "name": "Test owner", "email": None}
    assert [own["id"] for own in answer.json()["workspaces"]] == [str(workspace)]
    assert answer.json()["workspaces"][0]["role"] == "owner"
    assert (await nobody.get("/api/v1/auth/me")).json() == answer.json()


async def test_a_link_works_once(context: Context, nobody: httpx.AsyncClient, account: AccountId) -> None:
    token = await _token(context, account)
    assert (await nobody.post("/api/v1/auth/redeem", json={"token": token})).status_code == 200
    again = await nobody.post("/api/v1/auth/redeem", json={"token": token})
    assert again.status_code == 401
    assert "aexy link" in again.json()["next_step"]


async def test_a_link_expires(context: Context, nobody: httpx.AsyncClient, account: AccountId, clock: Clock) -> None:
    token = await _token(context, account)
    clock.turn(service.LINK_LASTS)
    assert (await nobody.post("/api/v1/auth/redeem", json={"token": token})).status_code == 401


async def test_a_made_up_link_is_worth_nothing(nobody: httpx.AsyncClient) -> None:
    assert (await nobody.post("/api/v1/auth/redeem", json={"token": "a" * 43})).status_code == 401


async def test_a_session_expires(client_of: ClientOf, account: AccountId, clock: Clock) -> None:
    async with client_of(account) as client:
        clock.turn(service.CLI_SESSION_LASTS)
        assert (await client.get("/api/v1/auth/me")).status_code == 401


async def test_signing_out_ends_the_session_at_once(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/auth/me")).status_code == 200
    assert (await client.post("/api/v1/auth/sign-out")).status_code == 204
    assert (await client.get("/api/v1/auth/me")).status_code == 401


async def test_what_is_remembered_is_forgotten_in_seconds() -> None:
    clock = iter((0.0, 1.0, REMEMBERED_SECONDS))
    memory: Memory[str, str] = Memory(clock=lambda: next(clock))
    memory.keep("who", "somebody")
    assert memory.recall("who") == "somebody"
    assert memory.recall("who") is None


async def test_a_change_by_cookie_needs_our_header(
    context: Context, nobody: httpx.AsyncClient, account: AccountId
) -> None:
    await nobody.post("/api/v1/auth/redeem", json={"token": await _token(context, account)})
    refused = await nobody.post("/api/v1/workspaces", json={"name": "Forged"})
    assert refused.status_code == 403
    assert "X-Aexy: 1" in refused.json()["next_step"]
    made = await nobody.post("/api/v1/workspaces", json={"name": "Meant"}, headers={"x-aexy": "1"})
    assert made.status_code == 201


async def test_the_database_holds_no_token(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, owner: Connection
) -> None:
    token = await _token(context, account)
    await nobody.post("/api/v1/auth/redeem", json={"token": token})
    session = nobody.cookies[COOKIE]
    kept = await owner.fetch("select token_hash from sessions union all select token_hash from sign_in_links")
    assert len(kept) >= 2
    assert all(row[0] not in {token.encode(), session.encode()} for row in kept)


async def test_the_first_start_makes_one_local_owner(context: Context) -> None:
    first = await service.ensure_local_owner(context)
    assert await service.ensure_local_owner(context) == first
    assert service.is_local_owner(first)


async def test_a_new_command_line_token_ends_the_one_before(context: Context, account: AccountId) -> None:
    old = await service.make_cli_session(context, account)
    new = await service.make_cli_session(context, account)
    assert await service.find_account(context, old.token) is None
    assert (await service.find_account(context, new.token)) is not None


async def test_a_role_decides_what_may_be_done(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    viewer = await owner.fetchval("insert into accounts (name) values ('Viewer') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", workspace, viewer)
    async with client_of(AccountId(viewer)) as client:
        assert (await client.get(f"{base}/teams")).status_code == 200
        refused = await client.post(f"{base}/teams", json={"name": "Mine"})
        assert refused.status_code == 403
        assert "manager" in refused.json()["detail"]


async def test_a_link_outlives_a_failed_attempt(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, clock: Clock
) -> None:
    token = await _token(context, account)
    assert (await nobody.post("/api/v1/auth/redeem", json={"token": token, "more": 1})).status_code == 400
    clock.turn(timedelta(minutes=1))
    assert (await nobody.post("/api/v1/auth/redeem", json={"token": token})).status_code == 200
