"""A refresh token is good for one exchange, a copy of it ends the family, and sessions can be seen and ended."""

from datetime import timedelta
from hashlib import sha256

import httpx
import pytest
from tests.doors.api.conftest import ADDRESS, ClientOf, Clock

from aexy.context import Context
from aexy.features.accounts import service, sessions
from aexy.features.accounts.schemas import Tokens
from aexy.features.accounts.tokens import ACCESS_LASTS
from aexy.features.audit.service import list_own
from aexy.kernel.errors import NotSignedIn
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection

HERE, ELSEWHERE = sha256(b"here").digest(), sha256(b"elsewhere").digest()
OURS = {"x-aexy": "1"}


async def _sign_in(context: Context, account: AccountId, browser: httpx.AsyncClient) -> httpx.Response:
    link = await service.make_sign_in_link(context, account, address=ADDRESS)
    return await browser.post("/api/v1/auth/redeem", json={"token": link.partition("#token=")[2]})


async def _tokens(context: Context, account: AccountId) -> Tokens:
    link = await service.make_sign_in_link(context, account, address=ADDRESS)
    return await service.redeem(context, link.partition("#token=")[2])


def _refresh_of(tokens: Tokens) -> str:
    assert tokens.refresh is not None
    return tokens.refresh


async def test_a_browser_goes_on_with_its_session_after_ten_minutes(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, clock: Clock
) -> None:
    signed_in = await _sign_in(context, account, nobody)
    cookies = [said.lower() for said in signed_in.headers.get_list("set-cookie")]
    assert all("httponly" in said and "samesite=strict" in said for said in cookies)
    assert [said.partition("=")[0] for said in cookies] == ["aexy_session", "aexy_refresh"]
    assert "path=/api/v1/auth/refresh" in cookies[1]
    clock.turn(ACCESS_LASTS)
    assert (await nobody.get("/api/v1/auth/me")).status_code == 401
    carried = await nobody.post("/api/v1/auth/refresh", headers=OURS)
    assert (carried.status_code, carried.json()["access_token"], carried.json()["refresh_token"]) == (200, None, None)
    assert (await nobody.get("/api/v1/auth/me")).status_code == 200


async def test_over_tls_no_cookie_is_sent_in_the_clear(context: Context, app: object, account: AccountId) -> None:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # FastAPI's type is narrower than its own scope's
    async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1:8000") as browser:
        answer = await _sign_in(context, account, browser)
    assert all("; secure" in said.lower() for said in answer.headers.get_list("set-cookie"))


async def test_a_client_goes_on_by_the_body_and_gets_its_tokens_there(
    context: Context, nobody: httpx.AsyncClient, account: AccountId
) -> None:
    tokens = await _tokens(context, account)
    answer = await nobody.post("/api/v1/auth/refresh", json={"refresh_token": tokens.refresh})
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await nobody.get("/api/v1/auth/me", headers=bearer)).status_code == 200
    assert answer.json()["expires_in"] == 600


async def test_a_refresh_token_shown_twice_ends_the_whole_family(
    context: Context, account: AccountId, clock: Clock, owner: Connection
) -> None:
    first = await _tokens(context, account)
    second = await sessions.refresh(context, _refresh_of(first), seen_from=HERE)
    later = context.at(clock.now + timedelta(minutes=1))
    with pytest.raises(NotSignedIn):
        await sessions.refresh(later, _refresh_of(first), seen_from=HERE)
    # Who was right does not matter: what the first exchange gave is worth nothing either.
    with pytest.raises(NotSignedIn):
        await sessions.refresh(later, _refresh_of(second), seen_from=HERE)
    for access in (first.access, second.access):
        assert await service.find_account(later, access) is None
    assert await owner.fetchval("select revoked_at from sessions where id = $1", first.session_id) is not None
    noted = await list_own(context, account, cursor=None, limit=1)
    assert [(one.action, one.said) for one in noted.items] == [
        ("session.ended_as_copied", {"session": str(first.session_id)})
    ]


