"""The life of the whole product: start, look, break, mend, stop. One stack serves most of these, in order."""

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL

import httpx
import psutil
import pytest
from tests import timescale
from tests.running import Product, aexy, is_gone, soon

from aexy.stack.programs import is_ready


@pytest.fixture(scope="module")
def product(modules_place: Path) -> Iterator[Product]:
    (modules_place / "a path with spaces").mkdir(mode=0o711)
    running = Product(modules_place / "a path with spaces" / "home")
    running.start()
    yield running
    running.stop()


def ready(product: Product) -> bool:
    return is_ready(product.state.api.host or "", product.state.api.port or 0)


def test_it_answers_and_signs_in_once_by_the_link(product: Product) -> None:
    assert ready(product)
    token = product.link.partition("#token=")[2]
    with httpx.Client(base_url=f"{product.state.url}/api/v1", headers={"x-aexy": "1"}) as browser:
        assert browser.post("/auth/redeem", json={"token": token}).cookies["aexy_session"]
        assert browser.get("/auth/me").json()["account"]["name"] == "Local owner"
        assert browser.post("/auth/redeem", json={"token": token}).status_code == 401


def test_a_second_start_in_the_same_folder_is_refused_and_says_where_the_first_is(product: Product) -> None:
    refused = aexy("up", home=product.home)
    assert refused.returncode == 6
    assert f"Aexy already runs in {product.home} at {product.state.url}" in refused.stderr
    assert "aexy down" in refused.stderr
    assert ready(product)


def test_status_names_every_part_with_its_version_process_and_memory(product: Product) -> None:
    status = product.status()
    assert {part["key"]: part["state"] for part in status["programs"]} == dict.fromkeys(product.state.parts, "up")
    assert all(part["pid"] and part["memory"] for part in status["programs"])
    assert status["programs"][0]["version"].startswith("18.")
    assert status["memory"] < 700 * 2**20


def test_the_doctor_finds_nothing_wrong(product: Product) -> None:
    examined = aexy("doctor", "--json", home=product.home)
    assert examined.returncode == 0, examined.stdout
    checks = json.loads(examined.stdout)
    assert {check["level"] for check in checks} <= {"ok", "warn"}
    (series,) = [check for check in checks if check["name"] == "Time series"]
    assert ("continuous aggregates" if timescale.IS_HERE else "plain views") in series["says"]


def test_nobody_else_can_read_a_single_file(product: Product) -> None:
    everything = [product.home, *product.home.rglob("*")]
    assert len(everything) > 100
    # A group of its own may pass through folders where PostgreSQL has to run as a user of its own.
    assert [path for path in everything if stat.S_IMODE(path.lstat().st_mode) & 0o067] == []
    for part in (product.state.postgres, product.state.valkey):
        assert stat.S_IMODE(Path(part.socket or "").stat().st_mode) & 0o077 == 0


def test_only_loopback_is_listened_on(product: Product) -> None:
    for pid in product.pids():
        listening = [one for one in psutil.Process(pid).net_connections("inet") if one.status == "LISTEN"]
        assert {one.laddr.ip for one in listening} <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("part", ["postgres", "valkey", "temporal", "worker", "api"])
def test_what_is_killed_is_started_again(product: Product, part: str) -> None:
    before = product.state.parts[part].pid
    assert before
    psutil.Process(before).send_signal(SIGKILL)
    assert soon(lambda: product.state.parts[part].pid not in {before, None}, seconds=20), product.said
    assert soon(lambda: product.state.parts[part].is_alive and ready(product), seconds=20), product.said
    assert "was ended by signal 9; starting it again" in product.said


def test_another_link_can_be_had(product: Product) -> None:
    assert aexy("link", home=product.home).stdout.startswith(f"{product.state.url}/sign-in#token=")


def test_killed_outright_it_leaves_nothing_running_and_starts_again_on_another_port_when_its_own_is_taken(
    product: Product,
) -> None:
    programs = product.pids()
    product.stop(SIGKILL)
    assert soon(lambda: all(map(is_gone, programs)), seconds=15)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        taken = stranger.getsockname()[1]
        product.start(AEXY_PORT=str(taken))
    assert f"Port {taken} is taken; using {product.state.api.port}" in product.said
    assert ready(product)


def test_down_stops_everything_and_twice_is_no_mistake(product: Product) -> None:
    programs = product.pids()
    assert aexy("down", home=product.home).stdout == "Stopped.\n"
    assert product.stop() == 0
    assert all(map(is_gone, programs))
    assert not (product.home / "run" / "state.json").exists()
    again = aexy("down", home=product.home)
    assert (again.returncode, again.stdout) == (0, f"Nothing was running in {product.home}.\n")
    assert aexy("status", home=product.home).returncode == 8


def test_told_to_stop_while_it_starts_it_stops(product: Product) -> None:
    product.begin()
    assert soon(lambda: "PostgreSQL" in product.said)
    assert product.stop(SIGINT) == 0
    assert not any(product.home.rglob("postmaster.pid"))


def test_the_database_can_be_kept_and_put_back_while_nothing_runs(product: Product) -> None:
    file, phrase = product.home.with_name("copy.backup"), product.home.with_name("phrase")
    phrase.write_text("five words drawn by chance\n")
    given = ("--passphrase-file", str(phrase))
    assert aexy("db", "backup", str(file), home=product.home).returncode == 2  # nobody is there to be asked
    kept = aexy("db", "backup", str(file), *given, home=product.home)
    assert kept.returncode == 0, kept.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert aexy("db", "backup", str(file), *given, home=product.home).returncode == 2
    assert aexy("db", "backup", str(file), "--verify", *given, home=product.home).returncode == 0
    assert aexy("db", "restore", str(file), *given, home=product.home).returncode == 6  # nobody said yes
    assert aexy("db", "restore", str(file), "--yes", *given, home=product.home).returncode == 0
    product.begin()
    assert soon(lambda: "PostgreSQL" in product.said)
    refused = aexy("db", "restore", str(file), "--yes", *given, home=product.home)
    product.stop()
    assert refused.returncode == 6
    assert "aexy down" in refused.stderr
