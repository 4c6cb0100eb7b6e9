"""What cannot be done is said in a sentence with a next step and the right exit code, never as a traceback."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from tests.doors.cli.conftest import House, type_in, write_state


def refused(done: Result, code: int, *parts: str) -> None:
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    assert done.stdout == ""
    for part in parts:
        assert part in done.stderr


@pytest.fixture(scope="module")
def with_workspace(house: House) -> House:
    assert house.run("workspace", "create", "Here").exit_code == 0
    return house


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["metrics", "show", "commit_count"], 4, ["no metric called 'commit_count'", "Did you mean 'commits_count'"]),
        (["metrics", "explain", "cycletime"], 4, ["no metric called 'cycletime'"]),
        (["readings", "--period", "lately"], 2, ["'lately' is no period", "12w"]),
        (["readings", "--period", "2026-W60"], 2, ["'2026-W60' is no period"]),
        (["readings", "--from", "yesterday"], 2, ["--from 'yesterday' is no date", "2026-03-01"]),
        (["readings", "--from", "2026-02-01", "--to", "2026-01-01"], 2, ["has no day"]),
        (["readings", "--metrics", "commits_count,nonsense"], 4, ["no metric called 'nonsense'"]),
        (["readings", "-s", "planet:mars"], 2, ["'planet:mars' is no subject", "person:NAME"]),
        (["readings", "-s", "team:nobody"], 4, ["no team called 'nobody'"]),
        (["readings", "-s", "person:nobody"], 4, ["nobody called 'nobody'", "aexy people list"]),
        (["readings", "-s", "me"], 4, ["Nobody said yet who you are", "aexy me --as"]),
        (["repos", "list", "-w", "hre"], 4, ["no workspace called 'hre'", "Did you mean 'here'"]),
        (["sync"], 2, ["Which repositories or connections?", "--all"]),
        (["sync", "app"], 4, ["no repository called 'app'"]),
        (["ingest", "/nowhere/at/all"], 2, ["nothing at /nowhere/at/all", "git repository"]),
        (["ingest", "ftp://example.com/app"], 2, ["does not fetch over ftp"]),
        (["ingest", "a", "b", "--name", "c"], 2, ["One name cannot stand for several"]),
        (["jobs", "cancel"], 4, ["Nothing is under way"]),
        (["jobs", "watch", "abc"], 4, ["no job 'abc'"]),
        (["team", "add", "x", "y", "--since", "soon"], 2, ["'soon' is no date"]),
        (["workspace", "create", "Mars", "--time-zone", "Mars/Olympus"], 2, ["Mars/Olympus"]),
        (["auth", "login", "example.com"], 2, ["'example.com' is no address"]),
        (["demo", "--developers", "2"], 2, ["2 is not in the range"]),
        (["completion", "csh"], 2, ["csh"]),
    ],
)
def test_it_is_refused_with_a_next_step(
    with_workspace: House, words: Sequence[str], code: int, parts: Sequence[str]
) -> None:
    refused(with_workspace.run(*words), code, *parts)


def test_a_folder_without_a_repository_is_refused(with_workspace: House, tmp_path: Path) -> None:
    done = with_workspace.run("ingest", str(tmp_path))
    assert done.exit_code in {2, 7}
    assert "repository" in done.stderr
    assert "Traceback" not in done.output


def test_without_a_running_aexy_the_way_to_start_it_is_said(tmp_path: Path) -> None:
    refused(type_in(tmp_path, "repos", "list"), 8, "Aexy is not running in", "aexy up")


def test_an_aexy_that_does_not_answer_is_told_from_one_that_does_not_run(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    write_state(tmp_path, url)
    (tmp_path / "run" / "cli-token").write_text("token")
    refused(type_in(tmp_path, "repos", "list"), 8, f"does not answer at {url}", "aexy status")


def test_a_token_that_has_run_out_asks_for_signing_in(house: House) -> None:
    done = house.run("workspace", "list", "--server", house.url, "--token", "stale")
    refused(done, 5, "aexy auth login")


def test_a_server_that_is_none_is_noticed(house: House) -> None:
    done = house.run("workspace", "list", "--server", "http://127.0.0.1:1", "--token", "any")
    refused(done, 8, "does not answer", "address")


def test_a_server_nobody_signed_in_to_says_how(house: House) -> None:
    done = house.run("workspace", "list", "--server", "https://elsewhere.example")
    refused(done, 5, "Nobody is signed in", "aexy auth login https://elsewhere.example")
