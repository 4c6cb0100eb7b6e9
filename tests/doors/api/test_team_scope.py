"""A membership that is limited to some teams reaches these teams and their people, whatever is asked and however."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.api.policy import routes_of
from aexy.features.routing import Policy
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.privacy import ONLY_TEAMS
from aexy.store.postgres import Connection

DAY = timedelta(days=1)
OURS, THEIRS = [f"Ours {number}" for number in range(5)], [f"Theirs {number}" for number in range(5)]


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Two teams of five, each person with a commit and a merged pull request a week ago."""
    made = Seeded(workspace)
    for name in (*OURS, *THEIRS):
        await made.developer(owner, name)
    await made.repository(owner, "api")
    await made.team(owner, "Ours", [(name, None, None) for name in OURS])
    await made.team(owner, "Theirs", [(name, None, None) for name in THEIRS])
    pulls, now = Pulls(made, owner), datetime.now(UTC)
    for place, name in enumerate((*OURS, *THEIRS)):
        one = await pulls.pull(name, now - (9 + place) * DAY, merged=now - (8 + place) * DAY, size=(100, 10))
        await pulls.review(one, OURS[place % 5], now - (9 + place) * DAY + timedelta(hours=2), comments=1)
        await made.commit(owner, name, now - (9 + place) * DAY, "api")
    return made


async def _limited(owner: Connection, workspace: WorkspaceId, role: str, *teams: Any) -> AccountId:
    made = await owner.fetchval("insert into accounts (name) values ('Limited') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role, is_scoped) values ($1, $2, $3, true)",
        workspace,
        made,
        role,
    )
    for team in teams:
        await owner.execute("insert into membership_teams values ($1, $2, $3)", workspace, made, team)
    return AccountId(made)


