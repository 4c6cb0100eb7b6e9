"""Work records by the API: what narrows the list, and which words a kind's records have."""

from typing import Any

import httpx
import pytest
from tests.doors.api.conftest import ClientOf

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

RECORDS: list[dict[str, Any]] = [
    {
        "kind": "deal", "id": "D-1", "title": "Ten seats for the office", "stage": "lead", "status": "open",
        "owner": "Ada <ada@example.org>", "due_at": "2020-01-05T09:00:00Z",
    },
    {"kind": "deal", "id": "D-2", "title": "Seating plan", "stage": "won", "closed_at": "2020-01-05T09:00:00Z"},
    {"kind": "deal", "id": "D-3", "title": "An office", "stage": "somewhere", "due_at": "2099-01-05T09:00:00Z"},
    {"kind": "deal", "id": "D-4", "title": "Nothing said"},
    {"kind": "room", "id": "R-1", "title": "A room of one's own", "status": "free"},
]  # fmt: skip


@pytest.fixture
async def path(client: httpx.AsyncClient, workspace: WorkspaceId) -> str:
    path = f"/api/v1/workspaces/{workspace}/work-records"
    answer = await client.post(path, json={"records": RECORDS})
    assert answer.status_code == 200, answer.text
    return path


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("kind=deal&stage=lead", ["D-1"]),
        ("kind=deal&overdue=true", ["D-1"]),
        ("q=seat", ["D-1", "D-2"]),
        ("q=OFFICE ten", ["D-1"]),
        ("q=seat%26|!:*'", ["D-1", "D-2"]),
        ("q=!!", ["D-1", "D-2", "D-3", "D-4", "R-1"]),
        ("status=free", ["R-1"]),
        ("external_id=D-3", ["D-3"]),
    ],
)
async def test_records_are_narrowed(client: httpx.AsyncClient, path: str, query: str, ids: list[str]) -> None:
    answer = await client.get(f"{path}?{query}")
    assert answer.status_code == 200, answer.text
    assert sorted(one["external_id"] for one in answer.json()["items"]) == ids


async def test_records_of_one_owner(client: httpx.AsyncClient, path: str) -> None:
    owner = (await client.get(f"{path}?external_id=D-1")).json()["items"][0]["owner"]["developer_id"]
    found = (await client.get(f"{path}?owner={owner}")).json()["items"]
    assert [one["external_id"] for one in found] == ["D-1"]


async def test_a_declared_kind_says_what_it_means_and_its_stages_stand_in_order(
    client: httpx.AsyncClient, path: str
) -> None:
    found = (await client.get(f"{path}/kinds/deal")).json()
    assert (found["title"], found["due"]) == ("Deals", "when it is expected to be decided")
    assert found["stages"] == [
        {"word": "lead", "records": 1, "open": 1},
        {"word": "won", "records": 1, "open": 0},
        {"word": "somewhere", "records": 1, "open": 1},
        {"word": None, "records": 1, "open": 1},
    ]


async def test_any_other_kind_is_allowed_and_has_words_of_its_own(client: httpx.AsyncClient, path: str) -> None:
    found = (await client.get(f"{path}/kinds/room")).json()
    assert (found["title"], found["says"], found["attributes"]) == ("Room", None, {})
    assert found["statuses"] == [{"word": "free", "records": 1, "open": 1}]
    answer = await client.get(f"{path}/kinds/cloud")
    assert (answer.status_code, answer.json()["field"]) == (404, "kind")


async def test_a_member_sees_none_of_it(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, path: str
) -> None:
    made = AccountId(await owner.fetchval("insert into accounts (name) values ('Member') returning id"))
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'member')", workspace, made
    )
    async with client_of(made) as member:
        assert (await member.get(f"{path}/kinds/deal")).status_code == 403
