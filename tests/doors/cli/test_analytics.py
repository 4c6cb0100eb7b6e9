"""What a team knows and has in hand, and somebody's days, in the terminal."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import ADA, GRACE, Scripted


@pytest.fixture(scope="module")
def weavers(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Ada wrote Python on two days, Grace on one; both are a team."""
    made = Scripted.create(tmp_path_factory.mktemp("repositories") / "loom")
    for days, who in ((3, ADA), (2, ADA), (1, GRACE)):
        at = datetime.now(UTC) - timedelta(days=days)
        made.commit(f"Step {days}", {f"src/{days}.py": "line\n" * 9}, author=who, at=f"{int(at.timestamp())} +0000")
    done = house.run("ingest", str(made.path))
    assert done.exit_code == 0, done.output
    assert house.run("team", "create", "Weavers", "--with", "ada", "--with", "grace").exit_code == 0
    return house


def test_a_teams_skills_are_a_table_and_the_apis_answer(weavers: House) -> None:
    said = weavers.run("team", "skills", "weavers").output
    assert "What Weavers knows" in said
    assert "Python" in said
    answer = weavers.answer("team", "skills", "weavers")
    assert {row["developer"]["name"]: row["skills"]["Python"]["n"] for row in answer["rows"]} == {
        ADA.partition(" <")[0]: 2,
        GRACE.partition(" <")[0]: 1,
    }
    only = weavers.answer("team", "skills", "weavers", "--skill", "Go")
    assert only["skills"] == []


def test_a_team_that_owns_nothing_is_told_how_to_see_its_gaps(weavers: House) -> None:
    said = weavers.run("team", "gaps", "weavers").output
    assert "Nobody said which repositories the team owns" in said
    assert weavers.answer("team", "gaps", "weavers")["gaps"] is None


def test_a_teams_velocity_is_its_readings_week_by_week(weavers: House) -> None:
    said = weavers.run("team", "velocity", "weavers", "--period", "4w").output
    assert "What Weavers gets done" in said
    assert "No sprint is known." in said
    answer = weavers.answer("team", "velocity", "weavers", "--period", "4w")
    assert {one["metric"] for one in answer["readings"]["readings"]} == {"prs_merged", "commits_count"}


def test_a_teams_bus_factor_names_on_whom_it_rests(weavers: House) -> None:
    said = weavers.run("team", "bus-factor", "weavers").output
    assert "Bus factor of Weavers: 1" in said
    assert ADA.partition(" <")[0] in said
    assert weavers.answer("team", "bus-factor", "weavers")["value"] == 1


def test_work_nobody_tells_of_is_said_to_be_unknown(weavers: House) -> None:
    said = weavers.run("team", "workload", "weavers", "--period", "4w").output
    assert "What Weavers has in hand" in said
    assert "Nothing is known of: open pull requests" in said


def test_somebodys_hours_are_told_to_nobody_else(weavers: House) -> None:
    said = weavers.run("activity", "ada").output
    assert "2 commits · 0 reviews · 0 remarks" in said
    assert "By hour of the week: Only the person sees this." in said
    assert weavers.run("me", "--as", "ada").exit_code == 0
    mine = weavers.run("activity", "ada", "--period", "2w").output
    assert "Only the person" not in mine
    assert "   0  3  6  9  12 15 18 21" in mine


def test_a_team_that_is_not_there_is_named(weavers: House) -> None:
    done = weavers.run("team", "skills", "spinners")
    assert done.exit_code == 4
    assert "There is no team called 'spinners'." in done.output
