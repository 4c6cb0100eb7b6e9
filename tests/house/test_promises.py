"""What is promised about people is held by a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRIVACY = ROOT / "docs" / "privacy.md"


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = [line for line in PRIVACY.read_text().splitlines() if line.startswith("| ") and "Promise" not in line]
    assert rows
    for row in rows:
        named = re.findall(r"\[(test_\w+)\]\(([^)]+)\)", row)
        assert named, f"No test holds: {row}"
        for test, where in named:
            path = (PRIVACY.parent / where).resolve()
            assert re.search(rf"def {test}\(", path.read_text()), f"{test} is not in {path.name}"
