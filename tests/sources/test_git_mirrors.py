"""Repositories elsewhere: fetched into a mirror of ours, with no password left anywhere."""

import base64
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.repositories import Scripted, numbered

from aexy.kernel.commits import Tag
from aexy.kernel.errors import Forbidden, SourceFailed, Unavailable, Unusable
from aexy.sources.git import Git, Location, Opened, disk_use, open_repository, parse_location, read_all, tags

GIT = Git()
USER, PASSWORD = "ada", "s3cr3t-w0rd"


@dataclass
class Host:
    """A web server that hands out the files of a folder, to those who know the password if there is one."""

    folder: Path
    port: int = 0
    password: str | None = None
    asked: list[str] = field(default_factory=list)

    def url(self, name: str, credentials: str = "") -> str:
        return f"http://{credentials}127.0.0.1:{self.port}/{name}"


class Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, host: Host) -> None:
        self.host = host
        super().__init__(*arguments, directory=str(host.folder))  # type: ignore[arg-type]  # passed through

    def do_GET(self) -> None:
        self.host.asked.append(self.path)
        expected = base64.b64encode(f"{USER}:{self.host.password}".encode()).decode()
        if self.host.password and self.headers.get("Authorization") != f"Basic {expected}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path / "served")
    host.folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, host=host)) as server:
        host.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def source(tmp_path: Path, host: Host) -> Scripted:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": numbered(3)})
    repo.branch("side")
    repo.commit("Two\n", {"a": numbered(4)})
    repo.go("main")
    publish(repo, host)
    return repo


def publish(repo: Scripted, host: Host) -> None:
    target = host.folder / "source.git"
    if not target.exists():
        repo.git("clone", "-q", "--bare", str(repo.path), str(target))
    repo.git("push", "-q", "--mirror", "--force", str(target))
    Scripted(target).git("update-server-info")


def opened(
    location: Location | str, tmp_path: Path, *, allow_local: bool = True, told: list[str] | None = None
) -> Opened:
    place = parse_location(location, cwd=tmp_path) if isinstance(location, str) else location

    def progress(stage: str, done: int, total: int) -> None:
        (told if told is not None else []).append(f"{stage} {done}/{total}")

    return open_repository(GIT, place, tmp_path / "mirror.git", allow_local=allow_local, progress=progress)


def subjects(reading: Opened) -> list[str]:
    return sorted(record.message.strip() for record in read_all(GIT, reading))


