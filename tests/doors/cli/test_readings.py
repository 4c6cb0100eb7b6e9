"""Numbers in the terminal: the server's, and the same ones of a clone without a server."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.doors.cli.conftest import House, type_in
from tests.repositories import ADA, GRACE, Scripted

from aexy.cli.client import Client, Server
from aexy.cli.scan_counting import IN_GIT

OTHERS = tuple(f"Person {n} <person{n}@people.example>" for n in range(5))
DAYS = ("2024-03-04", "2024-04-01")  # four whole weeks
COMPARED = ("metric", "unit", "better", "value", "n", "withheld", "caution", "version", "period", "previous")


def at(text: str) -> str:
    """An ISO instant as git writes it."""
    moment = datetime.fromisoformat(text)
    return f"{int(moment.timestamp())} {moment:%z}"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """Seven people over ten weeks, by day and by night, on weekdays and weekends, some of it together."""
    made = Scripted.create(tmp_path_factory.mktemp("repositories") / "loom")
    offsets = ("+01:00", "-05:00", "+05:30")
    for day in range(70):
        who = (ADA, GRACE, *OTHERS)[day % 7]
        month, date = divmod(day, 28)
        instant = at(f"2024-{month + 2:02d}-{date + 1:02d}T{(day * 7) % 24:02d}:{day % 60:02d}:00{offsets[day % 3]}")
        message = f"Step {day}" + (f"\n\nCo-authored-by: {ADA}\n" if day % 5 == 0 else "")
        made.commit(message, {f"src/{day % 11}.py": "line\n" * (day + 1)}, author=who, at=instant)
    made.commit("Generate", {"package-lock.json": "{}\n" * 50}, author=ADA, at=at("2024-03-20T10:00:00+01:00"))
    return made


@pytest.fixture(scope="module")
def ingested(house: House, repository: Scripted) -> House:
    done = house.run("ingest", str(repository.path))
    assert done.exit_code == 0, done.output
    assert house.run("team", "create", "Weavers", "--with", "ada", "--with", "grace").exit_code == 0
    return house


def told(readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What both say of each number. Sums of parts are taken in another order, so only fourteen digits are compared."""
    return [{key: _rounded(each[key]) for key in COMPARED} for each in readings]


def in_git(readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those a history alone can tell; of pull requests nothing is known here, which is not 0."""
    keys = {metric.key for metric in IN_GIT}
    assert all(each["value"] is None and each["n"] == 0 for each in readings if each["metric"] not in keys)
    return [each for each in readings if each["metric"] in keys]


def _rounded(value: Any) -> Any:  # noqa: ANN401 - JSON is any of several things
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return float(f"{value:.14g}") if isinstance(value, float) else value


def readings(house: House, *words: str) -> dict[str, Any]:
    return {each["metric"]: each for each in house.answer("readings", *words)["readings"]}


@pytest.mark.parametrize("days", [DAYS, ("2024-03-05", "2024-03-20"), ("2024-01-01", "2024-07-01")], ids=" to ".join)
def test_a_scan_says_what_the_server_says(
    ingested: House, repository: Scripted, tmp_path: Path, days: tuple[str, str]
) -> None:
    here = type_in(tmp_path, "scan", str(repository.path), "--since", days[0], "--until", days[1], "--json")
    assert here.exit_code == 0, here.output
    scanned = told(orjson.loads(here.stdout)["readings"])
    there = ingested.answer("readings", "-s", "repository:loom", "--from", days[0], "--to", days[1])
    assert told(in_git(there["readings"])) == scanned


def test_a_scan_says_what_the_server_says_of_languages(ingested: House, repository: Scripted, tmp_path: Path) -> None:
    words = ("--since", DAYS[0], "--until", DAYS[1], "--json")
    scanned = orjson.loads(type_in(tmp_path, "scan", str(repository.path), *words).stdout)["languages"]
    (workspace,) = ingested.answer("workspace", "list")
    with Client(Server(ingested.url, ingested.token, is_here=True)) as client:
        asked = {"from": DAYS[0], "to": DAYS[1]}
        there = client.get(f"/workspaces/{workspace['id']}/insights/languages", **asked)
    assert {key: there[key] for key in scanned} == scanned


def test_ones_own_scan_says_what_the_server_tells_oneself(
    ingested: House, repository: Scripted, tmp_path: Path
) -> None:
    assert ingested.run("me", "--as", "grace@navy.example").exit_code == 0
    words = ("--since", DAYS[0], "--until", DAYS[1], "--me", "grace@navy.example", "--json")
    here = type_in(tmp_path, "scan", str(repository.path), *words)
    scanned = told(orjson.loads(here.stdout)["me"]["readings"])
    there = ingested.answer("readings", "-s", "me", "--from", DAYS[0], "--to", DAYS[1])
    assert told(in_git(there["readings"])) == scanned


def test_readings_of_the_workspace_a_team_and_a_person(ingested: House) -> None:
    whole = readings(ingested, "--from", DAYS[0], "--to", DAYS[1])
    team = readings(ingested, "-s", "team:weavers", "--from", DAYS[0], "--to", DAYS[1])
    person = readings(ingested, "-s", "person:ada", "--from", DAYS[0], "--to", DAYS[1])
    assert whole["commits_count"]["value"] > team["commits_count"]["value"] > person["commits_count"]["value"] > 0


def test_the_table_names_values_changes_and_weeks(ingested: House) -> None:
    shown = ingested.run("readings", "-s", "repository:loom", "--from", DAYS[0], "--to", DAYS[1]).stdout
    assert "loom" in shown
    assert "2024-03-04 to 2024-04-01 (that day not included)" in shown
    assert "Average commit size" in shown
    assert "\x1b" not in shown


def test_a_number_of_another_person_only_they_may_see_is_withheld(ingested: House) -> None:
    shown = ingested.run("readings", "-s", "person:ada", "--from", DAYS[0], "--to", DAYS[1]).stdout
    assert "Only the person sees this." in shown


def test_a_number_is_explained_by_its_rows(ingested: House) -> None:
    days = ("--from", DAYS[0], "--to", DAYS[1])
    shown = ingested.run("metrics", "explain", "avg_commit_size", *days, "--limit", "3").stdout
    assert "Average commit size · My workspace:" in shown
    assert "median" in shown
    assert "3 of" in shown
    assert ingested.answer("metrics", "explain", "commits_count", *days)["metric"]["key"] == "commits_count"


def test_what_a_metric_means_needs_no_server(tmp_path: Path) -> None:
    assert "commits_count\tCommits\tvelocity" in type_in(tmp_path, "metrics", "list").stdout
    assert "the median of the same rows" in type_in(tmp_path, "metrics", "show", "avg_pr_cycle_time_hours").stdout
    shown = type_in(tmp_path, "metrics", "show", "late_night_commit_ratio").stdout
    assert "median" not in shown
    assert "Late-night share" in shown
    assert "the person themselves" in shown


def test_snapshots_are_counted_again_on_demand(ingested: House) -> None:
    done = ingested.run("snapshots", "generate", "--all")
    assert done.exit_code == 0, done.output
    assert ingested.answer("snapshots", "history")[0]["state"] == "done"
