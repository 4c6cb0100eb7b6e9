"""Who could take a task, in the terminal."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import ADA, GRACE, Scripted


@pytest.fixture(scope="module")
def loom(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Ada weaves in Python, Grace in TypeScript."""
    made = Scripted.create(tmp_path_factory.mktemp("repositories") / "loom")
    for days, who, path in ((3, ADA, "shuttle/throw.py"), (2, ADA, "shuttle/catch.py"), (1, GRACE, "page/cloth.ts")):
        at = datetime.now(UTC) - timedelta(days=days)
        made.commit(f"Step {days}", {path: "line\n" * 9}, author=who, at=f"{int(at.timestamp())} +0000")
    done = house.run("ingest", str(made.path))
    assert done.exit_code == 0, done.output
    return house


def test_a_text_names_who_knows_it_and_says_why(loom: House) -> None:
    said = loom.run("match", "The shuttle is slow in Python").output
    assert "Who could take it" in said
    assert "takes  Python (Named: Python)" in said
    assert "where  shuttle in" in said
    assert "Commits show what was done here" in said
    answer = loom.answer("match", "The shuttle is slow in Python", "--fair")
    assert answer["candidates"][0]["developer"]["name"] == ADA.partition(" <")[0]
    assert answer["is_fair"] is True


def test_a_path_and_people_left_out(loom: House) -> None:
    answer = loom.answer("match", "--path", "page/cloth.ts", "--without", "ada")
    assert [one["developer"]["name"] for one in answer["candidates"]] == [GRACE.partition(" <")[0]]
    assert {one["key"]: one["people"] for one in answer["filters"]}["exclude"] == 1


def test_what_names_nothing_known_names_nobody(loom: House) -> None:
    said = loom.run("match", "Tidy up nicely").output
    assert "Nothing in it is known here" in said


def test_something_has_to_be_said(loom: House) -> None:
    done = loom.run("match")
    assert done.exit_code != 0
    assert "Say what is to be done" in done.output
    unknown = loom.run("match", "--issue", "PAY-1")
    assert "There is no issue 'PAY-1' here." in unknown.output
