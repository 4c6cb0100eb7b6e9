"""From a folder with a repository to numbers in a terminal, every command a newcomer types, against the real thing."""

from pathlib import Path

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted

STEERING = "\x1b[31m\u202eevil\x07"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    made = Scripted.create(tmp_path_factory.mktemp("repositories") / "app")
    made.commit("Begin", {"app.py": "one\ntwo\n"})
    made.commit("Go on", {"app.py": "one\n2\n", "README.md": "Read me\n"}, author=GRACE)
    made.commit(f"Add {STEERING}", {"more.py": "three\n"}, author=f"{STEERING} Person <p@people.example>")
    return made


@pytest.fixture(scope="module")
def ingested(house: House, repository: Scripted) -> House:
    done = house.run("ingest", str(repository.path))
    assert done.exit_code == 0, done.output
    assert "app · 3 commits" in done.stderr
    return house


def test_the_first_repository_makes_a_workspace_of_its_own(ingested: House) -> None:
    (workspace,) = ingested.answer("workspace", "list")
    assert workspace["name"] == "My workspace"
    assert workspace["time_zone"] == "Europe/Berlin"


def test_reading_it_again_finds_nothing_new(ingested: House, repository: Scripted) -> None:
    done = ingested.run("sync", "app")
    assert done.exit_code == 0, done.output
    assert "nothing new" in done.stderr
    assert ingested.run("ingest", str(repository.path)).exit_code == 0
    assert len(ingested.answer("repos", "list")) == 1


def test_repositories_are_listed_with_what_was_read(ingested: House) -> None:
    (repository,) = ingested.answer("repos", "list")
    assert repository["commits_counted"] == 3
    assert "app\tmain\t3\t2024-03-04" in ingested.run("repos", "list").stdout


def test_what_strangers_wrote_cannot_steer_the_terminal(ingested: House) -> None:
    shown = ingested.run("people", "list").stdout
    assert "evil" in shown
    for character in ("\x1b", "\u202e", "\x07"):
        assert character not in shown


def test_people_are_found_by_name_and_say_who_they_are(ingested: House) -> None:
    assert "Ada Lovelace" in ingested.run("people", "list", "ada").stdout
    done = ingested.run("me", "--as", "grace@navy.example")
    assert "you are Grace Hopper" in done.stdout
    assert ingested.answer("me")["developer"]["name"] == "Grace Hopper"
    assert ingested.run("me", "--nobody").exit_code == 0
    assert ingested.answer("me")["developer"] is None


def test_who_is_who_is_decided_and_taken_back(ingested: House) -> None:
    before = ingested.answer("identities", "list")
    done = ingested.run("identities", "merge", "ada", "grace", "--note", "a test")
    assert done.stdout.startswith("Done: merge, "), done.output
    assert {each["developer"]["id"] for each in ingested.answer("identities", "show", "ada")["identities"]} == {
        ingested.answer("identities", "list", "grace")[0]["developer"]["id"]
    }
    (made,) = ingested.answer("identities", "history")
    assert "a test" in made["note"]
    assert ingested.run("identities", "undo", made["id"][:8]).exit_code == 0
    assert ingested.answer("identities", "list") == before
    ada = ingested.answer("identities", "show", "ada")["identities"][0]
    assert "at least one identity" in ingested.run("identities", "split", str(ada["id"])).output
    assert ingested.run("identities", "kind", "ada", "bot").exit_code == 0
    assert ingested.run("people", "list", "ada").stdout == "Nobody.\n"
    assert ingested.run("identities", "kind", "Ada Lovelace", "by-rules").exit_code == 0
    assert "Nothing waits" in ingested.run("identities", "suggestions").stdout
    assert "See `aexy identities suggestions`" in ingested.run("identities", "accept", "nope").output
    assert "undone" in ingested.run("identities", "history").stdout
    assert ingested.run("snapshots", "generate").exit_code == 0


def test_teams_are_made_and_filled(ingested: House) -> None:
    assert ingested.run("team", "create", "Engines", "--with", "ada").exit_code == 0
    done = ingested.run("team", "add", "engines", "grace", "--since", "2024-03-01")
    assert "Grace Hopper is in engines from 2024-03-01" in done.stdout
    assert "engines\tEngines\t2" in ingested.run("team", "list").stdout
    assert ingested.run("team", "remove", "engines", "grace").exit_code == 0


def test_jobs_are_listed_when_they_are_over(ingested: House) -> None:
    assert ingested.answer("jobs", "list") == []
    over = ingested.answer("jobs", "list", "--all")
    assert {job["state"] for job in over} == {"done"}
    assert "Nothing is under way" in ingested.run("jobs", "watch").stdout


def test_a_second_workspace_has_to_be_chosen(ingested: House) -> None:
    assert ingested.run("workspace", "create", "Other things").exit_code == 0
    undecided = ingested.run("repos", "list")
    assert undecided.exit_code == 2
    assert "There are 2 workspaces." in undecided.stderr
    assert ingested.run("workspace", "use", "other-things").exit_code == 0
    assert ingested.answer("repos", "list") == []
    assert ingested.run("workspace", "use", "my-workspace").exit_code == 0
    assert len(ingested.answer("repos", "list")) == 1


def test_a_repository_is_removed_when_that_is_confirmed(ingested: House, tmp_path: Path) -> None:
    other = Scripted.create(tmp_path / "passing")
    other.commit("Come", {"a.txt": "a\n"})
    assert ingested.run("ingest", str(other.path), "--name", "Passing through").exit_code == 0
    refused = ingested.run("repos", "remove", "passing through", said="n\n")
    assert refused.exit_code == 130
    removed = ingested.run("repos", "remove", "passing through", "--yes")
    assert removed.stdout == "Removed Passing through.\n"
    assert [each["name"] for each in ingested.answer("repos", "list")] == ["app"]


def test_a_job_that_fails_says_why_and_what_to_do(ingested: House, tmp_path: Path) -> None:
    broken = Scripted.create(tmp_path / "broken")
    broken.commit("Come", {"a.txt": "a\n"})
    for file in (broken.path / ".git" / "objects").glob("??/*"):
        file.chmod(0o644)
        file.write_bytes(b"nothing")
    done = ingested.run("ingest", str(broken.path))
    assert done.exit_code == 7, done.output
    assert "Traceback" not in done.output
    assert ingested.run("repos", "remove", "broken", "--yes").exit_code == 0


def test_another_server_is_signed_in_to_and_out_of(ingested: House, tmp_path: Path) -> None:
    elsewhere = House(tmp_path / "elsewhere", ingested.url, "")
    done = elsewhere.run("auth", "login", ingested.url, "--with-token", said=f"{ingested.token}\n")
    assert done.exit_code == 0, done.output
    assert "Signed in" in done.stdout
    assert len(elsewhere.answer("workspace", "list")) == 2
    assert (elsewhere.home / "cli.json").stat().st_mode & 0o077 == 0
    wrong = elsewhere.run("auth", "login", ingested.url, "--with-token", said="no such token\n")
    assert wrong.exit_code == 5
    assert "does not know that link or token" in wrong.stderr


def test_what_a_repository_is_for_is_said_in_a_word(ingested: House) -> None:
    assert ingested.answer("repos", "context", "app")["context"] == "production"
    assert "app is for learning." in ingested.run("repos", "context", "app", "learning").output
    assert ingested.answer("repos", "context", "app", "production")["context"] == "production"
