"""All analyses of one person in one answer, and all of everybody as a job."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from tests.doors.api.conftest import ClientOf, Clock
from tests.seeding import Seeded

from aexy.features.intelligence.analyses import ANALYSES, KEPT
from aexy.features.intelligence.everybody import analyse_now
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import ONLY_SELF
from aexy.store.postgres import Connection, Database

AT = "/api/v1/intelligence"
KEYS = [analysis.key for analysis in ANALYSES]


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId, clock: Clock) -> Seeded:
    """Ada, who commits each day of three weeks, and Bo, who does nothing."""
    seeded = Seeded(workspace)
    for name in ("Ada", "Bo"):
        await seeded.developer(owner, name)
    await seeded.repository(owner, "api")
    for days in range(21):
        await seeded.commit(owner, "Ada", clock.now - timedelta(days=days, hours=1), "api")
    return seeded


async def test_all_analyses_answer_at_once_and_none_fails(client: httpx.AsyncClient, made: Seeded) -> None:
    for name in ("Ada", "Bo"):
        answer = await client.post(f"{AT}/analyze-all", json={"developer_id": str(made.developers[name])})
        said = answer.json()
        assert (answer.status_code, said["is_partial"], said["developer"]["name"]) == (200, False, name)
        assert [one["analysis"] for one in said["analyses"]] == KEYS
        assert [one["analysis"] for one in said["analyses"] if one["failure"]] == []
        withheld = {one["analysis"] for one in said["analyses"] if one["withheld"] == ONLY_SELF}
        assert withheld == {analysis.key for analysis in ANALYSES if analysis.audience is Audience.SELF}


async def test_one_analysis_can_be_asked_for_and_an_unknown_one_is_refused(
    client: httpx.AsyncClient, made: Seeded
) -> None:
    who = str(made.developers["Ada"])
    said = (await client.post(f"{AT}/analyze-all", json={"developer_id": who, "only": KEYS[:1]})).json()
    assert [one["analysis"] for one in said["analyses"]] == KEYS[:1]
    refused = await client.post(f"{AT}/analyze-all", json={"developer_id": who, "only": [KEYS[0][:-1]]})
    assert (refused.status_code, KEYS[0] in refused.json()["next_step"]) == (404, True)
    nobody = await client.post(f"{AT}/analyze-all")
    assert (nobody.status_code, nobody.json()["field"]) == (400, "developer_id")


async def test_everybody_is_analysed_by_a_job_a_manager_orders(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, made: Seeded
) -> None:
    ordered = await client.post(f"{AT}/team/{made.workspace}/analyze-all")
    assert (ordered.status_code, ordered.json()["kind"]) == (202, "analyses")
    account = await owner.fetchval("insert into accounts (name) values ('Member') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'member')", made.workspace, account)
    async with client_of(AccountId(account)) as member:
        assert (await member.post(f"{AT}/team/{made.workspace}/analyze-all")).status_code == 403


async def test_what_the_night_counted_is_what_one_person_is_told(
    client: httpx.AsyncClient, database: Database, made: Seeded, clock: Clock, owner: Connection
) -> None:
    came_to = await asyncio.to_thread(analyse_now, database.url, made.workspace, clock.now)
    assert came_to["failed"] == []
    humans = "select count(*) from developers where kind = 'human' and workspace_id = $1"
    kept = "select count(*) from analysis_results where workspace_id = $1"
    people = await owner.fetchval(humans, made.workspace)
    assert await owner.fetchval(kept, made.workspace) == len(KEPT) * people
    who = str(made.developers["Ada"])
    at_night = (await client.post(f"{AT}/analyze-all", json={"developer_id": who})).json()
    anew = (await client.post(f"{AT}/analyze-all", json={"developer_id": who, "fresh": True})).json()
    assert at_night["analyses"] == anew["analyses"]
