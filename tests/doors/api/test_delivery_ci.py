"""`/delivery/ci`: everybody in a workspace sees its runs, admins say what a minute costs, and that is written down."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from tests.activity import add_repository, put
from tests.doors.api.conftest import ClientOf, Clock

from aexy.kernel.activity import Pipeline
from aexy.kernel.activity.words import RunStatus
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture
async def member(client_of: ClientOf, owner: Connection, workspace: WorkspaceId) -> AsyncIterator[httpx.AsyncClient]:
    made = await owner.fetchval("insert into accounts (name) values ('Mia') returning id")
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, made
    )
    async with client_of(AccountId(made)) as found:
        yield found


@pytest_asyncio.fixture(autouse=True)
async def runs(database: Database, owner: Connection, workspace: WorkspaceId, clock: Clock) -> None:
    key = await add_repository(owner, workspace)
    place = Place("github", "github.com", repository_key=key, external_id="Rshop")

    def run(number: int, status: RunStatus) -> Pipeline:
        asked = clock.now - timedelta(hours=3) + number * 20 * MINUTE
        return Pipeline(
            str(number), asked + 11 * MINUTE, status, asked, "CI", "main", b"a".ljust(20), "push", None,
            asked + MINUTE, asked + 11 * MINUTE, 1, None, f"https://hub.example/runs/{number}",
        )  # fmt: skip

    await put(database, workspace, place, run(1, "failure"), run(2, "success"), run(3, "success"))


async def test_a_member_sees_the_runs_and_what_is_flaky(member: httpx.AsyncClient, base: str, clock: Clock) -> None:
    days = {"from": f"{clock.now.date() - timedelta(days=3)}", "to": f"{clock.now.date() + timedelta(days=1)}"}
    answer = await member.get(f"{base}/delivery/ci", params={**days, "bucket": "daily"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["total"]["runs"], found["total"]["flaky_commits"], found["total"]["minutes"]) == (3, 1, 30)
    assert (len(found["trend"]), found["from"], found["workflows"][0]["name"]) == (4, days["from"], "CI")
    flaky = (await member.get(f"{base}/delivery/ci/flaky", params=days)).json()
    assert flaky["items"][0]["failed"][0]["url"] == "https://hub.example/runs/1"
    assert flaky["items"][0]["passed"]["id"] == "3"


async def test_only_an_admin_says_what_a_minute_costs_and_the_log_says_who(
    client: httpx.AsyncClient, member: httpx.AsyncClient, base: str, account: AccountId
) -> None:
    price = {"per_minute": 0.5, "currency": "EUR"}
    assert (await member.put(f"{base}/delivery/ci/price", json=price)).status_code == 403
    assert (await client.put(f"{base}/delivery/ci/price", json=price)).json()["per_minute"] == 0.5
    assert (await member.get(f"{base}/delivery/ci/price")).json()["currency"] == "EUR"
    assert (await member.get(f"{base}/delivery/ci")).json()["total"]["cost"] == 15
    said = (await client.get(f"{base}/audit")).json()["items"][0]
    assert (said["action"], said["by"]) == ("ci_price.changed", str(account))
    assert said["said"] == {"price": {"before": None, "after": "0.5 EUR"}}


@pytest.mark.parametrize(
    "price",
    [
        {"per_minute": -1, "currency": "EUR"}, {"per_minute": 1, "currency": None}, {"per_minute": 1, "currency": " "},
        {"per_minute": 1, "currency": "\0"}, {"per_minute": 1e9, "currency": "EUR"}, {"per_minute": 1},
    ],
)  # fmt: skip
async def test_half_a_price_or_an_impossible_one_is_refused(
    client: httpx.AsyncClient, base: str, price: dict[str, object]
) -> None:
    assert (await client.put(f"{base}/delivery/ci/price", json=price)).status_code == 400
    assert (await client.get(f"{base}/delivery/ci/price")).json()["per_minute"] is None


@pytest.mark.parametrize(
    "asked", ["subject=nobody", "from=2026-02-30", "bucket=hourly", "subject=team:x", "workflow=%00", "workflow="]
)
async def test_a_question_that_makes_no_sense_is_told_so(client: httpx.AsyncClient, base: str, asked: str) -> None:
    answer = await client.get(f"{base}/delivery/ci?{asked}")
    assert answer.status_code == 400
    assert answer.json()["detail"]
