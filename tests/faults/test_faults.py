"""Each server frozen, killed, refused or full: who asks is told within seconds, nothing is lost, all goes on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import asyncpg
import httpx
import pytest
from tests.faults.conftest import World, ask_git, grow, knock
from tests.running import _environment, soon

from aexy.kernel.ids import ConnectionId
from aexy.running import read_state
from aexy.stack.home import Home
from aexy.stack.ports import free_port
from aexy.stack.postgres import SUPERUSER, cluster_at

# What "at once" may take on a machine that does other things; without the pulse it was two minutes.
FEW_SECONDS = 8.0
OVER = {"done", "failed", "cancelled"}
PROBLEM = "application/problem+json"


def _refused_well(answer: httpx.Response) -> bool:
    said = answer.json()
    is_problem = answer.headers["content-type"] == PROBLEM and said["next_step"]
    return bool(answer.status_code == 503 and is_problem and "database does not answer" in said["detail"])


def test_a_frozen_database_is_told_within_seconds_and_comes_back_by_itself(world: World, hooked: ConnectionId) -> None:
    def ask(_: int) -> tuple[httpx.Response, float]:
        began = monotonic()
        return world.client.get(world.in_workspace("jobs")), monotonic() - began

    before = world.commits()
    with world.frozen("postgres"), ThreadPoolExecutor(8) as threads:
        first = list(threads.map(ask, range(24)))
        assert all(_refused_well(answer) for answer, _ in first), [answer.text for answer, _ in first]
        assert max(seconds for _, seconds in first) < FEW_SECONDS
        later = list(threads.map(ask, range(24)))
        assert all(_refused_well(answer) for answer, _ in later)
        assert max(seconds for _, seconds in later) < 2
        assert world.get("/api/v1/health/live")[0] == 200
        assert _refused_well(world.ready())
        # The provider is told that it was not taken, and sends it again.
        assert knock(world, hooked, 1) == 503
    assert soon(world.is_well, seconds=20)
    assert world.get(world.in_workspace("jobs"))[0] == 200
    assert world.commits() == before
    assert knock(world, hooked, 1) == 202


def test_a_killed_database_loses_nothing_and_the_job_goes_on(world: World) -> None:
    grow(world.repository, 3000)
    job = world.order()
    assert soon(lambda: world.job(job)["state"] == "running", seconds=30)
    killed = world.kill("postgres")
    answer = world.client.get(world.in_workspace("jobs"))
    assert answer.status_code in {200, 503}, answer.text
    assert soon(lambda: world.is_back("postgres", killed), seconds=30)
    assert soon(lambda: world.job(job)["state"] in OVER and world.is_well(), seconds=120)
    assert world.job(job)["state"] == "done", world.job(job)
    assert world.commits() == int(ask_git(world.repository, "rev-list", "--count", "main"))


@pytest.mark.parametrize("fault", ["frozen", "killed"])
def test_without_the_cache_every_answer_comes_a_little_later(world: World, fault: str) -> None:
    known = world.in_workspace("insights/readings?metrics=commits_count&subject=workspace&bucket=weekly")
    assert world.get(known)[0] == 200
    if fault == "killed":
        killed = world.kill("valkey")
        assert world.get(known)[0] == 200
        assert soon(lambda: world.is_back("valkey", killed), seconds=30)
    else:
        with world.frozen("valkey"):
            asked = [world.get(f"{known}&from=2025-0{month}-01&to=2025-10-01") for month in range(1, 9)]
            assert {status for status, _ in asked} == {200}
            assert max(seconds for _, seconds in asked) < 5
            said = world.ready()
            assert (said.status_code, said.json()["status"]) == (200, "degraded")
            assert {"part": "cache", "state": "down"} in said.json()["parts"]
    assert soon(world.is_well, seconds=20)


def test_without_the_job_server_reading_goes_on_and_web_hooks_are_kept(world: World, hooked: ConnectionId) -> None:
    with world.frozen("temporal"):
        assert world.get(world.in_workspace("jobs"))[0] == 200
        began = monotonic()
        refused = world.client.post(world.in_workspace("repositories"), json={"location": str(world.repository)})
        assert refused.status_code == 503, refused.text
        assert "job server" in refused.json()["detail"]
        assert monotonic() - began < FEW_SECONDS
        assert [knock(world, hooked, number) for number in (21, 22, 23)] == [202, 202, 202]
        assert world.ready().json()["status"] == "degraded"
    assert soon(world.is_well, seconds=20)
    # What was refused is over, so that it can be asked for again.
    assert world.client.get(world.in_workspace("jobs"), params={"active": True}).json()["items"] == []
    waiting = world.in_workspace("connections")
    assert world.get(waiting)[0] == 200
    assert soon(lambda: _waiting(world) == 0, seconds=60), "the inbox is not read again"


def _waiting(world: World) -> int:
    said = world.client.get("/api/v1/admin/system", params={"workspace_id": str(world.workspace)}).json()
    return int(said["workspace"]["hooks_waiting"])


def test_a_killed_job_server_and_a_killed_worker_finish_what_was_ordered(world: World) -> None:
    grow(world.repository, 3000)
    job = world.order()
    assert soon(lambda: world.job(job)["state"] == "running", seconds=30)
    server, worker = world.kill("temporal"), world.kill("worker")
    assert soon(lambda: world.is_back("temporal", server) and world.is_back("worker", worker), seconds=60)
    assert soon(lambda: world.job(job)["state"] in OVER, seconds=120), world.job(job)
    assert world.job(job)["state"] == "done", world.job(job)
    assert world.commits() == int(ask_git(world.repository, "rev-list", "--count", "main"))


async def test_a_port_nobody_listens_on_is_said_at_once(world: World) -> None:
    nobody = {"AEXY_DATABASE_URL": f"postgresql://a:b@127.0.0.1:{free_port()}/aexy"}
    began = monotonic()
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "aexy.cli.main", "db", "list"],
        env=_environment(world.product.home, nobody),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 8, done.stderr
    assert "does not answer" in done.stderr
    assert monotonic() - began < 30


@contextmanager
def _a_small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("A small disk can only be mounted by root.")
    place.mkdir(mode=0o711, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("This machine lets nobody mount a small disk.")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


async def test_a_full_database_disk_refuses_what_is_new_and_keeps_what_was_taken(
    world: World, hooked: ConnectionId, modules_place: Path
) -> None:
    cluster = cluster_at(Home(world.product.home))
    with _a_small_disk(modules_place / "small", 4) as disk:
        inside = disk / "tables"
        inside.mkdir(mode=0o700)
        os.chown(inside, cluster.identity.user, cluster.identity.group)
        connection = await asyncpg.connect(cluster.url(SUPERUSER))
        await connection.execute(f"create tablespace small location '{inside}'")
        await connection.execute("alter table webhook_inbox set tablespace small")
        filler = disk / "filler"
        with filler.open("wb") as file:
            while True:
                try:
                    file.write(os.urandom(1 << 16))
                    file.flush()
                except OSError:
                    break
        statuses: list[int] = []
        while 503 not in statuses and len(statuses) < 400:
            statuses.append(knock(world, hooked, 1000 + len(statuses)))
        taken = statuses.count(202)
        assert statuses[-1] == 503, statuses
        filler.unlink()
        again = [knock(world, hooked, 1000 + number) for number in range(len(statuses))]
        assert set(again) == {202}
        kept = await connection.fetchval("select count(*) from webhook_inbox where delivery ~ '^d-1[0-9]{3}$'")
        assert kept == len(statuses) == taken + 1
        await connection.execute("alter table webhook_inbox set tablespace pg_default")
        await connection.execute("drop tablespace small")
        await connection.close()
    assert read_state(world.product.home)


def test_a_full_upload_folder_says_so_and_takes_the_file_when_there_is_room(world: World) -> None:
    head, row = "id,environment,status,finished_at\n", "d-{:09},production,success,2026-01-05T09:00:00Z\n"
    body = (head + "".join(row.format(number) for number in range(30_000))).encode()
    address = world.in_workspace("imports?table=deployments&name=mine.csv")
    with _a_small_disk(world.product.home / "imports", 1):
        refused = world.client.post(address, content=body)
        assert (refused.status_code, refused.json()["next_step"]) == (503, "Make room."), refused.text
        assert not [path for path in (world.product.home / "imports").rglob("*") if path.is_file()]
    assert world.client.post(address, content=head + row.format(1)).status_code == 202
