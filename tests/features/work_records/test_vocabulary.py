"""The kinds dashboards understand: declared once, and told as they are declared."""

import csv
import io
from pathlib import Path

import pytest

from aexy.features.work_records.vocabulary import KINDS, Kind, place

HOW_TO = Path(__file__).parents[3] / "docs/how-to/import.md"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_how_to_tells_of_every_kind_its_words_and_attributes(kind: Kind) -> None:
    row = next(line for line in HOW_TO.read_text("utf-8").splitlines() if line.startswith(f"| `{kind.key}` "))
    assert ", ".join(kind.stages or kind.statuses) in row
    assert [name for name in kind.attributes if f"`{name}`" not in row] == []


def test_the_example_of_the_how_to_has_a_record_of_each_kind() -> None:
    text = HOW_TO.read_text("utf-8")
    example = text[text.index("```csv\n") + len("```csv\n") :].partition("```")[0]
    rows = list(csv.DictReader(io.StringIO(example)))
    assert {row["kind"] for row in rows} == {kind.key for kind in KINDS}


def test_words_of_ones_own_stand_behind_those_that_are_declared() -> None:
    order = ("lead", "won")
    words = ["zebra", None, "Won", "apple", "lead"]
    assert sorted(words, key=lambda word: place(order, word)) == ["lead", "Won", "apple", "zebra", None]
