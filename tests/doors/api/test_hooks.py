"""Where providers knock: what is signed is kept once and at once, everything else leaves no trace."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf, OrderBook
from tests.hub import a_hooked_connection, released, signed

from aexy.context import Context
from aexy.features.webhooks.door import LARGEST_BODY
from aexy.jobs.job import DrainInbox
from aexy.kernel.ids import AccountId, ConnectionId, WorkspaceId
from aexy.sources.providers import PROVIDERS
from aexy.store.postgres import Connection as Row
from aexy.store.vault import vault_file

SECRET = "a secret of sixteen letters"
INBOX = "select * from webhook_inbox where connection_id = $1 order by id"


@pytest_asyncio.fixture
async def hooked(context: Context, workspace: WorkspaceId) -> ConnectionId:
    return await a_hooked_connection(context, workspace, SECRET)


async def knock(nobody: httpx.AsyncClient, found: object, headers: dict[str, str], body: bytes) -> httpx.Response:
    return await nobody.post(f"/api/v1/webhooks/{found}", headers=headers, content=body)


async def test_a_signed_delivery_is_kept_and_somebody_is_told(
    nobody: httpx.AsyncClient, hooked: ConnectionId, workspace: WorkspaceId, owner: Row, orders: OrderBook
) -> None:
    answer = await knock(nobody, hooked, *signed(SECRET, "release", released(1), "d-1"))
    assert (answer.status_code, answer.json()) == (202, {"is_new": True})
    (kept,) = await owner.fetch(INBOX, hooked)
    assert (kept["delivery"], kept["event"], kept["state"]) == ("d-1", "release", "received")
    said = orjson.loads(kept["headers"])
    assert said["x-github-event"] == "release"
    assert not [name for name in said if "signature" in name or "token" in name]
    assert orders.orders == [DrainInbox(workspace_id=workspace)]


async def test_a_delivery_that_comes_twice_is_kept_once(
    nobody: httpx.AsyncClient, hooked: ConnectionId, owner: Row
) -> None:
    answers = [await knock(nobody, hooked, *signed(SECRET, "release", released(1), "d-1")) for _ in range(3)]
    assert [answer.json()["is_new"] for answer in answers] == [True, False, False]
    assert len(await owner.fetch(INBOX, hooked)) == 1


def _github(secret: str, body: bytes) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def _gitlab(secret: str, body: bytes) -> dict[str, str]:
    del body
    return {"x-gitlab-token": secret, "x-gitlab-event": "Push Hook"}


def _jira(secret: str, body: bytes) -> dict[str, str]:
    return {"x-hub-signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def _linear(secret: str, body: bytes) -> dict[str, str]:
    return {"linear-signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


SIGNERS: dict[str, Callable[[str, bytes], dict[str, str]]] = {
    "github": _github, "gitlab": _gitlab, "jira": _jira, "linear": _linear,
}  # fmt: skip


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
async def test_each_providers_signature_is_checked(
    provider: str, context: Context, workspace: WorkspaceId, nobody: httpx.AsyncClient, owner: Row
) -> None:
    found = await a_hooked_connection(context, workspace, SECRET, provider=provider)
    body = orjson.dumps({"webhookTimestamp": 1, "type": "Issue", "action": "create"})
    sign = SIGNERS[provider]
    forged: list[dict[str, str]] = [sign("another secret", body), {}]
    if provider != "gitlab":  # its secret stands beside the body
        forged.append(sign(SECRET, body + b" "))
    for headers in forged:
        answer = await knock(nobody, found, headers, body)
        assert answer.status_code == 403, headers
    assert await owner.fetch(INBOX, found) == []
    assert (await knock(nobody, found, sign(SECRET, body), body)).status_code == 202
    assert len(await owner.fetch(INBOX, found)) == 1


async def test_an_unknown_connection_and_a_bad_signature_look_alike(
    nobody: httpx.AsyncClient, context: Context, workspace: WorkspaceId, hooked: ConnectionId
) -> None:
    secretless = await a_hooked_connection(context, workspace, provider="gitlab")
    headers, body = signed("another", "release", released(1), "d-1")
    answers: list[dict[str, Any]] = []
    for place in (hooked, secretless, uuid4(), "nonsense"):
        answer = await knock(nobody, place, headers, body)
        assert answer.status_code == 403
        answers.append(answer.json() | {"request_id": None})
    assert all(each == answers[0] for each in answers)


async def test_two_secrets_are_believed_while_one_takes_the_others_place(
    nobody: httpx.AsyncClient, context: Context, workspace: WorkspaceId
) -> None:
    found = await a_hooked_connection(context, workspace, "the old one", "the new one")
    for number, secret in enumerate(("the old one", "the new one")):
        answer = await knock(nobody, found, *signed(secret, "release", released(1), f"d-{number}"))
        assert answer.status_code == 202


async def test_a_form_is_understood_as_github_sends_it(
    nobody: httpx.AsyncClient, hooked: ConnectionId, owner: Row
) -> None:
    body = urlencode({"payload": orjson.dumps(released(1)).decode()}).encode()
    headers, _ = signed(SECRET, "release", body, "d-1")
    headers["content-type"] = "application/x-www-form-urlencoded"
    assert (await knock(nobody, hooked, headers, body)).status_code == 202
    assert len(await owner.fetch(INBOX, hooked)) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b'"x"'])
async def test_what_is_signed_and_no_json_is_refused_with_the_mend(
    nobody: httpx.AsyncClient, hooked: ConnectionId, owner: Row, body: bytes
) -> None:
    answer = await knock(nobody, hooked, *signed(SECRET, "release", body, "d-1"))
    said = answer.json()
    assert (answer.status_code, said["field"]) == (400, "body")
    assert said["next_step"]
    assert await owner.fetch(INBOX, hooked) == []


async def test_an_event_of_zero_characters_is_kept_and_no_surprise(
    nobody: httpx.AsyncClient, context: Context, workspace: WorkspaceId, owner: Row
) -> None:
    found = await a_hooked_connection(context, workspace, SECRET, provider="jira")
    body = orjson.dumps({"webhookEvent": "jira:\0issue_updated", "timestamp": 1})
    assert (await knock(nobody, found, _jira(SECRET, body), body)).status_code == 202
    (kept,) = await owner.fetch(INBOX, found)
    assert kept["event"] == "jira:issue_updated"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": "a\0b"}, "name"),
        ({"options": {"a": ["\0"]}}, "options"),
        ({"tokens": "ghp_a_token_that_is_no_list"}, "tokens"),
        ({"tokens": [{"ghp_a_token": 1}]}, "tokens.0"),
        ({"token": "ghp_a_token"}, "token"),
    ],
)
async def test_what_cannot_be_kept_names_its_field_and_repeats_no_token(
    client: httpx.AsyncClient, base: str, wish: dict[str, Any], field: str
) -> None:
    answer = await client.post(f"{base}/connections", json={"provider": "github", "tokens": ["ghp_x"], **wish})
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert "ghp_" not in answer.text


async def test_a_body_of_two_hundred_megabytes_is_refused_and_one_of_twenty_is_kept(
    nobody: httpx.AsyncClient, hooked: ConnectionId, owner: Row
) -> None:
    def of(size: int) -> tuple[dict[str, str], bytes]:
        return signed(SECRET, "release", b'{"x":"' + b"x" * size + b'"}', "d-1")

    refused = await knock(nobody, hooked, *of(200_000_000))
    assert (refused.status_code, "25" in refused.json()["next_step"]) == (413, True)
    assert await owner.fetch(INBOX, hooked) == []
    assert (await knock(nobody, hooked, *of(20_000_000))).status_code == 202
    (kept,) = await owner.fetch(INBOX, hooked)
    assert len(kept["body"]) < 1_000_000


async def test_a_large_body_without_its_length_is_counted_as_it_comes(
    nobody: httpx.AsyncClient, hooked: ConnectionId
) -> None:
    async def endless() -> Any:  # noqa: ANN401 - an iterator of bytes
        for _ in range(LARGEST_BODY // 1_000_000 + 2):
            yield b"x" * 1_000_000

    answer = await nobody.post(f"/api/v1/webhooks/{hooked}", content=endless())
    assert answer.status_code == 413


async def test_elsewhere_a_megabyte_is_still_too_much(client: httpx.AsyncClient, base: str) -> None:
    answer = await client.post(f"{base}/connections", content=b"x" * 1_100_000)
    assert answer.status_code == 413


async def test_a_changed_secret_is_believed_within_seconds(
    app: FastAPI, nobody: httpx.AsyncClient, client: httpx.AsyncClient, base: str, hooked: ConnectionId
) -> None:
    async def answers(*secrets: str) -> list[int]:
        return [(await knock(nobody, hooked, *signed(each, "ping", {}, "d"))).status_code for each in secrets]

    hour = 0.0
    app.state.porter.clock = lambda: hour
    assert await answers(SECRET) == [202]
    made = (await client.post(f"{base}/connections/{hooked}/webhook", json={})).json()
    assert made["is_second"]
    assert made["url"].endswith(f"/api/v1/webhooks/{hooked}")
    assert not made["is_reachable"]
    hour = 6.0
    assert await answers(SECRET, made["secret"]) == [202, 202]
    assert (await client.delete(f"{base}/connections/{hooked}/webhook/previous")).status_code == 204
    hour = 12.0
    assert await answers(SECRET, made["secret"]) == [403, 202]


async def test_a_lost_key_is_no_strangers_business(
    nobody: httpx.AsyncClient, context: Context, workspace: WorkspaceId, owner: Row
) -> None:
    found = await a_hooked_connection(context, workspace, SECRET)
    vault_file(context.settings.home).unlink()
    answer = await knock(nobody, found, *signed(SECRET, "release", released(1), "d-1"))
    assert (answer.status_code, answer.json()["detail"]) == (503, "Signatures cannot be checked at the moment.")
    assert str(context.settings.home) not in answer.text
    assert await owner.fetch(INBOX, found) == []


async def test_deliveries_are_listed_shown_and_replayed_by_administrators(
    nobody: httpx.AsyncClient, client: httpx.AsyncClient, base: str, hooked: ConnectionId, owner: Row, orders: OrderBook
) -> None:
    for number in range(3):
        await knock(nobody, hooked, *signed(SECRET, "release", released(number), f"d-{number}"))
    await owner.execute(
        "update webhook_inbox set state = 'dead', error = 'It broke.', attempts = 5 where connection_id = $1 "
        "and delivery <> 'd-2'",
        hooked,
    )
    path = f"{base}/connections/{hooked}/deliveries"
    first = (await client.get(f"{path}?limit=2")).json()
    second = (await client.get(f"{path}?limit=2&cursor={first['next_cursor']}")).json()
    listed = first["items"] + second["items"]
    assert [each["delivery"] for each in listed] == ["d-2", "d-1", "d-0"]
    dead = (await client.get(f"{path}?state=dead")).json()["items"]
    assert [(each["delivery"], each["error"]) for each in dead] == [("d-1", "It broke."), ("d-0", "It broke.")]
    shown = (await client.get(f"{path}/{dead[0]['id']}")).json()
    assert shown["body"]["release"]["id"] == 1
    again = await client.post(f"{path}/{dead[0]['id']}/replay", json={})
    assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "received", 0)
    assert (await client.post(f"{path}/replay", json={})).json() == {"replayed": 1}
    assert {type(order) for order in orders.orders} == {DrainInbox}
    assert (await client.get(f"{path}/999999999")).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "member", "manager"])
async def test_connections_are_an_administrators(
    client_of: ClientOf, owner: Row, workspace: WorkspaceId, base: str, hooked: ConnectionId, role: str
) -> None:
    somebody = AccountId(await owner.fetchval("insert into accounts (name) values ('S') returning id"))
    joining = "insert into memberships (workspace_id, account_id, role) values ($1, $2, $3)"
    await owner.execute(joining, workspace, somebody, role)
    async with client_of(somebody) as client:
        for path in ("connections", f"connections/{hooked}", f"connections/{hooked}/deliveries"):
            assert (await client.get(f"{base}/{path}")).status_code == 403
