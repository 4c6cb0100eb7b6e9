"""The first ingest makes a workspace for what it reads, and none for what it cannot read."""

from pathlib import Path

from tests.doors.cli.conftest import House


def test_nothing_is_made_for_a_location_that_is_refused(house: House, tmp_path: Path) -> None:
    assert house.run("ingest", str(tmp_path / "nowhere")).exit_code == 2
    assert house.run("ingest", str(tmp_path)).exit_code == 2
    assert house.answer("workspace", "list") == []
