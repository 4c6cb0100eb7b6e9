import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from aexy.kernel.errors import Unavailable
from aexy.stack import postgres
from aexy.stack.home import Home, private_folder
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.stack.process import Identity, can_run, own, unprivileged


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path; the one pytest gives is closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="aexy-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


async def test_it_runs_on_a_path_with_spaces_without_root_or_network_and_twice(tmp_path: Path) -> None:
    cluster = cluster_at(Home(tmp_path / "a folder with spaces, and a comma" / "öther"), is_durable=False)
    for _ in range(2):
        server = await start_postgres(cluster)
        process = psutil.Process(server.pid)
        assert [one for one in process.net_connections("inet") if one.status == "LISTEN"] == []
        connection = await asyncpg.connect(cluster.url(OWNER))
        assert await connection.fetchval("select current_database()") == "aexy"
        assert await connection.fetchval("select pg_encoding_to_char(encoding) from pg_database limit 1") == "UTF8"
        await connection.close()
        await server.stop()
        assert not (cluster.data / "postmaster.pid").exists()


async def test_nobody_gets_in_without_a_password_and_the_application_owns_nothing(tmp_path: Path) -> None:
    cluster = cluster_at(Home(tmp_path / "home"), is_durable=False)
    server = await start_postgres(cluster)
    try:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(cluster.url(OWNER).replace(cluster.home.secret(f"postgres-{OWNER}"), "guessed"))
        connection = await asyncpg.connect(cluster.url(APPLICATION))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table mine (id integer)")
        await connection.close()
    finally:
        await server.stop()


async def test_it_starts_after_a_kill_even_when_its_old_process_id_is_a_strangers_now(tmp_path: Path) -> None:
    cluster = cluster_at(Home(tmp_path / "home"), is_durable=False)
    server = await start_postgres(cluster)
    server.popen.kill()
    server.popen.wait()
    note = cluster.data / "postmaster.pid"
    _, *rest = note.read_text().splitlines()
    note.write_text("\n".join([str(os.getpid()), *rest]) + "\n")
    again = await start_postgres(cluster)
    assert again.is_running
    await again.stop()


async def test_a_cluster_that_was_being_made_when_the_power_went_is_made_anew(tmp_path: Path) -> None:
    cluster = cluster_at(Home(tmp_path / "home"), is_durable=False)
    private_folder(cluster.home.postgres / f"{postgres.MAJOR}.unfinished")
    (cluster.home.postgres / f"{postgres.MAJOR}.unfinished" / "PG_VERSION").write_text("18")
    server = await start_postgres(cluster)
    assert [path.name for path in cluster.home.postgres.iterdir()] == [postgres.MAJOR]
    await server.stop()


async def test_what_stops_it_is_said_in_a_sentence(tmp_path: Path) -> None:
    cluster = cluster_at(Home(tmp_path / "home"), is_durable=False)
    await (await start_postgres(cluster)).stop()
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL did not start: .*FATAL"):
        await start_postgres(cluster)


async def test_as_root_it_can_run_as_another_user_or_says_what_is_out_of_that_users_reach(short_folder: Path) -> None:
    is_root = os.geteuid() == 0
    identity = Identity("65534:65534", 65534, 65534) if is_root else own()
    cluster = cluster_at(Home(short_folder / "home"), is_durable=False, identity=identity)
    if not can_run([postgres.programs() / "postgres", "--version"], identity):
        with pytest.raises(Unavailable, match="out of reach"):
            await start_postgres(cluster)
        return
    server = await start_postgres(cluster)
    assert psutil.Process(server.pid).uids().real == identity.user
    assert cluster.data.stat().st_uid == identity.user
    assert stat.S_IMODE(cluster.home.path.stat().st_mode) & 0o007 == 0
    await server.stop()


def test_root_is_never_who_postgresql_runs_as() -> None:
    assert os.geteuid() != 0 or unprivileged().text != "own"


def test_a_folder_others_may_not_pass_is_left_as_it_is_and_named(short_folder: Path) -> None:
    closed = short_folder / "closed"
    closed.mkdir(mode=0o700)
    Home(closed).prepare(guest=Identity("65534:65534", 65534, 65534) if os.geteuid() == 0 else own())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
