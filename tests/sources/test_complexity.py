"""How complex a text is: what lizard counts, and what indentation says where lizard does not know the language."""

from aexy.sources.complexity import Method, measure, measured_by

PYTHON = b"""\
import os

LEVEL = 1 if os.name else 2


def plain(a):
    # a remark
    return a


def branching(items):
    for item in items:
        if item and item > 1:
            yield item
        elif item:
            continue
"""
SHELL = b"""\
#!/bin/sh
build() {
  if test -n "$1"; then
    make
  fi

  make all
}
build
"""


def test_decisions_are_counted_function_by_function_and_outside_of_them() -> None:
    found = measure("a.py", PYTHON)
    assert found is not None
    # plain: 1. branching: 1 + for + if + and + elif = 5. Outside: 1 + the ternary = 2.
    assert (found.method, found.functions, found.total, found.largest) == (Method.LIZARD, 2, 1 + 5 + 2, 5)
    assert (found.name, found.longest, found.nloc) == ("branching", 6, 10)


def test_a_language_nobody_parses_is_told_by_how_deep_its_lines_lie() -> None:
    found = measure("build.sh", SHELL)
    # Twice a line lies deeper than what it stands in, and no line deeper than twice.
    assert found == (Method.INDENTATION, 8, None, 3, 2, None, None)


def test_a_tab_is_one_step() -> None:
    assert measure("Makefile", b"all:\n\tmake\nrest:\n\tmake\n\n") == (
        Method.INDENTATION, 4, None, 3, 1, None, None,
    )  # fmt: skip


def test_what_holds_a_zero_byte_is_no_text() -> None:
    assert measure("a.py", b"\0\1\2") is None


def test_an_empty_file_has_no_decisions() -> None:
    assert measure("a.py", b"") == (Method.LIZARD, 0, 0, 1, None, None, None)


def test_what_a_parser_cannot_read_is_measured_by_its_indentation() -> None:
    deep = b"x = " + b"(" * 40_000 + b"\n"
    found = measure("a.js", b"`" * 3 + b"${" * 30_000 + deep)
    assert found is not None
    assert found.nloc >= 1


def test_figures_are_those_of_an_edition_and_of_lizards_version() -> None:
    edition, _, program = measured_by().partition(":")
    assert edition.isdigit()
    assert program.startswith("lizard 1.")
