"""Reading a repository that somebody else prepared runs nothing of theirs. Each trap is first shown to work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import ADA, Scripted, numbered

from aexy.kernel.errors import SourceFailed
from aexy.sources.git import Git, Opened, classifier, open_repository, parse_location, read_all

GIT = Git()
SIGNED = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n -----END PGP SIGNATURE-----\n"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a mark when it is run."""
    program = tmp_path / "canary"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> "{tmp_path}/sung"\nexit 1\n')
    program.chmod(0o755)
    return program


@pytest.fixture
def hostile(tmp_path: Path, canary: Path) -> Scripted:
    """A repository whose configuration, attributes and hooks name the canary wherever git would run something."""
    repo = Scripted.create(tmp_path / "hostile")
    repo.commit("Begin\n", {"a.txt": numbered(5), ".gitattributes": "*.txt diff=evil filter=evil merge=evil\n"})
    repo.commit("Signed\n", {"a.txt": numbered(6)}, headers=SIGNED)
    run = str(canary)
    for key, value in {
        "gpg.program": run, "gpg.openpgp.program": run, "log.showSignature": "true", "core.fsmonitor": run,
        "core.sshCommand": run, "core.pager": run, "core.editor": run, "core.gitProxy": run, "core.askPass": run,
        "credential.helper": run, "diff.external": run, "diff.evil.textconv": run, "diff.evil.command": run,
        "filter.evil.clean": run, "filter.evil.smudge": run, "filter.evil.process": run, "alias.log": f"!{run}",
        "alias.rev-list": f"!{run}", "alias.diff-tree": f"!{run}", "uploadpack.packObjectsHook": run,
        "remote.origin.url": "ext::" + run, "remote.origin.uploadpack": run, "include.path": str(tmp_path / "more"),
        "core.hooksPath": str(repo.path / "hooks"), "core.alternateRefsCommand": run, "sequence.editor": run,
        "trailer.x.command": run, "trailer.x.cmd": run, "protocol.ext.allow": "always",
    }.items():  # fmt: skip
        repo.git("config", "--add", key, value)
    (tmp_path / "more").write_text(f"[core]\n\tfsmonitor = {run}\n")
    for name in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
        for folder in (repo.path / "hooks", repo.path / ".git/hooks"):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(canary.read_text())
            (folder / name).chmod(0o755)
    return repo


def opened(repo: Scripted, folder: Path) -> Opened:
    return open_repository(GIT, parse_location(str(repo.path), cwd=folder.parent), folder)


def sung(tmp_path: Path) -> bool:
    return (tmp_path / "sung").exists()


def test_plain_git_would_run_it(hostile: Scripted, tmp_path: Path) -> None:
    hostile.git("log", "--show-signature", "-1")
    assert sung(tmp_path)


def test_reading_runs_nothing(hostile: Scripted, tmp_path: Path) -> None:
    (tmp_path / "sung").unlink(missing_ok=True)
    reading = opened(hostile, tmp_path / "reading.git")
    records = list(read_all(GIT, reading))
    assert [record.message for record in records] == ["Signed\n", "Begin\n"]
    assert classifier(reading.attributes)("a.txt").language == "Text"
    assert not sung(tmp_path)


def test_our_repository_has_none_of_its_configuration(hostile: Scripted, tmp_path: Path) -> None:
    reading = opened(hostile, tmp_path / "reading.git")
    assert "canary" not in (reading.folder / "config").read_text()
    assert not (reading.folder / "hooks").exists()


def test_surroundings_that_name_programs_stay_outside(
    hostile: Scripted, tmp_path: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sung").unlink(missing_ok=True)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_PROXY_COMMAND"):
        monkeypatch.setenv(name, str(canary))
    monkeypatch.setenv("GIT_DIR", str(hostile.path / ".git"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(canary))
    assert len(list(read_all(GIT, opened(hostile, tmp_path / "reading.git")))) == 2
    assert not sung(tmp_path)


@pytest.mark.parametrize(
    "make_partial",
    [
        lambda repo: repo.git("config", "extensions.partialClone", "origin"),
        lambda repo: repo.git("config", "remote.origin.promisor", "true"),
    ],
)
def test_a_partial_clone_is_refused_with_advice(
    hostile: Scripted, tmp_path: Path, make_partial: Callable[[Scripted], str]
) -> None:
    make_partial(hostile)
    (tmp_path / "sung").unlink(missing_ok=True)
    with pytest.raises(SourceFailed, match="partial clone") as refusal:
        opened(hostile, tmp_path / "reading.git")
    assert "--filter" in refusal.value.next_step
    assert not sung(tmp_path)


def test_a_missing_object_is_not_fetched(hostile: Scripted, tmp_path: Path) -> None:
    gone = hostile.git("rev-parse", "HEAD:a.txt")
    reading = opened(hostile, tmp_path / "reading.git")
    (tmp_path / "sung").unlink(missing_ok=True)
    (hostile.path / ".git/objects" / gone[:2] / gone[2:]).unlink()
    with pytest.raises(SourceFailed):
        list(read_all(GIT, reading))
    assert not sung(tmp_path)


def test_replacements_and_grafts_change_nothing(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    two = repo.commit("Two\n", {"a": "2\n"})
    three = repo.commit("Three\n", {"a": "3\n"})
    repo.git("replace", "--graft", three)
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/grafts").write_text(f"{two}\n")
    records = list(read_all(GIT, opened(repo, tmp_path / "reading.git")))
    assert [(record.message, record.parents) for record in records] == [("Three\n", 1), ("Two\n", 1), ("One\n", 0)]


def test_attributes_hide_no_lines(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a.txt": numbered(3), ".gitattributes": "*.txt -diff\n"}, author=ADA)
    (record,) = read_all(GIT, opened(repo, tmp_path / "reading.git"))
    assert ("a.txt", None, 3, 0) in (record.files or ())


@pytest.mark.parametrize("name", ["../../outside", "refs/heads/../../HEAD", "-rf", "refs/heads/a b"])
def test_names_of_refs_that_are_no_names_are_passed_over(tmp_path: Path, name: str) -> None:
    repo = Scripted.create(tmp_path / "source")
    sha = repo.commit("One\n", {"a": "1\n"})
    (repo.path / ".git/packed-refs").write_text(f"{sha} {name}\n")
    assert set(opened(repo, tmp_path / "reading.git").refs) == {"refs/heads/main"}
