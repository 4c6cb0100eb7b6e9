"""`aexy ci`, from a file of runs to a table."""

from datetime import UTC, datetime
from pathlib import Path

from tests.doors.cli.conftest import House
from tests.repositories import Scripted, numbered


def test_ci_is_asked_for_after_an_import(house: House, tmp_path: Path) -> None:
    made = house.answer("workspace", "create", "Building", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert "No runs were asked for" in house.run("ci").output
    assert "Nothing failed and then passed" in house.run("ci", "--flaky").output
    assert house.run("ci", "--price", "1").exit_code != 0
    assert "costs 0.008 EUR" in house.run("ci", "--price", "0.008", "--currency", "EUR").output
    repo = Scripted.create(tmp_path / "shop")
    repo.commit("Begin\n", {"a.py": numbered(10)})
    assert house.run("ingest", str(repo.path)).exit_code == 0
    file = tmp_path / "runs.csv"
    file.write_text(runs())
    done = house.run("import", "pipelines", str(file))
    assert done.exit_code == 0, done.output
    answer = house.answer("ci", "--period", "4w")
    assert (answer["total"]["runs"], answer["total"]["flaky_commits"], answer["total"]["minutes"]) == (2, 1, 20)
    assert (answer["total"]["cost"], answer["price"]["currency"]) == (0.16, "EUR")
    shown = house.run("ci", "--period", "4w")
    assert all(word in shown.output for word in ("Together", "By workflow", "build", "EUR", "10.0 min"))
    listed = house.run("ci", "--flaky", "--period", "4w")
    assert "1 of 1 commits that passed in the end had failed before" in listed.output
    assert house.run("ci", "--no-price").output == "What a minute costs is not known.\n"
    assert house.answer("ci", "--workflow", "other", "--period", "4w")["total"]["runs"] == 0


def runs() -> str:
    """A file of two runs of today on one commit: red, then green."""
    day, sha = f"{datetime.now(UTC):%Y-%m-%d}", "1" * 40
    rows = [
        f"1,failure,{day}T00:00:00Z,build,{sha},{day}T00:00:00Z,{day}T00:10:00Z,shop",
        f"2,success,{day}T00:20:00Z,build,{sha},{day}T00:20:00Z,{day}T00:30:00Z,shop",
    ]
    return "\n".join(["id,status,created_at,name,sha,started_at,finished_at,repository", *rows]) + "\n"
