"""`aexy members`: what is typed, and what is answered."""

import pytest
from tests.doors.cli.conftest import House


@pytest.fixture(scope="module")
def place(house: House) -> House:
    """A workspace in use, with a team in it."""
    made = house.answer("workspace", "create", "Crew")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert house.run("team", "create", "Payments").exit_code == 0
    return house


def test_somebody_is_invited_limited_listed_and_taken_back(place: House) -> None:
    done = place.run("members", "invite", "Ada@Example.org", "--role", "manager", "--team", "payments")
    assert done.exit_code == 0, done.output
    assert "Invited ada@example.org to crew as manager." in done.stdout
    assert "/invitation#token=" in done.stdout
    listed = place.run("members", "list").stdout
    assert "(you)" in listed
    assert "invited (open)\tada@example.org\tmanager\tPayments" in listed
    assert place.run("members", "remove", "ada@example.org").stdout.startswith("Took back the invitation")
    assert place.answer("members", "list")["invitations"] == []


def test_the_only_owner_stays_owner_and_is_told_why(place: House) -> None:
    (me,) = place.answer("members", "list")["members"]
    refused = place.run("members", "role", me["name"], "admin")
    assert (refused.exit_code, "only owner" in refused.output) == (6, True)
    assert place.run("members", "role", "nobody-here", "admin").exit_code == 4
    assert place.run("members", "role", me["name"], "viewer", "--team", "payments", "--whole").exit_code == 2
    assert place.run("members", "remove", me["name"], said="n\n").exit_code != 0