@pytest.fixture(params=["manager", "member", "viewer"])
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture
async def limited(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, seeded: Seeded, role: str
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of each role that can be limited, limited to Ours."""
    async with client_of(await _limited(owner, workspace, role, seeded.teams["Ours"])) as client:
        yield client


@pytest_asyncio.fixture
async def manager(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> AsyncIterator[httpx.AsyncClient]:
    """A manager of Ours."""
    async with client_of(await _limited(owner, workspace, "manager", seeded.teams["Ours"])) as client:
        yield client


OF_A_TEAM = [
    "/teams/{team}",
    "/insights/teams/{team}",
    "/insights/teams/{team}/trends",
    "/insights/teams/{team}/workload",
    "/insights/teams/{team}/review-load",
    "/insights/teams/{team}/flow",
    "/insights/teams/{team}/capacity",
    "/insights/teams/{team}/forecast",
    "/insights/teams/{team}/pr-sizes",
    "/insights/teams/{team}/code-churn",
    "/insights/readings?subject=team:{team}",
    "/insights/readings?subject=workspace&team={team}",
    "/insights/breakdown?by=developer&team={team}",
    "/insights/hours?subject=team:{team}",
    "/insights/languages?subject=team:{team}",
    "/insights/snapshots/history?subject=team:{team}",
    "/insights/metrics/commits_count/explain?subject=team:{team}",
    "/insights/metrics/commits_count/explain.csv?subject=team:{team}",
]


@pytest.mark.parametrize("address", OF_A_TEAM)
async def test_another_team_is_as_one_that_is_not_there(
    limited: httpx.AsyncClient, base: str, seeded: Seeded, address: str
) -> None:
    assert (await limited.get(base + address.format(team=seeded.teams["Ours"]))).status_code == 200
    other = await limited.get(base + address.format(team=seeded.teams["Theirs"]))
    assert (other.status_code, "Theirs" in other.text) == (404, False)


OF_A_PERSON = [
    "/insights/developers/{person}",
    "/insights/developers/{person}/velocity",
    "/insights/developers/{person}/commits",
    "/insights/developers/{person}/pull-requests",
    "/insights/developers/{person}/reviews",
    "/insights/developers/{person}/pr-sizes",
    "/insights/developers/{person}/code-churn",
    "/insights/developers/{person}/forecast",
    "/insights/developers/{person}/trends",
    "/insights/readings?subject=developer:{person}",
    "/insights/hours?subject=developer:{person}",
    "/insights/languages?subject=developer:{person}",
    "/insights/snapshots/history?subject=developer:{person}&period=weekly",
    "/insights/metrics/commits_count/explain?subject=developer:{person}",
    "/insights/developers/{person}/percentile",
    "/insights/developers/{person}/role-benchmark",
    "/insights/developers/{person}/export",
    "/insights/working-schedules/{person}",
    "/insights/working-schedules/{person}/leave",
]


@pytest.mark.parametrize("address", OF_A_PERSON)
async def test_of_others_people_no_number_is_told(
    limited: httpx.AsyncClient, base: str, seeded: Seeded, address: str
) -> None:
    answer = await limited.get(base + address.format(person=seeded.developers["Theirs 2"]))
    assert answer.status_code in {200, 403, 404}
    if answer.status_code == 200:
        assert not _numbers(answer.json()), address


async def test_of_their_own_people_they_are(limited: httpx.AsyncClient, base: str, seeded: Seeded) -> None:
    for address in ("/insights/developers/{person}", "/insights/developers/{person}/commits"):
        answer = await limited.get(base + address.format(person=seeded.developers["Ours 2"]))
        assert _numbers(answer.json()), address


def _numbers(answer: object) -> list[object]:
    """Every number and every row there is in an answer about one person."""
    if isinstance(answer, dict):
        told = [answer[key] for key in ("value", "median", "p25", "p75", "p90", "n", "mean") if answer.get(key)]
        if answer.get("items") or answer.get("rows"):
            told.append(answer.get("items") or answer.get("rows"))
        return told + [one for key, each in answer.items() if key != "fresh" for one in _numbers(each)]
    if isinstance(answer, list):
        return [one for each in answer for one in _numbers(each)]
    return []


async def test_lists_hold_their_teams_and_say_why_the_rest_has_no_numbers(
    limited: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    assert seeded.teams
    for address in ("/teams", "/insights/teams"):
        assert "Theirs" not in (await limited.get(base + address)).text, address
    assert "Theirs" not in (await limited.get(f"{base}/insights/working-schedules")).text
    teams = (await limited.get(f"{base}/insights/breakdown?by=team&metrics=commits_count")).json()
    assert [row["subject"]["name"] for row in teams["rows"]] == ["Ours"]
    people = (await limited.get(f"{base}/insights/breakdown?by=developer&metrics=commits_count")).json()["rows"]
    cells = {row["subject"]["name"]: row["readings"]["commits_count"] for row in people}
    assert {cells[name]["value"] for name in OURS} == {1}
    assert {(cells[name]["value"], cells[name]["withheld"]) for name in THEIRS} == {(None, ONLY_TEAMS)}


async def test_addresses_are_of_their_people_only(
    manager: httpx.AsyncClient, client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    await owner.execute("update developers set email = name || '@x.org' where workspace_id = $1", workspace)
    found = {one["name"]: one["email"] for one in (await manager.get(f"{base}/developers")).json()["items"]}
    assert {found[name] for name in THEIRS} == {None}
    assert all(found[name] for name in OURS)
    assert (await manager.get(f"{base}/developers?q=Theirs 1@example")).json()["items"] == []
    assert len((await client.get(f"{base}/developers?q=Theirs 1@example")).json()["items"]) == 1


async def test_an_analysis_is_about_their_people(limited: httpx.AsyncClient, base: str, seeded: Seeded) -> None:
    ws = base.rsplit("/", 1)[1]
    for what in ("workload", "heatmap/skills", "collaboration"):
        seen = await limited.post(f"/api/v1/analytics/{what}?workspace_id={ws}", json={})
        assert (seen.status_code, "Theirs" in seen.text) == (200, False), what
        refused = await limited.post(
            f"/api/v1/analytics/{what}?workspace_id={ws}", json={"team_id": str(seeded.teams["Theirs"])}
        )
        assert refused.status_code == 404, what


async def test_a_manager_of_some_teams_manages_these_and_cannot_reach_further(
    manager: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    ours, theirs = (f"{base}/teams/{seeded.teams[name]}" for name in ("Ours", "Theirs"))
    inside, outside = (seeded.developers[name] for name in ("Ours 1", "Theirs 1"))
    assert (await manager.patch(ours, json={"description": "We"})).status_code == 200
    assert (await manager.patch(theirs, json={"description": "They"})).status_code == 404
    assert (await manager.put(f"{ours}/members/{inside}", json={"role": "lead"})).status_code == 200
    assert (await manager.put(f"{ours}/members/{outside}", json={})).status_code == 403
    assert (await manager.put(f"{theirs}/members/{outside}", json={})).status_code == 404
    assert (await manager.delete(f"{theirs}/members/{outside}")).status_code == 404
    assert (await manager.delete(f"{ours}/members/{inside}")).status_code == 204
    assert (await manager.delete(ours)).status_code == 403
    assert (await manager.post(f"{base}/teams", json={"name": "More"})).status_code == 403


RULE = {"name": "Few", "metric": "commits_count", "condition": {"kind": "threshold", "side": "below", "at": 5}}


async def test_rules_and_alerts_of_other_teams_are_not_theirs(
    manager: httpx.AsyncClient, client: httpx.AsyncClient, base: str, owner: Connection, seeded: Seeded
) -> None:
    rules = f"{base}/insights/alert-rules"
    ours, theirs = (f"team:{seeded.teams[name]}" for name in ("Ours", "Theirs"))
    for subject in (ours, theirs, "each team"):
        made = await client.post(rules, json=RULE | {"name": f"On {subject}", "subject": subject})
        assert made.status_code == 201, made.text
    seen = [rule["name"] for rule in (await manager.get(rules)).json()["items"]]
    assert seen == ["On each team", f"On {ours}"]
    for name in ("Ours", "Theirs"):
        await owner.execute(
            "insert into alerts (workspace_id, rule_id, edition, subject_kind, subject_id, subject_name, opened,"
            " value, n, why, latest_value, latest_why, severity, created_at, updated_at)"
            " select workspace_id, id, edition, 'team', $1, $2, '2026-01-05', 1, 1, 'w', 1, 'w', 'info', now(), now()"
            " from alert_rules where name = 'On each team'",
            seeded.teams[name],
            name,
        )
    alerts = (await manager.get(f"{base}/insights/alerts")).json()["items"]
    assert [one["subject"]["name"] for one in alerts] == ["Ours"]
    assert len((await client.get(f"{base}/insights/alerts")).json()["items"]) == 2
    assert (await manager.post(rules, json=RULE | {"subject": theirs})).status_code == 404
    stranger = f"developer:{seeded.developers['Theirs 0']}"
    assert (await manager.post(rules, json=RULE | {"subject": stranger})).status_code == 403
    tried = await manager.post(f"{rules}/test", json=RULE | {"subject": "each team"})
    assert "Theirs" not in tried.text


async def test_what_concerns_the_whole_workspace_asks_for_one_who_reaches_it(
    app: FastAPI, manager: httpx.AsyncClient, base: str
) -> None:
    wide = [
        (method, route.path)
        for route in routes_of(app)
        if route.policy in {Policy.MEMBER, Policy.MANAGER} and not route.is_within_teams
        for method in route.methods or ()
    ]
    assert len(wide) > 15
    for method, path in wide:
        address = path.replace("{workspace_id}", base.rsplit("/", 1)[1])
        answer = await manager.request(method, address.replace("{", "").replace("}", ""), json={})
        assert answer.status_code == 403, f"{method} {path}"
        assert "whole workspace" in answer.json()["detail"]


async def test_a_limit_whose_last_team_is_gone_shows_nobody(
    client_of: ClientOf, client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, base: str, seeded: Seeded
) -> None:
    async with client_of(await _limited(owner, workspace, "manager", seeded.teams["Ours"])) as limited:
        assert (await client.delete(f"{base}/teams/{seeded.teams['Ours']}")).status_code == 204
        rows = (await limited.get(f"{base}/insights/breakdown?by=developer&metrics=commits_count")).json()["rows"]
        assert {row["readings"]["commits_count"]["withheld"] for row in rows} == {ONLY_TEAMS}
        assert (await limited.get(f"{base}/teams")).json()["items"] == []


async def test_an_admin_is_never_limited(owner: Connection, workspace: WorkspaceId) -> None:
    with pytest.raises(Exception, match="scoped_below_admin"):
        await _limited(owner, workspace, "admin")
