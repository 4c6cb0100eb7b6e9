"""Rows by the API: a file as the body, a batch of rows, work records. What is wrong names its field."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.doors.api.conftest import ClientOf, OrderBook

from aexy.features.importing.uploads import LARGEST_FILE
from aexy.jobs.job import GenerateSnapshots, ImportFile
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

CSV = b"id,environment,status,finished_at\nd-1,production,success,2026-01-05T09:00:00Z\n"
ROW = {"id": "d-1", "environment": "production", "status": "success", "finished_at": "2026-01-05T09:00:00Z"}
TICKET: dict[str, Any] = {
    "kind": "ticket", "id": "T-1", "title": "Cannot sign in", "status": "open", "owner": "Ada <ada@example.org>",
    "amount": "12.50", "currency": "EUR", "opened_at": "2026-01-05T09:00:00Z", "attributes": {"product": "web"},
}  # fmt: skip


@pytest.fixture
def path(workspace: WorkspaceId) -> str:
    return f"/api/v1/workspaces/{workspace}"


async def test_a_file_becomes_an_order_for_the_worker(client: httpx.AsyncClient, path: str, orders: OrderBook) -> None:
    answer = await client.post(f"{path}/imports?table=deployments&name=mine.csv", content=CSV)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert (job["kind"], job["state"], job["unit"]) == ("import_file", "queued", "rows")
    order = orders.orders[-1]
    assert isinstance(order, ImportFile)
    assert str(order.job_id) == job["id"]
    assert order.wish["table"] == "deployments"


@pytest.mark.parametrize(
    ("query", "body", "field", "words"),
    [
        ("table=deployments", b"", "file", "is empty"),
        ("table=deployments", b"id;environment;status\n", "delimiter", "separated by semicolons"),
        ("table=deployments", b"id,environment,state\n", "file", "status"),
        ("table=deployments", "id,environment,stätus\n".encode("latin-1"), "encoding", "not written in UTF-8"),
        ("table=nothing", CSV, "table", "no table 'nothing'"),
        ("name=x.csv", CSV, "table", "`table` is missing"),
        ("table=deployments&tabel=1", CSV, "tabel", "no field `tabel`"),
        ("table=deployments&source=A B", CSV, "source", "source"),
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_used_is_refused_at_once(
    client: httpx.AsyncClient, path: str, orders: OrderBook, query: str, body: bytes, field: str, words: str
) -> None:
    answer = await client.post(f"{path}/imports?{query}", content=body)
    said = answer.json()
    assert (answer.status_code, said["field"]) == (400, field), said
    assert words in said["detail"]
    assert said["next_step"]
    assert not orders.orders


async def test_a_file_may_be_large_and_not_endless(client: httpx.AsyncClient, path: str) -> None:
    body = CSV + b"".join(b"d-%d,production,success,2026-01-05T09:00:00Z\n" % number for number in range(30_000))
    assert len(body) > 1_000_000
    assert (await client.post(f"{path}/imports?table=deployments", content=body)).status_code == 202
    too_large = {"content-length": str(LARGEST_FILE + 1)}
    answer = await client.post(f"{path}/imports?table=deployments", content=CSV, headers=too_large)
    assert (answer.status_code, answer.json()["title"]) == (413, "That is too large")
    answer = await client.post(f"{path}/imports/rows", content=body)
    assert answer.status_code == 413


async def test_only_who_administers_imports_and_only_managers_see_records(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, path: str
) -> None:
    made = AccountId(await owner.fetchval("insert into accounts (name) values ('Member') returning id"))
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, made
    )
    async with client_of(made) as member:
        assert (await member.post(f"{path}/imports?table=deployments", content=CSV)).status_code == 403
        assert (await member.post(f"{path}/imports/rows", json={"table": "x", "rows": [{}]})).status_code == 403
        assert (await member.get(f"{path}/work-records")).status_code == 403
        assert (await member.get(f"{path}/imports/tables")).status_code == 200


async def test_the_tables_say_what_their_columns_hold(client: httpx.AsyncClient, path: str) -> None:
    tables = {table["name"]: table for table in (await client.get(f"{path}/imports/tables")).json()}
    status = next(column for column in tables["deployments"]["columns"] if column["name"] == "status")
    assert status["is_required"]
    assert status["holds"] == "pending | running | success | failure | cancelled, needed"


async def test_a_pipeline_tells_of_its_deployment_once(client: httpx.AsyncClient, path: str, orders: OrderBook) -> None:
    wish = {"table": "deployments", "rows": [ROW]}
    told = (await client.post(f"{path}/imports/rows", json=wish)).json()
    assert told == {"rows": 1, "new": 1, "changed": 0, "unchanged": 0}
    assert isinstance(orders.orders[-1], GenerateSnapshots)
    count = len(orders.orders)
    told = (await client.post(f"{path}/imports/rows", json=wish)).json()
    assert (told["new"], told["unchanged"], len(orders.orders)) == (0, 1, count)


async def test_a_batch_is_taken_whole_or_not_at_all(
    client: httpx.AsyncClient, path: str, owner: Connection, workspace: WorkspaceId
) -> None:
    rows: list[dict[str, Any]] = [ROW, ROW | {"id": "d-2", "finished_at": "2026-01-05 09:00"}]
    answer = await client.post(f"{path}/imports/rows", json={"table": "deployments", "rows": rows})
    said = answer.json()
    assert (answer.status_code, said["field"]) == (400, "rows.1.finished_at")
    assert "names no time zone" in said["detail"]
    for rows, field in (([ROW, ROW], "rows.1.id"), ([ROW | {"finishd_at": None}], "rows.0.finishd_at")):
        answer = await client.post(f"{path}/imports/rows", json={"table": "deployments", "rows": rows})
        assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert await owner.fetchval("select count(*) from deployments where workspace_id = $1", workspace) == 0
    answer = await client.post(f"{path}/imports/rows", json={"table": "deployment", "rows": [ROW]})
    assert answer.status_code == 404
    assert answer.json()["next_step"].startswith("Did you mean 'deployments'")
    answer = await client.post(
        f"{path}/imports/rows", json={"table": "deployments", "rows": [ROW], "repository_id": str(uuid4())}
    )
    assert (answer.status_code, answer.json()["field"]) == (404, "repository_id")


async def test_work_records_are_posted_listed_and_brought_up_to_date(client: httpx.AsyncClient, path: str) -> None:
    batch = [TICKET, TICKET | {"kind": "deal", "id": "D-1", "title": "Acme", "status": "won"}]
    told = await client.post(f"{path}/work-records", json={"records": batch})
    assert (told.status_code, told.json()) == (200, {"rows": 2, "new": 2, "changed": 0, "unchanged": 0})
    assert (await client.post(f"{path}/work-records", json={"records": batch})).json()["unchanged"] == 2

    closed = {"kind": "ticket", "id": "T-1", "title": "Cannot sign in", "closed_at": "2026-01-06T09:00:00+01:00"}
    assert (await client.post(f"{path}/work-records", json={"records": [closed]})).json()["changed"] == 1
    found = (await client.get(f"{path}/work-records?kind=ticket")).json()["items"]
    assert [(one["external_id"], one["status"], one["amount"], one["closed_at"]) for one in found] == [
        ("T-1", "open", "12.5", "2026-01-06T08:00:00Z")
    ]
    assert found[0]["owner"]["name"] == "Ada"
    assert found[0]["owner"]["developer_id"]
    assert found[0]["attributes"] == {"product": "web"}
    assert [one["kind"] for one in (await client.get(f"{path}/work-records?open=true")).json()["items"]] == ["deal"]
    assert (await client.get(f"{path}/work-records/kinds")).json() == [
        {"kind": "deal", "records": 1, "open": 1}, {"kind": "ticket", "records": 1, "open": 0},
    ]  # fmt: skip


async def test_records_come_in_pages(client: httpx.AsyncClient, path: str) -> None:
    batch = [TICKET | {"id": f"T-{number}"} for number in range(5)]
    await client.post(f"{path}/work-records", json={"records": batch})
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await client.get(f"{path}/work-records?limit=2{cursor}")).json()
        seen += [one["external_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen) == [f"T-{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "Ticket"}, "records.0.kind"),
        ({"opened_at": "2026-01-05T09:00:00"}, "records.0.opened_at"),
        ({"closed_at": "2026-01-04T09:00:00Z"}, "records.0"),
        ({"color": "red"}, "records.0.color"),
        ({"title": " "}, "records.0.title"),
    ],
)
async def test_a_record_that_cannot_be_used_names_its_field(
    client: httpx.AsyncClient, path: str, change: dict[str, Any], field: str
) -> None:
    answer = await client.post(f"{path}/work-records", json={"records": [TICKET | change]})
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.text
    assert (await client.get(f"{path}/work-records")).json()["items"] == []
