"""`aexy audit` in a terminal: the list, the file, and a chain that holds or does not."""

from pathlib import Path

import pytest
from tests.doors.cli.conftest import House


@pytest.fixture(scope="module", autouse=True)
def _a_workspace(house: House) -> None:
    assert house.run("workspace", "create", "Audited").exit_code == 0


def test_an_empty_log_is_whole_and_says_that_it_is_empty(house: House) -> None:
    assert "Nothing was written down yet" in house.run("audit", "list", "--action", "nothing.such").stdout
    assert house.run("audit", "verify").exit_code == 0


def test_a_place_that_was_never_there_is_said_so_with_an_exit_code(house: House) -> None:
    done = house.run("audit", "verify", "--known", f"900:{'ab' * 32}")
    assert (done.exit_code, "once had 900 events" in done.stderr) == (6, True), done.output
    assert house.run("audit", "verify", "--known", "nonsense").exit_code == 2


def test_the_log_becomes_a_file_once(house: House, tmp_path: Path) -> None:
    file = tmp_path / "audit.ndjson"
    assert house.run("audit", "export", str(file)).exit_code == 0
    assert file.exists()
    again = house.run("audit", "export", str(file))
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)
