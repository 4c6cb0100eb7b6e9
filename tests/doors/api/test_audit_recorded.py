"""Whatever changes who may see or do what stands in the log afterwards, with who did it."""

from typing import Any
from uuid import UUID

import httpx
from tests.doors.api.conftest import ClientOf
from tests.seeding import Seeded

from aexy.features.audit.machine import record_by_machine
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

WEEK = {"working_days": [1, 2, 3], "starts_at": "09:00", "ends_at": "17:00", "time_zone": "UTC"}
RULE = {
    "name": "Fewer commits", "metric": "commits_count", "subject": "workspace", "period_type": "weekly",
    "condition": {"kind": "threshold", "side": "below", "at": 1}, "emails": [],
    "hook": {"url": "https://hooks.example.org/a?token=unmistakable"},
}  # fmt: skip


async def log_of(client: httpx.AsyncClient, base: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get(f"{base}/audit")).json()["items"]
    return items


async def last_of(client: httpx.AsyncClient, base: str) -> dict[str, Any]:
    return (await log_of(client, base))[0]


async def test_settings_of_the_workspace_and_of_numbers_with_what_they_were(
    client: httpx.AsyncClient, base: str, account: AccountId
) -> None:
    await client.patch(base, json={"time_zone": "Europe/Berlin"})
    said = await last_of(client, base)
    assert (said["action"], said["said"], said["by"]) == (
        "workspace.changed", {"time_zone": "Europe/Berlin"}, str(account),
    )  # fmt: skip
    await client.put(f"{base}/insights/settings", json={"churn_days": 30})
    said = await last_of(client, base)
    assert (said["action"], said["said"]) == ("insight_settings.changed", {"churn_days": {"before": 21, "after": 30}})
    count = len(await log_of(client, base))
    await client.put(f"{base}/insights/settings", json={"churn_days": 30})
    assert len(await log_of(client, base)) == count, "nothing changed, so nothing is written down"


async def test_who_owns_a_repository_from_when_on(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    seeded = Seeded(workspace)
    await seeded.developer(owner, "Ada")
    await seeded.team(owner, "Core", [("Ada", None, None)])
    await seeded.repository(owner, "api")
    repository, team = seeded.repositories["api"][0], str(seeded.teams["Core"])
    wish = {"team_ids": [team], "since": "2026-03-01T00:00:00Z"}
    for _ in range(2):
        done = await client.put(f"{base}/repositories/{repository}/owners", json=wish)
        assert done.status_code == 200, done.text
    (said,) = [one for one in await log_of(client, base) if one["action"] == "repository_owners.changed"]
    assert (said["subject"], said["by"]) == (f"repository:{repository}", str(account))
    assert said["said"] == {"team_ids": [team], "since": "2026-03-01T00:00:00+00:00"}


async def test_a_new_workspace_begins_its_log(client: httpx.AsyncClient) -> None:
    made = (await client.post("/api/v1/workspaces", json={"name": "Fresh"})).json()
    assert (await last_of(client, f"/api/v1/workspaces/{made['id']}"))["action"] == "workspace.created"


async def test_who_is_who_and_whom_somebody_says_they_are(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    seeded = Seeded(workspace)
    ada, bo = [await seeded.developer(owner, name) for name in ("Ada", "Bo")]
    done = await client.post(f"{base}/identities/merges", json={"developer_ids": [str(ada), str(bo)]})
    assert done.status_code in {200, 201}, done.text
    said = await last_of(client, base)
    assert (said["action"], said["subject"]) == ("identity.merged", f"decision:{done.json()['id']}")
    await client.put(f"{base}/me", json={"developer_id": None})
    assert (await last_of(client, base))["action"] == "account.developer_left"


async def test_a_schedule_for_somebody_else_and_not_ones_own(
    client: httpx.AsyncClient, client_of: ClientOf, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    ada: UUID = await Seeded(workspace).developer(owner, "Ada")
    own = await owner.fetchval("insert into accounts (name) values ('Ada') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", workspace, own)
    await owner.execute("insert into account_developers values ($1, $2, $3)", workspace, own, ada)
    path = f"{base}/insights/working-schedules/{ada}"
    async with client_of(AccountId(own)) as hers:
        assert (await hers.put(path, json=WEEK)).status_code == 200
    assert await log_of(client, base) == []
    assert (await client.put(path, json=WEEK)).status_code == 200
    said = await last_of(client, base)
    assert (said["action"], said["subject"], said["said"]) == ("schedule.set", f"developer:{ada}", {})


async def test_where_an_alert_calls_but_not_its_address_or_secret(client: httpx.AsyncClient, base: str) -> None:
    made = await client.post(f"{base}/insights/alert-rules", json=RULE)
    assert made.status_code == 201, made.text
    said = await last_of(client, base)
    assert (said["action"], said["said"]["hook_host"]) == ("alert_rule.added", "hooks.example.org")
    assert "unmistakable" not in str(said)
    rule = made.json()["id"]
    await client.put(f"{base}/insights/alert-rules/{rule}", json={**RULE, "hook": None})
    assert (await last_of(client, base))["said"]["hook_host"] is None
    await client.delete(f"{base}/insights/alert-rules/{rule}")
    assert (await last_of(client, base))["action"] == "alert_rule.removed"


async def test_repositories_and_imports(client: httpx.AsyncClient, base: str, owner: Connection) -> None:
    added = await client.post(f"{base}/repositories", json={"location": "https://git.example.org/acme/shop"})
    assert added.status_code in {201, 202}, added.text
    repository = added.json()["repository"]["id"]
    assert (await last_of(client, base))["action"] == "repository.added"
    await owner.execute("delete from jobs")
    assert (await client.delete(f"{base}/repositories/{repository}")).status_code == 204
    said = await last_of(client, base)
    assert (said["action"], said["subject"]) == ("repository.removed", f"repository:{repository}")
    csv = b"id,environment,status,finished_at\nd-1,production,success,2026-01-05T09:00:00Z\n"
    job = (await client.post(f"{base}/imports?table=deployments&name=mine.csv", content=csv)).json()
    said = await last_of(client, base)
    assert (said["action"], said["subject"]) == ("import.started", f"job:{job['id']}")


async def test_what_was_done_on_the_machine_itself(
    client: httpx.AsyncClient, base: str, owner_url: str, owner: Connection, workspace: WorkspaceId,
    context: Any,  # noqa: ANN401 - only its hour is wanted
) -> None:  # fmt: skip
    slug = await owner.fetchval("select slug from workspaces where id = $1", workspace)
    await record_by_machine(owner_url, action="reader.added", said={"name": "grafana"}, now=context.now, workspace=slug)
    await record_by_machine(owner_url, action="backup.written", said={"file": "a.backup"}, now=context.now)
    said = await log_of(client, base)
    assert [(each["action"], each["by"]) for each in said] == [("backup.written", None), ("reader.added", None)]


async def test_a_log_that_cannot_be_written_stops_the_change(
    client: httpx.AsyncClient, base: str, owner: Connection
) -> None:
    before = (await client.get(base)).json()["name"]
    await owner.execute(
        "alter table audit_events add constraint full_up check (action <> 'workspace.changed') not valid"
    )
    try:
        assert (await client.patch(base, json={"name": "Unrecorded"})).status_code == 500
        assert (await client.get(base)).json()["name"] == before
    finally:
        await owner.execute("alter table audit_events drop constraint full_up")
