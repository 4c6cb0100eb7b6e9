"""Tags as git keeps them: lightweight, annotated, of tags, of trees, without a date, with any name."""

import subprocess
from pathlib import Path

import pytest
from tests.repositories import Scripted, environment

from aexy.kernel.commits import Tag
from aexy.sources.git import Git, Opened, open_repository, parse_location, reopen, tags, tags_digest

GIT = Git()


@pytest.fixture
def repo(tmp_path: Path) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    return repo


def opened(repo: Scripted, where: Path | None = None) -> Opened:
    return open_repository(
        GIT, parse_location(str(where or repo.path), cwd=repo.path), repo.path.parent / "reading.git"
    )


def head(repo: Scripted) -> bytes:
    return bytes.fromhex(repo.git("rev-parse", "HEAD"))


def annotate(repo: Scripted, name: str, at: str, message: str = "x") -> None:
    date = at.partition(" ")[0]
    repo.git("tag", "-a", "-f", "-F", "-", name, stdin=message.encode(), GIT_COMMITTER_DATE=f"@{date} +0200")


def put_object(repo: Scripted, name: str, body: str) -> None:
    sha = repo.git("hash-object", "-t", "tag", "-w", "--stdin", "--literally", stdin=body.encode())
    repo.git("update-ref", f"refs/tags/{name}", sha)


def test_lightweight_and_annotated_tags_lead_to_their_commits(repo: Scripted) -> None:
    repo.git("tag", "v1")
    annotate(repo, "v2", "1709642800")
    annotate(repo, "releases/ü 3".replace(" ", "-"), "1709742800", "Long\n\ntagger Nobody <n@n.example> 1 +0000\n" * 9)
    repo.branch("topic")
    found = tags(opened(repo))
    assert found == [
        Tag("releases/ü-3", head(repo), is_annotated=True, tagged_at=1_709_742_800),
        Tag("v1", head(repo), is_annotated=False, tagged_at=None),
        Tag("v2", head(repo), is_annotated=True, tagged_at=1_709_642_800),
    ]
    assert tags(reopen(repo.path.parent / "reading.git")) == found


def test_a_tag_of_a_tag_leads_to_the_commit_and_has_its_own_date(repo: Scripted) -> None:
    annotate(repo, "inner", "1709642800")
    repo.git("tag", "-a", "-m", "x", "outer", "inner", GIT_COMMITTER_DATE="@1709842800 +0000")
    found = {tag.name: (tag.sha, tag.tagged_at) for tag in tags(opened(repo))}
    assert found == {"inner": (head(repo), 1_709_642_800), "outer": (head(repo), 1_709_842_800)}


def test_a_tag_without_a_readable_date_is_annotated_all_the_same(repo: Scripted) -> None:
    sha = repo.git("rev-parse", "HEAD")
    put_object(
        repo, "v0.99", f"object {sha}\ntype commit\ntag v0.99\n\ntagger is not here <a@b.example> 1709642800 +0000"
    )
    put_object(repo, "odd", f"object {sha}\ntype commit\ntag odd\ntagger A <a@b.example> -5 +0000\n\nx\n")
    assert {(tag.name, tag.is_annotated, tag.tagged_at) for tag in tags(opened(repo))} == {
        ("v0.99", True, None), ("odd", True, None),
    }  # fmt: skip


def test_a_tag_of_a_tree_and_one_of_nothing_are_none(repo: Scripted) -> None:
    repo.git("tag", "-a", "-m", "x", "tree", "HEAD^{tree}")
    (repo.path / ".git/refs/tags/broken").write_text("1" * 40 + "\n")
    assert tags(opened(repo)) == []


def test_a_message_as_long_as_somebody_likes_hides_no_other_tag(repo: Scripted) -> None:
    annotate(repo, "a", "1709642800", "long " * 200_000)
    annotate(repo, "b", "1709642801")
    assert [tag.tagged_at for tag in tags(opened(repo))] == [1_709_642_800, 1_709_642_801]


@pytest.mark.parametrize("how", [["--bare"], ["--mirror"], ["--depth=1", "--no-local"], []])
def test_every_kind_of_clone_has_the_same_tags(repo: Scripted, tmp_path: Path, how: list[str]) -> None:
    repo.commit("Two\n", {"a": "2\n"})
    repo.git("tag", "v1")
    annotate(repo, "v2", "1709642800")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", *how, f"file://{repo.path}", str(clone)],
        check=True, env=environment(GIT_ALLOW_PROTOCOL="file"),
    )  # fmt: skip
    assert tags(opened(repo, clone)) == tags(opened(repo))
    assert [tag.name for tag in tags(opened(repo))] == ["v1", "v2"]


def test_a_linked_worktree_and_sha256_have_them_too(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "long", "--object-format=sha256")
    repo.commit("One\n", {"a": "1\n"})
    annotate(repo, "v1", "1709642800")
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"))
    (found,) = tags(opened(repo, tmp_path / "tree"))
    assert (found.sha, found.tagged_at) == (head(repo), 1_709_642_800)


def test_the_digest_differs_with_every_change_and_with_none_else(repo: Scripted) -> None:
    digests = [tags_digest(opened(repo))]
    annotate(repo, "v1", "1709642800")
    digests.append(tags_digest(opened(repo)))
    annotate(repo, "v1", "1709642801")
    digests.append(tags_digest(opened(repo)))
    repo.git("tag", "-f", "v1")
    digests.append(tags_digest(opened(repo)))
    repo.commit("Two\n", {"a": "2\n"})
    assert tags_digest(opened(repo)) == digests[-1]
    assert len(set(digests)) == 4
