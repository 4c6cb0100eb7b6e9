"""Repositories as people have them: bare, worktrees, submodules, clones that borrow, and what is none."""

import os
from pathlib import Path

import pytest
from tests.repositories import Scripted, numbered

from aexy.kernel.errors import Forbidden, SourceFailed, Unusable
from aexy.sources.git import Git, Opened, classifier, disk_use, open_repository, parse_location, read_all, reopen

GIT = Git()
NOBODY = 65534


@pytest.fixture
def source(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    repo.commit("Two\n", {"a": "2\n"})
    return repo


def opened(path: Path, tmp_path: Path, branch: str | None = None) -> Opened:
    return open_repository(GIT, parse_location(str(path), cwd=tmp_path), tmp_path / "reading.git", branch_wanted=branch)


def subjects(reading: Opened) -> list[str]:
    return [record.message.strip() for record in read_all(GIT, reading)]


def test_a_folder_inside_a_repository(source: Scripted, tmp_path: Path) -> None:
    source.commit("Three\n", {"deep/er/b": "1\n"})
    assert subjects(opened(source.path / "deep/er", tmp_path)) == ["Three", "Two", "One"]


def test_its_own_git_folder(source: Scripted, tmp_path: Path) -> None:
    assert subjects(opened(source.path / ".git", tmp_path)) == ["Two", "One"]


def test_a_bare_repository_counts_what_its_head_names(source: Scripted, tmp_path: Path) -> None:
    source.branch("other")
    source.commit("Three\n", {"a": "3\n"})
    source.git("clone", "-q", "--bare", str(source.path), str(tmp_path / "bare.git"))
    assert opened(tmp_path / "bare.git", tmp_path).default_branch == "other"


def test_a_worktree_counts_its_own_branch(source: Scripted, tmp_path: Path) -> None:
    source.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    Scripted(tmp_path / "tree").commit("Side\n", {"a": "3\n"})
    reading = opened(tmp_path / "tree", tmp_path)
    assert reading.default_branch == "side"
    assert subjects(reading) == ["Side", "Two", "One"]


def test_a_worktree_whose_repository_is_gone(source: Scripted, tmp_path: Path) -> None:
    source.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    source.path.rename(tmp_path / "moved")
    with pytest.raises(SourceFailed, match="there is no repository"):
        opened(tmp_path / "tree", tmp_path)


def test_a_submodule_s_checkout(source: Scripted, tmp_path: Path) -> None:
    outer = Scripted.create(tmp_path / "outer")
    outer.git("submodule", "-q", "add", str(source.path), "inner")
    assert subjects(opened(outer.path / "inner", tmp_path)) == ["Two", "One"]


def test_a_clone_that_borrows_objects(source: Scripted, tmp_path: Path) -> None:
    source.git("clone", "-q", "--shared", str(source.path), str(tmp_path / "shared"))
    borrower = Scripted(tmp_path / "shared")
    borrower.commit("Three\n", {"a": "3\n"})
    borrower.git("clone", "-q", "--shared", str(borrower.path), str(tmp_path / "twice"))
    assert subjects(opened(tmp_path / "twice", tmp_path)) == ["Three", "Two", "One"]


def test_a_clone_whose_lender_is_gone(source: Scripted, tmp_path: Path) -> None:
    source.git("clone", "-q", "--shared", str(source.path), str(tmp_path / "shared"))
    source.path.rename(tmp_path / "moved")
    with pytest.raises(SourceFailed, match="borrows objects"):
        opened(tmp_path / "shared", tmp_path)


def test_a_path_with_spaces_and_quotes(source: Scripted, tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" c\\d é'
    source.path.rename(odd)
    assert subjects(opened(odd, tmp_path)) == ["Two", "One"]


def test_packed_and_loose_refs(source: Scripted, tmp_path: Path) -> None:
    source.git("branch", "kept")
    source.git("pack-refs", "--all")
    three = source.commit("Three\n", {"a": "3\n"})
    reading = opened(source.path, tmp_path)
    assert reading.default_sha == three
    assert set(reading.refs) == {"refs/heads/main", "refs/heads/kept"}


def test_a_detached_head_is_counted(source: Scripted, tmp_path: Path) -> None:
    source.git("checkout", "-q", "--detach")
    three = source.commit("Three\n", {"a": "3\n"})
    reading = opened(source.path, tmp_path)
    assert (reading.default_ref, reading.default_sha) == ("HEAD", three)
    assert three in reading.tips()


def test_of_a_clone_s_two_default_branches_the_further_one_counts(source: Scripted, tmp_path: Path) -> None:
    source.git("clone", "-q", str(source.path), str(tmp_path / "clone"))
    clone = Scripted(tmp_path / "clone")
    clone.branch("feature")
    assert opened(clone.path, tmp_path).default_branch == "main"
    source.commit("Three\n", {"a": "3\n"})
    clone.git("fetch", "-q")
    assert opened(clone.path, tmp_path).default_ref == "refs/remotes/origin/main"
    clone.go("main")
    clone.commit("Other three\n", {"a": "4\n"})
    assert opened(clone.path, tmp_path).default_ref == "refs/heads/main"


def test_tags_of_trees_and_broken_refs_are_passed_over(source: Scripted, tmp_path: Path) -> None:
    source.git("tag", "tree", "HEAD^{tree}")
    (source.path / ".git/refs/heads/broken").write_text("f" * 40 + "\n")
    (source.path / ".git/refs/heads/nonsense").write_text("what is this\n")
    assert set(opened(source.path, tmp_path).refs) == {"refs/heads/main"}


def test_opening_again_sees_what_is_new(source: Scripted, tmp_path: Path) -> None:
    opened(source.path, tmp_path)
    source.commit("Three\n", {"a": "3\n", ".mailmap": "A <a@a.example> <b@b.example>\n"})
    reading = opened(source.path, tmp_path)
    assert subjects(reading)[0] == "Three"
    assert reading.mailmap.startswith("A <a@a")
    assert reopen(reading.folder) == reading


def test_a_reading_repository_is_small(source: Scripted, tmp_path: Path) -> None:
    source.commit("Large\n", {"large": numbered(100_000)})
    reading = opened(source.path, tmp_path)
    assert 0 < reading.size < 10_000
    assert disk_use(source.path) > 100_000


def test_what_was_dropped_is_missed_with_advice(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="mirror is gone"):
        reopen(tmp_path / "never")


@pytest.mark.parametrize(
    ("name", "sentence"), [("nowhere", "nothing at"), ("file", "is a file"), ("folder", "no git repo")]
)
def test_what_is_no_repository_is_said(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unusable, match=sentence) as refusal:
        opened(tmp_path / name, tmp_path)
    assert refusal.value.next_step


def test_an_unknown_branch_is_said_with_the_near_ones(source: Scripted, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no branch called 'mian'") as refusal:
        opened(source.path, tmp_path, "mian")
    assert "'main'" in refusal.value.next_step


def test_reftables_are_refused_with_advice(source: Scripted, tmp_path: Path) -> None:
    (source.path / ".git/reftable").mkdir()
    with pytest.raises(SourceFailed, match="reftable") as refusal:
        opened(source.path, tmp_path)
    assert "git refs migrate" in refusal.value.next_step


def test_folders_are_the_local_owner_s_right(source: Scripted, tmp_path: Path) -> None:
    location = parse_location(str(source.path), cwd=tmp_path)
    with pytest.raises(Forbidden):
        open_repository(GIT, location, tmp_path / "reading.git", allow_local=False)


def test_links_in_a_circle_are_one_sentence(source: Scripted, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (source.path / ".git/objects/info").mkdir(exist_ok=True)
    (source.path / ".git/objects/info/alternates").write_text(f"{tmp_path}/loop\n")
    with pytest.raises(SourceFailed, match="could not be read"):
        opened(source.path, tmp_path)
    with pytest.raises(Unusable, match="leads nowhere"):
        opened(tmp_path / "loop", tmp_path)


def test_no_permission_is_one_sentence(source: Scripted, tmp_path: Path) -> None:
    (source.path / ".git").chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(NOBODY)
    try:
        with pytest.raises(SourceFailed, match="no permission") as refusal:
            opened(source.path, tmp_path)
    finally:
        os.seteuid(user)
        (source.path / ".git").chmod(0o755)
    assert refusal.value.next_step


def test_inner_attributes_overrule_outer_ones(source: Scripted, tmp_path: Path) -> None:
    source.commit(
        "Rules\n",
        {
            ".gitattributes": "*.c linguist-generated\n/top.py linguist-vendored",
            "hand/.gitattributes": "*.c -linguist-generated\nsub/x.py linguist-vendored\n# no rule\n",
            "a [b]/.gitattributes": '"with space.py" linguist-generated\n',
        },
    )
    classify = classifier(opened(source.path, tmp_path).attributes)
    kinds = {
        path: classify(path).name
        for path in (
            "x.c", "hand/x.c", "hand/deep/x.c", "hand/sub/x.py", "sub/x.py", "top.py", "hand/top.py",
            "a [b]/with space.py", "a b/with space.py",
        )
    }  # fmt: skip
    assert kinds == {
        "x.c": "generated", "hand/x.c": "source", "hand/deep/x.c": "source", "hand/sub/x.py": "vendored",
        "sub/x.py": "source", "top.py": "vendored", "hand/top.py": "source",
        "a [b]/with space.py": "generated", "a b/with space.py": "source",
    }  # fmt: skip


def test_rules_that_are_links_are_not_followed(source: Scripted, tmp_path: Path) -> None:
    (source.path / ".mailmap").symlink_to("/etc/passwd")
    source.git("add", ".mailmap")
    source.commit("Link\n")
    assert opened(source.path, tmp_path).mailmap == ""
