"""The files of a commit: names as odd as git allows, no links, and texts however they come."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.repositories import Scripted

from aexy.kernel.errors import SourceFailed
from aexy.sources.git import Git, Opened, open_repository, parse_location
from aexy.sources.git.trees import Leaf, commit_before, committed_at, files_at, texts_of

GIT = Git()


def opened(repo: Scripted, tmp_path: Path) -> Opened:
    location = parse_location(str(repo.path), cwd=tmp_path)
    return open_repository(GIT, location, tmp_path / "mirror")


def test_files_are_listed_with_their_sizes_and_links_are_none(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.write({"a.py": "x = 1\n", 'odd "name"\n.py': "", "deep/b.sh": "#!/bin/sh\n"})
    (repo.path / "link").symlink_to("a.py")
    repo.git("add", "link")
    sha = repo.commit("Begin\n")
    ours = opened(repo, tmp_path)
    found = files_at(GIT, ours, sha)
    assert [(leaf.path, leaf.size) for leaf in found] == [("a.py", 6), ("deep/b.sh", 10), ('odd "name"\n.py', 0)]
    assert [text for _, text in texts_of(GIT, ours, found)] == [b"x = 1\n", b"#!/bin/sh\n", b""]


def test_texts_longer_than_what_is_read_at_once_come_whole(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    long = "y = 2\n" * 100_000
    sha = repo.commit("Begin\n", {"long.py": long, "short.py": "z\n"})
    ours = opened(repo, tmp_path)
    assert [text for _, text in texts_of(GIT, ours, files_at(GIT, ours, sha))] == [long.encode(), b"z\n"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": "x\n"})
    lost = Leaf("lost.py", bytes.fromhex("ab" * 20), 1)
    with pytest.raises(SourceFailed, match="abababab"):
        list(texts_of(GIT, opened(repo, tmp_path), [lost]))


def test_the_commit_before_an_instant_is_one_of_the_branchs_own_line(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    first = repo.commit("Begin\n", {"a.py": "x\n"}, at="1709542800 +0100")
    last = repo.commit("Go on\n", {"a.py": "y\n"}, at="1709629200 +0100")
    ours = opened(repo, tmp_path)
    assert committed_at(GIT, ours, last) == datetime(2024, 3, 5, 9, tzinfo=UTC)
    assert commit_before(GIT, ours, last, datetime(2024, 3, 5, tzinfo=UTC)) == first
    assert commit_before(GIT, ours, last, datetime(2024, 3, 1, tzinfo=UTC)) is None
