"""Whoever is signed out is out everywhere at once: in this process and another, with Valkey and without it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.doors.api.conftest import ADDRESS, Clock

from aexy.api.app import create_app
from aexy.context import Context
from aexy.features.accounts import service
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.stack.children import Child
from aexy.stack.home import Home
from aexy.stack.valkey import Valkey
from aexy.store.postgres import Connection, Database
from aexy.store.standing import ValkeyStandings

ME = "/api/v1/auth/me"
Process = Callable[[Context], Awaitable[httpx.AsyncClient]]


@dataclass(slots=True)
class Running:
    """A Valkey, and the hour by which its users leave it in peace."""

    server: Valkey
    child: Child
    hour: float = 0.0


@pytest_asyncio.fixture
async def valkey(tmp_path: Path) -> AsyncIterator[Running]:
    home = Home(tmp_path / "stack")
    home.prepare(guest=None)
    server = Valkey(home)
    running = Running(server, await server.start())
    yield running
    await running.child.stop()


@asynccontextmanager
async def _process(context: Context, clock: Clock, valkey: Running) -> AsyncIterator[httpx.AsyncClient]:
    """An API of its own, as another process has it: a Door with memories of its own, the same servers."""
    standings = ValkeyStandings(valkey.server.url, clock=lambda: valkey.hour)
    surroundings = replace(context, standings=standings)

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield surroundings

    app = create_app(context.settings, opener, clock=clock, site=context.settings.home / "site")
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as client,
    ):
        yield client
    await standings.close()


@pytest_asyncio.fixture
async def here(context: Context, clock: Clock, valkey: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with _process(context, clock, valkey) as client:
        yield client


@pytest_asyncio.fixture
async def there(context: Context, clock: Clock, valkey: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with _process(context, clock, valkey) as client:
        yield client


async def _bearers(context: Context, account: AccountId) -> list[dict[str, str]]:
    """A browser's access token, and the command line's that lasts."""
    link = await service.make_sign_in_link(context, account, address=ADDRESS)
    tokens = await service.redeem(context, link.partition("#token=")[2])
    lasting = await service.make_cli_session(context, account)
    return [{"authorization": f"Bearer {token}"} for token in (tokens.access, lasting.token)]


async def test_a_token_revoked_in_one_process_is_refused_by_another_that_has_just_let_it_in(
    context: Context, here: httpx.AsyncClient, there: httpx.AsyncClient, account: AccountId
) -> None:
    for bearer in await _bearers(context, account):
        for process in (here, there, there, here):
            assert (await process.get(ME, headers=bearer)).status_code == 200
        assert (await here.post("/api/v1/auth/sign-out", headers=bearer)).status_code == 204
        for process in (there, here):
            assert (await process.get(ME, headers=bearer)).status_code == 401


async def test_the_same_holds_when_valkey_has_gone_or_has_forgotten_everything(
    context: Context, here: httpx.AsyncClient, there: httpx.AsyncClient, account: AccountId, valkey: Running
) -> None:
    first, second = await _bearers(context, account)
    for bearer in (first, second):
        assert (await there.get(ME, headers=bearer)).status_code == 200
    await here.post("/api/v1/auth/sign-out", headers=first)
    await valkey.child.stop()
    assert (await there.get(ME, headers=first)).status_code == 401
    assert (await there.get(ME, headers=second)).status_code == 200
    assert (await here.post("/api/v1/auth/sign-out", headers=second)).status_code == 204
    assert (await there.get(ME, headers=second)).status_code == 401
    valkey.child = await valkey.server.start()
    valkey.hour += 10
    for bearer in (first, second):
        assert (await there.get(ME, headers=bearer)).status_code == 401


async def test_when_neither_valkey_nor_the_database_answers_nobody_is_let_in(
    context: Context,
    clock: Clock,
    database_url: str,
    account: AccountId,
    valkey: Running,
) -> None:
    database = await Database.connect(database_url, size=2)
    async with _process(replace(context, database=database), clock, valkey) as process:
        bearers = await _bearers(context, account)
        for bearer in bearers:
            assert (await process.get(ME, headers=bearer)).status_code == 200
        await valkey.child.stop()
        await database.close()
        for bearer in bearers:
            answer = await process.get(ME, headers=bearer)
            assert answer.status_code == 503
            assert answer.json()["detail"] == "The database does not answer."
            assert answer.json()["next_step"]


async def test_a_role_taken_away_in_one_process_is_gone_in_another(
    context: Context,
    here: httpx.AsyncClient,
    there: httpx.AsyncClient,
    account: AccountId,
    workspace: WorkspaceId,
    owner: Connection,
) -> None:
    _, bearer = await _bearers(context, account)
    teams = f"/api/v1/workspaces/{workspace}/teams"
    for process in (here, there):
        assert (await process.get(teams, headers=bearer)).status_code == 200
        assert (await process.get(teams, headers=bearer)).status_code == 200
    await owner.execute("delete from memberships where account_id = $1", account)
    doorkeeper = here._transport.app.state.doorkeeper  # type: ignore[attr-defined]
    await service.has_changed(doorkeeper.context(), account)
    for process in (here, there):
        assert (await process.get(teams, headers=bearer)).status_code == 404


async def test_an_account_that_is_gone_takes_its_tokens_with_it(
    context: Context, here: httpx.AsyncClient, account: AccountId, owner: Connection, valkey: Running
) -> None:
    bearers = await _bearers(context, account)
    await owner.execute("delete from accounts where id = $1", account)
    await valkey.child.stop()
    for bearer in bearers:
        assert (await here.get(ME, headers=bearer)).status_code == 401


async def test_a_key_revoked_in_one_process_is_refused_by_another(
    context: Context, here: httpx.AsyncClient, there: httpx.AsyncClient, account: AccountId
) -> None:
    _, bearer = await _bearers(context, account)
    made = (await here.post("/api/v1/auth/keys", json={"name": "ci"}, headers=bearer)).json()
    by_key = {"authorization": f"Bearer {made['key']}"}
    for process in (there, here, there):
        assert (await process.get(ME, headers=by_key)).status_code == 200
    assert (await here.delete(f"/api/v1/auth/keys/{made['id']}", headers=bearer)).status_code == 204
    for process in (there, here):
        assert (await process.get(ME, headers=by_key)).status_code == 401


async def test_nobody_can_have_a_session_of_somebody_else_refused(
    context: Context, here: httpx.AsyncClient, account: AccountId, owner: Connection
) -> None:
    _, mine = await _bearers(context, account)
    other = AccountId(await owner.fetchval("insert into accounts (name) values ('Other') returning id"))
    _, theirs = await _bearers(context, other)
    session = (await here.get("/api/v1/auth/sessions", headers=mine)).json()["items"][0]["id"]
    for path in (f"/auth/sessions/{session}", f"/auth/keys/{session}"):
        assert (await here.delete(f"/api/v1{path}", headers=theirs)).status_code == 404
    assert (await here.get(ME, headers=mine)).status_code == 200


@pytest.mark.parametrize("scheme", ["Basic", "bearer-token", ""])
async def test_a_token_under_another_name_is_none(
    context: Context, here: httpx.AsyncClient, account: AccountId, scheme: str
) -> None:
    _, bearer = await _bearers(context, account)
    token = bearer["authorization"].removeprefix("Bearer ")
    assert (await here.get(ME, headers={"authorization": f"{scheme} {token}".strip()})).status_code == 401
