"""Rules and alerts over HTTP: made by members, seen by viewers, refused with the nearest name."""

from uuid import uuid4

import httpx
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf

from aexy.api.policy import routes_of
from aexy.features.routing import Policy
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metrics import CATALOGUE
from aexy.store.postgres import Connection

RULE = {
    "name": "Slow commits",
    "metric": "commits_count",
    "condition": {"kind": "threshold", "side": "below", "at": 5},
    "quiet": {"from": "20:00", "until": "08:00", "weekends": True},
}


def test_who_may_call_what(app: FastAPI) -> None:
    found = {
        (method, route.path.partition("/insights/")[2]): route.policy
        for route in routes_of(app)
        for method in route.methods or ()
        if "/insights/alert" in route.path
    }
    changing = {key for key, policy in found.items() if policy is not Policy.VIEWER}
    assert {found[key] for key in changing} == {Policy.MEMBER}
    assert changing == {
        ("POST", "alert-rules"),
        ("PUT", "alert-rules/{rule_id}"),
        ("DELETE", "alert-rules/{rule_id}"),
        ("POST", "alerts/{alert_id}/acknowledge"),
        ("POST", "alerts/{alert_id}/snooze"),
    }


async def test_a_rule_is_made_changed_tried_and_taken_away(client: httpx.AsyncClient, base: str) -> None:
    rules = f"{base}/insights/alert-rules"
    made = await client.post(rules, json=RULE | {"hook": {"url": "https://hooks.example.org/x"}})
    assert made.status_code == 201
    rule = made.json()
    assert len(rule["hook_secret"]) > 30
    assert rule["says"] == "Commits: fires below 5; over at 5.5 or more."
    assert rule["quiet"] == {"from": "20:00:00", "until": "08:00:00", "zone": None, "weekends": True}
    assert (await client.get(f"{rules}/{rule['id']}")).json()["delivery"]["hook_host"] == "hooks.example.org"
    changed = await client.put(f"{rules}/{rule['id']}", json=RULE | {"name": "Few commits"})
    assert (changed.json()["name"], changed.json()["hook_secret"]) == ("Few commits", None)
    tried = (await client.post(f"{rules}/{rule['id']}/test")).json()
    assert (tried["fired"], tried["limit"], len(tried["trials"][0]["judgments"])) == (0, 5, 12)
    assert tried == (await client.post(f"{rules}/test", json=RULE)).json() | {"as_of": tried["as_of"]}
    assert (await client.delete(f"{rules}/{rule['id']}")).status_code == 204
    assert (await client.get(rules)).json() == {"items": [], "next_cursor": None}


async def test_an_unknown_key_is_refused_with_the_nearest(client: httpx.AsyncClient, base: str) -> None:
    answer = await client.post(f"{base}/insights/alert-rules", json=RULE | {"metric": "comits_count"})
    said = answer.json()
    assert (answer.status_code, said["field"]) == (404, "metric")
    assert "'commits_count'" in said["next_step"]


async def test_a_condition_that_makes_no_sense_is_refused(client: httpx.AsyncClient, base: str) -> None:
    for condition in (
        {"kind": "threshold", "at": 5, "clear_at": 6},
        {"kind": "change", "at": -1},
        {"kind": "deviation", "before": 3},
        {"kind": "mood", "at": 1},
        {"kind": "threshold"},
        {"kind": "threshold", "at": 1, "nobody_knows": 1},
    ):
        answer = await client.post(f"{base}/insights/alert-rules", json=RULE | {"condition": condition})
        assert answer.status_code == 400, condition
        assert answer.json()["next_step"] or answer.json()["detail"]


async def test_templates_are_rules_that_can_be_made(client: httpx.AsyncClient, base: str) -> None:
    found = (await client.get(f"{base}/insights/alert-rules/templates")).json()["items"]
    keys = {metric.key for metric in CATALOGUE}
    assert len(found) >= 5
    assert {one["metric"] for one in found} <= keys
    for one in found:
        if one["subject"] == "me":
            continue
        wish = {name: one[name] for name in ("name", "metric", "subject", "period_type", "condition", "severity")}
        assert (await client.post(f"{base}/insights/alert-rules", json=wish)).status_code == 201, one["key"]


async def test_a_viewer_looks_and_changes_nothing(
    client: httpx.AsyncClient, client_of: ClientOf, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    await client.post(f"{base}/insights/alert-rules", json=RULE)
    who = await owner.fetchval("insert into accounts (name) values ('Viewer') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'viewer')", workspace, who
    )
    async with client_of(AccountId(who)) as viewer:
        (rule,) = (await viewer.get(f"{base}/insights/alert-rules")).json()["items"]
        assert (rule["is_own"], rule["delivery"]) == (False, None)
        assert (await viewer.post(f"{base}/insights/alert-rules", json=RULE)).status_code == 403
        assert (await viewer.get(f"{base}/insights/alerts/count")).json() == {
            "open": 0,
            "acknowledged": 0,
            "snoozed": 0,
        }


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, base: str) -> None:
    for method, path in (
        ("GET", "alert-rules/{}"),
        ("POST", "alert-rules/{}/test"),
        ("DELETE", "alert-rules/{}"),
        ("GET", "alerts/{}"),
        ("POST", "alerts/{}/acknowledge"),
    ):
        answer = await client.request(method, f"{base}/insights/{path.format(uuid4())}")
        assert answer.status_code == 404, path
    for path in ("alerts?limit=0", "alerts?cursor=x", "alerts/history?cursor=x", "alert-rules?cursor=x"):
        assert (await client.get(f"{base}/insights/{path}")).status_code == 400, path


async def test_a_limit_beyond_all_numbers_is_refused(client: httpx.AsyncClient, base: str) -> None:
    for at in (4.3e306, -1e300):
        condition = {"kind": "change", "side": "above", "at": at}
        answer = await client.post(f"{base}/insights/alert-rules/test", json=RULE | {"condition": condition})
        assert (answer.status_code, answer.json()["status"]) == (400, 400)
