"""A deleted workspace is gone from every table and folder, after seven days in which it can be taken back."""

# ruff: noqa: S608 - names of tables cannot be parameters; these come from the database's own catalogue

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest_asyncio
from tests.doors.api.conftest import ClientOf, Clock, OrderBook
from tests.doors.api.test_members import somebody
from tests.seeding import Seeded
from tests.store.test_tenants import TENANT_TABLES, put_a_row

from aexy.context import Context
from aexy.features.deletion import service
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

WEEK = timedelta(days=7)


async def ask(client: httpx.AsyncClient, base: str, **more: Any) -> httpx.Response:
    slug = (await client.get(base)).json()["slug"]
    return await client.delete(base, params={"slug": slug} | more)


async def test_it_must_be_named_by_an_owner(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    refused = await client.delete(base, params={"slug": "another"})
    assert (refused.status_code, refused.json()["field"]) == (400, "slug")
    assert (await client.delete(base)).status_code == 400
    for role in ("viewer", "member", "manager", "admin"):
        async with client_of(await somebody(owner, workspace, role)) as theirs:
            assert (await ask(theirs, base)).status_code == 403, role
    assert (await client.get(base)).json()["deleting_at"] is None


async def test_for_seven_days_owners_are_let_in_and_can_take_it_back(
    client: httpx.AsyncClient,
    client_of: ClientOf,
    owner: Connection,
    workspace: WorkspaceId,
    base: str,
    context: Context,
    clock: Clock,
) -> None:
    async with client_of(await somebody(owner, workspace, "admin")) as admin:
        assert (await client.post(f"{base}/restore")).status_code == 409
        asked = await ask(client, base)
        assert (asked.status_code, datetime.fromisoformat(asked.json()["deleting_at"])) == (202, clock.now + WEEK)
        assert (await admin.get(base)).status_code in {200, 404}  # remembered at the door for some seconds at most
        assert (await client.get(base)).status_code == 200
        await service.keep_house(context.at(clock.now + WEEK - timedelta(seconds=1)))
        assert (await client.post(f"{base}/restore")).json()["deleting_at"] is None
        assert (await admin.get(base)).status_code == 200
    await service.keep_house(context.at(clock.now + WEEK))
    assert await owner.fetchval("select count(*) from workspaces where id = $1", workspace) == 1
    actions = await owner.fetch("select action from audit_events where workspace_id = $1 order by seq", workspace)
    assert [row["action"] for row in actions] == ["workspace.deletion_asked", "workspace.restored"]


async def test_whoever_is_no_owner_finds_it_gone_while_it_waits(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    await ask(client, base)
    async with client_of(await somebody(owner, workspace, "admin")) as admin:
        assert (await admin.get(base)).status_code == 404
        assert (await admin.get("/api/v1/workspaces")).json()["items"] == []
        assert (await admin.get("/api/v1/auth/me")).json()["workspaces"] == []
    (own,) = (await client.get("/api/v1/auth/me")).json()["workspaces"]
    assert own["deleting_at"] is not None


@pytest_asyncio.fixture
async def everything(superuser_url: str, owner_url: str) -> AsyncIterator[Connection]:
    """A connection that may do anything; it heeds foreign keys only when told to."""
    name = owner_url.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{name}?"))
    yield connection
    await connection.close()


async def _counts(everything: Connection, workspace: UUID) -> dict[str, int]:
    tables = [row[0] for row in await everything.fetch(TENANT_TABLES)]
    return {
        table: await everything.fetchval(f"select count(*) from {table} where workspace_id = $1", workspace)
        for table in tables
    }


async def _fill(owner: Connection, workspace: WorkspaceId) -> None:
    """Some people, teams, a repository and commits, as they are really written."""
    seeded = Seeded(workspace)
    await seeded.developer(owner, "Ada")
    await seeded.repository(owner, "api")
    await seeded.team(owner, "Core", [("Ada", None, None)])
    for day in range(30):
        await seeded.commit(owner, "Ada", datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day), "api")


async def test_not_one_row_in_any_table_is_left_and_another_workspace_loses_none(
    everything: Connection, client: httpx.AsyncClient, workspace: WorkspaceId, base: str, context: Context, clock: Clock
) -> None:
    other = await everything.fetchval(
        "insert into workspaces (slug, name) values ($1, 'Other') returning id", f"o-{uuid4().hex[:8]}"
    )
    await _fill(everything, other)
    assert (await ask(client, base, at_once=True)).status_code == 202
    await everything.execute("set session_replication_role = replica")
    for table in [row[0] for row in await everything.fetch(TENANT_TABLES)]:
        with suppress(asyncpg.UniqueViolationError):  # there is such a row already
            await put_a_row(everything, table, workspace)
    await everything.execute("set session_replication_role = origin")
    before = await _counts(everything, other)
    assert all((await _counts(everything, workspace)).values())
    assert sum(before.values()) > 30
    assert await service.carry_out(context.at(clock.now), workspace)
    assert {table: n for table, n in (await _counts(everything, workspace)).items() if n} == {}
    assert await everything.fetchval("select count(*) from workspaces where id = $1", workspace) == 0
    assert await _counts(everything, other) == before
    assert (await client.get(base)).status_code == 404


async def test_facts_that_point_to_each_other_go_in_their_order(
    owner: Connection, workspace: WorkspaceId, client: httpx.AsyncClient, base: str, context: Context, clock: Clock
) -> None:
    await _fill(owner, workspace)
    await ask(client, base, at_once=True)
    assert await service.carry_out(context.at(clock.now), workspace)
    for table in ("commits", "developers", "repositories", "teams"):
        assert await owner.fetchval(f"select count(*) from {table} where workspace_id = $1", workspace) == 0


async def test_files_and_jobs_go_first(
    owner: Connection,
    workspace: WorkspaceId,
    client: httpx.AsyncClient,
    base: str,
    context: Context,
    clock: Clock,
    orders: OrderBook,
) -> None:
    repository = await Seeded(workspace).repository(owner, "api")
    home: Path = context.settings.home
    paths = [
        home / "mirrors" / f"{repository}.git" / "HEAD",
        home / "secrets" / f"repository-{repository}",
        home / "imports" / str(workspace) / "abc" / "file.csv",
        home / "audit" / f"{workspace}.json",
    ]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    job = await owner.fetchval(
        "insert into jobs (workspace_id, kind, state, unit, arguments)"
        """ values ($1, 'import_file', 'queued', 'rows', '{"upload": "abc"}') returning id""",
        workspace,
    )
    await ask(client, base, at_once=True)
    await service.keep_house(context.at(clock.now))
    assert [path for path in paths if path.exists()] == []
    assert orders.cancelled == [job]


async def test_what_was_broken_off_is_gone_on_with(
    owner: Connection, workspace: WorkspaceId, client: httpx.AsyncClient, base: str, context: Context, clock: Clock
) -> None:
    await ask(client, base, at_once=True)
    await owner.execute("update workspaces set is_going = true where id = $1", workspace)
    assert (await client.post(f"{base}/restore")).status_code in {404, 409}
    await service.keep_house(context.at(clock.now))
    assert await owner.fetchval("select count(*) from workspaces where id = $1", workspace) == 0


async def test_taking_back_and_taking_away_never_both_succeed(
    owner: Connection, workspace: WorkspaceId, client: httpx.AsyncClient, base: str, context: Context, clock: Clock
) -> None:
    await ask(client, base, at_once=True)
    back, away = await asyncio.gather(
        client.post(f"{base}/restore"), service.carry_out(context.at(clock.now), workspace)
    )
    is_there = await owner.fetchval("select count(*) from workspaces where id = $1", workspace) == 1
    assert (back.status_code == 200, not away) == (is_there, is_there)


async def test_whoever_ended_a_workspace_has_it_in_their_own_log(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, base: str, context: Context, clock: Clock,
    account: AccountId,
) -> None:  # fmt: skip
    await ask(client, base, at_once=True)
    assert await service.carry_out(context.at(clock.now), workspace)
    actions = await owner.fetch("select action, content from account_audit_events where account_id = $1", account)
    assert [row["action"] for row in actions] == ["workspace.deletion_asked"]
    assert str(workspace) in actions[0]["content"]
