"""Tools that are only listened to: what is signed becomes incidents and deployments, what is forged nothing."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
import orjson
import pytest
from tests.activity import add_repository, facts
from tests.doors.api.conftest import OrderBook

from aexy.context import Context
from aexy.features.webhooks import drain
from aexy.jobs.job import DrainInbox
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

SECRET = "a secret of sixteen letters"
NEVER = datetime(2999, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


async def added(client: httpx.AsyncClient, base: str, provider: str, **more: Any) -> Row:
    answer = await client.post(f"{base}/connections/listening", json={"provider": provider, "name": "on call", **more})
    assert answer.status_code == 201, answer.text
    found: Row = answer.json()
    return found


async def told(context: Context, owner: Connection, workspace: WorkspaceId, table: str = "incidents") -> list[Row]:
    """Drain, and what is stored then."""
    await drain.drain(context, workspace)
    return (await facts(owner, workspace))[table]


def pagerduty(number: int, kind: str, at: str, **changed: Any) -> bytes:
    """An event as PagerDuty's documentation of version 3 lays it out, of an incident of ours."""
    service = {"id": "PSVC001", "type": "service_reference", "summary": "Checkout", "self": "https://api.example/s"}
    incident = {
        "id": "Q0INCIDENT1", "type": "incident", "self": "https://api.example/i/1", "html_url": "https://pd.example/i/1",
        "number": 7, "status": "triggered", "incident_key": "k1", "created_at": "2026-01-05T10:00:00Z",
        "title": "Nobody can pay", "service": service, "assignees": [], "escalation_policy": None, "teams": [],
        "priority": {"id": "PPRIO01", "type": "priority_reference", "summary": "P1"}, "urgency": "high",
        "conference_bridge": None, "resolve_reason": None,
    }  # fmt: skip
    event = {
        "id": f"01EVENT{number:04}", "event_type": kind, "resource_type": "incident", "occurred_at": at,
        "agent": {"id": "PUSER01", "type": "user_reference", "summary": "Somebody"}, "client": None,
        "data": incident | changed,
    }  # fmt: skip
    return orjson.dumps({"event": event})


def by_pagerduty(body: bytes, *secrets: str) -> dict[str, str]:
    made = [hmac.new(each.encode(), body, sha256).hexdigest() for each in secrets]
    return {"x-pagerduty-signature": ",".join(f"v1={each}" for each in made), "x-webhook-id": "any"}


TRIGGERED = pagerduty(1, "incident.triggered", "2026-01-05T10:00:01Z")
ACKNOWLEDGED = pagerduty(2, "incident.acknowledged", "2026-01-05T10:04:00Z", status="acknowledged")
RESOLVED = pagerduty(3, "incident.resolved", "2026-01-05T10:40:00Z", status="resolved")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 2, 0, 0, 1)])
async def test_an_incident_of_pagerduty_is_told_in_any_order_and_as_often_as_it_likes(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, context: Context, owner: Connection,
    workspace: WorkspaceId, orders: OrderBook, order: tuple[int, ...],
) -> None:  # fmt: skip
    found = await added(client, base, "pagerduty", secret=SECRET)
    for number in order:
        body = (TRIGGERED, ACKNOWLEDGED, RESOLVED)[number]
        answer = await nobody.post(found["hook"]["url"], content=body, headers=by_pagerduty(body, "older", SECRET))
        assert answer.status_code == 202, answer.text
        await drain.drain(context, workspace)
    assert DrainInbox(workspace_id=workspace) in orders.orders
    (stored,) = await told(context, owner, workspace)
    assert (stored["external_id"], stored["title"], stored["service"], stored["severity"], stored["status"]) == (
        "Q0INCIDENT1", "Nobody can pay", "Checkout", "P1", "resolved",
    )  # fmt: skip
    assert (stored["started_at"].hour, stored["resolved_at"].minute, stored["origin"]) == (10, 40, "pagerduty")
    counted = await owner.fetchrow("select * from counted_incidents where workspace_id = $1", workspace)
    assert (counted["title"], counted["resolved_at"], counted["service_key"]) == (
        stored["title"], stored["resolved_at"], None,
    )  # fmt: skip


