"""Which files stood when, read from trees."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.repositories import Scripted

from aexy.sources.git import Git, Opened, open_repository, parse_location
from aexy.sources.git.tree_changes import continues, read_trees

GIT = Git()


@pytest.fixture
def repo(tmp_path: Path) -> Scripted:
    return Scripted.create(tmp_path / "source")


def on(day: str) -> str:
    return f"{int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())} +0000"


def opened(repo: Scripted) -> Opened:
    return open_repository(GIT, parse_location(str(repo.path), cwd=repo.path), repo.path.parent / "reading.git")


def told(repo: Scripted, after: str | None = None) -> list[tuple[str, set[str], set[str]]]:
    return [
        (str(datetime.fromtimestamp(one.at, UTC).date()), set(one.came), set(one.went))
        for one in read_trees(GIT, opened(repo), after=after)
    ]


def test_trees_are_looked_at_at_the_end_of_each_quarter_and_at_the_tip(repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n", "gone": "1\n"}, at=on("2024-01-10"))
    repo.commit("Two\n", {"b": "2\n"}, at=on("2024-03-31"))
    repo.commit("Three\n", {"gone": None, "ü/c": "3\n"}, at=on("2024-04-01"))
    repo.commit("Four\n", {"d": "4\n"}, at=on("2024-11-05"))
    repo.commit("Five\n", {"a": None}, at=on("2024-12-01"))
    assert told(repo) == [
        ("2024-03-31", {"a", "b", "gone"}, set()),
        ("2024-04-01", {"ü/c"}, {"gone"}),
        ("2024-12-01", {"d"}, {"a"}),
    ]


def test_it_goes_on_where_it_was_left_off(repo: Scripted) -> None:
    first = repo.commit("One\n", {"a": "1\n"}, at=on("2024-01-10"))
    repo.commit("Two\n", {"a": None, "b": "2\n"}, at=on("2024-02-10"))
    assert told(repo, first) == [("2024-02-10", {"b"}, {"a"})]
    assert told(repo, repo.git("rev-parse", "HEAD")) == []
    assert continues(GIT, opened(repo), first)


def test_a_clock_that_runs_backwards_does_not(repo: Scripted) -> None:
    repo.commit("One\n", {"a": "1\n"}, at=on("2024-05-10"))
    repo.commit("Two\n", {"b": "2\n"}, at=on("2023-01-10"))
    assert told(repo) == [("2024-05-10", {"a", "b"}, set())]


def test_a_renamed_file_goes_and_comes_and_what_a_branch_brings_comes_with_its_merge(repo: Scripted) -> None:
    start = repo.commit("One\n", {"a": "1\n2\n3\n4\n"}, at=on("2024-01-10"))
    repo.branch("topic")
    repo.commit("Topic\n", {"t": "1\n"}, at=on("2024-02-10"))
    topic = repo.git("rev-parse", "HEAD")
    repo.go("main")
    repo.commit("Rename\n", {"a": None, "b": "1\n2\n3\n4\n"}, at=on("2024-03-01"))
    repo.write({"t": "1\n"})
    repo.commit("Merge\n", at=on("2024-07-01"), parents=(repo.git("rev-parse", "HEAD"), topic))
    assert told(repo, start) == [("2024-03-01", {"b"}, {"a"}), ("2024-07-01", {"t"}, set())]


def test_history_that_was_rewritten_does_not_go_on(repo: Scripted) -> None:
    first = repo.commit("One\n", {"a": "1\n"}, at=on("2024-01-10"))
    repo.git("checkout", "-q", "--orphan", "other")
    repo.git("branch", "-D", "-q", "main")
    repo.git("checkout", "-q", "-b", "main")
    repo.commit("Other\n", {"b": "1\n"}, at=on("2024-01-11"), parents=())
    assert not continues(GIT, opened(repo), first)
    assert not continues(GIT, opened(repo), "1" * 40)


def test_an_empty_repository_has_no_trees(repo: Scripted) -> None:
    assert told(repo) == []
    assert not continues(GIT, opened(repo), "1" * 40)
