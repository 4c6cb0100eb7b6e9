"""What a change comes to: the same wherever it is made, and never the same as another."""

import subprocess
from collections import defaultdict
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.repositories import Scripted, environment, numbered

from aexy.kernel.errors import SourceFailed
from aexy.sources.git import Git, open_repository, parse_location
from aexy.sources.git.patches import read_patch_ids, read_patches

GIT = Git()
WORD = b"word"
LETTERS = "ab+-@: \\\tidB~"
LINES = st.lists(st.text(LETTERS, max_size=6), max_size=4)
HUNK = st.tuples(LINES, LINES).filter(lambda hunk: hunk[0] or hunk[1])
PATCH = st.lists(HUNK, min_size=1, max_size=5)


def written(hunks: list[tuple[list[str], list[str]]], begins: int = 1, context: str = "") -> bytes:
    """A patch of one file as git writes it, whose stretches begin `begins` lines apart."""
    lines = [f"~{WORD.decode()}{'1' * 40}", "", f":100644 100644 {'2' * 40} {'3' * 40} M\ta.py", ""]
    lines += ["diff --git a/a.py b/a.py", f"index {'2' * 40}..{'3' * 40} 100644", "--- a/a.py", "+++ b/a.py"]
    for number, (gone, come) in enumerate(hunks):
        at = (number + 1) * begins
        lines.append(f"@@ -{at},{len(gone)} +{at},{len(come)} @@ {context}")
        lines += [f"-{line}" for line in gone] + [f"+{line}" for line in come]
    return "\n".join(lines).encode() + b"\n"


def patch_id(output: bytes) -> bytes:
    (found,) = read_patches(BytesIO(output), WORD)
    assert found.patch_id is not None
    return found.patch_id


@given(hunks=PATCH, begins=st.integers(2, 10_000), context=st.text("abc", max_size=9))
def test_where_it_stands_and_what_stands_around_it_are_no_part_of_it(
    hunks: list[tuple[list[str], list[str]]], begins: int, context: str
) -> None:
    assert patch_id(written(hunks, begins, context)) == patch_id(written(hunks))


@given(hunks=PATCH, blank=st.sampled_from([" ", "\t", "  \t", "\r"]))
def test_whitespace_is_no_part_of_it(hunks: list[tuple[list[str], list[str]]], blank: str) -> None:
    spaced = [tuple([blank + blank.join(line) for line in side] for side in hunk) for hunk in hunks]
    assert patch_id(written(spaced)) == patch_id(written(hunks))  # type: ignore[arg-type]  # a tuple of two


@given(hunks=PATCH, which=st.integers(0, 99), what=st.sampled_from(["x", "xy", "+", "-"]))
def test_another_line_is_another_change(hunks: list[tuple[list[str], list[str]]], which: int, what: str) -> None:
    at = which % len(hunks)
    for side in (0, 1):
        sides = [list(each) for each in hunks[at]]
        if not sides[side]:
            continue
        line = which % len(sides[side])
        sides[side][line] += what
        other = [*hunks[:at], (sides[0], sides[1]), *hunks[at + 1 :]]
        assert patch_id(written(other)) != patch_id(written(hunks))
        sides[side][line : line + 1] = []
        if sides[0] or sides[1]:
            fewer = [*hunks[:at], (sides[0], sides[1]), *hunks[at + 1 :]]
            assert patch_id(written(fewer)) != patch_id(written(hunks))


