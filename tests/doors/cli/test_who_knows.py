"""`aexy who-knows`: from inside a clone, or by name, to a table."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import GRACE, Scripted, environment


def stamp(days: float) -> str:
    return f"{int((datetime.now(UTC) - timedelta(days=days)).timestamp())} +0000"


def test_whom_to_ask_is_found_from_inside_a_clone(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Scripted.create(tmp_path / "shelf")
    repo.commit("Begin\n", {"src/a.py": "1\n", "web/b.py": "1\n"}, at=stamp(40))
    repo.commit("Mine\n", {"src/c.py": "2\n"}, author=GRACE, at=stamp(3))
    made = house.answer("workspace", "create", "Knowing", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    done = house.run("ingest", str(repo.path))
    assert done.exit_code == 0, done.output

    monkeypatch.chdir(repo.path / "src")
    (place,) = house.answer("who-knows", "c.py")["repositories"]
    assert (place["subject"]["name"], place["files"]) == ("shelf", 1)
    assert [one["developer"]["name"] for one in place["people"]] == ["Grace Hopper"]
    assert house.answer("who-knows", ".")["path"] == "src"
    assert house.answer("who-knows", "../**/*.py")["repositories"][0]["files"] == 3
    shown = house.run("who-knows", "../src")
    assert shown.exit_code == 0, shown.output
    assert all(word in shown.output for word in ("Who knows src", "Ada Lovelace", "Grace Hopper", "truck factor 2"))
    new = house.run("who-knows", "later.py")
    assert new.exit_code == 0, new.output
    assert all(word in new.output for word in ("Who knows src/later.py", "src/**/*.py", "Nothing stands there yet"))
    outside = house.run("who-knows", "../../elsewhere.py")
    assert (outside.exit_code, "is not in" in outside.output) == (4, True), outside.output

    worktree = tmp_path / "beside"
    repo.git("worktree", "add", "-q", str(worktree), "-b", "topic")
    monkeypatch.chdir(worktree)
    assert house.answer("who-knows", "src/c.py")["repositories"][0]["subject"]["name"] == "shelf"

    monkeypatch.chdir(tmp_path)
    assert house.answer("who-knows", "-r", "shelf", "web")["repositories"][0]["files"] == 1
    assert house.answer("who-knows", "web")["repositories"][0]["subject"]["name"] == "shelf"
    unknown = house.run("who-knows", "-r", "shelf", "nowhere")
    assert (unknown.exit_code, "nowhere" in unknown.output) == (4, True), unknown.output


def test_a_clone_is_known_by_the_address_it_came_from(tmp_path: Path) -> None:
    from aexy.cli.who_knows import _addresses, _is  # noqa: PLC0415

    repo = Scripted.create(tmp_path / "here")
    subprocess.run(
        ["git", "remote", "add", "origin", "git@git.example.org:shop/web.git"],
        cwd=repo.path, check=True, env=environment(),
    )  # fmt: skip
    assert _addresses(repo.path) == ["git@git.example.org:shop/web.git"]
    assert _is({"is_local": False, "url": "https://git.example.org/shop/web.git"}, repo.path)
    assert not _is({"is_local": False, "url": "https://git.example.org/shop/other.git"}, repo.path)
    assert not _is({"is_local": True, "url": str(tmp_path / "elsewhere")}, repo.path)
