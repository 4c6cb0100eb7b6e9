"""`aexy profile`, `compare` and `insights`, from a folder with a history to a person's own archive."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted, numbered


def test_a_person_is_shown_compared_and_taken_home(house: House, tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "shop")
    begun = datetime.now(UTC) - timedelta(days=20)
    repo.commit("Begin\n", {"a.py": numbered(10)}, at=stamp(begun))
    repo.commit("Go on\n", {"a.py": numbered(6)}, author=GRACE, at=stamp(begun + timedelta(days=2)))
    made = house.answer("workspace", "create", "Two", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert house.run("ingest", str(repo.path)).exit_code == 0
    ada, grace = (one["name"] for one in house.answer("profile", "list"))
    shown = house.run("profile", "show", ada)
    assert shown.exit_code == 0, shown.output
    assert all(words in shown.output for words in (ada, "Commits", "Only the person sees this."))
    assert "which person" not in house.run("profile", "show", "me").output
    assert house.run("profile", "show", "me").exit_code == 4
    assert house.run("me", "--as", ada).exit_code == 0
    monthly = house.answer("profile", "show", "me", "--kind", "monthly")
    assert (monthly["period_type"], monthly["subject"]["name"]) == ("monthly", ada)
    assert "Knows Python 1 novice" in shown.output
    assert monthly["profile"]["languages"]["Python"]["commits"] == 1
    known = house.run("profile", "skills", "me")
    assert all(words in known.output for words in ("Python", "novice", "Seniority: not said", "Breadth", "0.20"))
    assert [one["kind"] for one in house.answer("profile", "skills", "me", "--kind", "domain")["skills"]] == []
    assert "Begin" in house.run("profile", "skills", "me", "--behind", "python").output
    assert house.run("profile", "skills", "me", "--behind", "Cobol").exit_code == 4
    assert "too little to say" in house.run("profile", "trends", "me", "--metrics", "avg_commit_size").output
    assert "five or more" in house.run("profile", "standing", "me").output
    both = house.run("compare", ada, grace, "--metrics", "avg_commit_size")
    assert "~" in both.output
    assert house.run("compare", ada).exit_code == 2
    target = tmp_path / "me.zip"
    assert house.run("profile", "export", "me", "--into", str(target)).exit_code == 0
    assert {"manifest.json", "commits.ndjson", "snapshots.ndjson"} <= set(ZipFile(target).namelist())


def test_what_is_decided_about_numbers_is_shown_and_changed(house: House) -> None:
    made = house.answer("workspace", "create", "Deciding", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    refused = house.run("insights", "leaderboard")
    assert (refused.exit_code, "leaderboards are off" in refused.output) == (5, True)
    assert house.run("insights", "settings", "--leaderboards", "on").exit_code == 2
    words = ("--leaderboards", "on", "--purpose", "To see who needs help.", "--half-life-days", "90")
    changed = house.answer("insights", "settings", *words)
    assert (changed["leaderboards"]["on"], changed["half_life_days"]) == (True, 90)
    assert "five or more" in house.run("insights", "leaderboard").output
    assert "To see who needs help." in house.run("insights", "settings").output
    fresh = house.run("insights", "freshness")
    assert (fresh.exit_code, "Nothing was stored yet" in fresh.output) == (0, True)


def stamp(at: datetime) -> str:
    return f"{int(at.timestamp())} +0000"
