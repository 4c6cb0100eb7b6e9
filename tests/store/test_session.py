"""Connections that are kept for the next question carry nothing of the last one over."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import pytest
import pytest_asyncio

from aexy.features.ingest.failures import Remedy, understand
from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import JobId, WorkspaceId
from aexy.store.postgres import Connection, Database
from aexy.store.session import Session, changing, session

TEAMS = "select workspace_id::text as workspace, name from teams order by name"
SETTING = "select coalesce(current_setting('app.workspace_id', true), '') as workspace"
BACKEND = "select pg_backend_pid() as pid"


@pytest_asyncio.fixture
async def other(owner: Connection) -> WorkspaceId:
    made = await owner.fetchval(
        "insert into workspaces (slug, name) values ($1, 'Other') returning id", f"o-{uuid4().hex[:12]}"
    )
    return WorkspaceId(made)


@pytest_asyncio.fixture
async def teams(owner: Connection, workspace: WorkspaceId, other: WorkspaceId) -> None:
    for one, name in ((workspace, "Ours"), (other, "Theirs")):
        await owner.execute("insert into teams (workspace_id, slug, name) values ($1, 'core', $2)", one, name)


def seen(opened: Session) -> list[tuple[str, str]]:
    return opened.frame(TEAMS).rows()


def backend(url: str, workspace: WorkspaceId) -> int:
    with session(url, workspace) as opened:
        found: int = opened.frame(BACKEND).item()
    return found


@pytest.mark.usefixtures("teams")
def test_a_kept_connection_sees_only_the_workspace_it_is_given(
    database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    backends = set()
    for wanted, name in [(workspace, "Ours"), (other, "Theirs")] * 3:
        with session(database_url, wanted) as opened:
            assert seen(opened) == [(str(wanted), name)]
            backends.add(opened.frame(BACKEND).item())
    assert len(backends) == 1, "it was to be the same connection every time"


@pytest.mark.usefixtures("teams")
def test_outside_its_transaction_a_kept_connection_sees_nobody(database_url: str, workspace: WorkspaceId) -> None:
    with session(database_url, workspace) as opened:
        assert seen(opened)
        opened.run("rollback")
        assert opened.frame(SETTING).item() == ""
        assert seen(opened) == []


@pytest.mark.usefixtures("teams")
def test_a_setting_for_longer_than_a_transaction_does_not_stay(
    database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    with session(database_url, workspace) as opened:
        opened.frame("select set_config('app.workspace_id', $1, false)", (str(workspace),))
    with session(database_url, other) as opened:
        assert seen(opened) == [(str(other), "Theirs")]
        opened.run("rollback")
        assert opened.frame(SETTING).item() == ""


@pytest.mark.usefixtures("teams")
def test_what_fails_costs_its_connection_and_no_other_question(
    database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    before = backend(database_url, workspace)
    with pytest.raises(adbc.Error), session(database_url, workspace) as opened:
        opened.frame("select 1 / 0")
    with pytest.raises(KeyError), session(database_url, workspace):
        raise KeyError
    with session(database_url, other) as opened:
        assert seen(opened) == [(str(other), "Theirs")]
        assert opened.frame(BACKEND).item() != before


@pytest.mark.usefixtures("teams")
async def test_a_connection_that_died_meanwhile_is_replaced(
    database: Database, database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    kept = await asyncio.to_thread(backend, database_url, workspace)
    assert await database.pool.fetchval("select pg_terminate_backend($1, 5000)", kept)
    with session(database_url, other) as opened:
        assert seen(opened) == [(str(other), "Theirs")]


def test_questions_change_nothing(database_url: str, workspace: WorkspaceId) -> None:
    for statement in ("delete from teams", "create temp table left_behind (a integer)"):
        with pytest.raises(adbc.Error, match="read-only"), session(database_url, workspace) as opened:
            opened.run(statement)


@pytest.mark.usefixtures("teams")
def test_many_at_once_never_see_each_other_s_workspace(
    database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    def ask(number: int) -> bool:
        wanted, name = ((workspace, "Ours"), (other, "Theirs"))[number % 2]
        with session(database_url, wanted) as opened:
            return seen(opened) == [(str(wanted), name)]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(100)))


async def test_a_change_is_there_afterwards_and_its_tables_are_not(
    database_url: str, owner: Connection, workspace: WorkspaceId
) -> None:
    def change() -> None:
        with changing(database_url, workspace) as opened:
            opened.copy(pl.DataFrame({"name": ["Made"]}), "made")
            opened.run(
                "insert into teams (workspace_id, slug, name) select current_workspace(), 'made', m.name from made m"
            )

    await asyncio.to_thread(change)
    assert await owner.fetchval("select name from teams where workspace_id = $1", workspace) == "Made"
    for again in (session, changing):
        with pytest.raises(adbc.Error, match="made"), again(database_url, workspace) as opened:
            opened.frame("select * from made")


async def test_a_change_that_fails_is_undone(database_url: str, owner: Connection, workspace: WorkspaceId) -> None:
    def change() -> None:
        with changing(database_url, workspace) as opened:
            opened.run("insert into teams (workspace_id, slug, name) values (current_workspace(), 'half', 'Half')")
            opened.copy(pl.DataFrame({"name": ["Half"]}), "half")
            raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            await asyncio.to_thread(change)
    assert await owner.fetchval("select count(*) from teams where workspace_id = $1", workspace) == 0


@pytest.mark.usefixtures("teams")
def test_a_kept_connection_changes_only_the_workspace_it_is_given(
    database_url: str, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    with changing(database_url, workspace) as opened:
        first = opened.frame(BACKEND).item()
        opened.run("update teams set name = 'Ours, changed'")
    with changing(database_url, other) as opened:
        assert opened.frame(BACKEND).item() == first, "it was to be the same connection"
        assert seen(opened) == [(str(other), "Theirs")]
    with session(database_url, workspace) as opened:
        assert seen(opened) == [(str(workspace), "Ours, changed")]


async def test_a_server_that_is_not_there_is_a_problem_with_a_way_on_and_worth_waiting_for(
    workspace: WorkspaceId,
) -> None:
    nowhere = "postgresql://aexy_app:x@127.0.0.1:1/aexy"
    with pytest.raises(Unavailable, match="does not answer") as told, session(nowhere, workspace):
        pass
    assert understand(told.value, JobId(workspace)).remedy is Remedy.WAIT
