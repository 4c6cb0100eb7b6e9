"""`aexy happened`, from a folder with a history to what stands in the terminal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted, numbered


def test_what_happened_is_told_after_an_ingest(house: House, tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "shop")
    at = datetime.now(UTC) - timedelta(days=3)
    for lines in range(1, 6):
        stamp = f"{int(at.timestamp()) + lines} +0000"
        repo.commit(f"Change {lines}\n", {"a.py": numbered(lines)}, author=GRACE, at=stamp)
    made = house.answer("workspace", "create", "Happening", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert "Nothing that is known of" in house.run("happened").output
    done = house.run("ingest", str(repo.path))
    assert done.exit_code == 0, done.output
    told = house.answer("happened")
    assert [(one["kind"], one["commits"], one["person"] and one["person"]["name"]) for one in told] == [
        ("repository_added", None, None), ("push", 5, "Grace Hopper"),
    ]  # fmt: skip
    shown = house.run("happened", "--kind", "push", "--period", "30d").output
    assert "Grace Hopper" in shown
    assert "pushed 5 commits" in shown
    assert "was added" not in shown
    refused = house.run("happened", "--kind", "pushes")
    assert refused.exit_code != 0
    assert "Did you mean" in refused.output
    assert len(house.answer("happened", "--person", "Grace", "--repository", "shop", "-n", "1")) == 1
