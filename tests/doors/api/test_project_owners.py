"""Who owns a repository is dated: what is said now changes nothing of before, and a suggestion changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf, Clock, OrderBook
from tests.seeding import Seeded

from aexy.jobs.job import GenerateSnapshots
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

MARCH = "2026-03-01T00:00:00Z"
JUNE = "2026-06-01T00:00:00Z"


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId, clock: Clock) -> Seeded:
    """Ada and Bob in Core, Cy in Edge (and in Core until lately), nobody's Dan, a bot; one repository."""
    made = Seeded(workspace)
    for name in ("Ada", "Bob", "Cy", "Dan"):
        await made.developer(owner, name)
    await made.developer(owner, "Bot", kind="bot")
    lately = clock.now - timedelta(days=10)
    await made.team(owner, "Core", [("Ada", None, None), ("Bob", None, None), ("Cy", None, lately)])
    await made.team(owner, "Edge", [("Cy", None, None)])
    await made.repository(owner, "api")
    return made


def address(base: str, seeded: Seeded) -> str:
    return f"{base}/repositories/{seeded.repositories['api'][0]}/owners"


async def put(client: httpx.AsyncClient, path: str, *teams: UUID, since: str | None) -> Any:  # noqa: ANN401 - JSON
    answer = await client.put(path, json={"team_ids": [str(team) for team in teams], "since": since})
    assert answer.status_code == 200, answer.text
    return answer.json()


def stays(answer: dict[str, Any]) -> set[tuple[str, str | None, str | None]]:
    return {(each["name"], each["since"], each["until"]) for each in answer["history"]}


async def test_who_owns_it_from_now_on_leaves_what_was_before(
    client: httpx.AsyncClient, base: str, seeded: Seeded
) -> None:
    core, edge = seeded.teams["Core"], seeded.teams["Edge"]
    path = address(base, seeded)
    assert (await client.get(path)).json()["owners"] == []
    always = await put(client, path, core, since=None)
    assert stays(always) == {("Core", None, None)}
    assert stays(await put(client, path, edge, since=MARCH)) == {("Core", None, MARCH), ("Edge", MARCH, None)}
    both = await put(client, path, edge, core, since=JUNE)
    assert stays(both) == {("Core", None, MARCH), ("Edge", MARCH, None), ("Core", JUNE, None)}
    assert {each["name"] for each in both["owners"]} == {"Core", "Edge"}
    nobody = await put(client, path, since=JUNE)
    assert stays(nobody) == {("Core", None, MARCH), ("Edge", MARCH, JUNE)}
    assert nobody["owners"] == []
    assert stays(await put(client, path, edge, since=JUNE)) == {("Core", None, MARCH), ("Edge", MARCH, None)}
    assert stays(await put(client, path, core, since=None)) == {("Core", None, None)}


async def test_all_repositories_are_listed_with_who_owns_them_now(
    client: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection
) -> None:
    await seeded.repository(owner, "web")
    core, edge = seeded.teams["Core"], seeded.teams["Edge"]
    await put(client, address(base, seeded), core, since=None)
    await put(client, address(base, seeded), edge, core, since=MARCH)
    await put(client, address(base, seeded), edge, since="2100-01-01T00:00:00Z")
    first = (await client.get(f"{base}/repository-owners?limit=1")).json()
    (api,) = first["items"]
    assert [(one["name"], one["since"]) for one in api["owners"]] == [("Core", None), ("Edge", MARCH)]
    rest = (await client.get(f"{base}/repository-owners?limit=1&cursor={first['next_cursor']}")).json()
    assert [(one["name"], one["owners"]) for one in rest["items"]] == [("web", [])]
    assert rest["next_cursor"] is None


async def test_times_of_one_team_never_overlap(
    client: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection
) -> None:
    teams = [seeded.teams["Core"], seeded.teams["Edge"]]
    path = address(base, seeded)
    wishes = [(0, None), (1, MARCH), (0, JUNE), (1, MARCH), (0, MARCH), (0, MARCH), (1, JUNE), (1, None), (0, JUNE)]
    for place, since in wishes:
        answer = await put(client, path, teams[place], since=since)
        assert [each["team_id"] for each in answer["owners"]] == [str(teams[place])]
        overlapping = await owner.fetchval(
            "select count(*) from repository_teams a join repository_teams b using (repository_id, team_id)"
            " where a.since < b.since and coalesce(a.until, 'infinity') > b.since"
        )
        assert overlapping == 0


