"""A terminal is let in by somebody who saw who asks; codes are short-lived, decided about once, and hard to guess."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.doors.api.conftest import ADDRESS, ClientOf, Clock

from aexy.context import Context
from aexy.features.accounts import device
from aexy.features.audit.service import list_own
from aexy.kernel.ids import AccountId
from aexy.store.postgres import Connection

CODE, TOKEN, PAGE = "/api/v1/auth/device/code", "/api/v1/auth/device/token", "/api/v1/auth/device"


async def _begin(client: httpx.AsyncClient, **wish: Any) -> dict[str, Any]:
    answer = await client.post(CODE, json={"client_name": "aexy on a laptop", "scopes": ["read", "write"]} | wish)
    assert answer.status_code == 200, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


async def _decide(client: httpx.AsyncClient, begun: dict[str, Any], *, is_allowed: bool = True) -> httpx.Response:
    return await client.post(f"{PAGE}/decision", json={"user_code": begun["user_code"], "is_allowed": is_allowed})


async def _poll(client: httpx.AsyncClient, begun: dict[str, Any]) -> httpx.Response:
    return await client.post(TOKEN, json={"device_code": begun["device_code"]})


async def test_a_terminal_is_let_in_once_a_person_has_seen_who_asks(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock, account: AccountId, context: Context
) -> None:
    begun = await _begin(nobody)
    assert begun["verification_uri"] == f"{ADDRESS}/device"
    assert begun["verification_uri_complete"] == f"{ADDRESS}/device?code={begun['user_code']}"
    assert (begun["expires_in"], begun["interval"], len(begun["user_code"])) == (600, 5, 9)
    waiting = await _poll(nobody, begun)
    assert (waiting.status_code, waiting.json()["error"]) == (400, "authorization_pending")
    shown = (await client.get(PAGE, params={"user_code": begun["user_code"].lower().replace("-", " ")})).json()
    assert (shown["client_name"], shown["address"]) == ("aexy on a laptop", "127.0.0.1")
    assert shown["scopes"] == ["read", "write"]
    assert (await _decide(client, begun)).status_code == 200
    clock.turn(timedelta(seconds=5))
    given = await _poll(nobody, begun)
    assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")
    bearer = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert (await nobody.get("/api/v1/auth/me", headers=bearer)).json()["account"]["id"] == str(account)
    renewed = await nobody.post("/api/v1/auth/refresh", json={"refresh_token": given.json()["refresh_token"]})
    assert renewed.status_code == 200
    actions = [one.action for one in (await list_own(context, account, cursor=None, limit=2)).items]
    assert actions == ["session.begun", "device.allowed"]


async def test_what_a_terminal_was_not_allowed_it_cannot_do(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str
) -> None:
    begun = await _begin(nobody, scopes=["read"])
    await _decide(client, begun)
    given = (await _poll(nobody, begun)).json()
    bearer = {"authorization": f"Bearer {given['access_token']}"}
    assert (await nobody.get(f"{base}/teams", headers=bearer)).status_code == 200
    assert (await nobody.post(f"{base}/teams", json={"name": "T"}, headers=bearer)).status_code == 403
    assert (await nobody.get("/api/v1/auth/keys", headers=bearer)).status_code == 403
    other = await _begin(nobody, scopes=["admin", "account"])
    assert (await nobody.post(f"{PAGE}/decision", json={"user_code": other["user_code"], "is_allowed": True},
                              headers=bearer)).status_code == 403  # fmt: skip
    # A session may always be ended by who holds it.
    assert (await nobody.post("/api/v1/auth/sign-out", headers=bearer)).status_code == 204


async def test_a_code_is_good_for_one_session(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock
) -> None:
    begun = await _begin(nobody)
    await _decide(client, begun)
    assert (await _poll(nobody, begun)).status_code == 200
    clock.turn(timedelta(seconds=5))
    assert (await _poll(nobody, begun)).json()["error"] == "expired_token"
    assert (await _decide(client, begun)).status_code == 404


async def test_a_code_that_was_refused_stays_refused(client: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    begun = await _begin(nobody)
    assert (await _decide(client, begun, is_allowed=False)).status_code == 200
    assert (await _decide(client, begun)).status_code == 404
    assert (await _poll(nobody, begun)).json()["error"] == "access_denied"


async def test_a_code_lasts_ten_minutes(client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock) -> None:
    begun, allowed = await _begin(nobody), await _begin(nobody)
    await _decide(client, allowed)
    clock.turn(device.LASTS)
    for each in (begun, allowed):
        assert (await _poll(nobody, each)).json()["error"] == "expired_token"
    assert (await _decide(client, begun)).status_code == 404


async def test_a_terminal_that_asks_too_often_is_slowed_down(nobody: httpx.AsyncClient, clock: Clock) -> None:
    begun = await _begin(nobody)
    for turned, error in (
        (0, "authorization_pending"),
        (1, "slow_down"),
        (9, "slow_down"),
        (15, "authorization_pending"),
    ):
        clock.turn(timedelta(seconds=turned))
        assert (await _poll(nobody, begun)).json()["error"] == error


async def test_codes_cannot_be_guessed(client: httpx.AsyncClient, nobody: httpx.AsyncClient, clock: Clock) -> None:
    begun = await _begin(nobody)
    for number in range(device.MOST_WRONG):
        guess = await client.get(PAGE, params={"user_code": f"BBBB-BBB{'BCDFG'[number]}"})
        assert guess.status_code == 404
    # From here on not even the right one is looked at.
    assert (await client.get(PAGE, params={"user_code": begun["user_code"]})).status_code == 409
    assert (await _decide(client, begun)).status_code == 409
    assert (await _poll(nobody, begun)).json()["error"] == "authorization_pending"
    clock.turn(device.WINDOW)
    assert (await client.get(PAGE, params={"user_code": (await _begin(nobody))["user_code"]})).status_code == 200


@pytest.mark.parametrize("code", ["x" * 43, "", "../etc", "BCDF-GHJK"])
async def test_a_long_code_that_nobody_was_given_is_none(nobody: httpx.AsyncClient, code: str) -> None:
    answer = await nobody.post(TOKEN, json={"device_code": code})
    assert answer.status_code == 400
    assert "access_token" not in answer.text


async def test_the_short_code_is_not_the_long_one(client: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    begun = await _begin(nobody)
    await _decide(client, begun)
    stolen = await nobody.post(TOKEN, json={"device_code": begun["user_code"]})
    assert stolen.json()["error"] == "expired_token"


async def test_one_address_has_ten_codes_waiting_at_most(nobody: httpx.AsyncClient, owner: Connection) -> None:
    await owner.execute("delete from device_codes")
    for _ in range(device.MOST_WAITING):
        await _begin(nobody)
    assert (await nobody.post(CODE, json={})).status_code == 409
    await owner.execute("delete from device_codes")


@pytest.mark.parametrize("name", ["<b>Aexy</b>", "Aexy\u202eyxeA", "line\nbreak", "x" * 61, "\x1b[31mred"])
async def test_a_terminal_cannot_call_itself_what_would_not_be_read_as_it_is(
    nobody: httpx.AsyncClient, name: str
) -> None:
    assert (await nobody.post(CODE, json={"client_name": name})).status_code == 400


async def test_nobody_decides_without_being_signed_in_and_no_key_does(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, client_of: ClientOf
) -> None:
    del client_of
    begun = await _begin(nobody)
    assert (await _decide(nobody, begun)).status_code == 401
    key = (await client.post("/api/v1/auth/keys", json={"name": "k", "scopes": ["admin"]})).json()["key"]
    by_key = {"authorization": f"Bearer {key}"}
    body = {"user_code": begun["user_code"], "is_allowed": True}
    assert (await nobody.post(f"{PAGE}/decision", json=body, headers=by_key)).status_code == 403


async def test_the_database_holds_no_code(nobody: httpx.AsyncClient, owner: Connection) -> None:
    begun = await _begin(nobody)
    kept = " ".join(row[0] for row in await owner.fetch("select d::text from device_codes d"))
    plain = begun["user_code"].replace("-", "")
    assert not [code for code in (begun["device_code"], begun["user_code"], plain) if code in kept]