def everything_kept(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_mirror_has_every_branch_and_knows_the_default_one(source: Scripted, host: Host, tmp_path: Path) -> None:
    source.git("tag", "v1")
    publish(source, host)
    reading = opened(host.url("source.git"), tmp_path)
    assert subjects(reading) == ["One", "Two"]
    assert reading.default_ref == "refs/heads/main"
    assert set(reading.refs) == {"refs/heads/main", "refs/heads/side", "refs/tags/v1"}
    assert 500 < reading.size <= disk_use(tmp_path / "mirror.git")


def test_a_mirror_is_refreshed_and_forgets_what_is_gone(source: Scripted, host: Host, tmp_path: Path) -> None:
    opened(host.url("source.git"), tmp_path)
    source.commit("Three\n", {"a": numbered(5)})
    source.git("branch", "-q", "-D", "side")
    publish(source, host)
    reading = opened(host.url("source.git"), tmp_path)
    assert subjects(reading) == ["One", "Three"]
    assert set(reading.refs) == {"refs/heads/main"}


def test_a_mirror_has_the_tags_as_they_are_now(source: Scripted, host: Host, tmp_path: Path) -> None:
    one = bytes.fromhex(source.git("rev-parse", "HEAD"))
    source.git("tag", "light")
    source.git("tag", "-a", "-m", "x", "made", GIT_COMMITTER_DATE="@1709642800 +0000")
    publish(source, host)
    light = Tag("light", one, is_annotated=False, tagged_at=None)
    made = partial(Tag, "made", one, True)  # noqa: FBT003 - annotated
    assert tags(opened(host.url("source.git"), tmp_path)) == [light, made(1_709_642_800)]
    # Made anew on the same commit, with nothing else that is new.
    source.git("tag", "-a", "-f", "-m", "x", "made", GIT_COMMITTER_DATE="@1709649999 +0000")
    publish(source, host)
    assert tags(opened(host.url("source.git"), tmp_path)) == [light, made(1_709_649_999)]
    source.git("tag", "-d", "made")
    publish(source, host)
    assert tags(opened(host.url("source.git"), tmp_path)) == [light]


def test_nothing_is_fetched_when_nothing_is_new(source: Scripted, host: Host, tmp_path: Path) -> None:
    assert source.path.exists()
    opened(host.url("source.git"), tmp_path)
    host.asked.clear()
    opened(host.url("source.git"), tmp_path)
    assert not [path for path in host.asked if "/objects/" in path]


def test_a_mirror_does_not_fall_apart_into_packs(source: Scripted, host: Host, tmp_path: Path) -> None:
    for number in range(24):
        source.commit(f"{number}\n", {"b": numbered(number + 1)})
        publish(source, host)
        reading = opened(host.url("source.git"), tmp_path)
    assert len(list((reading.folder / "objects/pack").glob("*.pack"))) < 22
    assert len(subjects(reading)) == 26


def test_progress_is_told(source: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    opened(over_ssh(source, tmp_path, monkeypatch), tmp_path, told=told)
    assert "Receiving objects 6/6" in told


def test_a_password_opens_and_is_kept_nowhere(source: Scripted, host: Host, tmp_path: Path) -> None:
    assert source.path.exists()
    host.password = PASSWORD
    reading = opened(host.url("source.git", f"{USER}:{PASSWORD}@"), tmp_path)
    assert subjects(reading) == ["One", "Two"]
    kept = everything_kept(tmp_path / "mirror.git") + everything_kept(tmp_path / "mirror.git.asking")
    assert PASSWORD.encode() not in kept
    assert base64.b64encode(f"{USER}:{PASSWORD}".encode()) not in kept


@pytest.mark.parametrize("credentials", ["", f"{USER}:wrong-w0rd@"])
def test_a_missing_or_wrong_password_is_one_sentence(
    source: Scripted, host: Host, tmp_path: Path, credentials: str
) -> None:
    assert source.path.exists()
    host.password = PASSWORD
    with pytest.raises(SourceFailed, match="password or key") as failure:
        opened(host.url("source.git", credentials), tmp_path)
    assert "wrong-w0rd" not in str(failure.value)
    assert failure.value.next_step


def test_an_address_without_a_repository_is_one_sentence(host: Host, tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="no repository at"):
        opened(host.url("nothing.git"), tmp_path)


def test_a_host_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="does not answer"):
        opened("http://127.0.0.1:1/x.git", tmp_path)


def test_private_addresses_are_the_local_owner_s_right(source: Scripted, host: Host, tmp_path: Path) -> None:
    assert source.path.exists()
    for url in (
        host.url("source.git"),
        "http://localhost/x",
        "ssh://git@10.0.0.1/x",
        "http://[::1]/x",
        "http://169.254.169.254/x",
    ):
        with pytest.raises(Forbidden, match="private address"):
            opened(url, tmp_path, allow_local=False)
    assert host.asked == []


def over_ssh(source: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address that leads to the source through a program called ssh, which notes what it was asked."""
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir(exist_ok=True)
    program.write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\nfor last; do :; done\nunset GIT_DIR\nexec sh -c "$last"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    bare = tmp_path / "over-ssh.git"
    source.git("clone", "-q", "--bare", str(source.path), str(bare))
    return f"ssh://git@somewhere.example{bare}"


def test_ssh_never_asks_anybody(source: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = opened(over_ssh(source, tmp_path, monkeypatch), tmp_path)
    assert subjects(reading) == ["One", "Two"]
    assert "BatchMode=yes" in (tmp_path / "asked").read_text()


def test_an_sha256_repository_can_be_mirrored(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert host.port
    repo = Scripted.create(tmp_path / "long", "--object-format=sha256")
    repo.commit("Long\n", {"a": "1\n"})
    reading = opened(over_ssh(repo, tmp_path, monkeypatch), tmp_path)
    assert reading.object_format == "sha256"
    assert subjects(reading) == ["Long"]


def test_an_empty_repository_can_be_mirrored(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert host.port
    reading = opened(over_ssh(Scripted.create(tmp_path / "empty"), tmp_path, monkeypatch), tmp_path)
    assert (reading.default_sha, subjects(reading)) == (None, [])


def test_a_wanted_branch_that_is_not_there_is_said(source: Scripted, host: Host, tmp_path: Path) -> None:
    assert source.path.exists()
    with pytest.raises(Unusable, match="no branch called 'mian'"):
        open_repository(
            GIT, parse_location(host.url("source.git"), cwd=tmp_path), tmp_path / "mirror.git", branch_wanted="mian"
        )


def test_without_git_it_says_so(source: Scripted, tmp_path: Path) -> None:
    location = parse_location(str(source.path), cwd=tmp_path)
    with pytest.raises(Unavailable, match="no program called 'gitt'"):
        open_repository(Git("gitt"), location, tmp_path / "mirror.git")
