"""Valkey and Temporal, started for real."""

import socket
import stat
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from aexy.kernel.errors import Unavailable
from aexy.kernel.ids import WorkspaceId
from aexy.running import addresses
from aexy.settings import Settings
from aexy.stack.home import Home
from aexy.stack.ports import free_port
from aexy.stack.programs import servers
from aexy.stack.temporal import Temporal
from aexy.stack.valkey import Valkey
from aexy.store.cache import ValkeyCache


async def test_valkey_has_a_password_a_private_socket_and_no_port(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    valkey = Valkey(home)
    child = await valkey.start()
    try:
        process = psutil.Process(child.pid)
        assert process.net_connections("inet") == []
        assert home.secret("valkey") not in " ".join(process.cmdline())
        assert stat.S_IMODE(valkey.socket.stat().st_mode) == 0o700
        cache, nobody = ValkeyCache(valkey.url), WorkspaceId(UUID(int=1))
        await cache.put(nobody, "answer", b"42", seconds=60)
        assert await cache.get(nobody, "answer") == b"42"
        await cache.close()
        stranger = ValkeyCache(valkey.url.replace(home.secret("valkey"), "guessed"))
        assert await stranger.get(nobody, "answer") is None
        await stranger.close()
    finally:
        await child.stop()


async def test_temporal_keeps_its_file_to_itself_and_listens_on_loopback_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "with space")
    home.prepare()
    temporal = Temporal(home)
    child = await temporal.start(f"127.0.0.1:{free_port()}")
    try:
        listening = [one for one in psutil.Process(child.pid).net_connections("inet") if one.status == "LISTEN"]
        assert {one.laddr.ip for one in listening} == {"127.0.0.1"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in temporal.file.parent.iterdir()} == {0o600}
    finally:
        await child.stop()


def test_servers_of_ones_own_are_used_and_not_started(tmp_path: Path) -> None:
    with socket.socket() as one, socket.socket() as other:
        for listening in (one, other):
            listening.bind(("127.0.0.1", 0))
            listening.listen()
        settings = Settings(
            home=tmp_path,
            database_url="postgresql://me@db.example/aexy",
            redis_url=f"redis://127.0.0.1:{one.getsockname()[1]}/0",
            temporal_address=f"127.0.0.1:{other.getsockname()[1]}",
        )
        found = servers(settings, Home(tmp_path))
    assert found.programs == ()
    assert found.addresses.database_url == settings.database_url
    assert found.addresses == addresses(settings)


def test_a_server_of_ones_own_that_is_silent_is_named(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    settings = Settings(home=tmp_path, database_url="postgresql://db", redis_url="unix:///x", temporal_address=nobody)
    with pytest.raises(Unavailable, match=f"Temporal server at {nobody} does not answer") as told:
        servers(settings, Home(tmp_path))
    assert "AEXY_TEMPORAL_ADDRESS" in told.value.next_step


def test_without_a_running_stack_the_next_step_is_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not running") as told:
        addresses(Settings(home=tmp_path))
    assert told.value.next_step == "Start it with `aexy up`."
