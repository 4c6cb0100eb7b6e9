"""The house's rules about size and words, read from the code itself."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "data", "info", "process"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_fits_in_a_head(path: Path) -> None:
    source = path.read_text()
    assert source.count("\n") <= 400, "split it by idea: no module has more than 400 lines"
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= 50
    ]
    assert not long, "split by paragraph: no function has more than 50 lines"


def test_no_file_of_the_web_is_longer() -> None:
    written = [
        path
        for folder in ("app", "api", "metrics", "text", "ui", "e2e")
        for path in (ROOT / "web" / folder).rglob("*.ts*")
    ]
    assert len(written) > 100
    assert not [path.name for path in written if path.read_text().count("\n") > 400 and path.name != "schema.d.ts"]


def test_the_median_module_is_short() -> None:
    lengths = sorted(path.read_text().count("\n") for path in (ROOT / "src").rglob("*.py"))
    assert lengths[len(lengths) // 2] < 150


def test_modules_are_named_for_what_they_hold() -> None:
    assert not [path for path in MODULES if path.stem in NAMES_THAT_SAY_NOTHING]


def test_nothing_is_left_undone_in_the_code() -> None:
    # Spelled in two halves, so that this list does not find itself.
    marks = ["Not" + "ImplementedError", "pytest.mark." + "xfail", "mock." + "patch", "monkeypatch.set" + "attr"]
    found = [(path.name, mark) for path in MODULES for mark in marks if mark in path.read_text()]
    assert not found


def test_no_comment_or_docstring_puts_anything_off() -> None:
    # Trackers have a state of that name, so only what is said about code is looked at.
    later = re.compile(r"\b(TO" + "DO|FIX" + "ME)\\b")
    assert not [(path.name, words) for path in MODULES for words in _said_of_code(path) if later.search(words)]


def _said_of_code(path: Path) -> list[str]:
    source = path.read_text()
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = [ast.get_docstring(node) or "" for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return said + [token.string for token in tokens if token.type == tokenize.COMMENT]
