"""`aexy demo`: a made-up organization goes in by the same path as a real one, and every commit of it arrives."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.doors.cli.conftest import House

from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Organization, Size, found

SIZE = ("--developers", "16", "--commits", "500")


def told(organization: Organization) -> int:
    """How many different commits the story has."""
    return len({
        commit.sha
        for repository in organization.repositories
        for delivery in history(organization, repository)
        for commit in delivery.commits
    })  # fmt: skip


def made(seed: int) -> Organization:
    return found(Size(ends_on=datetime.now(UTC).date(), developers=16, commits=500, seed=seed))


def repositories(house: House) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = house.answer("repos", "list", "-w", "acme-demo")
    return listed


@pytest.fixture(scope="module")
def demo(house: House) -> House:
    done = house.run("demo", *SIZE)
    assert done.exit_code == 0, done.output
    return house


def test_every_commit_of_the_story_is_counted_once(demo: House) -> None:
    counted = repositories(demo)
    assert sum(each["commits_counted"] for each in counted) == told(made(1))
    assert sum(each["commits_stored"] for each in counted) > told(made(1))  # the fork's share of the original's


def test_it_stands_in_a_workspace_that_says_it_is_made_up(demo: House) -> None:
    (workspace,) = (each for each in demo.answer("workspace", "list") if each["slug"] == "acme-demo")
    assert workspace["is_demo"] is True


def test_teams_have_people_and_one_person_has_two_addresses(demo: House) -> None:
    teams = demo.answer("team", "list", "-w", "acme-demo")
    assert [team["name"] for team in teams] == ["Payments", "Storefront"]
    people = demo.answer("people", "list", "-w", "acme-demo")
    assert len(people) == 16
    assert len({person["name"] for person in people}) == 16
    bots = demo.answer("people", "list", "-w", "acme-demo", "--kind", "bot")
    assert {"dependabot[bot]", "acme-release[bot]"} <= {bot["name"] for bot in bots}


def test_making_it_again_changes_nothing(demo: House) -> None:
    before = [(each["name"], each["commits_counted"]) for each in repositories(demo)]
    assert demo.run("demo", *SIZE).exit_code == 0
    assert [(each["name"], each["commits_counted"]) for each in repositories(demo)] == before


def test_another_seed_takes_the_place_of_the_first(demo: House) -> None:
    assert demo.run("demo", *SIZE, "--seed", "2").exit_code == 0
    assert sum(each["commits_counted"] for each in repositories(demo)) == told(made(2))
    names = {person.name for person in made(2).people}
    everybody = {each["id"]: each["name"] for each in demo.answer("people", "list", "-w", "acme-demo")}
    members = {
        everybody[id_] for team in demo.answer("team", "list", "-w", "acme-demo") for id_ in team["developer_ids"]
    }
    assert members <= names
