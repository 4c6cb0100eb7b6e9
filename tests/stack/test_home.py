import os
import socket
import stat
from pathlib import Path

import pytest

from aexy.kernel.errors import Conflict, Unavailable
from aexy.stack.home import Home, write_private
from aexy.stack.ports import free_port
from aexy.stack.state import alone, holder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_secrets_are_for_us_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = Home(tmp_path / "home")
        home.prepare()
        home.secret("token")
        write_private(home.run / "note", "hello")
    finally:
        os.umask(before)
    assert {mode(path) for path in (home.path, home.run, home.logs, home.secrets, home.mirrors)} == {0o700}
    assert {mode(home.secrets / "token"), mode(home.run / "note")} == {0o600}


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    there.chmod(0o755)
    Home(there).prepare()
    assert mode(there) == 0o755


def test_a_secret_stays_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    assert home.secret("token") == home.secret("token")
    assert home.secret("token") != home.secret("other")


def test_a_full_disk_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="has 1 MB free; Aexy needs 512 MB") as told:
        Home(tmp_path).prepare(disk_free=lambda _: 2**20)
    assert "AEXY_HOME" in told.value.next_step


def test_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        Home(tmp_path / "home").prepare()


def test_sockets_of_a_long_path_go_to_a_short_private_folder(tmp_path: Path) -> None:
    home = Home(tmp_path / ("long" * 30))
    home.prepare()
    folder = home.socket_folder("pg")
    assert len(bytes(folder)) <= 80
    assert mode(folder) == 0o700
    assert folder == home.socket_folder("pg")
    home.forget_sockets("pg")
    assert not folder.exists()


def test_a_socket_folder_somebody_opened_to_others_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / ("long" * 30))
    home.prepare()
    folder = home.socket_folder("pg")
    folder.chmod(0o777)
    with pytest.raises(Unavailable, match="not ours alone"):
        home.socket_folder("pg")
    home.forget_sockets("pg")
    assert not folder.exists()


def test_only_one_holds_the_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    assert holder(home) is None
    with alone(home):
        assert holder(home) == os.getpid()
        with pytest.raises(Conflict, match="already runs"), alone(home):
            pass
    assert holder(home) is None


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) > taken


def test_an_address_that_is_not_ours_is_a_sentence() -> None:
    with pytest.raises(Unavailable, match=r"cannot listen on 203\.0\.113\.1"):
        free_port(9000, "203.0.113.1")
