"""Keys and sessions as they are typed: a key is printed once, and what is over is over at the next command."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
from tests.doors.cli.conftest import House, type_in
from tests.running import AEXY

from aexy.cli.client import choices_file


def test_a_key_is_made_listed_used_and_revoked(house: House) -> None:
    made = house.run("auth", "keys", "make", "ci", "--days", "30")
    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert key.startswith("aexy_")
    assert [(one["name"], one["scopes"]) for one in house.answer("auth", "keys")] == [("ci", ["read"])]
    by_key = {"AEXY_SERVER": house.url, "AEXY_TOKEN": key}
    assert house.run("workspace", "list", **by_key).exit_code == 0
    refused = house.run("auth", "keys", "make", "another", **by_key)
    assert (refused.exit_code, "no key does this" in refused.output) == (5, True)
    assert house.run("auth", "keys", "revoke", key.rpartition("_")[0]).exit_code == 0
    assert house.run("workspace", "list", **by_key).exit_code == 5
    assert "You have no keys" in house.run("auth", "keys").stdout


def test_a_key_that_is_not_ones_own_is_named(house: House) -> None:
    refused = house.run("auth", "keys", "revoke", "nothing")
    assert (refused.exit_code, "aexy auth keys" in refused.output) == (4, True)


def test_the_sessions_of_the_command_line_are_shown(house: House) -> None:
    listed = house.answer("auth", "sessions")
    assert [(one["label"], one["is_current"]) for one in listed] == [("command line", True)]
    assert "this one" in house.run("auth", "sessions").stdout
    assert house.run("auth", "sessions", "--end", "zzzz").exit_code == 4


def _decide(house: House, user_code: str, *, is_allowed: bool) -> None:
    """Somebody who was shown a code decides in a browser of theirs."""
    headers = {"authorization": f"Bearer {house.token}"}
    body = {"user_code": user_code, "is_allowed": is_allowed}
    answer = httpx.post(f"{house.url}/api/v1/auth/device/decision", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


def _by_code(house: House, *, is_allowed: bool) -> dict[str, Any]:
    """What a terminal is answered once somebody has decided about its code."""
    begun = httpx.post(f"{house.url}/api/v1/auth/device/code", json={"client_name": "a terminal"}).json()
    _decide(house, begun["user_code"], is_allowed=is_allowed)
    answer: dict[str, Any] = httpx.post(
        f"{house.url}/api/v1/auth/device/token", json={"device_code": begun["device_code"]}
    ).json()
    return answer


def test_a_command_line_elsewhere_is_let_in_by_its_code(house: House, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    environment = os.environ | {"AEXY_HOME": str(home), "COLUMNS": "200"}
    with subprocess.Popen(
        [*AEXY, "auth", "login", house.url, "--scope", "read"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as typed:  # fmt: skip
        assert typed.stderr
        shown = typed.stderr.readline() + typed.stderr.readline()
        code = re.findall(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", shown)[-1]
        assert f"{house.url}/device?code={code}" in shown
        _decide(house, code, is_allowed=True)
        out, err = typed.communicate(timeout=60)
    assert typed.returncode == 0, err
    assert f"Signed in to {house.url} as Local owner." in out
    assert choices_file(home).stat().st_mode & 0o077 == 0
    assert type_in(home, "workspace", "list").exit_code == 0
    assert type_in(home, "workspace", "create", "Mine").exit_code == 5  # it was let in to read


def test_a_session_of_a_server_elsewhere_goes_on_after_its_token_ran_out(house: House, tmp_path: Path) -> None:
    home = tmp_path / "another"
    given = _by_code(house, is_allowed=True)
    home.mkdir()
    kept = {"access": given["access_token"], "refresh": given["refresh_token"], "ends": time.time() - 1}
    choices_file(home).write_text(json.dumps({"server": house.url, "tokens": {house.url: kept}}))
    assert type_in(home, "workspace", "list").exit_code == 0
    fresh = json.loads(choices_file(home).read_text())["tokens"][house.url]
    assert fresh["refresh"] not in {None, given["refresh_token"]}
    assert fresh["ends"] > time.time() + 500
    assert type_in(home, "workspace", "list").exit_code == 0
    assert type_in(home, "auth", "logout").exit_code == 0
    assert json.loads(choices_file(home).read_text())["tokens"] == {}
    lasting = {"authorization": f"Bearer {fresh['access']}"}
    assert httpx.get(f"{house.url}/api/v1/auth/me", headers=lasting).status_code == 401


def test_a_terminal_that_was_refused_is_not_signed_in(house: House) -> None:
    assert _by_code(house, is_allowed=False)["error"] == "access_denied"


def test_signing_in_with_a_key_that_was_piped_in(house: House, tmp_path: Path) -> None:
    key = house.run("auth", "keys", "make", "piped").stdout.strip()
    done = type_in(tmp_path / "new", "auth", "login", house.url, "--with-token", said=f"{key}\n")
    assert done.exit_code == 0, done.output
    assert key not in done.output
    assert type_in(tmp_path / "new", "workspace", "list").exit_code == 0
    assert type_in(tmp_path / "new", "auth", "login", "aexy.example.com").exit_code == 2
