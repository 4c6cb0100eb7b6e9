"""Repositories are added, shown with the work under way, and removed with all they brought."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from tests.doors.api.conftest import ADDRESS, ClientOf, Clock, OrderBook
from tests.repositories import Scripted

from aexy.api.app import create_app
from aexy.api.auth import Door
from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.jobs.job import GenerateSnapshots, MakeDemo, SyncRepository
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.cache import NoCache
from aexy.store.postgres import APP_ROLE, Connection, Database, Reader

AT = datetime(2025, 3, 3, 12, tzinfo=UTC)


async def _repository(owner: Connection, workspace: WorkspaceId, name: str, *, created: datetime = AT) -> UUID:
    return UUID(
        str(
            await owner.fetchval(
                "insert into repositories (workspace_id, name, provider, provider_id, url, is_local, created_at)"
                " values ($1, $2, 'git', $2, $2, false, $3) returning id",
                workspace,
                name,
                created,
            )
        )
    )


async def _commit(owner: Connection, repository: UUID, sha: bytes, standing: str) -> None:
    await owner.execute(
        """
        with who as (
            insert into developer_identities (workspace_id, provider, external_id)
            select workspace_id, 'git', $4
            from repositories
            where id = $1
            returning key
        )
        insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at,
            placed_at, author_key, committer_key, is_merge, subject, standing)
        select r.workspace_id, r.key, $2, $5, 0, $5, $5, who.key, who.key, false, 'Work', $3
        from repositories r, who
        where r.id = $1
        """,
        repository,
        sha,
        standing,
        str(uuid4()),
        AT,
    )


async def _job(owner: Connection, workspace: WorkspaceId, repository: UUID | None, state: str) -> UUID:
    over = state in {"done", "failed", "cancelled"}
    return UUID(
        str(
            await owner.fetchval(
                "insert into jobs (workspace_id, kind, repository_id, state, finished_at)"
                " values ($1, 'sync_repository', $2, $3, case when $4 then now() end) returning id",
                workspace,
                repository,
                state,
                over,
            )
        )
    )


@pytest_asyncio.fixture
async def local_owner(
    client_of: ClientOf, context: Context, owner: Connection, workspace: WorkspaceId
) -> AsyncIterator[httpx.AsyncClient]:
    account = await accounts.ensure_local_owner(context)
    await owner.execute("insert into memberships values ($1, $2, 'owner')", workspace, account)
    async with client_of(account) as made:
        yield made


async def test_a_folder_is_the_local_owners_to_add(
    client: httpx.AsyncClient, local_owner: httpx.AsyncClient, base: str, orders: OrderBook, tmp_path: Path
) -> None:
    place = str(Scripted.create(tmp_path / "curl").path)
    refused = await client.post(f"{base}/repositories", json={"location": place})
    assert (refused.status_code, refused.json()["field"]) == (403, "location")
    added = await local_owner.post(f"{base}/repositories", json={"location": place, "name": "Curl"})
    assert added.status_code == 201
    said = added.json()
    assert (said["repository"]["name"], said["repository"]["is_local"]) == ("Curl", True)
    assert said["repository"]["active_job"] == said["job"]
    assert said["job"]["state"] == "queued"
    assert [type(order) for order in orders.orders] == [SyncRepository]


async def test_a_folder_without_a_repository_is_refused_at_once(
    local_owner: httpx.AsyncClient, base: str, orders: OrderBook, tmp_path: Path
) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        refused = await local_owner.post(f"{base}/repositories", json={"location": str(place)})
        assert (refused.status_code, refused.json()["field"]) == (400, "location")
    assert not orders.orders


async def test_an_address_with_a_password_is_kept_without_it(
    client: httpx.AsyncClient, base: str, owner: Connection
) -> None:
    location = "https://ada:hunter2@git.example.com/core/engine.git"
    added = await client.post(f"{base}/repositories", json={"location": location})
    assert added.status_code == 201
    assert "hunter2" not in added.text
    rows = await owner.fetch("select r::text as text from repositories r union all select j::text from jobs j")
    assert all("hunter2" not in row["text"] for row in rows)


async def test_what_is_no_location_is_refused(client: httpx.AsyncClient, base: str) -> None:
    for location in ("", "ext::sh -c whoami", "-u", "https://"):
        answer = await client.post(f"{base}/repositories", json={"location": location})
        assert answer.status_code in {400, 403}, location
        assert answer.json()["next_step"]


async def test_a_repository_is_shown_with_its_commits_and_jobs(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    repository = await _repository(owner, workspace, "engine")
    for number, standing in enumerate(("counted", "counted", "other_ref")):
        await _commit(owner, repository, bytes([number]) * 20, standing)
    last = await _job(owner, workspace, repository, "done")
    active = await _job(owner, workspace, repository, "running")
    said = (await client.get(f"{base}/repositories/{repository}")).json()
    assert (said["commits_counted"], said["commits_stored"]) == (2, 3)
    assert said["first_commit_at"] == said["last_commit_at"] == "2025-03-03T12:00:00Z"
    assert (said["active_job"]["id"], said["last_job"]["id"]) == (str(active), str(last))
    assert said["active_job"]["repository_name"] == "engine"


async def test_another_name_is_taken_and_another_branch_is_read(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, orders: OrderBook
) -> None:
    repository = await _repository(owner, workspace, "engine")
    address = f"{base}/repositories/{repository}"
    assert (await client.patch(address, json={"name": "motor"})).json()["name"] == "motor"
    assert orders.orders == []
    changed = (await client.patch(address, json={"branch": "develop"})).json()
    assert changed["branch_wanted"] == "develop"
    assert changed["active_job"]["kind"] == "sync_repository"
    assert len(orders.orders) == 1


async def test_what_a_repository_is_for_is_declared_and_kept_in_the_audit_log(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, orders: OrderBook
) -> None:
    repository = await _repository(owner, workspace, "engine")
    address = f"{base}/repositories/{repository}"
    assert (await client.get(address)).json()["context"] == "production"
    version = "select data_version from workspaces where id = $1"
    before = await owner.fetchval(version, workspace)
    assert (await client.patch(address, json={"context": "learning"})).json()["context"] == "learning"
    # What was counted about people before no longer holds; saying the same again changes nothing.
    assert await owner.fetchval(version, workspace) == before + 1
    assert (await client.patch(address, json={"context": "learning", "name": "motor"})).json()["name"] == "motor"
    assert await owner.fetchval(version, workspace) == before + 1
    assert orders.orders == []
    assert (await client.patch(address, json={"context": "toy"})).status_code == 400
    changes = "select content from audit_events where workspace_id = $1 and action = 'repository.changed' order by seq"
    said = await owner.fetch(changes, workspace)
    assert '"context":"learning"' in said[0]["content"].replace(" ", "")


async def test_a_sync_asked_for_twice_is_one_job(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    repository = await _repository(owner, workspace, "engine")
    first, second = [await client.post(f"{base}/repositories/{repository}/sync") for _ in range(2)]
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]


async def test_a_removed_repository_passes_on_what_its_fork_shares(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, orders: OrderBook
) -> None:
    original = await _repository(owner, workspace, "original")
    fork = await _repository(owner, workspace, "fork", created=AT.replace(year=2026))
    await _commit(owner, original, b"s" * 20, "counted")
    await _commit(owner, original, b"o" * 20, "counted")
    await _commit(owner, fork, b"s" * 20, "duplicate")
    assert (await client.delete(f"{base}/repositories/{original}")).status_code == 204
    assert (await client.get(f"{base}/repositories/{original}")).status_code == 404
    said = (await client.get(f"{base}/repositories/{fork}")).json()
    assert (said["commits_counted"], said["commits_stored"]) == (1, 1)
    dirty = await owner.fetch("select distinct day from dirty_days where workspace_id = $1", workspace)
    assert [row["day"] for row in dirty] == [AT.date()]
    assert [type(order) for order in orders.orders] == [GenerateSnapshots]


async def test_a_repository_that_is_being_read_is_not_removed(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    repository = await _repository(owner, workspace, "engine")
    job = await _job(owner, workspace, repository, "running")
    refused = await client.delete(f"{base}/repositories/{repository}")
    assert refused.status_code == 409
    cancelled = await client.post(f"{base}/jobs/{job}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert (await client.post(f"{base}/jobs/{job}/cancel")).status_code == 409
    assert (await client.delete(f"{base}/repositories/{repository}")).status_code == 204


async def test_a_mirror_is_given_back(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId, context: Context
) -> None:
    repository = await _repository(owner, workspace, "engine")
    await owner.execute("update repositories set mirror_bytes = 1000 where id = $1", repository)
    mirror: Path = context.settings.home / "mirrors" / f"{repository}.git"
    await asyncio.to_thread(mirror.mkdir, parents=True)
    said = (await client.delete(f"{base}/repositories/{repository}/mirror")).json()
    assert said["mirror_bytes"] is None
    assert not await asyncio.to_thread(mirror.exists)


async def test_jobs_are_listed_newest_first(
    client: httpx.AsyncClient, base: str, owner: Connection, workspace: WorkspaceId
) -> None:
    repository = await _repository(owner, workspace, "engine")
    old = await _job(owner, workspace, repository, "failed")
    new = await _job(owner, workspace, repository, "queued")
    first = (await client.get(f"{base}/jobs?limit=1")).json()
    assert [job["id"] for job in first["items"]] == [str(new)]
    rest = (await client.get(f"{base}/jobs?limit=1&cursor={first['next_cursor']}")).json()
    assert ([job["id"] for job in rest["items"]], rest["next_cursor"]) == ([str(old)], None)
    active = (await client.get(f"{base}/jobs?active=true&repository_id={repository}")).json()
    assert [job["id"] for job in active["items"]] == [str(new)]
    assert (await client.get(f"{base}/jobs/{old}")).json()["state"] == "failed"


async def test_a_demo_is_ordered(client: httpx.AsyncClient, base: str, orders: OrderBook) -> None:
    answer = await client.post(f"{base}/demo", json={"developers": 5, "commits": 100, "seed": 7})
    assert answer.status_code == 202
    order = orders.orders[0]
    assert isinstance(order, MakeDemo)
    assert (order.developers, order.commits, order.seed) == (5, 100, 7)
    assert (await client.post(f"{base}/demo", json={"developers": 10**6})).json()["field"] == "developers"


@pytest.mark.parametrize("listed", ["repositories", "jobs", "developers", "teams"])
async def test_a_list_takes_as_many_statements_for_many_as_for_few(
    listed: str, database_url: str, context: Context, clock: Clock, owner: Connection,
    workspace: WorkspaceId, account: AccountId,
) -> None:  # fmt: skip
    statements: list[str] = []

    async def watch(connection: Connection) -> None:
        connection.add_query_logger(lambda record: statements.append(record.query))

    async def leave(connection: Connection) -> None:
        """A reader remembers its workspace, as in the product: asyncpg would have the server forget it."""

    pool = await asyncpg.create_pool(
        database_url, min_size=1, max_size=1, init=watch, reset=leave, connection_class=Reader,
        server_settings={"role": APP_ROLE},
    )  # fmt: skip
    watched = Context(context.settings, Database(database_url, pool, pool), NoCache(), context.jobs, context.now)
    app = create_app(context.settings, lambda: pytest.fail("opened by hand"), clock=clock)
    app.state.doorkeeper = Door(watched, clock)
    session = await accounts.make_cli_session(context, account)
    counts = []
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=ADDRESS, headers={"authorization": f"Bearer {session.token}"}
    ) as client:
        for many in (1, 20):
            for _ in range(many):
                await _one_more(owner, workspace)
            await client.get(f"/api/v1/workspaces/{workspace}/{listed}?limit=100")
            statements.clear()
            answer = await client.get(f"/api/v1/workspaces/{workspace}/{listed}?limit=100")
            counts.append((len(answer.json()["items"]) > many - 1, len(statements)))
    await pool.close()
    assert counts[0] == counts[1]
    assert counts[0][1] <= 8


async def _one_more(owner: Connection, workspace: WorkspaceId) -> None:
    name = uuid4().hex
    repository = await _repository(owner, workspace, name)
    await _commit(owner, repository, uuid4().bytes, "counted")
    await _job(owner, workspace, repository, "queued")
    person = await owner.fetchval(
        "insert into developers (workspace_id, name) values ($1, $2) returning id", workspace, name
    )
    team = await owner.fetchval(
        "insert into teams (workspace_id, slug, name) values ($1, $2, $2) returning id", workspace, name
    )
    await owner.execute("insert into team_members (workspace_id, team_id, developer_id) values ($1, $2, $3)",
                        workspace, team, person)  # fmt: skip
