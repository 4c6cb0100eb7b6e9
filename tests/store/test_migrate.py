from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.migrate import State, list_migrations
from aexy.store.postgres import Database, frame


async def test_a_migrated_database_has_nothing_pending(owner_url: str) -> None:
    assert {standing.state for standing in await list_migrations(owner_url)} == {State.APPLIED}


async def test_a_workspace_sees_itself_and_its_members(
    database: Database, workspace: WorkspaceId, account: AccountId
) -> None:
    async with database.workspace(workspace) as connection:
        assert await connection.fetchval("select id from workspaces") == workspace
        assert await connection.fetchval("select id from accounts") == account


def test_frames_see_the_workspace_they_name(database_url: str, workspace: WorkspaceId) -> None:
    rows = frame(database_url, workspace, "select slug from workspaces")
    assert rows.height == 1
