"""Workspaces are made, changed and listed by those who belong to them."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.features.workspaces.service import slug_of
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection


async def test_whoever_makes_a_workspace_owns_it(client: httpx.AsyncClient) -> None:
    wish = {"name": "Café & Co.", "time_zone": "Europe/Berlin", "working_days": [7, 1]}
    made = await client.post("/api/v1/workspaces", json=wish)
    assert made.status_code == 201
    said = made.json()
    assert (said["slug"], said["role"], said["working_days"]) == ("cafe-co", "owner", [1, 7])
    assert (await client.get(f"/api/v1/workspaces/{said['id']}")).json() == said
    again = (await client.post("/api/v1/workspaces", json=wish)).json()
    assert again["slug"].startswith("cafe-co-")


async def test_what_is_not_mentioned_stays(client: httpx.AsyncClient, base: str) -> None:
    before = (await client.get(base)).json()
    after = (await client.patch(base, json={"time_zone": "Asia/Tokyo", "late_from": 21})).json()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"time_zone", "late_from", "updated_at"}


async def test_another_clock_is_another_state_of_the_data(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    async def version() -> int:
        return int(await owner.fetchval("select data_version from workspaces where id = $1", workspace))

    before = await version()
    await client.patch(base, json={"name": "Renamed"})
    assert await version() == before
    await client.patch(base, json={"time_zone": "Asia/Tokyo"})
    assert await version() > before


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"time_zone": "CEST+1"}, "time_zone"),
        ({"late_from": 24}, "late_from"),
        ({"working_days": [1, 8]}, "working_days.1"),
        ({"name": " "}, "name"),
        ({"slug": "mine"}, "slug"),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, base: str, wish: dict[str, object], field: str
) -> None:
    answer = await client.patch(base, json=wish)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


async def test_a_list_of_workspaces_goes_on_where_it_stopped(client: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    names = [f"Team {number}" for number in range(4)]
    for name in names:
        await client.post("/api/v1/workspaces", json={"name": name})
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await client.get(f"/api/v1/workspaces?limit=2{cursor}")).json()
        seen += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == sorted([*names, "Test workspace"])
    assert (await client.get(f"/api/v1/workspaces/{workspace}")).json()["name"] in seen


async def test_a_cursor_of_another_list_is_refused(client: httpx.AsyncClient, base: str) -> None:
    for number in range(2):
        await client.post(f"{base}/teams", json={"name": f"Team {number}"})
    cursor = (await client.get(f"{base}/teams?limit=1")).json()["next_cursor"]
    answer = await client.get(f"{base}/developers?cursor={cursor}")
    assert (answer.status_code, answer.json()["field"]) == (400, "cursor")


@given(st.text(max_size=200))
def test_any_name_has_a_slug_that_the_database_takes(name: str) -> None:
    slug = slug_of(name)
    assert slug
    assert len(slug) <= 50
    assert slug == slug.strip("-").lower()
    assert all(part.isascii() and part.isalnum() for part in slug.split("-"))
