"""The lines of docs/how-to/incidents.md, typed as they stand there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.doors.cli.conftest import House
from tests.repositories import Scripted, numbered

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "incidents.md"
CURLS = [block for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL) if "curl" in block]

pytestmark = pytest.mark.skipif(
    not shutil.which("curl") or not shutil.which("openssl"), reason="curl and openssl are not on this machine"
)


def type_in_a_shell(block: str, **environment: str) -> str:
    """The block without the lines that are Aexy's own."""
    lines = "\n".join(line for line in block.splitlines() if not line.startswith("aexy"))
    done = subprocess.run(
        ["bash", "-euc", lines.replace("acme/shop", "shop")], env={**os.environ, **environment}, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_lines_of_the_page_work(house: House, tmp_path: Path) -> None:
    made = house.answer("workspace", "create", "Listening", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    repo = Scripted.create(tmp_path / "shop")
    repo.commit("Begin\n", {"a.py": numbered(3)})
    assert house.run("ingest", str(repo.path)).exit_code == 0
    with_key, with_secret = CURLS
    told = type_in_a_shell(with_key, AEXY_URL=house.url, WORKSPACE=made["id"], AEXY_KEY=house.token)
    assert '"new":1' in told
    assert '"field":"sha"' in told
    hook = house.answer("webhooks", "add", "hook", "pipelines")["hook"]
    answered = type_in_a_shell(with_secret, ADDRESS=hook["url"], SECRET=hook["secret"])
    assert answered == '{"is_new":true}'
    assert house.answer("webhooks", "list", "pipelines")[0]["event"] == "incidents"


def test_what_to_enter_where_is_said(house: House) -> None:
    made = house.answer("workspace", "create", "On call", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    said = house.run("webhooks", "add", "pagerduty", "on-call").output
    assert "Address: http" in said
    assert "Secret:" not in said
    assert "aexy webhooks setup NAME --given" in said
    assert "X-Aexy-Secret" in house.run("webhooks", "add", "opsgenie", "alerts").output
    assert house.run("webhooks", "add", "opsgenie", "alerts").exit_code != 0
