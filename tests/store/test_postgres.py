"""Whatever a statement says, it sees the rows of the workspace it was given, and no others."""

from uuid import uuid4

import asyncpg
import pytest

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection, Database

COUNT = "select array_agg(workspace_id) from teams"


@pytest.fixture
async def other(owner: Connection) -> WorkspaceId:
    slug = f"o-{uuid4().hex[:12]}"
    made = await owner.fetchval("insert into workspaces (slug, name) values ($1, 'Other') returning id", slug)
    return WorkspaceId(made)


async def _teams(owner: Connection, *workspaces: WorkspaceId) -> None:
    for workspace in workspaces:
        await owner.execute("insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core')", workspace)


async def test_a_forgotten_filter_returns_nothing_foreign(
    database: Database, owner: Connection, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    await _teams(owner, workspace, other)
    async with database.workspace(workspace) as connection:
        assert await connection.fetchval(COUNT) == [workspace]
    for wanted in (workspace, other, workspace):
        async with database.reading(wanted) as connection:
            assert await connection.fetchval(COUNT) == [wanted]


async def test_nothing_of_a_workspace_is_left_on_a_connection(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    await _teams(owner, workspace)
    async with database.workspace(workspace):
        pass
    assert await database.pool.fetchval(COUNT) is None


async def test_a_reader_changes_nothing(database: Database, workspace: WorkspaceId) -> None:
    async with database.reading(workspace) as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("update teams set name = 'x'")


async def test_what_fails_is_undone_and_the_connection_goes_on(database: Database, workspace: WorkspaceId) -> None:
    insert = "insert into teams (workspace_id, slug, name) values ($1, 'half', $2)"

    async def break_off() -> None:
        async with database.workspace(workspace) as connection:
            await connection.execute(insert, workspace, "Half")
            raise KeyError

    async def break_a_rule() -> None:
        async with database.workspace(workspace) as connection:
            await connection.execute(insert, workspace, "")

    with pytest.raises(KeyError):
        await break_off()
    with pytest.raises(asyncpg.CheckViolationError):
        await break_a_rule()
    async with database.workspace(workspace) as connection:
        assert await connection.fetchval("select count(*) from teams where slug = 'half'") == 0


async def test_another_workspaces_row_cannot_be_written(
    database: Database, workspace: WorkspaceId, other: WorkspaceId
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.workspace(workspace) as connection:
            await connection.execute(
                "insert into teams (workspace_id, slug, name) values ($1, 'theirs', 'Theirs')", other
            )


async def test_the_server_itself_breaks_off_a_statement(database_url: str, workspace: WorkspaceId) -> None:
    opened = await Database.connect(database_url, size=1, patience=1)
    async with opened.reading(workspace) as reader:
        assert await reader.fetchval("show statement_timeout") == "1s"
        with pytest.raises(asyncpg.QueryCanceledError):
            await reader.execute("select pg_sleep(5)", timeout=10)
    await opened.close()
