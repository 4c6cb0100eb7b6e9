"""`aexy churn`, from a folder with a history to a table."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted, numbered


def test_code_churn_is_asked_for_after_an_ingest(house: House, tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "shop")
    begun = datetime.now(UTC) - timedelta(days=40)
    repo.commit("Begin\n", {"a.py": numbered(10)}, at=stamp(begun))
    repo.commit("Rewrite\n", {"a.py": numbered(6) + "1\n2\n3\n4\n"}, author=GRACE, at=stamp(begun + timedelta(days=2)))
    repo.commit("Just now\n", {"a.py": numbered(6) + "1\n2\n3\n"}, at=stamp(datetime.now(UTC) - timedelta(days=1)))
    made = house.answer("workspace", "create", "Churning", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert "here there are none" in house.run("churn").output
    done = house.run("ingest", str(repo.path))
    assert done.exit_code == 0, done.output
    answer = house.answer("churn", "-s", "repository:shop")
    assert (answer["total"]["n"], answer["total"]["value"], answer["total"]["by_others"]) == (14, 4 / 14, 4 / 14)
    shown = house.run("churn", "-s", "repository:shop", "--by", "monthly")
    assert shown.exit_code == 0, shown.output
    assert all(word in shown.output for word in ("Together", "a.py", "rewritten", "by others"))
    assert house.run("insights", "settings", "--churn-days", "1").exit_code == 0
    sooner = house.answer("churn", "-s", "repository:shop")
    assert (sooner["within_days"], sooner["total"]["value"], "within 1 day," in sooner["says"]) == (1, 0, True)
    for words in (("-s", "person:Ada Lovelace"), ()):
        assert house.answer("churn", *words)["subject"]["kind"] in {"developer", "workspace"}


def stamp(at: datetime) -> str:
    return f"{int(at.timestamp())} +0000"
