"""Secrets in their table: opened by their own workspace, brought under new keys all at once."""

import asyncio
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.settings import Settings
from aexy.stack.backup import back_up, restore
from aexy.stack.postgres import programs
from aexy.store import sealing
from aexy.store.postgres import Connection, Database
from aexy.store.vault import Label, Vault, vault_file

TOKEN = SecretStr("glpat-0123456789")


async def a_connection(owner: Connection, workspace: WorkspaceId, name: str = "ours") -> ConnectionId:
    return ConnectionId(
        await owner.fetchval(
            """
            insert into connections (workspace_id, provider, name, base_url, origin, auth_kind)
            values ($1, 'gitlab', $2, 'https://gitlab.com', 'gitlab.com', 'token') returning id
            """,
            workspace,
            name,
        )
    )


async def keep(
    database: Database, settings: Settings, workspace: WorkspaceId, found: ConnectionId, *secrets: SecretStr
) -> None:
    async with database.workspace(workspace) as connection:
        for number, secret in enumerate(secrets):
            await sealing.keep(connection, settings, Label(workspace, found, "token", number), secret)


async def tokens(
    database: Database, settings: Settings, workspace: WorkspaceId, found: ConnectionId
) -> list[SecretStr]:
    async with database.workspace(workspace) as connection:
        return list((await sealing.open_all(connection, settings, workspace, found, ["token"])).values())


async def test_what_is_kept_opens_for_its_workspace_and_shows_four_letters(
    database: Database, owner: Connection, workspace: WorkspaceId, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    found = await a_connection(owner, workspace)
    await keep(database, settings, workspace, found, TOKEN, SecretStr("short"))
    assert await tokens(database, settings, workspace, found) == [TOKEN, SecretStr("short")]
    assert await tokens(database, settings, WorkspaceId(UUID(int=1)), found) == []
    rows = await owner.fetch("select * from connection_secrets where connection_id = $1 order by number", found)
    assert [row["hint"] for row in rows] == ["6789", ""]
    assert "glpat" not in str([dict(row) for row in rows])


@pytest.mark.parametrize("reseal", [False, True])
async def test_rotation_brings_all_workspaces_under_a_new_key(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, tmp_path: Path, *, reseal: bool
) -> None:
    await owner.execute("delete from connection_secrets")
    settings = Settings(home=tmp_path)
    elsewhere = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ($1, 'E') returning id", f"e-{workspace}")
    )
    places = [(each, await a_connection(owner, each)) for each in (workspace, elsewhere)]
    for each, found in places:
        await keep(database, settings, each, found, TOKEN)
    old = Vault.of(settings).current
    before = await owner.fetch("select sealed from connection_secrets order by connection_id")
    done = await sealing.rotate(owner_url, settings, new_key=True, reseal=reseal, forget=False)
    assert (done.rewrapped, done.sealed_by) == (2, {old: 0, done.current: 2})
    after = await owner.fetch("select sealed from connection_secrets order by connection_id")
    assert [one != other for one, other in zip(before, after, strict=True)] == [reseal, reseal]
    forgetting = await sealing.rotate(owner_url, settings, new_key=False, reseal=False, forget=True)
    assert (forgetting.rewrapped, forgetting.forgotten) == (0, (old,))
    assert list(Vault.of(settings).keys) == [done.current]
    for each, found in places:
        assert await tokens(database, settings, each, found) == [TOKEN]


async def test_a_rotation_that_cannot_open_everything_changes_nothing(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, tmp_path: Path
) -> None:
    await owner.execute("delete from connection_secrets")
    settings = Settings(home=tmp_path)
    found = await a_connection(owner, workspace)
    await keep(database, settings, workspace, found, TOKEN)
    other = Settings(home=tmp_path / "other")
    await keep(database, other, workspace, await a_connection(owner, workspace, "theirs"), TOKEN)
    before = await owner.fetch("select * from connection_secrets order by connection_id")
    with pytest.raises(Unavailable, match="is not in"):
        await sealing.rotate(owner_url, settings, new_key=True, reseal=False, forget=True)
    assert await owner.fetch("select * from connection_secrets order by connection_id") == before
    assert await tokens(database, settings, workspace, found) == [TOKEN]
    _, sealed_by = await sealing.sealed_by(owner_url, settings)
    assert sealed_by[Vault.of(other).current] == 1


