"""`aexy rules`, as somebody types it: read, changed in a file, tried, kept."""

from pathlib import Path

import orjson
import pytest
from tests.doors.cli.conftest import House


@pytest.fixture(scope="module")
def used(house: House) -> str:
    made = house.answer("workspace", "create", "Ruling", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    return str(made["id"])


@pytest.mark.usefixtures("used")
async def test_rules_are_read_tried_and_kept_with_their_versions(house: House, tmp_path: Path) -> None:
    shown = house.run("rules", "show").output
    assert all(words in shown for words in ("the product's own", "within 72 h", "reports, incident issues"))
    document = house.answer("rules", "show")
    document["deployments"] |= {"counts": "runs", "names": ["deploy*"], "branches": ["main"]}
    file = tmp_path / "rules.json"
    file.write_bytes(orjson.dumps(document))
    tried = house.run("rules", "preview", str(file), "--period", "12w")
    assert "What these rules would count" in tried.output, tried.output
    assert house.answer("rules", "preview", str(file))["services"] == []
    kept = house.run("rules", "apply", str(file), "--note", "Runs deploy").output
    assert all(words in kept for words in ("version 1", "runs deploy* on main", "Runs deploy"))
    assert "Runs deploy" in house.run("rules", "versions").output
    assert house.answer("rules", "show", "--version", "1")["deployments"]["counts"] == "runs"
    late = house.run("rules", "apply", str(file), "--base", "0")
    assert late.exit_code != 0
    assert "changed the rules to version 1" in late.stderr


@pytest.mark.usefixtures("used")
async def test_a_file_that_holds_no_rules_says_so(house: House, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    for text, words in (("{", "is no JSON"), ("[]", "holds no rules"), ('{"deploys": 1}', "deploys")):
        file.write_text(text)
        wrong = house.run("rules", "preview", str(file))
        assert wrong.exit_code != 0
        assert words in wrong.stderr, wrong.stderr
