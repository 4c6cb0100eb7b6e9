"""Working schedules over the API: who may say what about whom, and what is refused with which sentence."""

from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from tests.doors.api.conftest import ClientOf, OrderBook
from tests.seeding import Seeded

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

WEEK = {"first_day": "2026-08-03", "last_day": "2026-08-07"}


@pytest_asyncio.fixture
async def ada(owner: Connection, workspace: WorkspaceId) -> UUID:
    return await Seeded(workspace).developer(owner, "Ada")


@pytest_asyncio.fixture
async def member(owner: Connection, workspace: WorkspaceId, ada: UUID) -> AccountId:
    """Ada's own account, which may only look at everything else."""
    made: UUID = await owner.fetchval("insert into accounts (name) values ('Ada') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'viewer')", workspace, made)
    await owner.execute(
        "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
        workspace,
        made,
        ada,
    )
    return AccountId(made)


@pytest.fixture
def path(base: str, ada: UUID) -> str:
    return f"{base}/insights/working-schedules/{ada}"


async def test_a_viewer_says_when_they_work_themselves_and_nothing_of_others(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, member: AccountId, base: str, path: str
) -> None:
    bo = await Seeded(workspace).developer(owner, "Bo")
    async with client_of(member) as client:
        wish = {"working_days": [7, 1, 2], "starts_at": "09:00", "ends_at": "17:30", "time_zone": "Asia/Kolkata"}
        said = await client.put(path, json=wish)
        assert (said.status_code, said.json()["working_days"], said.json()["is_me"]) == (200, [1, 2, 7], True)
        assert (said.json()["starts_at"], said.json()["own"]) == ("09:00:00", ["working_days", "hours", "time_zone"])
        added = await client.post(f"{path}/leave", json={**WEEK, "kind": "sick", "note": "Flu"})
        assert (added.status_code, added.json()["kind"], added.json()["note"]) == (201, "sick", "Flu")
        theirs = f"{base}/insights/working-schedules/{bo}"
        assert (await client.get(theirs)).json()["may_change"] is False
        refused = await client.put(theirs, json=wish)
        assert (refused.status_code, "an admin" in refused.json()["next_step"]) == (403, True)
        assert (await client.post(f"{theirs}/leave", json=WEEK)).status_code == 403
        assert (await client.patch(base, json={"country": "DE"})).status_code == 403


async def test_an_admin_sees_that_somebody_is_away_and_not_what_for(
    client: httpx.AsyncClient, client_of: ClientOf, member: AccountId, path: str
) -> None:
    async with client_of(member) as own:
        await own.post(f"{path}/leave", json={**WEEK, "kind": "parental", "note": "Twins"})
    (seen,) = (await client.get(f"{path}/leave")).json()["items"]
    assert {key: seen[key] for key in ("first_day", "last_day", "kind", "note")} == {
        **WEEK,
        "kind": "away",
        "note": None,
    }
    assert (await client.delete(f"{path}/leave/{seen['id']}")).status_code == 204
    assert (await client.delete(f"{path}/leave/{seen['id']}")).status_code == 404


async def test_a_schedule_is_taken_back(client: httpx.AsyncClient, path: str, orders: OrderBook) -> None:
    assert (await client.delete(path)).status_code == 404
    await client.put(path, json={"working_days": [1]})
    assert orders.orders  # its numbers are counted again
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).json()["own"] == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"working_days": []}, "working_days"),
        ({"working_days": [0]}, "working_days.0"),
        ({"starts_at": "09:00"}, "body"),
        ({"starts_at": "09:00", "ends_at": "09:00"}, "body"),
        ({"starts_at": "09:00Z", "ends_at": "17:00"}, "starts_at"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"country": "DE", "subdivision": "XX"}, "subdivision"),
        ({"subdivision": "BY"}, "body"),
        ({"lunch": "12:00"}, "lunch"),
    ],
)
async def test_a_schedule_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, path: str, wish: dict[str, object], field: str
) -> None:
    answer = await client.put(path, json=wish)
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.text
    assert answer.json()["next_step"]


@pytest.mark.parametrize(
    "wish",
    [
        {"first_day": "2026-08-07", "last_day": "2026-08-03"},
        {"first_day": "2026-08-07", "last_day": "2036-08-03"},
        {"first_day": "0001-01-01", "last_day": "0001-01-02"},
        {**WEEK, "kind": "away"},
    ],
)
async def test_leave_that_cannot_be_is_refused(client: httpx.AsyncClient, path: str, wish: dict[str, str]) -> None:
    assert (await client.post(f"{path}/leave", json=wish)).status_code == 400


async def test_a_program_has_no_working_hours(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    bot = await Seeded(workspace).developer(owner, "Bot", kind="bot")
    for who, status in ((bot, 400), (uuid4(), 404)):
        answer = await client.put(f"{base}/insights/working-schedules/{who}", json={"working_days": [1]})
        assert (answer.status_code, answer.json()["field"]) == (status, "developer_id")


async def test_holidays_are_looked_at_before_they_are_kept(client: httpx.AsyncClient, base: str, path: str) -> None:
    address = f"{base}/insights/holidays"
    nothing = (await client.get(address)).json()
    assert (nothing["country"], nothing["items"]) == (None, [])
    bavaria = (await client.get(f"{address}?year=2026&country=de&subdivision=BY")).json()
    assert "BE" in bavaria["subdivisions"]
    days = {one["name"]: (one["day"], one["is_working_day"]) for one in bavaria["items"]}
    assert (days["Epiphany"], days["German Unity Day"]) == (("2026-01-06", True), ("2026-10-03", False))
    kept = (await client.patch(base, json={"country": "DE", "subdivision": "BY"})).json()
    assert (kept["country"], kept["subdivision"]) == ("DE", "BY")
    assert (await client.get(f"{address}?year=2026")).json() == bavaria
    assert (await client.get(path)).json()["subdivision"] == "BY"
    assert (await client.patch(base, json={"name": "Renamed"})).json()["country"] == "DE"
    assert (await client.patch(base, json={"country": "FR"})).json()["subdivision"] is None
    assert (await client.patch(base, json={"country": None})).json()["country"] is None


@pytest.mark.parametrize(
    ("query", "field", "nearest"),
    [
        ("country=Germany", "country", "Did you mean 'DE'?"),
        ("country=US&subdivision=CAL", "subdivision", "'CA'"),
        ("subdivision=BY", "country", "Name the country."),
        ("year=1", "year", ""),
    ],
)
async def test_a_place_nobody_knows_is_refused_with_the_nearest(
    client: httpx.AsyncClient, base: str, query: str, field: str, nearest: str
) -> None:
    answer = await client.get(f"{base}/insights/holidays?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert nearest in answer.json()["next_step"]
