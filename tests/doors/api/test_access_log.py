"""Whoever is looked at by somebody else can read who it was, as what, at what and when; nothing else can."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from tests.doors.api.conftest import ClientOf, Clock
from tests.seeding import MONDAY, Seeded

from aexy.api.auth import Door
from aexy.api.looking import kind_of, written
from aexy.api.policy import routes_of
from aexy.context import Context
from aexy.features.privacy.looks import LookKind, Looks
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.store.postgres import Connection

Clients = dict[str, httpx.AsyncClient]


@pytest_asyncio.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    seeded = Seeded(workspace)
    await seeded.repository(owner, "api")
    for name in ("Ada", "Bob"):
        await seeded.developer(owner, name)
        await seeded.commit(owner, name, MONDAY + timedelta(hours=10), "api")
    return seeded


@pytest_asyncio.fixture
async def clients(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, made: Seeded
) -> AsyncIterator[Clients]:
    """Ada, Bob (a manager) and Cy (an admin), the first two as themselves."""
    async with AsyncExitStack() as stack:
        found: Clients = {}
        for name, role in (("Ada", "member"), ("Bob", "manager"), ("Cy", "admin")):
            account = await owner.fetchval("insert into accounts (name) values ($1) returning id", name)
            await owner.execute(
                "insert into memberships (workspace_id, account_id, role) values ($1, $2, $3)", workspace, account, role
            )
            if name in made.developers:
                await owner.execute(
                    "insert into account_developers (workspace_id, account_id, developer_id) values ($1, $2, $3)",
                    workspace,
                    account,
                    made.developers[name],
                )
            found[name] = await stack.enter_async_context(client_of(AccountId(account)))
        yield found


async def flush(app: FastAPI) -> None:
    door: Door = app.state.doorkeeper
    await door.looks.flush(door.context())


async def log_of(app: FastAPI, client: httpx.AsyncClient, base: str, developer: UUID) -> list[dict[str, object]]:
    await flush(app)
    answer = await client.get(f"{base}/insights/developers/{developer}/access-log")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_every_kind_of_look_by_somebody_else_is_told_to_the_person(
    app: FastAPI, clients: Clients, made: Seeded, base: str, workspace: WorkspaceId
) -> None:
    ada, person = clients["Ada"], made.developers["Ada"]
    bob = clients["Bob"]
    looks = {
        f"{base}/developers/{person}": "page",
        f"{base}/insights/developers/{person}/velocity": "numbers",
        f"{base}/insights/readings?subject=developer:{person}": "numbers",
        f"{base}/insights/metrics/commits_count/explain?subject=developer:{person}": "rows",
        f"{base}/insights/developers/{person}/commits": "rows",
        f"{base}/insights/working-schedules/{person}": "calendar",
        f"{base}/insights/developers/compare?developer_ids={person},{made.developers['Bob']}": "numbers",
        f"{base}/insights/compare?subjects=developer:{person},developer:{made.developers['Bob']}": "numbers",
        f"/api/v1/analytics/heatmap/activity/{person}?workspace_id={workspace}": "numbers",
    }
    for path in looks:
        assert (await bob.get(path)).status_code == 200, path
        # From what was kept as well.
        assert (await bob.get(path)).status_code == 200
    assert (await clients["Cy"].get(f"{base}/insights/developers/{person}/export")).status_code == 200
    found = await log_of(app, ada, base, person)
    assert {(one["account"], one["role"], one["kind"], one["looks"]) for one in found} == {
        ("Bob", "manager", "page", 2),
        ("Bob", "manager", "numbers", 10),
        ("Bob", "manager", "rows", 4),
        ("Bob", "manager", "calendar", 2),
        ("Cy", "admin", "export", 1),
    }
    assert await log_of(app, bob, base, made.developers["Bob"]) == []


async def test_an_analysis_that_names_people_is_a_look_at_them(
    app: FastAPI, clients: Clients, made: Seeded, base: str, workspace: WorkspaceId
) -> None:
    wish = {"developer_ids": [str(made.developers["Ada"])]}
    asked = await clients["Bob"].post(f"/api/v1/analytics/productivity?workspace_id={workspace}", json=wish)
    assert asked.status_code == 200, asked.text
    assert [one["kind"] for one in await log_of(app, clients["Ada"], base, made.developers["Ada"])] == ["numbers"]


async def test_ones_own_look_and_one_that_was_refused_are_no_looks(
    app: FastAPI, clients: Clients, made: Seeded, base: str
) -> None:
    person = made.developers["Ada"]
    assert (await clients["Ada"].get(f"{base}/developers/{person}")).status_code == 200
    assert (await clients["Bob"].get(f"{base}/insights/developers/{person}/export")).status_code == 403
    assert (await clients["Bob"].get(f"{base}/insights/developers/{uuid4()}")).status_code == 404
    assert await log_of(app, clients["Ada"], base, person) == []


async def test_admins_see_that_there_was_access_and_not_whose_and_others_nothing(
    app: FastAPI, clients: Clients, made: Seeded, base: str
) -> None:
    person = made.developers["Ada"]
    await clients["Bob"].get(f"{base}/developers/{person}")
    (seen,) = await log_of(app, clients["Cy"], base, person)
    assert (seen["account"], seen["account_id"], seen["role"], seen["kind"]) == (None, None, "manager", "page")
    refused = await clients["Bob"].get(f"{base}/insights/developers/{person}/access-log")
    assert refused.status_code == 403
    # That an admin read it is a look itself.
    found = await log_of(app, clients["Ada"], base, person)
    assert {(one["account"], one["kind"]) for one in found} == {("Cy", "access_log"), ("Bob", "page")}


async def test_looks_of_one_hour_are_one_row_and_of_the_next_another(
    app: FastAPI, clients: Clients, made: Seeded, base: str, clock: Clock
) -> None:
    person = made.developers["Ada"]
    for _ in range(3):
        await clients["Bob"].get(f"{base}/developers/{person}")
        await flush(app)
    clock.turn(timedelta(hours=1))
    await clients["Bob"].get(f"{base}/developers/{person}")
    found = await log_of(app, clients["Ada"], base, person)
    assert [one["looks"] for one in found] == [1, 3]
    first = await clients["Ada"].get(f"{base}/insights/developers/{person}/access-log", params={"limit": 1})
    rest = await clients["Ada"].get(
        f"{base}/insights/developers/{person}/access-log", params={"limit": 1, "cursor": first.json()["next_cursor"]}
    )
    assert [*first.json()["items"], *rest.json()["items"]] == found


async def test_nothing_is_lost_when_the_server_stops_and_what_cannot_be_written_is_kept(
    context: Context, owner: Connection, made: Seeded, workspace: WorkspaceId, account: AccountId, clock: Clock
) -> None:
    looks, person = Looks(), DeveloperId(made.developers["Ada"])
    viewer = Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.OWNER, None)
    async with written(looks, lambda: context, seconds=3600):
        looks.note(viewer, [person], LookKind.PAGE, clock.now)
        async with context.database.workspace(workspace) as connection:
            assert await connection.fetchval("select count(*) from access_log") == 0
    assert await owner.fetchval("select sum(looks) from access_log where developer_id = $1", person) == 1
    unreadable = Viewer(viewer.account, WorkspaceId(uuid4()), Role.OWNER, None)
    looks.note(unreadable, [person], LookKind.PAGE, clock.now)
    await looks.flush(context)
    assert await owner.fetchval("select sum(looks) from access_log where developer_id = $1", person) == 1


def test_every_route_about_a_person_says_what_it_shows(app: FastAPI) -> None:
    paths = {route.path.removeprefix("/api/v1") for route in routes_of(app) if "{developer_id}" in route.path}
    by_kind = {kind: sorted(path for path in paths if kind_of(path) is kind) for kind in LookKind}
    assert "/workspaces/{workspace_id}/developers/{developer_id}" in by_kind[LookKind.PAGE]
    assert by_kind[LookKind.EXPORT] == ["/workspaces/{workspace_id}/insights/developers/{developer_id}/export"]


@pytest.mark.parametrize("path", ["/x/working-schedules/{developer_id}/leave", "/x/working-schedules/{developer_id}"])
def test_a_calendar_is_a_calendar(path: str) -> None:
    assert kind_of(path) is LookKind.CALENDAR
