"""A sealed backup stands up on an empty machine, tokens included; and what is not whole changes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from aexy.features.privacy import ledger
from aexy.kernel.erasing import Mark
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.settings import Settings
from aexy.stack import whole_backup
from aexy.stack.backup import back_up
from aexy.stack.sealed_file import PIECE, Sealing, Secret, is_sealed, new_key, pieces
from aexy.store import sealing
from aexy.store.migrate import migrate
from aexy.store.postgres import Database
from aexy.store.vault import Label, Vault, vault_file

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
PHRASE = Secret("the passphrase", passphrase=SecretStr("five words drawn by chance"))
KEPT = ("secrets/repository-1", "audit/a.json", "imports/x/rows.csv")
LEFT_OUT = ("secrets/postgres-aexy_app", "logs/api.log", "mirrors/a.git/HEAD", "run/cli-token")
TOKEN = SecretStr("glpat-unmistakable-0123456789")


async def execute(url: str, statement: str, *parameters: object) -> object:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(statement, *parameters)
    await connection.close()
    return found


class Machine:
    """A data folder and a database, with a token sealed in it."""

    def __init__(self, home: Path, url: str, app_url: str) -> None:
        self.settings, self.url, self.app_url = Settings(home=home, log_level="warning"), url, app_url
        self.workspace, self.connection = WorkspaceId(uuid4()), ConnectionId(uuid4())

    async def keep_a_token(self) -> None:
        await execute(self.url, "insert into workspaces (id, slug, name) values ($1, 'kept', 'Kept')", self.workspace)
        await execute(
            self.url,
            "insert into connections (id, workspace_id, provider, name, base_url, origin, auth_kind)"
            " values ($1, $2, 'gitlab', 'ours', 'https://gitlab.com', 'gitlab.com', 'token')",
            self.connection, self.workspace,
        )  # fmt: skip
        label = Label(self.workspace, self.connection, "token", 0)
        async with self.database() as database, database.workspace(self.workspace) as connection:
            await sealing.keep(connection, self.settings, label, TOKEN)

    async def token(self, settings: Settings) -> SecretStr:
        async with self.database() as database, database.workspace(self.workspace) as connection:
            found = await sealing.open_all(connection, settings, self.workspace, self.connection, ["token"])
        return found["token", 0]

    def database(self) -> "Opened":
        return Opened(self.app_url)


class Opened:
    def __init__(self, url: str) -> None:
        self.url = url

    async def __aenter__(self) -> Database:
        self.opened = await Database.connect(self.url, size=1)
        return self.opened

    async def __aexit__(self, *_: object) -> None:
        await self.opened.close()


@pytest.fixture
async def machine(unmigrated_url: str, cluster_urls: dict[str, str], tmp_path: Path) -> Machine:
    await migrate(unmigrated_url)
    name = unmigrated_url.partition("?")[0].rpartition("/")[2]
    made = Machine(tmp_path / "home", unmigrated_url, cluster_urls["aexy_app"].replace("DATABASE", name))
    await made.keep_a_token()
    for name in KEPT + LEFT_OUT:
        path = made.settings.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"what stood in {name}")
    return made


async def empty(url: str) -> None:
    await execute(url, "drop schema public cascade")
    await execute(url, "drop schema if exists reporting cascade")
    await execute(url, "create schema public")


@pytest.mark.parametrize("by", ["passphrase", "key"])
async def test_an_empty_machine_has_everything_back_sealed_tokens_included(
    machine: Machine, tmp_path: Path, by: str
) -> None:
    new_key(tmp_path / "key")
    secret = PHRASE if by == "passphrase" else Secret.of_file(tmp_path / "key")
    file = tmp_path / "whole.backup"
    assert whole_backup.write(machine.settings, machine.url, file, secret, now=NOW) == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    await empty(machine.url)
    fresh = Settings(home=tmp_path / "elsewhere")
    held = whole_backup.restore(fresh, machine.url, file, secret)
    assert held.made_at == NOW
    assert await machine.token(fresh) == TOKEN
    there = {str(path.relative_to(fresh.home)) for path in fresh.home.rglob("*") if path.is_file()}
    assert there == {*KEPT, "secrets/vault.json", "secrets/restored-settings.env"}
    assert {path.stat().st_mode & 0o077 for path in fresh.home.rglob("*")} == {0}
    assert "AEXY_LOG_LEVEL=warning" in (fresh.home / "secrets" / "restored-settings.env").read_text()


async def test_nothing_can_be_read_of_it_without_the_key(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "whole.backup"
    whole_backup.write(machine.settings, machine.url, file, PHRASE, now=NOW)
    held = file.read_bytes()
    key = next(iter(orjson.loads(vault_file(machine.settings.home).read_bytes())["keys"].values()))
    for secret in (key.encode(), TOKEN.get_secret_value().encode(), b"PGDMP", b"schema_migrations", b"what stood in"):
        assert secret not in held
    again = tmp_path / "again.backup"
    whole_backup.write(machine.settings, machine.url, again, PHRASE, now=NOW)
    assert held[200:400] != again.read_bytes()[200:400], "each file has a key of its own"


async def _refused(machine: Machine, file: Path, secret: Secret) -> str:
    """Why it is not restored; and nothing has changed by trying."""
    name = await execute(machine.url, "select name from workspaces")
    files = {path: path.read_bytes() for path in machine.settings.home.rglob("*") if path.is_file()}
    with pytest.raises(Unusable) as refused:
        whole_backup.restore(machine.settings, machine.url, file, secret)
    with pytest.raises(Unusable):
        whole_backup.verify(file, secret)
    assert await execute(machine.url, "select name from workspaces") == name
    assert {path: path.read_bytes() for path in machine.settings.home.rglob("*") if path.is_file()} == files
    assert refused.value.next_step
    return refused.value.detail


async def test_what_is_not_whole_or_not_ours_to_open_changes_nothing_and_says_why(
    machine: Machine, tmp_path: Path
) -> None:
    file, other, key = tmp_path / "whole.backup", tmp_path / "other.backup", tmp_path / "key"
    whole_backup.write(machine.settings, machine.url, file, PHRASE, now=NOW)
    held = file.read_bytes()
    wrong = Secret("the passphrase", passphrase=SecretStr("five other words by chance"))
    assert "does not open with this passphrase" in await _refused(machine, file, wrong)
    new_key(key)
    assert "sealed with a passphrase" in await _refused(machine, file, Secret.of_file(key))
    sealed_piece = PIECE + 16
    begins = len(held) - ((len(held) - held.index(b"}\n") - 34) // sealed_piece + 1) * sealed_piece
    assert begins < len(held)
    for cut in (len(held) - 1, len(held) - 300, held.index(b"}\n") + 34 + sealed_piece, held.index(b"}\n") + 34):
        other.write_bytes(held[:cut])
        assert "was cut off" in await _refused(machine, other, PHRASE), cut
    for place in (len(held) - 1, len(held) // 2, held.index(b"}\n") + 50):
        other.write_bytes(held[:place] + bytes([held[place] ^ 1]) + held[place + 1 :])
        assert "changed" in await _refused(machine, other, PHRASE), place
    other.write_bytes(held.replace(b'"n":131072', b'"n":262144', 1))
    assert "does not open" in await _refused(machine, other, PHRASE)
    other.write_bytes(held + b"more")
    assert "changed" in await _refused(machine, other, PHRASE)
    other.write_bytes(held[:30])
    assert "no sealed backup" in await _refused(machine, other, PHRASE)


async def test_a_sealed_file_that_holds_no_database_of_ours_is_refused(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "odd.backup"
    for said in (b'{"name":"database","size":null}\nno dump', b'{"name":"../../escaped","size":1}\nx'):
        with file.open("wb") as sink:
            odd = Sealing(sink, PHRASE, made_at=NOW)
            odd.write(said)
            odd.finish()
        assert "no backup of Aexy's" in await _refused(machine, file, PHRASE)


async def test_a_file_of_the_backup_cannot_leave_the_data_folder(machine: Machine, tmp_path: Path) -> None:
    good, file = tmp_path / "good.backup", tmp_path / "escaping.backup"
    whole_backup.write(machine.settings, machine.url, good, PHRASE, now=NOW)
    with file.open("wb") as sink:
        odd = Sealing(sink, PHRASE, made_at=NOW)
        odd.write(b'{"name":"../escaped","size":1}\nx')
        for piece in pieces(good, PHRASE):
            odd.write(piece)
        odd.finish()
    with pytest.raises(Unusable, match="belongs elsewhere"):
        whole_backup.restore(machine.settings, machine.url, file, PHRASE)
    assert not (tmp_path / "escaped").exists()


def test_the_end_of_a_piece_is_no_end(tmp_path: Path) -> None:
    key = tmp_path / "key"
    new_key(key)
    secret = Secret.of_file(key)
    for size in (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE):
        file = tmp_path / f"{size}.backup"
        with file.open("wb") as sink:
            sealing_file = Sealing(sink, secret, made_at=NOW)
            sealing_file.write(b"x" * size)
            sealing_file.finish()
        assert b"".join(pieces(file, secret)) == b"x" * size
        held = file.read_bytes()
        if size > PIECE:
            file.write_bytes(held[: len(held) - (size - 1) % PIECE - 1 - 16])
            with pytest.raises(Unusable, match="cut off"):
                list(pieces(file, secret))


async def test_keys_that_are_here_go_on_opening_and_who_was_erased_stays_so(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "whole.backup"
    entry = ledger.Entry(UUID(int=1), UUID(int=2), "t", NOW.isoformat(), (Mark("email", b"h"),))
    ledger.write(machine.settings, machine.workspace, b"k", entry)
    whole_backup.write(machine.settings, machine.url, file, PHRASE, now=NOW)
    backed = Vault.of(machine.settings)
    here = backed.with_new_key(machine.settings)
    ledger.write(machine.settings, machine.workspace, b"k", ledger.Entry(UUID(int=3), UUID(int=4), "u", "2026", ()))
    whole_backup.restore(machine.settings, machine.url, file, PHRASE)
    found = Vault.of(machine.settings)
    assert (found.current, set(found.keys)) == (backed.current, {backed.current, here.current})
    known = ledger.read(machine.settings, machine.workspace)
    assert known is not None
    assert {one.id for one in known.entries} == {UUID(int=1), UUID(int=3)}


async def test_keys_from_a_setting_are_in_it_and_a_setting_that_lacks_them_is_said(
    machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "whole.backup"
    keys = orjson.loads(vault_file(machine.settings.home).read_bytes())
    given = SecretStr(f"{keys['current']}:{keys['keys'][keys['current']]}")
    vault_file(machine.settings.home).unlink()
    settings = Settings(home=machine.settings.home, vault_keys=given)
    whole_backup.write(settings, machine.url, file, PHRASE, now=NOW)
    fresh = Settings(home=tmp_path / "elsewhere")
    whole_backup.restore(fresh, machine.url, file, PHRASE)
    assert await machine.token(fresh) == TOKEN
    other = Settings(home=tmp_path / "third", vault_keys=SecretStr("k0:" + "QUJD" * 10 + "QUI="))
    assert whole_backup.missing_keys(other, file, PHRASE) == {keys["current"]}


async def test_a_plain_dump_is_none_of_these(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "older.dump"
    back_up(machine.url, file)
    assert not is_sealed(file)
    with pytest.raises(Unusable, match="no sealed backup"):
        whole_backup.verify(file, PHRASE)
