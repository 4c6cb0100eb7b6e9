"""Documents that point somewhere point at something."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)|<img[^>]+src=\"([^\"]+)\"", document.read_text())
    inside = [first or second for first, second in links if "://" not in (first or second)]
    assert not [link for link in inside if not (document.parent / link).exists()]


def test_decisions_are_numbered_without_holes() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_change_note_is_one_sentence() -> None:
    notes = {path.name: path.read_text().strip() for path in (ROOT / "changes").glob("*.md")}
    assert not [name for name, text in notes.items() if "\n\n" in text or not text.endswith(".")]