async def test_two_tabs_that_refresh_at_once_are_no_thieves_and_only_one_can_go_on(
    context: Context, account: AccountId, clock: Clock
) -> None:
    first = await _tokens(context, account)
    winner = await sessions.refresh(context, _refresh_of(first), seen_from=HERE)
    moments = context.at(clock.now + sessions.DOUBLE_SUBMIT)
    loser = await sessions.refresh(moments, _refresh_of(first), seen_from=HERE)
    assert loser.refresh is None
    assert await service.find_account(moments, loser.access) is not None
    assert (await sessions.refresh(moments, _refresh_of(winner), seen_from=HERE)).refresh is not None


async def test_a_double_submit_from_another_place_ends_the_family(context: Context, account: AccountId) -> None:
    first = await _tokens(context, account)
    await sessions.refresh(context, _refresh_of(first), seen_from=HERE)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(context, _refresh_of(first), seen_from=ELSEWHERE)
    assert await service.find_account(context, first.access) is None


async def test_a_double_submit_after_the_successor_was_used_ends_the_family(
    context: Context, account: AccountId
) -> None:
    first = await _tokens(context, account)
    second = await sessions.refresh(context, _refresh_of(first), seen_from=HERE)
    third = await sessions.refresh(context, _refresh_of(second), seen_from=HERE)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(context, _refresh_of(first), seen_from=HERE)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(context, _refresh_of(third), seen_from=HERE)


async def test_a_session_that_is_not_used_for_a_month_is_over_and_one_that_is_used_lasts_three(
    context: Context, account: AccountId, clock: Clock
) -> None:
    idle, used = await _tokens(context, account), await _tokens(context, account)
    weeks = 0
    try:
        while True:
            clock.turn(timedelta(weeks=1))
            used = await sessions.refresh(context.at(clock.now), _refresh_of(used), seen_from=HERE)
            weeks += 1
    except NotSignedIn:
        assert weeks == sessions.SESSION_LASTS // timedelta(weeks=1)
    with pytest.raises(NotSignedIn):
        await sessions.refresh(context.at(clock.now), _refresh_of(idle), seen_from=HERE)


async def test_a_made_up_refresh_token_is_worth_nothing(nobody: httpx.AsyncClient) -> None:
    for token in ("a" * 43, "..", "aexy_x_y", "'; drop table sessions; --"):
        answer = await nobody.post("/api/v1/auth/refresh", json={"refresh_token": token})
        assert (answer.status_code, answer.json()["next_step"]) == (401, "Sign in again.")
    assert (await nobody.post("/api/v1/auth/refresh", headers=OURS)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    ],
)
async def test_a_foreign_page_can_neither_sign_in_nor_refresh_nor_change_anything(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, headers: dict[str, str]
) -> None:
    link = await service.make_sign_in_link(context, account, address=ADDRESS)
    token = {"token": link.partition("#token=")[2]}
    assert (await nobody.post("/api/v1/auth/redeem", json=token, headers=headers)).status_code == 403
    await nobody.post("/api/v1/auth/redeem", json=token)
    for path, body in (("/auth/refresh", None), ("/auth/sign-out", None), ("/workspaces", {"name": "Forged"})):
        refused = await nobody.post(f"/api/v1{path}", json=body, headers=headers | OURS)
        assert refused.status_code == 403, path
        assert "page" in refused.json()["detail"]
    assert (await nobody.get("/api/v1/auth/me")).status_code == 200


async def test_a_page_of_ours_may(context: Context, nobody: httpx.AsyncClient, account: AccountId) -> None:
    await _sign_in(context, account, nobody)
    for headers in ({"origin": ADDRESS}, {"sec-fetch-site": "same-origin", "origin": "http://localhost:3000"}):
        assert (await nobody.post("/api/v1/auth/refresh", headers=headers | OURS)).status_code == 200


async def test_a_refresh_by_cookie_needs_our_header(
    context: Context, nobody: httpx.AsyncClient, account: AccountId
) -> None:
    await _sign_in(context, account, nobody)
    assert (await nobody.post("/api/v1/auth/refresh")).status_code == 403


