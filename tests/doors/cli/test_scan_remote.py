"""`aexy scan URL`: a mirror is made, read and thrown away; an address that wants a password says so and asks nobody."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest
from tests.doors.cli.conftest import type_in
from tests.repositories import GRACE, Scripted


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Closed(BaseHTTPRequestHandler):
    """Wants to know who asks."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type] # a partial is a handler, too
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    made = Scripted.create(folder / "work")
    made.commit("Begin", {"a.py": "1\n"})
    made.commit("Go on", {"a.py": "1\n2\n"}, author=GRACE)
    made.git("clone", "-q", "--bare", str(made.path), str(folder / "app.git"))
    Scripted(folder / "app.git").git("update-server-info")
    return folder


def test_a_remote_repository_is_counted_and_its_mirror_removed(bare: Path, tmp_path: Path) -> None:
    with serving(partial(Quiet, directory=str(bare))) as address:
        done = type_in(tmp_path / "home", "scan", f"{address}/app.git", "--json", TMPDIR=str(tmp_path))
    assert done.exit_code == 0, done.output
    found = orjson.loads(done.stdout)
    assert found["total"]["commits_counted"] == 2
    assert found["repository"]["name"] == "app"
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_wants_a_password_says_so(tmp_path: Path) -> None:
    with serving(Closed) as address:
        done = type_in(tmp_path / "home", "scan", f"{address}/app.git")
    assert done.exit_code == 7, done.output
    assert "password" in done.stderr or "sign" in done.stderr or "token" in done.stderr
    assert "Traceback" not in done.output


def test_a_password_in_an_address_is_never_shown(tmp_path: Path) -> None:
    with serving(Closed) as address:
        done = type_in(tmp_path / "home", "scan", f"{address.replace('//', '//ada:hunter2@')}/app.git")
    assert done.exit_code == 7, done.output
    assert "hunter2" not in done.output


def test_a_host_that_does_not_answer_is_told(tmp_path: Path) -> None:
    done = type_in(tmp_path / "home", "scan", "http://127.0.0.1:1/app.git")
    assert done.exit_code == 7, done.output
    assert "Traceback" not in done.output