async def test_what_is_reopened_is_open_and_what_is_said_of_it_afterwards_does_not_end_it(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, context: Context, owner: Connection,
    workspace: WorkspaceId,
) -> None:  # fmt: skip
    found = await added(client, base, "pagerduty", secret=SECRET)
    later = [
        RESOLVED, pagerduty(4, "incident.priority_updated", "2026-01-05T11:00:00Z", status="resolved"),
        pagerduty(5, "incident.annotated", "2026-01-05T11:01:00Z"), pagerduty(6, "pagey.ping", "2026-01-05T11:02:00Z"),
    ]  # fmt: skip
    for body in later:
        await nobody.post(found["hook"]["url"], content=body, headers=by_pagerduty(body, SECRET))
    (stored,) = await told(context, owner, workspace)
    assert stored["resolved_at"].minute == 40
    body = pagerduty(7, "incident.reopened", "2026-01-05T12:00:00Z")
    await nobody.post(found["hook"]["url"], content=body, headers=by_pagerduty(body, SECRET))
    (stored,) = await told(context, owner, workspace)
    assert (stored["resolved_at"], stored["status"]) == (None, "triggered")
    listed = (await client.get(f"{base}/connections/{found['connection']['id']}/deliveries")).json()["items"]
    assert [each["state"] for each in listed] == ["done", "ignored", "ignored", "ignored", "done"]


async def test_pagerduty_makes_its_secret_up_and_until_it_is_given_nothing_is_believed(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str
) -> None:
    found = await added(client, base, "pagerduty")
    assert (found["hook"]["secret"], found["connection"]["webhook"]["is_set"]) == (None, False)
    address, headers = found["hook"]["url"], by_pagerduty(TRIGGERED, SECRET)
    assert (await nobody.post(address, content=TRIGGERED, headers=headers)).status_code == 403
    path = f"{base}/connections/{found['connection']['id']}/webhook"
    assert (await client.post(path, json={"secret": SECRET})).status_code == 201
    other = await added(client, base, "pagerduty", name="another", secret=SECRET)
    assert (await nobody.post(other["hook"]["url"], content=TRIGGERED, headers=headers)).status_code == 202


def opsgenie(action: str, updated: int, **changed: Any) -> bytes:
    """An action as Opsgenie's documentation lays it out, on an alert of ours: milliseconds and nanoseconds."""
    alert = {
        "alertId": "5f0a8a3b-alert-1", "tinyId": "23", "alias": "pay", "message": "Nobody can pay", "entity": "payd",
        "tags": ["prod"], "teams": [], "recipients": [], "username": "Monitor", "userId": "", "source": "Monitor",
        "createdAt": 1_767_607_200_000, "updatedAt": updated, "priority": "P2", "details": {"service": "Checkout"},
    }  # fmt: skip
    return orjson.dumps({
        "action": action, "alert": alert | changed, "source": {"name": "", "type": "web"},
        "integrationId": "37c8", "integrationName": "Aexy",
    })  # fmt: skip


BEGAN = 1_767_607_200_000_000_000  # 2026-01-05T10:00:00Z


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0)])
async def test_an_alert_of_opsgenie_is_told_by_whoever_has_the_secret(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, context: Context, owner: Connection,
    workspace: WorkspaceId, order: tuple[int, ...],
) -> None:  # fmt: skip
    found = await added(client, base, "opsgenie")
    bodies = (
        opsgenie("Create", BEGAN), opsgenie("Acknowledge", BEGAN + 60 * 10**9), opsgenie("Close", BEGAN + 1800 * 10**9)
    )  # fmt: skip
    for number in order:
        answer = await nobody.post(
            found["hook"]["url"], content=bodies[number], headers={"x-aexy-secret": found["hook"]["secret"]}
        )
        assert answer.status_code == 202, answer.text
    (stored,) = await told(context, owner, workspace)
    assert (stored["title"], stored["service"], stored["severity"], stored["status"]) == (
        "Nobody can pay", "Checkout", "P2", "closed",
    )  # fmt: skip
    assert stored["started_at"].isoformat() == "2026-01-05T10:00:00+00:00"
    assert (stored["resolved_at"] - stored["started_at"]).total_seconds() == 1800


async def test_an_alert_that_is_deleted_is_gone_and_one_closed_before_it_began_is_kept(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, context: Context, owner: Connection,
    workspace: WorkspaceId,
) -> None:  # fmt: skip
    found = await added(client, base, "opsgenie")
    headers = {"x-aexy-secret": found["hook"]["secret"]}
    for body in (
        opsgenie("Create", BEGAN), opsgenie("Delete", BEGAN + 10**9), opsgenie("AddNote", BEGAN + 2 * 10**9),
        opsgenie("Close", BEGAN - 10**9, alertId="backwards"), opsgenie("Create", "soon", alertId="unreadable"),  # type: ignore[arg-type]  # on purpose
    ):  # fmt: skip
        assert (await nobody.post(found["hook"]["url"], content=body, headers=headers)).status_code == 202
    stored = {row["external_id"]: row for row in await told(context, owner, workspace)}
    assert stored["5f0a8a3b-alert-1"]["gone_at"] is not None
    assert stored["backwards"]["resolved_at"] < stored["backwards"]["started_at"]
    assert "unreadable" not in stored
    listed = (await client.get(f"{base}/connections/{found['connection']['id']}/deliveries?state=dead")).json()["items"]
    assert ["updatedAt" in each["error"] for each in listed] == [True]