class Trickle(BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def __init__(self, whole: bytes, size: int) -> None:
        super().__init__(whole)
        self.size = size

    def read(self, _: int | None = -1) -> bytes:
        return super().read(self.size)


@given(hunks=PATCH, size=st.integers(1, 40))
def test_however_it_comes_it_is_the_same(hunks: list[tuple[list[str], list[str]]], size: int) -> None:
    whole = written(hunks) * 2
    assert list(read_patches(Trickle(whole, size), WORD)) == list(read_patches(BytesIO(whole), WORD))


# By git itself


@pytest.fixture
def repo(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("Begin\n", {"a.py": numbered(40), "b.py": numbered(9, "other"), "logo.png": bytes(range(256))})
    repo.branch("release")
    repo.commit("Drift\n", {"a.py": "new\n" * 7 + numbered(40)})
    repo.go("main")
    return repo


def ids(repo: Scripted, *shas: str) -> list[bytes | None]:
    where = repo.path.parent / "reading.git"
    opened = open_repository(GIT, parse_location(str(repo.path), cwd=repo.path), where)
    found = dict(read_patch_ids(GIT, opened, [bytes.fromhex(sha) for sha in shas]))
    return [found[bytes.fromhex(sha)] for sha in shas]


def picked(repo: Scripted, sha: str) -> str:
    """Its copy on the other branch."""
    repo.go("release")
    repo.git("cherry-pick", "--allow-empty", sha)
    copy = repo.git("rev-parse", "HEAD")
    repo.go("main")
    return copy


def test_a_pick_onto_a_branch_where_lines_stand_elsewhere_is_the_same(repo: Scripted) -> None:
    sha = repo.commit("Fix\n", {"a.py": numbered(40).replace("line 20\n", "fixed 20\n"), "b.py": None})
    one, two = ids(repo, sha, picked(repo, sha))
    assert one == two is not None


def test_a_pick_whose_conflict_was_resolved_is_another_change(repo: Scripted) -> None:
    repo.go("release")
    repo.commit("Other words\n", {"a.py": "new\n" * 7 + numbered(40).replace("line 20\n", "theirs 20\n")})
    theirs = repo.commit("Fix\n", {"a.py": "new\n" * 7 + numbered(40).replace("line 20\n", "fixed 20\n")})
    repo.go("main")
    ours = repo.commit("Fix\n", {"a.py": numbered(40).replace("line 20\n", "fixed 20\n")})
    assert len(set(ids(repo, ours, theirs))) == 2


def test_binary_files_modes_moves_and_ends_of_files_are_told_apart(repo: Scripted) -> None:
    binary = repo.commit("Picture\n", {"logo.png": bytes(reversed(range(256)))})
    other = repo.commit("Another\n", {"logo.png": bytes(range(256)) * 2})
    repo.git("update-index", "--chmod=+x", "b.py")
    mode = repo.commit("Mode\n")
    repo.git("update-index", "--chmod=-x", "b.py")
    back = repo.commit("Mode back\n")
    moved = repo.commit("Move\n", {"b.py": None, "c.py": numbered(9, "other")})
    empty_file = repo.commit("Empty file\n", {"empty": ""})
    feed = repo.commit("Begin a file\n", {"feed": "x\n"})
    gone = repo.commit("End it\n", {"feed": None})
    found = ids(repo, binary, other, mode, back, moved, empty_file, feed, gone)
    assert len(set(found)) == len(found)
    for sha in (binary, mode, moved, empty_file):
        assert ids(repo, sha) == ids(repo, picked(repo, sha))


def test_a_file_that_ends_without_a_line_feed_is_the_same_but_for_whitespace(repo: Scripted) -> None:
    base = repo.git("rev-parse", "HEAD")
    one = repo.commit("One\n", {"new": "x\ny\n"})
    repo.branch("side", base)
    other = repo.commit("Other\n", {"new": "x\n  y"})
    assert len(set(ids(repo, one, other))) == 1


def test_a_commit_without_changes_comes_to_nothing(repo: Scripted) -> None:
    assert ids(repo, repo.commit("Nothing\n")) == [None]


def test_a_line_too_long_to_be_held_is_told_by_its_file(repo: Scripted) -> None:
    base = repo.git("rev-parse", "HEAD")
    found = []
    for number, (before, line) in enumerate(
        [("", "x" * 3_000_000), ("before\n", "x" * 3_000_000), ("", "y" * 3_000_000)]
    ):
        repo.branch(f"long-{number}", base)
        sha = repo.commit("Long\n", {"long": f"{before}{line}\nafter\n"})
        repo.branch(f"again-{number}", base)
        repo.commit("Drift\n", {"b.py": "1\n"})
        again = repo.commit("Long again\n", {"long": f"{before}{line}\nafter\n"})
        one, two = ids(repo, sha, again)
        assert one == two
        found.append(one)
    assert len(set(found)) == 3


def test_a_commit_that_is_not_there_is_said(repo: Scripted) -> None:
    with pytest.raises(SourceFailed):
        ids(repo, "1" * 40)


def test_the_same_commits_are_alike_as_for_git(repo: Scripted) -> None:
    for number in range(30):
        content = numbered(40).replace(f"line {number}\n", f"fixed {number % 7}\n")
        sha = repo.commit(f"Fix {number}\n", {"a.py": content, f"n{number % 3}": f"{number % 2}\n"})
        if number % 3 == 0:
            repo.go("release")
            done = subprocess.run(
                ["git", "cherry-pick", "-X", "theirs", sha],
                cwd=repo.path,
                env=environment(),
                capture_output=True,
                check=False,
            )
            if done.returncode:
                repo.git("cherry-pick", "--abort")
            repo.go("main")
    shas = repo.git("rev-list", "--all", "--no-merges").split()
    assert alike({sha: found for sha, found in zip(shas, ids(repo, *shas), strict=True) if found}) == alike(gits(repo))


def gits(repo: Scripted) -> dict[str, str]:
    """What `git patch-id` says of every commit, by what we give it to read."""
    patches = repo.git_bytes("log", "-p", "-U0", "-M", "--full-index", "--all", "--no-merges", "--root")
    said = repo.git("patch-id", "--stable", stdin=patches)
    return dict(reversed(line.split()) for line in said.splitlines())  # type: ignore[misc]  # two words a line


def alike(found: Mapping[str, object]) -> set[frozenset[str]]:
    groups: defaultdict[object, set[str]] = defaultdict(set)
    for sha, each in found.items():
        groups[each].add(sha)
    return {frozenset(group) for group in groups.values()}