ROTATE = """
import asyncio, sys
from pathlib import Path
from aexy.settings import Settings
from aexy.store import sealing
asyncio.run(sealing.rotate(sys.argv[1], Settings(home=Path(sys.argv[2])), new_key=True, reseal=True, forget=True))
"""


async def test_a_rotation_that_is_killed_loses_no_secret(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, tmp_path: Path
) -> None:
    await owner.execute("delete from connection_secrets")
    settings = Settings(home=tmp_path)
    found = await a_connection(owner, workspace)
    await keep(database, settings, workspace, found, TOKEN, SecretStr("the other one"))
    old = Vault.of(settings).current
    async with owner.transaction():  # a row that it has to wait for, with its new key written and nothing else done
        await owner.execute("select from connection_secrets where number = 1 for update")
        rotating = await asyncio.create_subprocess_exec(sys.executable, "-c", ROTATE, owner_url, str(tmp_path))
        while Vault.of(settings).current == old:  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.02)
        rotating.kill()
        await rotating.wait()
    assert await tokens(database, settings, workspace, found) == [TOKEN, SecretStr("the other one")]
    done = await sealing.rotate(owner_url, settings, new_key=False, reseal=False, forget=True)
    assert (done.rewrapped, done.forgotten, list(done.sealed_by.values())) == (2, (old,), [2])
    assert await tokens(database, settings, workspace, found) == [TOKEN, SecretStr("the other one")]


async def test_no_secret_is_sealed_while_keys_are_rotated(
    database: Database, owner: Connection, workspace: WorkspaceId, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    found = await a_connection(owner, workspace)
    async with owner.transaction():
        await owner.execute("select pg_advisory_xact_lock($1)", 0x5EA1)
        async with database.workspace(workspace) as connection:
            await connection.execute("set local lock_timeout = '100ms'")
            with pytest.raises(Exception, match="lock timeout"):
                await sealing.keep(connection, settings, Label(workspace, found, "token", 0), TOKEN)
            await connection.execute("rollback; begin")
    assert not vault_file(tmp_path).exists()


def _written_out(file: Path) -> bytes:
    return subprocess.run([programs() / "pg_restore", "--file=-", file], capture_output=True, check=True).stdout


async def test_a_backup_holds_no_key_and_opens_with_the_copy_that_was_kept_apart(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, tmp_path: Path
) -> None:
    await owner.execute("delete from connection_secrets")
    settings, file = Settings(home=tmp_path / "home"), tmp_path / "kept.dump"
    found = await a_connection(owner, workspace)
    await keep(database, settings, workspace, found, TOKEN)
    keys = vault_file(settings.home).read_bytes()
    back_up(owner_url, file)
    held = _written_out(file)
    assert str(found).encode() in held
    assert TOKEN.get_secret_value().encode() not in held
    for key in Vault.of(settings).keys.values():
        assert all(written not in held for written in (key.hex().encode(), b64encode(key), key))
    await sealing.rotate(owner_url, settings, new_key=True, reseal=True, forget=True)
    await owner.close()
    restore(owner_url, file)
    with pytest.raises(Unavailable, match="Put back the copy"):
        await tokens(database, settings, workspace, found)
    vault_file(settings.home).write_bytes(keys)
    assert await tokens(database, settings, workspace, found) == [TOKEN]


async def test_a_lost_key_file_is_said_and_no_new_key_takes_its_place_unseen(
    database: Database, owner: Connection, owner_url: str, workspace: WorkspaceId, tmp_path: Path
) -> None:
    await owner.execute("delete from connection_secrets")
    settings = Settings(home=tmp_path)
    found = await a_connection(owner, workspace)
    await keep(database, settings, workspace, found, TOKEN)
    lost = Vault.of(settings).current
    vault_file(tmp_path).unlink()
    with pytest.raises(Unavailable, match=rf"{lost}.+vault\.json.+aexy connections token NAME"):
        await tokens(database, settings, workspace, found)
    vault, sealed_by = await sealing.sealed_by(owner_url, settings)
    assert (vault.current, sealed_by) == ("", {lost: 1})
    assert not vault_file(tmp_path).exists()
    await keep(database, settings, workspace, found, SecretStr("given again"))
    assert await tokens(database, settings, workspace, found) == [SecretStr("given again")]