async def test_signing_in_never_goes_on_with_a_session_that_was_there_before(
    context: Context, nobody: httpx.AsyncClient, account: AccountId, stranger: httpx.AsyncClient
) -> None:
    """Session fixation: a cookie planted by somebody else does not become the session of whoever signs in."""
    planted = stranger.headers["authorization"].removeprefix("Bearer ")
    nobody.cookies.set("aexy_session", planted, domain="127.0.0.1")
    answer = await _sign_in(context, account, nobody)
    assert answer.json()["account"]["id"] == str(account)
    assert planted not in answer.headers["set-cookie"]
    mine = httpx.Cookies({"aexy_session": answer.cookies["aexy_session"]})
    nobody.cookies = mine
    assert (await nobody.get("/api/v1/auth/me")).json()["account"]["id"] == str(account)
    assert (await stranger.get("/api/v1/auth/me")).json()["account"]["name"] == "Stranger"


async def test_sessions_are_listed_by_device_and_ended_one_by_one(
    context: Context, nobody: httpx.AsyncClient, client: httpx.AsyncClient, account: AccountId
) -> None:
    nobody.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await _sign_in(context, account, nobody)
    listed = (await nobody.get("/api/v1/auth/sessions")).json()["items"]
    assert {(one["label"], one["way"], one["is_current"]) for one in listed} == {
        ("Firefox on Linux", "link", True),
        ("command line", "command_line", False),
    }
    assert all(one["last_used_at"] for one in listed)
    other = next(one["id"] for one in listed if not one["is_current"])
    assert (await nobody.delete(f"/api/v1/auth/sessions/{other}", headers=OURS)).status_code == 204
    assert (await client.get("/api/v1/auth/me")).status_code == 401
    assert (await nobody.delete(f"/api/v1/auth/sessions/{other}", headers=OURS)).status_code == 404


async def test_nobody_ends_a_session_of_somebody_else(
    nobody: httpx.AsyncClient, client: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    theirs = (await client.get("/api/v1/auth/sessions")).json()["items"]
    assert len((await stranger.get("/api/v1/auth/sessions")).json()["items"]) == 1
    for one in theirs:
        assert (await stranger.delete(f"/api/v1/auth/sessions/{one['id']}")).status_code == 404
        assert (await nobody.delete(f"/api/v1/auth/sessions/{one['id']}")).status_code == 401
    assert (await client.get("/api/v1/auth/me")).status_code == 200


async def test_signing_out_everywhere_ends_browsers_and_command_lines_alike(
    context: Context, nobody: httpx.AsyncClient, client: httpx.AsyncClient, client_of: ClientOf, account: AccountId
) -> None:
    del client_of
    await _sign_in(context, account, nobody)
    answer = await nobody.post("/api/v1/auth/sign-out-everywhere", headers=OURS)
    assert answer.json() == {"sessions": 2}
    assert all("max-age=0" in said.lower() for said in answer.headers.get_list("set-cookie"))
    assert (await client.get("/api/v1/auth/me")).status_code == 401
    assert (await nobody.post("/api/v1/auth/refresh", headers=OURS)).status_code == 401


async def test_the_use_of_a_session_is_noted_once_a_minute(
    context: Context, account: AccountId, clock: Clock, owner: Connection
) -> None:
    session = await service.make_cli_session(context, account)
    noted = "select last_used_at from sessions where token_hash = $1"
    for seconds, later in ((30, 0), (60, 60), (90, 60), (130, 130)):
        await service.find_account(context.at(clock.now + timedelta(seconds=seconds)), session.token)
        found = await owner.fetchval(noted, sessions.hash_token(session.token))
        assert found == clock.now + timedelta(seconds=later)


async def test_the_database_holds_no_refresh_token_and_no_access_token(
    context: Context, account: AccountId, owner: Connection
) -> None:
    tokens = await _tokens(context, account)
    kept = await owner.fetch("select t::text from refresh_tokens t union all select s::text from sessions s")
    assert kept
    assert not [row[0] for row in kept if _refresh_of(tokens) in row[0] or tokens.access in row[0]]
