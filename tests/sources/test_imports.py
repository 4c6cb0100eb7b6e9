"""What lines import, language by language; and that a history's own lines are understood while they pass."""

import json
import time
from pathlib import Path

import pytest

from aexy.sources.imports import finder_of

# A file, lines of its patch, and the packages that came and went.
CASES: dict[str, tuple[str, set[str]]] = {
    path: ("".join(case["lines"]), set(case["imports"]))
    for path, case in json.loads((Path(__file__).parent / "import_cases.json").read_text()).items()
}


@pytest.mark.parametrize("path", CASES)
def test_lines_import_what_stands_in_them(path: str) -> None:
    text, expected = CASES[path]
    finder = finder_of(f"diff --git a/{path} b/{path}".encode())
    assert finder is not None
    assert {"-+"[one.has_come] + one.package.name for one in finder.find(text.encode())} == expected


def test_what_is_no_source_is_not_looked_at() -> None:
    assert finder_of(b"diff --git a/README.md b/README.md") is None
    assert finder_of(b"diff --git a/Makefile b/Makefile") is None


@pytest.mark.parametrize("path", CASES)
def test_a_hostile_text_takes_no_longer_than_a_long_one(path: str) -> None:
    finder = finder_of(f"diff --git a/{path} b/{path}".encode())
    assert finder is not None
    for unit in (b"+import ", b"+", b"+ ", b"+import {", b"+use ", b'+"', b"+from ", b"require(", b"+\n"):
        begun = time.process_time()
        finder.find(b"import use package: from require using \n" + unit * (400_000 // len(unit)))
        assert time.process_time() - begun < 5, unit
