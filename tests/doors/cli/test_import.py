"""`aexy import`: a file from the shelf into facts, looked at first, taken whole or not at all."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.doors.cli.conftest import House
from tests.running import AEXY

from aexy.store.postgres import Connection

DEPLOYMENTS = """\
id,environment,status,finished_at,service,deployed_by
d-1,production,success,2026-01-05T09:00:00Z,payouts,ada@example.org
d-2,production,failure,2026-01-06T09:00:00+01:00,payouts,Ada Lovelace <ada@example.org>
d-3,staging,success,2026-01-07T09:00:00Z,"pay
outs",ada
"""


@pytest.fixture(scope="module")
def workspace_slug(house: House) -> str:
    made = house.answer("workspace", "create", "Import")
    return str(made["slug"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deployments.csv"
    path.write_text(DEPLOYMENTS)
    return path


def write(path: Path, text: str) -> None:
    path.write_text(text)


async def test_a_template_is_a_file_that_can_be_imported(
    house: House, workspace_slug: str, tmp_path: Path, owner: Connection
) -> None:
    path = tmp_path / "template.csv"
    for table in ("deployments", "incidents", "work_records"):
        write(path, house.run("import", "template", table).stdout)
        done = house.run("import", table, str(path), "-w", workspace_slug)
        assert done.exit_code == 0, done.output
        assert "1 row: 1 new, 0 changed, 0 unchanged." in done.stdout
    assert await owner.fetchval("select count(*) from deployments where external_id = 'd-201'") == 1


async def test_a_dry_run_counts_and_writes_nothing(
    house: House, workspace_slug: str, file: Path, owner: Connection
) -> None:
    tried = house.run("import", "deployments", str(file), "--dry-run", "-w", workspace_slug)
    assert tried.exit_code == 0, tried.output
    assert "3 rows: 3 new, 0 changed, 0 unchanged." in tried.stdout
    assert await owner.fetchval("select count(*) from deployments where external_id = 'd-1'") == 0

    job = house.answer("import", "deployments", str(file), "-w", workspace_slug)[0]
    assert (job["state"], job["details"]["new"]) == ("done", 3)
    rows = await owner.fetch(
        "select external_id, finished_at::text, service from deployments where external_id < 'd-2~'"
    )
    assert ("d-2", "2026-01-06 08:00:00+00", "payouts") in [tuple(row) for row in rows]

    write(
        file,
        DEPLOYMENTS.replace("d-2,production,failure", "d-2,production,success")
        + "d-4,qa,success,2026-01-08T09:00:00Z,,\n",
    )
    tried = house.run("import", "deployments", str(file), "--dry-run", "-w", workspace_slug)
    assert "4 rows: 1 new, 1 changed, 2 unchanged." in tried.stdout


def test_what_is_wrong_is_said_line_by_line_and_nothing_is_taken(house: House, workspace_slug: str, file: Path) -> None:
    file.write_text(DEPLOYMENTS.replace("2026-01-07T09:00:00Z", "yesterday").replace("failure", "bad"))
    tried = house.run("import", "deployments", str(file), "--dry-run", "-w", workspace_slug)
    assert tried.exit_code == 2
    assert "3\tstatus\tis 'bad'; it may be pending, running, success, failure, cancelled" in tried.stdout
    assert "4\tfinished_at\tis 'yesterday', which is no instant; write 2026-01-31T09:30:00Z" in tried.stdout
    done = house.run("import", "deployments", str(file), "-w", workspace_slug)
    assert done.exit_code == 2
    assert "2 rows of 3 in deployments.csv cannot be taken, so nothing was." in done.stderr


def test_a_header_that_is_wrong_is_refused_at_once(house: House, workspace_slug: str, file: Path) -> None:
    file.write_text(DEPLOYMENTS.replace("finished_at", "ended"))
    done = house.run("import", "deployments", str(file), "-w", workspace_slug)
    assert done.exit_code == 2
    assert "Nobody knows the column 'ended'" in done.stderr
    assert "--map 'ended'=NAME" in done.stderr
    done = house.run(
        "import", "deployments", str(file), "--map", "ended=finished_at", "--dry-run", "-w", workspace_slug
    )
    assert done.exit_code == 0, done.output


def test_a_pipe_is_a_file_too(house: House, workspace_slug: str) -> None:
    words = ("import", "incidents", "-", "--format", "jsonl", "--dry-run", "-w", workspace_slug)
    line = b'{"id": "1", "title": "Down", "started_at": "2026-01-05T09:00:00Z"}'
    done = subprocess.run(
        [*AEXY, *words], input=line, capture_output=True, check=False, timeout=60,
        env=os.environ | {"AEXY_HOME": str(house.home)},
    )  # fmt: skip
    assert b"1 row: 1 new, 0 changed, 0 unchanged." in done.stdout, done.stderr


def test_a_table_that_is_none_names_the_nearest(house: House) -> None:
    done = house.run("import", "deployment", "x.csv")
    assert (done.exit_code, "'deployments'" in done.stderr) == (2, True)