async def test_saying_so_has_the_numbers_counted_again_and_saying_it_again_does_not(
    client: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection, workspace: WorkspaceId, orders: OrderBook
) -> None:
    await owner.execute("insert into snapshot_state (workspace_id) values ($1)", workspace)
    path = address(base, seeded)
    for stale in (True, False):
        await owner.execute("update snapshot_state set is_stale = false where workspace_id = $1", workspace)
        await put(client, path, seeded.teams["Core"], since=MARCH)
        query = "select is_stale from snapshot_state where workspace_id = $1"
        assert await owner.fetchval(query, workspace) is stale
        assert [type(order) for order in orders.orders] == [GenerateSnapshots]


async def test_an_owner_to_come_does_not_own_it_yet(
    client: httpx.AsyncClient, base: str, seeded: Seeded, clock: Clock
) -> None:
    path, tomorrow = address(base, seeded), (clock.now + timedelta(days=1)).isoformat()
    await put(client, path, seeded.teams["Core"], since=None)
    answer = await put(client, path, seeded.teams["Edge"], since=tomorrow)
    assert [each["name"] for each in answer["owners"]] == ["Core"]
    clock.turn(timedelta(days=2))
    assert [each["name"] for each in (await client.get(path)).json()["owners"]] == ["Edge"]


async def test_what_is_not_there_owns_nothing(client: httpx.AsyncClient, base: str, seeded: Seeded) -> None:
    answer = await client.put(address(base, seeded), json={"team_ids": [str(uuid4())], "since": None})
    assert (answer.status_code, answer.json()["field"]) == (404, "team_ids")
    assert (await client.put(address(base, seeded), json={"team_ids": []})).json()["field"] == "since"
    nowhere = f"{base}/repositories/{uuid4()}/owners"
    for path in (nowhere, f"{nowhere}/suggestion"):
        assert (await client.get(path)).json()["field"] == "repository_id"
    assert (await client.put(nowhere, json={"team_ids": [], "since": None})).status_code == 404


async def test_only_managers_say_so(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str, seeded: Seeded
) -> None:
    one = await owner.fetchval("insert into accounts (name) values ('Member') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'member')", workspace, one)
    async with client_of(AccountId(one)) as client:
        path = address(base, seeded)
        assert (await client.get(path)).status_code == 200
        assert (await client.get(f"{path}/suggestion")).status_code == 200
        assert (await client.put(path, json={"team_ids": [], "since": None})).status_code == 403


async def test_a_suggestion_shows_its_evidence_and_changes_nothing(
    client: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection, clock: Clock
) -> None:
    path = address(base, seeded)
    assert (await client.get(f"{path}/suggestion")).json()["n"] == 0
    written = [("Ada", 5, 5), ("Bob", 3, 4), ("Cy", 2, 20), ("Cy", 4, 5), ("Dan", 2, 5), ("Bot", 9, 5), ("Ada", 9, 100)]
    for who, count, days_ago in written:
        for _ in range(count):
            await seeded.commit(owner, who, clock.now - timedelta(days=days_ago), "api")
    await seeded.commit(owner, "Cy", clock.now - timedelta(days=3), "api", is_merge=True)
    await seeded.commit(owner, "Cy", clock.now - timedelta(days=3), "api", standing="other_ref")
    found = (await client.get(f"{path}/suggestion")).json()
    assert found["n"] == 16
    assert [(each["name"], each["commits"]) for each in found["evidence"]] == [("Core", 10), ("Edge", 6)]
    assert found["team"]["share"] == 10 / 16
    assert (await client.get(path)).json()["history"] == []


async def test_without_a_clear_majority_nothing_is_suggested(
    client: httpx.AsyncClient, base: str, seeded: Seeded, owner: Connection, clock: Clock
) -> None:
    path = f"{address(base, seeded)}/suggestion"
    at = clock.now - timedelta(days=1)
    for who in ["Ada"] * 5 + ["Cy"] * 4:
        await seeded.commit(owner, who, at, "api")
    few = (await client.get(path)).json()
    assert (few["team"], few["n"], few["caution"][:14]) == (None, 9, "Fewer than 10 ")
    await seeded.commit(owner, "Cy", at, "api")
    tied = (await client.get(path)).json()
    assert (tied["team"], tied["n"]) == (None, 10)
    assert tied["until"] == clock.now.astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert datetime.fromisoformat(tied["until"]) - datetime.fromisoformat(tied["since"]) == timedelta(days=90)
