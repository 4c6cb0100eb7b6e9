"""Teams, repositories, projects and the workspace over HTTP: every address answers, and refuses what makes no sense."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Six people in Core and one outside it, each with a merged pull request that somebody reviewed."""
    made = Seeded(workspace)
    names = [f"Person {number}" for number in range(7)]
    for name in names:
        await made.developer(owner, name)
    await made.repository(owner, "api")
    await made.team(owner, "Core", [(name, None, None) for name in names[:6]])
    pulls, now = Pulls(made, owner), datetime.now(UTC)
    for place, name in enumerate(names):
        one = await pulls.pull(name, now - (9 + place) * DAY, merged=now - (8 + place) * DAY, size=(100, 10))
        await pulls.review(one, names[place - 1], now - (9 + place) * DAY + timedelta(hours=2), comments=1)
        await made.commit(owner, name, now - (9 + place) * DAY, "api")
    await owner.execute("insert into projects (workspace_id, slug, name) values ($1, 'shop', 'Shop')", workspace)
    return made


@pytest_asyncio.fixture
async def outsider(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> AsyncIterator[httpx.AsyncClient]:
    """A member who is a developer of no team."""
    made = await owner.fetchval("insert into accounts (name) values ('Outsider') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'member')", workspace, made)
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        workspace,
        made,
        seeded.developers["Person 6"],
    )
    async with client_of(AccountId(made)) as client:
        yield client


async def got(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    found: dict[str, Any] = answer.json()
    return found


async def test_every_address_answers(
    client: httpx.AsyncClient, base: str, owner: Connection, seeded: Seeded, workspace: WorkspaceId
) -> None:
    here = f"{base}/insights"
    team = f"{here}/teams/{seeded.teams['Core']}"
    person = f"{here}/developers/{seeded.developers['Person 0']}"
    place = f"{here}/repositories/{seeded.repositories['api'][0]}"
    project = await owner.fetchval("select id from projects where workspace_id = $1", workspace)
    for address, key in (
        (f"{here}/teams", "items"), (team, "families"), (f"{team}/trends", "trends"), (f"{team}/workload", "work"),
        (f"{team}/review-load", "waiting"), (f"{team}/flow", "stages"), (f"{team}/capacity", "weeks"),
        (f"{team}/forecast?items=3", "terms"), (f"{team}/pr-sizes", "buckets"), (f"{here}/repositories", "items"),
        (place, "families"), (f"{place}/pr-sizes", "buckets"), (f"{here}/projects/{project}", "families"),
        (f"{here}/workspace/health", "parts"), (f"{here}/workspace/forecast?weeks=2", "amounts"),
        (f"{here}/executive/summary", "sentences"), (f"{person}/commits", "items"),
        (f"{person}/pull-requests", "items"), (f"{person}/reviews", "items"), (f"{person}/pr-sizes", "buckets"),
        (f"{person}/forecast", "amounts"), (f"{here}/data-quality", "checks"),
    ):  # fmt: skip
        assert key in await got(client, address), address
    rollup = await got(client, team)
    assert rollup["from"] < rollup["to"]
    readings = {one["metric"]: one for family in rollup["families"] for one in family["readings"]}
    assert (readings["prs_merged"]["value"], readings["prs_merged"]["n"]) == (6, 6)
    assert readings["avg_pr_cycle_time_hours"]["p90"] == 24
    assert len(rollup["members"]) == 6


async def test_what_makes_no_sense_is_refused_with_a_next_step(
    client: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    team = f"{base}/insights/teams/{seeded.teams['Core']}"
    for address, field in (
        (f"{team}/forecast?metric=pr_merged", "metric"), (f"{team}/forecast?weeks=0", "weeks"),
        (f"{team}/flow?quiet_days=0", "quiet_days"), (f"{team}/trends?metrics=commit_count", "metrics"),
        (f"{team}?from=2026-03-02&to=2026-03-01", "from"), (f"{base}/insights/teams?cursor=nonsense", "cursor"),
    ):  # fmt: skip
        answer = await client.get(address)
        assert (answer.status_code in (400, 404), answer.json()["field"]) == (True, field), address
        assert answer.json()["next_step"]


async def test_whoever_is_not_in_a_team_sees_nobody_of_it_by_name(
    client: httpx.AsyncClient, outsider: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    team = f"{base}/insights/teams/{seeded.teams['Core']}"
    for what in ("workload", "review-load"):
        seen = (await outsider.get(f"{team}/{what}")).text
        assert "Person" not in seen
        assert "Only the person and those in a team with them see this." in seen
        assert "Person 3" in (await client.get(f"{team}/{what}")).text
    work = {one["key"]: one for one in (await got(outsider, f"{team}/workload"))["work"]}
    assert work["prs_merged"]["shares"] == [1 / 6] * 6
    sizes = await got(outsider, f"{base}/insights/developers/{seeded.developers['Person 0']}/pr-sizes")
    assert (sizes["n"], sizes["mean"], sizes["buckets"]) == (0, None, [])
    own = await got(outsider, f"{base}/insights/developers/{seeded.developers['Person 6']}/pr-sizes")
    assert (own["n"], own["mean"]) == (1, 110)
