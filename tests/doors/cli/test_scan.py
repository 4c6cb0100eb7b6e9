"""`aexy scan`: a clone's numbers with no server, whatever sort of clone it is."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import Result
from tests.doors.cli.conftest import type_in
from tests.repositories import GRACE, Scripted

DAYS = ("--since", "2024-03-01", "--until", "2024-04-01")
BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def at(text: str) -> str:
    """An ISO instant as git writes it."""
    moment = datetime.fromisoformat(text)
    return f"{int(moment.timestamp())} {moment:%z}"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Scripted:
    """Five commits by two people in March 2024, one in February, one by a bot, one merge."""
    made = Scripted.create(tmp_path_factory.mktemp("scan") / "engine")
    made.commit("Begin", {"src/engine.py": "1\n"}, at=at("2024-02-05T10:00:00+01:00"))
    made.commit("Add wheels", {"src/wheel.py": "1\n2\n3\n"}, at=at("2024-03-04T10:00:00+01:00"))
    made.commit("Add oil", {"src/oil.py": "1\n2\n"}, author=GRACE, at=at("2024-03-05T23:30:00-05:00"))
    made.commit("Lock it", {"package-lock.json": "{\n}\n"}, author=GRACE, at=at("2024-03-09T11:00:00-05:00"))
    made.commit("Bump", {"requirements.txt": "a==2\n"}, author=BOT, at=at("2024-03-10T06:00:00+00:00"))
    side = made.commit("Side", {"src/side.py": "1\n"}, at=at("2024-03-11T10:00:00+01:00"))
    tip = made.commit("Say", {"README.md": "Words\n"}, at=at("2024-03-12T10:00:00+01:00"))
    made.commit("Merge", {}, at=at("2024-03-13T10:00:00+01:00"), parents=(tip, side))
    return made


def scan(home: Path, *words: str) -> Result:
    return type_in(home, "scan", *words)


def answer(home: Path, *words: str) -> dict[str, Any]:
    done = scan(home, *words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = orjson.loads(done.stdout)
    return found


def values(readings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {each["metric"]: each["value"] for each in readings}


def test_the_numbers_are_those_of_the_counted_commits(repository: Scripted, tmp_path: Path) -> None:
    found = answer(tmp_path, str(repository.path), *DAYS)
    counted = values(found["readings"])
    assert counted["commits_count"] == 5
    assert counted["lines_added"] == 7
    assert counted["lines_removed"] == 0
    assert counted["active_developers"] == 2
    before = next(each["previous"] for each in found["readings"] if each["metric"] == "commits_count")
    assert before == {"value": 1, "n": 1, "median": None, "start": "2024-01-30", "end": "2024-03-01"}
    assert sum(each or 0 for each in found["weeks"]["commits_count"]) == 5


def test_what_was_left_out_is_said(repository: Scripted, tmp_path: Path) -> None:
    left_out = {each["reason"]: each["n"] for each in answer(tmp_path, str(repository.path), *DAYS)["left_out"]}
    assert left_out["merges"] == 1
    assert left_out["automata"] == 1
    assert left_out["unwritten"] == 2


def test_people_and_languages_are_shown_with_open_numbers_only(repository: Scripted, tmp_path: Path) -> None:
    found = answer(tmp_path, str(repository.path), *DAYS)
    assert [each["name"] for each in found["people"]["rows"]] == ["Ada Lovelace", "Grace Hopper"]
    assert "late_night_commit_ratio" not in found["people"]["rows"][0]
    assert {each["language"]: each["lines_added"] for each in found["languages"]["items"]} == {
        "Python": 6,
        "Markdown": 1,
    }


def test_personal_numbers_of_a_small_group_are_withheld(repository: Scripted, tmp_path: Path) -> None:
    readings = answer(tmp_path, str(repository.path), *DAYS)["readings"]
    late = next(each for each in readings if each["metric"] == "late_night_commit_ratio")
    assert late["value"] is None
    assert late["withheld"]


def test_ones_own_numbers_are_shown_to_oneself(repository: Scripted, tmp_path: Path) -> None:
    me = answer(tmp_path, str(repository.path), *DAYS, "--me", "grace@navy.example")["me"]
    assert me["name"] == "Grace Hopper"
    own = values(me["readings"])
    assert own["commits_count"] == 2
    assert own["late_night_commit_ratio"] == 0.5
    assert own["weekend_commit_ratio"] == 0.5


def test_who_git_says_one_is_needs_no_address(repository: Scripted, tmp_path: Path) -> None:
    repository.git("config", "user.email", "grace@navy.example")
    assert answer(tmp_path, str(repository.path), *DAYS, "--me")["me"]["name"] == "Grace Hopper"
    stranger = answer(tmp_path, str(repository.path), *DAYS, "--me", "nobody@people.example")["me"]
    assert stranger["name"] is None


def test_without_dates_the_last_busy_weeks_are_shown(repository: Scripted, tmp_path: Path) -> None:
    found = answer(tmp_path, str(repository.path))
    assert found["is_moved"] is True
    assert (found["from"], found["to"]) == ("2023-12-25", "2024-03-18")
    assert values(found["readings"])["commits_count"] == 6


def test_bare_shallow_and_worktree_clones_are_read_alike(repository: Scripted, tmp_path: Path) -> None:
    bare, tree = tmp_path / "bare.git", tmp_path / "tree"
    repository.git("clone", "-q", "--bare", str(repository.path), str(bare))
    repository.git("worktree", "add", "-q", "--detach", str(tree), "main")
    whole = values(answer(tmp_path / "home", str(repository.path), *DAYS)["readings"])
    assert values(answer(tmp_path / "home", str(bare), *DAYS)["readings"]) == whole
    assert values(answer(tmp_path / "home", str(tree), *DAYS)["readings"]) == whole
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth=2", "--branch=main", f"file://{repository.path}", str(shallow))
    found = answer(tmp_path / "home", str(shallow), *DAYS)
    assert found["total"]["is_shallow"] is True
    assert "shallow" in scan(tmp_path / "home", str(shallow), *DAYS).stdout


def test_nothing_is_left_behind(repository: Scripted, tmp_path: Path) -> None:
    before = repository.git("status", "--porcelain"), sorted((repository.path / ".git").iterdir())
    done = type_in(tmp_path / "home", "scan", str(repository.path), TMPDIR=str(tmp_path))
    assert done.exit_code == 0
    assert list(tmp_path.iterdir()) == []
    assert (repository.git("status", "--porcelain"), sorted((repository.path / ".git").iterdir())) == before


def test_the_table_reads_well_and_carries_no_colour_when_piped(repository: Scripted, tmp_path: Path) -> None:
    shown = scan(tmp_path, str(repository.path), *DAYS, "--time-zone", "UTC").stdout
    assert "\x1b" not in shown
    assert "main · 6 commits by 2 people · 2024-02-05 to 2024-03-12" in shown
    assert "Counted from 2024-03-01 to 2024-04-01 (that day not included), UTC time" in shown
    assert "Left out: 1 merge commit; 1 commit by a bot or an AI agent" in shown
    assert all(len(line) <= 120 for line in shown.splitlines())


def test_an_empty_repository_has_nothing_to_count(tmp_path: Path) -> None:
    empty = Scripted.create(tmp_path / "empty")
    assert "nothing to count" in scan(tmp_path, str(empty.path)).stdout
    assert answer(tmp_path, str(empty.path))["total"]["commits_counted"] == 0


def test_strangers_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    made = Scripted.create(tmp_path / "evil")
    made.commit("\x1b[2J", {"a.py": "1\n"}, author="\x1b[31mRed\u202e <red@people.example>")
    shown = scan(tmp_path, str(made.path)).stdout
    assert "Red" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["/nowhere"], 2, "/nowhere"),
        ([".", "--period", "soon"], 2, "'soon' is no period"),
        ([".", "--since", "2024-13-01"], 2, "no date"),
        ([".", "--time-zone", "Mars/Olympus"], 2, "no time zone"),
        (["ext::sh -c id"], 2, "helper programs"),
    ],
)
def test_what_cannot_be_scanned_is_refused(tmp_path: Path, words: Sequence[str], code: int, part: str) -> None:
    done = scan(tmp_path, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert part in done.stderr
    assert "Traceback" not in done.output


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    done = scan(tmp_path, str(tmp_path))
    assert done.exit_code in {2, 7}
    assert "repository" in done.stderr


def test_a_branch_that_is_not_there_is_refused(repository: Scripted, tmp_path: Path) -> None:
    done = scan(tmp_path, str(repository.path), "--branch", "nowhere")
    assert done.exit_code in {2, 4}
    assert "nowhere" in done.stderr