async def test_a_hook_in_our_own_words_brings_deployments_to_their_repository(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, context: Context, owner: Connection,
    workspace: WorkspaceId,
) -> None:  # fmt: skip
    key = await add_repository(owner, workspace)
    found = await added(client, base, "hook")
    deployment = {
        "id": "d-1", "repository": "Acme/Shop", "environment": "production", "status": "success", "sha": "1" * 40,
        "finished_at": "2026-01-05T09:05:00Z",
    }  # fmt: skip
    incident = {"id": "i-1", "title": "Down", "started_at": "2026-01-05T10:00:00Z", "service": "Checkout"}
    body = orjson.dumps({
        "deployments": [deployment, deployment | {"id": "d-2", "repository": "acme/nothing"}], "incidents": [incident]
    })  # fmt: skip
    secret = found["hook"]["secret"]
    signed = {"x-aexy-signature": "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()}
    answers = [await nobody.post(found["hook"]["url"], content=body, headers=signed) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"is_new": True}, {"is_new": False}]
    (stored,) = await told(context, owner, workspace, "deployments")
    assert (stored["external_id"], stored["repository_key"], stored["origin"]) == ("d-1", key, "hook:on call")
    (down,) = (await facts(owner, workspace))["incidents"]
    assert (down["service"], down["resolved_at"]) == ("Checkout", None)


@pytest.mark.parametrize("provider", ["pagerduty", "opsgenie", "hook"])
async def test_forged_deliveries_are_refused_and_leave_no_trace(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId,
    provider: str,
) -> None:  # fmt: skip
    found = await added(client, base, provider, secret=SECRET)
    body = opsgenie("Create", BEGAN) if provider == "opsgenie" else TRIGGERED
    made = hmac.new(b"another secret", body, sha256).hexdigest()
    other = hmac.new(SECRET.encode(), body + b" ", sha256).hexdigest()
    forged: list[Mapping[str, str]] = [
        {}, {"x-pagerduty-signature": f"v1={made}"}, {"x-pagerduty-signature": f"v1={other}"},
        {"x-pagerduty-signature": made}, {"x-aexy-signature": f"sha256={made}"}, {"x-aexy-signature": "sha256="},
        {"x-aexy-secret": "another secret"}, {"x-aexy-secret": ""},
    ]  # fmt: skip
    for headers in forged:
        answer = await nobody.post(found["hook"]["url"], content=body, headers=dict(headers))
        assert answer.status_code == 403, headers
    assert await owner.fetchval("select count(*) from webhook_inbox where workspace_id = $1", workspace) == 0


async def test_a_replayed_delivery_is_known_even_under_another_id(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, base: str
) -> None:
    found = await added(client, base, "pagerduty", secret=SECRET)
    headers = by_pagerduty(TRIGGERED, SECRET)
    first = await nobody.post(found["hook"]["url"], content=TRIGGERED, headers=headers)
    again = await nobody.post(found["hook"]["url"], content=TRIGGERED, headers=headers | {"x-webhook-id": "another"})
    assert (first.json(), again.json()) == ({"is_new": True}, {"is_new": False})


async def test_nothing_is_asked_of_what_is_only_listened_to(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    found = await added(client, base, "opsgenie")
    path = f"{base}/connections/{found['connection']['id']}"
    for method, place in (("POST", "/check"), ("POST", "/sync"), ("GET", "/available")):
        answer = await client.request(method, path + place, json={} if method == "POST" else None)
        assert answer.status_code == 409, (place, answer.text)
        assert "tells by its web hook" in answer.json()["detail"]
    health = (await client.get(f"{path}/health")).json()
    assert (health["condition"], health["sentence"]) == ("fresh", "It tells by its web hook; nothing is asked of it.")
    refused = await client.post(f"{base}/connections", json={"provider": "opsgenie", "tokens": ["x"]})
    assert (refused.status_code, refused.json()["field"]) == (400, "provider")
    assert (
        await client.post(f"{base}/connections/listening", json={"provider": "opsgenie", "name": "on call"})
    ).status_code == 409
    assert (
        await client.post(f"{base}/connections/listening", json={"provider": "github", "name": "x"})
    ).status_code == 400
    due = await owner.fetch("select connection_id from connections_due($1) where workspace_id = $2", NEVER, workspace)
    assert due == []
    shown = (await client.get(f"{base}/connections")).json()["items"]
    assert [(each["provider"], each["auth_kind"]) for each in shown] == [("opsgenie", "hook")]
