"""What is promised, to people and about security, is held by a test that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECURITY = ROOT / "docs" / "security"
PROMISING = [ROOT / "docs" / "privacy.md", *sorted(SECURITY.glob("*.md"))]


@pytest.mark.parametrize("document", PROMISING, ids=lambda path: path.name)
def test_every_promise_names_a_test_that_is_there(document: Path) -> None:
    rows = [line for line in document.read_text().splitlines() if line.startswith("| ") and "Promise" not in line]
    assert rows
    for row in rows:
        named = re.findall(r"\[(test_\w+)\]\(([^)]+)\)", row)
        assert named, f"No test holds: {row}"
        for test, where in named:
            path = (document.parent / where).resolve()
            assert re.search(rf"def {test}\(", path.read_text()), f"{test} is not in {path.name}"


def test_every_topic_of_security_stands_in_its_index() -> None:
    index = (SECURITY.parent / "security.md").read_text()
    assert not [path.name for path in SECURITY.glob("*.md") if f"(security/{path.name})" not in index]
